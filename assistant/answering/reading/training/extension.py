"""Which rows teach a trained reader the voices that were written since, without its forgetting the others?"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable

from assistant.answering.reading.training.train import Recipe, Tensors
from assistant.answering.records import Kind
from corpus.bank import Example

RECIPE = Recipe(epochs=1, encoder_rate=4e-5, head_rate=6e-4)
"""One pass, at half of the rates or less: what was learned is kept."""

KEPT_OF_POSTING = 0.13
KEPT_OF_OTHERS = 0.5
"""The shares of the rows met before that are met once more; few of them ask anything but about a post."""

TIMES = 2
"""A row of a new voice is met this often; a turn that was reworded to stand alone once."""

SHARE_OF_NEW = 0.5
"""How far the weights go from what they were to what that pass made of them (Wortsman et al. 2022, WiSE-FT)."""


def extension_of(bank: Iterable[Example], new: Collection[str], left_out: Collection[str], seed: int) -> list[Example]:
    """
    The rows of an extension: those of the voices in `new`, and a share of the others but the voices in `left_out`.

    Raises ValueError when a new voice is one to be left out.
    """
    if both := set(new) & set(left_out):
        raise ValueError(f"to be learned and left out: {', '.join(sorted(both))}")
    chance = random.Random(seed)
    chosen = []
    for example in bank:
        if example.voice in new:
            chosen += [example] * (1 if example.stands_alone else TIMES)
            continue
        if example.voice in left_out or example.stands_alone:
            continue
        if chance.random() < (KEPT_OF_POSTING if example.kind is Kind.POSTING else KEPT_OF_OTHERS):
            chosen.append(example)
    return chosen


def between(before: Tensors, after: Tensors, share: float = SHARE_OF_NEW) -> Tensors:
    """
    The weights on the way from `before` to `after`.

    One pass over few rows makes a reader forget some of the others; half of the way keeps most of both.
    """
    return {name: (1 - share) * tensor + share * after[name] for name, tensor in before.items()}
