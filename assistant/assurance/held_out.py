"""What did a reader read from rows it was not trained on? Kept in a file: doubt is studied without reading again.

One gzipped JSON line a row. The words behind the facts are left out: nothing here needs them.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.answering.records import FactDoubt, FactReading, Kind, Reading, Verdict
from corpus.bank import Example

FITTED_ON = (
    "questions-2", "terse", "formal", "stories", "night-shift", "memo-style", "after-hours", "voces-nuevas",
)  # fmt: skip
"""Voices that the reader which ships has never seen, and that its doubt is fitted on: scores, limits, temperature."""

COUNTED_ALONE = ("new-faces", "next-desk", "otras-voces", "second-thoughts", "first-week", "passing-through")
"""
Voices that the reader has never seen and that nothing is fitted on either: its figures are counted there.

To add one: its file in `corpus/questions/`, its name here, then `canipost reader read`, `canipost reader doubt` and
`tests/benchmarks/reader_tables.py`.
"""

HELD_ASIDE = (*FITTED_ON, *COUNTED_ALONE)
"""All that a reader which ships is trained without."""

LEAST_RELEVANCE = 0.005
"""Clauses less relevant than this are left out and count as not relevant at all."""

DIGITS = 5

REMEDY = "Make it: canipost reader read --into FOLDER, with the reader of that folder."


class HeldOutDamaged(Exception):
    """The file of held-out readings cannot be read, or names rows that the bank does not hold."""


class HeldOutReading(BaseModel):
    """A reading as a line of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Kind
    kind_confidence: float
    facts: dict[str, tuple[bool, float]]
    doubts: dict[str, tuple[float, float, float]]
    opinion: dict[Verdict, float]
    relevance: dict[str, float]
    is_partial: bool

    @classmethod
    def of(cls, id: str, reading: Reading) -> HeldOutReading:
        """The line for a row's reading."""
        return cls(
            id=id,
            kind=reading.kind,
            kind_confidence=round(reading.kind_confidence, DIGITS),
            facts={name: (fact.value, round(fact.confidence, DIGITS)) for name, fact in reading.facts.items()},
            doubts={
                name: (round(doubt.not_stated, DIGITS), round(doubt.so, DIGITS), round(doubt.not_so, DIGITS))
                for name, doubt in reading.doubts.items()
            },
            opinion={verdict: round(share, DIGITS) for verdict, share in reading.opinion.items()},
            relevance={c: round(r, DIGITS) for c, r in reading.relevance.items() if r >= LEAST_RELEVANCE},
            is_partial=reading.is_partial,
        )

    def reading(self) -> Reading:
        """The reading, without the words behind its facts."""
        return Reading(
            kind=self.kind,
            kind_confidence=self.kind_confidence,
            facts=MappingProxyType({name: FactReading(value, "", sure) for name, (value, sure) in self.facts.items()}),
            opinion=MappingProxyType(dict(self.opinion)),
            relevance=MappingProxyType(dict(self.relevance)),
            reader="held out",
            doubts=MappingProxyType({name: FactDoubt(*shares, "") for name, shares in self.doubts.items()}),
            is_partial=self.is_partial,
        )


def rows_of(voices: Collection[str], bank: Iterable[Example]) -> list[Example]:
    """The rows of some voices that are read for it: each turn of a conversation with those before it, and so once."""
    return [example for example in bank if example.voice in voices and not example.stands_alone]


def write_held_out(file: Path, readings: Iterable[tuple[str, Reading]]) -> None:
    """Write the readings of rows by id. The same readings give the same bytes."""
    lines = "".join(HeldOutReading.of(id, reading).model_dump_json() + "\n" for id, reading in readings)
    with file.open("wb") as out, gzip.GzipFile(fileobj=out, mode="wb", filename="", mtime=0) as packed:
        packed.write(lines.encode())


def read_held_out(file: Path, bank: Iterable[Example]) -> Iterator[tuple[Example, Reading]]:
    """The rows of the bank with their readings. Raises HeldOutDamaged, naming the line."""
    rows: Mapping[str, Example] = {example.id: example for example in bank}
    number = 0
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                number += 1
                held = HeldOutReading.model_validate_json(line)
                if held.id not in rows:
                    raise HeldOutDamaged(f"{file}, line {number}: the bank has no row {held.id!r}. {REMEDY}")
                yield rows[held.id], held.reading()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, ValidationError) as trouble:
        what = " ".join(str(trouble).split())
        where = f"line {number}" if isinstance(trouble, ValidationError) else f"after line {number}"
        raise HeldOutDamaged(f"{file}, {where}: cannot be read ({what}). {REMEDY}") from trouble
