"""Which answers does the assistant give to a person by itself? Each reason for itself, led through the steps that decide."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from assistant.answering.compose import compose, fixed_answer
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import Answer, Case, Kind, Reading, Verdict
from assistant.answering.verify import verify
from assistant.desk.responding import needs_hand_off
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.shipped import shipped_library, shipped_rulebook
from tests.unit.assistant.conftest import make_case, make_reading

LIBRARY: Library = shipped_library()
RULEBOOK: Rulebook = shipped_rulebook()
HARMLESS = make_reading(private_life=True)

Change = Callable[[Answer], Answer]


def answered(reading: Reading, rulebook: Rulebook, change: Change = lambda answer: answer) -> Case:
    composed = compose(decide(make_case(reading), rulebook, Doubt()), rulebook, LIBRARY)
    assert composed.answer is not None
    return verify(composed.with_(answer=change(composed.answer)), rulebook, LIBRARY)


def unread(name: str, rulebook: Rulebook) -> Case:
    """It ended before it was read."""
    return make_case().with_(answer=fixed_answer(rulebook.replies[name], rulebook, LIBRARY))


BY_REPLY: dict[str, tuple[Callable[[Rulebook], Case], bool]] = {
    "silent": (lambda rules: answered(make_reading(), rules), True),
    "doubt": (lambda rules: answered(make_reading(opinion={Verdict.NO: 0.9}, private_life=True), rules), True),
    "readers-differ": (
        lambda rules: answered(
            dataclasses.replace(HARMLESS, second=make_reading(client_in_media=True), is_disputed=True), rules
        ),
        True,
    ),
    "too-long": (lambda rules: answered(dataclasses.replace(HARMLESS, is_partial=True), rules), True),
    "unverified": (
        lambda rules: answered(HARMLESS, rules, lambda a: dataclasses.replace(a, reason="It is approved.")), True,
    ),
    "report": (lambda rules: answered(make_reading(Kind.REPORT, client_in_media=True), rules), True),
    "no-topic": (lambda rules: answered(make_reading(Kind.POLICY), rules), True),
    "emergency": (lambda rules: answered(make_reading(Kind.EMERGENCY), rules), False),
    "unread-part": (lambda rules: unread("unread-part", rules), False),
    "unread-language": (lambda rules: unread("unread-language", rules), False),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("reply", BY_REPLY)
def test_each_reason_for_itself_hands_over_or_does_not(reply: str, language: str) -> None:
    rulebook = RULEBOOK.spoken(language)
    make, is_handed_over = BY_REPLY[reply]
    case = make(rulebook)

    assert case.answer is not None
    assert case.answer.reason == rulebook.replies[reply].reason, "another reason than this one"
    assert needs_hand_off(case) is is_handed_over


def test_every_reason_to_leave_it_to_a_person_is_tried() -> None:
    assert {reply.id for reply in RULEBOOK.replies.values() if reply.verdict is Verdict.ESCALATE} == set(BY_REPLY)


def test_a_rule_that_refers_to_office_management_hands_over() -> None:
    case = answered(make_reading(management_question=True), RULEBOOK)
    assert case.answer is not None
    assert (case.answer.verdict, needs_hand_off(case)) == (Verdict.ESCALATE, True)


@pytest.mark.parametrize(
    "reading", [HARMLESS, make_reading(client=True, client_in_media=True), make_reading(child_welfare_content=True)]
)
def test_what_the_directive_settles_is_handed_over_by_its_asker_alone(reading: Reading) -> None:
    assert not needs_hand_off(answered(reading, RULEBOOK))
