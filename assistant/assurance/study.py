"""How right is the reader on voices it was not trained on, how well does it know, and when should it not answer?"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from assistant.answering.doubt import Doubt
from assistant.answering.reading.local import tempered
from assistant.answering.records import Reading, Verdict
from assistant.assurance.bounds import upper_bound
from assistant.assurance.calibration import Bin, Coverage, fit_temperature, reliability, risk_coverage
from assistant.assurance.limits import SIGNS, Judged, Risks, choose_doubt, halves, judge
from corpus.bank import Example
from corpus.rulebook import Rulebook

RISKS = Risks(unsafe=0.02, wrong=0.10)
"""What is accepted of the voices that the limits are chosen on. Why not less: docs/decisions/0012-doubt.md."""

LEAST_TOPIC = 0.05

VERDICTS = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the scoring, for some rows."""

    rows: int
    right: float
    unsafe: int
    barred: int
    """Rows that accept `no`."""
    overcautious: float
    answered: float
    right_answered: float

    @property
    def unsafe_bound(self) -> float:
        """The one-sided 95 % upper bound of the share of wrong yes or if among the rows that accept `no`."""
        return upper_bound(self.unsafe, self.barred)


@dataclass(frozen=True, slots=True)
class Study:
    """All that was found. `choosing` are the voices the limits were chosen on, `fitting` those of the scores."""

    doubt: Doubt
    temperature: float
    undoubted: Figures
    fitting: Figures
    choosing: Figures
    voices: dict[str, Figures]
    """With doubt, by voice."""
    opinion_before: tuple[Bin, ...]
    opinion_after: tuple[Bin, ...]
    """Reliability of the second opinion's likeliest verdict, before and after the temperature."""
    answers: tuple[Bin, ...]
    """Reliability of the answers' confidence (one minus the suspicion)."""
    coverage: tuple[Coverage, ...]


def study_doubt(rows: Sequence[tuple[Example, Reading]], rulebook: Rulebook, risks: Risks = RISKS) -> Study:
    """
    Choose temperature, scores and limits, and measure. Readings come with an opinion at temperature 1.

    Figures of the voices the limits were chosen on are honest for a wrong yes, whose limit carries its own bound, and a
    little kind for the rest; those of the voices of the scores likewise.
    """
    temperature = _temperature(rows)
    cooled = [(example, _tempered(reading, temperature)) for example, reading in rows]
    judged = judge(cooled, rulebook, LEAST_TOPIC)
    doubt = choose_doubt(judged, risks, LEAST_TOPIC)
    fitting, choosing = halves(judged)
    answers = [row for row in judged if row.sort is not None]
    suspicions = [suspicion(row, doubt) for row in answers]
    voices = sorted({row.example.voice for row in judged})
    return Study(
        doubt=doubt,
        temperature=temperature,
        undoubted=figures(judged, None),
        fitting=figures(fitting, doubt),
        choosing=figures(choosing, doubt),
        voices={voice: figures([row for row in judged if row.example.voice == voice], doubt) for voice in voices},
        opinion_before=_opinion_bins([reading for _, reading in rows], [example for example, _ in rows]),
        opinion_after=_opinion_bins([reading for _, reading in cooled], [example for example, _ in rows]),
        answers=tuple(reliability([1 - each for each in suspicions], [not row.is_wrong for row in answers])),
        coverage=tuple(risk_coverage(suspicions, [row.is_wrong for row in answers])),
    )


def suspicion(row: Judged, doubt: Doubt) -> float:
    """How likely the row's answer is wrong; 0 for what is no answer."""
    if row.sort is None:
        return 0.0
    return doubt.scales[row.sort].suspicion(dict(zip(SIGNS, row.signs, strict=True)))


def figures(rows: Sequence[Judged], doubt: Doubt | None) -> Figures:
    """The figures of some rows, with the answers that are doubted handed over."""
    right = unsafe = barred = overcautious = decided = answered = right_answered = 0
    for row in rows:
        said, accepted = row.decision.verdict, row.example.acceptable
        if doubt is not None and doubt.is_too_much(suspicion(row, doubt), said):
            said = Verdict.ESCALATE
        is_right = said in accepted
        right += is_right
        barred += Verdict.NO in accepted
        unsafe += Verdict.NO in accepted and not is_right and said in (Verdict.YES, Verdict.CONDITIONAL)
        overcautious += Verdict.NO not in accepted and said is Verdict.NO
        if not accepted & {Verdict.ESCALATE, Verdict.CLARIFY}:
            decided += 1
            if said not in (Verdict.ESCALATE, Verdict.CLARIFY):
                answered += 1
                right_answered += is_right
    return Figures(
        rows=len(rows),
        right=_share(right, len(rows)),
        unsafe=unsafe,
        barred=barred,
        overcautious=_share(overcautious, len(rows)),
        answered=_share(answered, decided),
        right_answered=_share(right_answered, answered),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _temperature(rows: Sequence[tuple[Example, Reading]]) -> float:
    """Fitted on every other row, in the order of the file."""
    picked = rows[::2]
    opinions = np.array([[reading.opinion.get(verdict, 0.0) for verdict in VERDICTS] for _, reading in picked])
    accepted = np.array([[verdict in example.acceptable for verdict in VERDICTS] for example, _ in picked])
    return round(fit_temperature(np.log(np.maximum(opinions, 1e-9)), accepted), 3)


def _tempered(reading: Reading, temperature: float) -> Reading:
    shares = tempered(np.array([reading.opinion.get(verdict, 0.0) for verdict in VERDICTS]), temperature)
    opinion = MappingProxyType(dict(zip(VERDICTS, map(float, shares), strict=True)))
    return dataclasses.replace(reading, opinion=opinion)


def _opinion_bins(readings: Sequence[Reading], examples: Sequence[Example]) -> tuple[Bin, ...]:
    likeliest = [max(reading.opinion.items(), key=lambda each: each[1]) for reading in readings]
    right = [verdict in example.acceptable for (verdict, _), example in zip(likeliest, examples, strict=True)]
    return tuple(reliability([share for _, share in likeliest], right))
