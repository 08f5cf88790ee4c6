"""Which language a message is in: no English question may be sent away as unread; what is not read is said so."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.language import ENGLISH, Heard, hear, reply_to_unread
from assistant.answering.pipeline import Tools, run
from assistant.answering.records import Case, Kind, Verdict
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_reading

MakeTools = Callable[..., Tools]
LABELED = Path(__file__).parents[3] / "data" / "languages.jsonl"


def labeled() -> list[tuple[str, str]]:
    rows = (json.loads(line) for line in LABELED.read_text(encoding="utf-8").splitlines())
    return [(row["text"], row["language"]) for row in rows]


@pytest.mark.parametrize(("text", "language"), labeled())
def test_the_language_of_a_short_message_is_told(text: str, language: str, rulebook: Rulebook) -> None:
    heard = hear(text, (), rulebook.languages)

    assert (heard.language, heard.has_unread_part) == (language, False)


@pytest.mark.parametrize(
    ("before", "turn", "language"),
    [
        ("¿puedo subir la foto de mi escritorio?", "ok", "es"),
        ("¿puedo subir la foto de mi escritorio?", "LinkedIn?", "es"),
        ("¿puedo subir la foto de mi escritorio?", "no", "es"),
        ("Can I post a photo of my desk?", "gracias", "en"),
        ("Can I post a photo of my desk?", "si", "en"),
        ("Can I post a photo of my desk?", "¿y si quito la foto de la familia?", "es"),
        ("¿puedo subir la foto de mi escritorio?", "what if I crop it?", "en"),
        ("사무실 사진을 올려도 되나요?", "ok can I ask in English then?", "en"),
    ],
)
def test_a_word_or_two_keep_the_language_of_the_conversation_and_more_change_it(
    before: str, turn: str, language: str, rulebook: Rulebook
) -> None:
    assert hear(turn, (before,), rulebook.languages).language == language


def test_a_part_in_another_script_is_noticed_and_a_name_in_it_is_not(rulebook: Rulebook) -> None:
    assert hear("can I post this caption: 오늘 우리 아이가 새 집으로 갔어요", (), rulebook.languages) == Heard(
        ENGLISH, True, 4
    )
    assert not hear("can I tag my friend 김민지 in this", (), rulebook.languages).has_unread_part


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Puwede ko bang i-share ang litrato namin?", "unread-language"),
        ("Papatayin daw niya ako sabi ng tatay ng bata", "unread-emergency"),
        ("아이가 자살하겠다고 해요", "unread-emergency"),
        ("Он сказал, что придёт и убьёт меня", "unread-emergency"),
        ("there is a man outside with a gun 도와주세요 지금 빨리 오세요", "emergency"),
        ("ይህን ፎቶ መለጠፍ እችላለሁ?", "unread-language"),
        ("can I post this: 오늘 우리 아이가 새 집으로 갔어요", "unread-part"),
        ("can I post this?", None),
        ("¿puedo subir esto?", None),
    ],
)
def test_what_is_not_read_gets_its_fixed_reply_and_an_emergency_whom_to_call(
    text: str, reply: str | None, rulebook: Rulebook
) -> None:
    found = reply_to_unread(text, hear(text, (), rulebook.languages), rulebook)

    assert (found.id if found else None) == reply


def test_an_unread_language_ends_in_the_hand_off_in_that_language(make_tools: MakeTools) -> None:
    tools = make_tools(make_reading(private_life=True))

    (case,) = run([Case(raw="Можно ли выложить фото офиса в инстаграм?")], tools)

    assert case.answer is not None
    assert (case.answer.verdict, case.answer.language, case.reading) == (Verdict.ESCALATE, "ru", None)
    assert "office management" in case.answer.instead
    assert [citation.clause for citation in case.answer.citations] == ["md-16-02/policy/unsure"]


@pytest.mark.parametrize(
    "facts",
    [
        {"client": True, "client_in_media": True}, {"child_welfare_content": True}, {"private_life": True}, {"tie_unclear": True},
        {"management_question": True}, {"workplace_shown": True, "child_welfare_content": True}, {},
    ],
)  # fmt: skip
def test_a_spanish_question_is_answered_in_spanish_with_the_english_clause(
    facts: dict[str, bool], make_tools: MakeTools, rulebook: Rulebook
) -> None:
    tools = make_tools(make_reading(**facts))
    spanish, english = run([Case(raw="¿puedo subir esto a mi cuenta?"), Case(raw="can I post this?")], tools)

    assert spanish.faults == ()
    assert spanish.answer is not None
    assert english.answer is not None
    assert (spanish.answer.language, english.answer.language) == ("es", "en")
    assert spanish.answer.verdict is english.answer.verdict
    assert spanish.answer.citations == english.answer.citations
    assert spanish.answer.disclaimer == english.answer.disclaimer
    assert spanish.answer.headline == rulebook.spoken("es").headlines[spanish.answer.verdict]
    assert spanish.answer.reason != english.answer.reason
    assert len(spanish.answer.conditions) == len(english.answer.conditions)
    assert not set(spanish.answer.conditions) & set(english.answer.conditions)
    if spanish.answer.ask is not None and english.answer.ask is not None:
        theirs, ours = english.answer.ask.choices, spanish.answer.ask.choices
        assert [choice.sets for choice in theirs] == [choice.sets for choice in ours]
        assert ours[0].label.startswith("Sí")


@pytest.mark.parametrize("kind", [Kind.EMERGENCY, Kind.REPORT, Kind.SMALL_TALK, Kind.OTHER])
def test_fixed_replies_are_in_spanish_too(kind: Kind, make_tools: MakeTools, rulebook: Rulebook) -> None:
    (case,) = run([Case(raw="¿qué hago con esto que vi en la página?")], make_tools(make_reading(kind)))

    assert case.faults == ()
    assert case.answer is not None
    assert case.answer.reason in {reply.reason for reply in rulebook.spoken("es").replies.values()}
