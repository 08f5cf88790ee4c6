"""Does the benchmark of load in Slack fail where a question was lost, answered twice, or acknowledged late?"""

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


@pytest.mark.parametrize(("lost", "doubled", "late"), [(1, 0, 0), (0, 2, 0), (0, 0, 39)])
def test_what_is_lost_doubled_or_acknowledged_late_ends_the_benchmark_with_a_complaint(
    complain: Callable[[Sequence[Sequence[object]]], None], lost: int, doubled: int, late: int
) -> None:
    with pytest.raises(SystemExit, match=f"200 at once: {lost} lost, {doubled} doubled, {late} acked late"):
        complain([row(0, 0, 0), row(lost, doubled, late)])


def test_where_each_is_acknowledged_in_time_and_answered_once_it_ends_well(
    complain: Callable[[Sequence[Sequence[object]]], None],
) -> None:
    complain([row(0, 0, 0)])
