"""A fact is decisive when to misread it alone makes the answer wrong."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from assistant.answering.reading.training.lessons import decisive_facts, lessons_of
from assistant.answering.records import Kind, Verdict
from assistant.answering.rules import decide_facts
from corpus.bank import Example, examples, read_bank
from corpus.rulebook import Rulebook


@pytest.mark.parametrize(
    ("facts", "acceptable", "decisive", "idle"),
    [
        pytest.param(
            {"private_life": True}, [Verdict.YES], {"private_life", "abusive_content", "client"}, {"face_hidden"},
            id="a yes hangs on all that would bar it",
        ),
        pytest.param(
            {"abusive_content": True, "private_life": True}, [Verdict.NO], {"abusive_content"}, {"private_life"},
            id="a no hangs on the one fact that bars it",
        ),
        pytest.param(
            {"abusive_content": True, "retaliation": True}, [Verdict.NO], set(), {"abusive_content", "retaliation"},
            id="what is barred twice hangs on neither",
        ),
        pytest.param(
            {"abusive_content": True}, [Verdict.NO, Verdict.ESCALATE], set(), {"abusive_content"},
            id="nothing is decisive where what is left is accepted too",
        ),
    ],
)  # fmt: skip
def test_what_is_decisive(
    facts: dict[str, bool], acceptable: Iterable[Verdict], decisive: set[str], idle: set[str], rulebook: Rulebook
) -> None:
    found = decisive_facts(facts, frozenset(acceptable), rulebook)

    assert decisive <= found
    assert not idle & found


def test_of_the_bank_every_decisive_fact_flips_the_verdict_and_no_other_does(rulebook: Rulebook) -> None:
    rows = [example for example in examples(read_bank()) if example.kind is Kind.POSTING][::900]

    for lesson in lessons_of(rows, (row.turns for row in rows), rulebook):
        facts, accepted = lesson.example.facts, lesson.example.acceptable
        for name, fact in rulebook.facts.items():
            rest = {other: value for other, value in facts.items() if other != name}
            values = [{**rest, name: True}, *([{**rest, name: False}] if fact.not_so else []), rest]
            flips = any(decide_facts(each, rulebook, {}).verdict not in accepted for each in values if each != facts)
            assert flips == (name in lesson.decisive), (lesson.example.id, name)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.POSTING])
def test_where_no_rule_decides_no_fact_is_decisive(kind: Kind, rulebook: Rulebook) -> None:
    row = Example("X", "x", ("hi",), Verdict.INFO, frozenset({Verdict.INFO}), (), kind, {"client": True})

    (lesson,) = lessons_of([row], [("hi",)], rulebook)

    assert lesson.decisive == frozenset()
