"""Nothing tests for the wording of a labeled question: no seven words in a row of the bank stand in code or rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.bank import BankRow

LENGTH = 7
"""Shorter runs are everyday English."""

WORD = re.compile(r"\w+(?:['\u2019]\w+)*")

STOCK = {
    "los angeles department of children and family services": "the name of the Department",
    "of los angeles department of children and family": "the name of the Department",
    "en qué departamento de la corte está": "what a fact is called, as anybody would say it",
    "can i post a photo of a": "how a question begins, in the example of the Slack app",
    "to put a picture of it on": "a sentence of the demo, about a picture",
    "agreed in place of the office head": "what a fact is called",
    "a parent on facebook for a case": "an example in the home view",
    "both the client and the office head": "the two permissions of the directive",
}
"""Runs that both have because there is hardly another way to say it, with the reason."""


def words_of(text: str) -> list[str]:
    return [word.casefold().replace("\u2019", "'") for word in WORD.findall(text)]


def runs_of(text: str) -> Iterator[str]:
    words = words_of(text)
    return (" ".join(words[start : start + LENGTH]) for start in range(len(words) - LENGTH + 1))


def literals(file: Path) -> Iterator[str]:
    """The string literals of a program, docstrings among them; a data file whole, comments among it."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        yield text
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def files_of(repository: Path) -> Iterable[Path]:
    for folder in ("assistant", "index", "corpus"):
        yield from (repository / folder).rglob("*.py")
    for folder in ("assistant", "corpus/rules"):
        yield from (repository / folder).rglob("*.yaml")


def said(bank: dict[str, tuple[BankRow, ...]]) -> Iterator[tuple[str, str]]:
    for rows in bank.values():
        for row in rows:
            yield from ((row.id, turn.user) for turn in row.turns)
            if row.question is not None:
                yield row.id, row.question


def test_no_seven_words_of_a_row_stand_in_the_code_or_the_rules(
    bank: dict[str, tuple[BankRow, ...]], repository: Path
) -> None:
    held: dict[str, Path] = {}
    for file in files_of(repository):
        held |= {run: file for text in literals(file) for run in runs_of(text)}
    stock = {run for phrase in STOCK for run in runs_of(phrase)}
    assert len(held) > 50_000, "the files were found"

    found = {(run, row, str(held[run])) for row, text in said(bank) for run in runs_of(text) if run in held}

    assert sorted(each for each in found if each[0] not in stock) == []
    assert stock <= {run for run, _, _ in found}, "a phrase that is named for no reason any more"


def test_a_run_is_seen_whatever_its_case_and_quotation_marks() -> None:
    literal, row = "Can\u2019t I put THIS one, on my wall?", "so can't i put this one on my page"

    assert set(runs_of(literal)) & set(runs_of(row)) == {"can't i put this one on my"}
