"""Is what arrived kept once, in one pair of hands at a time, and never forgotten?"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select, update

from assistant.answering.records import PrivateKind
from assistant.desk.records import Act, Deed, Entry, Place
from assistant.storage.arrivals import (
    ArrivalUnreadable,
    Backlog,
    Followed,
    claim,
    count_since,
    extend,
    fail,
    find_arrival,
    find_progress,
    finish,
    is_work_left,
    keep_followed,
    overdue,
    postpone,
    read_backlog,
    record,
    told_of,
    what_followed,
)
from assistant.storage.database import Database
from assistant.storage.tables import ArrivalState, arrivals
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_arrival

LATER = NOW + 10 * MINUTE


def test_an_arrival_comes_back_as_it_was(connection: Connection) -> None:
    arrival = make_arrival(
        deed=Deed.CORRECTED,
        place=Place("T1", "D1", None, is_direct=True),
        entry=Entry.FORM,
        text="about [name 1]\0 \ud83d 🙂",
        hidden=(PrivateKind.PERSON, PrivateKind.PERSON),
        is_cut=True,
        question=7,
        choice=0,
        facts={"is_client": None, "is_public": True},
        wants_private=True,
    )
    assert record(connection, arrival, NOW)
    assert find_arrival(connection, "k1") == arrival


def test_told_twice_it_is_one(connection: Connection) -> None:
    assert record(connection, make_arrival(text="first"), NOW)
    assert not record(connection, make_arrival(text="again"), LATER)
    found = find_arrival(connection, "k1")
    assert found is not None
    assert found.text == "first"
    assert find_arrival(connection, "unknown") is None
    assert find_progress(connection, "unknown") is None


def test_a_claimed_arrival_is_nobody_elses_until_its_lease_ran_out(connection: Connection) -> None:
    record(connection, make_arrival(), NOW)
    first = claim(connection, "k1", NOW, MINUTE)
    assert first is not None
    assert (first.arrival, first.turn, first.received_at) == (make_arrival(), 1, NOW)
    assert claim(connection, "k1", NOW + 0.9 * MINUTE, MINUTE) is None
    again = claim(connection, "k1", NOW + MINUTE, MINUTE)
    assert again is not None
    assert again.turn == 2
    assert claim(connection, "unknown", NOW, MINUTE) is None


def test_a_worker_that_comes_too_late_changes_nothing(connection: Connection) -> None:
    record(connection, make_arrival(), NOW)
    claim(connection, "k1", NOW, MINUTE)
    claim(connection, "k1", LATER, MINUTE)
    assert not extend(connection, "k1", 1, LATER + 9 * MINUTE)
    assert not postpone(connection, "k1", 1, LATER, "SurfaceDown")
    progress = find_progress(connection, "k1")
    assert progress is not None
    assert (progress.state, progress.turn, progress.failure) == (ArrivalState.WORKING, 2, "")
    assert extend(connection, "k1", 2, LATER + 9 * MINUTE)
    assert claim(connection, "k1", LATER + 8 * MINUTE, MINUTE) is None


def test_what_is_postponed_waits_until_then(connection: Connection) -> None:
    record(connection, make_arrival(), NOW)
    claim(connection, "k1", NOW, MINUTE)
    assert postpone(connection, "k1", 1, LATER, "SurfaceDown")
    assert overdue(connection, LATER - MINUTE) == ()
    assert claim(connection, "k1", LATER - MINUTE, MINUTE) is None
    progress = find_progress(connection, "k1")
    assert progress is not None
    assert (progress.state, progress.due_at, progress.failure) == (ArrivalState.RECEIVED, LATER, "SurfaceDown")
    assert overdue(connection, LATER) == ("k1",)
    assert claim(connection, "k1", LATER, MINUTE) is not None


End = Callable[[Connection, str, datetime], bool]


def give_up(connection: Connection, key: str, now: datetime) -> bool:
    return fail(connection, key, now, "SurfaceRefused")


@pytest.mark.parametrize(
    ("end", "state", "failure"), [(finish, ArrivalState.DONE, ""), (give_up, ArrivalState.FAILED, "SurfaceRefused")]
)
@pytest.mark.parametrize("is_claimed", [True, False])
def test_what_is_over_stays_over(
    connection: Connection, end: End, state: ArrivalState, failure: str, is_claimed: bool
) -> None:
    record(connection, make_arrival(), NOW)
    if is_claimed:
        claim(connection, "k1", NOW, MINUTE)
    assert end(connection, "k1", NOW + MINUTE)
    for _ in range(2):
        progress = find_progress(connection, "k1")
        assert progress is not None
        assert (progress.state, progress.done_at, progress.failure, progress.is_over) == (
            state,
            NOW + MINUTE,
            failure,
            True,
        )
        assert not finish(connection, "k1", LATER)
        assert not fail(connection, "k1", LATER, "other")
        assert not postpone(connection, "k1", 1, LATER, "other")
        assert not record(connection, make_arrival(), LATER)
        assert claim(connection, "k1", LATER, MINUTE) is None
        assert overdue(connection, LATER) == ()


def test_the_sweep_finds_what_nobody_finishes_longest_due_first(connection: Connection) -> None:
    for number, key in enumerate(["new", "left", "held", "postponed", "done"]):
        record(connection, make_arrival(key), NOW + timedelta(seconds=number))
    claim(connection, "left", NOW + MINUTE, MINUTE)
    claim(connection, "held", NOW + MINUTE, 60 * MINUTE)
    claim(connection, "postponed", NOW + MINUTE, MINUTE)
    postpone(connection, "postponed", 1, NOW + 5 * MINUTE, "SurfaceBusy")
    finish(connection, "done", NOW + MINUTE)
    assert overdue(connection, LATER) == ("new", "left", "postponed")
    assert overdue(connection, LATER, limit=2) == ("new", "left")
    assert overdue(connection, NOW - MINUTE) == ()


def test_work_is_left_while_something_is_due_or_in_hand(connection: Connection) -> None:
    assert not is_work_left(connection, NOW)
    record(connection, make_arrival(), LATER)
    assert not is_work_left(connection, NOW)
    assert is_work_left(connection, LATER)
    assert claim(connection, "k1", LATER, MINUTE)
    assert is_work_left(connection, NOW)
    finish(connection, "k1", LATER)
    assert not is_work_left(connection, LATER)


def test_two_sweeps_at_once_do_not_wait_for_each_other(database: Database) -> None:
    with database.transaction() as connection:
        record(connection, make_arrival(), NOW)
    if database.is_sqlite:
        with database.reading() as one, database.reading() as other:
            assert overdue(one, NOW) == overdue(other, NOW) == ("k1",)
    else:
        with database.transaction() as one, database.transaction() as other:
            assert overdue(one, NOW) == ("k1",)
            assert overdue(other, NOW) == ()


def test_what_was_done_to_a_message_is_told_in_the_order_it_was_done(connection: Connection) -> None:
    for key, deed, minutes, changes in [
        ("deleted", Deed.DELETED, 3, {}),
        ("asked", Deed.ASKED, 1, {}),
        ("edited", Deed.EDITED, 2, {}),
        ("other message", Deed.EDITED, 2, {"message": "999.9"}),
        ("other channel", Deed.EDITED, 2, {"place": Place("T1", "C2", "100.1")}),
        ("other workspace", Deed.EDITED, 2, {"place": Place("T2", "C1", "100.1")}),
    ]:
        record(connection, make_arrival(key, deed=deed, at=NOW + minutes * MINUTE, **changes), NOW)
    told = told_of(connection, "T1", "C1", "100.1", [Deed.DELETED, Deed.EDITED])
    assert [arrival.key for arrival in told] == ["edited", "deleted"]


def test_a_persons_arrivals_are_counted_since_then(connection: Connection) -> None:
    for key, minutes, changes in [
        ("a", 0, {}), ("b", 5, {}), ("c", 6, {"deed": Deed.EDITED}), ("d", 7, {"person": "U2"}), ("e", 9, {}),
        ("f", 9, {"place": Place("T2", "C1")}),
    ]:  # fmt: skip
        record(connection, make_arrival(key, **changes), NOW + minutes * MINUTE)
    assert count_since(connection, "T1", "U1", NOW + 5 * MINUTE, [Deed.ASKED]) == 2
    assert count_since(connection, "T1", "U1", NOW, list(Deed)) == 4


def test_the_backlog_says_what_waits_and_since_when(connection: Connection) -> None:
    assert read_backlog(connection) == Backlog(0, 0, None)
    for number, key in enumerate(["done", "working", "waiting", "waiting too"]):
        record(connection, make_arrival(key), NOW + number * MINUTE)
    claim(connection, "working", LATER, MINUTE)
    finish(connection, "done", LATER)
    assert read_backlog(connection) == Backlog(2, 1, NOW + MINUTE)


def test_an_arrival_that_cannot_be_read_is_named_without_its_text(connection: Connection) -> None:
    record(connection, make_arrival(), NOW)
    payload = connection.execute(select(arrivals.c.payload)).scalar_one()
    connection.execute(update(arrivals).values(payload={**payload, "deed": "sang", "text": "s3cret"}))
    with pytest.raises(ArrivalUnreadable, match="arrival k1 cannot be read") as refused:
        claim(connection, "k1", NOW, MINUTE)
    assert "s3cret" not in "".join(traceback.format_exception(refused.value))
    assert fail(connection, "k1", NOW, "unreadable")


def test_what_followed_is_kept_with_the_arrival(connection: Connection) -> None:
    record(connection, make_arrival(), NOW)
    assert what_followed(connection, "k1") is None
    assert what_followed(connection, "unknown") is None
    for followed in (
        Followed(Act.TELL, note="slow-down", values={"minutes": "5"}),
        Followed(Act.POST, 3, 2),
        Followed(why="off"),
    ):
        keep_followed(connection, "k1", followed)
        assert what_followed(connection, "k1") == followed
    connection.execute(update(arrivals).values(followed={"act": "dance"}))
    with pytest.raises(ArrivalUnreadable, match="k1 is of another release"):
        what_followed(connection, "k1")
