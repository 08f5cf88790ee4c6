"""Does time make its moves once, in office hours, and never of what is stale? By a clock that is moved."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from assistant.desk.due import Fired, fire_due, follow_due
from assistant.desk.records import Asked, AskedState, Audience, Deed, Entry, HandOff, Place
from assistant.escalation.hours import Hours
from assistant.escalation.offices import WORK_WEEK, Office, Offices
from assistant.escalation.promises import first_promise, lease_after, promise_after, timers_after
from assistant.escalation.records import Filled, HandOffState, LetterKind, Move, Timer, TimerKind
from assistant.storage import arrivals, asking, channels, hand_offs, letters, management, timers
from assistant.storage.database import Database
from assistant.storage.tables import letters as letter_rows
from assistant.storage.tables import timers as timer_rows
from tests.unit.assistant.desk.conftest import BOTH

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
HOURS = Hours(LOS_ANGELES, WORK_WEEK)
LOW = Office("low", "Low", "CLOW", HOURS, ("UM", "UN"), next="high")
HIGH = Office("high", "High", "CHIGH", HOURS, deputy="UD")
OFFICES = Offices(MappingProxyType({"low": LOW, "high": HIGH}), "high")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


MONDAY = at("2026-11-16 09:00")


@dataclass(slots=True)
class World:
    """A process, a clock, and what was said when."""

    database: Database
    now: datetime = MONDAY
    offices: Offices = OFFICES
    said: list[tuple[str, str, str]] = field(default_factory=list)
    """When, on the wall; the kind of letter; to whom."""

    def open(self, message: str = "1.0", office: str = "low") -> HandOff:
        question = Asked(
            0, f"k{message}", "UA", Place("T1", "C1", message), message, Entry.MENTION, "may I?", (), Audience.THREAD,
            AskedState.OPEN, self.now,
        )  # fmt: skip
        with self.database.transaction() as connection:
            kept = asking.open_question(connection, question)
            its = self.offices.office(office)
            opened = hand_offs.open_hand_off(
                connection, kept.id, "UA", self.now, office=office, promise=first_promise(its, self.now)
            )
            timers.replace_timers(connection, opened.id, timers_after(opened, its, self.now))
            return opened

    def move(self, hand_off: HandOff, move: Move, holder: str = "") -> None:
        """A person's move, as the desk makes it."""
        with self.database.transaction() as connection:
            before = hand_offs.find_hand_off(connection, hand_off.id)
            assert before is not None
            its = self.offices.office(before.office)
            promise = promise_after(move, before, its, self.now)
            lease = lease_after(move, before, its, self.now)
            after = hand_offs.change_hand_off(
                connection, hand_off.id, move, holder, self.now, holder=holder or before.holder, promise=promise,
                leased_until=lease,
            )  # fmt: skip
            timers.replace_timers(connection, hand_off.id, timers_after(after, its, self.now))

    def stands(self, hand_off: HandOff) -> HandOff:
        with self.database.reading() as connection:
            found = hand_offs.find_hand_off(connection, hand_off.id)
        assert found is not None
        return found

    def sweep(self) -> Fired:
        """One look at what is due, and the work on it."""
        fired = fire_due(self.database, self.offices, self.now)
        for _ in range(fired.fired):
            self.work()
        return fired

    def work(self) -> str:
        """One arrival that waits; why it was worked on."""
        with self.database.transaction() as connection:
            (key,) = arrivals.overdue(connection, self.now, 1)
            arrival = arrivals.find_arrival(connection, key)
            assert arrival is not None
            followed = follow_due(connection, arrival, self.offices, self.now)
            for letter in letters.letters_to_show(connection, key):
                self.said.append((f"{self.now:%a %H:%M}", letter.kind.value, letter.person or letter.channel))
            arrivals.finish(connection, key, self.now)
        return followed.why

    def next_due(self) -> datetime | None:
        with self.database.reading() as connection:
            found = connection.execute(select(timer_rows.c.due_at).order_by(timer_rows.c.due_at).limit(1)).scalar()
        return found.astimezone(LOS_ANGELES) if found else None

    def live(self, until: str) -> list[tuple[str, str, str]]:
        """A process that runs all the time until then; what it said meanwhile, but for digests."""
        end, begin = at(until), len(self.said)
        self.sweep()
        while (due := self.next_due()) is not None and due <= end:
            self.now = max(due, self.now)
            self.sweep()
            self.sweep()
        self.now = end
        return [each for each in self.said[begin:] if each[1] != LetterKind.DIGEST.value]

    def sleep(self, until: str) -> list[tuple[str, str, str]]:
        """No process runs; then one does, for the rest of that minute."""
        self.now, begin = at(until), len(self.said)
        while self.sweep().fired:
            pass
        return [each for each in self.said[begin:] if each[1] != LetterKind.DIGEST.value]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@BOTH
