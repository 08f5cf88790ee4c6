"""Do the texts of people go when their time is over, and nothing else with them?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.answering.records import Answer, FactReading, Verdict
from assistant.desk.records import AskedState
from assistant.escalation.records import Move
from assistant.storage.arrivals import claim, fail, finish, record
from assistant.storage.asking import answer_question, find_question, open_question, recent
from assistant.storage.database import Database, open_database
from assistant.storage.hand_offs import change_hand_off, live_hand_off, open_hand_off
from assistant.storage.retention import Swept, sweep_old
from assistant.storage.tables import arrivals
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_arrival, make_question

DAY = timedelta(days=1)
KEEP = 365 * DAY


def test_old_questions_lose_their_texts_and_keep_their_verdicts(database: Database) -> None:
    answer = Answer(Verdict.NO, "Don't post this", "Because.", facts={"is_client": FactReading(True, "s3cret", 0.9)})
    with database.transaction() as connection:
        ages = {}
        for name, age in (
            ("old", KEEP + MINUTE),
            ("young", KEEP - MINUTE),
            ("handed over", 9 * KEEP),
            ("taken back", 9 * KEEP),
            ("never answered", 9 * KEEP),
            ("not answered yet", 9 * KEEP),
        ):
            question = open_question(connection, make_question(text="s3cret", asked_at=NOW - age))
            ages[name] = answer_question(connection, question.id, NOW, answer).id
        for name in ("handed over", "taken back"):
            open_hand_off(connection, ages[name], "U1", NOW)
        for name, age in (("never answered", KEEP + MINUTE), ("not answered yet", KEEP - MINUTE)):
            expired = open_hand_off(connection, ages[name], "U1", NOW - age)
            change_hand_off(connection, expired.id, Move.EXPIRE, "", NOW - age)
        taken_back = live_hand_off(connection, ages["taken back"])
        assert taken_back is not None
        change_hand_off(connection, taken_back.id, Move.WITHDRAW, "U1", NOW)
    assert sweep_old(database, NOW, KEEP) == Swept(3, 0)
    assert sweep_old(database, NOW, KEEP) == Swept(0, 0)
    with database.reading() as connection:
        found = {name: find_question(connection, id) for name, id in ages.items()}
        texts = {name: question.text for name, question in found.items() if question}
        assert texts == {
            "old": "",
            "young": "s3cret",
            "handed over": "s3cret",
            "taken back": "",
            "never answered": "",
            "not answered yet": "s3cret",
        }
        old = found["old"]
        assert old is not None
        assert (old.state, old.verdict) == (AskedState.ANSWERED, Verdict.NO)
        assert "s3cret" not in repr(old)
        assert [each.id for each in recent(connection, "T1", "U1", 9)] == [
            ages["young"], ages["not answered yet"], ages["handed over"],
        ]  # fmt: skip


def test_a_long_time_of_questions_goes_in_many_small_transactions(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.storage.retention.AT_ONCE", 2)
    with database.transaction() as connection:
        for _ in range(5):
            open_question(connection, make_question(asked_at=NOW - 2 * KEEP))
    assert sweep_old(database, NOW, KEEP) == Swept(5, 0)


def test_what_arrived_loses_its_text_once_it_is_long_over(database: Database) -> None:
    long_ago = NOW - 31 * DAY
    with database.transaction() as connection:
        for key in ("done", "failed", "waiting", "held", "lately"):
            record(connection, make_arrival(key), long_ago)
        finish(connection, "done", long_ago)
        fail(connection, "failed", long_ago, "refused")
        claim(connection, "held", long_ago, MINUTE)
        finish(connection, "lately", NOW - 29 * DAY)
    assert sweep_old(database, NOW, KEEP) == Swept(0, 2)
    assert sweep_old(database, NOW, KEEP) == Swept(0, 0)
    with database.transaction() as connection:
        left = connection.execute(
            select(arrivals.c.key).where(arrivals.c.payload.is_not(None)).order_by(arrivals.c.key)
        )
        assert left.scalars().all() == ["held", "lately", "waiting"]
        assert not record(connection, make_arrival("done"), NOW), "a deed told again is still known"


def test_a_text_that_was_taken_out_is_in_no_file(folder_with_tables: Path) -> None:
    # On PostgreSQL what was there is overwritten by the server's own vacuum, in its own time.
    database = open_database(folder_with_tables)
    with database.transaction() as connection:
        open_question(connection, make_question(text="s3cret" * 900, asked_at=NOW - 2 * KEEP))
    assert any(b"s3cret" in file.read_bytes() for file in folder_with_tables.iterdir())
    sweep_old(database, NOW, KEEP)
    database.close()  # what is in the side file goes into the file
    assert [file.name for file in folder_with_tables.iterdir() if b"s3cret" in file.read_bytes()] == []
