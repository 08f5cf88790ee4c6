"""Rows of the bank that say the same: what is said twice, what contradicts itself, and what the bank is made of."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from assistant import bank_twins
from assistant.bank_twins import NEAR, Balance, find_contradictions, find_repeats, weigh
from corpus.bank import Example, Kind
from corpus.rule_rows import Verdict


def row(id: str, *turns: str, accepts: tuple[Verdict, ...] = (Verdict.YES,), **more: object) -> Example:
    made = Example(id, "a", turns or ("May I?",), accepts[0], frozenset(accepts), (), Kind.POSTING, {})
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def at(*cosines: float) -> np.ndarray:
    """Unit vectors with these cosines to the first axis, and as little as can be with one another."""
    vectors = np.zeros((len(cosines), len(cosines) + 1))
    for number, cosine in enumerate(cosines):
        vectors[number, 0], vectors[number, number + 1] = cosine, np.sqrt(1 - cosine**2)
    return vectors.astype(np.float32)


@pytest.fixture(params=[1, 2, 512], ids="{} rows at once".format)
def _rows_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank_twins, "ROWS_AT_ONCE", request.param)


@pytest.mark.usefixtures("_rows_at_once")
def test_repeats_are_near_pairs_that_agree_each_once_the_nearest_first() -> None:
    rows = [row("A"), row("B"), row("C"), row("D", accepts=(Verdict.NO,)), row("E")]

    found = find_repeats(rows, at(1.0, 0.98, 0.999, 0.999, 0.9))

    assert [(twins.first.id, twins.second.id) for twins in found] == [("A", "C"), ("A", "B"), ("B", "C")]
    assert [twins.cosine for twins in found] == pytest.approx([0.999, 0.98, 0.979], abs=1e-3)


def test_how_near_is_near_can_be_said() -> None:
    rows, vectors = [row("A"), row("B")], at(1.0, 0.9)

    assert NEAR > 0.9
    assert find_repeats(rows, vectors) == []
    assert len(find_repeats(rows, vectors, near=0.89)) == 1
    assert find_repeats([], np.zeros((0, 4), np.float32)) == []


def test_rows_agree_when_one_verdict_would_do_for_both() -> None:
    either = row("C", accepts=(Verdict.CONDITIONAL, Verdict.YES))

    found = find_repeats([row("A"), row("B", accepts=(Verdict.CONDITIONAL,)), either], at(1.0, 1.0, 1.0))

    assert [(twins.first.id, twins.second.id) for twins in found] == [("A", "C"), ("B", "C")]


@pytest.mark.parametrize(
    ("one", "other", "is_contradiction"),
    [
        (row("A", "May I post?"), row("B", "may i post", accepts=(Verdict.NO,)), True),
        (row("A", "May  I — post"), row("B", "«MAY I» post!!", accepts=(Verdict.NO,)), True),
        (row("A", "May I post?"), row("B", "may i post"), False),  # they agree
        (row("A", "May I post?", accepts=(Verdict.YES, Verdict.NO)), row("B", "may i post", accepts=(Verdict.NO,)), False),
        (row("A", "May I post?"), row("B", "May I posts?", accepts=(Verdict.NO,)), False),
        (row("A", "my niece", "and now?"), row("B", "My niece.", "And now?", accepts=(Verdict.NO,)), True),
        (row("A", "my niece", "and now?"), row("B", "my client", "and now?", accepts=(Verdict.NO,)), False),
        (row("A", "my niece", "and now?"), row("B", "my niece and now?", accepts=(Verdict.NO,)), False),  # turns count
        (row("A", "¿Puedo?"), row("B", "puedo", accepts=(Verdict.NO,)), True),
    ],
)  # fmt: skip
def test_the_same_words_with_no_verdict_in_common_are_a_contradiction(
    one: Example, other: Example, is_contradiction: bool
) -> None:
    found = [(twins.first.id, twins.second.id) for twins in find_contradictions([one, row("X", "else"), other])]

    assert found == ([("A", "B")] if is_contradiction else [])


def test_of_three_with_the_same_words_every_pair_that_differs_is_found() -> None:
    rows = [row("A"), row("B", accepts=(Verdict.NO,)), row("C", accepts=(Verdict.CLARIFY,)), row("D")]

    found = {(twins.first.id, twins.second.id) for twins in find_contradictions(rows)}

    assert found == {("A", "B"), ("A", "C"), ("B", "C"), ("B", "D"), ("C", "D")}


def test_the_bank_is_weighed_by_voice_verdict_kind_and_fact_the_largest_first() -> None:
    rows = [
        row("A", voice="small", facts={"client": True}),
        row("B", voice="large", facts={"client": False, "placement": True}, kind=Kind.POLICY),
        row("C", voice="large", accepts=(Verdict.NO, Verdict.YES), facts={"placement": True}),
        row("D", voice="large", facts={"placement": False}),
    ]

    balance = weigh(rows, ["client", "private_life", "placement"])

    assert balance == Balance(
        voices={"large": 3, "small": 1},
        verdicts={"yes": 3, "no": 1},
        kinds={"posting": 3, "policy": 1},
        facts={"placement": 3, "client": 2, "private_life": 0},
    )
    assert [list(part) for part in (balance.voices, balance.verdicts, balance.kinds, balance.facts)] == [
        ["large", "small"], ["yes", "no"], ["posting", "policy"], ["placement", "client", "private_life"],
    ]  # fmt: skip
