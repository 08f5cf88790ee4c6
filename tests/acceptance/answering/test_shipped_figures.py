"""
The reader that ships is as good as it is said to be: what it read of voices held aside is counted anew, without a model.

No figure of a reader stands here: those that ship, and those that BENCHMARKS.md tells, follow from its files.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assistant.answering.reading.local import SHIPPED
from assistant.answering.reading.manifest import TENSORS, Manifest, read_manifest
from assistant.answering.records import Reading
from assistant.assurance.bounds import is_shown
from assistant.assurance.held_out import COUNTED_ALONE, FITTED_ON, HELD_ASIDE, read_held_out, rows_of
from assistant.assurance.study import RISKS, Study, study_doubt
from assistant.cli.reader import HELD_OUT
from corpus.bank import BankRow, Example, examples
from corpus.rulebook import Rulebook
from index.weights import file_sha256
from tests.benchmarks.reader_tables import (
    BENCHMARKS,
    BLOCKS,
    NotPrinted,
    blocks_of,
    digest_of_reader,
    show_study,
    show_training,
    with_block,
)

ORDINARY = ("new-faces", "next-desk")
"""Written by people who were told to ask what staff would really ask: the targets are for such. Nothing is fitted on them."""

REMEDY = "print it anew: EVAL=... .venv/bin/python tests/benchmarks/reader_tables.py"

Rows = list[tuple[Example, Reading]]


@pytest.fixture(scope="module")
def held_out(bank: dict[str, tuple[BankRow, ...]]) -> Rows:
    return list(read_held_out(SHIPPED / HELD_OUT, examples(bank)))


@pytest.fixture(scope="module")
def study(held_out: Rows, rulebook: Rulebook) -> Study:
    return study_doubt(held_out, rulebook, RISKS, COUNTED_ALONE)


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return read_manifest(SHIPPED)


def test_every_row_of_the_voices_held_aside_was_read_once(held_out: Rows, bank: dict[str, tuple[BankRow, ...]]) -> None:
    expected = {row.id for row in rows_of(HELD_ASIDE, examples(bank))}

    assert len(held_out) == len(expected)
    assert {example.id for example, _ in held_out} == expected


def test_the_reader_was_trained_without_the_voices_that_its_doubt_is_fitted_on(manifest: Manifest) -> None:
    assert {*FITTED_ON, *ORDINARY} <= set(str(manifest.trained_on["left_out"]).split(","))


def test_the_doubt_that_ships_is_the_one_that_follows_from_what_was_read(study: Study, manifest: Manifest) -> None:
    shipped = manifest.thresholds()

    assert manifest.temperature == study.temperature
    assert shipped.least_topic == study.doubt.least_topic
    for sort, scale in study.doubt.scales.items():
        assert shipped.scales[sort].limit == scale.limit
        # The last digits of a fit may differ on another processor.
        assert shipped.scales[sort].bias == pytest.approx(scale.bias, abs=1e-3)
        assert dict(shipped.scales[sort].weights) == pytest.approx(dict(scale.weights), abs=1e-3)


def test_people_who_ask_ordinary_questions_are_answered_as_well_as_was_asked_of_the_reader(study: Study) -> None:
    found = [study.alone_voices[voice] for voice in ORDINARY]
    rows = sum(each.rows for each in found)

    for measure, least in (("right", 0.87), ("answered", 0.90), ("right_answered", 0.97)):
        assert sum(getattr(each, measure) * each.rows for each in found) / rows >= least, measure
    assert sum(each.overcautious for each in found) <= 0.05 * sum(each.others for each in found)


def test_a_wrong_yes_is_as_rare_as_the_decision_says(study: Study, repository: Path) -> None:
    decision = (repository / "docs" / "decisions" / "0012-doubt.md").read_text(encoding="utf-8")
    percent = f"{100 * RISKS.unsafe:g} %"

    assert is_shown(study.doubted.unsafe, study.doubted.barred, RISKS.unsafe)
    assert f"a share of wrong yes or if above {percent} of the rows" in " ".join(decision.split())
    assert f"**{RISKS.unsafe:.2%}**" in decision
    apart = [study.alone_voices[voice] for voice in ORDINARY]
    assert sum(each.unsafe for each in apart) <= RISKS.unsafe * sum(each.barred for each in apart)


def test_every_voice_that_is_counted_alone_is_counted(study: Study) -> None:
    assert set(study.alone_voices) == set(COUNTED_ALONE)
    assert set(study.voices) == set(FITTED_ON)


def test_the_files_of_the_reader_are_small_and_belong_together(manifest: Manifest) -> None:
    assert (SHIPPED / TENSORS).stat().st_size <= 30 * 1024 * 1024
    assert file_sha256(SHIPPED / TENSORS) == manifest.tensors_sha256


def test_benchmarks_tell_what_the_command_prints_now(study: Study) -> None:
    blocks = blocks_of(BENCHMARKS.read_text(encoding="utf-8"))

    assert blocks["doubt"][1] == show_study(study), REMEDY
    assert blocks["trained"][1] == show_training(), REMEDY


@pytest.mark.parametrize("name", BLOCKS)
def test_whatever_was_printed_was_printed_with_the_reader_that_ships(name: str) -> None:
    digest, printed = blocks_of(BLOCKS[name][0].read_text(encoding="utf-8"))[name]

    assert digest == digest_of_reader(), f"{name}: {REMEDY} {name}"
    assert printed.strip()


def test_a_block_is_replaced_and_nothing_else() -> None:
    text = "before\n<!-- printed: doubt; reader 0 -->\nold\n<!-- end -->\nbetween\n<!-- printed: dev; reader 0 -->\n<!-- end -->\n"

    changed = with_block(text, "doubt", "a \\1 b\n", "abc")

    assert changed == text.replace("doubt; reader 0 -->\nold", "doubt; reader abc -->\na \\1 b")
    assert blocks_of(changed) == {"doubt": ("abc", "a \\1 b\n"), "dev": ("0", "")}
    with pytest.raises(NotPrinted, match="0 blocks 'alone', one is needed"):
        with_block(text, "alone", "", "abc")


def test_the_targets_are_told_for_every_voice_counted_alone_with_its_missed_rows(study: Study) -> None:
    blocks = blocks_of(BENCHMARKS.read_text(encoding="utf-8"))
    head = blocks["targets"][1].splitlines()[0]

    for voice in COUNTED_ALONE:
        assert f"| {voice} " in head
        part = blocks["alone"][1].partition(f"`canipost eval corpus/questions/{voice}.jsonl`")[2]
        assert re.search(r"^  rows +\d+$", part, re.MULTILINE)
        assert "wrong verdict: " in part or study.alone_voices[voice].right == 1
