"""
What has to be asked of Slack before Slack is told that all is well, and how long may that take, all together?

Slack waits three seconds for an acknowledgement (https://docs.slack.dev/apis/events-api#responding). One call has its
own patience, which two in a row can use up; and looking up a host's name, or a proxy, has none. So each call made
before the acknowledgement goes on beside it: not answered in time it counts as not told, and what it brings is kept.

The time runs from when a request came, not from when a thread was free for it: many at once that all had to wait for a
slow Slack, one after the other, would be late, though each was hurried.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import BoundedSemaphore, Thread, local
from typing import Any, ParamSpec, TypeVar

from assistant.desk.deliveries import Deliveries
from assistant.desk.surface import SurfaceDown

BEFORE_ACKNOWLEDGING = 1.5
"""Seconds for all calls of one request, of the three that Slack waits; the rest is for the database, and the way."""

MOST_OUT = 64
"""Calls that may be out at the same time; one that nobody waits for any more lasts until its own patience ends."""

LATE = "not answered in time"
NO_TIME = "not asked: no time was left"

Found = TypeVar("Found")
Given = ParamSpec("Given")

_here = local()
_out = BoundedSemaphore(MOST_OUT)


class NotAsked(SurfaceDown):
    """There was no time to ask Slack at all; nothing follows for the next time."""


def deadline(seconds: float = BEFORE_ACKNOWLEDGING) -> float:
    """So many seconds from when the request came that this thread takes; from now where it takes none."""
    came: float | None = getattr(_here, "came", None)
    return (time.monotonic() if came is None else came) + seconds


@contextmanager
def taking(came: float) -> Iterator[None]:
    """This thread takes, in the block, a request that came then (`time.monotonic`)."""
    _here.came = came
    try:
        yield
    finally:
        _here.came = None


class Takers(ThreadPoolExecutor):
    """Threads that take requests, each with the time when it came; those in hand are counted as deliveries."""

    def __init__(self, threads: int, deliveries: Deliveries) -> None:
        """So many threads."""
        super().__init__(threads, thread_name_prefix="slack-take")
        self.deliveries = deliveries

    def submit(self, fn: Callable[Given, Found], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Found]:
        """See `ThreadPoolExecutor`; it came now."""
        came = time.monotonic()

        def take(*args: Any, **kwargs: Any) -> Found:
            with taking(came):
                return fn(*args, **kwargs)

        self.deliveries.came()
        try:
            taken = super().submit(take, *args, **kwargs)
        except RuntimeError:  # no more are taken
            self.deliveries.done()
            raise
        taken.add_done_callback(lambda _: self.deliveries.done())
        return taken


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
    `NotAsked` where the time was over before, or too many calls are out.
    """
    until: float | None = getattr(_here, "until", None)
    if until is None:
        return ask()
    left = until - time.monotonic()
    if left <= 0 or not _out.acquire(blocking=False):
        raise NotAsked(NO_TIME)
    found: Future[Found] = Future()

    def do() -> None:
        try:
            found.set_result(ask())
        except BaseException as failure:  # raised where it is waited for
            found.set_exception(failure)
        finally:
            _out.release()

    Thread(target=do, name="slack-in-time", daemon=True).start()
    try:
        return found.result(left)
    except TimeoutError:
        raise SurfaceDown(LATE) from None
