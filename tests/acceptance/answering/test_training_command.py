"""`canipost reader train`, the whole command, on a bank that was cut to a hundred rows: what a person would run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.answering.doubt import Sign, Sort
from assistant.answering.reading.local import open_local_reader
from assistant.answering.reading.manifest import MANIFEST, TENSORS, read_manifest
from assistant.assurance import limits
from assistant.assurance.held_out import read_held_out
from assistant.assurance.limits import Judged, fit_scale
from assistant.cli.failures import BadInput
from assistant.cli.reader import HELD_OUT, reader_app
from corpus.bank import BankRow, Example, examples, read_bank
from corpus.rulebook import Rulebook

pytestmark = pytest.mark.slow

TRAINED_ON = {"pairs": 60, "scope": 20, "follow-ups": 4}
LEFT_OUT = {"terse": 20, "formal": 20, "night-shift": 20}
"""Rows taken of each voice, evenly from the whole file; `follow-ups` are conversations."""

Train = Callable[..., tuple[str, str]]


@pytest.fixture(scope="module")
def cut() -> dict[str, tuple[BankRow, ...]]:
    bank = read_bank()
    return {
        voice: bank[voice][:: max(1, len(bank[voice]) // count)][:count]
        for voice, count in (TRAINED_ON | LEFT_OUT).items()
    }


def scale_or_none(rows: Sequence[Judged]) -> tuple[float, dict[Sign, float]]:
    """A handful of steps teach too little to have right and wrong answers of every sort: then the score is an idle one."""
    try:
        return fit_scale(rows)
    except ValueError:
        return 0.0, dict.fromkeys(Sign, 0.0)


@pytest.fixture
def train(cut: dict[str, tuple[BankRow, ...]], monkeypatch: pytest.MonkeyPatch) -> Train:
    monkeypatch.setattr("corpus.bank.read_bank", lambda: cut)
    monkeypatch.setattr(limits, "fit_scale", scale_or_none)

    def run(*arguments: object) -> tuple[str, str]:
        outcome = CliRunner().invoke(reader_app, ["train", *map(str, arguments)], catch_exceptions=False)
        assert outcome.exit_code == 0, outcome.stderr
        return outcome.stdout, outcome.stderr

    return run


def test_a_voice_that_is_not_there_is_refused_before_anything_is_trained(train: Train, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no such voice: nobody\. Voices: follow-ups, formal, .*terse\."):
        train("--out", tmp_path / "reader", "--leave-out", "terse,nobody")

    assert not (tmp_path / "reader").exists()


def test_one_command_trains_reads_what_was_left_out_and_fits_doubt_and_a_seed_gives_one_reader(
    train: Train, cut: dict[str, tuple[BankRow, ...]], rulebook: Rulebook, tmp_path: Path
) -> None:
    arguments = ("--epochs", 1, "--members", 1, "--leave-out", ",".join(LEFT_OUT))
    first, second = tmp_path / "first", tmp_path / "second"

    out, err = train("--out", first, *arguments)
    train("--out", second, *arguments)

    bank: list[Example] = list(examples(cut))
    rest = [example for example in bank if example.voice in LEFT_OUT]
    manifest = read_manifest(first)
    assert {file.name for file in first.iterdir()} == {TENSORS, MANIFEST, HELD_OUT}
    assert manifest.trained_on["examples"] == len(bank) - len(rest)
    assert manifest.trained_on["left_out"] == ",".join(sorted(LEFT_OUT))
    assert (manifest.trained_on["epochs"], manifest.trained_on["members"]) == (1, 1)

    steps = -(-(len(bank) - len(rest)) // 16)
    assert re.search(rf"step {steps}/{steps} +loss +[\d.]+ +[\d.]+ min, 0\.0 to go", err), "progress, to its end"
    assert "| all, with doubt " in out
    assert all(f"| {voice} " in out for voice in LEFT_OUT)

    held = list(read_held_out(first / HELD_OUT, bank))
    assert [example.id for example, _ in held] == [example.id for example in rest]
    assert set(manifest.doubt) == set(Sort), "doubt was fitted and put into the reader"
    opened = open_local_reader(tmp_path, rulebook.facts, first)
    assert opened.read([["can i post this?"]])[0].reader == "local"

    assert read_manifest(second).tensors_sha256 == manifest.tensors_sha256
    assert (second / HELD_OUT).read_bytes() == (first / HELD_OUT).read_bytes()
    told, again = (json.loads((folder / MANIFEST).read_text(encoding="utf-8")) for folder in (first, second))
    for written in (told, again):
        written["trained_on"].pop("minutes")
    assert told == again


def test_a_trained_reader_is_taught_a_new_voice_and_keeps_what_it_was_trained_on(
    train: Train,
    cut: dict[str, tuple[BankRow, ...]],
    rulebook: Rulebook,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, taught = tmp_path / "first", tmp_path / "taught"
    monkeypatch.setattr("assistant.cli.reader.HELD_ASIDE", tuple(LEFT_OUT))
    train("--out", first, "--epochs", 1, "--members", 1, "--leave-out", ",".join(LEFT_OUT))

    outcome = CliRunner().invoke(
        reader_app, ["extend", "scope", "--of", str(first), "--out", str(taught)], catch_exceptions=False
    )

    assert outcome.exit_code == 0, outcome.stderr
    before, after = read_manifest(first), read_manifest(taught)
    assert after.trained_on["extended_by"] == "scope"
    assert {**after.trained_on, **before.trained_on} == dict(after.trained_on), "what it was trained on is still told"
    assert after.tensors_sha256 != before.tensors_sha256
    assert "| all, with doubt " in outcome.stdout
    assert open_local_reader(tmp_path, rulebook.facts, taught).read([["can i post this?"]])[0].reader == "local"


def test_a_voice_held_aside_is_not_taught(train: Train, tmp_path: Path) -> None:
    first = tmp_path / "first"
    train("--out", first, "--epochs", 1, "--members", 1, "--leave-out", ",".join(LEFT_OUT))

    with pytest.raises(BadInput, match=r"to be learned and left out: terse\. Voices held aside stay so\."):
        CliRunner().invoke(reader_app, ["extend", "terse", "--of", str(first)], catch_exceptions=False)
