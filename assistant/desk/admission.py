"""May this person ask here and now? If not: which sentence is said, or none?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from types import MappingProxyType

from sqlalchemy import Connection

from assistant.desk.allowing import mode_in
from assistant.desk.audience import ALONE
from assistant.desk.notices import Notice
from assistant.desk.records import ChannelMode, Deed, Entry, Place
from assistant.escalation.offices import Offices
from assistant.storage import arrivals, channels

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

COSTLY = frozenset({Deed.ASKED, Deed.EDITED, Deed.CHOSE, Deed.CORRECTED})
"""Deeds after which a question is answered; each counts, or one question could be edited without end."""

MOST_REMEMBERED = 10_000
"""People who were told something lately; beyond that the oldest is forgotten, and may be told once more."""


@dataclass(frozen=True, slots=True)
class Admission:
    """The outcome. Not admitted without a `note`: in silence. `note` names a sentence, `values` fills its gaps."""

    is_admitted: bool
    note: Notice | None = None
    values: Mapping[str, str] = field(default_factory=dict)


ADMITTED = Admission(True)
SILENCE = Admission(False)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many questions of one person, asked or changed, in any stretch of this length."""

    questions: int
    window: timedelta


@dataclass(slots=True)
class Told:
    """
    Who was told what lately: a kind word is said once, not with every message.

    In memory, because whoever floods the assistant must not make it write: after a restart, and by another replica,
    somebody may hear it once more.
    """

    until: dict[tuple[str, str, Notice], datetime] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def is_first(self, workspace: str, person: str, notice: Notice, now: datetime, window: timedelta) -> bool:
        """Were they not told so in this window? Then they count as told now."""
        key = (workspace, person, notice)
        with self.lock:
            if self.until.get(key, now) > now:
                return False
            self.until.pop(key, None)
            self.until[key] = now + window
            while len(self.until) > MOST_REMEMBERED:
                del self.until[next(iter(self.until))]
            return True


def admit(
    connection: Connection,
    person: str,
    place: Place,
    entry: Entry,
    *,
    is_member: bool,
    offices: Offices,
    limits: tuple[Limit, ...],
    told: Told,
    now: datetime,
) -> Admission:
    """
    Whether somebody may ask by this door, in this place, now.

    `is_member` says that the surface knows them as one of the workspace's own people.
    """
    if not is_member:
        return _once(place, person, Notice.STRANGER, told, now, DAY)
    hears_alone = place.is_direct or entry in ALONE
    if not channels.read_switch(connection, place.workspace).is_on:
        return Admission(False, Notice.SWITCHED_OFF) if hears_alone else SILENCE
    if not hears_alone:
        modes = channels.read_mode(connection, place.workspace, place.channel)
        if mode_in(modes, place.channel, offices) is ChannelMode.OFF:
            why = Notice.OFF_HERE if modes.own is ChannelMode.OFF else Notice.NOT_ALLOWED_HERE
            return Admission(False, why) if entry is Entry.MENTION else SILENCE
    return admit_change(connection, person, place, limits=limits, told=told, now=now)


def admit_change(
    connection: Connection, person: str, place: Place, *, limits: tuple[Limit, ...], told: Told, now: datetime
) -> Admission:
    """Whether a question that was asked may be answered anew now, after an edit, a choice or a correction."""

    def asked_within(window: timedelta) -> int:
        return arrivals.count_since(connection, place.workspace, person, now - window, COSTLY)

    # In a shorter window there are no more than in the longest: most people are below every limit there.
    if limits and asked_within(max(each.window for each in limits)) < min(each.questions for each in limits):
        return ADMITTED
    for limit in limits:
        if asked_within(limit.window) >= limit.questions:
            minutes = str(math.ceil(limit.window / MINUTE))
            return _once(place, person, Notice.TOO_MANY, told, now, limit.window, {"minutes": minutes})
    return ADMITTED


def _once(
    place: Place,
    person: str,
    notice: Notice,
    told: Told,
    now: datetime,
    window: timedelta,
    values: Mapping[str, str] = MappingProxyType({}),
) -> Admission:
    is_first = told.is_first(place.workspace, person, notice, now, window)
    return Admission(False, notice if is_first else None, values)
