"""Is the time of the demo put forward as if it had passed: everything on the way, in its order, each once?"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from assistant.desk.desk import Desk
from assistant.desk.records import Deed
from assistant.desk.workflow import Outcome
from assistant.escalation.offices import default_hours
from assistant.escalation.records import Filled, HandOffState
from assistant.slack.demo_clock import NOTHING_DUE, DemoClock
from assistant.slack.standin.web import CannotMove
from assistant.storage.database import Database
from tests.quick_desk import MORNING, quick_desk
from tests.quick_office import MANAGER, NORTH, QuickOffice, three_offices


@pytest.fixture
def clock() -> DemoClock:
    """Monday, 9:00 at the offices."""
    made = DemoClock(default_hours())
    made.ahead = MORNING - datetime.now(UTC)
    return made


@pytest.fixture
def office(sqlite_database: Database, clock: DemoClock) -> QuickOffice:
    """Whose desk goes by that clock; what arrives is worked on at once."""
    desk = quick_desk(sqlite_database, offices=three_offices())
    clock.drive(desk)
    office = QuickOffice(desk)
    desk.start_work = lambda: work_through(desk, office)
    return office


def work_through(desk: Desk, office: QuickOffice) -> None:
    while claims := desk.claim(10, timedelta(minutes=1)):
        for claimed in claims:
            assert office.work_on(claimed.arrival.key) == Outcome()


def hours_since(clock: DemoClock, at: datetime) -> float:
    return round((clock() - at) / timedelta(hours=1), 1)


def test_on_a_day_that_is_put_forward_everything_happens_that_happens_on_such_a_day(
    office: QuickOffice, clock: DemoClock
) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.CLAIMED, hand_off)

    clock.move("day")

    assert hours_since(clock, MORNING) == 24
    said = [kind for kind, _ in office.letters()]
    assert said == ["check", "lapsed", "remind", "digest", "raised", "raised"]
    assert office.letters()[0] == ("check", MANAGER)
    assert office.now(hand_off).state is HandOffState.OPENED


def test_it_goes_to_what_is_due_next_and_says_where_nothing_is(office: QuickOffice, clock: DemoClock) -> None:
    with pytest.raises(CannotMove, match=NOTHING_DUE):
        clock.move("due")
    office.opened(filled=Filled(to=NORTH))

    clock.move("due")

    assert hours_since(clock, MORNING) == 6
    assert [kind for kind, _ in office.letters()] == ["remind"]


@pytest.mark.parametrize(("jump", "hours", "told"), [
    ("hour", 1, "Mon, Nov 23, 10:00"), ("day", 24, "Tue, Nov 24, 9:00"), ("opening", 23, "Tue, Nov 24, 8:00"),
    ("year", 365 * 24, "Tue, Nov 23, 9:00"),
])  # fmt: skip
def test_it_goes_as_far_as_its_button_says(
    office: QuickOffice, clock: DemoClock, jump: str, hours: int, told: str
) -> None:
    assert jump in {each.name for each in clock.jumps()}
    clock.move(jump)
    assert hours_since(clock, MORNING) == hours
    assert re.sub(r", 20\d\d", "", clock.words()) == told, "its year stands there only where it is another"


def test_it_knows_no_other_way_and_never_goes_back(office: QuickOffice, clock: DemoClock) -> None:
    before = clock()
    with pytest.raises(KeyError):
        clock.move("yesterday")
    assert clock() >= before


def test_an_office_that_was_put_forward_goes_on_from_there(office: QuickOffice, clock: DemoClock) -> None:
    clock.move("year")
    office.opened(filled=Filled(to=NORTH))
    again = DemoClock(default_hours())
    again.drive(office.desk)
    assert timedelta() <= clock() - again() < timedelta(minutes=1)
