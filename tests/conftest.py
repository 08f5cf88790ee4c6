"""
What does every test start from? A clean environment, a home and a cache of its own, and no network.

What only some of them need is imported where it is made: a single test starts in a second.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.postgres import PostgresServer, find_programs, run_postgres

if TYPE_CHECKING:
    from assistant.answering.screening import Screener
    from corpus.library import Library
    from corpus.rulebook import Rulebook

# How many examples a property is tried on: other runs try others, so a few of them each time find as much in a week.
# Two busy cores make single examples slow at random; a time limit on one would fail by chance, not by fault.
settings.register_profile("quick", max_examples=20, deadline=None)
settings.register_profile("thorough", max_examples=200, deadline=None)
settings.load_profile(os.environ.get("TEST_EXAMPLES", "quick"))


class NetworkRefused(AssertionError):
    """A test reached for the network. Use a fake with the same interface instead."""


@pytest.fixture(scope="session", autouse=True)
def own_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the person who runs the tests reaches them; one cache serves the whole run, as it serves a user."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith(("CANIPOST_", "SLACK_", "LANGCHAIN_", "LANGSMITH_")):
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
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the tables in it and no rows: a copy of it is there far sooner than another like it."""
    from assistant.storage.database import SQLITE_FILE, open_database

    folder = tmp_path_factory.mktemp("empty")
    open_database(folder).close()
    return folder / SQLITE_FILE


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL server for the whole run. Skips where none is installed; one that does not start is a failure."""
    programs = find_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here (no initdb)")
    with run_postgres(programs) as server:
        yield server
