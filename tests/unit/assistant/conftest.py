"""A reader that reads what a test tells it to, and the report on a week of an office at work."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest

from assistant.answering.records import Case, FactReading, Kind, Reading, Verdict
from assistant.answering.screening.records import Screened
from corpus.library import Library
from corpus.rulebook import Rulebook
from index.search import Hit

if TYPE_CHECKING:
    from assistant.reporting.report import Report

MakeReading = Callable[..., Reading]


def make_reading(
    kind: Kind = Kind.POSTING,
    opinion: Mapping[Verdict, float] | None = None,
    relevance: Mapping[str, float] | None = None,
    words: Mapping[str, str] | None = None,
    **facts: bool,
) -> Reading:
    """A reading that is sure of the facts given and whose second opinion stays silent, unless a test says otherwise."""
    said = {name: FactReading(value, (words or {}).get(name, ""), 1.0) for name, value in facts.items()}
    return Reading(kind, 1.0, MappingProxyType(said), dict(opinion or {}), dict(relevance or {}), "told")


def make_case(reading: Reading | None = None, raw: str = "Can I post this?", text: str | None = None) -> Case:
    return Case(raw=raw, screened=Screened(raw if text is None else text, (), False), reading=reading)


class ToldReader:
    """Reads what it was told, in the order of the questions."""

    name = "told"

    def __init__(self, *readings: Reading) -> None:
        self.readings = list(readings)
        self.seen: list[tuple[str, ...]] = []

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        self.seen += [tuple(turns) for turns in conversations]
        return [self.readings[n % len(self.readings)] for n in range(len(conversations))]


class NoSearch:
    """Finds nothing."""

    def search_many(self, queries: Sequence[str], k: int) -> list[list[Hit]]:
        return [[] for _ in queries]


@pytest.fixture(scope="session")
def week(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory, library: Library, rulebook: Rulebook
) -> Report:
    """A report with something in every table."""
    from assistant.storage.database import open_database
    from tests.bureau import a_week, open_bureau

    folder = tmp_path_factory.mktemp("week")
    shutil.copy(empty_database, folder)
    database = open_database(folder)
    report = a_week(open_bureau(database, library, rulebook))
    database.close()
    return report
