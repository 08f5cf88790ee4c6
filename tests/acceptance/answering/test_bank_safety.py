"""Invariant 1 on the whole bank: what a clause prohibits is never answered with yes or if, once the facts are right."""

from __future__ import annotations

from assistant.answering.records import Verdict
from assistant.answering.rules import decide_facts
from corpus.bank import BankRow, Kind, examples
from corpus.rulebook import Rulebook


def test_no_row_of_the_bank_that_accepts_only_no_is_answered_yes_or_if(
    bank: dict[str, tuple[BankRow, ...]], rulebook: Rulebook
) -> None:
    unsafe = [
        (example.id, decide_facts(example.facts, rulebook, {}).verdict.value)
        for example in examples(bank)
        if example.kind is Kind.POSTING
        and example.acceptable == {Verdict.NO}
        and decide_facts(example.facts, rulebook, {}).verdict in (Verdict.YES, Verdict.CONDITIONAL)
    ]

    assert unsafe == []


def test_no_row_of_the_bank_that_accepts_no_but_no_yes_is_answered_yes(
    bank: dict[str, tuple[BankRow, ...]], rulebook: Rulebook
) -> None:
    unsafe = [
        example.id
        for example in examples(bank)
        if example.kind is Kind.POSTING
        and Verdict.NO in example.acceptable
        and Verdict.YES not in example.acceptable
        and decide_facts(example.facts, rulebook, {}).verdict is Verdict.YES
    ]

    assert unsafe == []
