"""Is business time counted within the hours alone: over nights, weekends, holidays and both changes of the clock?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.escalation.closed_days import ClosedDays, CountryUnknown, public_holidays
from assistant.escalation.hours import Hours, NeverOpen, NotAware, Span
from assistant.escalation.offices import WORK_WEEK, default_hours

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
PLAIN = Hours(LOS_ANGELES, WORK_WEEK)
COUNTY = default_hours()
NIGHTS = Hours(LOS_ANGELES, (Span(0, 24 * 60),) * 7)
"""An office that never closes: every change of the clock falls into its hours."""
EARLY = Hours(LOS_ANGELES, (None,) * 6 + (Span(2 * 60, 4 * 60),))
"""Sundays from 2 to 4: the hour that is left out, or there twice."""


def at(text: str) -> datetime:
    """A time on the wall in Los Angeles."""
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES)


@pytest.mark.parametrize(
    ("begin", "minutes", "end"),
    [
        ("2026-11-23 09:00", 60, "2026-11-23 10:00"),
        ("2026-11-23 16:00", 60, "2026-11-23 17:00"),  # to the very end of the day
        ("2026-11-23 16:30", 60, "2026-11-24 08:30"),  # over the night
        ("2026-11-20 18:10", 120, "2026-11-23 10:00"),  # asked on a Friday evening
        ("2026-11-21 03:00", 0, "2026-11-23 08:00"),
        ("2026-11-20 16:00", 10 * 60, "2026-11-23 17:00"),
        ("2026-11-23 08:00", 45 * 60, "2026-11-27 17:00"),  # a whole week
    ],
)  # fmt: skip
def test_minutes_are_counted_within_the_hours(begin: str, minutes: int, end: str) -> None:
    assert PLAIN.add(at(begin), minutes) == at(end)


@pytest.mark.parametrize(
    ("hours", "after", "morning"),
    [
        (PLAIN, "2026-11-23 07:59", "2026-11-23 08:00"),
        (PLAIN, "2026-11-20 08:00", "2026-11-23 08:00"),
        (NIGHTS, "2026-11-23 00:00", "2026-11-23 08:00"),
        (NIGHTS, "2026-11-23 08:00", "2026-11-24 08:00"),
        (NIGHTS, "2026-10-31 23:00", "2026-11-01 08:00"),  # over a change of the clock
        (EARLY, "2026-11-23 00:00", "2026-11-29 02:00"),  # who is there at night alone
        (replace(PLAIN, week=(Span(6 * 60, 9 * 60),) * 7), "2026-11-23 00:00", "2026-11-23 06:00"),
        (replace(PLAIN, week=(Span(5 * 60, 9 * 60),) * 7), "2026-11-23 00:00", "2026-11-23 08:00"),
    ],
)
def test_a_morning_is_the_opening_and_never_at_night_for_who_works_by_day_too(
    hours: Hours, after: str, morning: str
) -> None:
    assert hours.morning_after(at(after)) == at(morning)
    assert hours.is_day(at(morning))
    assert not hours.is_day(at(morning) - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-11-26", "Thanksgiving Day"),
        ("2026-11-27", "Day After Thanksgiving"),
        ("2026-07-03", "Independence Day (observed)"),
        ("2027-12-24", "Christmas Day (observed)"),
        ("2026-06-19", "Juneteenth National Independence Day"),
        ("2027-02-15", "Presidents' Day"),  # of which the other one is worked on
        ("2028-02-15", ""),  # Susan B. Anthony Day alone
        ("2026-11-08", ""),  # Diwali
        ("2026-11-25", ""),
    ],
)
def test_the_county_keeps_the_holidays_of_california_less_two(day: str, why: str) -> None:
    assert COUNTY.closed.closed_for(date.fromisoformat(day)) == why
    assert COUNTY.working_day(at(f"{day} 09:00")) is (not why and date.fromisoformat(day).weekday() < 5)


def test_business_time_stands_still_over_a_long_weekend() -> None:
    wednesday = at("2026-11-25 16:00")
    assert COUNTY.add(wednesday, 120) == at("2026-11-30 09:00")
    assert COUNTY.between(wednesday, at("2026-11-30 09:00")) == 120
    assert COUNTY.days_after(wednesday, 1) == at("2026-11-30 16:00")


def test_an_office_adds_days_of_its_own_and_has_days_with_other_hours() -> None:
    own = ClosedDays("US", "CA", also=MappingProxyType({date(2027, 10, 11): "Indigenous Peoples' Day"}))
    eve, christmas = date(2026, 12, 24), date(2026, 12, 25)
    hours = Hours(LOS_ANGELES, WORK_WEEK, own, MappingProxyType({eve: Span(480, 720), christmas: Span(540, 600)}))
    assert not hours.working_day(at("2027-10-11 09:00"))
    assert hours.add(at("2026-12-24 11:00"), 90) == at("2026-12-25 09:30")  # an exception counts more than a holiday


def test_no_holidays_are_known_of_a_country_that_is_none() -> None:
    with pytest.raises(CountryUnknown, match="'XX'"):
        public_holidays("XX", "", 2026)


@pytest.mark.parametrize(("sunday", "length"), [("2026-03-08", 23), ("2026-11-01", 25), ("2026-11-08", 24)])
def test_a_day_on_which_the_clock_changes_has_the_hours_that_it_has(sunday: str, length: int) -> None:
    midnight = at(f"{sunday} 00:00")
    assert NIGHTS.between(midnight, at(f"{sunday} 23:59")) == length * 60 - 1


@pytest.mark.parametrize(
    ("friday", "monday"), [("2026-03-06 16:00", "2026-03-09 09:00"), ("2026-10-30 16:00", "2026-11-02 09:00")]
)
def test_daylight_saving_shifts_no_promise(friday: str, monday: str) -> None:
    """Both weekends on which the clock changes: 8 o'clock stays 8 o'clock."""
    assert PLAIN.add(at(friday), 120) == at(monday)
    assert PLAIN.between(at(friday), at(monday)) == 120


def test_hours_in_the_hour_that_is_left_out_are_shorter_and_never_negative() -> None:
    assert EARLY.between(at("2026-03-08 00:00"), at("2026-03-09 00:00")) == 60
    gone = Hours(LOS_ANGELES, (None,) * 6 + (Span(150, 180),))
    assert gone.between(at("2026-03-08 00:00"), at("2026-03-09 00:00")) == 0
    assert gone.next_opening(at("2026-03-08 00:00")) == at("2026-03-15 02:30")


@pytest.mark.parametrize(
    ("moment", "is_open", "opening", "after"),
    [
        ("2026-11-23 08:00", True, "2026-11-23 08:00", "2026-11-24 08:00"),
        ("2026-11-23 07:59", False, "2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-23 16:59", True, "2026-11-23 16:59", "2026-11-24 08:00"),
        ("2026-11-23 17:00", False, "2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-11-22 12:00", False, "2026-11-23 08:00", "2026-11-23 08:00"),
        ("2026-11-24 00:00", False, "2026-11-24 08:00", "2026-11-24 08:00"),
    ],
)
def test_the_minute_they_close_is_not_worked_in(moment: str, is_open: bool, opening: str, after: str) -> None:
    assert PLAIN.is_open(at(moment)) is is_open
    assert PLAIN.next_opening(at(moment)) == at(opening)
    assert PLAIN.opening_after(at(moment)) == at(after)


def test_what_is_due_at_midnight_is_due_in_the_morning() -> None:
    """Named for the peers' bug: reminders at midnight."""
    assert PLAIN.next_opening(at("2026-11-24 00:00")) == at("2026-11-24 08:00")


