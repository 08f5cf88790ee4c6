"""
When does an office work? Business time: the minutes within its hours, without its holidays, in its time zone.

Hours are told by the clock on the wall; time is counted in UTC. So an hour of business time is an hour, and an office
that opens at 8 opens at 8, also where daylight saving begins or ends. Pure: the time is always handed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from assistant.escalation.closed_days import ClosedDays

A_DAY = timedelta(days=1)
MIDNIGHT = 24 * 60
"""The end of a day, in minutes since its beginning."""
LONGEST_SLEEP = 400
"""Days without an opening after which an office counts as never open: more than a year, holidays included."""


NIGHT_ENDS, MORNING = 6 * 60, 8 * 60
"""Who opens before the first works at night, and is told what can wait for the day at the second; in minutes."""


class NeverOpen(Exception):
    """The office does not open for more than a year: its hours, or the days it is closed, are wrong."""


class NotAware(ValueError):
    """A time without its zone was handed in."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when on one day, in minutes since midnight on the wall. Raises ValueError for an empty one."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MIDNIGHT:
            raise ValueError("hours open before they close, within one day")


@dataclass(frozen=True, slots=True)
class Hours:
    """
    `week` are the hours of Monday to Sunday, None for a day off; `exceptions` are days with hours of their own, or off.

    An exception counts more than a holiday. Raises `NeverOpen` where no day of the week has hours.
    """

    zone: ZoneInfo
    week: tuple[Span | None, ...]
    closed: ClosedDays = field(default_factory=ClosedDays)
    exceptions: Mapping[date, Span | None] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        if not any(self.week):
            raise NeverOpen("no day of the week has hours")

    def add(self, at: datetime, minutes: int) -> datetime:
        """
        The time so many business minutes after `at`, within the hours or at their very end.

        Raises `NeverOpen`, `NotAware`, and ValueError for less than no minutes.
        """
        if minutes < 0:
            raise ValueError("minutes are counted forward; `before` counts back")
        left = timedelta(minutes=minutes)
        for begin, end in self._spells(at):
            start = max(begin, _utc(at))
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("unreachable")

    def before(self, at: datetime, minutes: int) -> datetime:
        """The time so many business minutes before `at`, within the hours. Raises as `add` does."""
        if minutes < 0:
            raise ValueError("minutes are counted back; `add` counts forward")
        left = timedelta(minutes=minutes)
        for begin, end in self._spells_back(at):
            stop = min(end, _utc(at))
            if left <= stop - begin:
                return stop - left
            left -= stop - begin
        raise AssertionError("unreachable")

    def between(self, a: datetime, b: datetime) -> int:
        """The whole business minutes from `a` to `b`; 0 where `b` is not later. Raises `NeverOpen`, `NotAware`."""
        begin, end = _utc(a), _utc(b)
        spent = timedelta()
        day, last = self._local(begin) - A_DAY, self._local(end) + A_DAY
        while day <= last:
            if (spell := self._spell(day)) is not None:
                spent += max(min(spell[1], end) - max(spell[0], begin), timedelta())
            day += A_DAY
        return int(spent / timedelta(minutes=1))

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while the office is open; else when it opens next. Raises `NeverOpen`, `NotAware`."""
        return self.add(at, 0)

    def opening_after(self, at: datetime) -> datetime:
        """The first opening of a working day after `at`. Raises `NeverOpen`, `NotAware`."""
        return next(begin for begin, _ in self._spells(at) if begin > _utc(at))

    def morning_after(self, at: datetime) -> datetime:
        """
        The first morning of a working day after `at`: its opening; at night, 8:00 instead if they still work then.

        Raises `NeverOpen`, `NotAware`.
        """
        mornings = (self._morning(begin, end) for begin, end in self._spells(at))
        return next(morning for morning in mornings if morning > _utc(at))

    def is_day(self, at: datetime) -> bool:
        """Do they work then, and has the morning of that day come?"""
        spell = self._spell(self._local(_utc(at)))
        return self.is_open(at) and (spell is None or self._morning(*spell) <= _utc(at))

    def days_after(self, at: datetime, days: int) -> datetime:
        """
        The same time on the wall so many working days later, put into the hours of that day.

        Raises `NeverOpen`, `NotAware`.
        """
        local = _utc(at).astimezone(self.zone)
        day = local.date()
        for _ in range(days):
            day = self._local(self.opening_after(datetime.combine(day, time(23, 59, 59), self.zone)))
        spell = self._spell(day)
        if spell is None:  # no days later, from a day off
            return self.next_opening(at)
        wanted = datetime.combine(day, local.time().replace(fold=0), self.zone).astimezone(UTC)
        return self.next_opening(max(spell[0], wanted))

    def is_open(self, at: datetime) -> bool:
        """Do they work then? The minute they close does not count."""
        moment = _utc(at)
        day = self._local(moment)
        spells = (self._spell(each) for each in (day - A_DAY, day))
        return any(spell is not None and spell[0] <= moment < spell[1] for spell in spells)

    def working_day(self, at: datetime) -> bool:
        """Do they work at some time of that day, as the calendar on their wall has it?"""
        return self._spell(self._local(_utc(at))) is not None

    def span_of(self, day: date) -> Span | None:
        """The hours of that day; None: they are closed."""
        if day in self.exceptions:
            return self.exceptions[day]
        return None if self.closed.closed_for(day) else self.week[day.weekday()]

    def _local(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _spell(self, day: date) -> tuple[datetime, datetime] | None:
        """When they work on that day, in UTC."""
        span = self.span_of(day)
        if span is None:
            return None
        begin, end = (self._on(day, minutes) for minutes in (span.opens, span.closes))
        # Hours that lie in the hour which daylight saving leaves out are none.
        return (begin, end) if begin < end else None

    def _morning(self, begin: datetime, end: datetime) -> datetime:
        """When the day begins for who works from `begin` to `end`."""
        local = begin.astimezone(self.zone)
        morning = self._on(local.date(), MORNING)
        return morning if local.time() < time(*divmod(NIGHT_ENDS, 60)) and morning < end else begin

    def _on(self, day: date, minutes: int) -> datetime:
        if minutes == MIDNIGHT:
            day, minutes = day + A_DAY, 0
        return datetime.combine(day, time(*divmod(minutes, 60)), self.zone).astimezone(UTC)

    def _spells(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When they work, from the first that has not ended at `at`, one after the other, without end."""
        moment = _utc(at)
        day, asleep = self._local(moment) - A_DAY, 0
        while asleep < LONGEST_SLEEP:
            spell = self._spell(day)
            asleep = asleep + 1 if spell is None else 0
            if spell is not None and spell[1] > moment:
                yield spell
            day += A_DAY
        raise NeverOpen(f"the office does not open in the {LONGEST_SLEEP} days before {day}")

    def _spells_back(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When they worked, from the last that had begun at `at`, one before the other."""
        moment = _utc(at)
        day, asleep = self._local(moment) + A_DAY, 0
        while asleep < LONGEST_SLEEP:
            spell = self._spell(day)
            asleep = asleep + 1 if spell is None else 0
            if spell is not None and spell[0] < moment:
                yield spell
            day -= A_DAY
        raise NeverOpen(f"the office was not open in the {LONGEST_SLEEP} days after {day}")


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise NotAware("a time must say its zone")
    return at.astimezone(UTC)
