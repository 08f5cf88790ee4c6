"""Does the card for office management say what they need, and nothing that was taken back or could do something?"""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any

import pytest

from assistant.answering.records import Verdict
from assistant.answering.screening import PrivateKind
from assistant.desk.records import Asked, AskedState, Card, HandOff, Shown
from assistant.escalation.precedents import Precedent
from assistant.escalation.records import HandOffState, Move, Promise, Remark, Ruling
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.card import Around, card_message
from assistant.slack.blocks.limits import check_message, check_view
from assistant.slack.blocks.long_words import whole_view
from assistant.slack.blocks.records import Look, Message
from tests.unit.assistant.slack.blocks.conftest import AT, buttons, make_answer, make_asked, make_private, nodes, texts
from tests.unit.assistant.slack.blocks.precedent_goldens import PUBLISHED, held_back_no

FACTS = {"client": True, "client_in_media": True, "face_hidden": True}
OPEN = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=False, card=Shown("C9", "1.9"))
RULING = Ruling(3, 70, Verdict.NO, "No *client* <!here>.", (), "U8", "north", AT, note="<!here> *inside*")
WITHDRAWN = dataclasses.replace(OPEN, state=HandOffState.WITHDRAWN)


@pytest.fixture(scope="session")
def asked(look: Look) -> Asked:
    return make_asked(make_answer(look, FACTS), text="Can I post my shibboleth?")


def drawn(asked: Asked, look: Look, hand_off: HandOff = OPEN, message: str | None = None) -> Message:
    made = card_message(Card("C9", asked, hand_off), look, Around(AT, message=message))
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


STATES = {
    HandOffState.OPENED: {act.CARD_CLAIM, act.CARD_ANSWER, act.CARD_ASK, act.CARD_REASSIGN, act.CARD_PASS_ON},
    HandOffState.CLAIMED: {act.CARD_RELEASE, act.CARD_ANSWER, act.CARD_ASK, act.CARD_REASSIGN, act.CARD_PASS_ON},
    HandOffState.ASKED_BACK: {act.CARD_RELEASE, act.CARD_ANSWER},
    HandOffState.EXPIRED: {act.CARD_CLAIM, act.CARD_ANSWER, act.CARD_REASSIGN, act.CARD_PASS_ON},
    HandOffState.ANSWERED: {act.CARD_CORRECT},
    HandOffState.CLOSED: {act.CARD_CORRECT},
    HandOffState.WITHDRAWN: set(),
}


@pytest.mark.parametrize("state", HandOffState)
def test_it_offers_what_can_be_done_in_its_state_and_says_of_which_version(
    look: Look, asked: Asked, state: HandOffState
) -> None:
    hand_off = dataclasses.replace(OPEN, id=70, version=4, state=state, holder="U8", ruling=RULING)
    pressed = buttons(drawn(asked, look, hand_off).blocks)
    receipt = {act.RECEIPT} if STATES[state] else set()  # in every state in which it holds the question

    assert pressed.keys() == STATES[state] | receipt
    assert all(act.read_value(value) == act.Pressed(70, ("4",)) for value in pressed.values())


@pytest.mark.parametrize("state", HandOffState)
def test_who_asked_without_a_name_has_none_and_nothing_leads_to_their_message(
    look: Look, asked: Asked, state: HandOffState
) -> None:
    hand_off = dataclasses.replace(OPEN, state=state, holder="U8", is_anonymous=True, ruling=RULING)
    said = json.dumps(drawn(asked, look, hand_off, "https://x.slack.com/a").blocks)

    assert "U1" not in said
    assert "x.slack.com" not in said
    assert "somebody of the office" in said


def test_what_the_assistant_passed_on_without_a_name_does_not_say_that_its_asker_wished_so(
    look: Look, asked: Asked
) -> None:
    automatic = dataclasses.replace(OPEN, is_automatic=True, is_anonymous=True)
    assert "asked without their name" not in words_of(drawn(asked, look, automatic))
    assert "has no name on it until they add theirs" in words_of(drawn(asked, look, automatic))
    named = dataclasses.replace(automatic, is_anonymous=False)
    assert "From <@U1>" in words_of(drawn(asked, look, named))


