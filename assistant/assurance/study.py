"""How right is the reader on voices it was not trained on, how well does it know, and when should it not answer?"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from assistant.answering.doubt import LEAST_TOPIC, Doubt
from assistant.answering.reading.local import tempered
from assistant.answering.records import Reading, Verdict
from assistant.assurance.bounds import upper_bound
from assistant.assurance.calibration import (
    Array,
    Bin,
    Coverage,
    TemperatureTrial,
    calibration_error,
    fit_temperature,
    log_loss,
    reliability,
    risk_coverage,
)
from assistant.assurance.cases import KindCount, WrongYes, count_kinds, wrong_yeses
from assistant.assurance.limits import Judged, Risks, choose_doubt, judge
from assistant.evaluation import Tally
from corpus.bank import Example
from corpus.rulebook import Rulebook

RISKS = Risks(unsafe=0.015, wrong=0.06)
"""What is accepted of the voices that the limits are chosen on. Why not less: docs/decisions/0012-doubt.md."""

VERDICTS = tuple(Verdict)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of the scoring, for some rows."""

    rows: int
    right: float
    unsafe: int
    barred: int
    """Rows that accept `no`."""
    overcautious: int
    others: int
    """Rows that do not accept `no`."""
    answered: float
    right_answered: float

    @classmethod
    def of(cls, tally: Tally) -> Figures:
        """What was counted."""
        return cls(
            rows=tally.rows,
            right=_share(tally.right, tally.rows),
            unsafe=tally.unsafe,
            barred=tally.of_prohibited,
            overcautious=tally.overcautious,
            others=tally.of_not_no,
            answered=_share(tally.answered, tally.decidable),
            right_answered=_share(tally.answered_right, tally.answered),
        )

    @property
    def unsafe_bound(self) -> float:
        """The one-sided 95 % upper bound of the share of wrong yes or if among the rows that accept `no`."""
        return upper_bound(self.unsafe, self.barred)


@dataclass(frozen=True, slots=True)
class Study:
    """All that was found. With doubt, each row is judged by scores that were fitted without its voice."""

    doubt: Doubt
    trial: TemperatureTrial
    undoubted: Figures
    doubted: Figures
    voices: dict[str, Figures]
    """With doubt, by voice."""
    alone: Figures
    """With doubt, the voices that nothing was chosen on; no rows where there are none."""
    alone_voices: dict[str, Figures]
    opinion_before: tuple[Bin, ...]
    opinion_after: tuple[Bin, ...]
    """Reliability of the second opinion's likeliest verdict, before and after the temperature."""
    answers: tuple[Bin, ...]
    """Reliability of the answers' confidence (one minus the suspicion)."""
    coverage: tuple[Coverage, ...]
    alone_opinion: tuple[Bin, ...] = ()
    """As `opinion_after` and `answers`, of the voices that nothing was chosen on."""
    alone_answers: tuple[Bin, ...] = ()
    cases: tuple[WrongYes, ...] = ()
    """The wrong yes or if behind the figures with doubt."""
    alone_cases: tuple[WrongYes, ...] = ()
    kinds: tuple[KindCount, ...] = ()
    """What sort of message the rows were taken for."""
    alone_kinds: tuple[KindCount, ...] = ()

    @property
    def temperature(self) -> float:
        """That of the second opinion; 1 where the one that was fitted did not help."""
        return self.trial.chosen


