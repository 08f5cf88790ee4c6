"""The bank as shipped: are its labels of known kinds, complete, and in keeping with each other?"""

from __future__ import annotations

from collections import Counter

from assistant.assurance.held_out import HELD_ASIDE
from corpus.bank import BankRow, examples
from corpus.library import Library
from corpus.rule_rows import Verdict
from corpus.rulebook import Rulebook


def test_every_id_of_the_bank_is_given_once(bank: dict[str, tuple[BankRow, ...]]) -> None:
    ids = Counter(row.id for rows in bank.values() for row in rows)

    assert [name for name, times in ids.items() if times > 1] == []


def test_every_row_asks_one_thing(bank: dict[str, tuple[BankRow, ...]]) -> None:
    assert [row.id for rows in bank.values() for row in rows if (row.question is None) == (not row.turns)] == []


def test_every_question_of_the_bank_is_labelled_in_full(bank: dict[str, tuple[BankRow, ...]]) -> None:
    halfway = [
        row.id
        for rows in bank.values()
        for row in rows
        if row.question is not None and (row.kind is None or row.verdict is None)
    ]

    assert halfway == []


def test_every_labelled_verdict_is_among_the_accepted_ones(bank: dict[str, tuple[BankRow, ...]]) -> None:
    assert [example.id for example in examples(bank) if example.verdict not in example.acceptable] == []


def test_every_labelled_fact_is_known(bank: dict[str, tuple[BankRow, ...]], rulebook: Rulebook) -> None:
    unknown = {
        (example.id, name) for example in examples(bank) for name in example.facts.keys() - rulebook.facts.keys()
    }

    assert unknown == set()


def test_every_labelled_clause_is_held(bank: dict[str, tuple[BankRow, ...]], library: Library) -> None:
    wanted = {(example.id, name) for example in examples(bank) for group in example.must_cite for name in group}

    assert {(row, name) for row, name in wanted if not library.has_clause(f"md-16-02/{name}")} == set()


def test_every_minimal_edit_names_the_row_it_edits(bank: dict[str, tuple[BankRow, ...]]) -> None:
    ids = {row.id for rows in bank.values() for row in rows}

    assert [
        row.id for rows in bank.values() for row in rows if row.edit_of is not None and row.edit_of not in ids
    ] == []


def test_no_row_accepts_a_yes_beside_nothing_but_a_no(bank: dict[str, tuple[BankRow, ...]]) -> None:
    """The labelling guide: never put `yes` among the accepted verdicts of what a passage prohibits."""
    both = {Verdict.YES, Verdict.NO}

    assert [example.id for example in examples(bank) if example.acceptable == both] == []


def test_a_reader_is_measured_on_voices_that_the_bank_has(bank: dict[str, tuple[BankRow, ...]]) -> None:
    assert set(HELD_ASIDE) <= set(bank)
