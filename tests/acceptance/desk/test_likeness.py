"""With the shipped reader and encoder: is a precedent found for a question in other words, and not for its twin?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.records import Case, Verdict
from assistant.desk.likeness import LEAST_COSINE, LEAST_ELSEWHERE, Shelf, facts_of, kind_of
from assistant.desk.opening import open_desk
from assistant.escalation.precedents import REVIEW_AFTER, Precedent, PrecedentState
from assistant.escalation.records import Ruling
from assistant.storage.database import open_database
from tests.scenario.test_held_back import in_doubt

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)

ALIKE = (
    (
        "Can I write in my profile that I am a children's social worker?",
        "Is it OK to say in my profile that I'm a children's social worker?",
        "Can I write in my profile that I speak for children's social workers at DCFS?",
    ),
    (
        "May I accept a friend request from somebody whose case I closed years ago?",
        "A person whose case I closed long ago wants to be my friend on Facebook. May I accept?",
        "May I accept a friend request from somebody whose case I am working on?",
    ),
    (
        "Can I post a photo of my niece with her face covered?",
        "Is it okay to share a picture of my niece if her face is hidden?",
        "Can I post a photo of my client's niece with her face covered?",
    ),
    (
        "May I post on my own page that I am proud to be a social worker?",
        "Can I say on my page how proud I am to be a social worker?",
        "May I post on my own page that I am proud of the family I reunited this week?",
    ),
    (
        "Can I post a picture of myself at the union rally?",
        "May I put up a photo of me at the union rally?",
        "Can I post a picture of a client at the union rally?",
    ),
    (
        "May I share the department's own post about foster care month?",
        "Is it fine to share the department's own foster care month post?",
        "May I share an internal e-mail about foster care month?",
    ),
    (
        "Can I post a picture of my dog in my backyard?",
        "Is it ok to share a photo of my dog in the backyard?",
        "Can I post a picture of a client's dog in their backyard?",
    ),
    (
        "May I post a picture of my birthday cake?",
        "Can I put up a photo of my birthday cake?",
        "May I post a picture of my client's birthday cake?",
    ),
)
"""What a precedent tells, the same asked in other words, and a twin in nearly the same words that is another case."""

HIDDEN_FACES = (
    (
        "Can I post a photo of a foster child with the face covered by a sticker?",
        "Can I put up a photo of a foster child if a sticker covers the face?",
        "Can I post a photo of my own child with the face covered by a sticker?",
    ),
    (
        "Can I post a picture of a child on my caseload if their face is blurred?",
        "Is it okay to put up a photo of a kid from my caseload with the face blurred out?",
        "Can I post a picture of my own child if their face is blurred?",
    ),
    (
        "¿Puedo publicar una foto de un niño de mi caso con la cara borrosa?",
        "¿Está bien subir una foto de un menor de mi caso si le tapo la cara con un difuminado?",
        "¿Puedo publicar una foto de mi propio hijo con la cara borrosa?",
    ),
)
"""The same where the answer is a *no*: managers alone are shown what is like it, and its twin may be posted."""


@pytest.fixture(scope="module")
def shelf(real_answerer: Answerer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """The desk's own, with the encoder that it opens."""
    with closing(open_database(tmp_path_factory.mktemp("likeness"))) as database:
        yield open_desk(database, real_answerer).shelf


@pytest.fixture(scope="module")
def cases(real_answerer: Answerer) -> dict[str, Case]:
    said = [text for texts in (*ALIKE, *HIDDEN_FACES) for text in texts]
    return dict(zip(said, real_answerer.cases(said), strict=True))


def published(told: str, case: Case, shelf: Shelf, verdict: Verdict = Verdict.NO) -> Precedent:
    """A precedent of that question, as it is read when it is told; a *no* may stand below every other answer."""
    digest = shelf.digest(())
    assert digest is not None
    ruling = Ruling(1, 1, verdict, "As was ruled.", (), "UBOSS", "north", NOW)
    return Precedent(
        1, "T1", ruling, told, PrecedentState.PUBLISHED, digest, "UBOSS", facts_of(case), kind_of(case),
        review_at=NOW + REVIEW_AFTER,
    )  # fmt: skip


