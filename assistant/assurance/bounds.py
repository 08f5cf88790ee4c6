"""How large can a share be, given that so many were counted?"""

from __future__ import annotations

from collections.abc import Callable, Sequence


def upper_bound(bad: int, counted: int, confidence: float = 0.95) -> float:
    """
    The one-sided upper bound of a share after `bad` of `counted` (Clopper and Pearson 1934).

    With no row counted nothing is known: 1.0.
    """
    from scipy.stats import beta  # type: ignore[import-untyped]

    if counted == 0 or bad >= counted:
        return 1.0
    return float(beta.ppf(confidence, bad + 1, counted - bad))


def is_shown(bad: int, counted: int, risk: float, error: float = 0.05) -> bool:
    """Is a share of at least `risk` ruled out, with a chance of at most `error` to say so wrongly? Exact binomial."""
    return upper_bound(bad, counted, 1 - error) <= risk


def laxest_limit(
    limits: Sequence[float], count: Callable[[float], tuple[int, int]], risk: float, error: float = 0.05
) -> float | None:
    """
    The laxest of the limits, from strict to lax, for which every stricter one and itself keep the risk.

    Fixed sequence testing, as in Learn then Test (Angelopoulos et al. 2021, §3): the limits are tried in an order fixed
    beforehand and the first that cannot be shown to keep the risk ends the search, so that trying many costs no
    confidence. `count` gives bad and all rows at a limit. None when not even the strictest can be shown to keep it.
    """
    kept = None
    for limit in sorted(limits):
        if not is_shown(*count(limit), risk, error):
            break
        kept = limit
    return kept
