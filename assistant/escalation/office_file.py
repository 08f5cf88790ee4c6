"""
How is the file of the offices read, so that no mistake in it passes? An example: `deploy/offices.example.yaml`.

Every mistake is named with its line, together with what to write instead.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from assistant.escalation.closed_days import ClosedDays, CountryUnknown, holiday_names
from assistant.escalation.hours import Hours, NeverOpen, Span
from assistant.escalation.offices import NO_COUNTY_HOLIDAYS, Office, Offices, Signs
from corpus.errors import nearest
from corpus.strict_yaml import Faults, Place, StrictModel, read_record

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CLOSED = "closed"
LONGEST = 60 * 24 * 60
"""More minutes of business time than this are a slip of the pen: 60 days of 24 hours."""
NAMES_FROM = 2026
"""The names of holidays are looked for in this year and the two after it: some are not kept every year."""

_SPAN = re.compile(r"(\d{1,2}):(\d{2}) ?[-–] ?(\d{1,2}):(\d{2})")
_LENGTH = re.compile(r"([1-9]\d{0,4}) ?(m|h)")


def _span(given: object) -> object:
    """``8:00-17:00``, or ``closed``."""
    if given == CLOSED:
        return None
    if isinstance(given, Span) or given is None:
        return given
    found = _SPAN.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise ValueError('hours are written as "8:00-17:00", or as closed')
    hour, minute, last_hour, last_minute = (int(part) for part in found.groups())
    if minute > 59 or last_minute > 59:
        raise ValueError("an hour has 60 minutes")
    return Span(hour * 60 + minute, last_hour * 60 + last_minute)


def _minutes(given: object) -> object:
    """``90m`` or ``8h``, in minutes."""
    found = _LENGTH.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise ValueError("a time is written as 90m or 8h, of business time")
    minutes = int(found.group(1)) * (60 if found.group(2) == "h" else 1)
    if minutes > LONGEST:
        raise ValueError("this is longer than anybody waits")
    return minutes


def _known_zone(given: str) -> str:
    if given not in available_timezones():
        near = nearest(given, sorted(available_timezones()))
        raise ValueError("no time zone has that name" + (f"; did you mean {near}?" if near else ""))
    return given


DayHours = Annotated[Span | None, BeforeValidator(_span)]
Length = Annotated[int, BeforeValidator(_minutes)]
Channel = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,}$")]
Person = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]+$")]
Group = Annotated[str, Field(pattern=r"^S[A-Z0-9]+$")]
OfficeId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]


class WeekRow(StrictModel):
    """The hours of each day of the week; a day that is not written is off."""

    monday: DayHours = None
    tuesday: DayHours = None
    wednesday: DayHours = None
    thursday: DayHours = None
    friday: DayHours = None
    saturday: DayHours = None
    sunday: DayHours = None

    @model_validator(mode="after")
    def _opens(self) -> WeekRow:
        if not any(self.spans):
            raise ValueError("an office that never opens answers nobody; give one day its hours")
        return self

    @property
    def spans(self) -> tuple[Span | None, ...]:
        """From Monday on."""
        return tuple(getattr(self, day) for day in DAYS)


class HolidaysRow(StrictModel):
    """Which public holidays are kept, less some, plus some."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    state: Annotated[str, Field(pattern=r"^[A-Z0-9]{1,3}$")] | None = None
    without: tuple[Words, ...] = ()
    also: dict[date, Words] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_known(self) -> HolidaysRow:
        try:
            years = range(NAMES_FROM, NAMES_FROM + 3)
            names = frozenset[str]().union(*(holiday_names(self.country, self.state or "", year) for year in years))
        except CountryUnknown as problem:
            raise ValueError(str(problem)) from problem
        for name in self.without:
            if name not in names:
                raise ValueError(f"{name!r} is no public holiday there; there are: {', '.join(sorted(names))}")
        return self


