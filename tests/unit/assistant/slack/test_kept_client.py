"""Calls on kept connections: fewer connections, and nothing said twice for it."""

from __future__ import annotations

import gc
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_sdk.errors import SlackApiError

from assistant.slack import kept_client
from assistant.slack.kept_client import IDLE, MOST_KEPT, Connections, KeptClient


@dataclass
class Listening:
    """A server that counts connections and what is asked; `plan` says what happens to the next requests."""

    connections: int = 0
    asked: list[str] = field(default_factory=list)
    plan: list[str] = field(default_factory=list)
    closed: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@pytest.fixture
def server() -> Iterator[Listening]:
    told = Listening()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            told.connections += 1
            super().setup()

        def finish(self) -> None:
            super().finish()
            self.connection.close()
            told.closed.set()

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            told.asked.append(self.path)
            happens = told.plan.pop(0) if told.plan else "answered"
            if happens == "broken":
                self.close_connection = True
                return
            body = json.dumps({"ok": happens in ("answered", "closed"), "error": "fatal_error"}).encode()
            self.send_response(int(happens) if happens.isdecimal() else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", "7")
            self.end_headers()
            self.wfile.write(body)
            self.close_connection = happens == "closed"  # without a word, as who grows tired of waiting does

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        told.url = f"http://127.0.0.1:{listening.server_port}/api/"
        yield told
        listening.shutdown()
        thread.join()


@pytest.fixture
def client(server: Listening) -> Iterator[KeptClient]:
    client = KeptClient(token="xoxb-1", base_url=server.url, timeout=5, retry_handlers=[])
    yield client
    client.connections.close()


def test_calls_one_after_the_other_take_one_connection(server: Listening, client: KeptClient) -> None:
    for _ in range(3):
        client.users_info(user="U1")

    assert (server.connections, len(server.asked)) == (1, 3)


def test_calls_at_once_take_a_connection_each_and_keep_them(server: Listening, client: KeptClient) -> None:
    for _ in range(2):
        threads = [threading.Thread(target=client.users_info, kwargs={"user": "U1"}) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert server.connections <= 4
    assert len(server.asked) == 8


def test_a_connection_that_was_idle_for_long_is_not_used_again(server: Listening, client: KeptClient) -> None:
    now = 100.0
    client.connections.close()
    client.connections = Connections(lambda: now)
    client.users_info(user="U1")
    now += IDLE
    client.users_info(user="U1")

    assert server.connections == 2
    assert len(client.connections.idle) == 1


def test_a_connection_that_the_other_side_closed_is_not_used_again(server: Listening, client: KeptClient) -> None:
    server.plan = ["closed"]
    client.users_info(user="U1")
    assert server.closed.wait(10)
    client.chat_postMessage(channel="C1", text="said")

    assert server.asked == ["/api/users.info", "/api/chat.postMessage"]
    assert server.connections == 2


def test_what_would_be_seen_twice_is_not_sent_again_when_a_kept_connection_breaks(
    server: Listening, client: KeptClient
) -> None:
    server.plan = ["answered", "broken"]
    client.users_info(user="U1")
    with pytest.raises((OSError, HTTPException)):
        client.chat_postMessage(channel="C1", text="said")

    assert server.asked == ["/api/users.info", "/api/chat.postMessage"]


def test_what_does_no_harm_twice_is_asked_once_more_when_a_kept_connection_breaks(
    server: Listening, client: KeptClient
) -> None:
    server.plan = ["answered", "broken"]
    client.users_info(user="U1")
    client.users_info(user="U2")

    assert (server.connections, len(server.asked)) == (2, 3)


def test_a_new_connection_that_breaks_is_told_at_once(server: Listening, client: KeptClient) -> None:
    server.plan = ["broken"]
    with pytest.raises((OSError, HTTPException)):
        client.users_info(user="U1")

    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 500])
def test_an_error_is_told_as_slack_sdk_tells_it(server: Listening, client: KeptClient, status: int) -> None:
    server.plan = [str(status)]
    with pytest.raises(SlackApiError) as told:
        client.chat_postMessage(channel="C1", text="said")

    assert told.value.response.status_code == status
    assert told.value.response.headers["Retry-After"] == "7"
    client.users_info(user="U1")
    assert server.connections == 1


def test_by_a_proxy_each_call_opens_its_own(
    server: Listening, client: KeptClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_client, "_goes_by_proxy", lambda _: True)
    for _ in range(2):
        client.users_info(user="U1")

    assert server.connections == 2


@pytest.mark.parametrize(
    ("name", "value", "address", "goes"),
    [
        ("https_proxy", "http://proxy:8080", "https://slack.com/api/", True),
        ("https_proxy", "http://proxy:8080", "http://slack.test/api/", False),
        ("no_proxy", "slack.com", "https://slack.com/api/", False),
    ],
)
def test_the_environment_says_whether_a_proxy_is_asked(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, address: str, goes: bool
) -> None:
    for each in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(each, raising=False)
        monkeypatch.delenv(each.upper(), raising=False)
    if name == "no_proxy":
        monkeypatch.setenv("https_proxy", "http://proxy:8080")
    monkeypatch.setenv(name, value)

    assert kept_client._goes_by_proxy(kept_client.urlsplit(address)) is goes


def test_no_more_connections_are_kept_than_are_of_use(server: Listening, client: KeptClient) -> None:
    parts = kept_client.urlsplit(server.url)
    made = [client._new(parts) for _ in range(MOST_KEPT + 2)]
    for each in made:
        each.connect()
        client.connections.give(("http", parts.netloc), each)

    assert [each.sock is None for each in made] == [True, True] + [False] * MOST_KEPT


def test_a_connection_that_comes_back_after_the_end_is_closed(server: Listening, client: KeptClient) -> None:
    """A call that nobody waits for any more may be answered after everything else was ended."""
    parts = kept_client.urlsplit(server.url)
    late = client._new(parts)
    late.connect()
    client.connections.close()
    client.connections.give(("http", parts.netloc), late)
    client.users_info(user="U1")

    assert late.sock is None
    assert client.connections.idle == []


def test_who_forgets_a_client_leaves_no_connection_open(server: Listening) -> None:
    client = KeptClient(token="xoxb-1", base_url=server.url, timeout=5, retry_handlers=[])
    client.users_info(user="U1")
    [(_, _, connection)] = client.connections.idle
    holding: list[object] = [client]
    holding.append(holding)  # goes with what is collected, not at once

    del client, holding
    gc.collect()
    assert connection.sock is None
