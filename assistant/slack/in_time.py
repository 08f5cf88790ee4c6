"""
What has to be asked of Slack before Slack is told that all is well, and how long may that take, all together?

Slack waits three seconds for an acknowledgement (https://docs.slack.dev/apis/events-api#responding). One call has its
own patience, which two in a row can use up; and looking up a host's name, or a proxy, has none. So each call made
before the acknowledgement goes on beside it: not answered in time it counts as not told, and what it brings is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread, local
from typing import TypeVar

from assistant.desk.surface import SurfaceDown

BEFORE_ACKNOWLEDGING = 1.5
"""Seconds for all calls of one request, of the three that Slack waits; the rest is for the database, and the way."""

LATE = "not answered in time"

Found = TypeVar("Found")

_here = local()


def deadline(seconds: float = BEFORE_ACKNOWLEDGING) -> float:
    """So many seconds from now."""
    return time.monotonic() + seconds


@contextmanager
def hurried(until: float) -> Iterator[None]:
    """What this thread asks of Slack in the block must be there by then; see `deadline`."""
    before = getattr(_here, "until", None)
    _here.until = until
    try:
        yield
    finally:
        _here.until = before


def in_time(ask: Callable[[], Found]) -> Found:
    """
    What that gives; where this thread is hurried, before its time is over.

    Raises what it raises, and `SurfaceDown` when the time is over: then it goes on by itself, and nobody hears of it.
    """
    until: float | None = getattr(_here, "until", None)
    if until is None:
        return ask()
    left = until - time.monotonic()
    if left <= 0:
        raise SurfaceDown(LATE)
    found: Future[Found] = Future()

    def do() -> None:
        try:
            found.set_result(ask())
        except BaseException as failure:  # raised where it is waited for
            found.set_exception(failure)

    Thread(target=do, name="slack-in-time", daemon=True).start()
    try:
        return found.result(left)
    except TimeoutError:
        raise SurfaceDown(LATE) from None
