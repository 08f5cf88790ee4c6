"""Is it kept where office management sees what was handed to it, and what it sees there?"""

from __future__ import annotations

from sqlalchemy import Connection

from assistant.desk.records import Asked, Card, Management, Shown
from assistant.escalation.records import HandOffState
from assistant.storage.asking import find_question, open_question
from assistant.storage.events import What, events_of, events_since
from assistant.storage.hand_offs import (
    hand_off_to_show,
    hand_offs_to_show,
    move_hand_off,
    open_hand_off,
    open_hand_offs,
    withdraw_hand_off,
)
from assistant.storage.management import keep_card, lose_card, read_management, set_management
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question

HERE = Shown("C9", "1.1")


def handed_over(connection: Connection) -> Asked:
    question = open_question(connection, make_question())
    open_hand_off(connection, question.id, "U1", NOW)
    return question_of(connection, question.id)


def question_of(connection: Connection, id: int) -> Asked:
    found = find_question(connection, id)
    assert found is not None
    return found


def card_of(question: Asked) -> Card:
    assert question.hand_off is not None
    return Card("C9", question, question.hand_off)


def test_nobody_sees_a_hand_off_before_its_card_is_kept(connection: Connection) -> None:
    question = handed_over(connection)
    assert hand_offs_to_show(connection, [question.id]) == (question.hand_off,)
    assert question.hand_off is not None
    assert question.hand_off.card is None

    keep_card(connection, card_of(question), HERE, NOW)

    assert hand_offs_to_show(connection, [question.id]) == ()
    assert [each.card for each in open_hand_offs(connection, "T1", "U1")] == [HERE]
    assert (seen := question_of(connection, question.id).hand_off) is not None
    assert seen.card == HERE
    last = events_of(connection, question.id)[-1]
    assert (last.what, last.data) == (What.HAND_OFF_SHOWN, {"number": 1, "channel": "C9"})


def test_a_card_that_says_what_was_is_to_be_shown_again(connection: Connection) -> None:
    question = handed_over(connection)
    keep_card(connection, card_of(question), HERE, NOW)
    other = open_question(connection, make_question())
    move_hand_off(connection, question.id, other.id, "", NOW)

    [moved] = hand_offs_to_show(connection, [question.id, other.id])
    assert (moved.asked, moved.card) == (other.id, HERE)
    keep_card(connection, Card("C9", question_of(connection, other.id), moved), HERE, NOW)
    assert hand_off_to_show(connection, "T1", 1) is None

    withdraw_hand_off(connection, other.id, "U1", NOW)
    withdrawn = hand_off_to_show(connection, "T1", 1)
    assert withdrawn is not None
    assert withdrawn.state is HandOffState.WITHDRAWN
    keep_card(connection, Card("C9", question_of(connection, other.id), withdrawn), HERE, NOW)
    assert hand_off_to_show(connection, "T1", 1) is None
    shown = [each for each in events_since(connection, "T1", NOW) if each.what is What.HAND_OFF_SHOWN]
    assert len(shown) == 1, "a card that is changed in its place is not shown a second time"


def test_what_was_withdrawn_before_anybody_saw_it_needs_no_card(connection: Connection) -> None:
    question = handed_over(connection)
    withdraw_hand_off(connection, question.id, "U1", NOW)
    assert hand_offs_to_show(connection, [question.id]) == ()


def test_the_channel_of_office_management_is_the_last_one_chosen(connection: Connection) -> None:
    assert read_management(connection, "T1") == Management()
    set_management(connection, "T1", "C8", "U1", NOW)
    set_management(connection, "T1", "C9", "U2", NOW + MINUTE)
    assert read_management(connection, "T1") == Management("C9")
    assert read_management(connection, "T2") == Management()
    [told] = events_since(connection, "T1", NOW + MINUTE)
    assert (told.what, told.person, told.data) == (What.MANAGEMENT_SET, "U2", {"channel": "C9"})


def test_what_stands_in_the_way_is_kept_until_something_is_shown_there(connection: Connection) -> None:
    set_management(connection, "T1", "C9", "U1", NOW)
    question = handed_over(connection)
    keep_card(connection, card_of(question), HERE, NOW)

    lose_card(connection, card_of(question), "is_archived", NOW)
    assert read_management(connection, "T1") == Management("C9", "is_archived")
    assert len(hand_offs_to_show(connection, [question.id])) == 1
    last = events_of(connection, question.id)[-1]
    assert (last.what, last.data) == (What.HAND_OFF_UNSEEN, {"number": 1, "channel": "C9", "why": "is_archived"})

    keep_card(connection, card_of(question), HERE, NOW)
    assert read_management(connection, "T1") == Management("C9")
