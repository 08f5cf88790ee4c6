"""Does the card for office management say what they need, and nothing that was taken back or could do something?"""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.screening import PrivateKind
from assistant.desk.records import Asked, AskedState, Card, HandOff, Shown
from assistant.escalation.records import HandOffState
from assistant.slack.blocks.card import card_message
from assistant.slack.blocks.limits import check_message
from assistant.slack.blocks.records import Look, Message
from tests.unit.assistant.slack.blocks.conftest import AT, buttons, make_answer, make_asked, make_private, nodes, texts

FACTS = {"client": True, "client_in_media": True, "face_hidden": True}
OPEN = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=False, card=Shown("C9", "1.9"))
WITHDRAWN = dataclasses.replace(OPEN, state=HandOffState.WITHDRAWN)


@pytest.fixture(scope="session")
def asked(look: Look) -> Asked:
    return make_asked(make_answer(look, FACTS), text="Can I post my shibboleth?")


def drawn(asked: Asked, look: Look, hand_off: HandOff = OPEN, message: str | None = None) -> Message:
    made = card_message(Card("C9", asked, hand_off), look, message)
    check_message(made.text, made.blocks)
    return made


def words_of(message: Message) -> str:
    return "\n".join(texts(message.blocks))


def test_it_holds_who_asked_what_and_what_the_assistant_said(look: Look, asked: Asked) -> None:
    assert asked.answer is not None
    said = words_of(drawn(dataclasses.replace(asked, earlier=("And before?",)), look))

    for part in ("Question 7", "<@U1>", "Can I post my shibboleth?", "And before?", asked.answer.headline):
        assert part in said
    assert asked.answer.reason in said
    for citation in asked.answer.citations:
        assert citation.locator in said


def test_the_notification_holds_nothing_that_a_person_wrote(look: Look, asked: Asked) -> None:
    assert drawn(asked, look).text == "Question 7 for office management"


def test_nothing_on_it_can_be_pressed_yet(look: Look, asked: Asked) -> None:
    assert not buttons(drawn(asked, look).blocks)


@pytest.mark.parametrize("text", ["<!channel> <@U5> *now*", "https://evil.example", "x" * 9_000])
def test_the_words_of_a_question_are_taken_as_they_stand(look: Look, asked: Asked, text: str) -> None:
    hostile = dataclasses.replace(asked, text=text, earlier=(text, text, text))
    marked = [node["text"] for node in nodes(drawn(hostile, look).blocks) if node.get("type") == "mrkdwn"]

    for sign in ("<!channel>", "<@U5>", "*now*", "://", "xxx"):
        assert not any(sign in said for said in marked)


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (AskedState.ANSWERED, "<@U1> withdrew it"),
        (AskedState.GONE, "The question was deleted"),
        (AskedState.REPLACED, "<@U1> changed the question"),
    ],
)
def test_what_is_no_longer_for_them_says_so_and_holds_no_question(
    look: Look, asked: Asked, state: AskedState, says: str
) -> None:
    said = words_of(drawn(dataclasses.replace(asked, state=state), look, WITHDRAWN, "https://x.slack.com/a"))

    assert says in said
    assert "shibboleth" not in said
    assert "Open the message" not in said


def test_private_details_stay_hidden(look: Look) -> None:
    private = make_private(make_answer(look, FACTS), PrivateKind.PERSON, text="A photo of [name 1]?")
    said = words_of(drawn(private, look))

    assert "[name 1]" in said
    assert "Private details stay hidden" in said


def test_it_speaks_the_language_of_the_question(look: Look) -> None:
    spanish = make_asked(make_answer(look, FACTS, language="es"))
    assert "Pregunta 7 para la gerencia" in words_of(drawn(spanish, look))
