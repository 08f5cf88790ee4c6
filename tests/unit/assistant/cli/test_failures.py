"""What is wrong, in one line on standard error, and the exit status that tells whose turn it is."""

from __future__ import annotations

import io
import sys

import pytest
import typer

from assistant.cli.failures import BAD_INPUT, FAILED, BadInput, one_line_failures, tell
from corpus.errors import Fault, FaultyData


@pytest.fixture(autouse=True)
def no_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANIPOST_DEBUG", raising=False)


def status_of(problem: BaseException) -> int:
    with pytest.raises(SystemExit) as ended, one_line_failures():
        raise problem
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("problem", "status", "line"),
    [
        (BadInput("the question is empty."), BAD_INPUT, "canipost: the question is empty.\n"),
        (typer.BadParameter("give no question"), BAD_INPUT, "canipost: Invalid value: give no question. For help: canipost --help\n"),
        (ValueError("no such thing"), FAILED, "canipost: ValueError: no such thing\n"),
        (MemoryError(), FAILED, "canipost: MemoryError\n"),
        (KeyboardInterrupt(), 130, ""),
        (typer.Abort(), 130, ""),
        (typer.Exit(3), 3, ""),
        (typer.Exit(0), 0, ""),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else None,
)  # fmt: skip
def test_a_failure_is_one_line_and_a_status(
    problem: BaseException, status: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status_of(problem) == status
    assert capsys.readouterr().err == line


def test_nothing_wrong_is_nothing_said(capsys: pytest.CaptureFixture[str]) -> None:
    with one_line_failures():
        print("fine")

    assert capsys.readouterr() == ("fine\n", "")


def test_all_faults_of_the_data_are_told_one_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    status_of(FaultyData([Fault("rules.yaml", 3, "unknown key 'x'"), Fault("facts.yaml", 9, "duplicate fact 'y'")]))

    assert capsys.readouterr().err == (
        "canipost: FaultyData: facts.yaml:9: duplicate fact 'y'\nrules.yaml:3: unknown key 'x'\n"
    )


def test_with_debugging_on_the_traceback_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANIPOST_DEBUG", "1")

    with pytest.raises(ValueError, match="no such thing"), one_line_failures():
        raise ValueError("no such thing")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_message_fits_any_encoding_and_steers_no_terminal(encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding=encoding))

    tell("no file “x”: \x1b[2J\x07\u202e🎉 \udcff")
    sys.stderr.flush()

    said = raw.getvalue().decode(encoding)
    assert said.startswith("canipost: no file")
    assert all(character.isprintable() or character in "\r\n" for character in said)
