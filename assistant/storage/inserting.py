"""How is a row put in only when it is new, or over what stands there? Each database has its own words for it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row unless it meets one that stands (any unique index). True: it is in."""
    return insert_row(connection, table, values) is not None


def insert_row(connection: Connection, table: Table, values: dict[str, Any]) -> Row[Any] | None:
    """As `insert_new`; gives back the primary key of the row that is in, None where it is not."""
    return connection.execute(_new(connection.dialect.name, table), values).first()


def insert_over(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Insert a row; where one stands with the same primary key, it takes these values."""
    connection.execute(_over(connection.dialect.name, table, tuple(values)), values)


def count_up(connection: Connection, table: Table, key: dict[str, Any], counter: str) -> int:
    """The next number of a counter; 1 the first time. Two at once wait for each other, and none is left out."""
    statement = (
        _insert(connection.dialect.name, table)
        .values({**key, counter: 1})
        .on_conflict_do_update(index_elements=list(key), set_={counter: table.c[counter] + 1})
        .returning(table.c[counter])
    )
    number: int = connection.execute(statement).scalar_one()
    return number


# Put together once for each table: SQLAlchemy takes longer to build a statement than SQLite to run it.
@cache
def _new(dialect: str, table: Table) -> ReturningInsert[Any]:
    # Asked for what went in, because the count of rows is not told for an insert on PostgreSQL.
    return _insert(dialect, table).on_conflict_do_nothing().returning(*table.primary_key)


@cache
def _over(dialect: str, table: Table, names: tuple[str, ...]) -> Insert:
    key = [column.name for column in table.primary_key]
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in names if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
