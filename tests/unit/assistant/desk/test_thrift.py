"""Is nothing looked up twice, nor anybody woken, for a question that is asked, answered and shown?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import event

from assistant.desk import handling as handling_module
from assistant.desk.admission import HOUR, MINUTE, Limit, Told, admit_change
from assistant.desk.desk import Desk
from assistant.desk.handling import Handling
from assistant.desk.notices import Notices
from assistant.desk.records import Act, Arrival, Card, Response, Shown
from assistant.desk.settings import DeskSettings
from assistant.desk.work import Work
from assistant.escalation.records import Letter
from assistant.storage.database import Database
from tests.desk_process import now
from tests.quick_desk import DIRECT, OFFICE, asked, quick_desk

PATIENCE = 20.0
MOST_STATEMENTS = 46
"""Of our database, from the question being taken in to its being done, BEGIN among them; 44 when this was written."""


@dataclass
class Seen:
    """What is shown."""

    shown: list[Response] = field(default_factory=list)

    def begin(self, arrival: Arrival) -> None: ...

    def take_longer(self, arrival: Arrival) -> None: ...

    def show_card(self, card: Card) -> Shown:
        return Shown(card.channel, "card")

    def show_letter(self, letter: Letter) -> Shown:
        return Shown("D", "letter")

    def show(self, response: Response) -> list[Shown]:
        self.shown.append(response)
        return [Shown(response.place.channel, f"{response.key}.0")]


@pytest.fixture
def desk(database: Database, notices: Notices) -> Desk:
    return quick_desk(database, notices, clock=now, settings=DeskSettings(workers=2, sweep_seconds=600))


@pytest.fixture
def statements(desk: Desk) -> Iterator[list[str]]:
    found: list[str] = []

    def note(connection: object, cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(desk.database.engine, "before_cursor_execute", note)
    yield found
    event.remove(desk.database.engine, "before_cursor_execute", note)


def wait_for(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


def test_a_question_takes_few_statements(desk: Desk, statements: list[str]) -> None:
    seen = Seen()
    steps = Handling(desk, seen)
    desk.admit("U1", DIRECT, asked().entry, True)
    desk.receive(asked("may I?", place=DIRECT, key="k"))
    [claimed] = desk.claim(1, timedelta(seconds=60))
    steps.begin("k")
    assert steps.respond("k") is True
    shown = steps.show("k")
    assert isinstance(shown, list)
    assert steps.settle("k", shown) is False

    assert [each.act for each in seen.shown] == [Act.POST]
    assert claimed.turn == 1
    assert len(statements) <= MOST_STATEMENTS


def test_an_answer_is_shown_as_it_was_decided_on_a_moment_ago(
    desk: Desk, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.receive(asked("may I?", key="k"))
    steps = Handling(desk, seen := Seen())
    steps.respond("k")
    monkeypatch.setattr(Desk, "respond", lambda *_: pytest.fail("looked up again"))
    steps.show("k")

    assert [each.key for each in seen.shown] == ["k"]


def test_an_answer_that_waited_is_shown_as_things_stand_then(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.receive(asked("may I?", key="k"))
    steps = Handling(desk, seen := Seen())
    steps.respond("k")
    monkeypatch.setattr(handling_module, "AT_ONCE", 0.0)
    desk.set_switch("T1", False, "U9")

    assert steps.show("k") == []
    assert seen.shown == []


def test_an_answer_that_an_office_has_to_do_with_says_what_is_so_once_they_see_it(desk: Desk) -> None:
    desk.set_management("T1", "C9", "U9")
    desk.receive(asked("doubtful", key="k"))
    steps = Handling(desk, seen := Seen())
    steps.respond("k")
    steps.show("k")

    [response] = seen.shown
    assert response.asked is not None
    assert response.asked.hand_off is not None
    assert response.asked.hand_off.card == Shown("C9", "card")


def test_what_another_thread_decided_is_looked_up(desk: Desk) -> None:
    for key, message in (("a", "1.0"), ("b", "2.0")):
        desk.receive(asked(key, key=key, message=message))
    steps = Handling(desk, seen := Seen())
    steps.respond("a")
    steps.respond("b")
    steps.show("a")

    assert [each.asked.text for each in seen.shown if each.asked] == ["a"]


def test_more_than_the_workers_can_take_is_done_without_another_sweep(desk: Desk) -> None:
    at_work = Work(desk, seen := Seen())
    at_work.start()
    try:
        for number in range(9):
            desk.receive(asked("may I?", message=f"{number}.0", key=f"k{number}"))
        wait_for(lambda: desk.health().waiting == 0)
    finally:
        at_work.close()
    assert len(seen.shown) == 9


def test_a_worker_that_leaves_nothing_waiting_wakes_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work = Work(desk, Seen())
    at_work.start()
    try:
        desk.receive(asked("may I?", key="k"))
        wait_for(lambda: desk.health().waiting == 0 and not at_work.queued)
        wait_for(lambda: not at_work.wake.is_set())
        assert not at_work.may_wait
    finally:
        at_work.close()


def test_the_message_that_begins_a_thread_is_read_alone_though_a_reply_was_told_first(desk: Desk) -> None:
    desk.receive(asked("and on Sunday?", message="2.0", place=OFFICE))
    desk.receive(asked("may I?", message="1.0", place=OFFICE))
    head, reply = desk.asked_at("T1", "C1", "1.0"), desk.asked_at("T1", "C1", "2.0")

    assert head is not None
    assert reply is not None
    assert head.earlier == ()


@pytest.mark.parametrize(("minute", "hour", "is_admitted"), [(3, 9, True), (2, 9, False), (9, 2, False), (9, 3, True)])
def test_every_limit_counts_though_most_people_are_below_all(
    desk: Desk, minute: int, hour: int, is_admitted: bool
) -> None:
    for number in range(2):
        desk.receive(asked("may I?", message=f"{number}.0", key=f"k{number}"))
    limits = (Limit(minute, MINUTE), Limit(hour, HOUR))
    with desk.database.reading() as connection:
        admission = admit_change(connection, "U1", OFFICE, limits=limits, told=Told(), now=now())

    assert admission.is_admitted is is_admitted
