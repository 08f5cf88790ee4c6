"""An edit that is refused leaves no answer to other words standing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.desk.desk import Desk
from assistant.desk.notices import Notice
from assistant.desk.records import Act, Arrival, Asked, AskedState, Deed
from tests.quick_desk import START, asked, deed
from tests.unit.assistant.desk.conftest import WorkOn


def refused(number: int = 1, minutes: int = 3) -> Arrival:
    at = START + timedelta(seconds=number)
    return deed(Deed.EDIT_REFUSED, key=f"refused {number}", message="1.0", at=at, wait_minutes=minutes)


def edited(text: str, number: int = 2) -> Arrival:
    return deed(Deed.EDITED, key=f"edited {number}", message="1.0", text=text, at=START + timedelta(seconds=number))


def standing(desk: Desk) -> Asked:
    question = desk.asked_at("T1", "C1", "1.0")
    assert question is not None
    return question


@pytest.fixture
def question(work_on: WorkOn, desk: Desk) -> Asked:
    work_on(asked("may I?", key="k"))
    return standing(desk)


def test_an_edit_that_is_refused_takes_the_answer_back_and_says_when_to_ask(
    work_on: WorkOn, desk: Desk, question: Asked
) -> None:
    response = work_on(refused(minutes=3))

    assert response is not None
    assert response.act is Act.REFRESH
    assert response.asked is not None
    assert response.asked.id == question.id
    assert response.asked.is_outdated
    assert "Ask again in 3 min" in response.asked.error
    assert work_on(refused(2)) is None
    assert standing(desk).state is AskedState.ANSWERED


def test_an_edit_back_to_what_was_answered_makes_the_answer_stand_again(
    work_on: WorkOn, desk: Desk, question: Asked
) -> None:
    work_on(refused())

    response = work_on(edited("may I?"))

    assert response is not None
    assert response.act is Act.REFRESH
    assert standing(desk).id == question.id
    assert not standing(desk).is_outdated


def test_the_next_edit_that_is_taken_is_answered_in_its_place(work_on: WorkOn, desk: Desk, question: Asked) -> None:
    work_on(refused())

    response = work_on(edited("barred?"))

    assert response is not None
    assert response.act is Act.REPLACE
    assert response.replaced is not None
    assert response.replaced.id == question.id
    assert (standing(desk).text, standing(desk).is_outdated) == ("barred?", False)


def test_one_that_was_refused_before_another_was_taken_changes_nothing(
    work_on: WorkOn, desk: Desk, question: Asked
) -> None:
    """Told late: the answer is one to the newer text."""
    work_on(edited("barred?", number=2))

    assert work_on(refused(1)) is None
    assert not standing(desk).is_outdated


@pytest.mark.parametrize("what", [Deed.CHOSE, Deed.CORRECTED, Deed.HANDED_OVER, Deed.SHARED, Deed.COPIED])
def test_nothing_is_done_on_an_answer_that_was_taken_back(work_on: WorkOn, question: Asked, what: Deed) -> None:
    work_on(refused())

    response = work_on(deed(what, key="d", question=question.id, message="1.0"))

    assert response is not None
    assert response.note == Notice.CHANGE_UNREAD


def test_what_was_handed_over_can_still_be_withdrawn(work_on: WorkOn, question: Asked) -> None:
    work_on(deed(Deed.HANDED_OVER, key="over", question=question.id, message="1.0"))
    work_on(refused())

    response = work_on(deed(Deed.WITHDREW, key="back", question=question.id, message="1.0"))

    assert response is not None
    assert response.act is Act.REFRESH
    assert response.asked is not None
    assert response.asked.is_outdated


def test_of_a_message_that_was_never_answered_nothing_is_taken_back(work_on: WorkOn) -> None:
    assert work_on(refused()) is None
