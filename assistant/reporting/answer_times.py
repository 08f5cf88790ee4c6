"""
How long did askers wait for office management, in business time of the office? Pure.

A **round** is a wait: from opening, or reopening, to the answer. The time that the asker had to reply in is not in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from assistant.escalation.offices import Offices
from assistant.escalation.promises import is_overdue
from assistant.escalation.records import WAITING, HandOffState
from assistant.reporting.records import HandOffRow, Step
from assistant.storage.events import What

BEGINS = frozenset({What.HAND_OFF_OPENED, What.HAND_OFF_REOPENED})
STOPS = frozenset({What.HAND_OFF_WITHDRAWN, What.HAND_OFF_CLOSED})


@dataclass(frozen=True, slots=True)
class Round:
    """One wait that ended with an answer of `office`: `minutes` of its business time; was what it promised kept?"""

    office: str
    minutes: int
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """How the hand-offs of an office stand: rounds that were answered, hand-offs that wait, those of them overdue."""

    rounds: tuple[Round, ...]
    waiting: int
    overdue: int

    @property
    def median(self) -> float | None:
        """Half of the answers came within these minutes."""
        return float(median(each.minutes for each in self.rounds)) if self.rounds else None

    @property
    def ninth_tenth(self) -> int | None:
        """Nine of ten answers came within these minutes (nearest rank)."""
        ordered = sorted(each.minutes for each in self.rounds)
        return ordered[math.ceil(0.9 * len(ordered)) - 1] if ordered else None

    @property
    def kept(self) -> float | None:
        """The share of the answers that came in time."""
        return sum(each.is_kept for each in self.rounds) / len(self.rounds) if self.rounds else None


def measure_waits(hand_offs: Sequence[HandOffRow], offices: Offices, now: datetime, office: str = "") -> Waits:
    """Of one office, that answered or has to; of all with ""."""
    rounds = [
        each
        for hand_off in hand_offs
        for each in find_rounds(hand_off.steps, offices)
        if not office or each.office == office
    ]
    waiting = [each for each in hand_offs if each.state in WAITING and (not office or each.office == office)]
    return Waits(tuple(rounds), len(waiting), sum(is_overdue(each.promise, now) for each in waiting))


def find_rounds(steps: Sequence[Step], offices: Offices) -> tuple[Round, ...]:
    """The waits that ended with an answer."""
    found: list[Round] = []
    clock: _Clock | None = None
    for step in steps:
        if step.what in BEGINS:
            clock = _Clock(offices, step.office, step.at)
        elif clock is None:
            continue
        elif step.what is What.HAND_OFF_ANSWERED:
            clock.pass_to(step)
            found.append(Round(clock.office, clock.minutes, not clock.is_broken))
            clock = None
        elif step.what in STOPS:
            clock = None
        else:
            clock.pass_to(step)
    return tuple(found)


class _Clock:
    """Counts the business minutes of one wait, from step to step."""

    def __init__(self, offices: Offices, office: str, at: datetime) -> None:
        self.offices, self.office, self.at = offices, office, at
        self.minutes = 0
        self.since_promise = 0
        self.is_running = True
        self.is_broken = False

    def pass_to(self, step: Step) -> None:
        office = self.offices.office(self.office)
        if self.is_running:
            spent = office.hours.between(self.at, step.at)
            self.minutes += spent
            self.since_promise += spent
        # A promise that was broken stays broken, also where a new one was made later.
        self.is_broken |= self.since_promise > office.answer_within or step.what is What.HAND_OFF_EXPIRED
        if step.what is What.HAND_OFF_PASSED_ON:
            self.since_promise = 0
        self.at, self.office = step.at, step.office or self.office
        self.is_running = step.state is not HandOffState.ASKED_BACK
