"""An office at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.storage.database import open_database
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.bureau import Bureau, open_bureau


@pytest.fixture
def bureau(folder_with_tables: Path, library: Library, rulebook: Rulebook) -> Iterator[Bureau]:
    database = open_database(folder_with_tables)
    yield open_bureau(database, library, rulebook)
    database.close()