class OfficeRow(StrictModel):
    """One office, as the file has it."""

    id: OfficeId
    name: Words
    channel: Channel
    managers: tuple[Person, ...] = ()
    user_group: Group | None = None
    deputy: Person | None = None
    asks_from: tuple[Channel, ...] = ()
    profiles: tuple[Words, ...] = ()
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "America/Los_Angeles"
    hours: WeekRow = WeekRow(
        monday=Span(480, 1020), tuesday=Span(480, 1020), wednesday=Span(480, 1020), thursday=Span(480, 1020),
        friday=Span(480, 1020),
    )  # fmt: skip
    holidays: HolidaysRow | Literal["none"] = HolidaysRow(
        country="US", state="CA", without=tuple(sorted(NO_COUNTY_HOLIDAYS))
    )
    exceptions: dict[date, DayHours] = Field(default_factory=dict)
    answer_within: Length = 8 * 60
    remind_before: Length = 2 * 60
    lease: Length = 4 * 60
    grace: Length = 60
    limit: Length = 3 * 9 * 60
    close_after: Length = 3 * 9 * 60
    next: OfficeId | None = None
    signs: Signs = Signs.NAME
    call: Words | None = None

    @model_validator(mode="after")
    def _is_sane(self) -> OfficeRow:
        if self.remind_before >= self.answer_within:
            raise ValueError("remind_before must be shorter than answer_within: nobody is reminded before being asked")
        if self.limit <= self.answer_within:
            raise ValueError("limit must be longer than answer_within: an answer is late before it is given up")
        return self

    def read(self) -> Office:
        """The office. Raises `NeverOpen`."""
        kept = self.holidays
        closed = (
            ClosedDays()
            if kept == "none"
            else ClosedDays(kept.country, kept.state or "", frozenset(kept.without), MappingProxyType(kept.also))
        )
        zone = ZoneInfo(self.time_zone)
        return Office(
            self.id, self.name, self.channel, Hours(zone, self.hours.spans, closed, MappingProxyType(self.exceptions)),
            self.managers, self.user_group or "", self.deputy or "", self.asks_from,
            tuple(each.strip().casefold() for each in self.profiles), self.answer_within, self.remind_before,
            self.lease, self.grace, self.limit, self.close_after, self.next or "", self.signs, self.call or "",
        )  # fmt: skip


class OfficesFile(StrictModel):
    """The whole file."""

    fallback: OfficeId
    profile_field: Annotated[str, Field(pattern=r"^Xf[A-Z0-9]+$")] | None = None
    policy_section: tuple[Person, ...] = ()
    offices: Annotated[tuple[OfficeRow, ...], Field(min_length=1)]


def load_offices(path: Path) -> Offices:
    """
    Read the offices.

    Raises `FaultyData` with every mistake and its line: unknown keys, ids that are there twice or not at all, a next
    level that leads in a circle, a channel or a profile that belongs to two, hours in which nobody ever works.
    """
    faults = Faults()
    found = read_record(path, OfficesFile, faults)
    faults.raise_if_any()
    assert found is not None
    file, top = found
    places = [top.of("offices", number) for number in range(len(file.offices))]
    _check_together(file, top, places, faults)
    faults.raise_if_any()
    read: dict[str, Office] = {}
    for row, place in zip(file.offices, places, strict=True):
        try:
            read[row.id] = _with_next(row, file.fallback).read()
        except NeverOpen as problem:
            faults.add(place.of("hours"), str(problem))
    faults.raise_if_any()
    return Offices(MappingProxyType(read), file.fallback, file.profile_field or "", file.policy_section)


def _with_next(row: OfficeRow, fallback: str) -> OfficeRow:
    """Every office has a next level but the fallback, which need not."""
    return row if row.next or row.id == fallback else row.model_copy(update={"next": fallback})


def _check_together(file: OfficesFile, top: Place, places: list[Place], faults: Faults) -> None:
    rows = list(zip(file.offices, places, strict=True))
    ids = [row.id for row in file.offices]
    if file.fallback not in ids:
        faults.add_unknown(top.of("fallback"), "office", file.fallback, ids)
    for number, (row, place) in enumerate(rows):
        if row.id in ids[:number]:
            faults.add(place.of("id"), f"the office {row.id!r} is there twice")
        if row.next and row.next not in ids:
            faults.add_unknown(place.of("next"), "office", row.next, ids)
        _check_once(rows[:number], row, place, faults)
        _check_opens(row, place, faults)
    if not faults.found:
        _check_circle(file, top, rows, faults)


def _check_once(before: list[tuple[OfficeRow, Place]], row: OfficeRow, place: Place, faults: Faults) -> None:
    for other, _ in before:
        for channel in sorted({*row.asks_from} & {*other.asks_from}):
            faults.add(place.of("asks_from"), f"questions of {channel} go to {other.id!r} already")
        mine, theirs = ({each.strip().casefold() for each in one.profiles} for one in (row, other))
        for profile in sorted(mine & theirs):
            faults.add(place.of("profiles"), f"the profile {profile!r} belongs to {other.id!r} already")


def _check_opens(row: OfficeRow, place: Place, faults: Faults) -> None:
    """Exceptions may say that an office is closed, not that it is closed for good."""
    for day, span in row.exceptions.items():
        if span is None and row.hours.spans[day.weekday()] is None:
            faults.add(place.of("exceptions", str(day)), f"{row.id!r} is off on that day anyway; take the line out")
    if row.channel in row.asks_from:
        faults.add(place.of("asks_from"), f"{row.channel} is the office's own channel, in which nobody asks")


def _check_circle(file: OfficesFile, top: Place, rows: list[tuple[OfficeRow, Place]], faults: Faults) -> None:
    following = {row.id: _with_next(row, file.fallback).next for row in file.offices}
    for row, place in rows:
        seen, id = [row.id], following[row.id]
        while id and id not in seen:
            seen.append(id)
            id = following[id]
        if id == row.id:
            faults.add(place.of("next"), f"the next levels lead in a circle: {' to '.join([*seen, id])}")
