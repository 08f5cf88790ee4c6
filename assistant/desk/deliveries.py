"""
How many requests wait to be acknowledged? They go before the work on what arrived.

Slack waits three seconds for an acknowledgement, people longer for an answer; and on two cores the reading of a few
questions keeps the taking in of a few hundred waiting. So nothing new is begun while somebody stands at the door.
"""

from __future__ import annotations

import threading
from collections.abc import Callable


class Deliveries:
    """The requests in hand, of any thread."""

    def __init__(self) -> None:
        """None yet. `when_none` is called, by some thread, each time the last one is acknowledged."""
        self.when_none: Callable[[], None] = lambda: None
        self._count = 0
        self._lock = threading.Lock()

    @property
    def are_waiting(self) -> bool:
        """Is there one that is not acknowledged yet?"""
        return self._count > 0

    def came(self) -> None:
        """One more; `done` is called for it, whatever happens."""
        with self._lock:
            self._count += 1

    def done(self) -> None:
        """One is acknowledged, or given up."""
        with self._lock:
            self._count -= 1
            is_last = self._count == 0
        if is_last:
            self.when_none()
