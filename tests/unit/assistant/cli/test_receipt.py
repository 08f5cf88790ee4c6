"""Does `canipost receipt` give the receipt of a number, and say so when there is none?"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.failures import BadInput
from assistant.cli.main import app
from assistant.storage.database import open_database
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.bureau import open_bureau


@pytest.fixture
def home(folder_with_tables: Path, monkeypatch: pytest.MonkeyPatch, library: Library, rulebook: Rulebook) -> Path:
    monkeypatch.setenv("CANIPOST_HOME", str(folder_with_tables))
    database = open_database(folder_with_tables)
    bureau = open_bureau(database, library, rulebook)
    bureau.hand_over(bureau.ask("verdict=no clause=face"))
    database.close()
    return folder_with_tables


def run(*words: str) -> str:
    return CliRunner().invoke(app, ["receipt", *words], catch_exceptions=False).output


def test_a_receipt_is_printed_or_written(home: Path) -> None:
    assert run("1").startswith("Receipt: question 1 to office management\n====")
    run("1", "--format", "html", "--for", "manager", "--out", str(home / "receipt.html"))
    assert (home / "receipt.html").read_text().startswith("<!DOCTYPE html>")
    assert run("1", "--workspace", "T1").startswith("Receipt")


@pytest.mark.parametrize("words", [["2"], ["1", "--workspace", "T9"]])
def test_a_number_that_is_not_there_is_said(home: Path, words: list[str]) -> None:
    with pytest.raises(BadInput, match=re.escape(f"there is no hand-off {words[0]}")):
        run(*words)
