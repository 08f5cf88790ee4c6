"""What does the policy section see in Slack of its report? The main figures, and the first rows of the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from assistant.reporting.report import Report
from assistant.reporting.tables import Kind, Row, Table, tell_cell
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import aside, day, header, modal, section
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.wording import Words

SHOWN_OPEN = 6
"""Rows of what the directive leaves open; the others are in the whole report."""
SHOWN_FIRST = 3
"""Rows of the other tables."""

Shown = Callable[[Table, Words], Iterator[Block]]


def report_view(report: Report, look: Look, language: str) -> View:
    """The beginning of a report, and how to get the whole. Its tables speak English, as everywhere."""
    words = look.words(language)
    blocks = [aside(words("report-since", since=day(report.period.since), until=day(report.last_moment)))]
    for id, shown in TABLES.items():
        table = report.table(id)
        blocks += [header(table.title), *(shown(table, words) if table.rows else [section(words("report-none"))])]
        blocks.append(aside(escaped(table.note)))
    blocks.append(section(words("report-whole")))
    return modal(act.REPORT_VIEW, words("home-report"), blocks, close=words("close"))


def report_told(sentence: str, words: Words) -> View:
    """A sentence in place of the report: that it is being counted, or could not be."""
    return modal(act.REPORT_VIEW, words("home-report"), [section(sentence)], close=words("close"))


def _figures(table: Table, words: Words) -> Iterator[Block]:
    yield section("\n".join(_named(*_cells(table, row)) for row in table.rows))


def _times(table: Table, words: Words) -> Iterator[Block]:
    """Of all offices together, which is the last row; of the one, where there is only one."""
    name, *cells = _cells(table, table.rows[-1])
    yield section(f"*{name}*\n" + _in_one_line(table, cells))


def _first(most: int) -> Shown:
    """The first rows: what each is about, then its figures."""

    def shown(table: Table, words: Words) -> Iterator[Block]:
        for row in table.rows[:most]:
            told = list(zip(table.columns, _cells(table, row), strict=True))
            name, *others = [cell for column, cell in told if column.kind is Kind.WORDS]
            figures = _in_one_line(table, [cell for column, cell in told if column.kind is not Kind.WORDS])
            yield section("\n".join(part for part in (f"*{name}*", " · ".join(others), figures) if part))
        if (more := len(table.rows) - most) > 0:
            yield aside(words("home-more", count=more))

    return shown


def _disputed(table: Table, words: Words) -> Iterator[Block]:
    """The first rows, those most disputed first; one that nobody disputed is none."""

    def disputes(row: Row) -> int:
        cells = [row[table.column(id)] for id in table.charted]
        return sum(cell for cell in cells if isinstance(cell, int))

    found = sorted((row for row in table.rows if disputes(row)), key=disputes, reverse=True)
    yield from _first(SHOWN_FIRST)(replace(table, rows=tuple(found)), words)
    if not found:
        yield section(words("report-none"))


TABLES: Mapping[str, Shown] = MappingProxyType({
    "overview": _figures,
    "times": _times,
    "doubt": _first(SHOWN_FIRST),
    "common": _first(SHOWN_FIRST),
    "misses": _first(SHOWN_FIRST),
    "disputes": _disputed,
    "unsettled": _first(SHOWN_OPEN),
})  # fmt: skip
"""The tables by id, in this order, each with how its rows are shown."""


def _cells(table: Table, row: Row) -> list[str]:
    return [escaped(tell_cell(cell, column.kind)) for cell, column in zip(row, table.columns, strict=True)]


def _in_one_line(table: Table, cells: list[str]) -> str:
    titles = [escaped(column.title) for column in table.columns if column.kind is not Kind.WORDS]
    return " · ".join(_named(title, cell) for title, cell in zip(titles, cells, strict=True))


def _named(title: str, figure: str) -> str:
    return f"{title}: *{figure}*"
