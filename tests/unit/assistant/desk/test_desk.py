"""What does the desk tell a surface: questions, conversations, feedback, health?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from assistant.answering.answerer import Answerer, open_answerer
from assistant.answering.together import Together
from assistant.desk.desk import Desk, QuestionNotHeld
from assistant.desk.opening import open_desk
from assistant.desk.records import Deed, Entry, Shown
from assistant.desk.responding import needs_hand_off
from assistant.desk.subjects import ArrivalUnknown
from assistant.escalation.records import HandOffState
from assistant.storage import feedback
from assistant.storage.database import Database, open_database
from tests.quick_desk import OFFICE, Hands, asked, deed
from tests.unit.assistant.desk.conftest import WorkOn


@pytest.fixture(scope="session")
def answerer() -> Answerer:
    return open_answerer()


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


PRIVATE = (
    "Can I post a thank you card from Marisela Ontiveros-Pruitt? Call me at 213-555-0142.",
    "Dashawn Tolliver, DOB 3/14/2012, case 21CCJP04567, is on my Instagram. ok?",
    "¿Puedo publicar una foto de Yesenia Villarreal en 1432 Maple Ave, Pomona?",
)


def test_a_screened_question_is_left_as_it_is_when_it_is_answered(answerer: Answerer, database: Database) -> None:
    desk = open_desk(database, answerer)
    for text in PRIVATE:
        screened = desk.screen(text)
        assert screened.redactions
        case = answerer.case(screened.text)
        assert case.screened is not None
        assert (case.screened.text, case.screened.redactions) == (screened.text, ())
        assert desk.screen(f"{screened.text}\n{screened.text}").text == f"{screened.text}\n{screened.text}"


def test_only_why_looks_for_the_clauses_nearby(answerer: Answerer, database: Database) -> None:
    desk = open_desk(database, answerer)
    assert not desk.answering.case("Can I post a picture of my cat?").hits
    desk.receive(asked("Can I post a picture of my cat?", key="k"))
    response = desk.respond("k")
    assert response is not None
    assert response.asked is not None
    why = desk.why(response.asked)
    assert why.case.hits
    assert why.case.answer is not None
    assert response.asked.answer is not None
    assert why.case.answer.text == response.asked.answer.text


def test_with_a_language_model_no_question_waits_for_others(answerer: Answerer, database: Database) -> None:
    with_model = replace(answerer, tools=replace(answerer.tools, quick_reader=answerer.tools.reader))
    assert open_desk(database, with_model).answering is with_model
    assert isinstance(open_desk(database, answerer).answering, Together)


def test_eight_workers_share_the_answerer(answerer: Answerer, database: Database) -> None:
    desk = open_desk(database, answerer)
    texts = (
        "Can I post a picture of my cat?",
        "Can I post a photo of a foster child?",
        "Is it ok to share the job fair?",
        *PRIVATE,
    )
    keys = [f"k{number}" for number in range(24)]
    for number, key in enumerate(keys):
        screened = desk.screen(texts[number % len(texts)])
        hidden = tuple(each.kind for each in screened.redactions)
        desk.receive(
            asked(screened.text, message=key, key=key, person=f"U{number}", entry=Entry.COMMAND, hidden=hidden)
        )
    with ThreadPoolExecutor(8) as pool:
        responses = list(pool.map(desk.respond, keys))
    answers = [answerer.answer(desk.screen(text).text) for text in texts]
    for number, response in enumerate(responses):
        alone = answers[number % len(texts)]
        assert response is not None
        assert response.asked is not None
        assert response.asked.answer is not None
        assert (response.asked.answer.verdict, response.asked.answer.text) == (alone.verdict, alone.text)


@pytest.mark.parametrize(
    ("text", "is_handed_over"),
    [
        ("There is a man with a gun in the lobby", False),
        ("Hay un hombre con una pistola en el lobby de la oficina", False),
        ("Puis-je publier une photo de mon client sur les réseaux sociaux avec son nom ?", False),
        ("My coworker already posted a photo of a foster child on her Facebook, what now?", True),
        ("Can I post a picture of my cat?", False),
    ],
)
def test_the_answerer_marks_what_a_person_must_decide(answerer: Answerer, text: str, is_handed_over: bool) -> None:
    case = answerer.case(text)
    assert case.answer is not None
    assert needs_hand_off(case) is is_handed_over, case.answer.headline
