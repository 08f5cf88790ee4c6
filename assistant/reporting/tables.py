"""What is a table of figures, and which of its figures would tell people apart? Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.escalation.telling import tell_length

FEWEST = 3
"""Of an office nothing is told that rests on fewer questions than this: its people would know whose it was."""


class Hidden(StrEnum):
    """What stands in place of a figure that is not told."""

    FEW = "fewer than 3"
    ALONG = "not told"
    """Large enough, but with it a small one could be reckoned."""


class Kind(StrEnum):
    """What a column holds."""

    WORDS = "words"
    COUNT = "count"
    MINUTES = "minutes"
    """Of business time."""
    SHARE = "share"
    """From 0 to 1."""


Cell = str | int | float | Hidden | None
"""None: there is nothing to tell, because nothing happened."""
Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`id` heads the column of a CSV file and never changes; `title` is for people."""

    id: str
    title: str
    kind: Kind = Kind.WORDS


@dataclass(frozen=True, slots=True)
class Table:
    """
    One table of a report. `note` says how its figures come about. `charted` are ids of columns to be drawn as bars;
    the rows from `undrawn` on (a sum, "others") are not. -1: all are.
    """

    id: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    charted: tuple[str, ...] = ()
    undrawn: int = -1

    def column(self, id: str) -> int:
        """The number of the column with that id; KeyError for none."""
        for number, column in enumerate(self.columns):
            if column.id == id:
                return number
        raise KeyError(id)


def tell_cell(cell: Cell, kind: Kind) -> str:
    """A figure for people: ``12``, ``1 h 30 min``, ``83 %``, ``fewer than 3``; "-" for nothing."""
    if cell is None:
        return "-"
    if isinstance(cell, Hidden):
        return cell.value
    if kind is Kind.MINUTES:
        return tell_length(round(float(cell)))
    if kind is Kind.SHARE:
        return f"{float(cell):.0%}".replace("%", " %")
    return str(cell)


# --- small figures ----------------------------------------------------------------------------------------------------


def hide_small(counts: Sequence[int]) -> list[int | Hidden]:
    """
    Counts that are told with their sum, without those that tell people apart.

    A count from 1 to 2 is `FEW`. Where the others and the sum would give it away, more is hidden with it: the smallest
    figure that says something (`ALONG`), or a zero, which is `FEW` as well. Of what is hidden nothing can be reckoned;
    a count that stands alone is its own sum.
    """
    told = [hide_few(count) for count in counts]
    while _is_reckoned([(cell, count) for cell, count in zip(told, counts, strict=True) if isinstance(cell, Hidden)]):
        open_ones = [number for number, cell in enumerate(told) if not isinstance(cell, Hidden)]
        if not open_ones:
            break
        next_one = min(open_ones, key=lambda number: (counts[number] == 0, counts[number], number))
        told[next_one] = Hidden.ALONG if counts[next_one] else Hidden.FEW
    return told


def hide_few(count: int) -> int | Hidden:
    """A figure that stands alone."""
    return Hidden.FEW if 0 < count < FEWEST else count


def guard(rows: Sequence[Row], columns: Sequence[Column], *, is_summed: bool) -> tuple[Row, ...]:
    """
    The rows of a table about one office alone: small counts are left out, and shares and times where their count is.

    `is_summed`: the counts of a column are parts of a sum that is told elsewhere.
    """
    told = [list(row) for row in rows]
    for number, column in enumerate(columns):
        if column.kind is not Kind.COUNT:
            continue
        counts = [cell if isinstance(cell, int) else 0 for cell in (row[number] for row in rows)]
        guarded = hide_small(counts) if is_summed else [hide_few(count) for count in counts]
        for row, cell in zip(told, guarded, strict=True):
            row[number] = cell if row[number] is not None else None
    first = next((number for number, column in enumerate(columns) if column.kind is Kind.COUNT), None)
    for row in told:
        if first is not None and isinstance(row[first], Hidden):
            for number, column in enumerate(columns):
                if column.kind in (Kind.MINUTES, Kind.SHARE) and row[number] is not None:
                    row[number] = Hidden.ALONG
    return tuple(tuple(row) for row in told)


def top(rows: Sequence[Row], most: int, gather: Callable[[Sequence[Row]], Row | None]) -> tuple[Row, ...]:
    """The first rows, and one for all the others where there are more."""
    if len(rows) <= most:
        return tuple(rows)
    others = gather(rows[most:])
    return (*rows[:most], *((others,) if others else ()))


def _is_reckoned(hidden: Sequence[tuple[int | Hidden, int]]) -> bool:
    """Does the sum of a line give away what is hidden in it? One alone, or as many twos as the sum has room for."""
    if len(hidden) < 2:
        return bool(hidden)
    return all(cell is Hidden.FEW for cell, _ in hidden) and sum(count for _, count in hidden) == 2 * len(hidden)
