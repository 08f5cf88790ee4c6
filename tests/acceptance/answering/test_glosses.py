"""Spanish words are read as English ones, and the messages of the bank that are English stay as they are."""

from __future__ import annotations

import pytest

from assistant.answering.reading.local import SHIPPED, LocalReader, open_local_reader
from assistant.answering.reading.manifest import read_manifest
from assistant.answering.spanish.gloss import lexicon_sha256
from assistant.settings import Settings
from corpus.bank import BankRow
from corpus.rulebook import Rulebook

SPANISH = {"es", "mix", "es-en"}


@pytest.fixture(scope="module")
def reader(rulebook: Rulebook) -> LocalReader:
    return open_local_reader(Settings().cache, rulebook.facts)


def read(reader: LocalReader, text: str) -> str:
    return reader.lexicon.gloss(text, reader.english).text


def test_hardly_an_english_message_of_the_bank_is_changed(
    reader: LocalReader, bank: dict[str, tuple[BankRow, ...]]
) -> None:
    """Those that are hold Spanish words: tía, taquería, carne asada."""
    said = [row.question for rows in bank.values() for row in rows if row.question and row.lang not in SPANISH]
    changed = [text for text in said if read(reader, text) != text]
    assert len(changed) < len(said) / 40, changed[:20]


def test_nearly_every_spanish_message_of_the_bank_is_read_in_english_words(
    reader: LocalReader, bank: dict[str, tuple[BankRow, ...]]
) -> None:
    said = [row.question for rows in bank.values() for row in rows if row.question and row.lang == "es"]
    unchanged = [text for text in said if read(reader, text) == text]
    assert len(unchanged) < len(said) / 50, unchanged[:20]


def test_the_doubt_that_ships_was_chosen_with_the_lexicon_that_ships() -> None:
    """After a change of the lexicon: CONTRIBUTING.md, "Another reader", from its second step on."""
    assert read_manifest(SHIPPED).lexicon_sha256 == lexicon_sha256()
