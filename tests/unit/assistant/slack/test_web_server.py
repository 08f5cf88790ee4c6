"""The page that tells whether it is well, the pages of the texts, and what is called beside them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from threading import Event
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from assistant.desk.deliveries import Deliveries
from assistant.desk.records import Health
from assistant.slack.in_time import deadline
from assistant.slack.web_server import WebServer, with_health, with_pages


def inner(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}".encode()]


def fetch(server: WebServer, path: str, data: bytes | None = None) -> tuple[int, str]:
    try:
        with urlopen(Request(f"http://127.0.0.1:{server.port}{path}", data=data), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


@pytest.mark.parametrize(
    ("health", "status"),
    [(Health(True, 2), 200), (Health(False, 3, ("the database is locked",)), 503)],
)
def test_the_health_page_says_what_is_wrong(health: Health, status: int) -> None:
    server = WebServer(with_health(lambda: health, inner), "127.0.0.1", 0)
    server.start()
    try:
        found, body = fetch(server, "/healthz")
        assert found == status
        assert json.loads(body) == {
            "well": health.is_well,
            "waiting": health.waiting,
            "troubles": list(health.troubles),
        }
        assert fetch(server, "/slack/events", b"{}") == (200, "POST /slack/events")
    finally:
        server.close()
    assert not server.thread.is_alive()


def test_without_an_application_there_is_the_health_page_alone() -> None:
    server = WebServer(with_health(lambda: Health(True)), "127.0.0.1", 0)
    server.start()
    try:
        assert fetch(server, "/slack/events", b"{}")[0] == 404
    finally:
        server.close()


@pytest.mark.parametrize("fails", [False, True])
def test_a_request_counts_as_a_delivery_until_it_is_answered_or_has_failed(fails: bool) -> None:
    deliveries, seen, none = Deliveries(), [], Event()
    deliveries.when_none = none.set

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        seen.append(deliveries.are_waiting)
        if fails:
            raise ValueError("it failed")
        return inner(environ, start)

    server = WebServer(application, "127.0.0.1", 0, deliveries)
    server.start()
    try:
        assert fetch(server, "/slack/events", b"{}")[0] == (500 if fails else 200)
        assert none.wait(10)
    finally:
        server.close()
    assert (seen, deliveries.are_waiting) == ([True], False)


def test_a_request_too_large_for_slack_is_refused() -> None:
    server = WebServer(with_health(lambda: Health(True), inner), "127.0.0.1", 0)
    server.start()
    try:
        # The length is announced and nothing sent: a server that refuses may close before a body is through.
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
            connection.putrequest("POST", "/slack/events")
            connection.putheader("Content-Length", str(2 * 1024 * 1024))
            connection.endheaders()
            assert connection.getresponse().status == 413
    finally:
        server.close()


PAGES = {"index.html": "<p>All</p>", "md.html": "<p>¶ 1</p>"}


@pytest.fixture
def with_texts() -> Iterator[WebServer]:
    server = WebServer(with_health(lambda: Health(True), with_pages(PAGES, inner)), "127.0.0.1", 0)
    server.start()
    yield server
    server.close()


def request(server: WebServer, method: str, path: str) -> tuple[int, str, Mapping[str, str]]:
    """The path as it is written: no client that tidies it is in between."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=10)) as connection:
        connection.putrequest(method, path, skip_host=False)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())


def test_the_pages_of_the_texts_are_served_and_may_run_nothing(with_texts: WebServer) -> None:
    status, body, headers = request(with_texts, "GET", "/policy/md.html")
    assert (status, body) == (200, PAGES["md.html"])
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert request(with_texts, "GET", "/policy/")[1] == PAGES["index.html"]
    assert request(with_texts, "GET", "/policy/md.html?x=1")[0] == 200
    status, body, headers = request(with_texts, "HEAD", "/policy/md.html")
    assert (status, body, headers["Content-Length"]) == (200, "", str(len(PAGES["md.html"].encode())))


@pytest.mark.parametrize(
    "path",
    [
        "../web_server.py", "..%2fweb_server.py", "%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/etc/passwd", ".", "..",
        "md.html/", "md.html%00", "MD.HTML", "./md.html", "..\\md.html", "index.html/../md.html", "healthz", "%",
        "../healthz", "../slack/events",
    ],
)  # fmt: skip
def test_below_the_pages_nothing_but_a_page_is_found(with_texts: WebServer, path: str) -> None:
    assert request(with_texts, "GET", f"/policy/{path}")[:2] == (404, "")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_pages_are_read_and_nothing_else_is_done_to_them(with_texts: WebServer, method: str) -> None:
    assert request(with_texts, method, "/policy/md.html")[0] == 405
    assert request(with_texts, method, "/policy/none.html")[0] == 405
    assert request(with_texts, method, "/policy")[1] == f"{method} /policy", "that is none of its own"


def test_a_request_is_hurried_from_when_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    """One thread, and the first request keeps it longer than the second one has."""
    monkeypatch.setattr("assistant.slack.web_server.THREADS", 1)
    taken, go, left = Event(), Event(), []

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] == "/first":
            taken.set()
            go.wait(30)
        else:
            left.append(deadline(0.0) - time.monotonic())
        return inner(environ, start)

    server = WebServer(application, "127.0.0.1", 0)
    server.start()
    try:
        with ThreadPoolExecutor(2) as asking:
            first = asking.submit(fetch, server, "/first")
            assert taken.wait(30)
            second = asking.submit(fetch, server, "/second")
            until = time.monotonic() + 30
            while not server.server.task_dispatcher.queue and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.2)
            go.set()
            assert (first.result(30)[0], second.result(30)[0]) == (200, 200)
    finally:
        server.close()
    assert left[0] <= -0.2


def test_closing_while_its_thread_was_just_woken_by_an_answer_fails_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    server = WebServer(with_health(lambda: Health(True)), "127.0.0.1", 0)
    server.start()
    wake = server.server.trigger._physical_pull

    def woken_already() -> None:
        wake()
        time.sleep(0.2)
        wake()

    monkeypatch.setattr(server.server.trigger, "_physical_pull", woken_already)
    server.close()
    assert not server.thread.is_alive()
