"""What does an asker read from office management, and what must they never read?"""

from __future__ import annotations

import dataclasses
import json

import pytest

from assistant.answering.records import Verdict
from assistant.escalation.records import HandOffState, LetterKind, Move, Remark
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import answer_message
from assistant.slack.blocks.asker_letters import MAKERS, asker_letter, letter_in_words, question_back
from assistant.slack.blocks.handed_over import is_awaited
from assistant.slack.blocks.limits import check_message
from assistant.slack.blocks.records import Look
from tests.unit.assistant.slack.blocks.asker_goldens import (
    ANSWERED,
    ASKED_BACK,
    CLAIMED,
    EXPIRED,
    MONDAY,
    OFFICES,
    OPEN,
    REPLIED,
    RULING,
    silent,
    with_offices,
)
from tests.unit.assistant.slack.blocks.conftest import buttons, texts

ITEM = "md-16-02/policy/special-events"
"""An item of a list in the directive."""

STANDING = {
    LetterKind.RULING: ANSWERED, LetterKind.RECALL: ANSWERED, LetterKind.QUESTION_BACK: ASKED_BACK,
    LetterKind.NUDGE: ASKED_BACK, LetterKind.EXPIRED: EXPIRED,
}  # fmt: skip


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_letter_holds_what_stays_inside(look: Look, kind: LetterKind, language: str) -> None:
    hand_off = dataclasses.replace(
        STANDING[kind], context="MY-CONTEXT",
        remarks=(*STANDING[kind].remarks, Remark(Move.PASS_ON, "U8", "INTERNAL-REASON", MONDAY)),
    )  # fmt: skip
    asked = silent(look, language)
    message = asker_letter(kind, asked, hand_off, with_offices(look))
    check_message(message.text, message.blocks)
    sent = json.dumps([message.text, message.blocks, letter_in_words(kind, message, hand_off, look, asked)])

    assert RULING.note == "Only for colleagues."
    for inside in ("Only for colleagues", "INTERNAL-REASON", "U9"):
        assert inside not in sent


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("call", ["the front desk, 555-0100", ""])
@pytest.mark.parametrize("has_file", [True, False])
def test_where_nobody_answered_there_is_always_somebody_to_talk_to(
    look: Look, call: str, language: str, has_file: bool
) -> None:
    if has_file:
        by_id = {id: dataclasses.replace(office, call=call) for id, office in OFFICES.by_id.items()}
        offices = dataclasses.replace(OFFICES, by_id=by_id)
        look = dataclasses.replace(look, offices_now=lambda: offices)
    words, asked = look.words(language), dataclasses.replace(silent(look, language), hand_off=EXPIRED)
    named = words("hand-off-call", call=call) if call and has_file else words("hand-off-call-nobody")
    letter = asker_letter(LetterKind.EXPIRED, asked, EXPIRED, look)

    assert named in "\n".join(texts(letter.blocks))
    assert named in letter_in_words(LetterKind.EXPIRED, letter, EXPIRED, look, asked)
    assert named in "\n".join(texts(answer_message(asked, look).blocks)), "and under the answer"


def test_a_letter_repeats_the_question_as_it_was_handed_over(look: Look) -> None:
    hand_off = dataclasses.replace(ASKED_BACK, text="Changed before it was sent.")
    asked = silent(look)
    own = "\n".join(texts(asker_letter(LetterKind.QUESTION_BACK, asked, hand_off, look).blocks))
    of_another = dataclasses.replace(asked, id=asked.id + 1)
    others = "\n".join(texts(asker_letter(LetterKind.RECALL, of_another, hand_off, look).blocks))

    assert "Changed before it was sent." in own
    assert asked.text not in own
    assert "Changed before it was sent." not in others


def test_a_clause_that_hangs_on_a_sentence_is_quoted_with_it(look: Look) -> None:
    ruling = dataclasses.replace(RULING, clauses=(ITEM,))
    message = asker_letter(LetterKind.RULING, silent(look), dataclasses.replace(ANSWERED, ruling=ruling), look)
    shown = "\n".join(texts(message.blocks))

    assert "Employees must not disclose:\n" in shown
    assert "“Information/photographs from DCFS Special Events”" in shown


