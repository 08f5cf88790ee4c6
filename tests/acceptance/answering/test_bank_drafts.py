"""Are the drafts of the bank told apart from the questions around them?"""

from __future__ import annotations

from assistant.answering.drafts.finder import find_drafts
from corpus.bank import BankRow


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in find_drafts(text)]


def test_most_drafts_of_the_bank_are_found_to_the_letter(bank: dict[str, tuple[BankRow, ...]]) -> None:
    rows = [row for row in bank["drafts"] if row.draft and row.question and row.edit_of is None]
    exact = sum(row.draft in found(row.question) for row in rows if row.question)

    assert exact / len(rows) >= 0.90


def test_hardly_a_message_without_quotation_marks_is_taken_for_a_draft(bank: dict[str, tuple[BankRow, ...]]) -> None:
    asked = [row.question for voice, rows in bank.items() if voice != "drafts" for row in rows if row.question]
    plain = [text for text in asked if not any(mark in text for mark in "\"'“”‘’«»")]

    # Some of them are pasted captions without any question around them: those are found rightly.
    assert sum(bool(find_drafts(text)) for text in plain) / len(plain) < 0.05
