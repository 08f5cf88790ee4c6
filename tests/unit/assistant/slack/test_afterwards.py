"""Is what follows an acknowledgement done, in threads of its own, whatever goes wrong?"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event, current_thread
from typing import Any

from assistant.slack.afterwards import Afterwards

LONG = 30.0


def test_it_is_handed_over_at_once_and_finished_before_the_end() -> None:
    go, names = Event(), []
    afterwards = Afterwards(1)

    def work() -> None:
        go.wait(LONG)
        names.append(current_thread().name)

    for _ in range(3):
        afterwards.do({}, work)
    assert names == []
    go.set()
    afterwards.close()
    assert len(names) == 3
    assert all(name.startswith("slack-after") for name in names)


def test_what_goes_wrong_is_told_with_its_request_and_stops_nothing() -> None:
    told: list[tuple[str, Mapping[str, Any]]] = []
    afterwards = Afterwards(1)
    afterwards.failed = lambda error, body: told.append((type(error).__name__, body))
    done = Event()
    afterwards.do({"type": "block_actions"}, lambda: 1 / 0)
    afterwards.do({}, done.set)
    afterwards.close()
    assert told == [("ZeroDivisionError", {"type": "block_actions"})]
    assert done.is_set()
