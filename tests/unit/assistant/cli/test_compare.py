"""The figures that set readers side by side."""

from __future__ import annotations

from typing import Any

from assistant.cli.compare import figures_of_model
from corpus.rulebook import Rulebook


def test_a_hand_off_because_readers_differ_counts_in_every_language(rulebook: Rulebook) -> None:
    said = [rulebook.spoken(language).replies["readers-differ"].reason for language in ("en", "es")]
    other = rulebook.replies["doubt"].reason
    outputs: dict[int, dict[str, Any]] = {
        1: {"reason": said[0], "reader": "local + model"},
        2: {"answers": [{"reason": said[1], "reader": "local + model"}, {"reason": other, "reader": "local"}]},
        3: {"error": "the question is empty"},
    }

    assert said[0] != said[1]
    assert figures_of_model(outputs, "local", rulebook) == {"read_by_model": 0.5, "readers_differ": 2}
