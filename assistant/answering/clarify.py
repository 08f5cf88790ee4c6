"""The reader is not sure: is there one fact whose answer would settle the case?

A fact that could as well have another value is worth a question when the rules say one thing for nearly every reading
in which it is so, and another thing for nearly every one in which it is not.
"""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

from assistant.answering.records import FactDoubt, FactReading, Kind, Reading, Verdict
from assistant.answering.settle import settle_reading
from corpus.facts import Choice, QuestionBack
from corpus.rulebook import Rulebook

OPEN = 0.1
"""Both values of the fact must be at least this probable: what is nearly sure is not asked about."""

SETTLED = 0.85
"""The share of the readings on which the rules must say one verdict, once the fact is known."""

MOST_TRIED = 3
"""Facts tried, the most open ones first; each costs two rounds of the rules over the readings nearby."""


def settling_question(reading: Reading, rulebook: Rulebook) -> QuestionBack | None:
    """The question about the fact that splits the verdict most, with a yes and a no to choose; None if none settles."""
    if reading.kind is not Kind.POSTING:
        return None
    # A gap fact says that something is left open and has questions of its own. What sort of matter it is cannot be
    # asked of somebody who does not know the directive.
    open_facts = [
        name
        for name, doubt in reading.doubts.items()
        if min(doubt.so, 1 - doubt.so) >= OPEN and rulebook.facts[name].group not in ("gap", "kind")
    ]
    open_facts.sort(key=lambda name: (abs(0.5 - reading.doubts[name].so), name))
    splits = [(split, name) for name in open_facts[:MOST_TRIED] if (split := _split(name, reading, rulebook)) > 0]
    if not splits:
        return None
    _, name = max(splits)
    fact = rulebook.facts[name]
    return QuestionBack(
        text=rulebook.labels["one-fact"].format(fact=fact.shown.so),
        choices=(
            Choice(label=rulebook.labels["one-fact-yes"], sets={name: True}),
            Choice(label=rulebook.labels["one-fact-no"], sets={name: False if fact.not_so is not None else None}),
        ),
    )


def _split(name: str, reading: Reading, rulebook: Rulebook) -> float:
    """How surely the fact decides between two verdicts, more where one of them is a `no`; 0 where it does not."""
    doubt = reading.doubts[name]
    is_so = _settled_verdict(reading, name, True, rulebook)
    is_not_so = _settled_verdict(reading, name, _other_value(doubt), rulebook)
    if is_so is None or is_not_so is None or is_so is is_not_so:
        return 0.0
    return (2.0 if Verdict.NO in (is_so, is_not_so) else 1.0) - abs(0.5 - doubt.so)


def _other_value(doubt: FactDoubt) -> bool | None:
    return False if doubt.not_so > doubt.not_stated else None


def _settled_verdict(reading: Reading, name: str, value: bool | None, rulebook: Rulebook) -> Verdict | None:
    """What the rules say of nearly all readings in which the fact has that value; None where they differ."""
    facts = {fact: read for fact, read in reading.facts.items() if fact != name}
    if value is not None:
        facts[name] = FactReading(value, "", 1.0)
    known = dataclasses.replace(
        reading,
        facts=MappingProxyType(facts),
        doubts=MappingProxyType({fact: doubt for fact, doubt in reading.doubts.items() if fact != name}),
    )
    by_rules = settle_reading(known, rulebook).by_rules
    verdict = max(by_rules, key=lambda each: by_rules[each])
    return verdict if by_rules[verdict] >= SETTLED else None
