"""How is a row put in only when it is new, or over what stands there? Each database has its own words for it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row unless it meets one that stands (any unique index). True: it is in."""
    # Asked for what went in, because the count of rows is not told for an insert on PostgreSQL.
    statement = _insert(connection, table).values(values).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(statement).first() is not None


def insert_over(connection: Connection, table: Table, values: dict[str, Any]) -> None:
    """Insert a row; where one stands with the same primary key, it takes these values."""
    key = [column.name for column in table.primary_key]
    changed = {name: value for name, value in values.items() if name not in key}
    statement = _insert(connection, table).values(values).on_conflict_do_update(index_elements=key, set_=changed)
    connection.execute(statement)


def count_up(connection: Connection, table: Table, key: dict[str, Any], counter: str) -> int:
    """The next number of a counter; 1 the first time. Two at once wait for each other, and none is left out."""
    statement = (
        _insert(connection, table)
        .values({**key, counter: 1})
        .on_conflict_do_update(index_elements=list(key), set_={counter: table.c[counter] + 1})
        .returning(table.c[counter])
    )
    number: int = connection.execute(statement).scalar_one()
    return number


def _insert(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