def found(text: str, case: Case, precedent: Precedent, shelf: Shelf, at: datetime = NOW) -> bool:
    """Would it be found, whatever was answered?"""
    return bool(shelf.alike(text, facts_of(case), kind_of(case), case.language, [precedent], at))


@pytest.mark.parametrize("told", [texts[0] for texts in ALIKE])
def test_a_question_in_other_words_reads_the_precedent_and_its_twin_does_not(
    told: str, shelf: Shelf, cases: dict[str, Case]
) -> None:
    _, reworded, twin = next(texts for texts in ALIKE if texts[0] == told)
    precedent = published(told, cases[told], shelf)

    assert shelf.similar(reworded, cases[reworded], [precedent], NOW) == (precedent,)
    assert shelf.similar(twin, cases[twin], [precedent], NOW) == ()
    assert not found(twin, cases[twin], precedent, shelf), "managers are not shown it on the card either"


@pytest.mark.parametrize("told", [texts[0] for texts in HIDDEN_FACES])
def test_below_a_no_about_a_hidden_face_nothing_stands_and_its_twin_finds_nothing(
    told: str, shelf: Shelf, cases: dict[str, Case]
) -> None:
    _, reworded, twin = next(texts for texts in HIDDEN_FACES if texts[0] == told)
    for verdict in (Verdict.YES, Verdict.NO):
        precedent = published(told, cases[told], shelf, verdict)
        assert found(reworded, cases[reworded], precedent, shelf)
        assert shelf.similar(reworded, cases[reworded], [precedent], NOW) == ()
        assert not found(twin, cases[twin], precedent, shelf)


NOS = (
    "Can I post a picture of my client's face on Instagram?",
    "Can I post a photo of a client if I blur the face?",
    "Can I share details of an open case on Facebook?",
    "Can I post a screenshot of an internal e-mail on my personal Twitter account?",
)
"""Questions that the rules answer with a plain *no*."""


@pytest.mark.parametrize("text", NOS)
def test_no_permission_stands_below_a_hand_off_behind_which_the_rules_said_no(
    text: str, real_answerer: Answerer, shelf: Shelf
) -> None:
    """The reader doubts what it would have answered: a person decides, and a *yes* of before would say it for them."""
    plain, doubted = real_answerer.case(text), in_doubt(real_answerer).case(text)
    assert plain.answer is not None
    assert doubted.answer is not None
    assert (plain.answer.verdict, doubted.answer.verdict) == (Verdict.NO, Verdict.ESCALATE)
    for verdict in (Verdict.YES, Verdict.CONDITIONAL, Verdict.INFO):
        precedent = published(text, doubted, shelf, verdict)
        assert found(text, doubted, precedent, shelf), "those who decide see it"
        assert shelf.similar(text, doubted, [precedent], NOW) == ()
    warning = published(text, doubted, shelf, Verdict.NO)
    assert shelf.similar(text, doubted, [warning], NOW) == (warning,)


def test_a_twin_is_as_near_as_what_is_found_so_nearness_alone_would_show_it(
    shelf: Shelf, cases: dict[str, Case]
) -> None:
    assert shelf.encoder is not None
    near = 0
    for told, _, twin in (*ALIKE, *HIDDEN_FACES):
        one, other = shelf.encoder.encode([told, twin])
        near += float(one @ other) >= (LEAST_COSINE if cases[told].language == "en" else LEAST_ELSEWHERE)
    assert near >= len(ALIKE) + len(HIDDEN_FACES) - 1


def test_what_is_found_today_is_not_found_from_its_review_date_on(shelf: Shelf, cases: dict[str, Case]) -> None:
    told, reworded, _ = ALIKE[0]
    precedent = published(told, cases[told], shelf)

    def similar(at: datetime) -> tuple[Precedent, ...]:
        return shelf.similar(reworded, cases[reworded], [precedent], at)

    assert similar(NOW + REVIEW_AFTER - timedelta(seconds=1)) == (precedent,)
    assert similar(NOW + REVIEW_AFTER) == ()
