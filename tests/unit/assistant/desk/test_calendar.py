"""Weekends, holidays, midnight and the changes of the clock at the desk: when is what said that is due?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from assistant.desk.mailing import waits_until
from assistant.desk.records import Deed, HandOff
from assistant.escalation.closed_days import ClosedDays
from assistant.escalation.hours import Hours, Span
from assistant.escalation.offices import Offices
from assistant.escalation.records import Filled, HandOffState, Letter, LetterKind, TimerKind
from assistant.storage import arrivals, timers
from assistant.storage.tables import timers as timer_rows
from tests.quick_desk import Hands
from tests.quick_office import FALLBACK, MANAGER, NORTH, RULED, SOUTH, QuickOffice, three_offices

HERE = ZoneInfo("America/Los_Angeles")
DAY = timedelta(days=1)

Said = tuple[str, str]
"""When, on the wall of the office, and the kind of letter."""


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def told(moment: datetime | None) -> str:
    assert moment is not None
    return f"{moment.astimezone(HERE):%a %d %b %H:%M}"


@pytest.fixture
def north(office: QuickOffice, hands: Hands) -> North:
    return North(office, hands)


class North:
    """The office of the county in the north (`default_hours`), whose clock a test moves from one thing due to the next."""

    def __init__(self, office: QuickOffice, hands: Hands) -> None:
        self.office, self.hands = office, hands

    def opened(self, when: str) -> HandOff:
        self.hands.at = wall(when)
        return self.office.opened(filled=Filled(to=NORTH))

    def live(self, until: str) -> list[Said]:
        """A process that runs all the time until then; what it said, and when."""
        end, said = wall(until), self._work_off()
        while (due := self._next()) is not None and due <= end:
            self.hands.at = max(due, self.hands.at)
            said += self._work_off()
        self.hands.at = end
        return said + self._work_off()

    def _work_off(self) -> list[Said]:
        before = len(self.office.surface.letters)
        while self.office.desk.fire_due().fired:
            with self.office.desk.database.reading() as connection:
                keys = arrivals.overdue(connection, self.hands.at)
            for key in keys:
                self.office.work_on(key)
        kinds = [each.kind.value for each in list(self.office.surface.letters.values())[before:]]
        return [(told(self.hands.at), kind) for kind in kinds]

    def _next(self) -> datetime | None:
        with self.office.desk.database.reading() as connection:
            return connection.execute(select(timer_rows.c.due_at).order_by(timer_rows.c.due_at).limit(1)).scalar()

    def due(self, hand_off: HandOff) -> dict[TimerKind, str]:
        with self.office.desk.database.reading() as connection:
            return {each.kind: told(each.due_at) for each in timers.timers_of(connection, hand_off.id)}


def of(said: list[Said], kind: LetterKind) -> list[str]:
    return [when for when, each in said if each == kind.value]


def test_a_claim_of_the_day_before_thanksgiving_is_checked_after_the_long_weekend(north: North) -> None:
    hand_off = north.opened("2026-11-25 16:00")
    north.office.do(Deed.CLAIMED, hand_off)
    assert told(north.office.now(hand_off).leased_until) == "Mon 30 Nov 11:00", "one hour on Wednesday, three on Monday"
    said = north.live("2026-11-30 12:30")
    assert of(said, LetterKind.CHECK) == ["Mon 30 Nov 11:00"]
    assert of(said, LetterKind.LAPSED) == ["Mon 30 Nov 12:00"]
    assert north.office.now(hand_off).state is HandOffState.OPENED


def test_no_digest_comes_on_thanksgiving_nor_on_the_day_after_nor_at_the_weekend(north: North) -> None:
    north.opened("2026-11-24 16:00")
    said = north.live("2026-12-01 07:59")
    assert of(said, LetterKind.DIGEST) == ["Wed 25 Nov 08:00", "Mon 30 Nov 08:00", "Mon 30 Nov 08:00"], (
        "on Monday the office that it was raised to has one, too"
    )


def test_nobody_is_told_anything_on_a_holiday_or_at_a_weekend(north: North) -> None:
    hand_off = north.opened("2026-11-25 15:00")
    north.office.do(Deed.ASKED_BACK, hand_off, text="Which picture?")
    assert north.live("2026-11-30 07:59") == []
    assert of(north.live("2026-11-30 16:00"), LetterKind.NUDGE) == ["Mon 30 Nov 15:00"]


@pytest.mark.parametrize(
    ("friday", "promised", "digest"),
    [
        ("2026-03-06 16:00", "Mon 09 Mar 15:00", "Mon 09 Mar 08:00"),  # on Sunday the clocks go forward
        ("2026-10-30 16:00", "Mon 02 Nov 15:00", "Mon 02 Nov 08:00"),  # on Sunday they go back
    ],
)
def test_a_promise_and_a_digest_stand_on_the_wall_where_they_stood_when_the_clocks_change(
    north: North, friday: str, promised: str, digest: str
) -> None:
    hand_off = north.opened(friday)
    assert hand_off.promise is not None
    assert told(hand_off.promise.due_at) == promised
    assert north.due(hand_off) == {
        TimerKind.REMIND: promised.replace("15:00", "13:00"), TimerKind.RAISE: promised,
        TimerKind.EXPIRE: told(wall(friday) + 5 * DAY),
    }  # fmt: skip
    said = north.live(f"{wall(friday) + 3 * DAY:%Y-%m-%d} 15:30")
    assert of(said, LetterKind.DIGEST) == [digest]
    assert of(said, LetterKind.REMIND) == [promised.replace("15:00", "13:00")]
    assert set(of(said, LetterKind.RAISED)) == {promised}


@pytest.mark.parametrize("friday", ["2026-03-06 16:00", "2026-10-30 16:00"])
def test_a_lease_that_goes_over_a_change_of_the_clock_ends_at_the_hour_on_the_wall(north: North, friday: str) -> None:
    hand_off = north.opened(friday)
    north.office.do(Deed.CLAIMED, hand_off)
    monday = wall(friday) + 3 * DAY
    assert told(north.office.now(hand_off).leased_until) == f"{monday:%a %d %b} 11:00"


@pytest.mark.parametrize("night", ["2026-11-26 00:00", "2026-11-28 00:00", "2026-11-01 00:00", "2026-11-01 01:30"])
def test_what_is_handed_over_at_midnight_is_promised_within_the_hours_and_nobody_is_told_before_they_open(
    north: North, night: str
) -> None:
    hand_off = north.opened(night)
    assert hand_off.promise is not None
    opening = north.office.desk.offices.office(NORTH).hours.next_opening(wall(night)).astimezone(HERE)
    assert hand_off.promise.due_at == opening + timedelta(hours=8)
    assert all(when >= opening for when in north_times(north, hand_off))
    assert north.live(f"{opening - timedelta(minutes=1):%Y-%m-%d %H:%M}") == []


def north_times(north: North, hand_off: HandOff) -> list[datetime]:
    with north.office.desk.database.reading() as connection:
        return [each.due_at for each in timers.timers_of(connection, hand_off.id)]


def test_who_answers_at_midnight_is_read_at_once_and_it_is_closed_in_office_hours(north: North) -> None:
    hand_off = north.opened("2026-11-25 16:00")
    north.hands.at = wall("2026-11-26 00:00")
    north.office.do(Deed.RULED, hand_off, MANAGER, **RULED)
    assert ("ruling", "U1") in north.office.letters()
    assert north.due(hand_off) == {TimerKind.CLOSE: "Thu 03 Dec 08:00"}, "three working days after Monday 8:00"


# --- the hours of whoever is told --------------------------------------------------------------------------------------

ALL_DAY = (Span(0, 24 * 60),) * 7


def never_closing(*ids: str) -> Offices:
    """The three, of which these work day and night, every day."""
    three = three_offices()
    hours = Hours(HERE, ALL_DAY, ClosedDays())
    kept = {id: replace(each, hours=hours) if id in ids else each for id, each in three.by_id.items()}
    return replace(three, by_id=MappingProxyType(kept))


def test_a_next_level_and_its_deputy_hear_of_a_broken_promise_in_their_own_hours(north: North) -> None:
    north.office.desk.offices = never_closing(NORTH)
    hand_off = north.opened("2026-11-16 18:00")
    assert hand_off.promise is not None
    assert told(hand_off.promise.due_at) == "Tue 17 Nov 02:00"
    said = north.live("2026-11-17 07:59")
    assert of(said, LetterKind.RAISED) == []
    assert {card.office for card in north.office.surface.cards.values()} == {NORTH}, "nor does a card appear at night"
    assert of(north.live("2026-11-17 08:00"), LetterKind.RAISED) == ["Tue 17 Nov 08:00"] * 2, "channel and deputy"
    assert {card.office for card in north.office.surface.cards.values()} == {NORTH, FALLBACK}


def test_a_next_level_that_opens_after_the_end_has_the_card_before_it_and_no_word_at_night(north: North) -> None:
    north.office.desk.offices = never_closing(NORTH)
    hand_off = north.opened("2026-11-20 17:00")  # a Friday: the promise breaks at night, and the end is on Saturday
    said = north.live("2026-11-23 09:00")
    assert north.office.now(hand_off).state is HandOffState.EXPIRED
    assert {card.office for card in north.office.surface.cards.values()} == {NORTH, FALLBACK}
    at_the_next_level = [when for when, kind in said if kind == LetterKind.RAISED]
    assert at_the_next_level == []
    assert "Mon 23 Nov 08:00" in of(said, LetterKind.DIGEST), "which tells them that nobody answered"


def test_a_letter_that_was_held_up_waits_for_the_hours_of_the_next_level(north: North) -> None:
    offices = never_closing(NORTH)
    hand_off, night = north.opened("2026-11-16 10:00"), wall("2026-11-17 02:00")
    raised = Letter("k", "a", LetterKind.RAISED, "T1", "U5", "", hand_off.id, {"office": NORTH, "to": FALLBACK})
    assert told(waits_until(raised, hand_off, offices, night)) == "Tue 17 Nov 08:00"
    own = replace(raised, kind=LetterKind.REMIND, person=MANAGER, data={"office": NORTH})
    assert waits_until(own, hand_off, offices, night) is None, "who works at night is reminded at night"


def test_an_office_that_never_closes_has_its_digest_in_the_morning(north: North) -> None:
    north.office.desk.offices = never_closing(NORTH, SOUTH, FALLBACK)
    north.opened("2026-11-16 18:00")
    said = north.live("2026-11-18 23:59")
    assert set(of(said, LetterKind.DIGEST)) == {"Tue 17 Nov 08:00", "Wed 18 Nov 08:00"}


def test_a_digest_that_was_due_while_nobody_ran_does_not_come_at_night(north: North) -> None:
    north.office.desk.offices = never_closing(NORTH, SOUTH, FALLBACK)
    north.opened("2026-11-16 18:00")
    north.live("2026-11-17 07:59")
    north.hands.at = wall("2026-11-18 00:30")
    assert of(north.live("2026-11-18 07:59"), LetterKind.DIGEST) == []
    assert set(of(north.live("2026-11-18 08:00"), LetterKind.DIGEST)) == {"Wed 18 Nov 08:00"}
