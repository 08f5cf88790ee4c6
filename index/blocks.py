"""What does one block of a BERT-shaped encoder do to the token states?

Attention, then two dense layers with an exact GELU between them, each followed by a layer norm (Devlin et al. 2018,
after Vaswani et al. 2017, §3). Everything is float32; buffers are reused where that saves a pass over memory.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from index.errors import TensorMismatch

Array = npt.NDArray[np.float32]

GELU_ROWS = 32
"""Rows that go through the GELU together: its buffers then stay in the second-level cache."""

# erfc(z) = t (a1 + t (a2 + t (a3 + t (a4 + t a5)))) exp(-z²), t = 1 / (1 + p z), for z >= 0, error at most 1.5e-7:
# Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26. The error is that of float32 itself.
_ERFC_P = 0.3275911
_ERFC_A = (0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429)


@dataclass(frozen=True, slots=True)
class Run:
    """Texts of equal length that lie one after the other among the packed tokens."""

    start: int
    texts: int
    length: int

    @property
    def stop(self) -> int:
        """The first packed token behind the run."""
        return self.start + self.texts * self.length


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """
    The tensors of one block, transposed and packed for `states @ weight`.

    Query, key and value are one matrix; the attention's scale of 1/sqrt(head width) is already in the query part.
    """

    heads: int
    qkv_weight: Array
    """[hidden, 3 * hidden]"""
    qkv_bias: Array
    join_weight: Array
    """[hidden, hidden]: attention.output.dense"""
    join_bias: Array
    join_norm_gain: Array
    join_norm_bias: Array
    widen_weight: Array
    """[hidden, intermediate]: intermediate.dense"""
    widen_bias: Array
    narrow_weight: Array
    """[intermediate, hidden]: output.dense"""
    narrow_bias: Array
    narrow_norm_gain: Array
    narrow_norm_bias: Array

    @staticmethod
    def tensor_names() -> frozenset[str]:
        """The names, below `encoder.layer.N.`, of the sixteen tensors a block is made of."""
        return _TENSOR_NAMES

    @classmethod
    def packed(cls, tensors: Mapping[str, Array], heads: int) -> "Layer":
        """A block from all of its tensors, in the checkpoint's own orientation ([out, in])."""
        hidden = tensors["attention.self.query.weight"].shape[0]
        wide = tensors["intermediate.dense.weight"].shape[0]
        empty = cls(
            heads,
            *(np.zeros(s, np.float32) for s in ((hidden, 3 * hidden), 3 * hidden)),
            *(np.zeros(s, np.float32) for s in ((hidden, hidden), hidden, hidden, hidden)),
            *(np.zeros(s, np.float32) for s in ((hidden, wide), wide)),
            *(np.zeros(s, np.float32) for s in ((wide, hidden), hidden, hidden, hidden)),
        )
        return empty.with_added(tensors)

    def with_added(self, tensors: Mapping[str, Array]) -> "Layer":
        """A copy with these added to the tensors of the same name. Raises TensorMismatch for a wrong shape."""
        changed: dict[str, Any] = {}

        def own(field: str) -> Array:
            if field not in changed:
                changed[field] = getattr(self, field).copy()
            array: Array = changed[field]
            return array

        hidden = self.join_bias.shape[0]
        for name, value in tensors.items():
            if name.startswith("attention.self."):
                _, _, role, kind = name.split(".")
                place = ("query", "key", "value").index(role)
                scale = 1.0 / math.sqrt(hidden // self.heads) if role == "query" else 1.0
                target = own(f"qkv_{kind}")[..., place * hidden : (place + 1) * hidden]
                value = value * np.float32(scale)
            else:
                target = own(_FIELD_OF_TENSOR[name])
            if target.T.shape != value.shape:
                raise TensorMismatch(f"{name}: shape {value.shape}, the model has {target.T.shape}.")
            target += value.T
        return dataclasses.replace(self, **changed)

    def apply(
        self, states: Array, runs: Sequence[Run], epsilon: float, biases: Mapping[int, Array] = MappingProxyType({})
    ) -> Array:
        """
        The states [tokens, hidden] after this block. `states` is used up: it is overwritten.

        `biases` [heads, length, length] are added to the attention scores of texts of that length, where there is one.
        """
        joined: Array = self._attend(states, runs, biases) @ self.join_weight
        joined += self.join_bias
        joined += states
        normalize_rows(joined, self.join_norm_gain, self.join_norm_bias, epsilon)
        wide: Array = joined @ self.widen_weight
        wide += self.widen_bias
        gelu_in_place(wide)
        narrow = np.matmul(wide, self.narrow_weight, out=states)
        narrow += self.narrow_bias
        narrow += joined
        normalize_rows(narrow, self.narrow_norm_gain, self.narrow_norm_bias, epsilon)
        return narrow

    def _attend(self, states: Array, runs: Sequence[Run], biases: Mapping[int, Array]) -> Array:
        hidden = states.shape[1]
        qkv = states @ self.qkv_weight
        qkv += self.qkv_bias
        mixed = np.empty_like(states)
        for run in runs:
            split = qkv[run.start : run.stop].reshape(run.texts, run.length, 3, self.heads, hidden // self.heads)
            query, key, value = split.transpose(2, 0, 3, 1, 4)
            weights = query @ key.swapaxes(-1, -2)
            if run.length in biases:
                weights += biases[run.length]
            weights -= weights.max(axis=-1, keepdims=True)
            np.exp(weights, out=weights)
            weights /= weights.sum(axis=-1, keepdims=True)
            target = mixed[run.start : run.stop].reshape(run.texts, run.length, self.heads, hidden // self.heads)
            np.matmul(weights, value, out=target.transpose(0, 2, 1, 3))
        return mixed


_FIELD_OF_TENSOR = {
    "attention.output.dense.weight": "join_weight",
    "attention.output.dense.bias": "join_bias",
    "attention.output.LayerNorm.weight": "join_norm_gain",
    "attention.output.LayerNorm.bias": "join_norm_bias",
    "intermediate.dense.weight": "widen_weight",
    "intermediate.dense.bias": "widen_bias",
    "output.dense.weight": "narrow_weight",
    "output.dense.bias": "narrow_bias",
    "output.LayerNorm.weight": "narrow_norm_gain",
    "output.LayerNorm.bias": "narrow_norm_bias",
}
_TENSOR_NAMES = frozenset(_FIELD_OF_TENSOR) | {
    f"attention.self.{role}.{kind}" for role in ("query", "key", "value") for kind in ("weight", "bias")
}


def normalize_rows(states: Array, gain: Array, bias: Array, epsilon: float) -> None:
    """Layer norm of each row, in place (Ba, Kiros and Hinton 2016; biased variance)."""
    states -= states.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", states, states) / np.float32(states.shape[1])
    states *= (1.0 / np.sqrt(variance + np.float32(epsilon)))[:, None]
    states *= gain
    states += bias


def gelu_in_place(states: Array) -> None:
    """
    The exact GELU, x Φ(x), in place; within 4e-7 of the value in double precision.

    Not the tanh form: it is off by up to 5e-4, and the models were trained with this one. Written as
    max(x, 0) - |x| erfc(|x| / sqrt 2) / 2, which needs one branch-free expression for both signs.
    """
    a1, a2, a3, a4, a5 = (np.float32(a / 2) for a in _ERFC_A)
    slope = np.float32(_ERFC_P / math.sqrt(2))
    size = np.empty((min(GELU_ROWS, len(states)), states.shape[1]), dtype=np.float32)
    t, tail = np.empty_like(size), np.empty_like(size)
    for start in range(0, len(states), GELU_ROWS):
        x = states[start : start + GELU_ROWS]
        size_, t_, tail_ = size[: len(x)], t[: len(x)], tail[: len(x)]
        np.abs(x, out=size_)
        np.multiply(size_, slope, out=t_)
        t_ += np.float32(1)
        np.reciprocal(t_, out=t_)
        np.multiply(t_, a5, out=tail_)
        for coefficient in (a4, a3, a2, a1):
            tail_ += coefficient
            tail_ *= t_
        np.multiply(x, x, out=t_)
        t_ *= np.float32(-0.5)
        np.exp(t_, out=t_)
        tail_ *= t_
        tail_ *= size_
        np.maximum(x, 0, out=x)
        x -= tail_
