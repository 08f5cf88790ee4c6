"""By which address can Slack call us, and anybody ask whether the assistant is well, or read a clause?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from threading import Event, Thread
from typing import Any

from waitress.server import create_server
from waitress.task import ThreadedTaskDispatcher

from assistant.desk.deliveries import Deliveries
from assistant.desk.records import Health
from assistant.slack.in_time import taking
from corpus.pages import FIRST_PAGE, POLICY

HEALTH_PATH = "/healthz"
PAGES_PATH = "/policy/"
"""Below it stand the pages of the texts; also in what `SlackSettings.clause_page` says."""
LARGEST_REQUEST = 1024 * 1024  # bytes; Slack's are far smaller
THREADS = 8

PAGE_HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "max-age=300"),
)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def nothing_else(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """An application that has no page."""
    start("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return [b""]


def with_pages(pages: Mapping[str, str], inner: Wsgi = nothing_else) -> Wsgi:
    """
    An application with these pages by their names below `PAGES_PATH`, before the `inner` one.

    They are held in memory: no file is looked up by what somebody asks for. Nothing but GET and HEAD is taken there.
    """
    held = {name: page.encode() for name, page in pages.items()}

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path, method = str(environ.get("PATH_INFO", "")), environ.get("REQUEST_METHOD")
        if not path.startswith(PAGES_PATH):
            return inner(environ, start)
        body = held.get(path.removeprefix(PAGES_PATH) or FIRST_PAGE)
        if method not in ("GET", "HEAD"):
            start("405 Method Not Allowed", [("Allow", "GET, HEAD"), ("Content-Length", "0")])
            return [b""]
        if body is None:
            return nothing_else(environ, start)
        start("200 OK", [*PAGE_HEADERS, ("Content-Length", str(len(body)))])
        return [body if method == "GET" else b""]

    return answer


def with_health(look: Callable[[], Health], inner: Wsgi = nothing_else) -> Wsgi:
    """
    An application with a page that tells whether it is well (200) or not (503), before the `inner` one.

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
        return inner(environ, start)

    return answer


class _Taken:
    """What a thread of the server is to do, and when it came."""

    def __init__(self, task: Any, deliveries: Deliveries) -> None:  # noqa: ANN401 - of waitress
        self.task = task
        self.came = time.monotonic()
        self.deliveries = deliveries
        deliveries.came()

    def service(self) -> None:
        try:
            with taking(self.came):
                self.task.service()
        finally:
            self.deliveries.done()

    def cancel(self) -> None:
        try:
            self.task.cancel()
        finally:
            self.deliveries.done()


class Takers(ThreadedTaskDispatcher):  # type: ignore[misc]  # untyped
    """The threads of the server; each knows when what it takes came (see `assistant.slack.in_time`)."""

    def __init__(self, deliveries: Deliveries) -> None:
        """What they take is counted as deliveries."""
        super().__init__()
        self.deliveries = deliveries

    def add_task(self, task: Any) -> None:  # noqa: ANN401 - of waitress
        """See `ThreadedTaskDispatcher`; it came now."""
        super().add_task(_Taken(task, self.deliveries))


class WebServer:
    """A server in threads of its own, from `start` to `close`."""

    def __init__(self, application: Wsgi, host: str, port: int, deliveries: Deliveries | None = None) -> None:
        """Takes the address at once; raises OSError when it is taken."""
        takers = Takers(deliveries or Deliveries())
        takers.set_thread_count(THREADS)
        self.server = create_server(
            application,
            _dispatcher=takers,
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
        # Its sockets belong to its own thread; with the last of them closed the thread ends. Who answered last may have
        # woken that thread a moment ago: what wakes it is one of the sockets, and must not be closed while we use it.
        woken = Event()
        self.server.trigger.pull_trigger(lambda: self._close_all(after=woken))
        woken.set()
        self.thread.join(timeout=5)

    def _close_all(self, after: Event) -> None:
        after.wait(timeout=5)
        for each in list(self.server._map.values()):
            each.close()
