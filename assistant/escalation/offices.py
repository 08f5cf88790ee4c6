"""
Which offices take hand-offs, and which of them takes whose? Read from a file by `office_file.py`.

Every office has a next level but the fallback, which takes what no other does: nothing is ever routed nowhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from assistant.escalation.closed_days import ClosedDays
from assistant.escalation.hours import Hours, Span
from assistant.escalation.telling import ENGLISH, tell_date, tell_hours, tell_length, tell_span

DEFAULT_OFFICE = "office-management"
"""The id of the one office there is without a file."""


class Signs(StrEnum):
    """How an answer of the office is signed, unless its manager chooses otherwise."""

    NAME = "name"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Office:
    """
    Who takes hand-offs. `managers` and `deputy` are people, `user_group` a group of them; "" for none.

    Where it names no manager and no group, the members of its channel are its managers. All times are minutes of
    business time.
    """

    id: str
    name: str
    channel: str
    """Where its cards stand; "" where none was chosen."""
    hours: Hours
    managers: tuple[str, ...] = ()
    user_group: str = ""
    deputy: str = ""
    asks_from: tuple[str, ...] = ()
    """Channels whose questions are this office's."""
    profiles: tuple[str, ...] = ()
    """What stands in the profile of its people, in small letters."""
    answer_within: int = 8 * 60
    """What is promised."""
    remind_before: int = 2 * 60
    """So long before the promise breaks."""
    lease: int = 4 * 60
    """After which a holder is asked whether they are still on it."""
    grace: int = 60
    """After which a silent one has lost it."""
    limit: int = 3 * 9 * 60
    """After which the asker is told that there is no answer; always more than what is promised."""
    close_after: int = 3 * 9 * 60
    next: str = ""
    """The id of the next level; "" for the highest, which is raised to its own channel and deputy."""
    signs: Signs = Signs.NAME
    call: str = ""
    """Whom to call where there is no answer, in words."""

    @property
    def raises_to(self) -> str:
        """The id of the office that sees a broken promise: the next level, or itself at the highest."""
        return self.next or self.id

    @property
    def is_open_to_members(self) -> bool:
        """Are the members of its channel its managers, because it names none?"""
        return not self.managers and not self.user_group


@dataclass(frozen=True, slots=True)
class OfficeFacts:
    """An office as it is told to an administrator: ids of people and channels, the rest in words."""

    id: str
    name: str
    channel: str
    managers: tuple[str, ...]
    user_group: str
    deputy: str
    asks_from: tuple[str, ...]
    hours: str
    zone: str
    closed: tuple[str, ...]
    """The days of the coming year on which it is closed, or has other hours."""
    answer_within: str
    remind_before: str
    lease: str
    limit: str
    next: str
    """The name of its next level; "" for none."""
    is_fallback: bool
    is_open_to_members: bool


