"""An office at work, and the report on a week of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.reporting.report import Report
from assistant.storage.database import open_database
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.bureau import Bureau, a_week, open_bureau


@pytest.fixture
def bureau(tmp_path: Path, empty_database: Path, library: Library, rulebook: Rulebook) -> Iterator[Bureau]:
    shutil.copy(empty_database, tmp_path)
    database = open_database(tmp_path)
    yield open_bureau(database, library, rulebook)
    database.close()


@pytest.fixture(scope="session")
def week(tmp_path_factory: pytest.TempPathFactory, library: Library, rulebook: Rulebook) -> Report:
    """A report with something in every table."""
    database = open_database(tmp_path_factory.mktemp("week"))
    report = a_week(open_bureau(database, library, rulebook))
    database.close()
    return report
