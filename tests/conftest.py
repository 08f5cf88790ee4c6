"""
What does every test start from? A clean environment, a home and a cache of its own, and no network.

What only some of them need is imported where it is made: a single test starts in a second.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from hypothesis import settings

from tests.postgres import PostgresServer, delete_rows, drop_tables, find_programs, run_postgres

if TYPE_CHECKING:
    from assistant.answering.answerer import Answerer
    from assistant.answering.screening import Screener
    from assistant.storage.database import Database
    from corpus.library import Library
    from corpus.rulebook import Rulebook

# How many examples a property is tried on: other runs try others, so a few of them each time find as much in a week.
# Two busy cores make single examples slow at random; a time limit on one would fail by chance, not by fault.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=200, deadline=None)
settings.load_profile(os.environ.get("TEST_EXAMPLES", "quick"))

# The libraries make a million objects that stay. Looking through them all again and again, as Python does by itself,
# took a sixth of the time.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    """What is there by now stays; and nothing that a test writes has to survive a power cut."""
    gc.collect()
    gc.freeze()
    if storage := sys.modules.get("assistant.storage.database"):
        hasty = (pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in storage.PRAGMAS)
        storage.PRAGMAS = tuple(hasty)  # type: ignore[attr-defined]


class NetworkRefused(AssertionError):
    """A test reached for the network. Use a fake with the same interface instead."""


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the person who runs the tests reaches them; one cache serves the whole run, as it serves a user."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            # The width of a terminal is a setting too: pytest-xdist hands it on, and tables fold by it.
            if name.startswith(("CANIPOST_", "SLACK_", "LANGCHAIN_", "LANGSMITH_")) or name in ("COLUMNS", "LINES"):
                patch.delenv(name)
        patch.setenv("CANIPOST_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("CANIPOST_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("HF_HUB_OFFLINE", "1")
        yield


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connecting to anything but this machine fails loudly."""
    connect = socket.socket.connect

    def connect_here_only(self: socket.socket, address: tuple[str, int] | str) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not is_this_machine(address[0]):
            raise NetworkRefused(f"A test tried to connect to {address[0]!r}; tests run without a network.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here_only)


def is_this_machine(host: str) -> bool:
    """Whether a host name or address is the loopback."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def library() -> Library:
    """The texts as shipped."""
    from tests.shipped import shipped_library

    return shipped_library()


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The rules as shipped."""
    from tests.shipped import shipped_rulebook

    return shipped_rulebook()


@pytest.fixture(scope="session")
def screener() -> Screener:
    """The one that a program opens."""
    from tests.shipped import shipped_screener

    return shipped_screener()


@pytest.fixture(scope="session")
def real_answerer() -> Answerer:
    """The one that a program opens, with the weights as shipped."""
    from tests.shipped import shipped_answerer

    return shipped_answerer()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the tables in it and no rows: a copy of it is there far sooner than another like it."""
    from assistant.storage.database import SQLITE_FILE, open_database

    folder = tmp_path_factory.mktemp("empty")
    open_database(folder).close()
    return folder / SQLITE_FILE


@pytest.fixture
def folder_with_tables(tmp_path: Path, empty_database: Path) -> Path:
    """The folder of the test, with a database without rows in it."""
    shutil.copy(empty_database, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run. Skips where there is none; one that does not start is a failure."""
    programs = find_programs()
    if programs is None:
        pytest.skip(
            "No PostgreSQL here: no initdb on PATH, in packages, or in a wheel where its server may enter (make setup)"
        )
    with run_postgres(programs) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_tables(postgres: PostgresServer) -> str:
    """A database with the tables in it, one for the whole run: emptying it is far faster than making another."""
    from assistant.storage.database import open_database

    url = postgres.new_database()
    open_database(url).close()
    return url


@pytest.fixture
def empty_postgres(postgres_tables: str) -> str:
    """The URL of a database with the tables in it and no rows."""
    with psycopg.connect(postgres_tables) as connection:
        delete_rows(connection)
    return postgres_tables


@pytest.fixture(scope="session")
def opened_postgres(postgres_tables: str) -> Iterator[Database]:
    """Opened once: an engine keeps what it compiled, and its connections."""
    from assistant.storage.database import open_database

    database = open_database(postgres_tables)
    yield database
    database.close()


@pytest.fixture
def postgres_database(opened_postgres: Database) -> Database:
    """A database without rows on the server."""
    with opened_postgres.transaction() as connection:
        delete_rows(connection.connection.driver_connection)
    return opened_postgres


@pytest.fixture(scope="session")
def opened_sqlite(empty_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Opened once: an engine keeps what it compiled, whatever file stands where it looks."""
    from assistant.storage.database import open_database

    folder = tmp_path_factory.mktemp("opened")
    shutil.copy(empty_database, folder)
    database = open_database(folder)
    yield database
    database.close()


@pytest.fixture(scope="session")
def empty_sqlite(opened_sqlite: Database, empty_database: Path) -> Callable[[], Database]:
    """Gives the database without rows, whatever was in it, with its file alone in its folder."""

    def empty() -> Database:
        opened_sqlite.close()
        folder = Path(opened_sqlite.url.database or "").parent
        for left in folder.iterdir():
            left.unlink()
        shutil.copy(empty_database, folder)
        return opened_sqlite

    return empty


@pytest.fixture
def sqlite_database(empty_sqlite: Callable[[], Database]) -> Iterator[Database]:
    """A database without rows in a file, alone in its folder."""
    opened = empty_sqlite()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_scratch(postgres: PostgresServer) -> str:
    """A database for tests that make the tables themselves, one for the whole run."""
    return postgres.new_database()


@pytest.fixture
def bare_postgres(postgres_scratch: str) -> str:
    """The URL of a database with nothing in it."""
    drop_tables(postgres_scratch)
    return postgres_scratch
