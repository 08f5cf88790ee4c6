"""Which rows stand behind a figure? A wrong yes with what was misread; what sort of message rows were taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.doubt import Doubt
from assistant.answering.records import Kind, Verdict
from assistant.assurance.limits import Judged


@dataclass(frozen=True, slots=True)
class Misread:
    """A fact that was read otherwise than it is labeled; None is not stated."""

    fact: str
    read: bool | None
    labeled: bool | None


@dataclass(frozen=True, slots=True)
class WrongYes:
    """A yes or if that was said, with doubt, of a row that accepts `no` and not that."""

    id: str
    voice: str
    said: Verdict
    accepted: tuple[Verdict, ...]
    kind_read: Kind
    kind_labeled: Kind
    misread: tuple[Misread, ...]


@dataclass(frozen=True, slots=True)
class KindCount:
    """The rows of one kind, and how many of them were taken for which."""

    kind: Kind
    rows: int
    taken_for: Mapping[Kind, int]

    @property
    def right(self) -> int:
        """How many were taken for what they are."""
        return self.taken_for.get(self.kind, 0)


def wrong_yeses(rows: Sequence[Judged], suspicions: Sequence[float], doubt: Doubt) -> tuple[WrongYes, ...]:
    """The wrong yes or if that were not too suspicious to be given, in the order of the rows."""
    return tuple(
        WrongYes(
            id=row.example.id,
            voice=row.example.voice,
            said=row.decision.verdict,
            accepted=tuple(verdict for verdict in Verdict if verdict in row.example.acceptable),
            kind_read=row.reading.kind,
            kind_labeled=row.example.kind,
            misread=misread(row),
        )
        for row, suspicion in zip(rows, suspicions, strict=True)
        if row.is_unsafe and not doubt.is_too_much(suspicion, row.decision.verdict)
    )


def misread(row: Judged) -> tuple[Misread, ...]:
    """The facts of a row that were read otherwise than labeled, by name."""
    read, labeled = row.reading.stated, row.example.facts
    return tuple(
        Misread(fact, read.get(fact), labeled.get(fact))
        for fact in sorted(read.keys() | labeled.keys())
        if read.get(fact) is not labeled.get(fact)
    )


def count_kinds(rows: Sequence[Judged]) -> tuple[KindCount, ...]:
    """A count for every kind that there are rows of."""
    counts = {
        kind: Counter(row.reading.kind for row in rows if row.example.kind is kind)
        for kind in Kind
    }  # fmt: skip
    return tuple(KindCount(kind, taken.total(), dict(taken)) for kind, taken in counts.items() if taken)
