"""What does the policy section see in Slack of its report? The main figures, and what the directive leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.reporting.report import Report
from assistant.reporting.tables import Kind, Row, Table, tell_cell
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import aside, day, header, modal, section
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.wording import Words

SHOWN_OPEN = 6
"""Rows of what the directive leaves open; the others are in the whole report."""


def report_view(report: Report, look: Look, language: str) -> View:
    """The beginning of a report, and how to get the whole. Its tables speak English, as everywhere."""
    words = look.words(language)
    blocks = [aside(words("report-since", since=day(report.period.since), until=day(report.last_moment)))]
    for id, shown in (("overview", _figures), ("times", _times), ("unsettled", _open)):
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


def _open(table: Table, words: Words) -> Iterator[Block]:
    for row in table.rows[:SHOWN_OPEN]:
        clause, facts, *cells = _cells(table, row)
        yield section("\n".join(part for part in (f"*{clause}*", facts, _in_one_line(table, cells)) if part))
    if (more := len(table.rows) - SHOWN_OPEN) > 0:
        yield aside(words("home-more", count=more))


def _cells(table: Table, row: Row) -> list[str]:
    return [escaped(tell_cell(cell, column.kind)) for cell, column in zip(row, table.columns, strict=True)]


def _in_one_line(table: Table, cells: list[str]) -> str:
    titles = [escaped(column.title) for column in table.columns if column.kind is not Kind.WORDS]
    return " · ".join(_named(title, cell) for title, cell in zip(titles, cells, strict=True))


def _named(title: str, figure: str) -> str:
    return f"{title}: *{figure}*"
