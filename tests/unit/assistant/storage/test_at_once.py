"""Two programs do the same at the same moment: does exactly one of them win, on both databases?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from sqlalchemy import Connection, func, select

from assistant.storage.arrivals import claim, record
from assistant.storage.asking import MessageTaken, QuestionOver, open_question
from assistant.storage.database import Database
from assistant.storage.hand_offs import open_hand_off
from assistant.storage.tables import asked, events, hand_offs
from tests.unit.assistant.storage.conftest import MINUTE, NOW, make_arrival, make_question

ResultT = TypeVar("ResultT")
HANDS = 4


def at_once(database: Database, deed: Callable[[Connection, int], ResultT]) -> list[ResultT]:
    """Do it in as many transactions, all begun together."""
    barrier = Barrier(HANDS)

    def do(number: int) -> ResultT:
        barrier.wait()
        with database.transaction() as connection:
            return deed(connection, number)

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(do, range(HANDS)))


def test_one_of_many_records_a_deed(database: Database) -> None:
    for number in range(5):
        key = f"k{number}"
        outcomes = at_once(database, lambda connection, _, key=key: record(connection, make_arrival(key), NOW))
        assert sorted(outcomes) == [False] * (HANDS - 1) + [True]


def test_one_of_many_claims_an_arrival(database: Database) -> None:
    for number in range(5):
        key = f"k{number}"
        with database.transaction() as connection:
            record(connection, make_arrival(key), NOW)
        outcomes = at_once(database, lambda connection, _, key=key: claim(connection, key, NOW, MINUTE))
        assert [claimed.turn for claimed in outcomes if claimed] == [1]


def test_hand_offs_opened_at_once_have_each_their_number(database: Database) -> None:
    with database.transaction() as connection:
        ids = [open_question(connection, make_question()).id for _ in range(HANDS)]
    opened = at_once(database, lambda connection, number: open_hand_off(connection, ids[number], "U1", NOW))
    assert sorted(hand_off.number for hand_off in opened) == [1, 2, 3, 4]


def test_a_button_pressed_at_once_opens_one_hand_off(database: Database) -> None:
    with database.transaction() as connection:
        question = open_question(connection, make_question())
    opened = at_once(database, lambda connection, _: open_hand_off(connection, question.id, "U1", NOW))
    assert {hand_off.number for hand_off in opened} == {1}
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(hand_offs)).scalar_one() == 1
        assert connection.execute(select(func.count()).where(events.c.what == "hand-off opened")).scalar_one() == 1


def test_a_message_gets_one_live_question(database: Database) -> None:
    def ask(connection: Connection, number: int) -> bool:
        try:
            open_question(connection, make_question(key=f"same-{number}", message="300.1"))
        except MessageTaken:
            return False
        return True

    assert sorted(at_once(database, ask)) == [False] * (HANDS - 1) + [True]


def test_a_question_told_at_once_is_kept_once(database: Database) -> None:
    kept = at_once(database, lambda connection, _: open_question(connection, make_question(key="k", message="300.1")))
    assert len({question.id for question in kept}) == 1
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(asked)).scalar_one() == 1
        assert connection.execute(select(func.count()).where(events.c.what == "asked")).scalar_one() == 1


def test_of_two_that_replace_a_question_at_once_one_is_told_it_is_over(database: Database) -> None:
    with database.transaction() as connection:
        first = open_question(connection, make_question(message="300.1"))

    def replace(connection: Connection, number: int) -> bool:
        try:
            open_question(connection, make_question(key=f"new-{number}", message="300.1", replaces=first.id))
        except QuestionOver:
            return False
        return True

    assert sorted(at_once(database, replace)) == [False] * (HANDS - 1) + [True]
