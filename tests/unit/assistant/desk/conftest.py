"""A desk with quick answers over a database of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from assistant.desk.desk import Desk
from assistant.desk.notices import Notices, load_notices
from assistant.desk.records import Arrival, Response, Shown
from assistant.storage.database import Database, open_database
from assistant.storage.tables import metadata
from corpus.rulebook import Rulebook
from tests.postgres import PostgresServer
from tests.quick_desk import Hands, quick_desk


@pytest.fixture(scope="session")
def notices(rulebook: Rulebook) -> Notices:
    return load_notices(rulebook)


@pytest.fixture
def database(tmp_path: Path, empty_database: Path) -> Iterator[Database]:
    shutil.copy(empty_database, tmp_path)
    opened = open_database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def desk(database: Database, notices: Notices, hands: Hands) -> Desk:
    return quick_desk(database, notices, clock=hands)


WorkOn = Callable[[Arrival], Response | None]


@pytest.fixture
def work_on(desk: Desk) -> WorkOn:
    """Does an arrival from beginning to end, as a worker would; shows it under a number of its own."""
    numbers = iter(range(100, 1000))

    def work(arrival: Arrival) -> Response | None:
        desk.receive(arrival)
        response = desk.respond(arrival.key)
        shown = (Shown(arrival.place.channel, f"{next(numbers)}.0"),) if response and response.asked else ()
        desk.settle(arrival.key, shown)
        return response

    return work


@pytest.fixture(scope="session")
def desk_postgres(postgres: PostgresServer) -> str:
    """One database with the tables in it for all tests of the desk."""
    url = postgres.new_database()
    open_database(url).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def place_of_either(request: pytest.FixtureRequest, tmp_path: Path) -> str | Path:
    """Where an empty database is, of each kind."""
    if request.param == "sqlite":
        return tmp_path / "either"
    url: str = request.getfixturevalue("desk_postgres")
    with psycopg.connect(url) as connection:
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(f"TRUNCATE {names} RESTART IDENTITY".encode())
    return url
