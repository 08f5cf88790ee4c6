"""
How much private data is found in messages that others wrote and labeled: `canipost eval tests/data/private.jsonl`.

`private-spanish.jsonl` is hard on purpose: half of it names that are words as well (Luz, la señora Salas), half of it words
that look like names. The lists of names were mended after its first misses, so it flatters a little.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.screening import Screener
from assistant.evaluation import score_private

LABELED = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def figures(screener: Screener) -> dict[str, Any]:
    return _figures("private.jsonl", screener)


@pytest.fixture(scope="module")
def spanish(screener: Screener) -> dict[str, Any]:
    return _figures("private-spanish.jsonl", screener)


def _figures(name: str, screener: Screener) -> dict[str, Any]:
    rows = [json.loads(line) for line in (LABELED / name).read_text(encoding="utf-8").splitlines()]
    screened = screener.screen_many(row["question"] for row in rows)
    outputs = {
        row["id"]: {"redactions": [{"start": r.start, "end": r.end} for r in one.redactions]}
        for row, one in zip(rows, screened, strict=True)
    }
    return score_private(rows, outputs)[0]


def test_nine_of_ten_private_spans_are_hidden_whole(figures: dict[str, Any]) -> None:
    assert figures["span_recall"] >= 0.90


def test_hardly_anything_else_is_hidden(figures: dict[str, Any]) -> None:
    assert figures["other_text_hidden"] <= 0.05


def test_of_spanish_names_that_are_words_as_well_five_of_six_are_hidden_whole(spanish: dict[str, Any]) -> None:
    assert spanish["span_recall"] >= 0.85


def test_hardly_any_spanish_word_is_hidden(spanish: dict[str, Any]) -> None:
    assert spanish["other_text_hidden"] <= 0.02
