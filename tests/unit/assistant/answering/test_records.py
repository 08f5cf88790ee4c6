"""The records of a question on its way: when it is over, what a copy changes, and the answer in plain words."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import pytest

from assistant.answering.records import Answer, Case, FactDoubt, FactReading, Kind, Reading, Verdict
from corpus.facts import Choice, QuestionBack
from tests.unit.assistant.conftest import make_reading

ANSWER = Answer(verdict=Verdict.NO, headline="Don't post this", reason="It may not be posted.")


def test_a_case_is_over_with_an_answer_or_an_error_and_not_before() -> None:
    case = Case(raw="can i post this?")

    assert not case.is_over
    assert not case.with_(reading=make_reading()).is_over
    assert case.with_(answer=ANSWER).is_over
    assert case.with_(error="the question is empty").is_over


def test_a_step_hands_on_a_copy_and_leaves_the_case_as_it_was() -> None:
    case = Case(raw="can i post this?", earlier=("before",))

    changed = case.with_(answer=ANSWER)

    assert (case.answer, changed.answer) == (None, ANSWER)
    assert (changed.raw, changed.earlier) == (case.raw, case.earlier)
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.raw = "other"  # type: ignore[misc]


def test_stated_facts_are_what_the_rules_take() -> None:
    facts = MappingProxyType({"client": FactReading(True, "my client", 0.9), "relative": FactReading(False, "", 0.8)})

    assert Reading(Kind.POSTING, 1.0, facts, {}, {}, "told").stated == {"client": True, "relative": False}


@pytest.mark.parametrize(("value", "probability"), [(None, 0.5), (True, 0.3), (False, 0.2)])
def test_a_doubt_has_a_probability_for_each_of_the_three_values(value: bool | None, probability: float) -> None:
    assert FactDoubt(0.5, 0.3, 0.2, "").probability(value) == probability


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "Don't post this.\nIt may not be posted."),
        ({"instead": "Leave it out."}, "Don't post this.\nIt may not be posted.\nLeave it out."),
        (
            {"conditions": ("Ask first.", "Check it.")},
            "Don't post this.\nIt may not be posted.\n- Ask first.\n- Check it.",
        ),
        ({"disclaimer": "My own views."}, "Don't post this.\nIt may not be posted.\nMy own views."),
        ({"headline": "One thing first…"}, "One thing first…\nIt may not be posted."),
        (
            {"ask": QuestionBack(text="Whose?", choices=(Choice(label="Mine", sets={}),))},
            "Don't post this.\nIt may not be posted.\nWhose?",
        ),
        ({"reason": "Whose?", "ask": QuestionBack(text="Whose?", choices=())}, "Don't post this.\nWhose?"),
    ],
)
def test_the_answer_in_plain_words_says_each_thing_once(changes: dict[str, object], text: str) -> None:
    assert dataclasses.replace(ANSWER, **changes).text == text  # type: ignore[arg-type]
