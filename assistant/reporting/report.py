"""What does the policy section have to know? All tables of a report, from the records of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from assistant.answering.records import Verdict
from assistant.escalation.offices import Offices
from assistant.escalation.records import HandOffState
from assistant.reporting.answer_times import Waits, measure_waits
from assistant.reporting.naming import make_columns, make_table
from assistant.reporting.outcomes import count_misses, disputes_table, misses_table, rulings_table
from assistant.reporting.questions import (
    Matter,
    common_table,
    doubt_table,
    gather_matters,
    unsettled_table,
    verdict_table,
)
from assistant.reporting.reading import read_records
from assistant.reporting.records import Ground, Period, Records
from assistant.reporting.tables import Cell, Hidden, Kind, Row, Table, guard, hide_small
from assistant.reporting.wording import spoken
from corpus.library import Library
from corpus.rulebook import Rulebook

STATES = tuple(HandOffState)
GUARDED = frozenset({"times", "states"})
"""Tables by office: they hide what tells people apart in every report."""
NO_SUMS = frozenset({"overview", "precedents"})
"""Tables whose figures are no parts of a sum."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is printed, saved or shown. `office` is a name; "" for all."""

    period: Period
    office: str
    made_at: datetime
    zone: ZoneInfo
    """On whose wall its days and times are read: the fallback office's."""
    tables: tuple[Table, ...]

    @property
    def last_moment(self) -> datetime:
        """The last that is in it, for people."""
        return self.period.until - timedelta(microseconds=1)

    def table(self, id: str) -> Table:
        """The table with that id; KeyError for none."""
        for table in self.tables:
            if table.id == id:
                return table
        raise KeyError(id)


def make_report(
    connection: Connection,
    period: Period,
    library: Library,
    rulebook: Rulebook,
    offices: Offices,
    now: datetime,
    *,
    workspace: str = "",
    office: str = "",
) -> Report:
    """The report on a period: of one workspace, or of all with ""; of one office (its id), or of all with ""."""
    ground = Ground(library, rulebook, offices, spoken("en"), now)
    records = read_records(connection, period, rulebook, offices, workspace=workspace, office=office)
    name = offices.by_id[office].name if office in offices.by_id else office
    tables = count_all(records, ground, office)
    return Report(period, name, now, offices.fallback.hours.zone, tables)


def count_all(records: Records, ground: Ground, office: str = "") -> tuple[Table, ...]:
    """Every table, in the order in which they are read. Pure."""
    records = _seated(records, ground.offices)
    matters = gather_matters(records)
    tables = (
        overview_table(records, matters, ground),
        verdict_table(matters, ground),
        doubt_table(matters, ground),
        unsettled_table(matters, ground),
        common_table(matters, ground),
        misses_table(records, ground),
        disputes_table(records, matters, ground),
        rulings_table(records, ground),
        times_table(records, ground),
        states_table(records, ground),
        precedents_table(records, ground),
    )
    if not office:
        return tables
    return tuple(
        table
        if table.id in GUARDED
        else replace(table, rows=guard(table.rows, table.columns, is_summed=table.id not in NO_SUMS))
        for table in tables
    )


def overview_table(records: Records, matters: Sequence[Matter], ground: Ground) -> Table:
    """The figures to begin with."""
    verdicts = [each.last.verdict for each in matters]
    waits = measure_waits(records.hand_offs, ground.offices, ground.now)
    figures: tuple[tuple[str, int], ...] = (
        ("questions", len(matters)),
        ("answered-at-once", sum(each not in (Verdict.ESCALATE, Verdict.CLARIFY) for each in verdicts)),
        ("doubtful", sum(each.is_doubtful for each in matters)),
        ("handed-over", len(records.hand_offs)),
        ("by-the-assistant", sum(each.is_automatic for each in records.hand_offs)),
        ("answered-by-management", len(waits.rounds)),
        ("waiting", waits.waiting),
        ("overdue", waits.overdue),
        ("near-misses", count_misses(records)),
        ("recalled", records.precedents.recalled),
    )
    columns = make_columns(ground, ("figure", Kind.WORDS), ("count", Kind.COUNT))
    return make_table("overview", ground, columns, [(ground.words(f"figure-{id}"), count) for id, count in figures])


