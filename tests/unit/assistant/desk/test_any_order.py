"""Deeds in any order, doubled and left half done: what must never happen, and how does everything end?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from assistant.desk.audience import is_private, stays_when_deleted
from assistant.desk.notices import Notices
from assistant.desk.records import Act, Arrival, Asked, AskedState, Audience, ChannelMode, Deed, Place, Response, Shown
from assistant.escalation.records import HandOffState
from assistant.storage import arrivals, asking
from assistant.storage.asking import LIVE
from assistant.storage.database import Database
from assistant.storage.tables import asked as asked_table
from tests.quick_desk import START, QuickAnswering, asked, deed, quick_desk

numbers = count(1)

MESSAGES = st.sampled_from(["1.0", "2.0", "3.0"])
PEOPLE = st.sampled_from(["U1", "U1", "U1", "U1", "U2"])
TEXTS = st.sampled_from(["may I?", "which?", "doubtful?", "doubtful Xavier?", "which Xenia?"])
ON_ANSWERS = st.sampled_from([
    Deed.CHOSE, Deed.CORRECTED, Deed.HANDED_OVER, Deed.WITHDREW, Deed.SHARED, Deed.COPIED,
])  # fmt: skip


class AnyOrder(RuleBasedStateMachine):
    """One workspace with a channel and a direct message; arrivals come, and are worked on when chance says."""

    def __init__(self, database: Database, notices: Notices) -> None:
        super().__init__()
        self.desk = quick_desk(database, notices)
        self.workspace = f"T{next(numbers)}"
        self.places = (
            Place(self.workspace, "C1", "1.0"),
            Place(self.workspace, "D1", "1.0", is_direct=True),
        )
        self.arrived: list[Arrival] = []
        self.open: list[Arrival] = []
        self.posts = count(1)
        self.deeds = count(1)

    def receive(self, arrival: Arrival) -> None:
        arrival = replace(arrival, at=START + timedelta(seconds=next(self.deeds)))
        assert self.desk.receive(arrival)
        self.arrived.append(arrival)
        self.open.append(arrival)

    def key(self, what: Deed) -> str:
        return f"{self.workspace}:{what.value}:{next(self.deeds)}"

    @initialize(texts=st.lists(TEXTS, min_size=3, max_size=3), wants_private=st.booleans())
    def ask_some(self, texts: list[str], wants_private: bool) -> None:
        for number, text in enumerate(texts, 1):
            self.ask(text, f"{number}.0", "U1", 0, wants_private)
        self.work_on_all(False)

    @rule(text=TEXTS, message=MESSAGES, person=PEOPLE, place=st.integers(0, 1), wants_private=st.booleans())
    def ask(self, text: str, message: str, person: str, place: int, wants_private: bool) -> None:
        self.receive(
            asked(
                text,
                message=message,
                person=person,
                place=self.places[place],
                key=self.key(Deed.ASKED),
                wants_private=wants_private,
            )
        )

    @rule(text=TEXTS, message=MESSAGES, place=st.integers(0, 1))
    def edit(self, text: str, message: str, place: int) -> None:
        self.receive(deed(Deed.EDITED, key=self.key(Deed.EDITED), text=text, message=message, place=self.places[place]))

    @rule(message=MESSAGES, place=st.integers(0, 1), is_meant=st.integers(0, 3))
    def delete(self, message: str, place: int, is_meant: int) -> None:
        if is_meant:  # most messages stay, or nothing would be left to press a button on
            return
        self.receive(deed(Deed.DELETED, key=self.key(Deed.DELETED), message=message, place=self.places[place]))

    @precondition(lambda self: self.questions())
    @rule(
        what=ON_ANSWERS,
        person=PEOPLE,
        which=st.integers(0),
        choice=st.integers(0, 2),
        text=st.sampled_from(["", "", "about Xaver"]),
    )
    def press(self, what: Deed, person: str, which: int, choice: int, text: str) -> None:
        questions = self.questions()
        live = [each for each in questions if each.state in LIVE]
        among = live if live and which % 5 else questions
        question = among[which % len(among)]
        self.receive(
            deed(
                what, key=self.key(what), person=person, place=question.place, question=question.id, choice=choice,
                facts={"client": True}, text=text if what is Deed.CORRECTED else "",
            )
        )  # fmt: skip

    @precondition(lambda self: self.arrived)
    @rule(which=st.integers(0))
    def deliver_again(self, which: int) -> None:
        assert not self.desk.receive(self.arrived[which % len(self.arrived)])

    @rule(mode=st.sampled_from([ChannelMode.ANSWERS, ChannelMode.PRIVATE]))
    def set_mode(self, mode: ChannelMode) -> None:
        self.desk.set_mode(self.workspace, "C1", mode, "U9")

    @precondition(lambda self: self.open)
    @rule(which=st.integers(0), is_killed=st.booleans())
    def work(self, which: int, is_killed: bool) -> None:
        arrival = self.open[which % len(self.open)]
        self.respond(arrival)
        if not is_killed:
            self.finish(arrival)

    @precondition(lambda self: self.open)
    @rule(is_backwards=st.booleans())
    def work_on_all(self, is_backwards: bool) -> None:
        for arrival in sorted(self.open, key=lambda each: each.at, reverse=is_backwards):
            self.finish(arrival)

    def respond(self, arrival: Arrival) -> Response | None:
        assert isinstance(self.desk.answering, QuickAnswering)
        response = self.desk.respond(arrival.key)
        calls = len(self.desk.answering.calls)
        assert self.desk.respond(arrival.key) == response
        assert len(self.desk.answering.calls) == calls
        if response is not None and response.asked is not None and response.act is not Act.REMOVE:
            assert not is_leak(response.asked)
            assert response.asked.state is AskedState.ANSWERED
        return response

    def finish(self, arrival: Arrival) -> None:
        response = self.respond(arrival)
        is_shown = response is not None and response.asked is not None and response.act is not Act.REMOVE
        self.desk.settle(arrival.key, [Shown(arrival.place.channel, str(next(self.posts)))] if is_shown else [])
        assert not is_shown or self.desk.overtaken(arrival.key) is None
        self.open.remove(arrival)

    def questions(self) -> Sequence[Asked]:
        with self.desk.database.reading() as connection:
            return asking._several(connection, asking._WHOLE.where(asked_table.c.workspace == self.workspace))

    @invariant()
    def what_must_never_happen_has_not(self) -> None:
        questions = self.questions()
        assert not any(is_leak(question) for question in questions)
        live = [each for each in questions if each.state in LIVE]
        assert len(live) == len({(each.place.channel, each.message) for each in live})
        for question in questions:
            is_with_management = question.hand_off is not None and question.hand_off.state is HandOffState.OPENED
            assert question.state in LIVE or not is_with_management

    def teardown(self) -> None:
        for arrival in list(self.open):
            self.finish(arrival)
        for arrival in self.arrived:
            with self.desk.database.reading() as connection:
                followed = arrivals.what_followed(connection, arrival.key)
                progress = arrivals.find_progress(connection, arrival.key)
            assert followed is not None
            assert followed.act is not None or followed.why
            assert progress is not None
            assert progress.is_over
        for question in self.questions():
            assert question.state is not AskedState.OPEN
            if question.state in LIVE:
                self.check_end(question)

    def check_end(self, question: Asked) -> None:
        """A question that stands at the end says what its message says, and its message is there."""
        told = [
            each
            for each in self.arrived
            if (each.place.channel, each.message) == (question.place.channel, question.message)
        ]
        edits = [each for each in told if each.deed is Deed.EDITED]
        first = next((each for each in told if each.deed is Deed.ASKED), None)
        if any(each.deed is Deed.DELETED for each in told):
            assert stays_when_deleted(question)
        elif edits and (first is None or edits[-1].at > first.at):
            # Asked about once more after the edit, from the menu of the message: what was asked last may stand as well.
            asked_anew = [each.text for each in told if each.deed is Deed.ASKED and each.at > edits[-1].at]
            assert question.text.startswith((edits[-1].text, *asked_anew))


def is_leak(question: Asked) -> bool:
    is_private_matter = is_private(question.text, question.hidden) or any(
        is_private(turn, ()) for turn in question.earlier
    )
    return question.audience is Audience.THREAD and not question.place.is_direct and is_private_matter


def test_in_any_order_nothing_leaks_and_everything_ends(database: Database, notices: Notices) -> None:
    try_orders(database, notices, examples=settings().max_examples // 4)


@pytest.mark.slow
def test_in_any_of_many_orders_nothing_leaks_and_everything_ends(database: Database, notices: Notices) -> None:
    try_orders(database, notices, examples=300)


def try_orders(database: Database, notices: Notices, examples: int) -> None:
    run_state_machine_as_test(
        lambda: AnyOrder(database, notices),  # type: ignore[arg-type]  # anything that makes a machine will do
        settings=settings(max_examples=examples, stateful_step_count=25, deadline=None),
    )
