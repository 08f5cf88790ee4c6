"""From which suspicion on is an answer not given?

Chosen on voices of the bank that the reader was not trained on. Each voice is given its suspicion by scores that were
fitted on the other voices, and on those suspicions the limit of each sort of answer is chosen: for a yes or an if by
Learn then Test, so that the chance of a wrong one is bounded; for the others as the laxest one that keeps the share of
wrong answers. What ships are the scores fitted on all of these voices, with those limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from assistant.answering.decide import decide_reading
from assistant.answering.doubt import SORTS, Doubt, Scale, Sign, Sort, signs_of
from assistant.answering.records import Decision, Kind, Reading, Verdict
from assistant.answering.route import route_reading
from assistant.answering.settle import settle_reading
from assistant.assurance.bounds import laxest_limit
from corpus.bank import Example
from corpus.rulebook import Rulebook

SIGNS = tuple(Sign)

RIDGE = 0.1
"""C of the logistic regression: the smaller, the closer the weights stay to zero."""

NEVER = 1e-9
"""The limit where none can be shown to keep the risk: nothing is as little suspicious as that."""

LIMITS = tuple(number / 200 for number in range(2, 200))
"""The limits that are tried."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row as the rules decide it on what was read, before any doubt."""

    example: Example
    reading: Reading
    """Settled."""
    decision: Decision
    signs: tuple[float, ...]
    """In the order of `SIGNS`."""

    @property
    def sort(self) -> Sort | None:
        """The sort of answer; None when it asks back or is handed over anyway."""
        return SORTS.get(self.decision.verdict)

    @property
    def is_wrong(self) -> bool:
        """Is the verdict one that the row does not accept?"""
        return self.decision.verdict not in self.example.acceptable

    @property
    def is_unsafe(self) -> bool:
        """Is it a wrong yes or if?"""
        return self.is_wrong and self.sort is Sort.RELEASING and Verdict.NO in self.example.acceptable


@dataclass(frozen=True, slots=True)
class Risks:
    """What is accepted. `unsafe`: wrong yes or if, of the rows that accept `no`; `wrong`: of the answers of a sort."""

    unsafe: float
    wrong: float
    error: float = 0.05
    """The chance that the bound on `unsafe` does not hold."""


def judge(rows: Iterable[tuple[Example, Reading]], rulebook: Rulebook, least_topic: float) -> list[Judged]:
    """The rows decided as an answer is, words of danger before all else, with the signs of doubt."""
    judged = []
    for example, read in rows:
        routed = route_reading(read, example.turns[-1], rulebook)
        reading = settle_reading(routed, rulebook) if routed.kind is Kind.POSTING else routed
        decision = decide_reading(reading, rulebook, least_topic)
        signs = signs_of(decision, reading, rulebook)
        judged.append(Judged(example, reading, decision, tuple(signs[sign] for sign in SIGNS)))
    return judged


def choose_doubt(judged: Sequence[Judged], risks: Risks, least_topic: float) -> tuple[Doubt, list[float]]:
    """
    Scores and limits, and for each row the suspicion by scores that were fitted without its voice.

    A row that is no answer has the suspicion 0. Raises ValueError where there is too little to learn from.
    """
    scales = {}
    suspicions = [0.0] * len(judged)
    for sort in Sort:
        numbers = [number for number, row in enumerate(judged) if row.sort is sort]
        for number, value in zip(numbers, cross_fitted([judged[number] for number in numbers]), strict=True):
            suspicions[number] = value
        bias, weights = fit_scale([judged[number] for number in numbers])
        scales[sort] = Scale(bias, MappingProxyType(weights), _limit(sort, judged, suspicions, risks))
    return Doubt(MappingProxyType(scales), least_topic), suspicions


def cross_fitted(rows: Sequence[Judged]) -> list[float]:
    """The suspicion of each row by a score fitted on the rows of the other voices."""
    by_voice: dict[str, Scale] = {}
    for voice in {row.example.voice for row in rows}:
        bias, weights = fit_scale([row for row in rows if row.example.voice != voice])
        by_voice[voice] = Scale(bias, MappingProxyType(weights), 0.0)
    return [by_voice[row.example.voice].suspicion(dict(zip(SIGNS, row.signs, strict=True))) for row in rows]


def fit_scale(rows: Sequence[Judged]) -> tuple[float, dict[Sign, float]]:
    """Bias and weights of a logistic regression of being wrong on the signs, with a ridge: wrong rows are few."""
    from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

    wrong = np.array([row.is_wrong for row in rows], dtype=bool)
    if not 0 < wrong.sum() < len(rows):
        raise ValueError(f"{len(rows)} rows, {wrong.sum()} of them wrong: too few to learn what a wrong one looks like")
    model = LogisticRegression(C=RIDGE, max_iter=1000).fit(np.array([row.signs for row in rows]), wrong)
    weights = {sign: round(float(weight), 4) for sign, weight in zip(SIGNS, model.coef_[0], strict=True)}
    return round(float(model.intercept_[0]), 4), weights


def _limit(sort: Sort, judged: Sequence[Judged], suspicions: Sequence[float], risks: Risks) -> float:
    suspicious = [(each, row) for each, row in zip(suspicions, judged, strict=True) if row.sort is sort]
    barred = sum(Verdict.NO in row.example.acceptable for row in judged)

    def unsafe(limit: float) -> tuple[int, int]:
        return sum(row.is_unsafe for suspicion, row in suspicious if suspicion < limit), barred

    def wrong(limit: float) -> float:
        given = [row.is_wrong for suspicion, row in suspicious if suspicion < limit]
        return sum(given) / len(given) if given else 0.0

    laxest = max((limit for limit in LIMITS if wrong(limit) <= risks.wrong), default=LIMITS[0])
    if sort is not Sort.RELEASING:
        return laxest
    shown = laxest_limit(LIMITS, unsafe, risks.unsafe, risks.error)
    return NEVER if shown is None else min(laxest, shown)
