"""Of which release are the tables, and how do they get to another? Alembic does the steps of `migrations/`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from assistant.storage.database import Database, DatabaseTooNew, DatabaseTooOld, DatabaseUnclear

MIGRATIONS = Path(__file__).parent / "migrations"
NOTHING = "base"
"""The name of an empty database."""

MOVE_SECONDS = 120
"""How long a program waits for another that is changing the tables: replicas that start at once take turns."""

_LOCK = 0x63616E69
"""Number of the lock that keeps two programs from changing the tables at once ("cani")."""


class Standing(StrEnum):
    """How the tables stand to this program."""

    EMPTY = "empty"
    OLD = "of an older release"
    CURRENT = "current"
    NEW = "of a newer release"


@dataclass(frozen=True, slots=True)
class Release:
    """Which step the tables are at, which one this program wants, and what that means."""

    found: str
    wanted: str
    standing: Standing


@cache
def steps() -> tuple[str, ...]:
    """The names of all steps, oldest first."""
    return tuple(step.revision for step in reversed(list(_scripts().walk_revisions())))


def read_release(connection: Connection) -> Release:
    """Where the tables are."""
    found = MigrationContext.configure(connection).get_current_revision() or NOTHING
    known = steps()
    if found == known[-1]:
        standing = Standing.CURRENT
    elif found == NOTHING:
        standing = Standing.EMPTY
    else:
        standing = Standing.OLD if found in known else Standing.NEW
    return Release(found, known[-1], standing)


def require_current(database: Database) -> None:
    """Let a current database pass, and make the tables of an empty one. Raises `DatabaseTooOld` or `DatabaseTooNew`."""
    with database.reading() as connection:
        release = read_release(connection)
    match release.standing:
        case Standing.EMPTY:
            # Nothing can be lost. Replicas that start at once all come by here; the first one makes the tables.
            upgrade(database)
        case Standing.OLD:
            raise DatabaseTooOld(
                f"The tables in {database.address} are of an older release ({release.found}, this one needs "
                f"{release.wanted}). Make a copy of the database, then run: canipost storage upgrade"
            )
        case Standing.NEW:
            raise DatabaseTooNew(
                f"The tables in {database.address} are of a newer release ({release.found}; this one knows "
                f"{release.wanted}). Install that release, or with it run: canipost storage downgrade {release.wanted}"
            )


def upgrade(database: Database, to: str | None = None) -> Release:
    """
    Bring the tables up to a step, or to this program's; all steps or none. Says where they are then.

    Raises `DatabaseTooNew` when they are past every step that is known.
    """
    return _move(database, to or steps()[-1], up=True)


def downgrade(database: Database, to: str) -> Release:
    """
    Take the tables back to a step, or to `NOTHING`; what later steps added is lost.

    Raises `DatabaseTooNew` when they are past every step that is known.
    """
    return _move(database, to, up=False)


def _move(database: Database, to: str, *, up: bool) -> Release:
    if to not in (NOTHING, *steps()):
        raise DatabaseUnclear(f"There is no step {to!r}. Steps: {', '.join((NOTHING, *steps()))}.")
    with database.transaction(MOVE_SECONDS) as connection:
        if not database.is_sqlite:  # there BEGIN IMMEDIATE has locked already
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
        release = read_release(connection)
        if release.standing is Standing.NEW:
            raise DatabaseTooNew(
                f"The tables are at step {release.found}, which this release does not know. Use the one that made them."
            )
        config = _config()
        config.attributes["connection"] = connection
        if up:
            command.upgrade(config, to)
        else:
            command.downgrade(config, to)
        return read_release(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
