"""A message after others gets what it gets by itself, or with them - and past a no never by looking like a new one."""

from __future__ import annotations

import pytest

from assistant.answering.conversation.relating import relate
from assistant.answering.conversation.topics import Tie
from assistant.answering.records import READ_TOGETHER, STOOD_ALONE, Case, Decision, Kind, Verdict
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_case, make_reading

V = Verdict


def decided(verdict: Verdict, rulebook: Rulebook, kind: Kind = Kind.POSTING, *, doubted: bool = False) -> Case:
    reply = rulebook.replies["doubt"] if doubted else None
    case = make_case(make_reading(kind)).with_(earlier=("before",), carried={"client": True})
    return case.with_(decision=Decision(verdict, reply=reply))


@pytest.mark.parametrize(
    ("tie", "joined", "alone", "gets", "note"),
    [
        (Tie.LEANS, V.YES, V.NO, V.YES, None),
        (Tie.LEANS, V.NO, V.YES, V.NO, None),
        (Tie.APART, V.YES, V.NO, V.NO, STOOD_ALONE),
        (Tie.APART, V.CONDITIONAL, V.NO, V.NO, STOOD_ALONE),
        (Tie.APART, V.YES, V.CLARIFY, V.CLARIFY, STOOD_ALONE),
        (Tie.APART, V.YES, V.ESCALATE, V.ESCALATE, STOOD_ALONE),
        (Tie.APART, V.CLARIFY, V.YES, V.YES, STOOD_ALONE),
        (Tie.APART, V.YES, V.YES, V.YES, STOOD_ALONE),
        (Tie.APART, V.NO, V.NO, V.NO, STOOD_ALONE),
        (Tie.APART, V.NO, V.YES, V.NO, READ_TOGETHER),
        (Tie.APART, V.NO, V.CONDITIONAL, V.NO, READ_TOGETHER),
        (Tie.APART, V.NO, V.CLARIFY, V.NO, READ_TOGETHER),
        (Tie.APART, V.ESCALATE, V.YES, V.ESCALATE, READ_TOGETHER),
        (Tie.MARKED, V.NO, V.YES, V.YES, STOOD_ALONE),
        (Tie.MARKED, V.YES, V.NO, V.NO, STOOD_ALONE),
    ],
)
def test_which_of_the_two_is_answered(
    rulebook: Rulebook, tie: Tie, joined: Verdict, alone: Verdict, gets: Verdict, note: str | None
) -> None:
    case = relate(decided(joined, rulebook), decided(alone, rulebook), tie)

    assert case.decision is not None
    assert case.decision.verdict is gets
    assert case.notes == ((note,) if note else ())


def test_a_doubt_that_comes_from_what_was_said_before_goes(rulebook: Rulebook) -> None:
    doubted = decided(Verdict.ESCALATE, rulebook, doubted=True)

    assert relate(doubted, decided(Verdict.YES, rulebook), Tie.APART).decision == Decision(Verdict.YES)


def test_a_doubt_that_what_was_said_before_resolves_does_not_come_up(rulebook: Rulebook) -> None:
    case = relate(decided(Verdict.YES, rulebook), decided(Verdict.ESCALATE, rulebook, doubted=True), Tie.APART)

    assert case.decision == Decision(Verdict.YES)
    assert case.notes == (READ_TOGETHER,)


def test_what_is_handed_over_in_doubt_says_how_to_ask_afresh(rulebook: Rulebook) -> None:
    assert relate(decided(Verdict.ESCALATE, rulebook, doubted=True), None, Tie.LEANS).notes == (READ_TOGETHER,)


@pytest.mark.parametrize("kind", [Kind.EMERGENCY, Kind.REPORT, Kind.SMALL_TALK, Kind.OTHER])
def test_only_a_question_is_taken_by_itself(rulebook: Rulebook, kind: Kind) -> None:
    other, question = decided(Verdict.ESCALATE, rulebook, kind), decided(Verdict.YES, rulebook)

    assert relate(other, question, Tie.MARKED) is other
    assert relate(question, other, Tie.MARKED) is question


def test_what_is_taken_by_itself_leaves_nothing_of_what_was_before(rulebook: Rulebook) -> None:
    case = relate(decided(Verdict.YES, rulebook), decided(Verdict.NO, rulebook), Tie.APART)

    assert (case.earlier, case.carried) == ((), {})
