"""Every trouble, met by the real clients."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import URLError

import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler, ServerErrorRetryHandler

from assistant.slack.standin import Channel, Happening, NothingHappened, Person, StandIn

Connect = Callable[[], SocketModeHandler]


def test_a_rate_limit_says_how_long_and_ends(slack: StandIn, client: WebClient, office: Channel) -> None:
    slack.trouble.rate_limit("chat.postMessage", times=1, retry_after=30)
    with pytest.raises(SlackApiError) as failure:
        client.chat_postMessage(channel=office.id, text="x")
    response = failure.value.response
    assert (response.status_code, response["error"], response.headers["Retry-After"]) == (429, "ratelimited", "30")
    client.chat_postMessage(channel=office.id, text="x")
    assert [call["error"] for call in slack.calls("chat.postMessage")] == ["ratelimited", ""]


def test_the_clients_own_retry_gets_through(slack: StandIn, client: WebClient, office: Channel, ada: Person) -> None:
    client.retry_handlers += [RateLimitErrorRetryHandler(1), ServerErrorRetryHandler(1)]
    slack.trouble.rate_limit("chat.postMessage", retry_after=0)
    client.chat_postMessage(channel=office.id, text="x")
    slack.trouble.break_down("chat.postMessage")
    client.chat_postMessage(channel=office.id, text="y")
    assert [m.text for m in ada.sees(office)] == ["x", "y"]


def test_a_refusal_and_a_breakdown_on_demand(slack: StandIn, client: WebClient, office: Channel) -> None:
    slack.trouble.refuse("chat.postMessage", "fatal_error")
    with pytest.raises(SlackApiError, match="fatal_error"):
        client.chat_postMessage(channel=office.id, text="x")
    slack.trouble.break_down(times=5)
    with pytest.raises(SlackApiError) as failure:
        client.auth_test()
    assert failure.value.response.status_code == 500
    slack.trouble.end()
    client.auth_test()


def test_a_lost_reply_leaves_the_message_there(slack: StandIn, client: WebClient, office: Channel, ada: Person) -> None:
    client.retry_handlers.clear()
    slack.trouble.lose_reply("chat.postMessage")
    with pytest.raises((URLError, ConnectionError, OSError)):
        client.chat_postMessage(channel=office.id, text="once")
    assert [m.text for m in ada.sees(office)] == ["once"]


def test_a_slow_answer_is_slow(slack: StandIn, client: WebClient) -> None:
    slack.trouble.slow_down("auth.test", 0.2)
    began = time.monotonic()
    client.auth_test()
    assert time.monotonic() - began >= 0.2


def test_an_outage_refuses_and_ends(slack: StandIn, client: WebClient) -> None:
    client.retry_handlers.clear()
    with slack.outage(), pytest.raises((URLError, ConnectionError)):
        client.auth_test()
    client.auth_test()


def told(app: App) -> list[tuple[str, str | None]]:
    """The texts the app hears, with the number of the retry."""
    heard: list[tuple[str, str | None]] = []

    @app.event("message")
    def message(event: dict[str, Any], request: BoltRequest) -> None:
        heard.append((event["text"], request.headers.get("x-slack-retry-num", [None])[0]))

    return heard


def test_a_lost_acknowledgement_brings_the_event_again(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    heard = told(app)
    connect()
    slack.drop_acks()
    ada.says(None, "x")
    slack.wait_settled()
    slack.wait_for(lambda: len(heard) == 2)
    assert heard == [("x", "0"), ("x", "1")]
    assert slack.deliveries[0].attempts == 2


def test_an_event_nobody_acknowledges_is_given_up(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    slack.platform.courier.ack_seconds = 0.1
    told(app)
    connect()
    slack.drop_acks(3)
    ada.says(None, "x")
    slack.wait_settled()
    assert not slack.deliveries[0].is_acknowledged
    assert [e.facts["reason"] for e in slack.journal.entries(Happening.FAILED)] == ["timeout"] * 3


def test_a_doubled_event_has_one_id(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    ids: list[str] = []

    @app.event("message")
    def message(body: dict[str, Any]) -> None:
        ids.append(body["event_id"])

    connect()
    slack.trouble.deliver_twice()
    ada.says(None, "x")
    slack.wait_for(lambda: len(ids) == 2)
    slack.trouble.redeliver(slack.deliveries[0])
    slack.wait_for(lambda: len(ids) == 3)
    assert len(set(ids)) == 1


def test_events_can_come_out_of_order(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    heard = told(app)
    connect()
    slack.trouble.hold()
    for text in ("one", "two"):
        ada.says(None, text)
    assert heard == []
    slack.trouble.release(is_reversed=True)
    slack.wait_settled()
    slack.wait_for(lambda: len(heard) == 2)
    sent = [e.facts["delivery"].body["event"]["text"] for e in slack.journal.entries(Happening.SENT)]
    assert sent == ["two", "one"]


def test_what_happens_while_nobody_is_connected_waits(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    heard = told(app)
    ada.says(None, "early")
    connect()
    slack.wait_for(lambda: heard)
    assert heard == [("early", "0")]


def test_a_cut_socket_is_opened_again_by_the_client(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    heard = told(app)
    connect()
    slack.cut_sockets()
    slack.wait_for(lambda: len(slack.journal.entries(Happening.CONNECTED)) == 2, timeout=15)
    ada.says(None, "after")
    slack.wait_for(lambda: ("after", "0") in heard)


def test_a_refresh_loses_nothing(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    heard = told(app)
    connect()
    slack.refresh_sockets()
    ada.says(None, "after")
    slack.wait_for(lambda: [text for text, _ in heard] == ["after"], timeout=10)
    assert len(slack.journal.entries(Happening.CONNECTED)) == 2


def test_after_an_outage_the_app_is_there_again_and_hears_what_was_said(
    slack: StandIn, app: App, connect: Connect, ada: Person
) -> None:
    heard = told(app)
    connect()
    with slack.outage():
        ada.says(None, "meanwhile")
    slack.wait_for(lambda: heard, timeout=20)
    assert [text for text, _ in heard] == ["meanwhile"]


def test_two_replicas_share_the_events(slack: StandIn, app: App, connect: Connect, ada: Person) -> None:
    heard = told(app)
    connect()
    connect()
    for number in range(6):
        ada.says(None, str(number))
    slack.wait_for(lambda: len(heard) == 6)
    assert sorted(text for text, _ in heard) == list("012345")


def test_waiting_in_vain_shows_what_happened(slack: StandIn, ada: Person) -> None:
    ada.says(None, "x")
    with pytest.raises(NothingHappened, match="message posted"):
        slack.wait_for(lambda: False, timeout=0.05)


def test_waiting_looks_at_other_things_too_and_holds_nothing(slack: StandIn) -> None:
    seen: list[int] = []

    def mark() -> None:
        with slack.journal.lock:
            seen.append(1)

    timer = threading.Timer(0.05, mark)
    timer.start()
    slack.wait_for(lambda: seen, timeout=2)
    timer.join()


def test_a_stand_in_that_was_never_started_can_be_stopped() -> None:
    StandIn().stop()


def test_json_that_is_none_is_refused(slack: StandIn) -> None:
    request = urllib.request.Request(slack.api_url + "auth.test", b"{", {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as reply:
        assert json.load(reply)["error"] == "invalid_json"
