"""Which reading is the most probable one, once the second opinion is heard too?

A reader gives every fact a probability, and beside them a direct opinion on the verdict. Taking each fact's likeliest
value by itself ignores the opinion; taking the opinion by itself ignores the rules. The settled reading is the one that
is most probable under both: it minimizes  -log p(facts) - log p(verdict that the rules give for these facts).
Only facts the reader itself was unsure of can change, two at most, and a `no` never becomes a `yes` or an `if`. What it
gave on voices the reader was not trained on: docs/decisions/0007-local-reader.md.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from assistant.answering.conversation.carrying import with_choice
from assistant.answering.records import Case, FactReading, Kind, Reading, Verdict
from assistant.answering.rules import decide_facts
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
    """The case with its reading settled: what the asker chose, now or before, then what the reader was not sure of."""
    assert case.reading is not None
    reading = case.reading
    before = case.carried if reading.kind is Kind.POSTING else {}
    if chosen := {**before, **case.answered}:
        # The opinion was formed before that choice: it may make the answer doubtful, but no fact likelier.
        reading = with_choice(reading, chosen, rulebook)
        unheard = settle_reading(dataclasses.replace(reading, opinion=MappingProxyType({})), rulebook)
        reading = dataclasses.replace(unheard, opinion=reading.opinion)
    elif reading.kind is Kind.POSTING:
        reading = settle_reading(reading, rulebook)
    return case if reading is case.reading else case.with_(reading=reading)


def settle_reading(reading: Reading, rulebook: Rulebook) -> Reading:
    """
    The most probable reading near this one, under the facts' probabilities and the second opinion together.

    With it comes what the rules say of all readings near this one, by their probability (`by_rules`).
    """
    stated = reading.stated
    now = decide_facts(stated, rulebook, {}).verdict
    shares = dict.fromkeys(Verdict, 0.0)
    shares[now] += 1.0
    best = _surprise(reading, now)
    chosen: tuple[Change, ...] = ()
    for changes in _combinations(_changes(reading)):
        cost = sum(change.cost for change in changes)
        verdict = decide_facts(_changed(stated, changes), rulebook, {}).verdict
        shares[verdict] += math.exp(-cost)
        if (total := cost + _surprise(reading, verdict)) < best and not _frees(now, verdict):
            best, chosen = total, changes
    settled = dict(reading.facts)
    for change in chosen:
        settled.pop(change.fact, None)
        if change.value is not None:
            settled[change.fact] = FactReading(change.value, reading.doubts[change.fact].words, change.probability)
    whole = sum(shares.values())
    by_rules = {verdict: share / whole for verdict, share in shares.items()}
    return dataclasses.replace(reading, facts=MappingProxyType(settled), by_rules=MappingProxyType(by_rules))


def _surprise(reading: Reading, verdict: Verdict) -> float:
    return -math.log(max(LEAST_OPINION, reading.opinion.get(verdict, 0.0)))


def _frees(before: Verdict, after: Verdict) -> bool:
    """Would it turn a no round? What was read as prohibited is never talked away by an opinion."""
    return before is Verdict.NO and after in (Verdict.YES, Verdict.CONDITIONAL)


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
