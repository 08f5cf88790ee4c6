"""Is the reader sure enough of this answer to give it?

The rules decide from facts; the facts were read by a model that errs. Around the decision stand several signs of how
far it can be trusted: the direct second opinion, what the rules say of the other readings that are nearly as probable,
how relevant the reader finds clauses that prohibit and were not applied. A logistic score of these signs estimates how
likely the answer is wrong; above a limit it is not given. Weights and limits come from voices of the bank that the
reader was not trained on (docs/decisions/0012-doubt.md): the limits by Learn then Test (Angelopoulos et al. 2021), so
that the chance of a wrong yes is bounded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from assistant.answering.records import Decision, Reading, Verdict
from corpus.rule_rows import Effect
from corpus.rulebook import Rulebook

LEAST_PROBABILITY = 1e-4
"""Probabilities are kept this far from 0 and 1, so that one sign alone never settles the score."""


LEAST_TOPIC = 0.05
"""A question about the policy is handed over when no clause is relevant to it by at least this much."""

BARRED = 0.75
"""From this probability of a `no` on, as the second opinion has it, no yes or if is given, however sure the facts look.

The score weighs this sign with others, as the local reader errs: of the yes and if that it gives on voices held aside,
none has a likelier no. A language model that lies is no such reader.
"""


class Sort(StrEnum):
    """Answers that err in the same way: each sort has its score and its limit."""

    RELEASING = "releasing"
    """A yes or a conditional: wrong, it can expose a child."""
    BARRING = "barring"
    """A no: wrong, it is overcautious."""
    TELLING = "telling"
    """What the policy says, or that it is not something to answer."""


SORTS = {
    Verdict.YES: Sort.RELEASING,
    Verdict.CONDITIONAL: Sort.RELEASING,
    Verdict.NO: Sort.BARRING,
    Verdict.INFO: Sort.TELLING,
    Verdict.OUT_OF_SCOPE: Sort.TELLING,
}
"""The sort of every verdict that is an answer. Asking back and handing over are none: they are what doubt leads to."""


class Sign(StrEnum):
    """What is looked at; all but the last are log odds of a probability."""

    OPINION_AGREES = "opinion_agrees"
    """The second opinion's probability of the verdict."""
    OPINION_BARS = "opinion_bars"
    """The second opinion's probability of `no`."""
    RULES_AGREE = "rules_agree"
    """The share of the probable readings on which the rules say the verdict."""
    RULES_BAR = "rules_bar"
    """Likewise `no`."""
    KIND = "kind"
    """The probability of the sort of message it was taken for."""
    OTHER_BARS = "other_bars"
    """The relevance of the most relevant clause that can prohibit and that the decision does not rest on."""
    GROUND = "ground"
    """The relevance of the most relevant clause that it does rest on."""
    OPEN_FACTS = "open_facts"
    """How many facts could as well have another value, in tens."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The score of one sort of answer: a logistic function of its signs, and the limit from which it is not given."""

    bias: float
    weights: Mapping[Sign, float]
    limit: float

    def suspicion(self, signs: Mapping[Sign, float]) -> float:
        """How likely an answer with these signs is wrong, 0 to 1."""
        score = self.bias + sum(weight * signs[sign] for sign, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, score))))


def _rule_of_thumb(sign: Sign, odds: float) -> Scale:
    """One sign alone: suspicious (more than one half) from these log odds on."""
    return Scale(bias=-odds, weights=MappingProxyType({sign: 1.0}), limit=0.5)


RULES_OF_THUMB: Mapping[Sort, Scale] = MappingProxyType(
    {
        Sort.RELEASING: _rule_of_thumb(Sign.OPINION_BARS, math.log(0.2 / 0.8)),
        Sort.BARRING: Scale(
            bias=math.log(0.1 / 0.9), weights=MappingProxyType({Sign.OPINION_BARS: -1.0}), limit=0.5
        ),
        Sort.TELLING: Scale(bias=0.0, weights=MappingProxyType({Sign.KIND: -1.0}), limit=0.5),
    }
)  # fmt: skip
"""What holds for a reader whose doubt was never measured."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """When is an answer not sure enough to be given?"""

    scales: Mapping[Sort, Scale] = field(default_factory=lambda: RULES_OF_THUMB)
    least_topic: float = LEAST_TOPIC

    def suspicion(self, decision: Decision, reading: Reading, rulebook: Rulebook) -> float:
        """
        How likely the answer is wrong, 0 to 1; 0 for what is no answer.

        A reader without a second opinion gives no signs, so nothing of its is doubted here.
        """
        sort = SORTS.get(decision.verdict)
        if sort is None or not reading.opinion:
            return 0.0
        return self.scales[sort].suspicion(signs_of(decision, reading, rulebook))

    def is_too_much(self, suspicion: float, verdict: Verdict) -> bool:
        """Is that too suspicious for an answer with this verdict to be given?"""
        sort = SORTS.get(verdict)
        # Not ">=": what is no number at all is too suspicious as well.
        return sort is not None and not suspicion < self.scales[sort].limit


def is_barred(decision: Decision, reading: Reading) -> bool:
    """Is it a yes or an if, against a second opinion that is all but sure of a no?"""
    return SORTS.get(decision.verdict) is Sort.RELEASING and reading.opinion.get(Verdict.NO, 0.0) >= BARRED


def signs_of(decision: Decision, reading: Reading, rulebook: Rulebook) -> dict[Sign, float]:
    """The signs of a decision on a settled reading."""
    rests_on = {finding.rule.clause for finding in decision.findings}
    if decision.topic is not None:
        rests_on.update(decision.topic.clauses)
    barring = {rule.clause for rule in rulebook.rules if rule.effect is Effect.PROHIBITS} - rests_on
    return {
        Sign.OPINION_AGREES: log_odds(reading.opinion.get(decision.verdict, 0.0)),
        Sign.OPINION_BARS: log_odds(reading.opinion.get(Verdict.NO, 0.0)),
        Sign.RULES_AGREE: log_odds(reading.by_rules.get(decision.verdict, 0.0)),
        Sign.RULES_BAR: log_odds(reading.by_rules.get(Verdict.NO, 0.0)),
        Sign.KIND: log_odds(reading.kind_confidence),
        Sign.OTHER_BARS: log_odds(max((reading.relevance.get(clause, 0.0) for clause in barring), default=0.0)),
        Sign.GROUND: log_odds(max((reading.relevance.get(clause, 0.0) for clause in rests_on), default=0.0)),
        Sign.OPEN_FACTS: len(reading.doubts) / 10,
    }


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)), with p kept away from 0 and 1."""
    kept = min(max(probability, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY)
    return math.log(kept / (1 - kept))
