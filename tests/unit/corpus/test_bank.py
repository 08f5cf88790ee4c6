"""The bank of labelled questions: what is read from it, and which rows are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.bank import Kind, examples, read_bank
from corpus.errors import FaultyData
from corpus.rule_rows import Verdict

ROW = {
    "id": "A-1",
    "question": "can i post a photo of our potluck?",
    "verdict": "conditional",
    "acceptable": ["conditional"],
    "must_cite": [["policy/office-photography"]],
    "kind": "posting",
    "facts": {"workplace_shown": True},
}
TURN = {**{name: ROW[name] for name in ("verdict", "acceptable", "must_cite", "kind", "facts")}, "standalone": "alone?"}


def write(folder: Path, voice: str, *rows: object) -> Path:
    path = folder / f"{voice}.jsonl"
    lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_file_is_a_voice(tmp_path: Path) -> None:
    write(tmp_path, "terse", ROW)
    write(tmp_path, "formal", ROW, {**ROW, "id": "A-2"})

    read = read_bank(tmp_path)

    assert {voice: [row.id for row in rows] for voice, rows in read.items()} == {
        "formal": ["A-1", "A-2"],
        "terse": ["A-1"],
    }


def test_a_question_is_an_example_with_its_labels(tmp_path: Path) -> None:
    write(tmp_path, "terse", ROW)

    (example,) = examples(read_bank(tmp_path))

    assert (example.id, example.voice, example.turns) == ("A-1", "terse", ("can i post a photo of our potluck?",))
    assert (example.verdict, example.kind) == (Verdict.CONDITIONAL, Kind.POSTING)
    assert example.acceptable == {Verdict.CONDITIONAL}
    assert example.must_cite == (frozenset({"policy/office-photography"}),)
    assert example.facts == {"workplace_shown": True}


def test_a_turn_stands_in_its_conversation_and_alone(tmp_path: Path) -> None:
    write(tmp_path, "talk", {"id": "D-1", "turns": [{**TURN, "user": "a photo?"}, {**TURN, "user": "and at lunch?"}]})

    found = {example.id: example.turns for example in examples(read_bank(tmp_path))}

    assert found == {
        "D-1#1": ("a photo?",),
        "D-1#1 alone": ("alone?",),
        "D-1#2": ("a photo?", "and at lunch?"),
        "D-1#2 alone": ("alone?",),
    }


def test_a_question_without_labels_is_no_example(tmp_path: Path) -> None:
    write(tmp_path, "private", {"id": "P-1", "question": "call 626-555-0100"})

    assert list(examples(read_bank(tmp_path))) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({**ROW, "verdict": "maybe"}, "verdict: Input should be 'no', 'conditional'"),
        ({**ROW, "acceptable": ["conditional", "perhaps"]}, "acceptable.1: Input should be 'no', 'conditional'"),
        ({**ROW, "kind": "chitchat"}, "kind: Input should be 'posting', 'policy'"),
        ({**ROW, "facts": {"client": "perhaps"}}, "facts.client: Input should be a valid boolean"),
        ({**ROW, "colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"question": "no id"}, "id: Field required"),
        ({"id": "D-1", "turns": [{"user": "a photo?"}]}, "turns.0.standalone: Field required"),
        ([ROW], "the row: Input should be a valid dictionary"),
        ('{"id": "A-1", ', "Expecting property name"),
        ("", "Expecting value"),
    ],
)
def test_a_faulty_row_is_refused_with_its_line_and_the_reason(row: object, message: str, tmp_path: Path) -> None:
    path = write(tmp_path, "terse", ROW, row, {**ROW, "id": "A-3"})

    with pytest.raises(FaultyData) as refused:
        read_bank(tmp_path)

    assert [(fault.file, fault.line) for fault in refused.value.faults if message in fault.message] == [(str(path), 2)]


def test_all_faulty_rows_of_all_files_are_told_together(tmp_path: Path) -> None:
    first = write(tmp_path, "first", {**ROW, "kind": "x"}, {**ROW, "verdict": "x", "kind": "y"})
    second = write(tmp_path, "second", ROW)
    second.write_bytes(b'{"id": "\xff"}\n')

    with pytest.raises(FaultyData) as refused:
        read_bank(tmp_path)

    assert [(fault.file, fault.line) for fault in refused.value.faults] == [
        (str(first), 1), (str(first), 2), (str(first), 2), (str(second), 1),
    ]  # fmt: skip


def test_a_word_within_a_line_that_looks_like_a_line_end_does_not_break_it(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(
        json.dumps({**ROW, "question": "one\u2028two\x85three"}, ensure_ascii=False) + "\n", encoding="utf-8"
    )

    assert read_bank(tmp_path)["odd"][0].question == "one\u2028two\x85three"
