"""What happened, in which order? An append-only journal that all parts write and that tests wait on."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

Found = TypeVar("Found")


class Happening(StrEnum):
    """What an entry tells of."""

    POSTED = "message posted"
    WHISPERED = "message shown to one user"
    CHANGED = "message changed"
    DELETED = "message deleted"
    JOINED = "user joined"
    LEFT = "user left"
    HOME_OPENED = "home opened"
    HOME_PUBLISHED = "home published"
    VIEW_OPENED = "view opened"
    VIEW_CHANGED = "view changed"
    VIEW_CLOSED = "view closed"
    STATUS_SET = "status set"
    PROMPTS_SET = "prompts set"
    TITLE_SET = "title set"
    CALLED = "method called"
    SENT = "delivery sent"
    ACKNOWLEDGED = "delivery acknowledged"
    FAILED = "delivery attempt failed"
    GIVEN_UP = "delivery given up"
    CONNECTED = "socket connected"
    DISCONNECTED = "socket closed"
    WARNED = "user warned"
    REVOKED = "token revoked"
    REMOVED = "app removed"
    ADDED = "user, channel or team added"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the journal; `facts` depend on what happened and hold records, not copies."""

    number: int
    at: float
    """Seconds since 1970."""
    happening: Happening
    facts: dict[str, Any]


class NothingHappened(AssertionError):
    """What a test waited for did not come in time. The message ends with the last lines of the journal."""


class Journal:
    """
    Guards the state: whoever changes or reads it holds `lock` (re-entrant).

    A change is made and written down under one hold, so a reader never sees one without the other.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._entries: list[Entry] = []
        self._listeners: list[Callable[[Entry], None]] = []

    def write(self, happening: Happening, **facts: Any) -> Entry:
        """Append an entry, tell the listeners (who must not block) and wake whoever waits."""
        with self._changed:
            entry = Entry(len(self._entries), time.time(), happening, facts)
            self._entries.append(entry)
            for listener in self._listeners:
                listener(entry)
            self._changed.notify_all()
            return entry

    def listen(self, listener: Callable[[Entry], None]) -> Callable[[], None]:
        """Call `listener` with every later entry, under the lock; returns what ends that."""
        with self.lock:
            self._listeners.append(listener)

        def stop() -> None:
            with self.lock:
                self._listeners.remove(listener)

        return stop

    def entries(self, *happenings: Happening, since: int = 0) -> list[Entry]:
        """All entries from number `since` on; with `happenings`, only those."""
        with self.lock:
            return [e for e in self._entries[since:] if not happenings or e.happening in happenings]

    def wait_for(self, look: Callable[[], Found], timeout: float = 5.0) -> Found:
        """
        Wait until `look()` gives something true, and return it; it is asked again after every entry.

        It is asked without the lock, so that it may look into other things, and every tenth of a second too, because
        those write no entries. `timeout` is in seconds. Raises `NothingHappened`.
        """
        until = time.monotonic() + timeout
        while True:
            known = len(self._entries)
            if found := look():
                return found
            rest = until - time.monotonic()
            if rest <= 0:
                raise NothingHappened(f"not within {timeout} s; the last entries:\n{self._tail()}")
            with self._changed:
                if len(self._entries) == known:
                    self._changed.wait(min(rest, 0.1))

    def _tail(self, count: int = 15) -> str:
        lines = []
        for entry in self._entries[-count:]:
            facts = {k: str(v)[:60] for k, v in entry.facts.items() if isinstance(v, str | int | float | bool)}
            lines.append(f"  {entry.number} {entry.happening} {facts}")
        return "\n".join(lines)
