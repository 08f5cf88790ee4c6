"""Whole conversations with the assistant as it ships: what was said before counts, and a choice settles a fact."""

from __future__ import annotations

import pytest

from assistant.answering.answerer import Answerer
from assistant.answering.records import Case, Verdict


@pytest.fixture
def answerer(real_answerer: Answerer) -> Answerer:
    return real_answerer


def verdicts(answerer: Answerer, *turns: str) -> list[Verdict | None]:
    return [case.answer.verdict if case.answer else None for case in answerer.conversation(turns)]


def test_what_is_told_later_can_turn_the_answer_into_a_no(answerer: Answerer) -> None:
    first, second = verdicts(
        answerer,
        "can i put this pic on my insta?",
        "its one of my clients, a kid on my caseload, at our visit yesterday",
    )

    assert first in (Verdict.CLARIFY, Verdict.CONDITIONAL, Verdict.ESCALATE)
    assert second is Verdict.NO


def test_a_new_topic_after_a_no_is_judged_by_itself_when_asked_by_itself(answerer: Answerer) -> None:
    assert verdicts(answerer, "can i post a photo of my client with her face blurred") == [Verdict.NO]
    assert verdicts(answerer, "can i post a photo of my own dog at the beach on my day off") == [Verdict.YES]


def test_a_choice_of_the_question_back_settles_the_fact_and_is_not_asked_again(answerer: Answerer) -> None:
    asked = answerer.case("can i post this picture of a kid i met today?")
    assert asked.answer is not None
    if asked.answer.ask is None:
        pytest.skip("this reader answers it without asking back")
    yes, no = asked.answer.ask.choices[:2]

    from_work = answerer.case(asked.raw, answered=yes.sets)
    private = answerer.case(asked.raw, answered=no.sets)

    assert verdict(from_work) is Verdict.NO
    assert verdict(private) is not Verdict.CLARIFY


def verdict(case: Case) -> Verdict:
    assert case.answer is not None
    return case.answer.verdict


def test_private_data_of_an_earlier_turn_is_hidden_when_the_next_one_is_read(answerer: Answerer) -> None:
    cases = list(answerer.conversation(["my client Keisha Raymore lives at 14417 Tamsen St", "can i post about her?"]))

    screened = cases[0].screened
    assert screened is not None
    assert "Raymore" not in screened.text
    assert cases[1].earlier == (screened.text,)
