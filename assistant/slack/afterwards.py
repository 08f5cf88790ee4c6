"""What is done once Slack is acknowledged, and in which threads?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Body = Mapping[str, Any]


class Afterwards:
    """
    Opens forms, says sentences, greets: whatever calls Slack after an acknowledgement, in threads of its own.

    Bolt acknowledges commands, presses and forms in its listeners' threads. Were these calls made there, many at once,
    or a slow Slack, would keep every one of those threads, and what comes next would be acknowledged too late. Nothing
    is left out: what finds no free thread waits for one.
    """

    def __init__(self, threads: int) -> None:
        """So many things at the same time."""
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="slack-after")
        self.failed: Callable[[Exception, Body], object] | None = None
        """Is told of what went wrong, with the request; see `assistant.slack.app`."""

    def do(self, body: Body, work: Callable[[], object]) -> None:
        """Do it soon, as what follows from that request. Never raises what it raises."""

        def run() -> None:
            try:
                work()
            except Exception as error:
                if self.failed is None:
                    raise
                self.failed(error, body)

        self.threads.submit(run)

    def close(self) -> None:
        """Finish what waits, and end."""
        self.threads.shutdown(wait=True)
