"""
Where does the PostgreSQL of the tests come from?

One that is there and does not start fails the tests, rather than being passed over.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from assistant.storage.database import open_database
from tests import postgres as starting
from tests.postgres import PostgresDidNotStart, PostgresServer, find_programs, of_the_wheel, run_postgres


@pytest.fixture
def programs() -> Iterator[Path]:
    """A folder that another user can enter too."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def bare_machine(programs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing on PATH, no packages, no wheel: the folder of each, to put programs into."""
    monkeypatch.setenv("PATH", str(programs / "path"))
    monkeypatch.setattr(starting, "PACKAGES", programs / "packages")
    monkeypatch.setattr(starting, "of_the_wheel", lambda: starting.newest_first(programs / "wheel"))
    return programs


def write_programs(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        write_program(folder / name, "exit 0")
    return folder


def write_program(path: Path, lines: str) -> None:
    path.write_text(f"#!/bin/sh\n{lines}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (["wheel/pginstall/bin", "packages/16/bin", "path"], "path"),
        (["wheel/pginstall/bin", "packages/9/bin", "packages/16/bin"], "packages/16/bin"),
        (["wheel/pginstall/bin", "wheel/pginstall18/bin"], "wheel/pginstall18/bin"),
        ([], None),
    ],
)
def test_the_server_on_path_goes_before_the_machines_packages_and_those_before_the_wheel(
    bare_machine: Path, there: list[str], found: str | None
) -> None:
    for folder in there:
        write_programs(bare_machine / folder)
    assert find_programs() == (bare_machine / found if found else None)


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone starts it as another user")
def test_a_wheel_in_a_folder_that_its_server_may_not_enter_is_passed_over(bare_machine: Path) -> None:
    write_programs(bare_machine / "wheel" / "pginstall18" / "bin")
    (bare_machine / "wheel").chmod(0o700)
    assert find_programs() is None


def test_where_no_server_is_installed_the_one_of_the_wheel_holds_our_tables(bare_machine: Path) -> None:
    wheels = [folder for folder in of_the_wheel() if starting.may_be_run(folder)]
    if not wheels:
        pytest.skip("the wheel stands where root's server may not enter")
    with run_postgres(wheels[0]) as server:
        database = open_database(server.new_database())
        database.close()


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
