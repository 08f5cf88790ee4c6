"""
Which database is it, can it be reached, and is it of our release?

SQLite in the home folder unless `CANIPOST_DATABASE` names another; `postgresql://` goes to psycopg. Errors that leave
here never hold a statement, its values or a password: they are safe to log.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_FILE = "canipost.db"
LOCK_SECONDS = 2
"""How long a writer waits for another on SQLite. Below Slack's 3 s: what is not committed by then comes again."""
CONNECT_SECONDS = 3
POOL_SECONDS = 2
POOL_SIZE = 5
POOL_OVERFLOW = 10

PRAGMAS = (
    f"busy_timeout={LOCK_SECONDS * 1000}",  # first: the next one may have to wait
    "journal_mode=WAL",  # who reads waits for no writer; see `_set`
    "synchronous=FULL",  # what is acknowledged to Slack is on the disk
    "foreign_keys=ON",
    "secure_delete=ON",  # a text that is taken out leaves no trace in the file
)
"""How every connection to SQLite begins. https://www.sqlite.org/pragma.html"""

_WRITES = "canipost_writes"
_PATIENCE = "canipost_patience"


class StorageError(Exception):
    """Something is wrong with the database; the message is safe to log and says what to do."""


class DatabaseUnclear(StorageError):
    """`CANIPOST_DATABASE` does not name a database that is understood."""


class DatabaseUnreachable(StorageError):
    """The database cannot be reached, or is locked by somebody else for too long. Trying again later may help."""


class DatabaseRefused(StorageError):
    """The database refused a statement: a fault of ours, or somebody changed its tables."""


class DatabaseTooOld(StorageError):
    """The tables are of an older release. Run `canipost storage upgrade`."""


class DatabaseTooNew(StorageError):
    """The tables are of a newer release than this program. Install that release, or take the tables back with it."""


class Database:
    """A database with its connections. Make one with `open_database`; close it at the end."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.turn = Lock()

    def __repr__(self) -> str:
        return f"Database({self.address})"

    @property
    def address(self) -> str:
        """Where it is, for people: without the password."""
        return self.engine.url.render_as_string(hide_password=True)

    @property
    def url(self) -> URL:
        """Where it is, for another library that connects by itself. Holds the password; its `str` hides it."""
        return self.engine.url

    @property
    def is_sqlite(self) -> bool:
        """Is it a file that one machine writes?"""
        return self.engine.dialect.name == "sqlite"

    @property
    def writing_engine(self) -> Engine:
        """
        The engine for a library that begins its own transactions and may write in them.

        On SQLite each takes the writer's place at its beginning: one that reads first and then writes would be refused
        in the middle when somebody else wrote in between, however long it would wait.
        """
        return self.engine.execution_options(**{_WRITES: True})

    @contextmanager
    def transaction(self, patience: float | None = None) -> Iterator[Connection]:
        """
        Read and write; committed when the block ends, rolled back when it raises.

        On SQLite there is one writer at a time: do not compute long in here (answer a question before, or after).
        `patience` is how many seconds to wait there for another writer; `LOCK_SECONDS` unless told.
        Raises `DatabaseUnreachable` (try again) or `DatabaseRefused`.
        """
        with self._turn(patience), _safe_errors(self.address), self.engine.connect() as connection:
            connection = connection.execution_options(**{_WRITES: True, _PATIENCE: patience})
            with connection.begin():
                yield connection

    @contextmanager
    def _turn(self, patience: float | None) -> Iterator[None]:
        """
        The threads of this process take turns at writing SQLite.

        SQLite itself lets a second writer sleep for up to 0.1 s at a time and look again, whoever came first.
        """
        if not self.is_sqlite:
            yield
            return
        seconds = LOCK_SECONDS if patience is None else patience
        if not self.turn.acquire(timeout=seconds):
            raise DatabaseUnreachable(f"The database {self.address} was written to for {seconds} s by others.")
        try:
            yield
        finally:
            self.turn.release()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read only: waits for no writer and keeps none waiting. Raises like `transaction`."""
        with _safe_errors(self.address), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()


