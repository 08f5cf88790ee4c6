"""Both databases, each test with one of its own; and questions and arrivals to put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from assistant.desk.records import Arrival, Asked, AskedState, Audience, Deed, Entry, Place
from assistant.storage.database import Database

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
THREAD = Place("T1", "C1", "100.1")

MakeArrival = Callable[..., Arrival]
MakeQuestion = Callable[..., Asked]


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> str | Path:
    """Where a database is, with the tables in it and no rows: a folder, or a URL."""
    found: str | Path = request.getfixturevalue("folder_with_tables" if request.param == "sqlite" else "empty_postgres")
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where a database is that has nothing in it."""
    if request.param == "sqlite":
        return tmp_path / "home"
    url: str = request.getfixturevalue("bare_postgres")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    opened: Database = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
    return opened


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    """In one transaction, committed at the end."""
    with database.transaction() as connection:
        yield connection


def make_arrival(key: str = "k1", **changes: Any) -> Arrival:
    values: dict[str, Any] = {
        "key": key,
        "deed": Deed.ASKED,
        "person": "U1",
        "place": THREAD,
        "at": NOW,
        "message": "100.1",
        "entry": Entry.MENTION,
        "text": "may i post this",
    }
    return Arrival(**{**values, **changes})


_numbers = count(1)


def make_question(**changes: Any) -> Asked:
    """A new question; its key and its message differ from those of every other."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": 0,
        "key": f"key-{number}",
        "person": "U1",
        "place": THREAD,
        "message": f"200.{number}",
        "entry": Entry.MENTION,
        "text": "may i post this",
        "hidden": (),
        "audience": Audience.THREAD,
        "state": AskedState.OPEN,
        "asked_at": NOW,
    }
    return Asked(**{**values, **changes})
