"""Can a small figure be reckoned from what is told beside it?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reporting.tables import Column, Hidden, Kind, guard, hide_small, tell_cell

FEW, ALONG = Hidden.FEW, Hidden.ALONG


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([], []),
        ([0, 3, 9], [0, 3, 9]),
        ([1], [FEW]),
        ([2, 9], [FEW, ALONG]),
        ([2, 9, 4], [FEW, 9, ALONG]),
        ([2, 2, 9], [FEW, FEW, ALONG]),  # two twos of a sum of 13 with a 9 beside them would be told
        ([1, 2, 9], [FEW, FEW, 9]),
        ([1, 0, 0], [FEW, FEW, 0]),
        ([2, 0, 7], [FEW, 0, ALONG]),
    ],
)
def test_small_figures_are_hidden_with_what_would_give_them_away(counts: list[int], told: list[int | Hidden]) -> None:
    assert hide_small(counts) == told


def possible(told: Sequence[int | Hidden], total: int) -> list[tuple[int, ...]]:
    """Everything that the figures can be, as somebody reckons who knows the sum and what the words mean."""
    ranges = [range(3) if cell is FEW else range(3, total + 1) if cell is ALONG else [cell] for cell in told]
    return [each for each in product(*ranges) if sum(each) == total]


@given(st.lists(st.integers(0, 7), min_size=2, max_size=4))
def test_nothing_hidden_can_be_reckoned_from_the_sum(counts: list[int]) -> None:
    told = hide_small(counts)
    found = possible(told, sum(counts))
    assert tuple(counts) in found
    for number, count in enumerate(counts):
        if 0 < count < 3:
            assert told[number] is FEW
            # Three in all can be 1 and 2 or 2 and 1; a sum of hidden ones that leaves no choice has nothing else to hide.
            values = {each[number] for each in found}
            assert len(values) > 1 or all(isinstance(cell, Hidden) for cell in told)


def test_a_table_of_one_office_hides_times_and_shares_with_their_count() -> None:
    columns = (Column("a", "A"), Column("n", "N", Kind.COUNT), Column("t", "T", Kind.MINUTES))
    rows = (("few", 2, 30.0), ("many", 5, 40.0), ("most", 9, None))
    assert guard(rows, columns, is_summed=True) == (("few", FEW, ALONG), ("many", ALONG, ALONG), ("most", 9, None))
    assert guard(rows, columns, is_summed=False) == (("few", FEW, ALONG), ("many", 5, 40.0), ("most", 9, None))


@pytest.mark.parametrize(
    ("cell", "kind", "told"),
    [
        (12, Kind.COUNT, "12"),
        (90.4, Kind.MINUTES, "1 h 30 min"),
        (0.826, Kind.SHARE, "83 %"),
        (None, Kind.SHARE, "-"),
        (FEW, Kind.COUNT, "fewer than 3"),
    ],
)
def test_figures_are_told_for_people(cell: object, kind: Kind, told: str) -> None:
    assert tell_cell(cell, kind) == told  # type: ignore[arg-type]
