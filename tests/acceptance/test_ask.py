"""The real program, `canipost ask`: one question, judged by what it prints and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.library import load_library
from tests.acceptance.conftest import LONGEST, PROGRAM, Canipost, Outcome

BLURRED = "can i post a photo of my client on my instagram, her face is blurred?"


@pytest.fixture(scope="module")
def narrow(canipost: Canipost) -> Outcome:
    """With `--why`, at 40 columns, for a Windows-like terminal."""
    return canipost("ask", "--why", BLURRED, encoding="cp1252", COLUMNS="40")


def test_a_blurred_face_is_a_no_that_quotes_the_clause(canipost: Canipost) -> None:
    outcome = canipost("ask", *BLURRED.split())  # as typed without quotation marks

    assert (outcome.status, outcome.stderr) == (0, "")
    assert "Don't post this" in outcome.stdout.split("\n")[0]
    assert '"blurred face" or emoji covering face' in " ".join(outcome.stdout.replace("│", " ").split())
    assert "MD 16-02, Policy" in outcome.stdout
    assert "\x1b" not in outcome.stdout, "a pipe gets no color"


def test_the_answer_in_the_readme_is_the_answer(canipost: Canipost) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    asked = re.search(r'^make ask Q="(.+)"$', readme, re.MULTILINE)
    shown = re.search(r"```text\n(.*?)```", readme, re.DOTALL)
    assert asked
    assert shown

    assert canipost("ask", asked[1], COLUMNS="80").stdout == shown[1]


def test_it_is_whole_at_40_columns_in_a_narrow_encoding(narrow: Outcome) -> None:
    assert narrow.status == 0
    assert max(map(len, narrow.stdout.splitlines())) <= 40
    assert "x Don't post this" in narrow.stdout


def test_why_shows_how_the_answer_came_about(narrow: Outcome) -> None:
    for part in (
        "Read as",
        "Reading by local",
        "Second opinion:",
        "Rules",
        "blurred-face",
        "Nearest clauses",
        "Time",
        "verify",
    ):
        assert part in narrow.stdout


def test_json_holds_the_answer_with_its_quotes_and_none_of_the_private_data(canipost: Canipost) -> None:
    question = "my client Jayden Morales drew me a picture, can i post it with his face blurred? call 626-555-0142 🎉"

    outcome = canipost("ask", "--json", says=question, encoding="ascii")

    assert outcome.status == 0
    found = json.loads(outcome.stdout)
    assert found["verdict"] == "no"
    assert [question[hidden["start"] : hidden["end"]] for hidden in found["redactions"]] == [
        "Jayden Morales",
        "626-555-0142",
    ]
    assert "Jayden" not in outcome.stdout + outcome.stderr
    directive = load_library().document("md-16-02")
    for citation in found["citations"]:
        if citation["document"] == directive.number:
            assert directive.text[citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.parametrize(
    ("arguments", "says", "line"),
    [
        (["ask", ""], b"", "the question is empty"),
        (["ask"], b"\xe2\x80\x8b\xe2\x80\x8d \n\t", "the question is empty"),
        (["ask", "🎉🎉"], b"", "there are no words in"),
        (["ask"], b"\x1b[2;4\x07 \xe2\x80\xae 12", "there are no words in"),
        (["ask"], b"can i post \xff this?", "standard input is not UTF-8: byte 11 is 0xff."),
        (["ask", "--colour", "x"], b"", "No such option: --colour"),
        (["ask", "--jsonl", "x"], b"", "--jsonl reads its questions from standard input"),
        (["aks", "x"], b"", "No such command 'aks'"),
        (["eval"], b"", "Missing argument"),
    ],
    ids=["empty", "invisible", "emoji", "control", "not UTF-8", "unknown option", "two ways at once", "unknown command", "no file"],
)  # fmt: skip
def test_bad_input_is_one_line_and_status_2(arguments: list[str], says: bytes, line: str, canipost: Canipost) -> None:
    outcome = canipost(*arguments, says=says)

    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.count("\n") == 1
    assert outcome.stderr.startswith("canipost: ")
    assert line in outcome.stderr
    assert all(character.isprintable() or character == "\n" for character in outcome.stderr)


def test_what_is_wrong_with_the_installation_is_one_line_and_status_1(canipost: Canipost, tmp_path: Path) -> None:
    outcome = canipost("ask", "can i post my cat?", CANIPOST_READER=str(tmp_path / "nowhere"))

    assert (outcome.status, outcome.stdout) == (1, "")
    assert outcome.stderr.count("\n") == 1
    assert "the reader cannot be loaded" in outcome.stderr


@pytest.mark.skipif(not hasattr(os, "pipe2"), reason="needs POSIX pipes")
def test_a_reader_that_goes_away_is_no_error_message() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "wb") as closed_pipe:
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "ask", "--why", BLURRED], stdout=closed_pipe, stderr=subprocess.PIPE
        )
        os.close(read_end)
        _, stderr = process.communicate(timeout=LONGEST)

    assert stderr == b""
    assert process.returncode in (0, 1)
