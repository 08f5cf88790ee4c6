"""Is what is due found when it is due, and fired by one alone?"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from assistant.escalation.records import Timer, TimerKind
from assistant.storage.asking import open_question
from assistant.storage.database import open_database
from assistant.storage.hand_offs import open_hand_off
from assistant.storage.timers import (
    due_timers,
    next_due,
    replace_timers,
    set_timer,
    take_timer,
    timers_of,
    timers_of_subject,
)
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_question


def handed_over(connection: Connection) -> int:
    return open_hand_off(connection, open_question(connection, make_question()).id, "U1", NOW).id


def test_what_is_due_comes_longest_due_first(connection: Connection) -> None:
    one, other = handed_over(connection), handed_over(connection)
    set_timer(connection, Timer(TimerKind.REMIND, NOW, one))
    set_timer(connection, Timer(TimerKind.REMIND, NOW - MINUTE, other))
    set_timer(connection, Timer(TimerKind.EXPIRE, NOW + MINUTE, one))
    assert [(each.hand_off, each.workspace) for each in due_timers(connection, NOW)] == [(other, "T1"), (one, "T1")]
    assert len(due_timers(connection, NOW, limit=1)) == 1


def test_the_next_is_the_first_that_is_not_due_yet(connection: Connection) -> None:
    assert next_due(connection, NOW) is None
    for office, at in (("north", NOW), ("south", NOW + 2 * MINUTE), ("east", NOW + MINUTE)):
        set_timer(connection, Timer(TimerKind.DIGEST, at, subject=office, workspace="T1"))
    assert next_due(connection, NOW) == NOW + MINUTE
    assert next_due(connection, NOW + 2 * MINUTE) is None


def test_a_timer_is_taken_once(connection: Connection) -> None:
    timer = set_timer(connection, Timer(TimerKind.DIGEST, NOW, subject="north", workspace="T1"))
    assert take_timer(connection, timer.id)
    assert not take_timer(connection, timer.id)
    again = set_timer(connection, Timer(TimerKind.DIGEST, NOW, subject="north", workspace="T1"))
    assert again.id != timer.id, "an id names an arrival, so it never comes back"


def test_there_is_one_of_a_kind(connection: Connection) -> None:
    id = handed_over(connection)
    for at in (NOW, NOW + MINUTE):
        set_timer(connection, Timer(TimerKind.REMIND, at, id))
        set_timer(connection, Timer(TimerKind.DIGEST, at, subject="north", workspace="T1"))
        set_timer(connection, Timer(TimerKind.DIGEST, at, subject="south", workspace="T1"))
    assert [each.due_at for each in timers_of(connection, id)] == [NOW + MINUTE]
    [north] = timers_of_subject(connection, "T1", TimerKind.DIGEST, "north")
    assert (north.subject, north.due_at) == ("north", NOW + MINUTE)


def test_one_that_stays_keeps_its_id(connection: Connection) -> None:
    id = handed_over(connection)
    replace_timers(connection, id, (Timer(TimerKind.REMIND, NOW), Timer(TimerKind.EXPIRE, NOW + MINUTE)))
    remind, expire = timers_of(connection, id)
    replace_timers(connection, id, (Timer(TimerKind.EXPIRE, NOW + MINUTE), Timer(TimerKind.NUDGE, NOW)))
    nudge, still = timers_of(connection, id)
    assert (nudge.kind, still) == (TimerKind.NUDGE, expire)
    assert not take_timer(connection, remind.id)


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_another_process_leaves_out_what_is_being_fired(place: str | Path) -> None:
    database = open_database(place)
    with database.transaction() as one:
        set_timer(one, Timer(TimerKind.DIGEST, NOW, subject="north", workspace="T1"))
    with database.transaction() as one, database.transaction() as other:
        [timer] = due_timers(one, NOW)
        assert due_timers(other, NOW) == ()
        assert take_timer(one, timer.id)
    database.close()
