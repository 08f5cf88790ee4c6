"""What `canipost corpus check --bank` shows of a bank."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assistant.answering.records import Kind, Verdict
from assistant.cli.bank_view import RARE, print_bank
from corpus.bank import Example
from corpus.rulebook import Rulebook


def row(id: str, said: str, verdict: Verdict, **facts: bool) -> Example:
    return Example(id, "voice", (said,), verdict, frozenset({verdict}), (), Kind.POSTING, facts)


@pytest.fixture
def shown(rulebook: Rulebook) -> tuple[str, list[tuple[str, str]]]:
    bank = [
        row("A-1", "Can I post my dog?", Verdict.YES, private_life=True),
        row("A-2", "can i post my dog", Verdict.YES, private_life=True),
        row("A-3", "May I show the blurred face of a boy on my caseload?", Verdict.NO, client=True),
        row("A-4", "may i show the blurred face of a boy on my caseload", Verdict.YES, client=True),
    ]
    stream = io.StringIO()
    contradictions = print_bank(Console(file=stream, width=200), bank, rulebook)
    return stream.getvalue(), [(twins.first.id, twins.second.id) for twins in contradictions]


def test_the_shares_of_the_verdicts_are_shown(shown: tuple[str, list[tuple[str, str]]]) -> None:
    assert "By verdict: yes 3 (75%), no 1 (25%)" in shown[0]


def test_facts_that_hardly_a_row_states_are_named_with_their_count(shown: tuple[str, list[tuple[str, str]]]) -> None:
    assert f"fewer than {RARE} rows" in shown[0]
    assert "private_life 2" in " ".join(shown[0].split())
    assert "retaliation 0" in " ".join(shown[0].split())


def test_what_is_said_twice_is_listed_unless_the_verdicts_differ(shown: tuple[str, list[tuple[str, str]]]) -> None:
    assert "1 pairs of 4 rows" in shown[0]
    assert "A-1  A-2" in shown[0]


def test_the_same_words_with_verdicts_that_exclude_each_other_come_back(
    shown: tuple[str, list[tuple[str, str]]],
) -> None:
    assert shown[1] == [("A-3", "A-4")]
    assert "A-3 and A-4: the same words, no verdict that both accept" in shown[0]
