"""What would be read of the message if a phrase of the draft were left out, or if it were all that the draft says?

One extra batch through the reader answers both for every phrase. A phrase carries a fact when the fact goes with it, or
comes with it alone: leaving out finds what nothing else says, standing alone finds what is said twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.drafts.units import Phrase, cut, without_phrase
from assistant.answering.reading.reader import Reader
from assistant.answering.records import Reading

AT_ONCE = 64
"""Readings in one go: what a reader holds in memory stays bounded."""

Turns = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """
    The phrases of a draft with the readings of the message without each of them, and with each of them alone.

    `around` is the reading of what stands around the draft; None when nothing does.
    """

    phrases: tuple[Phrase, ...]
    without: tuple[Reading, ...]
    alone: tuple[Reading, ...]
    around: Reading | None

    def weight(self, whole: Reading, number: int, fact: str, value: bool) -> float:
        """How much of the fact goes with a phrase, and comes with it alone: two at most, zero or less for none."""
        given = probability(self.around, fact, value) if self.around is not None else 0.0
        gone = probability(whole, fact, value) - probability(self.without[number], fact, value)
        return gone + probability(self.alone[number], fact, value) - given


def probability(reading: Reading, fact: str, value: bool) -> float:
    """How likely the reader finds the fact to have the value; a reader that gives no probabilities is sure."""
    if fact in reading.doubts:
        return reading.doubts[fact].probability(value)
    stated = reading.facts.get(fact)
    return stated.confidence if stated is not None and stated.value is value else 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A message whose draft stands at ``text[start:end]``, and what was said before it."""

    text: str
    start: int
    end: int
    earlier: Turns


def ask_what_if(asked: Sequence[Asked], reader: Reader) -> list[WhatIf]:
    """One answer for each, all of them read together."""
    plans = [_plan(each) for each in asked]
    readings = _read((turns for _, variants in plans for turns in variants), reader)
    return [_sorted_out(phrases, [next(readings) for _ in variants]) for phrases, variants in plans]


def _plan(asked: Asked) -> tuple[list[Phrase], list[Turns]]:
    before, draft, after = (
        asked.text[: asked.start],
        asked.text[asked.start : asked.end],
        asked.text[asked.end :],
    )
    phrases = cut(draft)
    inside = [without_phrase(draft, phrase) for phrase in phrases]
    inside += [draft[phrase.start : phrase.end].strip() for phrase in phrases]
    variants = [(*asked.earlier, before + each + after) for each in inside]
    if any(map(str.isalnum, before + after)):
        variants.append((*asked.earlier, before + after))
    return phrases, variants


def _sorted_out(phrases: list[Phrase], readings: list[Reading]) -> WhatIf:
    count = len(phrases)
    around = readings[2 * count] if len(readings) > 2 * count else None
    return WhatIf(tuple(phrases), tuple(readings[:count]), tuple(readings[count : 2 * count]), around)


def _read(variants: Iterable[Turns], reader: Reader) -> Iterator[Reading]:
    """A reading of each; what is there twice (a draft of one phrase, and that phrase alone) is read once."""
    wanted = list(variants)
    waiting = list(dict.fromkeys(wanted))
    readings: dict[Turns, Reading] = {}
    for at in range(0, len(waiting), AT_ONCE):
        some = waiting[at : at + AT_ONCE]
        readings.update(zip(some, reader.read(some), strict=True))
    return (readings[turns] for turns in wanted)
