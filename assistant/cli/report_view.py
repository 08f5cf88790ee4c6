"""How does a report look in a terminal? Tables where they fit; where they do not, row by row."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace

from assistant.cli.terminal import STYLES, WIDEST, Terminal
from assistant.reporting.report import Report
from assistant.reporting.tables import Column, Kind, Row, Table, tell_cell
from assistant.reporting.telling import tell_day
from assistant.reporting.wording import Words

GAP = 2
NARROWEST_WORDS = 18
"""Characters below which a column of words is no more read but spelled."""


def print_report(terminal: Terminal, report: Report, words: Words) -> None:
    """Every table with its title and note."""
    zone = report.zone
    lines = replace(terminal, width=min(terminal.width, WIDEST))
    lines.write(words("report-title"), style="bold")
    period = words("report-period", since=tell_day(report.period.since, zone), until=tell_day(report.last_moment, zone))
    office = words("report-office", office=report.office) if report.office else words("report-all")
    lines.write(f"{period}. {office}.")
    lines.write(words("report-privacy"), style="dim")
    for table in report.tables:
        lines.write()
        lines.write(table.title, style="bold")
        lines.write(table.note, style="dim")
        print_table(terminal, table, words)


def print_table(terminal: Terminal, table: Table, words: Words) -> None:
    """One table, in columns where they have room."""
    if not table.rows:
        terminal.write(words("report-nothing"), indent="  ")
        return
    cells = [_told(row, table.columns) for row in table.rows]
    widths = _widths(table.columns, cells, terminal.width)
    if widths is None:
        _print_rows(terminal, table.columns, cells)
        return
    _print_line(terminal, table.columns, [column.title for column in table.columns], widths, style="dim")
    for row in cells:
        _print_line(terminal, table.columns, row, widths)


def _told(row: Row, columns: Sequence[Column]) -> list[str]:
    return [tell_cell(cell, column.kind) for cell, column in zip(row, columns, strict=True)]


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """
    The width of each column; None where they do not fit side by side.

    Figures have the room they need, their heads are wrapped; words share what is left by what they need.
    """
    needed = []
    for number, column in enumerate(columns):
        longest = max(len(row[number]) for row in rows)
        head = max(map(len, column.title.split())) if column.kind is not Kind.WORDS else len(column.title)
        needed.append(max(longest, head))
    wordy = [number for number, column in enumerate(columns) if column.kind is Kind.WORDS]
    left = width - GAP * (len(columns) - 1) - sum(need for number, need in enumerate(needed) if number not in wordy)
    for place, number in enumerate(sorted(wordy, key=lambda number: needed[number])):
        fair = left // (len(wordy) - place)
        if needed[number] > fair and fair < NARROWEST_WORDS:
            return None
        needed[number] = min(needed[number], fair)
        left -= needed[number]
    return needed if left >= 0 else None


def _print_line(
    terminal: Terminal, columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int], style: str | None = None
) -> None:
    wrapped = [textwrap.wrap(terminal.fit(cell), width) or [""] for cell, width in zip(cells, widths, strict=True)]
    for line in range(max(map(len, wrapped))):
        parts = []
        for column, part, width in zip(columns, wrapped, widths, strict=True):
            text = part[line] if line < len(part) else ""
            parts.append(text.ljust(width) if column.kind is Kind.WORDS else text.rjust(width))
        text = terminal.fit((" " * GAP).join(parts).rstrip())
        is_styled = style is not None and terminal.has_color and text
        terminal.stream.write((f"\x1b[{STYLES[style or 'dim']}m{text}\x1b[0m" if is_styled else text) + "\n")


def _print_rows(terminal: Terminal, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Each row by itself: what it is about, then figure by figure; words are no figure and go without their head."""
    for row in rows:
        words = [cell for cell, column in zip(row, columns, strict=True) if column.kind is Kind.WORDS and cell]
        terminal.write(" | ".join(words), indent="- ", hanging="  ")
        figures = [
            f"{column.title}: {cell}"
            for cell, column in zip(row, columns, strict=True)
            if column.kind is not Kind.WORDS and cell not in ("0", "-")
        ]
        terminal.write(", ".join(figures) or "0", indent="  ")
