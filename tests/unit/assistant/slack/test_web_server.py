"""The page that tells whether it is well, and what is called beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from assistant.desk.records import Health
from assistant.slack.web_server import WebServer, with_health


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
