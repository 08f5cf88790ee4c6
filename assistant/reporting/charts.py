"""
How are figures drawn? Horizontal bars as inline SVG: no script, no library, nothing loaded; prints as it looks.

Every bar has its label and its figure beside it in words, so that color says nothing alone; the bars of a row differ
in outline too. https://www.w3.org/TR/SVG2/, https://www.w3.org/WAI/tutorials/images/complex/
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.reporting.tables import Kind, Table, tell_cell

WIDTH = 720
LABELS = 250
FIGURES = 110
"""Room for the longest figure in words, right of the longest bar."""
BAR, LINE, GAP = 16, 15, 10
PADDING = 4
LABEL_CHARACTERS = 40
"""Of a line of a label; letters are at most about 6 units wide at this size."""
LABEL_LINES = 3
MOST_BARS = 12


@dataclass(frozen=True, slots=True)
class Bars:
    """One row of a chart: its label, and for each series the figure and its words."""

    label: str
    figures: tuple[tuple[float, str], ...]


def draw_table(table: Table, alternative: str) -> str:
    """
    The chart of a table as an SVG element; "" where it has nothing to draw.

    `alternative` is what is read out in its place.
    """
    columns = [table.column(id) for id in table.charted]
    drawn = table.rows if table.undrawn < 0 else table.rows[: table.undrawn]
    label_of = [number for number, column in enumerate(table.columns) if column.kind is Kind.WORDS]
    rows = []
    for row in drawn[:MOST_BARS]:
        if all(isinstance(row[number], int | float) for number in columns):
            figures = tuple(
                (float(row[number] or 0), tell_cell(row[number], table.columns[number].kind)) for number in columns
            )
            rows.append(Bars(" · ".join(str(row[number]) for number in label_of if row[number]), figures))
    if not rows or not any(figure for bars in rows for figure, _ in bars.figures):
        return ""
    return draw_bars(rows, [table.columns[number].title for number in columns], alternative)


def draw_bars(rows: Sequence[Bars], series: Sequence[str], alternative: str) -> str:
    """Bars of several series, one group a row. Figures are not negative."""
    longest = max(figure for bars in rows for figure, _ in bars.figures) or 1
    room = WIDTH - LABELS - FIGURES
    top = PADDING
    parts: list[str] = []
    if len(series) > 1:
        parts += _legend(series, top)
        top += LINE + GAP
    for bars in rows:
        lines = _wrapped(bars.label)
        height = max(len(lines) * LINE, len(bars.figures) * (BAR + 2))
        for number, line in enumerate(lines):
            parts.append(f'<text x="0" y="{top + LINE * number + 12}">{escape(line)}</text>')
        for number, (figure, words) in enumerate(bars.figures):
            y, length = top + number * (BAR + 2), round(room * figure / longest, 1)
            parts.append(
                f'<rect class="series-{number}" x="{LABELS}" y="{y}" width="{max(length, 1)}" height="{BAR}"/>'
            )
            parts.append(f'<text class="figure" x="{LABELS + length + 6:g}" y="{y + 12}">{escape(words)}</text>')
        top += height + GAP
    body = "\n".join(parts)
    return (
        f'<svg viewBox="0 0 {WIDTH} {top}" role="img" aria-label="{escape(alternative)}">\n'
        f"<title>{escape(alternative)}</title>\n{body}\n</svg>"
    )


def _legend(series: Sequence[str], top: int) -> list[str]:
    parts, x = [], LABELS
    for number, title in enumerate(series):
        parts.append(f'<rect class="series-{number}" x="{x}" y="{top}" width="{BAR}" height="12"/>')
        parts.append(f'<text x="{x + BAR + 6}" y="{top + 11}">{escape(title)}</text>')
        x += BAR + 24 + 7 * len(title)
    return parts


def _wrapped(label: str) -> list[str]:
    return textwrap.wrap(label, LABEL_CHARACTERS, max_lines=LABEL_LINES, placeholder=" …") or [""]
