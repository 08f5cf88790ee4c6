"""How are our values kept in a column, so that both databases give back exactly what was put in?"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

EnumT = TypeVar("EnumT", bound=StrEnum)

UNKEEPABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands for what PostgreSQL cannot keep: NUL, and half of a surrogate pair (JSON from outside can hold both)."""


class NaiveTime(TypeError):
    """A time without a time zone was to be stored or compared. Use `datetime.now(UTC)`."""


def keepable(text: str) -> str:
    """The text as every database can keep it."""
    return text.replace("\0", UNKEEPABLE).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC to the microsecond. Raises `NaiveTime` for one without a time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC; without the zone where the database has no type for it."""
        if value is None:
            return None
        if value.tzinfo is None or value.utcoffset() is None:
            raise NaiveTime("A time without a time zone was to be stored or compared; use datetime.now(UTC).")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """A text; what the database cannot keep of it becomes `UNKEEPABLE`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """As it can be kept."""
        return None if value is None else keepable(value)


class Named(TypeDecorator[EnumT], Generic[EnumT]):
    """A member of an enum, kept as its value; a new member needs no migration. Raises ValueError for another value."""

    impl = Text
    cache_ok = True

    def __init__(self, members: type[EnumT]) -> None:
        super().__init__()
        self.members = members

    def process_bind_param(self, value: EnumT | None, dialect: Dialect) -> str | None:
        """Its value."""
        return None if value is None else self.members(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> EnumT | None:  # noqa: ANN401 - SQLAlchemy's type
        """The member."""
        return None if value is None else self.members(value)
