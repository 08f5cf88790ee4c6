"""Which reading is the most probable one, once the second opinion is heard too?

A reader gives every fact a probability, and beside them a direct opinion on the verdict. Taking each fact's likeliest
value by itself ignores the opinion; taking the opinion by itself ignores the rules. The settled reading is the one that
is most probable under both: it minimizes  -log p(facts) - log p(verdict that the rules give for these facts).
Only facts the reader itself was unsure of can change, two at most. On voices the reader was not trained on this raised
the share of right verdicts by two to three points (docs/decisions/0007-local-reader.md).
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from assistant.answering.decide import decide_facts
from assistant.answering.records import Case, FactReading, Kind, Reading, Verdict
from corpus.rulebook import Rulebook

MOST_CHANGES = 2
MOST_DOUBTS = 14
"""Other values considered, the cheapest first: with two changes at most a hundred readings are compared."""

LEAST_OPINION = 1e-6


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """Another value for one fact, None for not stated, and what it costs in log probability."""

    fact: str
    value: bool | None
    cost: float
    probability: float


def settle(case: Case, rulebook: Rulebook) -> Case:
    """The case with its reading settled. Messages that ask for no verdict and readings without doubts stay as they are."""
    assert case.reading is not None
    if case.reading.kind is not Kind.POSTING or not case.reading.doubts:
        return case
    return case.with_(reading=settle_reading(case.reading, rulebook))


def settle_reading(reading: Reading, rulebook: Rulebook) -> Reading:
    """The most probable reading near this one, under the facts' probabilities and the second opinion together."""
    verdicts: dict[frozenset[tuple[str, bool]], Verdict] = {}

    def surprise(facts: Mapping[str, bool]) -> float:
        key = frozenset(facts.items())
        if key not in verdicts:
            verdicts[key] = decide_facts(facts, rulebook, {}).verdict
        return -math.log(max(LEAST_OPINION, reading.opinion.get(verdicts[key], 0.0)))

    stated = reading.stated
    best = surprise(stated)
    chosen: tuple[Change, ...] = ()
    for changes in _combinations(_changes(reading)):
        cost = sum(change.cost for change in changes)
        if cost < best and (total := cost + surprise(_changed(stated, changes))) < best:
            best, chosen = total, changes
    if not chosen:
        return reading
    facts = dict(reading.facts)
    for change in chosen:
        facts.pop(change.fact, None)
        if change.value is not None:
            facts[change.fact] = FactReading(change.value, reading.doubts[change.fact].words, change.probability)
    return dataclasses.replace(reading, facts=MappingProxyType(facts))


def _changes(reading: Reading) -> list[Change]:
    """Every other value that a doubtful fact might have, the cheapest first."""
    changes = []
    for name, doubt in reading.doubts.items():
        held = reading.facts[name].value if name in reading.facts else None
        now = doubt.probability(held)
        for value in (None, True, False):
            if value is not held and doubt.probability(value) > 0:
                probability = doubt.probability(value)
                changes.append(Change(name, value, math.log(now / probability), probability))
    return sorted(changes, key=lambda change: change.cost)[:MOST_DOUBTS]


def _combinations(changes: list[Change]) -> Iterator[tuple[Change, ...]]:
    for count in range(1, MOST_CHANGES + 1):
        for chosen in itertools.combinations(changes, count):
            if len({change.fact for change in chosen}) == count:
                yield chosen


def _changed(stated: Mapping[str, bool], changes: tuple[Change, ...]) -> dict[str, bool]:
    facts = dict(stated)
    for change in changes:
        facts.pop(change.fact, None)
        if change.value is not None:
            facts[change.fact] = change.value
    return facts
