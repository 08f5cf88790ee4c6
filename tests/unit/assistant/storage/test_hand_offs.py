"""Has every hand-off its number, is each change a move of the table, and does each tell its event?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from assistant.desk.records import HandOff, Place
from assistant.escalation.records import HandOffState, Move, Promise, Timer, TimerKind
from assistant.storage.asking import find_question, open_question
from assistant.storage.database import Database
from assistant.storage.events import What, events_of, events_of_hand_off
from assistant.storage.hand_offs import (
    TOLD_AS,
    HandOffUnknown,
    MoveNotAllowed,
    NothingToHandOff,
    change_hand_off,
    find_hand_off,
    is_rewritten_since,
    latest_hand_offs,
    live_hand_off,
    numbered_hand_off,
    open_hand_off,
    open_hand_offs,
    unanswered_hand_offs,
    untimed_hand_offs,
    workspaces_waiting,
)
from assistant.storage.timers import timers_of
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question


def asked(connection: Connection, workspace: str = "T1", **changes: object) -> int:
    return open_question(connection, make_question(place=Place(workspace, "C1", "1.1"), **changes)).id


def opened(connection: Connection, **changes: object) -> HandOff:
    return open_hand_off(connection, asked(connection), "U1", NOW, **changes)  # type: ignore[arg-type]


def told(connection: Connection, question: int) -> list[tuple[What, str]]:
    return [(each.what, each.person) for each in events_of(connection, question)[1:]]


def test_numbers_count_up_in_each_workspace(connection: Connection) -> None:
    opened = [
        open_hand_off(connection, asked(connection, workspace), "U1", NOW) for workspace in ("T1", "T1", "T2", "T1")
    ]
    assert [hand_off.number for hand_off in opened] == [1, 2, 1, 3]
    assert numbered_hand_off(connection, "T1", 2) == opened[1]
    assert numbered_hand_off(connection, "T2", 2) is None


def test_a_hand_off_stands_with_its_question(connection: Connection) -> None:
    question = asked(connection)
    hand_off = open_hand_off(connection, question, "", NOW, is_automatic=True)
    assert hand_off == HandOff(
        1, question, HandOffState.OPENED, NOW, is_automatic=True, id=hand_off.id, office="office-management",
        changed_at=NOW, version=1,
    )  # fmt: skip
    assert open_hand_off(connection, question, "U1", NOW + MINUTE) == hand_off, "a second click opens no second one"
    found = find_question(connection, question)
    assert found is not None
    assert found.hand_off == hand_off
    [event] = events_of_hand_off(connection, hand_off.id)
    data = {
        "number": 1, "is_automatic": True, "version": 1, "state": "opened", "office": "office-management", "holder": "",
    }  # fmt: skip
    assert (event.what, event.person, event.data) == (What.HAND_OFF_OPENED, "", data)


def test_everything_that_a_move_changes_is_given_back(connection: Connection) -> None:
    hand_off = opened(
        connection, office="north", text="may I?", context="a picture", promise=Promise(NOW + 60 * MINUTE)
    )
    lease = NOW + 30 * MINUTE
    claimed = change_hand_off(connection, hand_off.id, Move.CLAIM, "U7", NOW, holder="U7", leased_until=lease)
    assert claimed == replace(
        hand_off, state=HandOffState.CLAIMED, holder="U7", leased_until=lease, changed_at=NOW, version=2
    )
    stands_still = Promise(None, timedelta(minutes=45))
    waiting = change_hand_off(connection, hand_off.id, Move.ASK_BACK, "U7", NOW, promise=stands_still)
    assert (waiting.promise, waiting.holder, waiting.leased_until) == (stands_still, "U7", None)
    assert find_hand_off(connection, hand_off.id, is_locked=True) == waiting


def test_nobody_holds_what_is_open_again(connection: Connection) -> None:
    hand_off = opened(connection)
    for move in (Move.RELEASE, Move.LAPSE, Move.EXPIRE, Move.WITHDRAW):
        change_hand_off(connection, hand_off.id, Move.CLAIM, "U7", NOW, holder="U7", leased_until=NOW)
        let_go = change_hand_off(connection, hand_off.id, move, "", NOW, holder="U7")
        assert (let_go.holder, let_go.leased_until) == ("", None)


def test_a_move_that_the_table_does_not_name_changes_nothing(connection: Connection) -> None:
    hand_off = opened(connection)
    with pytest.raises(MoveNotAllowed, match="Hand-off 1 is opened: it cannot release"):
        change_hand_off(connection, hand_off.id, Move.RELEASE, "U1", NOW)
    assert find_hand_off(connection, hand_off.id) == hand_off
    assert told(connection, hand_off.asked) == [(What.HAND_OFF_OPENED, "U1")]


def test_every_move_tells_an_event_of_its_own() -> None:
    assert set(TOLD_AS) == set(Move)
    assert len(set(TOLD_AS.values())) == len(Move)


def test_a_hand_off_is_withdrawn_and_may_be_opened_anew(connection: Connection) -> None:
    hand_off = opened(connection)
    withdrawn = change_hand_off(connection, hand_off.id, Move.WITHDRAW, "U1", NOW + MINUTE)
    assert (withdrawn.state, live_hand_off(connection, hand_off.asked)) == (HandOffState.WITHDRAWN, None)
    again = open_hand_off(connection, hand_off.asked, "U1", NOW + 2 * MINUTE)
    assert (again.number, again.state) == (2, HandOffState.OPENED)
    assert latest_hand_offs(connection, [hand_off.asked]) == {hand_off.asked: again}
    assert [what for what, _ in told(connection, hand_off.asked)] == [
        What.HAND_OFF_OPENED, What.HAND_OFF_WITHDRAWN, What.HAND_OFF_OPENED,
    ]  # fmt: skip


def test_what_was_answered_goes_on_and_is_not_opened_twice(connection: Connection) -> None:
    hand_off = opened(connection)
    answered = change_hand_off(connection, hand_off.id, Move.ANSWER, "U7", NOW, holder="U7")
    assert open_hand_off(connection, hand_off.asked, "U1", NOW) == answered
    change_hand_off(connection, hand_off.id, Move.CLOSE, "", NOW)
    assert open_hand_off(connection, hand_off.asked, "U1", NOW).number == 2


def test_the_database_itself_refuses_a_second_live_hand_off_of_a_question(database: Database) -> None:
    with database.transaction() as connection:
        opened(connection)

    def copy() -> None:
        with database.engine.begin() as connection:
            connection.execute(
                text(
                    "INSERT INTO hand_offs (workspace, number, asked, state, is_automatic, opened_at) "
                    "SELECT workspace, 9, asked, 'claimed', is_automatic, opened_at FROM hand_offs"
                )
            )

    with pytest.raises(IntegrityError):
        copy()


def test_a_hand_off_follows_its_question_to_the_one_in_its_place(connection: Connection) -> None:
    question = asked(connection, message="5.1")
    hand_off = open_hand_off(connection, question, "U1", NOW)
    other = asked(connection, message="5.1", replaces=question)
    moved = change_hand_off(connection, hand_off.id, Move.EDIT, "U1", NOW, asked=other)
    assert moved == replace(hand_off, asked=other, version=2)
    old = find_question(connection, question)
    assert old is not None
    assert old.hand_off is None
    assert told(connection, other) == [(What.HAND_OFF_MOVED, "U1")]


def test_who_asked_without_a_name_is_in_no_event_of_the_hand_off(connection: Connection) -> None:
    hand_off = opened(connection, is_anonymous=True)
    change_hand_off(connection, hand_off.id, Move.CLAIM, "U7", NOW, holder="U7")
    change_hand_off(connection, hand_off.id, Move.WITHDRAW, "U1", NOW)
    assert [each.person for each in events_of_hand_off(connection, hand_off.id)] == ["", "U7", ""]


def test_timers_are_replaced_by_those_of_the_move_and_end_with_it(connection: Connection) -> None:
    hand_off = opened(connection, timers=(Timer(TimerKind.REMIND, NOW), Timer(TimerKind.EXPIRE, NOW + MINUTE)))
    assert [each.kind for each in timers_of(connection, hand_off.id)] == [TimerKind.REMIND, TimerKind.EXPIRE]
    kept = timers_of(connection, hand_off.id)[1]
    change_hand_off(connection, hand_off.id, Move.REMIND, "", NOW)
    assert len(timers_of(connection, hand_off.id)) == 2, "a move that says nothing of them leaves them"
    timers = (Timer(TimerKind.EXPIRE, NOW + MINUTE), Timer(TimerKind.CHECK, NOW))
    change_hand_off(connection, hand_off.id, Move.CLAIM, "U7", NOW, holder="U7", timers=timers)
    check, expire = timers_of(connection, hand_off.id)
    assert (check.kind, check.workspace, expire) == (TimerKind.CHECK, "T1", kept)
    change_hand_off(connection, hand_off.id, Move.WITHDRAW, "U1", NOW)
    assert timers_of(connection, hand_off.id) == ()


def test_what_waits_without_a_timer_is_found(connection: Connection) -> None:
    forgotten = opened(connection)
    opened(connection, timers=(Timer(TimerKind.EXPIRE, NOW),))
    change_hand_off(connection, opened(connection).id, Move.WITHDRAW, "U1", NOW)
    assert untimed_hand_offs(connection) == (forgotten,)


def test_what_nobody_answered_yet_is_found_by_workspace(connection: Connection) -> None:
    own, expired, over = (opened(connection, office=office) for office in ("north", "south", "north"))
    change_hand_off(connection, expired.id, Move.EXPIRE, "", NOW)
    change_hand_off(connection, over.id, Move.ANSWER, "U7", NOW, holder="U7")
    assert [each.id for each in unanswered_hand_offs(connection, "T1")] == [own.id, expired.id]
    assert unanswered_hand_offs(connection, "T2") == ()
    assert workspaces_waiting(connection) == ("T1",)


def test_a_claim_changes_nothing_that_a_manager_was_writing_about(connection: Connection) -> None:
    hand_off = opened(connection)
    change_hand_off(connection, hand_off.id, Move.CLAIM, "U7", NOW, holder="U7")
    assert not is_rewritten_since(connection, hand_off.id, 1)
    change_hand_off(connection, hand_off.id, Move.EDIT, "", NOW, asked=hand_off.asked)
    assert is_rewritten_since(connection, hand_off.id, 2)
    assert not is_rewritten_since(connection, hand_off.id, 3)


def test_what_a_person_has_with_office_management_comes_newest_first(connection: Connection) -> None:
    ids = [asked(connection) for _ in range(4)]
    given = [
        open_hand_off(connection, id, "U1", NOW)
        for id in (*ids, asked(connection, person="U2"), asked(connection, "T2"))
    ]
    change_hand_off(connection, given[1].id, Move.WITHDRAW, "U1", NOW)
    change_hand_off(connection, given[2].id, Move.CLAIM, "U7", NOW, holder="U7")
    change_hand_off(connection, given[3].id, Move.ANSWER, "U7", NOW, holder="U7")
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


def test_what_nobody_knows_cannot_be_handed_over_or_changed(connection: Connection) -> None:
    with pytest.raises(NothingToHandOff, match="no question 99"):
        open_hand_off(connection, 99, "U1", NOW)
    with pytest.raises(HandOffUnknown, match="no hand-off with the id 99"):
        change_hand_off(connection, 99, Move.CLAIM, "U7", NOW)
    assert find_hand_off(connection, 99, is_locked=True) is None
