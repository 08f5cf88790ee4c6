"""What do the token states of a question say: which facts, what kind, which verdict, which clauses?

Every fact has its own attention over the tokens (after the label attention of Mullenbach et al. 2018, "Explainable
Prediction of Medical Codes from Clinical Text"), so that the words a fact was read from come with it for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

NOT_STATED, STATED_SO, STATED_NOT_SO = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Heads:
    """
    The weights of the heads. h is the encoder's width, f, c, k, v count facts, clauses, kinds and verdicts.

    `fact_query` [f, h], `fact_value` [f, h, 3], `fact_mean` [f * 3, h] with bias [f * 3]; `clause_query` [c, h],
    `clause_value` [c, h], `clause_mean` [c, h] with bias [c]; `kind` [k, h] with bias; `verdict` [v, h] with bias.
    """

    fact_query: Array
    fact_value: Array
    fact_mean: Array
    fact_bias: Array
    clause_query: Array
    clause_value: Array
    clause_mean: Array
    clause_bias: Array
    kind: Array
    kind_bias: Array
    verdict: Array
    verdict_bias: Array

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, npt.NDArray[np.floating]]) -> Heads:
        """The heads from tensors named ``heads.<field>``, of any float type. Raises KeyError for a missing one."""
        return cls(*(tensors[f"heads.{name}"].astype(np.float32) for name in cls.__dataclass_fields__))

    def apply(self, states: Array, mask: npt.NDArray[np.bool_]) -> Outputs:
        """What the heads say of token states [b, t, h] under a mask [b, t]."""
        mean = (states * mask[..., None]).sum(axis=1) / np.maximum(mask.sum(axis=1, keepdims=True), 1)
        attention = _attention(states, mask, self.fact_query)
        count, width = self.fact_query.shape
        values = states @ self.fact_value.transpose(1, 0, 2).reshape(width, count * 3)
        values = values.reshape(*states.shape[:2], count, 3)
        facts = np.einsum("btf,btfk->bfk", attention, values, optimize=True)
        facts += (mean @ self.fact_mean.T + self.fact_bias).reshape(-1, count, 3)
        looked = _attention(states, mask, self.clause_query)
        clauses = (looked * (states @ self.clause_value.T)).sum(axis=1) + mean @ self.clause_mean.T + self.clause_bias
        return Outputs(
            facts=_softmax(facts),
            attention=attention,
            kinds=_softmax(mean @ self.kind.T + self.kind_bias),
            verdicts=_softmax(mean @ self.verdict.T + self.verdict_bias),
            clauses=(1 / (1 + np.exp(-clauses))).astype(np.float32),
        )


@dataclass(frozen=True, slots=True)
class Outputs:
    """Probabilities. `facts` [b, f, 3]: not stated, so, not so; `attention` [b, t, f] sums to one over the tokens."""

    facts: Array
    attention: Array
    kinds: Array
    verdicts: Array
    clauses: Array


def mean_outputs(outputs: Sequence[Outputs]) -> Outputs:
    """The mean of what several sets of heads say of the same texts."""
    return Outputs(
        *(np.mean([getattr(each, field) for each in outputs], axis=0) for field in Outputs.__dataclass_fields__)
    )


def _attention(states: Array, mask: npt.NDArray[np.bool_], queries: Array) -> Array:
    scores = states @ queries.T
    scores[~mask] = -1e4
    return _softmax(scores, axis=1)


def _softmax(scores: npt.NDArray[np.floating], axis: int = -1) -> Array:
    raised = np.exp(scores - scores.max(axis=axis, keepdims=True))
    shares: Array = (raised / raised.sum(axis=axis, keepdims=True)).astype(np.float32)
    return shares
