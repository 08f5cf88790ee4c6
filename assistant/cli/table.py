"""How are rows of figures shown? As a Markdown table, as in BENCHMARKS.md; where that is too wide, one by one."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.cli.terminal import Terminal

LEAST_DASHES = 3


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a table is shown: a terminal, and how wide a table may be there; None for as wide as it is."""

    terminal: Terminal
    widest: int | None = None

    def write(self, text: str = "", hanging: str = "") -> None:
        """Print a paragraph."""
        self.terminal.write(text, hanging=hanging)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], left: Sequence[int] = (0,)) -> None:
        """Print rows under their head, then an empty line; `left` numbers the columns of words, others hold figures."""
        fit = self.terminal.fit
        head, rows = [fit(cell) for cell in head], [[fit(cell) for cell in row] for row in rows]
        widths = [max(LEAST_DASHES, *(len(row[n]) for row in (head, *rows))) for n in range(len(head))]
        if self.widest is not None and sum(widths) + 3 * len(widths) + 1 > self.widest:
            self._one_by_one(head, rows)
            return
        rule = ["-" * width if n in left else "-" * (width - 1) + ":" for n, width in enumerate(widths)]
        for row in (head, rule, *rows):
            cells = (
                f"{cell:<{w}}" if n in left else f"{cell:>{w}}"
                for n, (cell, w) in enumerate(zip(row, widths, strict=True))
            )
            self.terminal.stream.write(f"| {' | '.join(cells)} |\n")
        self.write()

    def _one_by_one(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Each row a paragraph of its own: its name, and below it what the columns hold."""
        self.write(head[0])
        for row in rows:
            plain = [cell.replace("**", "").strip() for cell in row]
            self.write(f"- {plain[0]}", hanging="  ")
            self.terminal.columns((name, cell) for name, cell in zip(head[1:], plain[1:], strict=True) if cell)
        self.write()


def standard_paper(terminal: Terminal) -> Paper:
    """Standard output: tables as wide as the terminal at most, and whole in a pipe."""
    is_narrow = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return Paper(terminal, shutil.get_terminal_size().columns if is_narrow else None)