def open_database(place: str | Path, *, is_checked: bool = True) -> Database:
    """
    The database at a URL, or the SQLite file in a folder, which is made when it is not there.

    An empty database gets its tables; one of another release is refused unless `is_checked` is off.

    Raises `DatabaseUnclear`, `DatabaseUnreachable`, `DatabaseTooOld` or `DatabaseTooNew`.
    """
    url = _understood(place)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)
    database = Database(engine)
    if is_checked:
        # Alembic takes 0.1 s to load, and the check is the only one here to need it.
        from assistant.storage.releases import require_current

        try:
            require_current(database)
        except BaseException:
            database.close()
            raise
    return database


def _understood(place: str | Path) -> URL:
    if isinstance(place, Path):
        return URL.create("sqlite", database=str(place.expanduser().resolve() / SQLITE_FILE))
    try:
        url = make_url(place)
        backend = url.get_backend_name()
    except (exc.ArgumentError, ValueError):
        backend = ""
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite")
    # What was given is not quoted: it may hold a password.
    raise DatabaseUnclear(
        "CANIPOST_DATABASE is not understood. Write postgresql://user:password@host/name or sqlite:////path/to/file.db"
    )


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Only its owner may read it; SQLite gives its side files the mode of the file.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as problem:
        raise DatabaseUnreachable(f"{path} cannot be written: {problem.strerror}.") from None
    engine = create_engine(
        url, hide_parameters=True, json_serializer=_json, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_SECONDS, connect_args={"timeout": LOCK_SECONDS},
    )  # fmt: skip
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    # The driver would begin transactions where it sees fit; `_begin_sqlite` does.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        _set(connection, pragma)


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """
    Set it, waiting for others as long as a writer does.

    Of programs that open a new file at once, each would make it WAL; SQLite refuses all but one without waiting,
    whatever its busy timeout, because each holds what the other waits for.
    """
    until = monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}").close()
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorname != "SQLITE_BUSY" or monotonic() > until:
                raise
            sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place at once: one that began as a reader could be refused in the middle, whatever it waits.
    options = connection.get_execution_options()
    if not options.get(_WRITES):
        connection.exec_driver_sql("BEGIN")
    elif (patience := options.get(_PATIENCE)) is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        try:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={round(patience * 1000)}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:  # the connection goes back to the others
            connection.exec_driver_sql(f"PRAGMA busy_timeout={LOCK_SECONDS * 1000}")


def _postgresql(url: URL) -> Engine:
    wanted: dict[str, Any] = {"connect_timeout": CONNECT_SECONDS, "application_name": "canipost"}
    return create_engine(
        url, hide_parameters=True, json_serializer=_json, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_SECONDS, pool_pre_ping=True,
        connect_args={name: value for name, value in wanted.items() if name not in url.query},
    )  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


@contextmanager
def _safe_errors(address: str) -> Iterator[None]:
    """Name what happened without what was being written: a database quotes the whole row in its complaint."""
    try:
        yield
    except (exc.OperationalError, exc.InterfaceError) as problem:
        if _is_statement_at_fault(problem):
            raise DatabaseRefused(f"The database {address} refused a statement ({_kind(problem)}).") from None
        raise DatabaseUnreachable(f"The database {address} did not answer as it should ({_kind(problem)}).") from None
    except exc.TimeoutError:
        raise DatabaseUnreachable(
            f"No connection to {address} came free in {POOL_SECONDS} s: all are in use."
        ) from None
    except exc.DBAPIError as problem:
        raise DatabaseRefused(f"The database {address} refused a statement ({_kind(problem)}).") from None


def _is_statement_at_fault(problem: exc.DBAPIError) -> bool:
    """SQLite calls a missing table an operational error too."""
    return getattr(problem.orig, "sqlite_errorname", "") == "SQLITE_ERROR"


def _kind(problem: exc.DBAPIError) -> str:
    cause = problem.orig
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    constraint = getattr(getattr(cause, "diag", None), "constraint_name", None)
    return ", ".join(part for part in (type(cause).__name__, code, constraint) if part)
