"""Do the tables come up and go down, with data in them, and is what the steps make what `tables.py` says?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    DateTime,
    Inspector,
    Integer,
    MetaData,
    Table,
    func,
    inspect,
    select,
    text,
)

from assistant.desk.records import Shown
from assistant.escalation.records import Move
from assistant.storage.database import (
    LOCK_SECONDS,
    Database,
    DatabaseRefused,
    DatabaseTooNew,
    DatabaseTooOld,
    DatabaseUnclear,
    open_database,
)
from assistant.storage.hand_offs import change_hand_off, find_hand_off
from assistant.storage.management import cards_of
from assistant.storage.releases import MOVE_SECONDS, NOTHING, Standing, downgrade, read_release, steps, upgrade
from assistant.storage.tables import metadata
from tests.unit.assistant.storage.conftest import NOW


@pytest.fixture
def empty(empty_place: str | Path) -> Iterator[Database]:
    database = open_database(empty_place, is_checked=False)
    yield database
    database.close()


def described(connection: Connection) -> dict[str, Any]:
    """What the database itself says of its tables, but for Alembic's own."""
    inspector: Inspector = inspect(connection)
    return {
        name: {
            "columns": [
                (each["name"], str(each["type"]), each["nullable"], each["default"])
                for each in inspector.get_columns(name)
            ],
            "primary key": inspector.get_pk_constraint(name),
            "foreign keys": inspector.get_foreign_keys(name),
            "unique": inspector.get_unique_constraints(name),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def definitions(connection: Connection) -> list[str]:
    """The indexes in the database's own words, with their conditions."""
    query = (
        "SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if connection.dialect.name == "sqlite"
        else "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    )
    return sorted(connection.execute(text(query)).scalars())


def tables_of(connection: Connection) -> list[Table]:
    """Every table there is, whatever the step; one comes after those it points to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection) -> dict[str, int]:
    """Put a row into every table; says how many each has."""
    for table in tables_of(connection):
        connection.execute(table.insert().values(some_row(table)))
    return rows(connection)


def clear(connection: Connection) -> None:
    """Empty every table, the one that refuses it too."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER IF EXISTS events_refuse_delete"))
    else:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    for table in reversed(tables_of(connection)):
        connection.execute(table.delete())


def some_row(table: Table) -> dict[str, Any]:
    def some(column: Any) -> Any:  # noqa: ANN401 - a value of whatever type the column has
        kind = column.type
        if isinstance(kind, DateTime):
            return NOW.replace(tzinfo=None)
        if isinstance(kind, JSON):
            return {"a": 1}
        if isinstance(kind, Boolean):
            return True
        return 1 if isinstance(kind, Integer) else "x"

    return {column.name: some(column) for column in table.columns}


def rows(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables_of(connection)
    }


def test_the_steps_make_what_the_tables_say(empty: Database) -> None:
    with empty.transaction() as connection:
        metadata.create_all(connection)
        said, said_indexes = described(connection), definitions(connection)
        metadata.drop_all(connection)
    upgrade(empty)
    with empty.reading() as connection:
        assert described(connection) == said
        assert definitions(connection) == said_indexes
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata) == []


def test_every_step_goes_up_and_down_with_rows_in_the_tables(empty: Database) -> None:
    for before, step in pairwise((NOTHING, *steps())):
        upgrade(empty, step)
        with empty.transaction() as connection:
            assert set(fill(connection).values()) == {1}, "a step with an empty table is not tested"
        downgrade(empty, before)
        with empty.reading() as connection:
            left = rows(connection)
        assert set(left.values()) <= {1}, "what an older step knows is kept"
        upgrade(empty, step)
        with empty.transaction() as connection:
            assert {name: count for name, count in rows(connection).items() if name in left} == left
            clear(connection)
    assert downgrade(empty, NOTHING).standing is Standing.EMPTY
    with empty.reading() as connection:
        assert rows(connection) == {}


