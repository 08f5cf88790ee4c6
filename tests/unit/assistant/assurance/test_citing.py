"""What is counted of quotes is what the scoring counts of the answers that the steps of a question give."""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.doubt import Doubt
from assistant.answering.records import Kind, Reading, Verdict
from assistant.assurance.citing import Answered, Quoted, answer_all, count_quotes
from assistant.evaluation import Passages
from corpus.bank import Example
from tests.shipped import shipped_library, shipped_rulebook
from tests.unit.assistant.assurance.conftest import make_example
from tests.unit.assistant.conftest import make_reading

LIBRARY, RULEBOOK = shipped_library(), shipped_rulebook()
PASSAGES = Passages(LIBRARY.document("md-16-02"))
POLICY = "md-16-02/policy/"


def wanting(voice: str, *groups: set[str]) -> Example:
    return dataclasses.replace(make_example(voice=voice), must_cite=tuple(map(frozenset, groups)))


def answered(*rows: tuple[Example, Reading]) -> list[Answered]:
    return answer_all(rows, RULEBOOK, LIBRARY, Doubt())


def test_a_row_goes_from_its_reading_to_a_verified_answer() -> None:
    rows = answered(
        (wanting("a"), make_reading(placement=True)),
        (wanting("a"), make_reading(private_life=True, opinion={Verdict.NO: 0.9})),
        (
            dataclasses.replace(wanting("a"), turns=("What is policy 6.105?",)),
            make_reading(Kind.POLICY, relevance={f"{POLICY}unsure": 0.08}),
        ),
        (dataclasses.replace(wanting("a"), turns=("he says he has a gun",)), make_reading(private_life=True)),
    )

    assert [row.answer.verdict for row in rows] == [Verdict.NO, Verdict.ESCALATE, Verdict.INFO, Verdict.ESCALATE]
    assert [len(row.answer.citations) for row in rows] == [1, 1, 2, 0]
    assert not any(row.is_withheld for row in rows)


@pytest.mark.parametrize(
    ("groups", "cited", "first"),
    [
        ([{"policy/placement"}], 1.0, 1.0),
        ([{"policy/spokesperson"}], 1.0, 0.0),
        ([{"policy/spokesperson", "policy/placement"}, {"policy/unsure"}], 0.5, 1.0),
        ([{"policy/unsure"}], 0.0, 0.0),
        ([], None, None),
    ],
)
def test_a_group_is_hit_by_any_quote_and_first_by_the_first(
    groups: list[set[str]], cited: float | None, first: float | None
) -> None:
    reading = make_reading(placement=True, relevance={f"{POLICY}spokesperson": 0.5})

    found = Quoted.of("a", answered((wanting("a", *groups), reading)), PASSAGES)

    assert (found.cited, found.first) == (cited, first)
    assert (found.rows, found.groups) == (1, len(groups))
    assert (found.quotes, found.most, found.unfaithful, found.withheld) == (2.0, 2, 0, 0)


def test_voices_counted_alone_stand_apart_and_every_verdict_has_its_line() -> None:
    rows = answered(
        (wanting("a", {"policy/placement"}), make_reading(placement=True)),
        (wanting("b", {"policy/placement"}), make_reading(private_life=True)),
    )

    by_voice, by_verdict = count_quotes(rows, PASSAGES, ("b",))

    assert [(each.name, each.rows, each.cited) for each in by_voice] == [
        ("all", 2, 0.5),
        ("all but those counted alone", 1, 1.0),
        ("a", 1, 1.0),
        ("**counted alone**", 1, 0.0),
        ("b", 1, 0.0),
    ]
    assert [(each.name, each.rows, each.quotes) for each in by_verdict] == [("no", 1, 1.0), ("yes", 1, 0.0)]
