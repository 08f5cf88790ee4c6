"""
Did office management answer the same case before?

Two questions are the same case when the same was understood of both (kind and every stated fact) and their words are
near. Neither alone is enough: of pairs that are as near as that, half want another verdict, because a question and its
twin with a hidden face are said in nearly the same words (docs/decisions/0018-likeness.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from assistant.answering.records import Answer, Case, Decision, Standing, Verdict
from assistant.desk.records import Asked
from assistant.escalation.precedents import (
    SHOWN_AT_ONCE,
    Precedent,
    clauses_digest,
    is_good,
    is_same_case,
    may_stand_under,
)
from corpus.library import Library
from index.blocks import Array

LEAST_COSINE = 0.65
"""From which two questions are near, in English (all-MiniLM-L6-v2)."""
LEAST_ELSEWHERE = 0.75
"""In any other language: the encoder has learned English, and all that is not looks alike to it."""
TURNS = 3
"""Earlier turns that a question is compared with."""

LEAST_NO = 0.3
"""
From this probability on a *no* may be right: by the rules on nearby readings, or by the reader's second opinion.

Below it lie, with few exceptions, the hand-offs of a sample of the bank that are right as hand-offs.
"""

EMERGENCY = "emergency"
"""The id of the fixed reply to somebody in danger."""


class Encoding(Protocol):
    """What is needed of `index.encoder.Encoder`."""

    def encode(self, texts: Sequence[str]) -> Array:
        """One unit vector a text."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    What precedents are held against: the texts as they are now, and the encoder; without one, nothing is like anything.

    Threads may share it.
    """

    library: Library
    encoder: Encoding | None = None
    _vectors: dict[str, Array] = field(default_factory=dict)
    _digests: dict[tuple[str, ...], str | None] = field(default_factory=dict)

    def digest(self, clauses: tuple[str, ...]) -> str | None:
        """Names the words of these clauses; None when one is held no more."""
        if clauses not in self._digests:
            self._digests[clauses] = clauses_digest(self.library, clauses)
        return self._digests[clauses]

    def similar(self, text: str, case: Case, published: Sequence[Precedent], at: datetime) -> tuple[Precedent, ...]:
        """
        What may stand below the answer of this case, the nearest first; `text` is the question with what was before it.
        """
        answer = case.answer
        if answer is None or is_emergency(case):
            return ()
        return tuple(
            each
            for each in self.alike(text, facts_of(case), kind_of(case), case.language, published, at)
            if may_stand_under(each.ruling.verdict, answer.verdict, is_barred=may_be_prohibited(case))
        )[:SHOWN_AT_ONCE]

    def like_asked(
        self, asked: Asked, text: str, published: Sequence[Precedent], at: datetime
    ) -> tuple[Precedent, ...]:
        """What those who decide a question are shown, the nearest first, whatever was answered in either."""
        if asked.answer is None:
            return ()
        facts = {name: read.value for name, read in asked.answer.facts.items()}
        said = with_earlier(text, asked.earlier)
        return self.alike(said, facts, "", asked.answer.language, published, at)[:SHOWN_AT_ONCE]

    def alike(
        self,
        text: str,
        facts: Mapping[str, bool],
        kind: str,
        language: str,
        published: Sequence[Precedent],
        at: datetime,
    ) -> tuple[Precedent, ...]:
        """The precedents of the same case, the nearest first, whatever was answered. `kind` is "" where not known."""
        same = [
            each
            for each in published
            if kind in ("", each.kind) and is_same_case(each.facts, facts) and self._is_good(each, at)
        ]
        if not same or self.encoder is None:
            return ()
        vector = self.encoder.encode([text])[0]
        near = [(float(self._vector(each) @ vector), each) for each in same]
        least = LEAST_COSINE if language == "en" else LEAST_ELSEWHERE
        found = sorted((pair for pair in near if pair[0] >= least), key=lambda pair: -pair[0])
        return tuple(each for _, each in found)

    def fit(self, asked: Asked, at: datetime) -> Asked:
        """The question with what may stand below its answer now: a clause may have changed, or a review be overdue."""
        if not asked.similar:
            return asked
        answer = asked.answer
        kept = (each for each in asked.similar if self._is_good(each, at))
        if answer is not None and is_held_back_no(answer):  # stored when nobody looked at what was held back
            kept = (each for each in kept if may_stand_under(each.ruling.verdict, answer.verdict, is_barred=True))
        return replace(asked, similar=tuple(kept))

    def _is_good(self, precedent: Precedent, at: datetime) -> bool:
        return is_good(precedent, self.digest(precedent.ruling.clauses), at)

    def _vector(self, precedent: Precedent) -> Array:
        assert self.encoder is not None
        if precedent.question not in self._vectors:
            self._vectors[precedent.question] = self.encoder.encode([precedent.question])[0]
        return self._vectors[precedent.question]


def facts_of(case: Case | None) -> dict[str, bool]:
    """What was understood of a question."""
    answer = case.answer if case else None
    return {name: read.value for name, read in answer.facts.items()} if answer else {}


def kind_of(case: Case | None) -> str:
    """What sort of message it was taken for; "" where that is not known."""
    return case.reading.kind.value if case and case.reading else ""


def is_emergency(case: Case) -> bool:
    """Is somebody in danger? Then nothing else is shown."""
    reply = case.decision.reply if case.decision else None
    return reply is not None and reply.id == EMERGENCY


def may_be_prohibited(case: Case) -> bool:
    """
    May there be a prohibition behind what is handed over?

    One was held back, was found, is what one of two readings leads to, or is probable enough on another reading.
    """
    answer, decision, reading = case.answer, case.decision, case.reading
    if answer is not None and is_held_back_no(answer):
        return True
    if any(each.verdict is Verdict.NO or _has_prohibition(each) for each in _decided(decision)):
        return True
    if reading is None:
        return False
    shares = (reading.by_rules.get(Verdict.NO, 0.0), reading.opinion.get(Verdict.NO, 0.0))
    return reading.is_disputed or max(shares) >= LEAST_NO


def _decided(decision: Decision | None) -> Iterator[Decision]:
    """What was decided, and what was held back for it."""
    while decision is not None:
        yield decision
        decision = decision.withheld


def _has_prohibition(decision: Decision) -> bool:
    return any(each.standing is Standing.PROHIBITED for each in (*decision.findings, *decision.near_misses))


def is_held_back_no(answer: Answer) -> bool:
    """Would it have been a *no*, had the reader been sure?"""
    return answer.withheld is not None and answer.withheld.verdict is Verdict.NO


def with_earlier(text: str, earlier: Sequence[str]) -> str:
    """A question as it is compared: its words, then what was said before, latest first."""
    return " ".join((text, *reversed(earlier[-TURNS:])))
