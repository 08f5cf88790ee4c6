"""Has every hand-off its number, and does each change tell its event?"""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from assistant.desk.records import HandOff, Place
from assistant.escalation.records import HandOffState
from assistant.storage.asking import find_question, open_question
from assistant.storage.database import Database
from assistant.storage.events import What, events_of
from assistant.storage.hand_offs import (
    NothingToHandOff,
    move_hand_off,
    open_hand_off,
    open_hand_offs,
    withdraw_hand_off,
)
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question


def asked(connection: Connection, workspace: str = "T1", **changes: object) -> int:
    return open_question(connection, make_question(place=Place(workspace, "C1", "1.1"), **changes)).id


def told(connection: Connection, question: int) -> list[tuple[What, str, dict[str, object]]]:
    return [(each.what, each.person, dict(each.data)) for each in events_of(connection, question)[1:]]


def test_numbers_count_up_in_each_workspace(connection: Connection) -> None:
    opened = [
        open_hand_off(connection, asked(connection, workspace), "U1", NOW) for workspace in ("T1", "T1", "T2", "T1")
    ]
    assert [hand_off.number for hand_off in opened] == [1, 2, 1, 3]


def test_a_hand_off_stands_with_its_question(connection: Connection) -> None:
    question = asked(connection)
    hand_off = open_hand_off(connection, question, "", NOW, is_automatic=True)
    assert hand_off == HandOff(1, question, HandOffState.OPENED, NOW, is_automatic=True)
    assert open_hand_off(connection, question, "U1", NOW + MINUTE) == hand_off, "a second click opens no second one"
    found = find_question(connection, question)
    assert found is not None
    assert found.hand_off == hand_off
    assert told(connection, question) == [(What.HAND_OFF_OPENED, "", {"number": 1, "is_automatic": True})]


def test_a_hand_off_is_withdrawn_once_and_may_be_opened_anew(connection: Connection) -> None:
    question = asked(connection)
    assert withdraw_hand_off(connection, question, "U1", NOW) is None
    open_hand_off(connection, question, "U1", NOW)
    withdrawn = withdraw_hand_off(connection, question, "U1", NOW + MINUTE)
    assert withdrawn == HandOff(1, question, HandOffState.WITHDRAWN, NOW, is_automatic=False)
    assert withdraw_hand_off(connection, question, "U1", NOW + MINUTE) is None
    again = open_hand_off(connection, question, "U1", NOW + 2 * MINUTE)
    assert again.number == 2
    found = find_question(connection, question)
    assert found is not None
    assert found.hand_off == again
    assert [what for what, _, _ in told(connection, question)] == [
        What.HAND_OFF_OPENED, What.HAND_OFF_WITHDRAWN, What.HAND_OFF_OPENED,
    ]  # fmt: skip


def test_a_hand_off_follows_its_question_to_the_one_in_its_place(connection: Connection) -> None:
    question = asked(connection, message="5.1")
    open_hand_off(connection, question, "U1", NOW)
    other = asked(connection, message="5.1", replaces=question)
    moved = move_hand_off(connection, question, other, "U1", NOW)
    assert moved == HandOff(1, other, HandOffState.OPENED, NOW, is_automatic=False)
    assert move_hand_off(connection, question, other, "U1", NOW) is None
    old = find_question(connection, question)
    assert old is not None
    assert old.hand_off is None
    assert told(connection, other) == [(What.HAND_OFF_MOVED, "U1", {"number": 1, "is_automatic": False})]


def test_what_a_person_has_with_office_management_comes_newest_first(connection: Connection) -> None:
    ids = [asked(connection) for _ in range(3)]
    for id in (*ids, asked(connection, person="U2"), asked(connection, "T2")):
        open_hand_off(connection, id, "U1", NOW)
    withdraw_hand_off(connection, ids[1], "U1", NOW)
    assert [hand_off.number for hand_off in open_hand_offs(connection, "T1", "U1")] == [3, 1]


def test_a_number_is_not_lost_when_the_transaction_fails(database: Database) -> None:
    def open_and_fail() -> None:
        with database.transaction() as connection:
            open_hand_off(connection, asked(connection), "U1", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        open_and_fail()
    with database.transaction() as connection:
        assert open_hand_off(connection, asked(connection), "U1", NOW).number == 1


def test_a_question_nobody_knows_cannot_be_handed_over(connection: Connection) -> None:
    with pytest.raises(NothingToHandOff, match="no question 99"):
        open_hand_off(connection, 99, "U1", NOW)
