"""The real program, `canipost eval`: figures of a labelled file, or one line that says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.acceptance.conftest import Canipost

BLURRED = "can i post a photo of my client on my instagram, her face is blurred?"
LABELS = {"verdict": "no", "acceptable": ["no"], "must_cite": [["POLICY 25", "policy/client-material"]]}
ROW = {"id": "A-1", "question": BLURRED, **LABELS}


def write(path: Path, *rows: object) -> Path:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def test_questions_and_conversations_are_scored_together(canipost: Canipost, tmp_path: Path) -> None:
    talk = {"id": "D-1", "turns": [{"user": BLURRED, **LABELS}, {"user": "and with an emoji on it?", **LABELS}]}
    wrong = {**ROW, "id": "A-2", "verdict": "yes", "acceptable": ["yes"], "must_cite": []}

    outcome = canipost("eval", "--json", write(tmp_path / "labelled.jsonl", ROW, talk, wrong))

    figures = json.loads(outcome.stdout)
    assert outcome.status == 0
    assert (figures["rows"], figures["missing"], figures["unsafe"], figures["unfaithful"]) == (4, 0, 0, 0)
    assert (figures["right"], figures["cited"], figures["overcautious"]) == (0.75, 1.0, 1)
    assert figures["confusion"] == {"yes->no": 1}


def test_private_data_is_scored_and_the_misses_never_quote_it(canipost: Canipost, tmp_path: Path) -> None:
    row = {
        "id": "P-1",
        "question": "my client Jayden Morales (626-555-0142), can i post it?",
        "spans": [{"text": "Jayden Morales", "kind": "person"}, {"text": "can i post", "kind": "other"}],
    }

    outcome = canipost("eval", write(tmp_path / "private.jsonl", row))

    assert outcome.status == 0
    assert "span_recall" in outcome.stdout
    assert "P-1: other covered 0 of 8 characters" in outcome.stdout
    assert "Jayden" not in outcome.stdout


def test_the_table_and_the_missed_rows_are_shown(canipost: Canipost, tmp_path: Path) -> None:
    wrong = {**ROW, "verdict": "yes", "acceptable": ["yes"], "must_cite": [["policy/disclaimer"]]}

    outcome = canipost("eval", write(tmp_path / "wrong.jsonl", wrong), COLUMNS="40", encoding="ascii")

    assert outcome.status == 0
    assert "by labelled verdict" in outcome.stdout
    assert "wrong verdict: 1" in outcome.stdout
    assert "A-1: said no, accepted yes." in outcome.stdout
    assert max(map(len, outcome.stdout.splitlines())) <= 40


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        (None, "cannot be read"),
        ([ROW, {"id": "A-2", "acceptable": ["no"], "verdict": "no"}], 'labelled.jsonl:2: not a labelled row: it needs "question", "verdict" and "acceptable"'),
    ],
    ids=["no such file", "no question"],
)  # fmt: skip
def test_a_file_that_cannot_be_scored_is_one_line_and_status_2(
    rows: list[object] | None, line: str, canipost: Canipost, tmp_path: Path
) -> None:
    path = tmp_path / "labelled.jsonl"
    if rows is not None:
        write(path, *rows)

    outcome = canipost("eval", path)

    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.count("\n") == 1
    assert line in outcome.stderr


def test_a_passage_that_is_not_there_is_named(canipost: Canipost, tmp_path: Path) -> None:
    outcome = canipost("eval", write(tmp_path / "labelled.jsonl", {**ROW, "must_cite": [["POLICY 99"]]}))

    assert (outcome.status, outcome.stdout) == (2, "")
    assert "'POLICY 99' in must_cite names no passage" in outcome.stderr