def test_going_down_leaves_nothing_behind(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty, NOTHING)
    with empty.reading() as connection:
        query = (
            "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
            " AND tbl_name <> 'alembic_version'"
            if empty.is_sqlite
            else "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        assert connection.execute(text(query)).all() == []


def test_a_step_that_fails_changes_nothing(empty: Database) -> None:
    # The last table that the first step makes is there already: what came before it must be taken back.
    with empty.transaction() as connection:
        connection.execute(text("CREATE TABLE switches (strange INTEGER)"))
    with pytest.raises(DatabaseRefused, match="refused a statement"):
        upgrade(empty)
    with empty.reading() as connection:
        assert rows(connection) == {"switches": 0}
        assert read_release(connection).standing is Standing.EMPTY


def test_an_empty_database_gets_its_tables_when_it_is_opened(empty_place: str | Path) -> None:
    database = open_database(empty_place)
    with database.reading() as connection:
        assert read_release(connection).standing is Standing.CURRENT
    database.close()


def test_a_newer_database_is_refused_with_the_command_to_run(empty_place: str | Path) -> None:
    database = open_database(empty_place)
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match=r"newer release \(9999; this one knows .*canipost storage downgrade"):
        open_database(empty_place)
    for move in (lambda: upgrade(database), lambda: downgrade(database, NOTHING)):
        with pytest.raises(DatabaseTooNew, match="step 9999, which this release does not know"):
            move()
    database.close()


def test_an_older_database_is_refused_with_the_command_to_run(
    place: str | Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.storage.releases.steps", lambda: (*steps(), "9999"))
    with pytest.raises(DatabaseTooOld, match=r"this one needs 9999.*canipost storage upgrade"):
        open_database(place)


def test_a_step_nobody_knows_is_refused(empty: Database) -> None:
    with pytest.raises(DatabaseUnclear, match=r"no step 'head'\. Steps: base, 0001"):
        upgrade(empty, "head")


def test_replicas_that_start_at_once_on_an_empty_database_all_come_up(empty_place: str | Path) -> None:
    barrier = Barrier(3)
    outcomes: list[str] = []

    def start() -> None:
        barrier.wait()
        database = open_database(empty_place)
        with database.reading() as connection:
            outcomes.append(read_release(connection).found)
        database.close()

    threads = [Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [steps()[-1]] * 3


def test_who_changes_the_tables_waits_longer_for_another_than_who_writes(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float | None] = []
    transaction = Database.transaction

    def note(self: Database, patience: float | None = None) -> AbstractContextManager[Connection]:
        waited.append(patience)
        return transaction(self, patience)

    monkeypatch.setattr(Database, "transaction", note)
    upgrade(empty)
    downgrade(empty, NOTHING)
    assert waited == [MOVE_SECONDS, MOVE_SECONDS]
    assert MOVE_SECONDS > 10 * LOCK_SECONDS


def test_a_hand_off_and_its_card_go_on_after_an_upgrade_and_back(empty: Database) -> None:
    upgrade(empty, "0002")
    moment = "2026-11-20 09:00:00"
    with empty.transaction() as connection:
        for statement in (
            "INSERT INTO asked (id, key, person, workspace, channel, is_direct, message, entry, text, hidden, is_cut, "
            "audience, state, asked_at, error, earlier, settled) VALUES (5, 'k', 'U1', 'T1', 'C1', false, '1.1', "
            f"'mention', 'may I?', '[]', false, 'thread', 'answered', '{moment}', '', '[]', '{{}}')",
            "INSERT INTO hand_offs (id, workspace, number, asked, state, is_automatic, opened_at) "
            f"VALUES (7, 'T1', 12, 5, 'opened', false, '{moment}')",
            "INSERT INTO cards (hand_off, channel, ts, asked, state, shown_at) "
            f"VALUES (7, 'C9', '1.9', 5, 'opened', '{moment}')",
        ):
            connection.execute(text(statement))
    upgrade(empty)
    with empty.reading() as connection:
        found = find_hand_off(connection, 7)
        assert found is not None
        assert (found.office, found.version, found.holder, found.raised_to) == ("office-management", 1, "", ())
        assert (found.card, found.changed_at) == (Shown("C9", "1.9"), found.opened_at)
        assert cards_of(connection, 7)["office-management"].version == 0, "it is shown anew, with its buttons"
    with empty.transaction() as connection:
        change_hand_off(connection, 7, Move.CLAIM, "U7", NOW, holder="U7", leased_until=NOW)
    downgrade(empty, "0002")
    with empty.reading() as connection:
        assert connection.execute(text("SELECT state, number FROM hand_offs")).all() == [("opened", 12)]
        assert connection.execute(text("SELECT channel, ts, asked FROM cards")).all() == [("C9", "1.9", 5)]
