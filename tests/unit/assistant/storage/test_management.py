"""Is it kept where office management sees what was handed to it, and what it sees there?"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from assistant.desk.records import Asked, Card, Management, Shown
from assistant.escalation.records import Move
from assistant.storage.asking import find_question, open_question
from assistant.storage.events import What, events_of, events_since
from assistant.storage.hand_offs import change_hand_off, open_hand_off, open_hand_offs
from assistant.storage.management import cards_of, keep_card, lose_card, read_management, renew_cards, set_management
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
    return Card("C9", question, question.hand_off, office="office-management")


def seen(connection: Connection, question: Asked) -> list[tuple[str, int]]:
    assert question.hand_off is not None
    return [(each.office, each.version) for each in cards_of(connection, question.hand_off.id).values()]


def test_nobody_sees_a_hand_off_before_its_card_is_kept(connection: Connection) -> None:
    question = handed_over(connection)
    assert seen(connection, question) == []
    assert question.hand_off is not None
    assert question.hand_off.card is None

    keep_card(connection, card_of(question), HERE, NOW)

    assert seen(connection, question) == [("office-management", 1)]
    assert [each.card for each in open_hand_offs(connection, "T1", "U1")] == [HERE]
    assert (found := question_of(connection, question.id).hand_off) is not None
    assert found.card == HERE
    last = events_of(connection, question.id)[-1]
    told = {"number": 1, "office": "office-management", "channel": "C9"}
    assert (last.what, last.data) == (What.HAND_OFF_SHOWN, told)


def test_a_card_that_is_changed_in_its_place_is_not_told_a_second_time(connection: Connection) -> None:
    question = handed_over(connection)
    keep_card(connection, card_of(question), HERE, NOW)
    assert question.hand_off is not None
    change_hand_off(connection, question.hand_off.id, Move.WITHDRAW, "U1", NOW)
    keep_card(connection, card_of(question_of(connection, question.id)), HERE, NOW)
    assert seen(connection, question) == [("office-management", 2)]
    told = [each for each in events_since(connection, "T1", NOW) if each.what is What.HAND_OFF_SHOWN]
    assert len(told) == 1


def test_each_office_has_a_card_of_its_own(connection: Connection) -> None:
    question = handed_over(connection)
    keep_card(connection, card_of(question), HERE, NOW)
    assert question.hand_off is not None
    change_hand_off(connection, question.hand_off.id, Move.PASS_ON, "U2", NOW, office="next")
    question = question_of(connection, question.id)
    assert question.hand_off is not None
    assert question.hand_off.card is None, "the office that has it now does not see it yet"
    keep_card(connection, replace(card_of(question), channel="C8", office="next"), Shown("C8", "2.2"), NOW)
    assert seen(connection, question) == [("next", 2), ("office-management", 1)]
    renew_cards(connection, [question.hand_off.id])
    assert seen(connection, question) == [("next", 0), ("office-management", 0)]


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
    assert seen(connection, question) == []
    last = events_of(connection, question.id)[-1]
    told = {"number": 1, "office": "office-management", "channel": "C9", "why": "is_archived"}
    assert (last.what, last.data) == (What.HAND_OFF_UNSEEN, told)

    keep_card(connection, card_of(question), HERE, NOW)
    assert read_management(connection, "T1") == Management("C9")
