"""What was asked, where was it doubtful, and what does the directive leave open? Tables on questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.records import Verdict
from assistant.desk.records import AskedState, Deed
from assistant.reporting.naming import (
    clause_of,
    make_columns,
    make_table,
    stated_so,
    tell_clause,
    tell_facts,
    tell_verdict,
    turned_on,
)
from assistant.reporting.records import Ground, HandOffRow, QuestionRow, Records
from assistant.reporting.tables import Cell, Column, Kind, Row, Table, top

MOST_ROWS = 15
"""Rows of a table that could be as long as the directive; the others are told together."""


@dataclass(frozen=True, slots=True)
class Matter:
    """
    One question as its asker has it: from its first row to the one that stands, through edits, choices and corrections.

    Those that were taken back are none.
    """

    rows: tuple[QuestionRow, ...]
    is_handed_over: bool = False
    """By its asker, not by the assistant."""
    is_rated_wrong: bool = False
    hand_off: HandOffRow | None = None

    @property
    def last(self) -> QuestionRow:
        """As it stands."""
        return self.rows[-1]

    @property
    def is_asked_back(self) -> bool:
        """Was something asked back before it was answered?"""
        return any(row.verdict is Verdict.CLARIFY for row in self.rows)

    @property
    def is_for_a_person(self) -> bool:
        """Did the assistant leave it to a person?"""
        return self.last.verdict is Verdict.ESCALATE

    @property
    def is_held_back(self) -> bool:
        """Was it left to a person because the answer could have been wrong?"""
        return self.last.is_held_back

    @property
    def is_disputed(self) -> bool:
        """Did its asker say that the answer, or what was understood, is wrong?"""
        return self.is_rated_wrong or any(row.deed is Deed.CORRECTED for row in self.rows)

    @property
    def is_doubtful(self) -> bool:
        """Was it anything but a plain answer that was let stand?"""
        return self.is_asked_back or self.is_for_a_person or self.is_handed_over or self.is_disputed


def gather_matters(records: Records) -> tuple[Matter, ...]:
    """The questions of the period that were answered and stand, each with all that went before it."""
    by_id = {row.id: row for row in records.questions}
    handed = {each.asked: each for each in records.hand_offs}
    by_asker = {each.asked for each in records.hand_offs if not each.is_automatic}
    wrong = {rating.asked for rating in records.ratings if rating.is_wrong}
    found = []
    for row in records.questions:
        if row.state is not AskedState.ANSWERED or row.verdict is None or not records.period.holds(row.asked_at):
            continue
        line = [row]
        while (before := line[0].replaces) is not None and before in by_id:
            line.insert(0, by_id[before])
        ids = {each.id for each in line}
        # What was answered before its question was changed stays with the question as it was.
        hand_off = next((handed[each.id] for each in reversed(line) if each.id in handed), None)
        found.append(Matter(tuple(line), bool(ids & by_asker), bool(ids & wrong), hand_off))
    return tuple(found)


# --- the tables -------------------------------------------------------------------------------------------------------


def verdict_table(matters: Sequence[Matter], ground: Ground) -> Table:
    """How many questions ended how."""
    counts = Counter(each.last.verdict for each in matters)
    rows: list[Row] = [
        (tell_verdict(verdict, ground), counts[verdict], _share(counts[verdict], len(matters)))
        for verdict in sorted(Verdict, key=lambda verdict: -counts[verdict])
        if counts[verdict]
    ]
    columns = make_columns(ground, ("verdict", Kind.WORDS), ("questions", Kind.COUNT), ("share", Kind.SHARE))
    return make_table("verdicts", ground, columns, rows, ("questions",))


def doubt_table(matters: Sequence[Matter], ground: Ground) -> Table:
    """Which clauses cause most doubt: by the clause that a question turned on."""
    by_clause: dict[str, list[Matter]] = defaultdict(list)
    for each in matters:
        by_clause[clause_of(each.last, ground)].append(each)
    ordered = sorted(by_clause.items(), key=lambda pair: (-sum(m.is_doubtful for m in pair[1]), -len(pair[1]), pair[0]))
    rows = [_doubts(tell_clause(clause, ground), of) for clause, of in ordered if any(m.is_doubtful for m in of)]
    columns = make_columns(
        ground, ("clause", Kind.WORDS), ("doubtful", Kind.COUNT), ("questions", Kind.COUNT),
        ("asked-back", Kind.COUNT), ("to-a-person", Kind.COUNT), ("held-back", Kind.COUNT),
        ("handed-over", Kind.COUNT), ("disputed", Kind.COUNT),
    )  # fmt: skip
    return _with_others("doubt", ground, columns, rows, ("doubtful", "questions"))


def common_table(matters: Sequence[Matter], ground: Ground) -> Table:
    """The most common questions, by the clause and the facts that they turned on."""
    groups: Counter[tuple[str, frozenset[tuple[str, bool]], Verdict]] = Counter()
    for each in matters:
        verdict = each.last.verdict
        assert verdict is not None
        groups[clause_of(each.last, ground), turned_on(each.last, ground), verdict] += 1
    rows: list[Row] = [
        (tell_clause(clause, ground), tell_facts(facts, ground), tell_verdict(verdict, ground), count)
        for (clause, facts, verdict), count in sorted(groups.items(), key=lambda pair: (-pair[1], _key(pair[0])))
    ]
    columns = make_columns(
        ground, ("clause", Kind.WORDS), ("facts", Kind.WORDS), ("verdict", Kind.WORDS), ("questions", Kind.COUNT)
    )
    return _with_others("common", ground, columns, rows, ("questions",))


def unsettled_table(matters: Sequence[Matter], ground: Ground) -> Table:
    """What the directive does not settle, and how office management ruled on it: the list to amend it by."""
    groups: dict[tuple[str, frozenset[tuple[str, bool]]], list[Matter]] = defaultdict(list)
    for each in matters:
        if each.last.is_unsettled:
            groups[clause_of(each.last, ground), stated_so(each.last)].append(each)
    rows: list[Row] = []
    for (clause, facts), of in sorted(groups.items(), key=lambda pair: (-len(pair[1]), _key(pair[0]))):
        ruled = Counter(each.hand_off.ruling.verdict for each in of if each.hand_off and each.hand_off.ruling)
        said = (ruled[Verdict.NO], ruled[Verdict.CONDITIONAL], ruled[Verdict.YES])
        rows.append((tell_clause(clause, ground), tell_facts(facts, ground), len(of), *said))
    columns = make_columns(
        ground, ("clause", Kind.WORDS), ("facts", Kind.WORDS), ("questions", Kind.COUNT),
        ("ruled-no", Kind.COUNT), ("ruled-conditional", Kind.COUNT), ("ruled-yes", Kind.COUNT),
    )  # fmt: skip
    return _with_others("unsettled", ground, columns, rows, ("questions",))


# --- parts of tables --------------------------------------------------------------------------------------------------


def _doubts(name: str, matters: Sequence[Matter]) -> Row:
    return (
        name,
        sum(each.is_doubtful for each in matters),
        len(matters),
        sum(each.is_asked_back for each in matters),
        sum(each.is_for_a_person for each in matters),
        sum(each.is_held_back for each in matters),
        sum(each.is_handed_over for each in matters),
        sum(each.is_disputed for each in matters),
    )


def _with_others(
    id: str, ground: Ground, columns: tuple[Column, ...], rows: Sequence[Row], charted: tuple[str, ...]
) -> Table:
    def gather(others: Sequence[Row]) -> Row:
        return tuple(
            sum(cell for row in others if isinstance(cell := row[number], int))
            if column.kind is Kind.COUNT
            else (ground.words("others", count=len(others)) if number == 0 else "")
            for number, column in enumerate(columns)
        )

    shown = top(rows, MOST_ROWS, gather)
    return make_table(id, ground, columns, shown, charted, MOST_ROWS if len(rows) > MOST_ROWS else -1)


def _share(part: int, whole: int) -> Cell:
    return part / whole if whole else None


def _key(group: tuple[object, ...]) -> str:
    return repr(tuple(sorted(part) if isinstance(part, frozenset) else part for part in group))
