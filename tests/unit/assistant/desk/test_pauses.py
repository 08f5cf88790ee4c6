"""How long is waited between two tries?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.desk.pauses import next_pause


@pytest.mark.parametrize(
    ("tries", "waited", "asked_for", "pause"),
    [
        (1, 0, 0, 2),
        (2, 2, 0, 4),
        (3, 6, 0, 8),
        (9, 600, 0, 300),
        (60, 600, 0, 300),
        (1, 0, 30, 30),
        (9, 600, 30, 300),
        (9, 3300, 0, 300),
        (9, 3301, 0, None),
        (1, 0, 3601, None),
        (1, 7200, 0, 2),  # nobody ran for two hours: the first failure is not the last
        (1, 7200, 30, 30),
        (4, 7200, 0, 16),
        (5, 7200, 0, None),
        (1, 7200, 301, None),
    ],
)
def test_pauses_grow_and_end_after_an_hour_and_some_tries(
    tries: int, waited: int, asked_for: int, pause: int | None
) -> None:
    found = next_pause(tries, timedelta(seconds=waited), timedelta(seconds=asked_for))
    assert found == (None if pause is None else timedelta(seconds=pause))
