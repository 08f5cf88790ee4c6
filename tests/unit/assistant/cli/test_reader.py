"""`canipost reader doubt` and `cited`: what they print, and what they say of a file that they cannot read."""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.answering.doubt import Doubt
from assistant.answering.reading import local
from assistant.answering.reading.manifest import MANIFEST, Manifest
from assistant.answering.records import Reading
from assistant.assurance.held_out import HeldOutDamaged, write_held_out
from assistant.assurance.study import Study
from assistant.cli import reader
from assistant.cli.failures import BadInput
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
    rows = {line.split("|")[1].strip(): line for line in out.splitlines() if line.startswith("|")}
    assert rows["all, nothing doubted"].split("|")[2].strip() == str(len(READ))
    assert {example.voice for example, _ in READ} <= rows.keys()


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
    rows = {
        cells[0]: cells for cells in ([cell.strip() for cell in line[1:-1].split("|")] for line in out.splitlines())
    }
    assert rows["all"][1:5] == [str(len(READ)), "0", "-", "-"]
    assert {example.voice for example, _ in READ} <= rows.keys()
    assert {"no", "yes", "clarify", "info"} <= {line.split("|")[1].strip() for line in out.splitlines() if line}


@pytest.mark.parametrize("missing", ["held.gz", MANIFEST])
def test_quotes_need_the_readings_and_their_reader(tmp_path: Path, missing: str) -> None:
    write_held_out(tmp_path / "held.gz", ((example.id, reading) for example, reading in READ))
    (tmp_path / MANIFEST).write_text(json.dumps(WRITTEN))
    (tmp_path / missing).unlink()

    status, out, err = run(tmp_path / "held.gz", command="cited")

    assert (status, out) == (2, "")
    assert err.startswith(f"{tmp_path / missing}: no such file.")


def test_too_few_wrong_answers_to_learn_from_are_one_line(tmp_path: Path) -> None:
    write_held_out(tmp_path / "held.gz", ((example.id, reading) for example, reading in READ[:3]))

    with pytest.raises(BadInput, match=r"held\.gz: no doubt can be chosen on it .*too few .*Leave out more voices"):
        run(tmp_path / "held.gz")


# --- canipost reader read ---------------------------------------------------------------------------------------------

MANIFEST_WRITTEN = {
    "base": "minilm", "base_sha256": "0" * 64, "tensors_sha256": "1" * 64, "facts": ["client"], "clauses": [],
    "kinds": ["posting"], "verdicts": ["no"], "temperature": 2.5, "trained_on": {"left_out": "voice-0,voice-1"},
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Told:
    """Reads each row as it was read before, and remembers what it was asked at which temperature."""

    manifest: Manifest
    asked: list[tuple[tuple[str, ...], float]]

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        self.asked.extend((tuple(turns), self.manifest.temperature) for turns in conversations)
        return [READ[0][1] for _ in conversations]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Told:
    (tmp_path / MANIFEST).write_text(json.dumps(MANIFEST_WRITTEN))
    opened = Told(Manifest.model_validate(MANIFEST_WRITTEN), [])
    monkeypatch.setattr(local, "open_local_reader", lambda *_: opened)
    return opened


def test_the_voices_named_are_read_once_more_at_the_temperature_of_the_training(told: Told, tmp_path: Path) -> None:
    status, out, err = run("--into", tmp_path, "--voices", "voice-0,voice-1", command="read")

    expected = [example for example, _ in READ if example.voice in ("voice-0", "voice-1")]
    assert (status, out) == (0, "")
    assert told.asked == [(example.turns, 1.0) for example in expected]
    with gzip.open(tmp_path / reader.HELD_OUT, "rt") as lines:
        assert [json.loads(line)["id"] for line in lines] == [example.id for example in expected]
    assert f"canipost reader doubt {tmp_path / reader.HELD_OUT} --write-to {tmp_path}" in err
    assert "Not among" not in err


def test_a_voice_that_it_may_have_been_trained_on_is_told(told: Told, tmp_path: Path) -> None:
    _, _, err = run("--into", tmp_path, "--voices", "voice-0,voice-5", command="read")

    assert "Not among the voices it was trained without: voice-5." in err


def test_a_voice_that_the_bank_does_not_have_is_refused_with_those_it_has(told: Told, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no such voice: nobody\. Voices: voice-0, .*voice-7\."):
        run("--into", tmp_path, "--voices", "voice-0,nobody", command="read")

    assert told.asked == []
    assert not (tmp_path / reader.HELD_OUT).exists()
