"""From which words was a fact read?"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

MOST_WORDS = 12
_PHRASE = re.compile(r"[^.,;:!?\n()\"“”]+")


def words_behind(
    text: str,
    offsets: Sequence[Sequence[int]] | npt.NDArray[np.int32],
    attention: npt.NDArray[np.floating],
    begin: int = 0,
) -> str:
    """
    The phrase of the text that held the most attention, cut to a dozen words around its peak.

    `offsets` [t, 2] are the tokens' characters in the text, `attention` [t] their weights; special tokens have the
    offsets (0, 0). Only characters from `begin` on are looked at: earlier turns of a conversation are not quoted back.
    """
    weights = [
        (int(a), int(b), float(w)) for (a, b), w in zip(offsets, attention, strict=False) if b > a and a >= begin
    ]
    if not weights:
        return ""
    peak = max(weights, key=lambda each: each[2])
    best, most = None, -1.0
    for phrase in _PHRASE.finditer(text, begin):
        held = sum(weight for start, _, weight in weights if phrase.start() <= start < phrase.end())
        if held > most and phrase.group().strip():
            best, most = phrase, held
    if best is None:
        return text[peak[0] : peak[1]]
    words = list(re.finditer(r"\S+", best.group()))
    if len(words) > MOST_WORDS:
        at = next((n for n, word in enumerate(words) if best.start() + word.end() > peak[0]), 0)
        first = max(0, min(at - MOST_WORDS // 2, len(words) - MOST_WORDS))
        words = words[first : first + MOST_WORDS]
    return best.group()[words[0].start() : words[-1].end()] if words else ""
