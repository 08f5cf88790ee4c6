"""By which addresses can people still be answered who asked by a command, or pressed a button only they see?"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

LIFETIME = 29 * 60.0  # seconds; Slack's own is 30 minutes
MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Address:
    """A response URL. `replaces` says that the message it came with can be changed by it, and by nothing else."""

    url: str = field(repr=False)
    replaces: bool = False


class Addresses:
    """
    Keeps the response URL of an arrival, in memory only: it lets anybody who has it speak to that person.

    After a restart, and by another replica, people are answered by direct message instead. Threads may share it.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """There is none at first."""
        self.clock = clock
        self.kept: OrderedDict[str, tuple[float, Address]] = OrderedDict()
        self.lock = Lock()

    def keep(self, key: str, address: Address) -> None:
        """Remember where the arrival of that key can be answered."""
        with self.lock:
            self.kept[key] = (self.clock() + LIFETIME, address)
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)

    def find(self, key: str) -> Address | None:
        """Where it can be answered, if still so."""
        with self.lock:
            until, address = self.kept.get(key, (0.0, None))
        return address if self.clock() < until else None
