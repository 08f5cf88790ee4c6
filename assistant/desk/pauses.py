"""How long is waited before something that failed is tried again, and when is it given up?"""

from __future__ import annotations

from datetime import timedelta

FIRST = timedelta(seconds=2)
LONGEST = timedelta(minutes=5)
PATIENCE = timedelta(hours=1)
"""From when an arrival came; what was not done by then has failed."""
LEAST_TRIES = 5
"""What came while nobody ran is given up at no first failure, however long ago it came."""


def next_pause(tries: int, waited: timedelta, asked_for: timedelta = timedelta()) -> timedelta | None:
    """
    The pause after the failure of so many tries (from 1), or None: no more of them.

    Doubles with each try. `asked_for` is the pause that the surface wants, which is kept; `waited` is how long the
    arrival has been waiting altogether.
    """
    pause = max(min(FIRST * 2 ** min(tries - 1, 20), LONGEST), asked_for)
    is_young = waited + pause <= PATIENCE
    return pause if is_young or (tries < LEAST_TRIES and pause <= LONGEST) else None
