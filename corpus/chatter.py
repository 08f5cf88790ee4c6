"""What do people say around their question that has nothing to do with it?

A reader is trained to look past it: traffic, coffee, a slow elevator. `questions/chatter.tsv` has one a line:
language, position, text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.errors import Fault, FaultyData

CHATTER_FILE = Path(__file__).parent / "questions" / "chatter.tsv"


class Position(StrEnum):
    """Where it can stand."""

    BEFORE = "before"
    AROUND = "around"
    """Before the question or after it."""
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Aside:
    """Some words that state nothing about what would be posted."""

    language: str
    position: Position
    text: str


def read_chatter(file: Path = CHATTER_FILE) -> tuple[Aside, ...]:
    """All of the file. Raises `FaultyData` with every faulty line."""
    asides: list[Aside] = []
    faults: list[Fault] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        columns = line.split("\t")
        if len(columns) != 3 or columns[1] not in set(Position) or not columns[2].strip():
            faults.append(Fault(str(file), number, f"not language, {'|'.join(Position)} and text, by tabs: {line!r}"))
            continue
        asides.append(Aside(columns[0], Position(columns[1]), columns[2]))
    if faults:
        raise FaultyData(faults)
    return tuple(asides)


def texts_at(positions: set[Position], asides: Sequence[Aside]) -> list[str]:
    """The texts that can stand in one of the positions."""
    return [aside.text for aside in asides if aside.position in positions]
