"""Does the benchmark of load in Slack fail where a question was lost, or answered twice?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def complain(monkeypatch: pytest.MonkeyPatch) -> Callable[[Sequence[Sequence[object]]], None]:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    for name in ("bench", "slack_load"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    from slack_load import complain  # type: ignore[import-not-found]

    found: Callable[[Sequence[Sequence[object]]], None] = complain
    return found


def row(lost: int, doubled: int, late: int) -> list[object]:
    return ["200 at once", "0.1", "0.2", "0.3", lost, doubled, late, "1.0", "1.0", "1.0", "50%"]


@pytest.mark.parametrize(("lost", "doubled"), [(1, 0), (0, 2)])
def test_what_is_lost_or_doubled_ends_the_benchmark_with_a_complaint(
    complain: Callable[[Sequence[Sequence[object]]], None], lost: int, doubled: int
) -> None:
    with pytest.raises(SystemExit, match=f"200 at once: {lost} lost, {doubled} doubled"):
        complain([row(0, 0, 0), row(lost, doubled, 0)])


def test_what_is_only_acknowledged_late_is_counted_and_no_failure(
    complain: Callable[[Sequence[Sequence[object]]], None],
) -> None:
    complain([row(0, 0, 39)])
