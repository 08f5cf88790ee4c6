"""What does the desk tell a surface: questions, conversations, feedback, health?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assistant.desk.desk import Desk, QuestionNotHeld
from assistant.desk.records import Deed, Shown
from assistant.desk.subjects import ArrivalUnknown
from assistant.escalation.records import HandOffState
from assistant.storage import feedback
from assistant.storage.database import open_database
from tests.quick_desk import OFFICE, Hands, asked, deed
from tests.unit.assistant.desk.conftest import WorkOn


def test_a_deed_told_twice_is_received_once(desk: Desk) -> None:
    started: list[bool] = []
    desk.start_work = lambda: started.append(True)
    assert [desk.receive(asked("may I?")) for _ in range(3)] == [True, False, False]
    assert started == [True]


def test_two_questions_of_one_message_are_one(work_on: WorkOn, desk: Desk) -> None:
    assert work_on(asked("may I?", key="a")) is not None
    assert work_on(asked("may I?", key="b")) is None
    assert len(desk.recent("U1", "T1", 10)) == 1


def test_a_thread_is_engaged_from_the_moment_of_the_question(desk: Desk, work_on: WorkOn) -> None:
    assert not desk.is_engaged(OFFICE, "U1")
    desk.receive(asked("may I?"))
    assert desk.is_engaged(OFFICE, "U1")
    work_on(deed(Deed.DELETED, key="d", message="1.0"))
    assert not desk.is_engaged(OFFICE, "U1")


def test_what_is_asked_is_found_again(work_on: WorkOn, desk: Desk) -> None:
    response = work_on(asked("doubtful?"))
    assert response is not None
    assert response.asked is not None
    question = desk.asked(response.asked.id)
    assert question is not None
    assert question.shown == (Shown("C1", "100.0"),)
    assert desk.asked_at("T1", "C1", "1.0") == desk.shown_as("C1", "100.0") == question
    assert desk.recent("U1", "T1", 5) == (question,)
    assert desk.recent("U2", "T1", 5) == ()
    assert [hand_off.state for hand_off in desk.hand_offs("U1", "T1")] == [HandOffState.OPENED]
    assert desk.why(question).case.answer == question.answer
    assert desk.asked(99) is None


def test_feedback_is_screened_and_the_last_one_counts(work_on: WorkOn, desk: Desk) -> None:
    response = work_on(asked("may I?"))
    assert response is not None
    assert response.asked is not None
    desk.feedback(response.asked.id, "U1", True)
    desk.feedback(response.asked.id, "U1", False, "Xavier says otherwise")
    with desk.database.reading() as connection:
        kept = feedback.feedback_of(connection, response.asked.id)
    assert [(each.is_helpful, each.reason) for each in kept] == [(False, "[name 1] says otherwise")]
    with pytest.raises(QuestionNotHeld):
        desk.feedback(99, "U1", True)


def test_health_tells_of_what_waits_too_long(desk: Desk, hands: Hands) -> None:
    assert desk.health().is_well
    desk.receive(asked("may I?"))
    assert (desk.health().is_well, desk.health().waiting) == (True, 1)
    hands.move(180)
    assert desk.health().troubles == ("the oldest of 1 waits for 180 s",)


def test_health_tells_of_a_database_that_cannot_be_read(desk: Desk, tmp_path: Path) -> None:
    desk.database = open_database(tmp_path / "empty", is_checked=False)
    health = desk.health()
    desk.database.close()
    assert not health.is_well
    assert health.troubles


def test_an_arrival_that_is_not_known_is_no_silence(desk: Desk) -> None:
    with pytest.raises(ArrivalUnknown):
        desk.respond("nothing")


def test_what_was_put_off_is_claimed_when_it_is_due(desk: Desk, hands: Hands) -> None:
    desk.receive(asked("may I?"))
    (claimed,) = desk.claim(5, timedelta(seconds=60))
    assert desk.claim(5, timedelta(seconds=60)) == ()
    desk.hold([claimed], timedelta(seconds=90))
    hands.move(80)
    assert desk.claim(5, timedelta(seconds=60)) == ()
    desk.postpone(claimed, timedelta(seconds=30), "surface down")
    assert desk.claim(5, timedelta(seconds=60)) == ()
    hands.move(31)
    assert [each.turn for each in desk.claim(5, timedelta(seconds=60))] == [2]
