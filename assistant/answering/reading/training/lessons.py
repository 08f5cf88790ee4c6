"""What is one row of the bank to a reader in training: its words, its labels, and which of them matter most?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.records import Kind, Verdict
from assistant.answering.rules import decide_facts
from corpus.bank import Example
from corpus.facts import Facts
from corpus.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Lesson:
    """A labelled message, its turns as they look once private data is hidden, and the facts that settle its verdict."""

    example: Example
    screened: tuple[str, ...]
    decisive: frozenset[str] = frozenset()
    """To misread one of these alone makes the answer wrong."""


def lessons_of(examples: Iterable[Example], screened: Iterable[Sequence[str]], rulebook: Rulebook) -> Iterator[Lesson]:
    """The lessons of some examples. Rows with the same facts and accepted verdicts are weighed once."""
    known: dict[tuple[frozenset[tuple[str, bool]], frozenset[Verdict]], frozenset[str]] = {}
    for example, turns in zip(examples, screened, strict=True):
        decisive: frozenset[str] = frozenset()
        if example.kind is Kind.POSTING:
            key = (frozenset(example.facts.items()), example.acceptable)
            if key not in known:
                known[key] = decisive_facts(example.facts, example.acceptable, rulebook)
            decisive = known[key]
        yield Lesson(example, tuple(turns), decisive)


def decisive_facts(facts: Facts, acceptable: frozenset[Verdict], rulebook: Rulebook) -> frozenset[str]:
    """The facts of which another value, all others kept, leads the rules to a verdict that is not accepted."""
    return frozenset(name for name in rulebook.facts if _leads_astray(name, facts, acceptable, rulebook))


def _leads_astray(name: str, facts: Facts, acceptable: frozenset[Verdict], rulebook: Rulebook) -> bool:
    values = (None, True) if rulebook.facts[name].not_so is None else (None, True, False)
    others = {fact: value for fact, value in facts.items() if fact != name}
    return any(
        decide_facts(others if value is None else {**others, name: value}, rulebook, {}).verdict not in acceptable
        for value in values
        if value is not facts.get(name)
    )
