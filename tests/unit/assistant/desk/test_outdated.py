"""An edit that is refused leaves no answer to other words standing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.desk.desk import Desk
from assistant.desk.notices import Notice
from assistant.desk.records import Act, Arrival, Asked, AskedState, ChannelMode, Deed, Shown
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


def test_while_it_is_switched_off_a_changed_question_takes_the_answer_back_in_its_place(
    work_on: WorkOn, desk: Desk, question: Asked
) -> None:
    desk.set_switch("T1", False, "U9")

    response = work_on(edited("barred?"))

    assert response is not None
    assert response.act is Act.RENEW, "nothing is posted anew"
    assert response.asked is not None
    assert response.asked.id == question.id
    assert "switched off" in response.asked.error
    desk.set_switch("T1", True, "U9")
    assert standing(desk).is_outdated, "it does not stand again by itself"
    assert work_on(edited("may I?", number=3)) is not None
    assert not standing(desk).is_outdated


def test_in_a_channel_that_was_set_to_off_a_changed_question_takes_the_answer_back_in_its_place(
    work_on: WorkOn, desk: Desk, question: Asked
) -> None:
    desk.set_mode("T1", "C1", ChannelMode.OFF, "U9")

    response = work_on(edited("barred?"))

    assert response is not None
    assert response.act is Act.RENEW
    assert response.asked is not None
    assert response.asked.id == question.id
    assert "no longer answer in the channel" in response.asked.error


@pytest.mark.parametrize("is_on", [True, False])
def test_a_question_changed_into_nothing_to_read_takes_the_answer_back(
    work_on: WorkOn, desk: Desk, question: Asked, is_on: bool
) -> None:
    desk.set_switch("T1", is_on, "U9")

    response = work_on(refused(minutes=0))

    assert response is not None
    assert response.asked is not None
    assert response.asked.id == question.id
    assert "nothing in the change that I could answer" in response.asked.error


@pytest.mark.parametrize("is_on", [True, False])
def test_words_that_are_what_they_were_take_nothing_back(
    work_on: WorkOn, desk: Desk, question: Asked, is_on: bool
) -> None:
    desk.set_switch("T1", is_on, "U9")
    desk.set_mode("T1", "C1", ChannelMode.OFF, "U9")

    assert work_on(edited("may I?")) is None
    assert not standing(desk).is_outdated


def test_an_edit_that_was_taken_is_not_answered_after_a_later_one_was_refused(
    work_on: WorkOn, desk: Desk, question: Asked
) -> None:
    """Worked on in whichever order: two replicas may."""
    desk.receive(edited("barred?", number=2))
    work_on(refused(3))

    assert desk.respond("edited 2") is None
    assert (standing(desk).text, standing(desk).is_outdated) == ("may I?", True)


def test_a_question_that_is_not_answered_yet_goes_when_a_change_of_it_is_refused(work_on: WorkOn, desk: Desk) -> None:
    desk.receive(asked("may I?", key="k"))

    response = work_on(refused())

    assert response is not None
    assert response.note == Notice.CHANGE_UNREAD
    assert desk.respond("k") is None


def test_an_edit_is_told_of_anew_as_soon_as_another_was_taken(work_on: WorkOn, desk: Desk, question: Asked) -> None:
    """One that is refused is kept once, however often somebody edits; but not where one between was taken."""
    assert desk.is_still_taken(edited("barred?"))
    work_on(refused(1))
    assert not desk.is_still_taken(edited("barred?"))
    desk.receive(edited("barred?", number=2))
    assert desk.is_still_taken(edited("which?", number=3))


def test_an_answer_that_was_taken_back_while_it_was_being_shown_is_struck(work_on: WorkOn, desk: Desk) -> None:
    desk.receive(asked("may I?", key="k"))
    desk.respond("k")
    desk.receive(refused())
    desk.respond("refused 1")

    assert not desk.settle("k", [Shown("C1", "2.0")])
    response = desk.overtaken("k")

    assert response is not None
    assert response.act is Act.RENEW
    assert response.asked is not None
    assert response.asked.is_outdated


def test_switched_off_before_the_new_answer_is_shown_the_old_one_goes_all_the_same(desk: Desk) -> None:
    desk.receive(asked("may I?", key="k"))
    desk.respond("k")
    desk.settle("k", [Shown("C1", "2.0")])
    desk.receive(edited("barred?"))
    desk.respond("edited 2")
    desk.set_switch("T1", False, "U9")

    response = desk.respond("edited 2")

    assert response is not None
    assert response.act is Act.STRIKE
    assert response.asked is not None
    assert response.asked.text == "may I?"
