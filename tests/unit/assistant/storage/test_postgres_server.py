"""Does a PostgreSQL that is installed and does not start fail the tests, rather than being passed over?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.postgres import PostgresDidNotStart, PostgresServer, run_postgres


@pytest.fixture
def programs() -> Iterator[Path]:
    """A folder that another user can enter too."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def write_program(path: Path, lines: str) -> None:
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("initdb", "postgres", "says"),
    [
        ("echo no room; exit 1", "exit 0", "initdb failed:\nno room"),
        ("exit 0", "echo no memory; exit 1", "The server did not start:\nno memory"),
    ],
)
def test_a_server_that_does_not_start_is_a_failure_with_what_it_said(
    programs: Path, initdb: str, postgres: str, says: str
) -> None:
    write_program(programs / "initdb", initdb)
    write_program(programs / "postgres", postgres)
    with pytest.raises(PostgresDidNotStart, match=says), run_postgres(programs):
        pass


def test_each_database_is_its_own_and_is_gone_when_it_is_dropped(postgres: PostgresServer) -> None:
    one, other = postgres.new_database(), postgres.new_database()
    with psycopg.connect(one) as connection:
        connection.execute("CREATE TABLE here (a INTEGER)")
    with psycopg.connect(other) as connection:
        assert connection.execute("SELECT to_regclass('here')").fetchone() == (None,)
    for url in (one, other):
        postgres.drop_database(url)
        with pytest.raises(psycopg.OperationalError, match="does not exist"):
            psycopg.connect(url)
