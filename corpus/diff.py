"""What does a new edition of a document change, and which rules and precedents rest on what it changes?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from corpus.document import Clause, Document

ALIKE = 0.6  # share of words two clauses must have in common, in order, to count as one clause reworded


class RestsOnClause(Protocol):
    """A rule or a precedent: something that no longer holds when its clause changes."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def clause(self) -> str:
        """The id of the clause it rests on."""


@dataclass(frozen=True, slots=True)
class Change:
    """A clause whose words changed."""

    old: Clause
    new: Clause


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """The clauses of two editions, each in one of four lots. `kept` pairs clauses whose words are the same."""

    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    changed: tuple[Change, ...]
    kept: tuple[Change, ...]

    @property
    def is_empty(self) -> bool:
        """Do both editions say the same?"""
        return not (self.added or self.removed or self.changed)

    @property
    def touched_clauses(self) -> frozenset[str]:
        """
        Ids, in the old edition, of the clauses that a rule can no longer rest on unseen.

        A list item counts as touched when its lead-in is: "employees may" in place of "must not" turns every item.
        """
        direct = {clause.id for clause in self.removed} | {change.old.id for change in self.changed}
        led = {pair.old.id for pair in self.kept if pair.old.lead_in in direct}
        moved = {pair.old.id for pair in self.kept if (pair.old.lead_in is None) != (pair.new.lead_in is None)}
        return frozenset(direct | led | moved)


@dataclass(frozen=True, slots=True)
class Touched:
    """Ids of the rules and precedents that a person has to look at again."""

    rules: tuple[str, ...]
    precedents: tuple[str, ...]


def diff_documents(old: Document, new: Document) -> DocumentDiff:
    """
    Compare two editions clause by clause.

    Clauses are matched by their words, then by id, then by likeness of their words, so that neither a new id nor a new
    place makes a clause look new. Marks in front of list items do not count as words.
    """
    pairs: dict[str, Clause] = {}
    rest_old, rest_new = list(old.clauses), list(new.clauses)
    for match in (_same_words, _same_id):
        for clause in list(rest_old):
            other = next((candidate for candidate in rest_new if match(clause, candidate)), None)
            if other is not None:
                pairs[clause.id] = other
                rest_old.remove(clause)
                rest_new.remove(other)
    for clause, other in _most_alike(rest_old, rest_new):
        pairs[clause.id] = other
    matched = {clause.id for clause in pairs.values()}
    met = [Change(clause, pairs[clause.id]) for clause in old.clauses if clause.id in pairs]
    return DocumentDiff(
        added=tuple(clause for clause in new.clauses if clause.id not in matched),
        removed=tuple(clause for clause in old.clauses if clause.id not in pairs),
        changed=tuple(pair for pair in met if not _same_words(pair.old, pair.new)),
        kept=tuple(pair for pair in met if _same_words(pair.old, pair.new)),
    )


def touched(diff: DocumentDiff, rules: Iterable[RestsOnClause], precedents: Iterable[RestsOnClause] = ()) -> Touched:
    """The rules and precedents that rest on a clause which the new edition changes or no longer has."""
    clauses = diff.touched_clauses
    return Touched(
        rules=tuple(rule.id for rule in rules if rule.clause in clauses),
        precedents=tuple(precedent.id for precedent in precedents if precedent.clause in clauses),
    )


def diff_words(old: str, new: str) -> list[tuple[str, str]]:
    """The words of two texts as runs, each marked "=" (in both), "-" (only in the old) or "+" (only in the new)."""
    before, after = old.split(), new.split()
    runs: list[tuple[str, str]] = []
    for _, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[i:j] == after[k:m]:
            runs.append(("=", " ".join(before[i:j])))
            continue
        if i < j:
            runs.append(("-", " ".join(before[i:j])))
        if k < m:
            runs.append(("+", " ".join(after[k:m])))
    return runs


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same words in the same order, 0 to 1; below `ALIKE` only an upper bound of it."""
    matcher = SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False)
    # The cheap upper bounds spare most pairs of clauses the full comparison, which takes the square of their length.
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < ALIKE:
        return matcher.quick_ratio()
    return matcher.ratio()


def _words(clause: Clause) -> list[str]:
    return clause.text[clause.words.start - clause.start :].split()


def _same_words(old: Clause, new: Clause) -> bool:
    # Our summary and an official text are never the same clause, whatever their words.
    return old.is_quotable == new.is_quotable and _words(old) == _words(new)


def _same_id(old: Clause, new: Clause) -> bool:
    return old.id == new.id and old.is_quotable == new.is_quotable


def _most_alike(old: Sequence[Clause], new: Sequence[Clause]) -> list[tuple[Clause, Clause]]:
    """Pairs of clauses that are alike enough, the most alike first, each clause at most once."""
    scored = [
        (score, -i, -k)  # of equals the earlier ones
        for i, before in enumerate(old)
        for k, after in enumerate(new)
        if before.is_quotable == after.is_quotable and (score := likeness(before.text, after.text)) >= ALIKE
    ]
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    found: list[tuple[Clause, Clause]] = []
    for _, i, k in sorted(scored, reverse=True):
        if i not in taken_old and k not in taken_new:
            taken_old.add(i)
            taken_new.add(k)
            found.append((old[-i], new[-k]))
    return found
