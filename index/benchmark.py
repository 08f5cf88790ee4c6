"""What does a retrieval benchmark in BEIR's format hold, and is it sound?

    corpus.jsonl    {"_id": "d1", "title": "...", "text": "..."}      title may be missing
    queries.jsonl   {"_id": "q1", "text": "..."}
    qrels.tsv       query-id <tab> corpus-id <tab> score               with or without that header

As BEIR's own files are laid out (Thakur et al. 2021). trec_eval's four columns (query, iteration, passage, grade) are
read as well.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import BenchmarkUnreadable
from index.measures import Grades

_SHOWN = 60  # characters of a faulty line that an error quotes


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A benchmark whose judgments all refer to passages and queries that are there."""

    passages: dict[str, str]
    """Text of each passage: title and text, as BEIR joins them."""
    queries: dict[str, str]
    """The judged queries only; a set's queries without a judgment are left out, as BEIR does."""
    qrels: dict[str, Grades]
    """Grades by query, then by passage."""
    unjudged: int
    """How many queries were left out."""


def read_benchmark(corpus: Path, queries: Path, qrels: Path) -> Benchmark:
    """
    The benchmark in these three files.

    Raises BenchmarkUnreadable, naming file and line, for a missing or empty file, a line that is no JSON object with
    the expected fields, an id listed twice, a grade that is no whole number, a judgment about a query or a passage that
    is not there, and for a set without any judgment.
    """
    passages: dict[str, str] = {}
    for where, row in _rows(corpus):
        title, text = _text(where, row, "title", default=""), _text(where, row, "text")
        _add(passages, where, _text(where, row, "_id"), f"{title} {text}".strip())
    asked: dict[str, str] = {}
    for where, row in _rows(queries):
        _add(asked, where, _text(where, row, "_id"), _text(where, row, "text"))
    grades: dict[str, dict[str, int]] = {}
    for where, (query, passage, grade) in _judgments(qrels):
        if query not in asked:
            raise BenchmarkUnreadable(f"{where}: query {query!r} is not in {queries}.")
        if passage not in passages:
            raise BenchmarkUnreadable(f"{where}: passage {passage!r} is not in {corpus}.")
        grades.setdefault(query, {})[passage] = grade
    if not grades:
        raise BenchmarkUnreadable(f"{qrels}: there is no judgment in it, so nothing can be measured.")
    judged = {query: text for query, text in asked.items() if query in grades}
    return Benchmark(passages, judged, {query: grades[query] for query in judged}, len(asked) - len(judged))


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Each line that is not blank, with `file:line`."""
    try:
        with file.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield f"{file}:{number}", line.rstrip("\r\n")
    except UnicodeDecodeError as trouble:
        raise BenchmarkUnreadable(f"{file}: is not UTF-8 text ({trouble.reason}).") from trouble
    except OSError as trouble:
        raise BenchmarkUnreadable(f"{file}: cannot be read ({trouble.strerror}).") from trouble


def _rows(file: Path) -> Iterator[tuple[str, dict[str, object]]]:
    empty = True
    for where, line in _lines(file):
        empty = False
        try:
            row = json.loads(line)
        except ValueError as trouble:
            raise BenchmarkUnreadable(f"{where}: is not JSON ({trouble}): {line[:_SHOWN]!r}") from trouble
        if not isinstance(row, dict):
            raise BenchmarkUnreadable(f"{where}: expected a JSON object, got {line[:_SHOWN]!r}")
        yield where, row
    if empty:
        raise BenchmarkUnreadable(f"{file}: is empty.")


def _text(where: str, row: dict[str, object], field: str, default: str | None = None) -> str:
    value = row.get(field, default)
    if isinstance(value, str):
        return value
    # Some sets number their ids; a title may be null.
    if field == "_id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is None and default is not None:
        return default
    have = ", ".join(sorted(map(repr, row))) or "none"
    raise BenchmarkUnreadable(f"{where}: {field!r} must be text, got {value!r}. The row's fields: {have}.")


def _add(texts: dict[str, str], where: str, key: str, text: str) -> None:
    if key in texts:
        raise BenchmarkUnreadable(f"{where}: the id {key!r} is there twice.")
    texts[key] = text


def _judgments(file: Path) -> Iterator[tuple[str, tuple[str, str, int]]]:
    for position, (where, line) in enumerate(_lines(file)):
        cells = [cell.strip() for cell in line.split("\t")] if "\t" in line else line.split()
        if len(cells) == 4:
            del cells[1]
        if len(cells) != 3:
            raise BenchmarkUnreadable(
                f"{where}: expected query-id, corpus-id and score with tabs between, got {line[:_SHOWN]!r}"
            )
        grade = _whole_number(cells[2])
        if grade is None:
            if position == 0:  # the header
                continue
            raise BenchmarkUnreadable(f"{where}: the score must be a whole number, got {cells[2]!r}")
        yield where, (cells[0], cells[1], grade)


def _whole_number(cell: str) -> int | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return int(value) if value.is_integer() else None