@pytest.mark.parametrize(
    ("moment", "minutes", "before"),
    [
        ("2026-11-23 10:00", 60, "2026-11-23 09:00"),
        ("2026-11-23 09:00", 60, "2026-11-23 08:00"),
        ("2026-11-23 08:30", 60, "2026-11-20 16:30"),
        ("2026-11-22 12:00", 30, "2026-11-20 16:30"),
    ],
)
def test_minutes_are_counted_back_too(moment: str, minutes: int, before: str) -> None:
    assert PLAIN.before(at(moment), minutes) == at(before)


@pytest.mark.parametrize(
    ("moment", "days", "later"),
    [
        ("2026-11-20 16:00", 1, "2026-11-23 16:00"),
        ("2026-11-20 19:00", 1, "2026-11-24 08:00"),
        ("2026-11-20 05:00", 1, "2026-11-23 08:00"),
        ("2026-11-21 12:00", 1, "2026-11-23 12:00"),
        ("2026-11-20 16:00", 10, "2026-12-04 16:00"),
        ("2026-11-20 16:00", 0, "2026-11-20 16:00"),
        ("2026-11-21 16:00", 0, "2026-11-23 08:00"),
        ("2026-03-06 16:00", 1, "2026-03-09 16:00"),
    ],
)
def test_working_days_later_it_is_the_same_time_within_the_hours(moment: str, days: int, later: str) -> None:
    assert PLAIN.days_after(at(moment), days) == at(later)


