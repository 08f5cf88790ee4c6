"""Do the desk and the real answerer agree on what is screened, on what is looked up, and on what a person must decide?"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.together import Together
from assistant.desk.opening import open_desk
from assistant.desk.records import Entry
from assistant.desk.responding import needs_hand_off
from assistant.storage.database import Database, open_database
from tests.quick_desk import DIRECT, asked


@pytest.fixture
def database(folder_with_tables: Path) -> Iterator[Database]:
    opened = open_database(folder_with_tables)
    yield opened
    opened.close()


PRIVATE = (
    "Can I post a thank you card from Marisela Ontiveros-Pruitt? Call me at 213-555-0142.",
    "Dashawn Tolliver, DOB 3/14/2012, case 21CCJP04567, is on my Instagram. ok?",
    "¿Puedo publicar una foto de Yesenia Villarreal en 1432 Maple Ave, Pomona?",
)


def test_a_screened_question_is_left_as_it_is_when_it_is_answered(real_answerer: Answerer, database: Database) -> None:
    desk = open_desk(database, real_answerer)
    for text in PRIVATE:
        screened = desk.screen(text)
        assert screened.redactions
        case = real_answerer.case(screened.text)
        assert case.screened is not None
        assert (case.screened.text, case.screened.redactions) == (screened.text, ())
        assert desk.screen(f"{screened.text}\n{screened.text}").text == f"{screened.text}\n{screened.text}"


def test_only_why_looks_for_the_clauses_nearby(real_answerer: Answerer, database: Database) -> None:
    desk = open_desk(database, real_answerer)
    assert not desk.answering.case("Can I post a picture of my cat?").hits
    desk.receive(asked("Can I post a picture of my cat?", key="k", place=DIRECT))
    response = desk.respond("k")
    assert response is not None
    assert response.asked is not None
    why = desk.why(response.asked)
    assert why.case.hits
    assert why.case.answer is not None
    assert response.asked.answer is not None
    assert why.case.answer.text == response.asked.answer.text


def test_with_a_language_model_no_question_waits_for_others(real_answerer: Answerer, database: Database) -> None:
    with_model = replace(real_answerer, tools=replace(real_answerer.tools, quick_reader=real_answerer.tools.reader))
    assert open_desk(database, with_model).answering is with_model
    assert isinstance(open_desk(database, real_answerer).answering, Together)


def test_eight_workers_share_the_answerer(real_answerer: Answerer, database: Database) -> None:
    desk = open_desk(database, real_answerer)
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
    answers = [real_answerer.answer(desk.screen(text).text) for text in texts]
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
def test_the_answerer_marks_what_a_person_must_decide(real_answerer: Answerer, text: str, is_handed_over: bool) -> None:
    case = real_answerer.case(text)
    assert case.answer is not None
    assert needs_hand_off(case) is is_handed_over, case.answer.headline
