"""A stand-in Slack, and the real clients against it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient

from assistant.slack.standin import Channel, Keys, Person, StandIn


@pytest.fixture
def slack() -> Iterator[StandIn]:
    with StandIn(ack_seconds=1.0, retry_pauses=(0.05, 0.05)) as slack:
        slack.install()
        yield slack


@pytest.fixture
def keys(slack: StandIn) -> Keys:
    return slack.platform.keys(slack.team.id)


@pytest.fixture
def client(slack: StandIn, keys: Keys) -> WebClient:
    return WebClient(token=keys.bot_token, base_url=slack.api_url, timeout=5)


@pytest.fixture
def ada(slack: StandIn) -> Person:
    return slack.person("Ada Li")


@pytest.fixture
def ben(slack: StandIn) -> Person:
    return slack.person("Ben Ortiz")


@pytest.fixture
def office(slack: StandIn, ada: Person, ben: Person) -> Channel:
    return slack.channel("office", ada, ben)


@pytest.fixture
def app(client: WebClient) -> App:
    """A Bolt app without listeners yet; for Socket Mode it needs no signing secret."""
    return App(client=client, token=client.token, process_before_response=False)


@pytest.fixture
def connect(slack: StandIn, keys: Keys, app: App) -> Iterator[Callable[[], SocketModeHandler]]:
    """Connect the app by Socket Mode; call it after the listeners are there."""
    handlers: list[SocketModeHandler] = []

    def open_socket() -> SocketModeHandler:
        handler = SocketModeHandler(app, keys.app_token, ping_interval=0.3)  # it notices a dead socket after five pings
        handlers.append(handler)
        handler.connect()
        slack.wait_connected(len(handlers))
        return handler

    yield open_socket
    # Slack hangs up first: the client would wait three seconds for its own socket.
    for handler in handlers:
        handler.client.closed = True
        handler.client.auto_reconnect_enabled = handler.client.default_auto_reconnect_enabled = False
        handler.client.enqueue_message("{}")
    slack.hang_up()
    for handler in handlers:
        until = time.monotonic() + 5
        while handler.client.is_connected() and time.monotonic() < until:
            time.sleep(0.005)  # closing while it closes itself, it trips over its own feet
        handler.close()
