"""Is the right database opened, is it set up as promised, and do its errors keep what they must not tell?"""

from __future__ import annotations

import logging
import sqlite3
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event, Thread, Timer
from unittest.mock import Mock

import pytest
from sqlalchemy import insert, select, text

from assistant.settings import Settings
from assistant.storage import arrivals as store
from assistant.storage.database import (
    LOCK_SECONDS,
    PRAGMAS,
    Database,
    DatabaseRefused,
    DatabaseUnclear,
    DatabaseUnreachable,
    _prepare_sqlite,
    open_database,
)
from assistant.storage.tables import events, switches
from tests.unit.assistant.storage.conftest import NOW, make_arrival

SECRET = "s3cret-w0rd"


@pytest.fixture(autouse=True)
def set_up_as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Elsewhere nothing waits for the disk (tests/conftest.py)."""
    monkeypatch.setattr("assistant.storage.database.PRAGMAS", PRAGMAS)


@pytest.fixture
def on_sqlite(folder_with_tables: Path) -> Iterator[Database]:
    database = open_database(folder_with_tables)
    yield database
    database.close()


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://u:p@h/n", "postgresql+psycopg"),
        ("postgres://u:p@h/n", "postgresql+psycopg"),
        ("postgresql+psycopg://u:p@h/n", "postgresql+psycopg"),
        ("postgresql+psycopg2://u:p@h/n", "postgresql+psycopg"),
        ("sqlite:///{folder}/x.db", "sqlite"),
    ],
)
def test_a_url_goes_to_the_driver_that_is_installed(given: str, driver: str, tmp_path: Path) -> None:
    database = open_database(given.format(folder=tmp_path), is_checked=False)
    assert database.url.drivername == driver
    database.close()


@pytest.mark.parametrize(
    "given",
    ["", "nonsense", f"mysql://u:{SECRET}@h/n", "sqlite://", "sqlite:///:memory:", f"postgresql://u:{SECRET}@h:port/n"],
)
def test_another_url_is_refused_without_quoting_it(given: str) -> None:
    with pytest.raises(DatabaseUnclear, match="Write postgresql://") as refused:
        open_database(given)
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_the_password_is_in_no_repr_no_address_and_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://canipost:{SECRET}@127.0.0.1:1/canipost"
    monkeypatch.setenv("CANIPOST_DATABASE", url)
    settings = Settings()
    assert settings.database_place == url
    database = open_database(url, is_checked=False)
    with (
        pytest.raises(DatabaseUnreachable, match=r"The database .*127\.0\.0\.1.* did not answer") as refused,
        database.reading(),
    ):
        pass
    seen = [repr(settings), str(settings), repr(database), database.address, str(database.url), repr(database.url)]
    seen.append("".join(traceback.format_exception(refused.value)))
    assert not [each for each in seen if SECRET in each]
    database.close()


def test_without_a_setting_it_is_a_file_in_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CANIPOST_HOME", str(tmp_path / "new" / "home"))
    place = Settings().database_place
    assert isinstance(place, Path)
    database = open_database(place)
    file = tmp_path / "new" / "home" / "canipost.db"
    assert database.url.database == str(file)
    # Only its owner may read what staff asked.
    assert [path.stat().st_mode & 0o077 for path in sorted(file.parent.iterdir())] == [0] * len(
        list(file.parent.iterdir())
    )
    database.close()


def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnreachable, match=r"file/canipost\.db cannot be written: "):
        open_database(tmp_path / "file")


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("synchronous", 2),
        ("busy_timeout", LOCK_SECONDS * 1000),
        ("secure_delete", 1),
    ],
)
def test_every_connection_to_sqlite_is_set_up(on_sqlite: Database, pragma: str, value: object) -> None:
    with on_sqlite.reading() as one, on_sqlite.reading() as other:
        assert [each.execute(text(f"PRAGMA {pragma}")).scalar_one() for each in (one, other)] == [value, value]


def test_what_a_block_wrote_is_gone_when_it_raises(database: Database) -> None:
    def write_and_fail() -> None:
        with database.transaction() as connection:
            store.record(connection, make_arrival(), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with database.reading() as connection:
        assert store.find_arrival(connection, "k1") is None


def test_a_reader_waits_for_no_writer_and_sees_nothing_half_done(database: Database) -> None:
    with database.transaction() as writer:
        store.record(writer, make_arrival(), NOW)
        with database.reading() as reader:
            assert store.find_arrival(reader, "k1") is None


def test_a_writer_that_waits_too_long_is_told_to_try_again(
    on_sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two connections with a short patience, opened as every other.
    monkeypatch.setattr("assistant.storage.database.PRAGMAS", ("busy_timeout=10",))
    other = open_database(f"sqlite:///{on_sqlite.url.database}", is_checked=False)
    with on_sqlite.transaction(), pytest.raises(DatabaseUnreachable, match="SQLITE_BUSY"), other.transaction():
        pass
    other.close()


def test_the_threads_of_a_process_take_turns_at_writing(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    # With hardly any patience of SQLite's: none of them comes to wait for its lock.
    monkeypatch.setattr("assistant.storage.database.PRAGMAS", ("busy_timeout=1",))

    def write(number: int) -> bool:
        with database.transaction() as connection:
            return store.record(connection, make_arrival(key=f"k{number}"), NOW)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(write, range(80)))


def test_a_thread_whose_turn_does_not_come_is_told_to_try_again(
    on_sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.storage.database.LOCK_SECONDS", 0.01)
    with on_sqlite.transaction(), pytest.raises(DatabaseUnreachable, match="by others"), on_sqlite.transaction():
        pass
    with on_sqlite.transaction() as connection:
        assert store.record(connection, make_arrival(), NOW)


def test_who_has_more_patience_waits_longer_and_the_next_waits_as_always(
    on_sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.storage.database.PRAGMAS", ("busy_timeout=1",))
    monkeypatch.setattr("assistant.storage.database.LOCK_SECONDS", 0)
    other = open_database(f"sqlite:///{on_sqlite.url.database}", is_checked=False)
    held, release = Event(), Event()

    def hold() -> None:
        with on_sqlite.transaction():
            held.set()
            release.wait()

    holder = Thread(target=hold)
    holder.start()
    held.wait()
    with pytest.raises(DatabaseUnreachable), other.transaction():
        pass
    Timer(0.05, release.set).start()
    with other.transaction(120) as connection:
        assert store.record(connection, make_arrival(), NOW)
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() == 0
    holder.join()
    other.close()


class BusyAtFirst:
    """A connection to a new file that another program makes WAL at the same moment."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.done: list[str] = []
        self.isolation_level: str | None = ""
        self.cursor = Mock(spec=sqlite3.Cursor)

    def execute(self, statement: str) -> Mock:
        if statement == "PRAGMA journal_mode=WAL" and self.refusals:
            self.refusals -= 1
            problem = sqlite3.OperationalError("database is locked")
            problem.sqlite_errorname = "SQLITE_BUSY"
            raise problem
        self.done.append(statement)
        return self.cursor