def test_a_ruling_shows_verdict_words_clauses_and_who(look: Look) -> None:
    message = asker_letter(LetterKind.RULING, silent(look), ANSWERED, with_offices(look))
    shown = "\n".join(texts(message.blocks))

    for said in ("answered question 7", "OK to post, if…", RULING.text, "<@U8>, North Office", "MD 16-02"):
        assert said in shown
    pressed = {act.LETTER_HELPFUL, act.LETTER_NOT_HELPFUL, act.LETTER_STILL, act.RECEIPT}
    assert set(buttons(message.blocks)) == pressed
    assert act.read_value(buttons(message.blocks)[act.LETTER_STILL]).hand_off == ANSWERED.id


def test_an_office_that_signs_as_an_office_names_nobody(look: Look) -> None:
    hand_off = dataclasses.replace(ANSWERED, ruling=dataclasses.replace(RULING, is_named=False))
    message = asker_letter(LetterKind.RULING, silent(look), hand_off, with_offices(look))

    assert "U8" not in json.dumps(message.blocks)
    assert "North Office" in "\n".join(texts(message.blocks))


def test_what_managers_write_pings_and_formats_nothing(look: Look) -> None:
    for kind in (LetterKind.RULING, LetterKind.QUESTION_BACK):
        asked, hand_off = silent(look), STANDING[kind]
        message = asker_letter(kind, asked, hand_off, with_offices(look))
        marked = [node for block in message.blocks for node in _mrkdwn(block)]

        assert not any("again" in text or "*your*" in text or "<!here>" in text for text in marked)
        assert "<!here>" not in letter_in_words(kind, message, hand_off, look, asked)


def test_a_recall_to_somebody_else_shows_their_own_question_and_no_number(look: Look) -> None:
    theirs = silent(look, id=99, text="My own question")
    message = asker_letter(LetterKind.RECALL, theirs, ANSWERED, with_offices(look))
    shown = "\n".join(texts(message.blocks))

    assert "My own question" in shown
    assert "question 7" not in shown
    assert set(buttons(message.blocks)) == {act.ASK_MANAGEMENT}


@pytest.mark.parametrize("kind", [LetterKind.QUESTION_BACK, LetterKind.NUDGE])
def test_a_question_back_that_was_replied_to_says_so_and_has_no_button(look: Look, kind: LetterKind) -> None:
    message = asker_letter(kind, silent(look), REPLIED, look)

    assert "You replied on" in json.dumps(message.blocks)
    assert "Mine, and private." not in json.dumps(message.blocks)
    assert "still waits" not in message.text
    assert buttons(message.blocks) == {}


def test_the_last_question_back_counts() -> None:
    later = Remark(Move.ASK_BACK, "U8", "And where?", MONDAY)
    reply = Remark(Move.REPLY, "U1", "On Facebook.", MONDAY)

    assert question_back(dataclasses.replace(ASKED_BACK, remarks=(*ASKED_BACK.remarks, later, reply))) == "And where?"


@pytest.mark.parametrize(
    ("hand_off", "says", "can_withdraw"),
    [
        (OPEN, "Office hours are Mon–Fri 8:00–17:00; it is Friday 18:10. Expect an answer by Monday 10:00", True),
        (CLAIMED, "has taken question 7", True),
        (ASKED_BACK, "asks you something about question 7", True),
        (ANSWERED, "Office management answered question 7", False),
        (EXPIRED, "Call the front desk, 555-0100", True),
        (dataclasses.replace(OPEN, state=HandOffState.WITHDRAWN), "was withdrawn", False),
        (dataclasses.replace(OPEN, card=None), "could not reach", True),
    ],
)
def test_under_the_answer_stands_how_it_is_and_what_can_still_be_done(
    look: Look, hand_off: object, says: str, can_withdraw: bool
) -> None:
    asked = silent(look, hand_off=hand_off)
    message = answer_message(asked, with_offices(look))

    assert says in "\n".join(texts(message.blocks))
    assert (act.WITHDRAW in buttons(message.blocks)) is can_withdraw
    assert is_awaited(asked.hand_off) is can_withdraw


@pytest.mark.parametrize("verdict", [Verdict.NO, Verdict.YES, Verdict.CONDITIONAL, Verdict.INFO])
def test_every_verdict_of_a_ruling_has_words_beside_its_sign(look: Look, verdict: Verdict) -> None:
    hand_off = dataclasses.replace(ANSWERED, ruling=dataclasses.replace(RULING, verdict=verdict))
    message = asker_letter(LetterKind.RULING, silent(look), hand_off, with_offices(look))

    assert look.rulebook.headlines[verdict] in "\n".join(texts(message.blocks))


def _mrkdwn(value: object) -> list[str]:
    from tests.unit.assistant.slack.blocks.conftest import nodes

    return [node["text"] for node in nodes(value) if node.get("type") == "mrkdwn"]
