"""What does this process know of arrivals by itself? Some need not be looked at again, nor their answers looked for."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

LIFETIME = 20.0
"""Seconds after which somebody else may have taken the work over: less than the desk's lease."""
MOST_KEPT = 10_000


class Kept:
    """
    The keys of arrivals that this process saw committed: told again, as Slack does, nothing is to be done.

    Which others are kept the database says. Threads may share it.
    """

    def __init__(self) -> None:
        """There is none at first."""
        self.keys: OrderedDict[str, None] = OrderedDict()
        self.lock = Lock()

    def add(self, key: str) -> None:
        """The arrival of that key is committed."""
        with self.lock:
            self.keys[key] = None
            while len(self.keys) > MOST_KEPT:
                self.keys.popitem(last=False)

    def __contains__(self, key: str) -> bool:
        """Is it surely committed?"""
        with self.lock:
            return key in self.keys


class Fresh:
    """
    The keys of arrivals that this process itself kept, moments ago, and has not begun to show.

    Looking for an earlier post costs a call that Slack counts; here it is known that there is none. Whatever is tried a
    second time, comes from another process, or is older, is looked for. Threads may share it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """There is none at first."""
        self.clock = clock
        self.keys: OrderedDict[str, float] = OrderedDict()
        self.lock = Lock()

    def add(self, key: str) -> bool:
        """The arrival of that key was kept just now, for the first time. False: that was said moments ago already."""
        with self.lock:
            is_first = self.clock() >= self.keys.get(key, 0.0)
            self.keys[key] = self.clock() + LIFETIME
            while len(self.keys) > MOST_KEPT:
                self.keys.popitem(last=False)
            return is_first

    def take(self, key: str) -> bool:
        """Is it surely not posted yet? Asked a second time it may be."""
        with self.lock:
            return self.clock() < self.keys.pop(key, 0.0)
