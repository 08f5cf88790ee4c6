"""A thread of questions: a typed reply presses the button, and what was settled goes on to what is asked next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.answering.records import STOOD_ALONE, Verdict
from assistant.desk.desk import Desk
from assistant.desk.notices import Notice
from assistant.desk.records import Act, Arrival, Asked, AskedState, Audience, Deed, Entry, Place, Response
from tests.quick_desk import DIRECT, OFFICE, START, QuickAnswering, asked, deed
from tests.unit.assistant.desk.conftest import WorkOn

OWN = {"personal_account": True}
OTHER = {"personal_account": False}


def question_of(response: Response | None) -> Asked:
    assert response is not None
    assert response.asked is not None
    return response.asked


def follow_up(text: str, message: str, place: Place = OFFICE, person: str = "U1", **changes: object) -> Arrival:
    changes = {"entry": Entry.DIRECT if place.is_direct else Entry.FOLLOW_UP, **changes}
    return asked(text, message=message, place=place, person=person, **changes)  # type: ignore[arg-type]


def carried(desk: Desk) -> dict[str, bool | None]:
    """What the last question was told that was settled before."""
    assert isinstance(desk.answering, QuickAnswering)
    return desk.answering.carried[-1]


@pytest.mark.parametrize("place", [OFFICE, DIRECT], ids=["channel", "direct"])
@pytest.mark.parametrize(("said", "settled"), [("yes", OWN), ("Yes!", OWN), ("1", OWN), ("sí", OWN), ("No.", OTHER)])
def test_a_typed_reply_to_a_question_back_presses_its_button(
    work_on: WorkOn, desk: Desk, place: Place, said: str, settled: dict[str, bool | None]
) -> None:
    first = question_of(work_on(asked("which?", place=place)))

    response = work_on(follow_up(said, "2.0", place))

    anew = question_of(response)
    assert response is not None
    assert (response.act, anew.text, anew.settled, anew.replaces) == (Act.REPLACE, "which?", settled, first.id)
    assert desk.asked_at("T1", place.channel, "2.0") is None, "the reply is no question of its own"
    assert desk.is_engaged(place, "U1")


@pytest.mark.parametrize("said", ["yes, but it is my niece", "what else?", "3", "ok"])
def test_what_is_no_choice_is_the_next_message(work_on: WorkOn, desk: Desk, said: str) -> None:
    work_on(asked("which?"))

    question = question_of(work_on(follow_up(said, "2.0")))

    assert (question.text, question.earlier, question.settled) == (said, ("which?",), {})


def test_a_reply_counts_for_the_latest_question_of_the_same_person_alone(work_on: WorkOn) -> None:
    work_on(asked("which?"))
    assert question_of(work_on(follow_up("yes", "2.0", person="U2", entry=Entry.MENTION))).text == "yes"
    work_on(follow_up("barred?", "3.0"))
    assert question_of(work_on(follow_up("yes", "4.0"))).text == "yes", "it was not what was asked last"


def test_a_reply_in_another_thread_is_a_message(work_on: WorkOn) -> None:
    work_on(asked("which?"))
    assert question_of(work_on(asked("yes", message="9.0", place=Place("T1", "C1", "9.0")))).text == "yes"


def test_a_reply_and_a_press_at_once_count_once(work_on: WorkOn, desk: Desk) -> None:
    first = question_of(work_on(asked("which?")))
    desk.receive(follow_up("no", "2.0"))
    work_on(deed(Deed.CHOSE, key="c1", question=first.id, choice=0))

    response = desk.respond("asked:C1:2.0")

    assert response is not None
    assert (response.act, response.note) == (Act.TELL, Notice.SUPERSEDED)


def test_a_reply_in_private_stays_private(work_on: WorkOn) -> None:
    work_on(asked("which?", wants_private=True))
    assert question_of(work_on(follow_up("yes", "2.0"))).audience is Audience.ASKER


def edited(text: str, message: str, key: str = "e1", seconds: int = 5) -> Arrival:
    at = START + timedelta(seconds=seconds)
    changes = {"place": DIRECT, "entry": Entry.DIRECT, "message": message, "at": at}
    return deed(Deed.EDITED, key=key, text=text, **changes)  # type: ignore[arg-type]


def test_a_reply_that_is_edited_into_the_other_choice_chooses_that(work_on: WorkOn) -> None:
    work_on(asked("which?", place=DIRECT))
    work_on(follow_up("yes", "2.0", DIRECT))

    anew = question_of(work_on(edited("no", "2.0")))

    assert (anew.text, anew.settled) == ("which?", OTHER)
    again = question_of(work_on(edited("yes", "2.0", "e2", 6)))
    assert (again.text, again.settled) == ("which?", OWN)


def test_a_reply_that_is_edited_into_something_else_is_a_message(work_on: WorkOn) -> None:
    work_on(asked("which?", place=DIRECT))
    work_on(follow_up("yes", "2.0", DIRECT))
    assert question_of(work_on(edited("it is barred", "2.0"))).text == "it is barred"


def test_what_was_chosen_goes_on_to_the_next_questions_and_stays_their_own(work_on: WorkOn, desk: Desk) -> None:
    work_on(asked("which?"))
    work_on(follow_up("yes", "2.0"))
    assert carried(desk) == {}

    for message in ("3.0", "4.0"):
        question = question_of(work_on(follow_up("and so?", message)))
        assert carried(desk) == OWN
        assert question.settled == {}


def test_what_was_corrected_goes_on_too(work_on: WorkOn, desk: Desk) -> None:
    first = question_of(work_on(asked("may I?")))
    work_on(deed(Deed.CORRECTED, key="c1", question=first.id, facts={"client": True}))
    work_on(follow_up("and so?", "2.0"))
    assert carried(desk) == {"client": True}


def test_nobody_inherits_what_somebody_else_settled(work_on: WorkOn, desk: Desk) -> None:
    work_on(asked("which?"))
    work_on(follow_up("yes", "2.0"))
    other = question_of(work_on(follow_up("and if I post it?", "3.0", person="U2", entry=Entry.MENTION)))
    assert other.earlier == ("which?",)
    assert carried(desk) == {}


def test_a_new_topic_inherits_nothing(work_on: WorkOn, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    work_on(asked("which?"))
    work_on(follow_up("yes", "2.0"))
    answer = QuickAnswering.case

    def stand_alone(self: QuickAnswering, *given: object, **named: object) -> object:
        case = answer(self, *given, **named)  # type: ignore[arg-type]
        assert case.answer is not None
        return case.with_(answer=replace(case.answer, notes=(STOOD_ALONE,)))

    with monkeypatch.context() as patch:
        patch.setattr(QuickAnswering, "case", stand_alone)
        work_on(follow_up("my dog?", "3.0"))
    work_on(follow_up("and the beach?", "4.0"))
    assert carried(desk) == {}


def test_what_was_settled_of_a_question_goes_with_it(work_on: WorkOn, desk: Desk) -> None:
    first = question_of(work_on(asked("which?", place=DIRECT)))
    work_on(deed(Deed.CHOSE, key="c1", question=first.id, choice=0, place=DIRECT))
    work_on(follow_up("and so?", "2.0", DIRECT))
    assert carried(desk) == OWN

    work_on(deed(Deed.DELETED, key="d1", message="1.0", place=DIRECT, entry=Entry.DIRECT))
    work_on(follow_up("and now?", "3.0", DIRECT))
    assert carried(desk) == {}


def test_what_was_settled_of_a_question_that_is_edited_does_not_live_on(work_on: WorkOn, desk: Desk) -> None:
    first = question_of(work_on(asked("which?", place=DIRECT)))
    work_on(deed(Deed.CHOSE, key="c1", question=first.id, choice=0, place=DIRECT))
    second = question_of(work_on(follow_up("which then?", "2.0", DIRECT)))
    work_on(edited("may I really?", "1.0"))

    anew = question_of(work_on(deed(Deed.CHOSE, key="c2", question=second.id, choice=0, place=DIRECT)))
    assert anew.text == "which then?"
    assert carried(desk) == {}


def test_what_is_chosen_of_an_earlier_question_later_counts_when_the_later_one_is_answered_anew(
    work_on: WorkOn, desk: Desk
) -> None:
    first = question_of(work_on(asked("which?")))
    second = question_of(work_on(follow_up("which blurred?", "2.0")))
    work_on(deed(Deed.CHOSE, key="c1", question=first.id, choice=0))
    assert carried(desk) == {}, "nothing goes back to what was asked before"

    work_on(deed(Deed.CORRECTED, key="c2", question=second.id, facts={"client": True}))
    assert carried(desk) == OWN
    assert desk.asked(first.id).state is AskedState.REPLACED  # type: ignore[union-attr]


def test_why_tells_of_the_answer_with_what_was_settled_before(work_on: WorkOn, desk: Desk) -> None:
    work_on(asked("which?"))
    work_on(follow_up("yes", "2.0"))
    question = question_of(work_on(follow_up("and so?", "3.0")))
    assert question.verdict is Verdict.YES

    desk.why(question)

    assert carried(desk) == OWN