def test_it_shows_the_question_as_its_asker_approved_it(look: Look, asked: Asked) -> None:
    said = words_of(drawn(asked, look, dataclasses.replace(OPEN, text="May I, if asked?", context="For our page.")))

    assert "May I, if asked?" in said
    assert "For our page." in said
    assert "shibboleth" not in said


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({}, "Nobody holds it yet"),
        ({"state": HandOffState.CLAIMED, "holder": "U8"}, "<@U8> holds it"),
        ({"state": HandOffState.CLAIMED, "holder": "U8", "leased_until": AT}, "<@U8> holds it, until <!date^"),
        ({"state": HandOffState.ASKED_BACK, "holder": "U8"}, "The clock stands still"),
        ({"state": HandOffState.EXPIRED}, "It can still be answered"),
        ({"state": HandOffState.ANSWERED, "ruling": RULING}, "Answered by <@U8>"),
        ({"state": HandOffState.CLOSED, "ruling": RULING}, "and closed"),
        ({"promise": Promise(AT + timedelta(hours=1))}, "An answer is promised by <!date^"),
        ({"promise": Promise(AT)}, "Overdue: an answer was promised by <!date^"),
        ({"raised_to": ("region",), "office": "north"}, "region sees it too. It is with north"),
        ({"promise": Promise(AT), "state": HandOffState.ANSWERED, "ruling": RULING}, "Answered by"),
    ],
)
def test_it_says_how_it_stands(look: Look, asked: Asked, change: dict[str, Any], says: str) -> None:
    assert says in words_of(drawn(asked, look, dataclasses.replace(OPEN, **change)))


def test_it_holds_the_ruling_with_its_note_as_they_stand(look: Look, asked: Asked) -> None:
    answered = dataclasses.replace(OPEN, state=HandOffState.ANSWERED, ruling=RULING)
    message = drawn(asked, look, answered)
    marked = [node["text"] for node in nodes(message.blocks) if node.get("type") == "mrkdwn"]

    assert RULING.text in words_of(message)
    assert RULING.note in words_of(message)
    assert not any(part in text for text in marked for part in ("No *client*", "<!here>"))


def test_a_reopened_one_holds_the_answer_that_was_given_before(look: Look, asked: Asked) -> None:
    again = dataclasses.replace(OPEN, ruling=dataclasses.replace(RULING, may_be_precedent=True))
    said = json.dumps(card_message(Card("C9", asked, again), look).blocks)

    assert "What the asker was answered before: " in said
    assert "No *client* <!here>." in said
    assert "may become a precedent" not in said


def test_of_what_was_passed_on_no_question_is_left(look: Look, asked: Asked) -> None:
    card = Card("C9", asked, dataclasses.replace(OPEN, office="south"), is_theirs=False)
    message = card_message(card, look, Around(AT, {"south": "South & Sea Office"}))

    assert "Passed on to South &amp; Sea Office" in words_of(message)
    assert "shibboleth" not in words_of(message)
    assert not buttons(message.blocks)


def test_what_was_said_with_its_moves_stands_on_it_as_it_was_written(look: Look, asked: Asked) -> None:
    told = [(Move.ASK_BACK, "Who is *in* it?"), (Move.REPLY, "<@U5> and I."), (Move.PASS_ON, "Theirs.")]
    remarks = tuple(Remark(move, "U8", text, AT) for move, text in told)
    message = drawn(asked, look, dataclasses.replace(OPEN, remarks=remarks))
    marked = [node["text"] for node in nodes(message.blocks) if node.get("type") == "mrkdwn"]

    assert all(text in words_of(message) for _, text in told)
    assert not any("<@U5>" in text or "*in*" in text for text in marked)


def test_what_could_not_be_delivered_is_said(look: Look, asked: Asked) -> None:
    answered = dataclasses.replace(OPEN, state=HandOffState.ANSWERED, ruling=RULING, undelivered="account_inactive")
    said = words_of(drawn(asked, look, answered))

    assert "could not be delivered to the asker (account_inactive)" in said


@pytest.mark.parametrize("state", [HandOffState.ANSWERED, HandOffState.OPENED])
@pytest.mark.parametrize(("turns", "rulings"), [(0, 0), (4, 0), (6, 3), (0, 9)])
def test_it_fits_into_a_message_whatever_was_written(
    look: Look, asked: Asked, turns: int, rulings: int, state: HandOffState
) -> None:
    long = "word " * 800
    ruling = dataclasses.replace(
        RULING, text=long[:3_000], note=long[:500], clauses=("md-16-02/policy/disclaimer",) * 5
    )
    full = dataclasses.replace(
        OPEN, state=state, text=long, context=long, ruling=ruling, raised_to=("a", "b"),
        remarks=(Remark(Move.REPLY, "", long, AT),) * 9,
    )  # fmt: skip
    similar = (dataclasses.replace(PUBLISHED, question=long, ruling=ruling),) * rulings
    card = Card("C9", dataclasses.replace(asked, earlier=(long,) * turns), full, similar=similar)
    made = card_message(card, look, Around(AT, message="https://x.slack.com/a"))
    check_message(made.text, made.blocks)

    assert words_of(made).count(long[:100]) > 1, "question and context are never left out"
    assert ("is left out here" in words_of(made)) is (turns + rulings > 4)
    assert [each for each in made.blocks if each["type"] == "actions"]


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


