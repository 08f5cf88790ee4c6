"""Does everybody see of a precedent what they should, press what can still be done, and read nothing that is inside?"""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from assistant.answering.records import Verdict
from assistant.escalation.precedents import PrecedentState
from assistant.escalation.records import LetterKind
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import answer_message
from assistant.slack.blocks.precedent_letters import TITLES, TOLD, precedent_letter, read_retold, retell_form
from assistant.slack.blocks.records import Look, Message
from tests.unit.assistant.slack.blocks.asker_goldens import silent
from tests.unit.assistant.slack.blocks.precedent_goldens import KINDS, PUBLISHED, RULING


def pressed(message: Message) -> list[str]:
    return [each["action_id"] for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


@pytest.mark.parametrize("name", KINDS)
def test_a_note_that_is_inside_stands_nowhere(name: str, look: Look) -> None:
    made = KINDS[name](look)
    drawn = json.dumps(dataclasses.asdict(made) if isinstance(made, Message) else made)
    assert RULING.note not in drawn


def test_below_an_answer_nobody_is_named_and_nothing_formats(look: Look) -> None:
    message = answer_message(silent(look, similar=(PUBLISHED,)), look)
    drawn = json.dumps([block for block in message.blocks if block["type"] == "section"])
    assert "similar question" in drawn
    for person in ("U8", "U9", "<!here>"):
        assert person not in drawn
    assert "similar" not in message.text


def test_who_lets_others_read_a_long_answer_is_told_how_much_of_it_they_read(look: Look) -> None:
    long = "Fine, if nobody of ours is in it. " * 80 + "Not on Sundays."
    held = dataclasses.replace(PUBLISHED, state=PrecedentState.PROPOSED, ruling=dataclasses.replace(RULING, text=long))
    words, told = look.words("en"), "its first 600 characters are shown"
    for made in (
        precedent_letter(LetterKind.PROPOSED, held, 7, 4, look, words).blocks,
        retell_form(held, 4, "May I?", words)["blocks"],
    ):
        assert told in json.dumps(made)
        assert "Not on Sundays." in json.dumps(made), "they themselves read all of it"
    assert told not in json.dumps(precedent_letter(LetterKind.PROPOSED, PUBLISHED, 7, 4, look, words).blocks)


def test_an_answer_is_the_same_but_for_what_stands_below(look: Look) -> None:
    plain, with_similar = (answer_message(silent(look, similar=each), look) for each in ((), (PUBLISHED,)))
    assert plain.text == with_similar.text
    rest = [block for block in with_similar.blocks if block not in plain.blocks]
    assert len(with_similar.blocks) - len(plain.blocks) == len(rest) == 3


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        (LetterKind.RETELL, PrecedentState.DRAFTED, [act.LETTER_RETELL, act.LETTER_DECLINE]),
        (LetterKind.RETELL, PrecedentState.PROPOSED, []),
        (LetterKind.PROPOSED, PrecedentState.PROPOSED, [act.LETTER_APPROVE, act.LETTER_DECLINE]),
        (LetterKind.PROPOSED, PrecedentState.PUBLISHED, []),
        (LetterKind.PROPOSED, PrecedentState.DECLINED, []),
        (LetterKind.REVIEW, PrecedentState.PUBLISHED, [act.LETTER_RENEW, act.LETTER_DECLINE]),
        (LetterKind.REVIEW, PrecedentState.LAID_DOWN, [act.LETTER_RENEW]),
    ],
)
def test_only_what_can_be_done_can_be_pressed(
    kind: LetterKind, state: PrecedentState, expected: list[str], look: Look
) -> None:
    made = precedent_letter(kind, dataclasses.replace(PUBLISHED, state=state), 7, 4, look, look.words("en"))
    assert pressed(made) == expected


def test_who_renewed_it_reads_until_when_and_has_nothing_left_to_press(look: Look) -> None:
    words, review = look.words("en"), PUBLISHED.review_at
    assert review is not None
    for before, buttons in ((1, []), (0, [act.LETTER_RENEW, act.LETTER_DECLINE])):
        at = review - timedelta(days=before)
        made = precedent_letter(LetterKind.REVIEW, PUBLISHED, 7, 4, look, words, at=at)
        assert pressed(made) == buttons
        assert ("its review is due on" in json.dumps(made.blocks)) == (not buttons)
        assert ("Its year is over" in json.dumps(made.blocks)) == bool(buttons)


@pytest.mark.parametrize("kind", TITLES)
@pytest.mark.parametrize("state", PrecedentState)
@pytest.mark.parametrize("language", ["en", "es"])
def test_there_is_a_sentence_for_every_state(
    kind: LetterKind, state: PrecedentState, language: str, look: Look
) -> None:
    held = dataclasses.replace(PUBLISHED, state=state)
    assert precedent_letter(kind, held, 7, 4, look, look.words(language)).blocks


@pytest.mark.parametrize("verdict", [Verdict.NO, Verdict.CONDITIONAL, Verdict.YES, Verdict.INFO])
def test_every_verdict_that_a_manager_can_give_has_words(verdict: Verdict, look: Look) -> None:
    held = dataclasses.replace(PUBLISHED, ruling=dataclasses.replace(RULING, verdict=verdict))
    assert precedent_letter(LetterKind.PROPOSED, held, 7, 4, look, look.words("es"))
    assert answer_message(silent(look, "es", similar=(held,)), look)


def test_the_form_carries_what_the_intake_reads_back(look: Look) -> None:
    form = retell_form(PUBLISHED, 4, "May I?", look.words("en"))
    carried = act.read_value(form["private_metadata"])
    assert carried.arguments == ("4", "5")
    assert read_retold({TOLD: {TOLD: {"value": "  May one?  "}}}).text == "May one?"
