"""What can the terminal show: how wide is it, which characters, any color?"""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

WIDEST = 100
"""Longer lines are hard to read; a wider terminal keeps this measure."""
NARROWEST = 24
IN_A_PIPE = 80

_PLAIN = str.maketrans(
    {
        "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...", "–": "-", "—": "-", "¶": "par.", "•": "*", "·": "-",
        "✓": "+", "✗": "x", "◐": "~", "→": "->", "│": "|", "☐": "[ ]", "\u00a0": " ",
        "▇": "#", "░": ".",
    }
)  # fmt: skip
"""What stands in for a character that the terminal's encoding lacks."""

STYLES = {"no": "1;31", "conditional": "1;33", "yes": "1;32", "other": "1;36", "dim": "2", "bold": "1"}


@dataclass(frozen=True, slots=True)
class Terminal:
    """A place to print to. `write` wraps to the width and replaces what the encoding cannot hold."""

    stream: TextIO
    width: int
    has_color: bool
    encoding: str

    def write(self, text: str = "", indent: str = "", hanging: str | None = None, style: str | None = None) -> None:
        """Print a paragraph, wrapped; `hanging` indents its further lines."""
        further = self.fit(indent if hanging is None else hanging)
        indent = self.fit(indent)
        lines = [
            line
            for part in text.split("\n")
            for line in textwrap.wrap(
                self.fit(part), self.width, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False
            )
            or [""]
        ]
        for line in lines:
            self.stream.write(
                (f"\x1b[{STYLES[style]}m{line}\x1b[0m" if style and self.has_color and line else line) + "\n"
            )

    def fit(self, text: str) -> str:
        """The text in characters that the encoding has, without any that steer the terminal."""
        text = "".join(character if character.isprintable() or character == "\t" else " " for character in text)
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return text.translate(_PLAIN).encode(self.encoding, "replace").decode(self.encoding)
        return text

    def columns(self, rows: Iterable[tuple[str, ...]], indent: str = "  ") -> None:
        """Print rows in aligned columns; where they do not fit, the last column is wrapped under itself."""
        rows = [tuple(map(self.fit, row)) for row in rows]
        widths = [max((len(row[n]) for row in rows), default=0) for n in range(max(map(len, rows), default=0) - 1)]
        for row in rows:
            head = indent + "".join(f"{cell:<{width}}  " for cell, width in zip(row[:-1], widths, strict=False))
            fits = len(head) <= self.width // 2
            self.write(head + row[-1], hanging=" " * len(head) if fits else indent + "  ")


def standard_output() -> Terminal:
    """Standard output as it is: a terminal of some width, or a pipe; NO_COLOR and TERM=dumb are heeded."""
    stream = sys.stdout
    is_terminal = stream.isatty()
    wanted = (
        shutil.get_terminal_size((IN_A_PIPE, 24)).columns if is_terminal or os.environ.get("COLUMNS") else IN_A_PIPE
    )
    return Terminal(
        stream=stream,
        width=max(NARROWEST, min(wanted, WIDEST)),
        has_color=is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb",
        encoding=stream.encoding or "ascii",
    )
