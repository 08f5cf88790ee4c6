"""The real program, `canipost ask --jsonl`: a table of rows through one process, and every row gets its line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corpus.library import load_library
from tests.acceptance.conftest import Canipost, Outcome

BLURRED = "can i post a photo of my client on my instagram, her face is blurred?"

ROWS: list[tuple[bytes, object]] = [
    (json.dumps({"id": "plain", "question": BLURRED}).encode(), "plain"),
    (json.dumps({"id": "talk", "turns": [BLURRED, {"user": "and if i cover it with an emoji?"}]}).encode(), "talk"),
    (b"", "skipped"),
    (b"{broken", None),
    (b"[1, 2]", None),
    (b'{"id": "bytes", "question": "\xff"}', None),
    (b'{"id": "keys"}', "keys"),
    (b'{"id": "number", "question": 5}', "number"),
    (b'{"id": "digits", "question": "x", "n": ' + b"9" * 5000 + b"}", None),
    (b'{"id": "deep", "question": ' + b"[" * 100_000, None),
    (b'{"id": "half \\ud83d", "question": "my client \\ud83d with her face blurred, ok to post the photo?"}', "half \ud83d"),
    (json.dumps({"id": 7, "question": ""}).encode(), 7),
    (json.dumps({"id": "space", "question": " \n\t"}).encode(), "space"),
    (json.dumps({"id": "invisible", "question": "\u200b\u2060\u202e"}).encode(), "invisible"),
    (json.dumps({"id": "emoji", "question": "🎉🎉"}).encode(), "emoji"),
    (json.dumps({"id": "bidi", "question": f"\u202e{BLURRED}\u2066\x00\x07\x1b[2J"}).encode(), "bidi"),
    (json.dumps({"id": "long", "question": BLURRED + " really" * 3000}).encode(), "long"),
    (json.dumps({"id": "at the end", "question": "My cat sleeps in the sun all day and my nephew plays the guitar. " * 30 + BLURRED}).encode(), "at the end"),
    (json.dumps({"id": "one word", "question": "a" * 20_000}).encode(), "one word"),
    (json.dumps({"id": "spanish", "question": "¿Puedo publicar una foto de mi cliente con la cara borrosa?"}, ensure_ascii=False).encode(), "spanish"),
    (json.dumps({"id": "private", "question": "can i post that Jayden Morales (626-555-0142) is my client?"}).encode(), "private"),
    (b'{"id": "labelled", "question": "can i post my cat?", "verdict": "yes", "acceptable": ["yes"]}\r', "labelled"),
    (b'{"id": "last, no line end", "question": "hello"}', "last, no line end"),
]  # fmt: skip
ASKED = [(line, name) for line, name in ROWS if name != "skipped"]
ERRORS = {
    "keys": 'line 7: give either "question" or "turns"',
    "number": "line 8: question: Input should be a valid string",
    7: "the question is empty",
    "space": "the question is empty",
    "invisible": "the question is empty",
}


@pytest.fixture(scope="module")
def outcome(canipost: Canipost) -> Outcome:
    return canipost("ask", "--jsonl", says=b"\n".join(line for line, _ in ROWS))


@pytest.fixture(scope="module")
def found(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.stdout.splitlines()]


@pytest.fixture(scope="module")
def named(found: list[dict[str, Any]]) -> dict[object, dict[str, Any]]:
    return {row["id"]: row for row in found if row["id"] is not None}


def test_every_row_gets_its_line_in_order_and_status_0(outcome: Outcome, found: list[dict[str, Any]]) -> None:
    assert outcome.status == 0
    assert [row["id"] for row in found] == [name for _, name in ASKED]


def test_standard_error_counts_the_rows_and_quotes_none(outcome: Outcome) -> None:
    failed = len([name for _, name in ASKED if name is None]) + len(ERRORS)

    last = outcome.stderr.splitlines()[-1]
    assert last.startswith(f"{len(ASKED)} rows in ")
    assert last.endswith(f"{failed} of them with an error")
    assert not any(word in outcome.stderr for word in ("Traceback", "client", "blurred", "really"))


def test_what_cannot_be_read_says_why_with_its_line(found: list[dict[str, Any]]) -> None:
    errors = [row["error"] for row in found if row["id"] is None]

    assert [error.partition(":")[0] for error in errors] == [
        "line 4 is not JSON", "line 5", "line 6 is not UTF-8 (byte 29)", "line 9 is not JSON that can be read", "line 10 is nested too deep",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ERRORS)
def test_a_row_that_cannot_be_answered_keeps_its_id(name: object, named: dict[object, dict[str, Any]]) -> None:
    assert named[name]["error"].startswith(ERRORS[name])
    assert "verdict" not in named[name]


@pytest.mark.parametrize("name", ["plain", "bidi"])
def test_a_blurred_face_is_a_no_by_its_clause(name: str, named: dict[object, dict[str, Any]]) -> None:
    row = named[name]

    assert row["verdict"] == "no"
    assert row["citations"][0]["clause"] == "md-16-02/policy/blurred-face"
    assert row["reader"] == "local"
    assert 0 <= row["confidence"] <= 1
    assert row["ms"] > 0


@pytest.mark.parametrize(
    "name", ["plain", "bidi", "long", "one word", "emoji", "spanish", "private", "labelled", "half \ud83d"]
)
def test_whatever_was_asked_has_an_answer(name: str, named: dict[object, dict[str, Any]]) -> None:
    assert named[name]["verdict"] in ("no", "conditional", "yes", "clarify", "escalate", "info", "out_of_scope")
    assert named[name]["answer"]


@pytest.mark.parametrize("name", ["plain", "bidi", "long", "at the end", "spanish", "half \ud83d"])
def test_no_form_of_it_is_ever_a_yes(name: str, named: dict[object, dict[str, Any]]) -> None:
    assert named[name]["verdict"] not in ("yes", "conditional")


def test_a_conversation_has_an_answer_a_turn(named: dict[object, dict[str, Any]]) -> None:
    assert [answer["verdict"] for answer in named["talk"]["answers"]] == ["no", "no"]


def test_no_control_character_comes_back(outcome: Outcome) -> None:
    assert all(character.isprintable() or character == "\n" for character in outcome.stdout)


def test_private_data_comes_back_as_offsets_only(outcome: Outcome, named: dict[object, dict[str, Any]]) -> None:
    question = json.loads({name: line for line, name in ROWS}["private"])["question"]

    assert [question[each["start"] : each["end"]] for each in named["private"]["redactions"]] == [
        "Jayden Morales",
        "626-555-0142",
    ]
    assert "Jayden" not in outcome.stdout + outcome.stderr


def test_every_quote_is_in_the_directive_word_for_word(found: list[dict[str, Any]]) -> None:
    library = load_library()
    citations = [each for row in found for answer in row.get("answers", [row]) for each in answer.get("citations", [])]

    assert citations
    for citation in citations:
        text = library.document(citation["document"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]