def test_a_library_that_reads_and_then_writes_is_not_refused_for_what_others_wrote_between(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    others = open_database(tmp_path)
    with database.transaction() as connection:
        connection.execute(text("CREATE TABLE counted (number INTEGER)"))
        connection.execute(text("INSERT INTO counted VALUES (1)"))

    def write() -> None:
        with others.transaction() as connection:
            connection.execute(text("UPDATE counted SET number = number + 10"))

    with ThreadPoolExecutor(1) as pool:
        with database.writing_engine.begin() as connection:
            read = connection.execute(text("SELECT number FROM counted")).scalar_one()
            between = pool.submit(write)
            wait([between], timeout=0.2)
            connection.execute(text("UPDATE counted SET number = :number"), {"number": read + 100})
        between.result()

    with database.reading() as connection:
        assert connection.execute(text("SELECT number FROM counted")).scalar_one() == 111
    database.close()
    others.close()


def test_programs_that_open_a_new_file_at_once_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    # SQLite refuses this one at once, whatever its busy timeout.
    late = BusyAtFirst(refusals=2)
    _prepare_sqlite(late, None)  # type: ignore[arg-type]
    assert late.done == [f"PRAGMA {pragma}" for pragma in PRAGMAS]
    monkeypatch.setattr("assistant.storage.database.LOCK_SECONDS", 0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        _prepare_sqlite(BusyAtFirst(refusals=10_000), None)  # type: ignore[arg-type]


@pytest.mark.parametrize("has_a_null", [True, False])
def test_an_error_never_holds_what_was_being_written(
    database: Database, caplog: pytest.LogCaptureFixture, has_a_null: bool
) -> None:
    # PostgreSQL quotes the whole row when a column must not be null, and the value when a key is there twice.
    values = {
        "workspace": SECRET,
        "is_on": None if has_a_null else True,
        "set_by": SECRET,
        "set_at": NOW,
        "reason": SECRET,
    }
    with pytest.raises(DatabaseRefused) as refused, database.transaction() as connection:
        connection.execute(insert(switches), [values, values])
    logging.getLogger("test").error("it failed", exc_info=refused.value)
    assert SECRET not in "".join(traceback.format_exception(refused.value)) + caplog.text


def test_a_table_that_is_missing_is_a_fault_not_an_outage(database: Database) -> None:
    with pytest.raises(DatabaseRefused, match="refused a statement"), database.reading() as connection:
        connection.execute(text("SELECT * FROM nowhere"))


@pytest.mark.parametrize(
    "change",
    ["UPDATE events SET person = 'x'", "DELETE FROM events", "TRUNCATE events", "TRUNCATE asked, hand_offs CASCADE"],
)
def test_the_database_refuses_a_change_of_what_happened(database: Database, change: str) -> None:
    with database.transaction() as connection:
        connection.execute(insert(events).values(at=NOW, what="asked", workspace="T1", person="U1", data={}))
    with pytest.raises(DatabaseRefused), database.transaction() as connection:
        connection.execute(text(change))
    with database.reading() as connection:
        assert connection.execute(select(events.c.person)).scalars().all() == ["U1"]


def test_a_server_that_went_away_is_reached_again(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(text("SELECT 1"))
    if not database.is_sqlite:
        with database.transaction() as connection:
            # Every connection but this one: what waits in the pool is dead now.
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
                )
            )
    with database.reading() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1
