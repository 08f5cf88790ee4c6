"""Which files can be scored: every row is asked and labelled, or the file is refused with the line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli.evaluate import read_labelled
from assistant.cli.failures import BadInput

ROW = {"id": "A-1", "question": "my cat?", "verdict": "yes", "acceptable": ["yes"], "must_cite": []}
TURN = {"user": "my cat?", "verdict": "yes", "acceptable": ["yes"]}
PRIVATE = {"id": "P-1", "question": "call Ana", "spans": [{"text": "Ana", "kind": "person"}]}


def write(folder: Path, *rows: object) -> Path:
    path = folder / "labelled.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "rows",
    [
        [ROW],
        [{"id": "D", "turns": [TURN, TURN]}, ROW],
        [PRIVATE, {**PRIVATE, "id": "P-2", "spans": []}],
        [{**ROW, "question": "one\u2028two\x85three"}],  # no line ends of JSON Lines
    ],
)
def test_labelled_rows_are_read(rows: list[dict[str, object]], tmp_path: Path) -> None:
    assert read_labelled(write(tmp_path, "", *rows, "  ")) == rows


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("{broken", "not JSON (Expecting property name"),
        ("[]", 'not a labelled row: it needs "id" and'),
        ({"question": "my cat?"}, 'not a labelled row: it needs "id" and'),
        ({"id": [], "question": "my cat?"}, 'not a labelled row: it needs "id" and'),
        ({"id": "A"}, 'not a labelled row: it needs "question", "verdict" and "acceptable".'),
        ({"id": "A", "acceptable": ["no"], "verdict": "no"}, '"question", "verdict" and "acceptable"'),
        ({"id": "A", "question": "x", "acceptable": ["no"]}, '"question", "verdict" and "acceptable"'),
        ({"id": "A", "question": "x", "verdict": "no"}, '"question", "verdict" and "acceptable"'),
        ({"id": "D", "turns": []}, '"user", "verdict" and "acceptable" in each of its turns'),
        ({"id": "D", "turns": "x"}, '"user", "verdict" and "acceptable" in each of its turns'),
        ({"id": "D", "turns": [TURN, "x"]}, '"user", "verdict" and "acceptable" in each of its turns'),
        ({"id": "D", "turns": [{"user": "x"}]}, '"user", "verdict" and "acceptable" in each of its turns'),
    ],
)
def test_what_is_no_labelled_row_is_refused_with_its_line(row: object, says: str, tmp_path: Path) -> None:
    path = write(tmp_path, ROW, "", row)

    with pytest.raises(BadInput) as refused:
        read_labelled(path)

    assert str(refused.value).startswith(f"{path}:3: ")
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "spans",
    [None, "Ana", ["Ana"], [{"text": "Ana"}], [{"kind": "person"}], [{"text": "Bea", "kind": "person"}]],
)
def test_a_private_span_must_stand_in_its_question(spans: object, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="a text that stands in the question"):
        read_labelled(write(tmp_path, PRIVATE, {**PRIVATE, "spans": spans}))


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot be read"), (b"\xff\n", "cannot be read"), (b"", "no rows in it."), (b"\n \n", "no rows in it.")],
)
def test_a_file_without_rows_is_refused(content: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "labelled.jsonl"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(BadInput, match=says):
        read_labelled(path)
