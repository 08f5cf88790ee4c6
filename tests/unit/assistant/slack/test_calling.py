"""How a call of Slack's Web API ends."""

from __future__ import annotations

from collections.abc import Callable
from http.client import RemoteDisconnected
from typing import Any
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.calling import DEFAULT_WAIT, LONGEST_WAIT, call


def answered(word: str, status: int = 200, headers: dict[str, Any] | None = None) -> SlackApiError:
    response = SlackResponse(
        client=WebClient(),
        http_verb="POST",
        api_url="https://slack.com/api/chat.postMessage",
        req_args={"params": {"text": "my client Jane"}},
        data={"ok": False, "error": word},
        headers=headers or {},
        status_code=status,
    )
    return SlackApiError("The request to the Slack API failed.", response)


def raising(error: Exception) -> Callable[..., None]:
    def method(**_: Any) -> None:
        raise error

    return method


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"retry-after": "7"}, 7),
        ({"Retry-After": ["7"]}, 7),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "999999"}, LONGEST_WAIT),
        ({"Retry-After": "soon"}, DEFAULT_WAIT),
        ({}, DEFAULT_WAIT),
    ],
)
def test_slack_says_how_long_to_wait(headers: dict[str, Any], seconds: float) -> None:
    with pytest.raises(SurfaceBusy) as caught:
        call(raising(answered("ratelimited", 429, headers)))

    assert caught.value.seconds == seconds


@pytest.mark.parametrize(
    "error",
    [
        answered("internal_error"),
        answered("fatal_error", 500),
        answered("channel_not_found", 503),
        answered("Received a response in a non-JSON format: <html>Bad gateway"),
        answered(""),
        URLError("refused"),
        TimeoutError(),
        ConnectionResetError(),
        RemoteDisconnected(),
        SlackRequestError("x"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_is_no_answer_of_slack_may_be_tried_again(error: Exception) -> None:
    with pytest.raises(SurfaceDown):
        call(raising(error))


@pytest.mark.parametrize("word", ["channel_not_found", "token_revoked", "account_inactive", "missing_scope", "no_such"])
def test_a_refusal_keeps_slacks_word(word: str) -> None:
    with pytest.raises(SurfaceRefused) as caught:
        call(raising(answered(word)))

    assert caught.value.reason == word


@pytest.mark.parametrize("error", [answered("no"), answered("ratelimited", 429), URLError("my client Jane")])
def test_no_trouble_carries_what_was_sent(error: Exception) -> None:
    with pytest.raises((SurfaceBusy, SurfaceDown, SurfaceRefused)) as caught:
        call(raising(error))

    assert "Jane" not in repr(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_an_answer_is_handed_back() -> None:
    assert call(lambda **given: given, a=1) == {"a": 1}
