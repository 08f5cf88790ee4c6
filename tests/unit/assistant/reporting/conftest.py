"""An office at work."""

from __future__ import annotations

import pytest

from assistant.storage.database import Database
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.bureau import Bureau, open_bureau


@pytest.fixture
def bureau(sqlite_database: Database, library: Library, rulebook: Rulebook) -> Bureau:
    return open_bureau(sqlite_database, library, rulebook)
