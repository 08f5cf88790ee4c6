"""`canipost reader doubt` and `cited`: what they print, and what they say of a file that they cannot read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.answering.doubt import Doubt
from assistant.answering.reading.manifest import MANIFEST, Manifest
from assistant.assurance.held_out import HeldOutDamaged, write_held_out
from assistant.assurance.study import Study
from assistant.cli import reader
from corpus.bank import Example
from tests.unit.assistant.assurance.conftest import many_read
from tests.unit.assistant.cli.test_study_view import STUDY

READ = many_read()

WRITTEN = {
    "base": "minilm", "base_sha256": "0" * 64, "tensors_sha256": "1" * 64, "facts": ["client"], "clauses": [],
    "kinds": ["posting"], "verdicts": ["no"], "trained_on": {"examples": 3},
}  # fmt: skip
"""What stands beside the readings: a manifest whose doubt was not fitted."""


@pytest.fixture(autouse=True)
def _small_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bank is fifteen thousand rows; here it is those that were read."""
    monkeypatch.setattr("corpus.bank.read_bank", dict)
    monkeypatch.setattr("corpus.bank.examples", lambda _bank: iter([example for example, _ in READ]))


def run(*arguments: object, command: str = "doubt") -> tuple[int, str, str]:
    outcome = CliRunner().invoke(reader.reader_app, [command, *map(str, arguments)], catch_exceptions=False)
    return outcome.exit_code, outcome.stdout, outcome.stderr


def test_a_file_that_is_not_there_is_named_in_one_line_with_what_makes_it(tmp_path: Path) -> None:
    file = tmp_path / "no-such.jsonl.gz"

    status, out, err = run(file)

    assert (status, out) == (2, "")
    assert err == f"{file}: no such file. Make it: canipost reader train --leave-out VOICES --out FOLDER.\n"


def test_a_missing_file_leaves_the_reader_as_it_is(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("{}")

    assert run(tmp_path / "no-such.gz", "--write-to", tmp_path)[0] == 2
    assert (tmp_path / MANIFEST).read_text() == "{}"


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "held.gz"
    file.write_bytes(gzip.compress(b"{broken\n"))

    with pytest.raises(HeldOutDamaged, match=str(file)):
        run(file)


def test_readings_of_rows_are_studied_and_told(tmp_path: Path) -> None:
    write_held_out(tmp_path / "held.gz", ((example.id, reading) for example, reading in READ))

    status, out, err = run(tmp_path / "held.gz")

    assert (status, err) == (0, "")
    assert f"| all, nothing doubted | {len(READ)} |" in out
    assert all(f"| {example.voice} |" in out for example, _ in READ)


def test_the_doubt_is_put_into_the_reader_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def studied(file: Path, bank: list[Example], unsafe: float | None, wrong: float | None) -> Study:
        return STUDY

    monkeypatch.setattr(reader, "_studied", studied)
    (tmp_path / MANIFEST).write_text(json.dumps(WRITTEN))

    assert run(tmp_path / "held.gz", "--write-to", tmp_path)[0] == 0

    manifest = Manifest.model_validate_json((tmp_path / MANIFEST).read_text())
    assert manifest.thresholds() == Doubt(STUDY.doubt.scales, STUDY.doubt.least_topic)
    assert manifest.temperature == STUDY.temperature
    assert manifest.model_dump(mode="json", include=set(WRITTEN)) == WRITTEN


def test_a_stricter_share_of_wrong_yes_gives_fewer_answers(tmp_path: Path) -> None:
    file = tmp_path / "held-out.jsonl.gz"
    write_held_out(file, ((example.id, reading) for example, reading in READ))

    answered = [float(run(file, "--unsafe", share)[1].splitlines()[3].split("|")[6]) for share in ("0.0001", "0.9")]

    assert answered[0] < answered[1]


def test_quotes_are_counted_by_voice_and_by_verdict(tmp_path: Path) -> None:
    write_held_out(tmp_path / "held.gz", ((example.id, reading) for example, reading in READ))
    (tmp_path / MANIFEST).write_text(json.dumps(WRITTEN))

    status, out, err = run(tmp_path / "held.gz", command="cited")

    assert (status, err) == (0, "")
    assert f"| all | {len(READ)} | 0 | - | - |" in out
    assert all(f"| {example.voice} |" in out for example, _ in READ)
    assert {"no", "yes", "clarify", "info"} <= {line.split("|")[1].strip() for line in out.splitlines() if line}


@pytest.mark.parametrize("missing", ["held.gz", MANIFEST])
def test_quotes_need_the_readings_and_their_reader(tmp_path: Path, missing: str) -> None:
    write_held_out(tmp_path / "held.gz", ((example.id, reading) for example, reading in READ))
    (tmp_path / MANIFEST).write_text(json.dumps(WRITTEN))
    (tmp_path / missing).unlink()

    status, out, err = run(tmp_path / "held.gz", command="cited")

    assert (status, out) == (2, "")
    assert err.startswith(f"{tmp_path / missing}: no such file.")