def times_table(records: Records, ground: Ground) -> Table:
    """How long askers waited, by the office that answered; nothing of an office with fewer than three answers."""
    ids = _offices(records)
    by_office = [measure_waits(records.hand_offs, ground.offices, ground.now, id) for id in ids]
    counts = [_counts(waits) for waits in by_office]
    rows = [
        _waits(ground.offices.office(id).name, waits, cells)
        for id, waits, cells in zip(ids, by_office, _by_column(counts), strict=True)
    ]
    if len(ids) > 1:
        every = measure_waits(records.hand_offs, ground.offices, ground.now)
        rows.append(_waits(ground.words("all-offices"), every, _counts(every)))
    columns = make_columns(
        ground, ("office", Kind.WORDS), ("answers", Kind.COUNT), ("median", Kind.MINUTES),
        ("ninth-tenth", Kind.MINUTES), ("kept", Kind.SHARE), ("waiting", Kind.COUNT), ("overdue", Kind.COUNT),
    )  # fmt: skip
    return make_table("times", ground, columns, rows, ("median", "ninth-tenth"))


def _counts(waits: Waits) -> tuple[int, int, int]:
    return len(waits.rounds), waits.waiting, waits.overdue


def _waits(name: str, waits: Waits, counts: Sequence[int | Hidden]) -> Row:
    answers, waiting, overdue = counts
    times: tuple[Cell, ...] = (waits.median, waits.ninth_tenth, waits.kept)
    if isinstance(answers, Hidden):
        times = (Hidden.ALONG,) * 3
    return (name, answers, *times, waiting, overdue)


def states_table(records: Records, ground: Ground) -> Table:
    """How the hand-offs of each office stand, with the sum of each state."""
    ids = _offices(records)
    counts = [
        [sum(each.office == id and each.state is state for each in records.hand_offs) for state in STATES] for id in ids
    ]
    rows: list[Row] = [
        (ground.offices.office(id).name, *cells) for id, cells in zip(ids, _by_column(counts), strict=True)
    ]
    if len(ids) > 1:
        rows.append((ground.words("all-offices"), *(sum(row[n] for row in counts) for n in range(len(STATES)))))
    names = tuple((f"state-{state.value.replace(' ', '-')}", Kind.COUNT) for state in STATES)
    columns = make_columns(ground, ("office", Kind.WORDS), *names)
    return make_table("states", ground, columns, rows)


def _by_column(counts: Sequence[Sequence[int]]) -> list[tuple[int | Hidden, ...]]:
    """Each column is told with its sum, a row is not."""
    columns = [hide_small([row[number] for row in counts]) for number in range(len(counts[0]) if counts else 0)]
    return list(zip(*columns, strict=True))


def precedents_table(records: Records, ground: Ground) -> Table:
    """How many rulings stand as precedents, and how often one was shown or recalled."""
    found = records.precedents
    rows: list[Row] = [(ground.words("precedents-state", state=state), count) for state, count in found.by_state]
    rows += [(ground.words("precedents-shown"), found.shown), (ground.words("precedents-recalled"), found.recalled)]
    columns = make_columns(ground, ("figure", Kind.WORDS), ("count", Kind.COUNT))
    return make_table("precedents", ground, columns, rows)


def _offices(records: Records) -> list[str]:
    """The ids of the offices that hand-offs are with, or that answered."""
    answered = {ruling.office for each in records.hand_offs for ruling in each.rulings}
    return sorted({each.office for each in records.hand_offs} | answered)


def _seated(records: Records, offices: Offices) -> Records:
    """With offices that are in the file no more counted as the fallback, which has taken over what was theirs."""

    def seat(id: str) -> str:
        return offices.office(id).id

    return replace(
        records,
        hand_offs=tuple(
            replace(
                each,
                office=seat(each.office),
                steps=tuple(replace(step, office=seat(step.office) if step.office else "") for step in each.steps),
                rulings=tuple(replace(ruling, office=seat(ruling.office)) for ruling in each.rulings),
            )
            for each in records.hand_offs
        ),
    )
