"""How are clauses, facts and verdicts named in a report, and what did a question turn on?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.answering.records import Verdict
from assistant.reporting.records import SILENT, Ground, QuestionRow
from assistant.reporting.tables import Column, Kind, Row, Table
from corpus.rule_rows import Rule

MOST_FACTS = 4
"""Facts named in one row."""


def clause_of(question: QuestionRow, ground: Ground) -> str:
    """
    The clause that it turned on; "" for none.

    Where the directive is silent the clause that says to ask a person leads: then it is the first one beside it.
    """
    sends_on = frozenset(ground.rulebook.replies[SILENT].clauses) if SILENT in ground.rulebook.replies else frozenset()
    beside = next((clause for clause in question.clauses if clause not in sends_on), "")
    return beside or (question.clauses[0] if question.clauses else "")


def turned_on(question: QuestionRow, ground: Ground) -> frozenset[tuple[str, bool]]:
    """The facts that the rules of its clause look at; all that were stated so, where no rule rests on the clause."""
    looked_at = _looked_at(ground.rulebook.rules, clause_of(question, ground))
    if not looked_at:
        return stated_so(question)
    return frozenset((name, value) for name, value in question.facts if name in looked_at)


def stated_so(question: QuestionRow) -> frozenset[tuple[str, bool]]:
    """Everything that was understood to be so: where no rule settles it, any of it may be what matters."""
    return frozenset((name, value) for name, value in question.facts if value)


def _looked_at(rules: Iterable[Rule], clause: str) -> frozenset[str]:
    of_clause = [rule for rule in rules if rule.clause == clause]
    tested = {test.fact for rule in of_clause for each in (*rule.situations, *rule.lifting) for test in each.tests}
    return frozenset(tested | {name for rule in of_clause for name, _ in rule.required})


def tell_clause(clause: str, ground: Ground) -> str:
    """Where it stands, for people."""
    if not clause:
        return ground.words("no-clause")
    return ground.library.clause(clause).locator if ground.library.has_clause(clause) else clause


def tell_facts(facts: Iterable[tuple[str, bool]], ground: Ground) -> str:
    """In the words in which they are read back to askers; those that are no more by their names."""
    told = []
    for name, value in sorted(facts, key=lambda fact: (not fact[1], fact[0])):
        shown = ground.rulebook.facts[name].shown if name in ground.rulebook.facts else None
        words = (shown.so if value else shown.not_so) if shown else None
        told.append(words or (name if value else f"not {name}"))
    if not told:
        return ground.words("no-facts")
    more = len(told) - MOST_FACTS
    return "; ".join(told[:MOST_FACTS]) + (f"; {ground.words('more-facts', count=more)}" if more > 0 else "")


def make_table(
    id: str,
    ground: Ground,
    columns: tuple[Column, ...],
    rows: Sequence[Row],
    charted: tuple[str, ...] = (),
    undrawn: int = -1,
) -> Table:
    """The table with the title and the note that the wording has for its id."""
    return Table(id, ground.words(id), ground.words(f"{id}-note"), columns, tuple(rows), charted, undrawn)


def make_columns(ground: Ground, *columns: tuple[str, Kind]) -> tuple[Column, ...]:
    """Columns with the titles that the wording has for their ids."""
    return tuple(Column(id, ground.words(f"column-{id}"), kind) for id, kind in columns)


def tell_verdict(verdict: Verdict, ground: Ground) -> str:
    """A verdict in a word or two."""
    return ground.words(f"verdict-{verdict.value.replace('_', '-')}")