def test_a_hand_off_that_nobody_takes_is_never_silent(world: World) -> None:
    """Named for the peers' bug: a silent hand-off. The channel, the next level and its deputy, and the asker are told."""
    opened = world.open()
    assert world.live("2026-11-20 23:00") == [
        ("Mon 15:00", "remind", "CLOW"),
        ("Tue 08:00", "raised", "CHIGH"),
        ("Tue 08:00", "raised", "UD"),
        ("Thu 09:00", "expired", "UA"),
    ]
    after = world.stands(opened)
    assert (after.state, after.raised_to) == (HandOffState.EXPIRED, ("high",))


def test_nobody_is_reminded_at_midnight(world: World) -> None:
    """Named for the peers' bug. Whenever it was opened, and whenever a process wakes, all is said in office hours."""
    for day in range(7):
        for hour in (0, 12, 23):
            world.now = MONDAY + timedelta(days=day, hours=hour - 9, minutes=7)
            world.open(f"{day}.{hour}")
    world.live("2026-12-05 23:30")
    world.now = at("2026-12-06 00:00")
    world.open("9.9")
    assert world.sleep("2026-12-20 00:00") == []
    world.live("2026-12-24 12:00")
    assert len(world.said) > 60
    for when, _, _ in world.said:
        day_name, time = when.split()
        assert day_name not in ("Sat", "Sun")
        assert "08:00" <= time < "17:00"


def test_the_holder_is_reminded_before_the_promise_breaks(world: World) -> None:
    opened = world.open()
    world.now = at("2026-11-16 14:00")
    world.move(opened, Move.CLAIM, "UM")
    assert world.live("2026-11-16 16:00") == [("Mon 15:00", "remind", "UM")]


@BOTH
def test_a_claim_is_never_stuck(world: World) -> None:
    """Named for the peers' bug: asked whether they are still on it, then given back, and the channel sees that."""
    opened = world.open()
    world.move(opened, Move.CLAIM, "UM")
    assert world.live("2026-11-16 14:30") == [("Mon 13:00", "check", "UM"), ("Mon 14:00", "lapsed", "CLOW")]
    after = world.stands(opened)
    assert (after.state, after.holder) == (HandOffState.OPENED, "")


def test_who_says_that_they_are_still_on_it_keeps_it(world: World) -> None:
    opened = world.open()
    world.move(opened, Move.CLAIM, "UM")
    world.live("2026-11-16 13:30")
    world.move(opened, Move.STAY, "UM")
    assert ("Mon 14:00", "lapsed", "CLOW") not in world.live("2026-11-16 16:59")
    assert world.stands(opened).holder == "UM"


@BOTH
def test_the_clock_stands_still_while_the_asker_must_reply(world: World) -> None:
    """Named for the peers' bug: only the asker is asked again, once; the promise goes on where it stood."""
    opened = world.open()
    world.now = at("2026-11-16 14:00")
    world.move(opened, Move.ASK_BACK, "UM")
    assert world.live("2026-11-18 10:00") == [("Tue 14:00", "nudge", "UA")]
    world.move(opened, Move.REPLY)
    assert world.live("2026-11-18 12:00") == [("Wed 11:00", "remind", "UM")]
    assert world.live("2026-11-18 13:30") == [("Wed 13:00", "raised", "CHIGH"), ("Wed 13:00", "raised", "UD")]


def test_who_never_replies_is_told_that_it_ended(world: World) -> None:
    opened = world.open()
    world.move(opened, Move.ASK_BACK, "UM")
    assert world.live("2026-12-01 12:00") == [("Tue 09:00", "nudge", "UA"), ("Thu 09:00", "expired", "UA")]
    assert world.stands(opened).state is HandOffState.EXPIRED