@dataclass(frozen=True, slots=True)
class Offices:
    """All offices, by id, in the order of the file. The fallback is one of them."""

    by_id: Mapping[str, Office]
    fallback_id: str
    profile_field: str = ""
    """The id of the profile field that names a person's office; "" for none."""
    policy_section: tuple[str, ...] = ()
    """The people who may look at the report in Slack, besides administrators."""

    @property
    def fallback(self) -> Office:
        """Who takes what no other office does."""
        return self.by_id[self.fallback_id]

    def office(self, id: str) -> Office:
        """The office with that id; the fallback where there is none by now."""
        return self.by_id.get(id, self.fallback)

    def route(self, asker_channel: str, chosen: str, profile: str) -> Office | None:
        """
        Whose question is it? By the channel it was asked in, else by what its asker chose, else by their profile.

        `chosen` is an id, `profile` what stands in the profile field, or the id of the office that it names; "" where
        there is none. None: it is not known, and the asker is asked; with one office alone there is nothing to ask.
        """
        if asker_channel:
            for office in self.by_id.values():
                if asker_channel in office.asks_from:
                    return office
        if chosen in self.by_id:
            return self.by_id[chosen]
        return self.named_by(profile) or (self.fallback if len(self.by_id) == 1 else None)

    def named_by(self, profile: str) -> Office | None:
        """The office that what stands in a profile names: by its `profiles`, its name or its id; None for none."""
        wanted = profile.strip().casefold()
        for office in self.by_id.values() if wanted else ():
            if wanted in office.profiles or wanted in (office.name.casefold(), office.id):
                return office
        return None

    def reachable(self, id: str, unreachable: Collection[str]) -> Office:
        """
        The office, or the first of its next levels that can be reached; the fallback where none can.

        `unreachable` are ids of offices whose channel cannot be written to, or that have no manager.
        """
        office, seen = self.office(id), set[str]()
        while office.id in unreachable and office.next and office.id not in seen:
            seen.add(office.id)
            office = self.office(office.next)
        return self.fallback if office.id in unreachable else office

    def asking_in(self, channel: str) -> Office | None:
        """The office that the questions of that channel go to by the file."""
        return next((office for office in self.by_id.values() if channel in office.asks_from), None)

    def offices_in(self, channel: str) -> tuple[Office, ...]:
        """The offices whose cards stand in that channel."""
        return tuple(office for office in self.by_id.values() if channel and office.channel == channel)

    def managed_by(self, person: str, groups: Collection[str] = (), channels: Collection[str] = ()) -> tuple[str, ...]:
        """
        The ids of the offices that a person is a manager of: named, by one of their groups, or as deputy.

        Where an office names none, by being in its channel; `channels` are those that they are in.
        """
        return tuple(
            office.id
            for office in self.by_id.values()
            if (person and person in (*office.managers, office.deputy))
            or (office.user_group and office.user_group in groups)
            or (office.is_open_to_members and office.channel and office.channel in channels)
        )

    def is_alone(self, person: str) -> bool:
        """Is there no other manager in any office? Of a group, or the members of a channel, there may be others."""
        named = {each for office in self.by_id.values() for each in (*office.managers, office.deputy) if each}
        is_known = not any(office.user_group or office.is_open_to_members for office in self.by_id.values())
        return is_known and named == {person}

    def described(self, at: datetime, language: str = ENGLISH) -> tuple[OfficeFacts, ...]:
        """Every office as it is told to an administrator, in the order of the file."""
        return tuple(
            OfficeFacts(
                office.id, office.name, office.channel, office.managers, office.user_group, office.deputy,
                office.asks_from, tell_hours(office.hours, language), office.hours.zone.key,
                closed_days(office.hours, at.astimezone(office.hours.zone).date(), language),
                tell_length(office.answer_within), tell_length(office.remind_before), tell_length(office.lease),
                tell_length(office.limit), self.office(office.next).name if office.next else "",
                office.id == self.fallback_id, office.is_open_to_members,
            )
            for office in self.by_id.values()
        )  # fmt: skip


def closed_days(hours: Hours, first: date, language: str = ENGLISH, days: int = 366) -> tuple[str, ...]:
    """The days from then on that differ from the hours of their weekday, in words."""
    told = []
    for day in (first + timedelta(days=number) for number in range(days)):
        span, usual = hours.span_of(day), hours.week[day.weekday()]
        if span != usual:
            why = tell_span(span) if span else hours.closed.closed_for(day)
            told.append(f"{tell_date(day, language)}{f': {why}' if why else ''}")
    return tuple(told)


WORK_WEEK = (Span(8 * 60, 17 * 60),) * 5 + (None, None)
"""Monday to Friday, 8:00 to 17:00."""

NO_COUNTY_HOLIDAYS = frozenset({"Susan B. Anthony Day", "Diwali"})
"""Days that the library names for California and on which county offices work."""


def default_hours() -> Hours:
    """Monday to Friday, 8:00 to 17:00 in Los Angeles, without the public holidays of California."""
    return Hours(ZoneInfo("America/Los_Angeles"), WORK_WEEK, ClosedDays("US", "CA", NO_COUNTY_HOLIDAYS))


def default_offices(channel: str) -> Offices:
    """The one office there is without a file; its channel is the one chosen in App Home, "" for none."""
    office = Office(DEFAULT_OFFICE, "Office management", channel, default_hours())
    return Offices(MappingProxyType({office.id: office}), office.id)
