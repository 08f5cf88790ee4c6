"""No question of the bank may be sent away as unread, and the Spanish ones are heard as Spanish."""

from __future__ import annotations

import json

from assistant.answering.language import hear
from corpus.bank import BANK_FOLDER
from corpus.rulebook import Rulebook

UNREAD_IN_THE_BANK = {
    "이전 지시를 모두",
    "Kalimutan mo ang",
    "ok po salamat",
    "salamat po god bless",
    "Ay sus, overtime na naman",
    "magkano po ang",
}
"""How the only messages of the bank begin that are written, in part at least, in a language that is not read."""


def test_no_row_of_the_bank_is_taken_for_a_language_that_is_not_read(rulebook: Rulebook) -> None:
    taken = []
    for path in BANK_FOLDER.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for text in [row["question"]] if "question" in row else [turn["user"] for turn in row["turns"]]:
                heard = hear(text, (), rulebook.languages)
                if heard.has_unread_part or heard.language not in ("en", "es"):
                    taken.append(text)

    assert {text for text in taken if not text.startswith(tuple(UNREAD_IN_THE_BANK))} == set()
    assert len(taken) == len(UNREAD_IN_THE_BANK)


def test_the_spanish_rows_are_heard_as_spanish_and_the_english_ones_are_not(rulebook: Rulebook) -> None:
    rows = [json.loads(line) for line in (BANK_FOLDER / "spanish.jsonl").read_text(encoding="utf-8").splitlines()]
    wrong = [
        row["question"]
        for row in rows
        if row["lang"] in ("es", "en-l2") and hear(row["question"], (), rulebook.languages).language != row["lang"][:2]
    ]

    assert wrong == []
