"""How else might the same thing have been written? In every pass a part of the rows is met in another form.

None of the forms changes a label: talk around the message that states nothing, slips of the fingers, another matter
that was talked of before (docs/decisions/0007-local-reader.md).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.reading.reader import TURN_MARK
from assistant.answering.records import Kind, Verdict
from corpus.bank import Example
from corpus.chatter import Aside, Position, texts_at

AMID_CHATTER = 0.08
MISSPELLED = 0.10
AFTER_ANOTHER = 0.04
"""Share of the rows that each form is given to, in each pass."""

SLIPS = 0.08
"""Share of the words of a misspelled row that have a slip."""

SHORTEST_TO_SLIP = 4
"""Letters. In a shorter word a slip makes another word."""

LONGEST_BEFORE = 220
SHORTEST_AFTER = 40
"""Letters: of what was talked of before, and of a message that makes sense after anything."""

NEIGHBORS = {
    "a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk",
    "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry",
    "u": "yi", "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "x",
}  # fmt: skip
"""Keys beside each other."""


@dataclass(frozen=True, slots=True)
class Variation:
    """Makes the other forms. Texts are as the reader gets them: turns joined, Spanish words as English ones."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    others: tuple[str, ...]
    """Messages on other matters."""

    def vary(self, text: str, example: Example, chance: random.Random) -> str:
        """The text of an example for one pass, most often as it stands."""
        if chance.random() < AFTER_ANOTHER and makes_sense_after_anything(example):
            return chance.choice(self.others) + TURN_MARK + text
        if chance.random() < AMID_CHATTER:
            text = self._amid_chatter(text, chance)
        if chance.random() < MISSPELLED:
            text = misspell(text, chance)
        return text

    def _amid_chatter(self, text: str, chance: random.Random) -> str:
        turns, mark, last = text.rpartition(TURN_MARK)
        where = chance.random()
        if where < 0.75:
            last = f"{chance.choice(self.before)} {last}"
        if where > 0.5:
            last = f"{last} {chance.choice(self.after)}"
        return turns + mark + last


def variation_of(texts: Sequence[str], examples: Sequence[Example], asides: Sequence[Aside]) -> Variation:
    """What the rows of a training, and the chatter, allow."""
    return Variation(
        before=tuple(texts_at({Position.BEFORE, Position.AROUND}, asides)),
        after=tuple(texts_at({Position.AFTER, Position.AROUND}, asides)),
        others=tuple(
            text
            for text, example in zip(texts, examples, strict=True)
            if len(example.turns) == 1 and example.kind is Kind.POSTING and len(text) <= LONGEST_BEFORE
        ),
    )


def makes_sense_after_anything(example: Example) -> bool:
    """Is it a whole message of its own, which what was said before cannot complete?"""
    return (
        len(example.turns) == 1
        and example.kind is Kind.POSTING
        and Verdict.CLARIFY not in example.acceptable
        and len(example.turns[0]) >= SHORTEST_AFTER
    )


def misspell(text: str, chance: random.Random) -> str:
    """The text with slips of the fingers: letters swapped, left out, doubled, or the key beside them."""
    return " ".join(_slip(word, chance) if chance.random() < SLIPS else word for word in text.split(" "))


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < SHORTEST_TO_SLIP or not word.isalpha():
        return word
    at_letter = chance.randrange(1, len(word) - 1)
    letter = word[at_letter]
    slip = chance.randrange(4)
    if slip == 0:
        return word[:at_letter] + word[at_letter + 1] + letter + word[at_letter + 2 :]
    if slip == 1:
        return word[:at_letter] + word[at_letter + 1 :]
    if slip == 2:
        return word[:at_letter] + letter + word[at_letter:]
    return word[:at_letter] + chance.choice(NEIGHBORS.get(letter.lower(), letter)) + word[at_letter + 1 :]
