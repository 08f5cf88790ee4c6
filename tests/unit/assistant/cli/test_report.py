"""Is `canipost report` read on a phone and on a wide screen, and written for a spreadsheet and a browser?"""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.failures import BadInput
from assistant.cli.main import app
from assistant.cli.report_view import print_report
from assistant.cli.terminal import Terminal
from assistant.reporting.report import Report
from assistant.reporting.wording import spoken
from tests.bureau import SECRET
from tests.unit.assistant.reporting.goldens import compare


def printed(report: Report, width: int, encoding: str = "utf-8") -> str:
    stream = io.StringIO()
    print_report(Terminal(stream, width, False, encoding), report, spoken("en"))
    return stream.getvalue()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_report_fits_the_terminal(week: Report, width: int) -> None:
    text = printed(week, width)
    assert max(map(len, text.splitlines())) <= width
    assert SECRET not in text
    compare(f"report-{width}.txt", text)


def test_a_terminal_of_few_characters_gets_them_only(week: Report) -> None:
    assert printed(week, 60, "ascii").isascii()


@pytest.fixture
def home(folder_with_tables: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CANIPOST_HOME", str(folder_with_tables))
    return folder_with_tables


def run(*words: str) -> str:
    return CliRunner().invoke(app, ["report", *words], catch_exceptions=False).output


def test_every_format_is_written(home: Path) -> None:
    assert "At a glance" in run()
    assert run("--format", "html").startswith("<!DOCTYPE html>")
    assert run("--format", "csv", "--table", "verdicts").splitlines() == ["verdict,questions,share"]
    run("--format", "csv", "--out", str(home / "sheets"))
    assert len(list((home / "sheets").glob("*.csv"))) == 11
    run("--format", "html", "--out", str(home / "report.html"), "--since", "2026-01-01", "--until", "2026-03-31")
    assert "2026-01-01 to 2026-03-31" in (home / "report.html").read_text()
    run("--out", str(home / "report.txt"))
    assert "At a glance" in (home / "report.txt").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--office", "nowhere"], "there is no office 'nowhere'; there are: office-management"),
        (["--format", "csv"], "name a folder with --out"),
        (["--table", "times"], "--table goes with --format csv"),
        (["--format", "csv", "--table", "tmies"], "there is no table 'tmies'; there are: overview"),
        (["--since", "2026-03-02", "--until", "2026-03-01"], "the first day, 2026-03-02, is after the last"),
    ],
)
def test_what_cannot_be_reported_is_said_with_what_to_do(home: Path, words: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        run(*words)
