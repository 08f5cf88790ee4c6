"""The rules against what people labeled: facts and verdicts were labeled apart, so this can fail, and did."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from assistant.bank_check import BankReport, check_bank
from corpus.bank import BankRow, Example, examples
from corpus.rulebook import Rulebook


@pytest.fixture(scope="module")
def rows(bank: dict[str, tuple[BankRow, ...]]) -> list[Example]:
    return list(examples(bank))


@pytest.fixture(scope="module")
def report(rows: list[Example], rulebook: Rulebook) -> BankReport:
    return check_bank(rows, rulebook)


def test_every_difference_between_rules_and_labels_is_settled(report: BankReport) -> None:
    assert [difference.example.id for difference in report.unsettled] == []
    assert report.outdated == ()


def test_with_the_true_facts_the_rules_never_say_a_wrong_yes_or_if(report: BankReport) -> None:
    assert [difference.example.id for difference in report.differences if difference.is_unsafe] == []


def test_with_the_true_facts_the_rules_are_right_on_99_of_100_rows(report: BankReport) -> None:
    assert len(report.differences) <= report.rows / 100


def test_a_rule_turned_round_shows_in_the_bank(rows: list[Example], rulebook: Rulebook) -> None:
    without = tuple(rule for rule in rulebook.rules if rule.id != "blurred-face" and rule.id != "client-picture")

    turned = check_bank(rows, dataclasses.replace(rulebook, rules=without))

    assert turned.unsettled


def test_a_reason_for_a_row_that_differs_no_longer_is_outdated(
    rows: list[Example], rulebook: Rulebook, tmp_path: Path
) -> None:
    settled = tmp_path / "settled.yaml"
    settled.write_text("relabeled: []\nkept:\n  - {id: K3-001a, why: once}\n", encoding="utf-8")

    assert check_bank(rows[:50], rulebook, settled).outdated == ("K3-001a",)
