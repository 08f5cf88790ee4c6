"""Does the desk do by itself what is due, from the sweep to the letter, and is nothing of it lost when something fails?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.desk.due import Fired
from assistant.desk.notices import Notices
from assistant.desk.records import Act, Deed, HandOff
from assistant.desk.settings import DeskSettings
from assistant.desk.work import Work
from assistant.escalation.records import Filled, HandOffState, TimerKind
from assistant.storage import timers
from assistant.storage.database import Database, open_database
from tests.quick_desk import Hands, quick_desk
from tests.quick_office import FALLBACK, MANAGER, NORTH, RULED, QuickOffice, three_offices
from tests.unit.assistant.desk.conftest import BOTH

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
PATIENCE = 20.0


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """Opened anew: a worker of the test before may still look at the one that all share. SQLite, unless a test names both."""
    on_sqlite = getattr(request, "param", "sqlite") == "sqlite"
    place: str | Path = request.getfixturevalue("folder_with_tables" if on_sqlite else "empty_postgres")
    opened = open_database(place)
    yield opened
    opened.close()


@pytest.fixture
def hands() -> Hands:
    return Hands(MONDAY)


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    settings = DeskSettings(workers=2, sweep_seconds=0.1)
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices(), settings=settings))


@pytest.fixture
def opened(office: QuickOffice) -> HandOff:
    return office.opened(filled=Filled(to=NORTH))


@pytest.fixture
def at_work(office: QuickOffice) -> Iterator[Work]:
    work = Work(office.desk, office.surface)
    work.start()
    yield work
    work.close()


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def fire(office: QuickOffice) -> list[str]:
    """What is due is worked on, as a worker would; the keys of it."""
    worked = []
    while office.desk.fire_due().fired:
        for claimed in office.desk.claim(10, timedelta(minutes=1)):
            office.work_on(claimed.arrival.key)
            worked.append(claimed.arrival.key)
    return worked


@pytest.mark.usefixtures("at_work")
@BOTH
def test_the_sweep_says_what_is_due_and_once(office: QuickOffice, opened: HandOff, hands: Hands) -> None:
    hands.move(6 * 3600)
    wait_for(lambda: office.letters() == [("remind", "C-north")])
    wait_for(lambda: office.desk.health().waiting == 0)
    hands.at = MONDAY + timedelta(hours=23)  # Tuesday 8:00
    wait_for(lambda: len(office.letters()) == 4)
    assert sorted(office.letters()[1:]) == [("digest", "C-north"), ("raised", "C-fallback"), ("raised", "U5")]
    wait_for(lambda: any(card.office == FALLBACK for card in office.surface.cards.values()))
    assert office.now(opened).raised_to == (FALLBACK,)


def test_who_got_no_answer_is_told_and_their_answer_says_so(office: QuickOffice, opened: HandOff, hands: Hands) -> None:
    for day in (1, 2, 3):
        hands.at = MONDAY + timedelta(days=day)
        fire(office)
    assert office.now(opened).state is HandOffState.EXPIRED
    assert ("expired", "U1") in office.letters()
    assert [response.act for response in office.surface.responses if response.key.startswith("due:")][-1] is Act.RENEW


def test_a_clock_that_fails_holds_up_nobody(
    office: QuickOffice, hands: Hands, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_desk: object) -> Fired:
        raise RuntimeError("the words of an error")

    monkeypatch.setattr("assistant.desk.desk.Desk.fire_due", fail)
    work = Work(office.desk, office.surface)
    work.sweep()
    assert "what is due could not be looked at: RuntimeError" in caplog.text
    assert "the words" not in caplog.text


def test_what_arrives_often_does_not_make_the_clock_be_looked_at_often(
    office: QuickOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    monkeypatch.setattr("assistant.desk.desk.Desk.fire_due", lambda _desk: looks.append(1))
    monkeypatch.setattr(office.desk, "settings", DeskSettings(workers=2, sweep_seconds=60))
    work = Work(office.desk, office.surface)
    for _ in range(5):
        work.sweep()
    assert looks == [1]


@BOTH
def test_a_timer_whose_arrival_failed_for_good_is_not_lost(office: QuickOffice, opened: HandOff, hands: Hands) -> None:
    hands.move(6 * 3600)
    assert office.desk.fire_due() == Fired(1, 0)
    (claimed,) = office.desk.claim(10, timedelta(minutes=1))
    assert office.desk.give_up(claimed.arrival.key, "StorageError")
    with office.desk.database.reading() as connection:
        kept = {timer.kind: timer.due_at for timer in timers.timers_of(connection, opened.id)}
    assert kept[TimerKind.REMIND] == hands.at + timedelta(hours=1)


@BOTH
def test_a_hand_off_from_the_press_to_the_close_has_its_clock(
    office: QuickOffice, opened: HandOff, hands: Hands
) -> None:
    office.do(Deed.CLAIMED, opened)
    hands.move(4 * 3600)
    fire(office)
    assert office.letters() == [("check", MANAGER)]
    office.do(Deed.STAYED, opened)
    office.do(Deed.ASKED_BACK, opened, text="Which page?")
    hands.at = MONDAY + timedelta(days=1, hours=4)
    fire(office)
    assert office.letters()[-1] == ("nudge", "U1")
    office.do(Deed.REPLIED, opened, "U1", text="The page of the office.")
    office.do(Deed.RULED, opened, **RULED)
    before = len(office.letters())
    hands.at = MONDAY + timedelta(days=7)
    fire(office)
    assert office.now(opened).state is HandOffState.CLOSED
    assert len(office.letters()) == before