@pytest.mark.parametrize("move", [Move.EDIT, Move.REASSIGN])
def test_an_internal_note_restarts_nothing(world: World, move: Move) -> None:
    """Named for the peers' bug. A note is no move; and what is none of the asker's doing moves no promise either."""
    opened = world.open()
    world.move(opened, Move.CLAIM, "UM")
    for minutes in (60, 120, 180):
        world.now = MONDAY + timedelta(minutes=minutes)
        world.move(opened, move, "UM")
    world.live("2026-11-16 14:30")
    world.move(opened, Move.REASSIGN, "UN")
    assert world.live("2026-11-17 08:30")[:2] == [("Mon 15:00", "remind", "UN"), ("Tue 08:00", "raised", "CHIGH")]


@BOTH
def test_who_slept_through_a_weekend_sends_one_reminder(world: World) -> None:
    world.now = at("2026-11-20 10:00")
    opened = world.open()
    world.move(opened, Move.CLAIM, "UM")
    assert world.sleep("2026-11-21 12:00") == []  # a Saturday
    woken = world.sleep("2026-11-23 08:00")
    assert [each[1] for each in woken] == ["check"]  # one thing at a time, and they have their time to say so
    assert world.live("2026-11-23 08:59") == []
    assert world.live("2026-11-23 09:30") == [
        ("Mon 09:00", "lapsed", "CLOW"),
        ("Mon 09:00", "raised", "CHIGH"),
        ("Mon 09:00", "raised", "UD"),
    ]


def test_who_slept_for_a_month_is_not_told_what_is_past(world: World) -> None:
    for number in range(5):
        world.open(f"{number}.0")
    woken = world.sleep("2026-12-16 11:00")
    kinds = [kind for _, kind, _ in woken]
    assert "remind" not in kinds
    assert kinds.count("expired") == 5
    assert world.sleep("2026-12-16 11:30") == []
    assert [kind for _, kind, _ in world.said if kind == "digest"] == []  # none is made up for


def test_a_digest_comes_every_morning_while_something_is_open_and_once(world: World) -> None:
    world.open()
    world.live("2026-11-24 12:00")
    mornings = [f"{when} {to}" for when, kind, to in world.said if kind == "digest"]
    low = [f"{day} 08:00 CLOW" for day in ("Tue", "Wed", "Thu", "Fri", "Mon", "Tue")]
    high = [f"{day} 08:00 CHIGH" for day in ("Wed", "Thu", "Fri", "Mon", "Tue")]  # since it was raised to them
    assert sorted(mornings) == sorted(low + high)


def test_no_digest_comes_when_nothing_is_open(world: World) -> None:
    opened = world.open()
    world.sweep()
    world.move(opened, Move.ANSWER, "UM")
    world.live("2026-11-20 12:00")
    assert world.said == []
    assert world.next_due() is None
    assert world.stands(opened).state is HandOffState.CLOSED


@BOTH
def test_a_second_digest_of_a_day_is_not_said(world: World) -> None:
    world.open()
    world.now = at("2026-11-17 08:00")
    timer = Timer(TimerKind.DIGEST, world.now, None, "low", "T1")
    for _ in range(2):  # as if two processes had set one each
        with world.database.transaction() as connection:
            timers.set_timer(connection, timer)
        world.sweep()
    assert [kind for _, kind, _ in world.said].count("digest") == 1


@BOTH
def test_of_two_processes_one_fires(database: Database) -> None:
    """Never twice: two that look at once make one arrival of each timer."""
    world = World(database)
    for number in range(6):
        world.open(f"{number}.0")
    later = at("2026-11-16 15:00")
    ready, found = threading.Barrier(3), []

    def look() -> None:
        ready.wait()
        found.append(fire_due(database, OFFICES, later).fired)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while (left := fire_due(database, OFFICES, later).fired) > 0:
        found.append(left)
    assert sum(found) == 6


@BOTH
def test_what_was_fired_before_they_closed_and_is_worked_on_at_night_waits_for_the_morning(world: World) -> None:
    world.open()
    world.now = at("2026-11-16 15:00")
    assert fire_due(world.database, OFFICES, world.now).fired == 1
    world.now = at("2026-11-17 00:00")  # the process died, and another one takes it up
    assert world.work() == "closed"
    assert world.said == []
    # By the morning the promise is broken: it is raised, and nobody is reminded of it.
    assert [kind for _, kind, _ in world.live("2026-11-17 09:00")] == ["raised", "raised"]