LONG = "word " * 590 + "and the last word is zebra."
"""As much as a field takes."""


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "more",
    [
        {"text": LONG},
        {"text": f"May I? ```{LONG}```"},
        {"context": LONG},
        {"remarks": (Remark(Move.REPLY, "U1", LONG, AT),)},
        {"remarks": (Remark(Move.REPLY, "U1", "The zebra.", AT), *(Remark(Move.REPLY, "U1", "No.", AT),) * 9)},
    ],
)
def test_what_is_cut_on_the_card_is_read_whole_behind_its_button(
    look: Look, more: dict[str, Any], language: str
) -> None:
    asked = make_asked(make_answer(look, FACTS, language=language))
    hand_off = dataclasses.replace(OPEN, id=70, **more)
    message = drawn(asked, look, hand_off)
    assert "zebra" not in words_of(message)
    assert act.read_value(buttons(message.blocks)[act.CARD_READ]).hand_off == 70
    assert look.words(language)("card-cut") in words_of(message)

    view = whole_view(asked, hand_off, look.words(language))
    check_view(view)
    assert "zebra" in "\n".join(texts(view["blocks"]))
    assert "U1" not in json.dumps(view), "it may be without a name"


def test_what_has_room_on_the_card_has_no_such_button(look: Look, asked: Asked) -> None:
    for hand_off in (OPEN, dataclasses.replace(OPEN, text="word " * 400, context="word " * 200)):
        assert act.CARD_READ not in buttons(drawn(asked, look, hand_off).blocks)


def test_all_of_a_long_conversation_is_read_and_none_of_it_twice(look: Look, asked: Asked) -> None:
    turns = tuple(f"turn {number} {'word ' * 1500} end {number}." for number in range(9))
    asked = dataclasses.replace(asked, earlier=turns)
    assert act.CARD_READ in buttons(drawn(asked, look).blocks)
    view = whole_view(asked, OPEN, look.words("en"))
    check_view(view)
    said = "\n".join(texts(view["blocks"]))
    assert all(said.count(f"{part} {number}") == 1 for number in range(9) for part in ("turn", "end"))
    assert said.index("shibboleth") < said.index("turn 0")
    assert said.count("word") == 9 * 1500


def test_more_than_a_view_takes_is_left_out_and_that_is_said(look: Look, asked: Asked) -> None:
    endless = dataclasses.replace(asked, earlier=("word " * 40_000,) * 20)
    view = whole_view(endless, OPEN, look.words("en"))
    check_view(view)
    assert look.words("en")("card-left-out") in texts(view["blocks"])


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_permission_beside_a_question_that_reads_as_a_no_is_marked_before_it_is_read(
    look: Look, language: str
) -> None:
    """Those who decide see it; who asked does not (tests/unit/assistant/desk/test_likeness.py)."""
    warning = dataclasses.replace(PUBLISHED, ruling=dataclasses.replace(PUBLISHED.ruling, verdict=Verdict.NO))
    asked = held_back_no(look, language)
    assert asked.answer is not None
    plain_no = dataclasses.replace(asked, answer=dataclasses.replace(asked.answer, verdict=Verdict.NO, withheld=None))
    no_such = dataclasses.replace(asked, answer=dataclasses.replace(asked.answer, withheld=None))
    said, title = look.words(language)("similar-under-no"), look.words(language)("similar-title", date="").strip()

    def card(asked: Asked, similar: Precedent) -> str:
        return words_of(card_message(Card("C9", asked, OPEN, similar=(similar,)), look))

    for read_as_no in (asked, plain_no):
        marked = card(read_as_no, PUBLISHED)
        assert 0 <= marked.find(said) < marked.find(title)
        assert said not in card(read_as_no, warning)
    assert said not in card(no_such, PUBLISHED)
