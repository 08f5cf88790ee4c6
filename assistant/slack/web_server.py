"""By which address can Slack call us, and anybody ask whether the assistant is well?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any

from waitress.server import create_server

from assistant.desk.records import Health

HEALTH_PATH = "/healthz"
LARGEST_REQUEST = 1024 * 1024  # bytes; Slack's are far smaller
THREADS = 8

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_health(look: Callable[[], Health], inner: Wsgi | None = None) -> Wsgi:
    """
    An application with a page that tells whether it is well (200) or not (503), before the `inner` one, if any.

    The page holds counts and plain words, nothing of what people wrote.
    """

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == HEALTH_PATH:
            health = look()
            status = "200 OK" if health.is_well else "503 Service Unavailable"
            told = {"well": health.is_well, "waiting": health.waiting, "troubles": list(health.troubles)}
            body = json.dumps(told).encode()
            start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]
        if inner is not None:
            return inner(environ, start)
        start("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]

    return answer


class WebServer:
    """A server in threads of its own, from `start` to `close`."""

    def __init__(self, application: Wsgi, host: str, port: int) -> None:
        """Takes the address at once; raises OSError when it is taken."""
        self.server = create_server(
            application,
            host=host,
            port=port,
            threads=THREADS,
            max_request_body_size=LARGEST_REQUEST,
            clear_untrusted_proxy_headers=True,
            ident="canipost",
        )
        self.thread = Thread(target=self.server.run, name="web", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.server.effective_port)

    def start(self) -> None:
        """Answer from now on."""
        self.thread.start()

    def close(self) -> None:
        """Finish what is being answered, and end."""
        self.server.task_dispatcher.shutdown(cancel_pending=False, timeout=5)
        # Its sockets belong to its own thread; with the last of them closed the thread ends.
        self.server.trigger.pull_trigger(self._close_all)
        self.thread.join(timeout=5)

    def _close_all(self) -> None:
        for each in list(self.server._map.values()):
            each.close()