def study_doubt(
    rows: Sequence[tuple[Example, Reading]],
    rulebook: Rulebook,
    risks: Risks = RISKS,
    counted_alone: Collection[str] = (),
) -> Study:
    """
    Choose temperature, scores and limits, and measure. Readings come with an opinion at temperature 1.

    The voices `counted_alone` have no part in any choice: they are judged by what was chosen on the others.

    Only the three limits were chosen on the same rows that the figures with doubt are counted on: that of a yes or an
    if carries a bound of its own, the others make their figures a little kind.
    """
    everything = rows
    rows = [(example, reading) for example, reading in everything if example.voice not in counted_alone]
    trial = _try_temperature(rows)
    temperature = trial.chosen
    cooled = [(example, at_temperature(reading, temperature)) for example, reading in rows]
    judged = judge(cooled, rulebook, LEAST_TOPIC)
    doubt, suspicions = choose_doubt(judged, risks, LEAST_TOPIC)
    given = [(each, row) for each, row in zip(suspicions, judged, strict=True) if row.sort is not None]
    voices = sorted({row.example.voice for row in judged})
    rest = [
        (example, at_temperature(reading, temperature))
        for example, reading in everything
        if example.voice in counted_alone
    ]
    apart = judge(rest, rulebook, LEAST_TOPIC)
    doubts = [doubt.suspicion(row.decision, row.reading, rulebook) for row in apart]
    given_apart = [(each, row) for each, row in zip(doubts, apart, strict=True) if row.sort is not None]
    return Study(
        doubt=doubt,
        trial=trial,
        undoubted=figures(judged, [0.0] * len(judged), doubt),
        doubted=figures(judged, suspicions, doubt),
        voices={voice: _of_voice(voice, judged, suspicions, doubt) for voice in voices},
        alone=figures(apart, doubts, doubt),
        alone_voices={
            voice: _of_voice(voice, apart, doubts, doubt) for voice in sorted({row.example.voice for row in apart})
        },
        opinion_before=_opinion_bins(rows),
        opinion_after=_opinion_bins(cooled),
        answers=_answer_bins(given),
        coverage=tuple(risk_coverage([each for each, _ in given], [row.is_wrong for _, row in given])),
        alone_opinion=_opinion_bins(rest),
        alone_answers=_answer_bins(given_apart),
        cases=wrong_yeses(judged, suspicions, doubt),
        alone_cases=wrong_yeses(apart, doubts, doubt),
        kinds=count_kinds(judged),
        alone_kinds=count_kinds(apart),
    )


def _of_voice(voice: str, judged: Sequence[Judged], suspicions: Sequence[float], doubt: Doubt) -> Figures:
    numbers = [number for number, row in enumerate(judged) if row.example.voice == voice]
    return figures([judged[number] for number in numbers], [suspicions[number] for number in numbers], doubt)


def figures(rows: Sequence[Judged], suspicions: Sequence[float], doubt: Doubt) -> Figures:
    """The figures of some rows, with the answers that are too suspicious handed over."""
    tally = Tally()
    for row, suspicion in zip(rows, suspicions, strict=True):
        decided = row.decision.verdict
        said = Verdict.ESCALATE if doubt.is_too_much(suspicion, decided) else decided
        tally.count(row.example.verdict, row.example.acceptable, said)
    return Figures.of(tally)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _try_temperature(rows: Sequence[tuple[Example, Reading]]) -> TemperatureTrial:
    """Fitted on every other row, in the order of the file, and tried on the rest."""
    temperature = round(fit_temperature(*_opinions(rows[::2])), 3)
    rest = rows[1::2]
    cooled = [(example, at_temperature(reading, temperature)) for example, reading in rest]
    return TemperatureTrial(
        fitted=temperature,
        loss_without=log_loss(*_opinions(rest), 1.0),
        loss_with=log_loss(*_opinions(rest), temperature),
        error_without=calibration_error(_opinion_bins(rest)),
        error_with=calibration_error(_opinion_bins(cooled)),
    )


def _opinions(rows: Sequence[tuple[Example, Reading]]) -> tuple[Array, npt.NDArray[np.bool_]]:
    """The second opinions as log probabilities [rows, verdicts], and which verdicts are accepted."""
    opinions = np.array([[reading.opinion.get(verdict, 0.0) for verdict in VERDICTS] for _, reading in rows])
    accepted = np.array([[verdict in example.acceptable for verdict in VERDICTS] for example, _ in rows])
    return np.log(np.maximum(opinions, 1e-9)), accepted


def at_temperature(reading: Reading, temperature: float) -> Reading:
    """The reading with its second opinion, which came at temperature 1, at this one."""
    shares = tempered(np.array([reading.opinion.get(verdict, 0.0) for verdict in VERDICTS]), temperature)
    opinion = MappingProxyType(dict(zip(VERDICTS, map(float, shares), strict=True)))
    return dataclasses.replace(reading, opinion=opinion)


def _opinion_bins(rows: Sequence[tuple[Example, Reading]]) -> tuple[Bin, ...]:
    likeliest = [max(reading.opinion.items(), key=lambda each: each[1]) for _, reading in rows]
    right = [verdict in example.acceptable for (verdict, _), (example, _) in zip(likeliest, rows, strict=True)]
    return tuple(reliability([share for _, share in likeliest], right))


def _answer_bins(given: Sequence[tuple[float, Judged]]) -> tuple[Bin, ...]:
    return tuple(reliability([1 - each for each, _ in given], [not row.is_wrong for _, row in given]))
