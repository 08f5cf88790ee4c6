"""Does an answer come back whole from the database, and what is left of one that another release wrote?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.records import (
    Answer,
    Citation,
    FactReading,
    Mark,
    Piece,
    PrivateKind,
    Redaction,
    Verdict,
    Withheld,
)
from assistant.storage.answers import ANSWER_FORMAT, blank_answer, pack_answer, read_answer
from corpus.facts import Choice, QuestionBack

KEPT = "tests/data/storage/answer-{form}.json"
"""An answer as each format was written; it must be readable for as long as a database may hold one."""

CITATION = Citation(
    "md-16-02", "md-16-02/policy/blurred-face", "MD 16-02, Policy", "a quote", 10, 17, True, "lead", "note"
)
FULL = Answer(
    verdict=Verdict.CLARIFY,
    headline="Tell me one thing first",
    reason="Is it about a client?",
    conditions=("Add the disclaimer.", "Ask first."),
    instead="Leave the name out.",
    disclaimer="The views are mine.",
    citations=(CITATION,),
    facts={"is_client": FactReading(True, "my client", 0.93)},
    ask=QuestionBack(
        when={"a": (True, "unsaid")}, text="Is it?", choices=(Choice(label="Yes", sets={"is_client": True, "b": None}),)
    ),
    draft=(Piece("a draft "), Piece("of words", "clause", "locator")),
    marks=(Mark(3, 9, "clause"),),
    suggestion="a safer draft",
    suggestion_conditions=("Add the disclaimer.",),
    redactions=(Redaction(0, 4, PrivateKind.SSN),),
    notes=("Part of it was too long.",),
    confidence=0.8,
    reader="local",
    language="es",
    ms=12.5,
)


def through_json(answer: Answer) -> dict[str, Any]:
    packed: dict[str, Any] = json.loads(json.dumps(pack_answer(answer)))
    return packed


def test_an_answer_comes_back_whole() -> None:
    back = read_answer(through_json(FULL), ANSWER_FORMAT)
    assert back == FULL
    assert back.text == FULL.text


def test_what_was_held_back_is_kept_for_managers_and_passed_over_by_a_release_that_does_not_know_it() -> None:
    held = Withheld(
        Verdict.YES, "Looks OK", "It is private life.", ("Ask first.",), "Ask again.", ("md-16-02/policy/unsure",)
    )
    answer = replace(FULL, withheld=held)
    packed = through_json(answer)

    assert read_answer(packed, ANSWER_FORMAT) == answer
    assert read_answer({**packed, "of a later release": {"verdict": "no"}}, ANSWER_FORMAT) == answer
    assert "withheld" not in through_json(FULL)
    assert blank_answer(answer).withheld is None


@given(
    st.builds(
        Answer,
        citations=st.just((CITATION,)),
        ask=st.none(),
        facts=st.just({}),
        confidence=st.floats(0, 1),
        ms=st.floats(0, 1e6),
    )
)
def test_any_answer_comes_back_whole(answer: Answer) -> None:
    assert read_answer(through_json(answer), ANSWER_FORMAT) == answer


def test_the_answers_of_every_format_can_be_read(repository: Path) -> None:
    """When this fails, the shape of an answer changed: raise `ANSWER_FORMAT`, and keep the old file beside a new one."""
    for form in range(1, ANSWER_FORMAT + 1):
        packed = json.loads((repository / KEPT.format(form=form)).read_text(encoding="utf-8"))
        back = read_answer(packed, form)
        assert (back.verdict, back.headline, back.conditions) == (FULL.verdict, FULL.headline, FULL.conditions)
        if form == ANSWER_FORMAT:
            assert back == FULL
            assert packed == through_json(FULL)


Damage = Callable[[dict[str, Any]], dict[str, Any]]


@pytest.mark.parametrize(
    ("damage", "form"),
    [
        (lambda packed: packed, 0),
        (lambda packed: packed, ANSWER_FORMAT + 1),
        (lambda packed: {**packed, "ask": {"text": "x", "shape": "of another release"}}, ANSWER_FORMAT),
        (lambda packed: {**packed, "citations": [{"clause": "x"}]}, ANSWER_FORMAT),
    ],
)
def test_an_answer_of_another_release_is_shown_plainly(damage: Damage, form: int) -> None:
    back = read_answer(damage(through_json(FULL)), form)
    assert (back.verdict, back.text) == (FULL.verdict, Answer(
        FULL.verdict, FULL.headline, FULL.reason, FULL.conditions, FULL.instead, FULL.disclaimer
    ).text)  # fmt: skip
    assert (back.citations, back.ask, back.language) == ((), None, "es")


@pytest.mark.parametrize(
    "packed", [{}, {"verdict": "perhaps"}, {"verdict": 3, "headline": None, "conditions": {"a": 1}}]
)
def test_a_verdict_that_is_not_known_any_more_goes_to_a_person(packed: dict[str, Any]) -> None:
    assert read_answer(packed, ANSWER_FORMAT).verdict is Verdict.ESCALATE


def test_what_is_kept_of_a_blanked_answer_was_not_read_from_the_question() -> None:
    left = json.dumps(pack_answer(blank_answer(FULL)))
    for words in ("my client", "a draft", "a safer draft", "Leave the name", "Is it about", "Add the", "is_client"):
        assert words not in left
    blanked = blank_answer(FULL)
    assert (blanked.verdict, blanked.headline, blanked.citations) == (FULL.verdict, FULL.headline, FULL.citations)
