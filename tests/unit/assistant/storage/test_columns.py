"""Does every value come back as it was put in, from both databases?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from assistant.desk.records import ChannelMode
from assistant.storage.columns import NaiveTime, keepable
from assistant.storage.database import Database
from assistant.storage.tables import channel_modes, switches


def kept(database: Database, at: datetime) -> datetime:
    with database.transaction() as connection:
        connection.execute(switches.insert().values(workspace="T", is_on=True, set_by="U", set_at=at, reason=""))
        found: datetime = connection.execute(select(switches.c.set_at)).scalar_one()
        return found


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC),
        datetime(2026, 11, 23, 1, 2, 3, tzinfo=timezone(timedelta(hours=-8))),
        datetime(2026, 11, 1, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=45))),
    ],
)
def test_a_time_comes_back_the_same_and_in_utc(database: Database, at: datetime) -> None:
    found = kept(database, at)
    assert found == at
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError) as refused:
        kept(database, datetime(2026, 11, 23))
    assert isinstance(refused.value.orig, NaiveTime)


def test_times_compare_as_times_whatever_their_zone(database: Database) -> None:
    kept(database, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    west = timezone(timedelta(hours=-8))
    with database.reading() as connection:
        for hour, is_before in ((0, False), (2, True)):
            limit = datetime(2026, 11, 23, hour, tzinfo=west)  # 8:00 and 10:00 UTC
            assert connection.execute(select(switches.c.set_at < limit)).scalar_one() is is_before


def test_a_value_of_another_enum_is_refused(database: Database) -> None:
    with pytest.raises(StatementError), database.transaction() as connection:
        connection.execute(
            channel_modes.insert().values(workspace="T", channel="C", mode="loud", set_by="U", set_at=datetime.now(UTC))
        )
    assert ChannelMode("off") is ChannelMode.OFF


@pytest.mark.parametrize(
    ("text", "as_kept"),
    [
        ("plain", "plain"),
        ("naïve 🙂 日本", "naïve 🙂 日本"),
        ("a\0b", "a\ufffdb"),
        ("half a pair \ud83d", "half a pair \ufffd"),
        ("\ud83d\ude42 written as two", "🙂 written as two"),
    ],
)
def test_any_text_is_kept_as_far_as_a_database_can(database: Database, text: str, as_kept: str) -> None:
    with database.transaction() as connection:
        connection.execute(
            switches.insert().values(workspace="T", is_on=True, set_by="U", set_at=datetime.now(UTC), reason=text)
        )
        assert connection.execute(select(switches.c.reason)).scalar_one() == as_kept


@given(st.text(st.characters(), max_size=30))
def test_what_is_keepable_is_left_as_it_is_and_can_be_sent(text: str) -> None:
    once = keepable(text)
    once.encode("utf-8")
    assert "\0" not in once
    assert keepable(once) == once
    assert once == text or any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)
