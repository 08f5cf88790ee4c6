"""Which rows of the question bank say nearly the same, and do their labels agree where they do?

Minimal pairs are meant to be alike and to differ in their verdict. Two rows that are alike and agree teach nothing new;
two that are the very same words and disagree teach nonsense.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from corpus.bank import Example

NEAR = 0.97
"""Cosine of two questions' vectors (all-MiniLM-L6-v2) from which they count as said twice. Looking through the bank's
pairs, above it nearly all are the same case in the same words; below it most differ in something that matters."""

ROWS_AT_ONCE = 512

_NO_WORD = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Twins:
    """Two rows that say nearly the same: their cosine, and whether one verdict would be accepted for both."""

    first: Example
    second: Example
    cosine: float

    @property
    def agree(self) -> bool:
        """Would one verdict be right for both?"""
        return bool(self.first.acceptable & self.second.acceptable)


def find_repeats(examples: Sequence[Example], vectors: npt.NDArray[np.float32], near: float = NEAR) -> list[Twins]:
    """Pairs of rows with the same accepted verdict whose unit vectors [rows, width] are nearer than `near`."""
    repeats = []
    for start in range(0, len(examples), ROWS_AT_ONCE):
        cosines = vectors[start : start + ROWS_AT_ONCE] @ vectors.T
        for row, other in zip(*np.nonzero(cosines >= near), strict=True):
            first, second = start + int(row), int(other)
            if first < second:
                twins = Twins(examples[first], examples[second], float(cosines[row, other]))
                if twins.agree:
                    repeats.append(twins)
    return sorted(repeats, key=lambda twins: -twins.cosine)


def find_contradictions(examples: Sequence[Example]) -> list[Twins]:
    """Pairs of rows with the same words, case and punctuation aside, for which no one verdict is accepted."""
    by_words: dict[tuple[str, ...], list[Example]] = {}
    for example in examples:
        said = tuple(_NO_WORD.sub(" ", turn.casefold()).strip() for turn in example.turns)
        by_words.setdefault(said, []).append(example)
    pairs = (pair for alike in by_words.values() for pair in combinations(alike, 2))
    return [twins for twins in (Twins(a, b, 1.0) for a, b in pairs) if not twins.agree]


@dataclass(frozen=True, slots=True)
class Balance:
    """Of how many rows is the bank made, by voice, verdict, kind and fact?"""

    voices: dict[str, int]
    verdicts: dict[str, int]
    kinds: dict[str, int]
    facts: dict[str, int]


def weigh(examples: Sequence[Example], known_facts: Sequence[str]) -> Balance:
    """The counts, the largest first; facts that no row states count zero."""
    facts = dict.fromkeys(known_facts, 0)
    for example in examples:
        for name in example.facts:
            facts[name] += 1
    return Balance(
        voices=_counted(example.voice for example in examples),
        verdicts=_counted(example.verdict.value for example in examples),
        kinds=_counted(example.kind.value for example in examples),
        facts=dict(sorted(facts.items(), key=lambda each: -each[1])),
    )


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(Counter(names).most_common())
