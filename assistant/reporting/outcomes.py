"""What went nearly wrong, and what was disputed? Tables on answers and what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from assistant.answering.records import Verdict
from assistant.desk.records import Deed
from assistant.reporting.naming import clause_of, make_columns, make_table, tell_clause, tell_verdict
from assistant.reporting.questions import Matter
from assistant.reporting.records import Ground, HandOffRow, QuestionRow, Records
from assistant.reporting.tables import Kind, Row, Table
from assistant.storage.events import What

PERMISSIVE = frozenset({Verdict.YES, Verdict.CONDITIONAL})
DECIDED = PERMISSIVE | {Verdict.NO}
"""Verdicts that a manager can rule otherwise than."""
MISSES = ("said-yes-ruled-no", "corrected-to-no", "ruling-corrected-to-no", "held-back-ruled-no", "held-back")
"""Kinds of near misses, the worst first. What doubt held back is none: it is what would have been one."""


def misses_table(records: Records, ground: Ground) -> Table:
    """Unsafe near misses by kind and clause, and what doubt held back."""
    found: Counter[tuple[str, str]] = Counter()
    for kind, question in _misses(records):
        found[kind, clause_of(question, ground)] += 1
    ordered = sorted(found.items(), key=lambda pair: (MISSES.index(pair[0][0]), -pair[1], pair[0][1]))
    rows: list[Row] = [
        (ground.words(f"miss-{kind}"), tell_clause(clause, ground), count) for (kind, clause), count in ordered
    ]
    columns = make_columns(ground, ("miss", Kind.WORDS), ("clause", Kind.WORDS), ("questions", Kind.COUNT))
    return make_table("misses", ground, columns, rows)


def count_misses(records: Records) -> int:
    """Those in which somebody had been told that they might, and then that they must not."""
    return sum(kind in MISSES[:3] for kind, _ in _misses(records))


def _misses(records: Records) -> Iterator[tuple[str, QuestionRow]]:
    by_id = {row.id: row for row in records.questions}
    for hand_off in records.hand_offs:
        if (question := by_id.get(hand_off.asked)) is not None:
            yield from ((kind, question) for kind in _of_hand_off(hand_off, question))
    for row in records.questions:
        before = by_id.get(row.replaces) if row.replaces is not None else None
        if not records.period.holds(row.asked_at):
            continue
        if before and row.deed is Deed.CORRECTED and row.verdict is Verdict.NO and before.verdict in PERMISSIVE:
            yield "corrected-to-no", row
        if row.is_held_back:
            yield "held-back", row


def _of_hand_off(hand_off: HandOffRow, question: QuestionRow) -> Iterator[str]:
    verdicts = [ruling.verdict for ruling in hand_off.rulings]
    if not verdicts:
        return
    if verdicts[-1] is Verdict.NO and question.verdict in PERMISSIVE:
        yield "said-yes-ruled-no"
    if verdicts[-1] is Verdict.NO and question.is_held_back:
        yield "held-back-ruled-no"
    replaced = {ruling.id: ruling for ruling in hand_off.rulings}
    for ruling in hand_off.rulings:
        before = replaced.get(ruling.replaces) if ruling.replaces is not None else None
        if before and ruling.verdict is Verdict.NO and before.verdict in PERMISSIVE:
            yield "ruling-corrected-to-no"


def disputes_table(records: Records, matters: Sequence[Matter], ground: Ground) -> Table:
    """Which verdicts were disputed: said to be wrong, corrected, decided otherwise then, ruled otherwise."""
    counts: dict[Verdict, Counter[str]] = {verdict: Counter() for verdict in Verdict}
    by_id = {row.id: row for row in records.questions}
    for each in matters:
        for row in each.rows:
            if row.verdict and records.period.holds(row.asked_at):
                counts[row.verdict]["answers"] += 1
        for before, after in zip(each.rows, each.rows[1:], strict=False):
            if after.deed is Deed.CORRECTED and before.verdict:
                counts[before.verdict]["corrected"] += 1
                counts[before.verdict]["changed"] += after.verdict is not before.verdict
    for rating in records.ratings:
        if (rated := by_id.get(rating.asked)) and rated.verdict:
            counts[rated.verdict]["helpful" if rating.is_helpful else "not-helpful"] += 1
            counts[rated.verdict]["said-wrong"] += rating.is_wrong
    for hand_off in records.hand_offs:
        question = by_id.get(hand_off.asked)
        if question and question.verdict in DECIDED and hand_off.ruling:
            counts[question.verdict]["ruled-otherwise"] += hand_off.ruling.verdict is not question.verdict
    names = ("answers", "helpful", "not-helpful", "said-wrong", "corrected", "changed", "ruled-otherwise")
    rows: list[Row] = [
        (tell_verdict(verdict, ground), *(of[name] for name in names)) for verdict, of in counts.items() if of.total()
    ]
    columns = make_columns(ground, ("verdict", Kind.WORDS), *((name, Kind.COUNT) for name in names))
    return make_table("disputes", ground, columns, rows, ("said-wrong", "corrected", "ruled-otherwise"))


def rulings_table(records: Records, ground: Ground) -> Table:
    """Which answers of office management were disputed: not found helpful, asked about again, corrected."""
    counts: dict[Verdict, Counter[str]] = {verdict: Counter() for verdict in Verdict}
    for hand_off in records.hand_offs:
        corrected = {ruling.replaces: ruling for ruling in hand_off.rulings if ruling.replaces is not None}
        for ruling in hand_off.rulings:
            of = counts[ruling.verdict]
            of["answers"] += 1
            if ruling.is_helpful is not None:
                of["helpful" if ruling.is_helpful else "not-helpful"] += 1
            if (later := corrected.get(ruling.id)) is not None:
                of["corrected"] += 1
                of["changed"] += later.verdict is not ruling.verdict
        for step in hand_off.steps:
            before = [ruling for ruling in hand_off.rulings if ruling.at <= step.at]
            if step.what is What.HAND_OFF_REOPENED and before:
                counts[before[-1].verdict]["asked-again"] += 1
    names = ("answers", "helpful", "not-helpful", "asked-again", "corrected", "changed")
    rows: list[Row] = [
        (tell_verdict(verdict, ground), *(of[name] for name in names)) for verdict, of in counts.items() if of.total()
    ]
    columns = make_columns(ground, ("verdict", Kind.WORDS), *((name, Kind.COUNT) for name in names))
    return make_table("rulings", ground, columns, rows, ("not-helpful", "asked-again", "corrected"))
