from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assurance.bounds import is_shown, laxest_limit, upper_bound


@pytest.mark.parametrize(
    ("bad", "counted", "bound"),
    [
        (0, 1000, 0.002991),  # 1 - 0.05 ** (1 / 1000)
        (0, 1, 0.95),
        (1, 10, 0.394163),
        (3, 1000, 0.007735),
        (5, 5, 1.0),
        (0, 0, 1.0),
    ],
)
def test_the_bound_is_that_of_clopper_and_pearson(bad: int, counted: int, bound: float) -> None:
    assert upper_bound(bad, counted) == pytest.approx(bound, abs=1e-5)


@given(st.integers(0, 50), st.integers(1, 400), st.floats(0.01, 0.5))
def test_a_share_is_ruled_out_exactly_when_so_few_would_be_unlikely(bad: int, counted: int, risk: float) -> None:
    from scipy.stats import binom

    chance_of_so_few = binom.cdf(bad, counted, risk)
    if abs(chance_of_so_few - 0.05) > 1e-9:
        assert is_shown(bad, counted, risk) == (bad < counted and chance_of_so_few < 0.05)


def test_the_search_stops_at_the_first_limit_that_is_too_lax() -> None:
    bad = {0.1: 0, 0.2: 0, 0.3: 30, 0.4: 0}

    # 0.4 would pass, but it stands behind one that does not: picking it would be choosing after having looked.
    assert laxest_limit([0.4, 0.1, 0.3, 0.2], lambda limit: (bad[limit], 1000), risk=0.01) == 0.2


def test_no_limit_is_given_when_none_can_be_shown_to_keep_the_risk() -> None:
    assert laxest_limit([0.1, 0.2], lambda limit: (0, 10), risk=0.01) is None