def test_an_office_that_never_opens_is_refused_and_does_not_hang() -> None:
    with pytest.raises(NeverOpen):
        Hours(LOS_ANGELES, (None,) * 7)
    always = ClosedDays(also=MappingProxyType({date(2026, 1, 1) + timedelta(days=n): "closed" for n in range(900)}))
    shut = Hours(LOS_ANGELES, WORK_WEEK, always)
    for ask in (lambda: shut.add(at("2026-03-01 09:00"), 1), lambda: shut.before(at("2028-03-01 09:00"), 1)):
        with pytest.raises(NeverOpen):
            ask()


@pytest.mark.parametrize("span", [(480, 480), (1020, 480), (-1, 10), (0, 1441)])
def test_hours_open_before_they_close_within_one_day(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="open before they close"):
        Span(*span)


def test_a_time_without_its_zone_is_refused() -> None:
    with pytest.raises(NotAware):
        PLAIN.add(datetime(2026, 11, 23, 9), 1)
    with pytest.raises(ValueError, match="counted forward"):
        PLAIN.add(at("2026-11-23 09:00"), -1)


# --- properties -------------------------------------------------------------------------------------------------------

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))
minutes = st.integers(0, 6000)


@st.composite
def offices_hours(draw: st.DrawFn) -> Hours:
    spans = st.none() | st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda s: s[0] < s[1]).map(
        lambda s: Span(*s)
    )
    week = tuple(draw(st.lists(spans, min_size=7, max_size=7).filter(any)))
    zone = ZoneInfo(draw(st.sampled_from(["America/Los_Angeles", "UTC", "Europe/London", "Asia/Kolkata"])))
    closed = ClosedDays("US", "CA") if draw(st.booleans()) else ClosedDays()
    return Hours(zone, week, closed)


@given(offices_hours(), moments, minutes)
def test_between_takes_back_what_add_gave(hours: Hours, moment: datetime, count: int) -> None:
    end = hours.add(moment, count)
    assert hours.between(moment, end) == count
    assert end.tzinfo is UTC
    assert end >= moment


@given(offices_hours(), moments, minutes)
def test_what_add_gives_is_in_the_hours_or_at_their_end(hours: Hours, moment: datetime, count: int) -> None:
    end = hours.add(moment, count)
    assert hours.is_open(end) or hours.is_open(end - timedelta(microseconds=1))
    assert hours.is_open(hours.next_opening(end))


@given(offices_hours(), moments, minutes, st.integers(0, 600))
def test_later_and_longer_never_end_earlier(hours: Hours, moment: datetime, count: int, more: int) -> None:
    end = hours.add(moment, count)
    assert hours.add(moment + timedelta(minutes=more), count) >= end
    assert hours.add(moment, count + more) >= end


@given(offices_hours(), moments, st.integers(1, 3000))
def test_before_is_as_many_minutes_away(hours: Hours, moment: datetime, count: int) -> None:
    assert hours.between(hours.before(moment, count), moment) == count


@given(offices_hours(), moments)
def test_the_next_opening_is_open_and_nothing_between_is(hours: Hours, moment: datetime) -> None:
    opening, after = hours.next_opening(moment), hours.opening_after(moment)
    assert hours.is_open(opening)
    assert hours.between(moment, opening) == 0
    assert after > moment
    assert hours.is_open(after)
