"""How does a call of Slack's Web API end? In its answer, or in one of the surface's three troubles."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused

DEFAULT_WAIT = 30.0  # seconds, where Slack asks to wait and does not say how long
LONGEST_WAIT = 3600.0  # seconds

ERROR_WORD = re.compile(r"[a-z][a-z0-9_]*")

PASSING = frozenset("fatal_error internal_error service_unavailable request_timeout accesslimited".split())
"""Error words that say that Slack failed, not we (https://docs.slack.dev/reference/methods/chat.postMessage#errors)."""
BUSY = frozenset("ratelimited rate_limited message_limit_exceeded".split())


def call(method: Callable[..., Any], **arguments: Any) -> Any:  # noqa: ANN401 - a SlackResponse, or bytes
    """
    Call a method of slack_sdk's WebClient.

    Raises `SurfaceBusy` with the seconds Slack asks for, `SurfaceDown` where it cannot be reached or failed, and
    `SurfaceRefused` with Slack's error word for everything it refuses.
    """
    try:
        return method(**arguments)
    except SlackApiError as error:
        raise _trouble(error) from None
    except (OSError, HTTPException, SlackClientError) as error:
        # From None and by its kind alone: a chained error could carry the request, and with it what was written.
        raise SurfaceDown(type(error).__name__) from None


def _trouble(error: SlackApiError) -> Exception:
    status = int(getattr(error.response, "status_code", 200))
    word = str(error.response.get("error") or "")
    if status == 429 or word in BUSY:
        return SurfaceBusy(_wait(getattr(error.response, "headers", {}) or {}))
    if status >= 500 or word in PASSING or not ERROR_WORD.fullmatch(word):
        # What is no error word is a page of something on the way, not Slack's answer.
        return SurfaceDown(word if ERROR_WORD.fullmatch(word) else f"HTTP {status}")
    return SurfaceRefused(word)


def _wait(headers: Mapping[str, Any]) -> float:
    """Seconds of the Retry-After header, which may be a list, missing or nonsense."""
    value = headers.get("Retry-After") or headers.get("retry-after")
    if isinstance(value, list | tuple):
        value = value[0] if value else None
    try:
        return min(LONGEST_WAIT, max(1.0, float(value or DEFAULT_WAIT)))
    except (TypeError, ValueError):
        return DEFAULT_WAIT