@BOTH
def test_a_timer_that_a_move_made_stale_while_it_waited_does_nothing(world: World) -> None:
    opened = world.open()
    world.now = at("2026-11-16 15:00")
    fire_due(world.database, OFFICES, world.now)
    world.move(opened, Move.ANSWER, "UM")
    version = world.stands(opened).version
    assert world.work() == "stale"
    assert (world.said, world.stands(opened).version) == ([], version)


def test_nothing_is_said_while_the_assistant_is_switched_off(world: World) -> None:
    world.open()
    with world.database.transaction() as connection:
        channels.set_switch(connection, "T1", False, "UB", "", world.now)
    assert world.live("2026-11-16 16:00") == []
    with world.database.transaction() as connection:
        channels.set_switch(connection, "T1", True, "UB", "", world.now)
    assert world.live("2026-11-16 16:30") == [("Mon 16:15", "remind", "CLOW")]


def test_an_office_without_a_channel_is_told_in_the_one_chosen_in_home(world: World) -> None:
    world.offices = Offices(MappingProxyType({"low": replace(LOW, channel="", next="")}), "low")
    world.open()
    with world.database.transaction() as connection:
        management.set_management(connection, "T1", "CHOME", "UB", world.now)
    assert world.live("2026-11-17 09:00") == [("Mon 15:00", "remind", "CHOME"), ("Tue 08:00", "raised", "CHOME")]
    assert world.live("2026-11-18 12:00") == []  # the highest level is told once


def test_an_office_that_the_file_names_no_more_is_the_fallbacks(world: World) -> None:
    opened = world.open()
    world.offices = Offices(MappingProxyType({"high": HIGH}), "high")
    assert world.live("2026-11-16 16:00") == [("Mon 15:00", "remind", "CHIGH")]
    assert world.stands(opened).state is HandOffState.OPENED


@BOTH
def test_what_an_older_release_opened_is_timed_from_now_on(world: World) -> None:
    opened = world.open()
    with world.database.transaction() as connection:
        timers.replace_timers(connection, opened.id, ())
        hand_offs.time_hand_off(connection, opened.id, (), MONDAY, replace(first_promise(LOW, MONDAY), due_at=None))
    world.now = at("2026-12-07 09:00")
    world.sweep()
    assert world.live("2026-12-07 16:00") != []
    assert world.stands(opened).state is HandOffState.OPENED


def test_a_timer_of_a_precedent_is_handed_on(world: World) -> None:
    timer = Timer(TimerKind.REVIEW, world.now, None, "12", "T1")
    with world.database.transaction() as connection:
        timers.set_timer(connection, timer)
    assert fire_due(world.database, OFFICES, world.now).fired == 1
    told: list[str] = []
    with world.database.transaction() as connection:
        (key,) = arrivals.overdue(connection, world.now, 1)
        arrival = arrivals.find_arrival(connection, key)
        assert arrival is not None
        assert (arrival.deed, arrival.person, arrival.filled and arrival.filled.due and arrival.filled.due.subject) == (
            Deed.DUE,
            "",
            "12",
        )

        def review(_connection: object, _arrival: object, due: Timer, _now: datetime) -> arrivals.Followed:
            told.append(due.subject)
            return arrivals.Followed(why="reviewed")

        assert follow_due(connection, arrival, OFFICES, world.now, review).why == "reviewed"
        assert follow_due(connection, arrival, OFFICES, world.now).why == "nobody does this"
        assert follow_due(connection, replace(arrival, filled=Filled()), OFFICES, world.now).why == "late"
    assert told == ["12"]


def test_nothing_due_writes_nothing(world: World) -> None:
    assert fire_due(world.database, OFFICES, world.now) == Fired()


def test_a_letter_has_ids_and_no_text(world: World) -> None:
    world.open()
    world.live("2026-11-20 12:00")
    with world.database.reading() as connection:
        rows = connection.execute(select(letter_rows.c.key, letter_rows.c.data)).all()
    assert rows
    for row in rows:
        assert set(row.data) <= {"office", "to", "holder"}
        assert "may I" not in row.key
