"""The same by HTTP: signed requests to a real Bolt app behind a real server."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.app.app import SlackAppDevelopmentServer
from slack_sdk import WebClient

from assistant.slack.standin import Happening, Keys, Person, StandIn


@contextmanager
def served(app: App) -> Iterator[str]:
    """The app behind a server of its own; yields its address."""
    server = SlackAppDevelopmentServer(0, "/slack/events", app, http_server_logger_enabled=False)._server
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/slack/events"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def app(client: WebClient, keys: Keys) -> App:
    return App(client=client, token=client.token, signing_secret=keys.signing_secret)


def test_events_commands_and_forms_arrive_signed(slack: StandIn, app: App, ada: Person) -> None:
    heard: list[str] = []

    @app.event("message")
    def message(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    @app.command("/canipost")
    def command(ack: Ack, body: dict[str, Any]) -> None:
        ack(text=f"you asked: {body['text']}")

    @app.shortcut("ask")
    def shortcut(ack: Ack) -> None:
        ack()
        heard.append("shortcut")

    with served(app) as url:
        slack.point_at(url)
        ada.says(None, "hello")
        ada.runs("/canipost", "a & b = ?")
        ada.uses_shortcut("ask")
        slack.wait_settled()
        slack.wait_for(lambda: len(ada.sees()) == 2)
    assert all(delivery.is_acknowledged for delivery in slack.deliveries)
    assert sorted(heard) == ["hello", "shortcut"]
    assert ada.sees()[1].text == "you asked: a & b = ?"


def test_a_wrong_secret_is_refused_by_the_app(slack: StandIn, app: App, ada: Person) -> None:
    with served(app) as url:
        slack.app.signing_secret = "another"
        with pytest.raises(ValueError, match="did not answer Slack's challenge"):
            slack.point_at(url)


def test_a_503_brings_the_event_again_with_number_and_reason(
    slack: StandIn, keys: Keys, client: WebClient, ada: Person
) -> None:
    app = App(client=client, token=client.token, signing_secret=keys.signing_secret)
    seen: list[tuple[str | None, str | None]] = []

    @app.middleware
    def refuse_once(request: BoltRequest, next: Callable[[], BoltResponse]) -> BoltResponse:
        if "event" not in request.body:
            return next()
        number, reason = (request.headers.get(f"x-slack-retry-{name}", [None])[0] for name in ("num", "reason"))
        seen.append((number, reason))
        return BoltResponse(status=503, body="") if number is None else next()

    @app.event("message")
    def message() -> None: ...

    with served(app) as url:
        slack.point_at(url)
        ada.says(None, "x")
        slack.wait_settled()
    assert seen == [(None, None), ("1", "http_error")]
    assert slack.deliveries[0].is_acknowledged


def test_an_app_that_is_away_is_tried_again_and_then_given_up(slack: StandIn, ada: Person) -> None:
    slack.app.request_url = "http://127.0.0.1:9/slack/events"
    ada.says(None, "x")
    slack.wait_settled()
    assert [e.facts["reason"] for e in slack.journal.entries(Happening.FAILED)] == ["connection_failed"] * 3
