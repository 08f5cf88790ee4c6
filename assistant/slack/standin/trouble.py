"""What can go wrong at Slack, on demand? Every trouble counts down, so that a test sees the way out too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from assistant.slack.standin.delivery import Courier, Delivery, DeliveryState
from assistant.slack.standin.journal import Journal
from assistant.slack.standin.records import Message, StreamState
from assistant.slack.standin.workspace import Workspaces


class Mishap(StrEnum):
    """What happens to a call of a method."""

    RATE_LIMITED = "rate limited"
    REFUSED = "refused"
    BROKEN = "internal error"
    SLOW = "slow"
    REPLY_LOST = "done, but the reply is lost"


@dataclass(slots=True)
class CallTrouble:
    """What happens to the next `times` calls of `method` (`*`: any)."""

    method: str
    mishap: Mishap
    times: int
    word: str = ""
    seconds: float = 0.0


class Trouble:
    """The switchboard of troubles."""

    def __init__(self, journal: Journal, courier: Courier, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._journal = journal
        self._courier = courier
        self._calls: list[CallTrouble] = []
        self._is_holding: Callable[[Delivery], bool] | None = None
        self._doubles = 0
        courier.before = self._times_of

    # -- calls ----------------------------------------------------------------------------------------------------

    def rate_limit(self, method: str, times: int = 1, retry_after: int = 1) -> None:
        """Answer 429 with `Retry-After` in seconds."""
        self._add(CallTrouble(method, Mishap.RATE_LIMITED, times, seconds=retry_after))

    def refuse(self, method: str, error: str, times: int = 1) -> None:
        """Answer `ok: false` with this error word."""
        self._add(CallTrouble(method, Mishap.REFUSED, times, word=error))

    def break_down(self, method: str = "*", times: int = 1) -> None:
        """Answer 500."""
        self._add(CallTrouble(method, Mishap.BROKEN, times))

    def slow_down(self, method: str, seconds: float, times: int = 1) -> None:
        """Answer late, having done it at the end."""
        self._add(CallTrouble(method, Mishap.SLOW, times, seconds=seconds))

    def lose_reply(self, method: str, times: int = 1) -> None:
        """Do it, then cut the connection instead of answering."""
        self._add(CallTrouble(method, Mishap.REPLY_LOST, times))

    def end(self) -> None:
        """Forget all troubles of calls that are still to come."""
        with self._journal.lock:
            self._calls.clear()

    def _add(self, trouble: CallTrouble) -> None:
        with self._journal.lock:
            self._calls.append(trouble)

    def next_for(self, method: str) -> CallTrouble | None:
        """The trouble of this call, counted down."""
        with self._journal.lock:
            for trouble in self._calls:
                if trouble.method in ("*", method) and trouble.times > 0:
                    trouble.times -= 1
                    return trouble
            return None

    # -- deliveries -----------------------------------------------------------------------------------------------

    def deliver_twice(self, times: int = 1) -> None:
        """Carry each of the next `times` deliveries twice at once, with the same ids."""
        with self._journal.lock:
            self._doubles += times

    def hold(self, which: Callable[[Delivery], bool] = lambda delivery: True) -> None:
        """Keep new deliveries back until `release`."""
        with self._journal.lock:
            self._is_holding = which

    def release(self, is_reversed: bool = False) -> None:
        """Let go what was kept back, on demand the last one first."""
        with self._journal.lock:
            self._is_holding = None
            held = [d for d in self._courier.deliveries if d.state is DeliveryState.HELD]
            for delivery in reversed(held) if is_reversed else held:
                self._courier.carry_again(delivery)

    def redeliver(self, delivery: Delivery) -> None:
        """Carry it once more, as Slack may even after an acknowledgement or a restart of the app."""
        self._courier.carry_again(delivery)

    # -- what nobody did --------------------------------------------------------------------------------------------

    def unfurl(self, message: Message, title: str = "A page") -> None:
        """Slack unfolds a link: the message changes, yet nobody edited it."""
        attachment = {"id": 1, "title": title, "fallback": title}
        self._workspaces.change(message, attachments=[*message.attachments, attachment])

    def expire_streams(self) -> None:
        """Let the lifetime of all open streams pass."""
        with self._journal.lock:
            for channel in self._workspaces.channels:
                for message in self._workspaces.messages(channel):
                    if message.stream is StreamState.OPEN:
                        self._workspaces.change(message, stream=StreamState.EXPIRED)

    def _times_of(self, delivery: Delivery) -> int:
        if self._is_holding is not None and self._is_holding(delivery):
            return 0
        if self._doubles > 0:
            self._doubles -= 1
            return 2
        return 1
