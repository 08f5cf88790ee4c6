"""Does `canipost offices` say what is wrong with the file, and what follows from one that is right?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.cli.failures import BadInput
from assistant.cli.offices import check_command, show_command

EXAMPLE = Path(__file__).resolve().parents[4] / "deploy" / "offices.example.yaml"


def test_a_file_that_is_right_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    check_command(EXAMPLE)
    assert "is right: 2 offices, the fallback is Policy section." in " ".join(capsys.readouterr().out.split())


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "offices.yaml"
    file.write_text(EXAMPLE.read_text().replace("deputy: U0DEPUTY001", "deputee: U0DEPUTY001"))
    with pytest.raises(BadInput, match=r"offices.yaml:\d+: unknown key 'deputee' \(did you mean 'deputy'"):
        check_command(file)


def test_no_file_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CANIPOST_OFFICES", raising=False)
    with pytest.raises(BadInput, match="CANIPOST_OFFICES"):
        check_command(None)


def test_the_file_of_the_setting_is_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("CANIPOST_OFFICES", str(EXAMPLE))
    show_command()
    told = " ".join(capsys.readouterr().out.split())
    for wanted in (
        "Mon–Fri 8:00–17:00",
        "8 h, reminded 2 h before",
        "Expect an answer by",
        "Thanksgiving Day",
        "U0MANAGER02",
        "The report is shown to administrators and to U0POLICY001.",
    ):
        assert wanted in told
    assert "Diwali" not in told


def test_without_a_file_the_one_office_is_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CANIPOST_OFFICES", raising=False)
    show_command(as_json=True)
    (office,) = json.loads(capsys.readouterr().out)
    assert (office["id"], office["is_fallback"], office["is_open_to_members"]) == ("office-management", True, True)
