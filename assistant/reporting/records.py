"""What has to be known of a question, a hand-off, a ruling to count it? Ids, names of ours, times; nobody's text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.answering.records import Verdict
from assistant.desk.records import AskedState, Deed
from assistant.escalation.offices import Offices
from assistant.escalation.records import HandOffState, Promise
from assistant.reporting.wording import Words
from assistant.storage.events import What
from corpus.library import Library
from corpus.rulebook import Rulebook

HELD_BACK = frozenset({"doubt", "readers-differ", "unverified"})
"""The ids of the fixed replies that stand in place of an answer that could be wrong."""
SILENT, NO_TOPIC = "silent", "no-topic"
"""The ids of those where nothing in the directive settles it."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to, not including, `until`; both aware."""

    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        """Is the time in it?"""
        return self.since <= at < self.until


def last_days(count: int, now: datetime, zone: ZoneInfo) -> Period:
    """Today, on the wall of that zone, and so many whole days before it."""
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return Period((midnight - timedelta(days=count)).astimezone(UTC), (midnight + timedelta(days=1)).astimezone(UTC))


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as it was answered. `clauses` are those cited, the deciding one first; `facts` those understood."""

    id: int
    channel: str
    asked_at: datetime
    state: AskedState
    deed: Deed
    """What it came of: asked, edited, a choice, a correction."""
    replaces: int | None
    verdict: Verdict | None
    clauses: tuple[str, ...] = ()
    facts: frozenset[tuple[str, bool]] = frozenset()
    reply: str | None = ""
    """The id of the fixed reply that it was answered with; "" for none, None where that is not known any more."""

    @property
    def is_held_back(self) -> bool:
        """Was the answer not given, because it was too likely to be wrong?"""
        return self.reply in HELD_BACK

    @property
    def is_unsettled(self) -> bool:
        """Did the directive itself leave it to a person?"""
        return self.verdict is Verdict.ESCALATE and self.reply in ("", SILENT, NO_TOPIC)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a hand-off, with how it stood after that and the office it was with then."""

    what: What
    at: datetime
    state: HandOffState | None
    office: str


@dataclass(frozen=True, slots=True)
class RulingRow:
    """What a manager answered."""

    id: int
    verdict: Verdict
    clauses: tuple[str, ...]
    office: str
    at: datetime
    replaces: int | None
    is_helpful: bool | None = None
    """What its asker says of it, the last time that they did; None: nothing."""


@dataclass(frozen=True, slots=True)
class HandOffRow:
    """One hand-off with its steps and rulings, oldest first."""

    id: int
    asked: int
    office: str
    state: HandOffState
    opened_at: datetime
    is_automatic: bool
    promise: Promise | None
    steps: tuple[Step, ...] = ()
    rulings: tuple[RulingRow, ...] = ()

    @property
    def ruling(self) -> RulingRow | None:
        """The one that stands."""
        return self.rulings[-1] if self.rulings else None


@dataclass(frozen=True, slots=True)
class Rating:
    """What somebody said of an answer; `is_wrong`: that it, or what was understood, is wrong."""

    asked: int
    is_helpful: bool
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Precedents:
    """How many precedents stand how, as of now; how often one was shown, and how many were told of a correction."""

    by_state: tuple[tuple[str, int], ...] = ()
    shown: int = 0
    recalled: int = 0


@dataclass(frozen=True, slots=True)
class Records:
    """All that a report is counted from. Questions outside the period are there for the hand-offs that are in it."""

    period: Period
    questions: tuple[QuestionRow, ...] = ()
    hand_offs: tuple[HandOffRow, ...] = ()
    ratings: tuple[Rating, ...] = ()
    precedents: Precedents = Precedents()


@dataclass(frozen=True, slots=True)
class Ground:
    """What records are read with: the texts and rules of today, the offices, the words of the report, the time."""

    library: Library
    rulebook: Rulebook
    offices: Offices
    words: Words
    now: datetime
