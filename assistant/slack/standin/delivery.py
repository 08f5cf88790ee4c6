"""How does Slack tell the app? One delivery, its attempts and retries, by Socket Mode or by signed HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from assistant.slack.standin.journal import Happening, Journal
from assistant.slack.standin.records import App, Json

ACK_SECONDS = 3.0
"""How long the app has to answer: https://docs.slack.dev/apis/events-api"""

RETRY_PAUSES = (0.05, 60.0, 300.0)
"""Seconds before each retry of an event ("nearly immediately", a minute, five): https://docs.slack.dev/apis/events-api"""


class DeliveryKind(StrEnum):
    """The values are those of `type` in a Socket Mode envelope: https://docs.slack.dev/apis/events-api/using-socket-mode"""

    EVENT = "events_api"
    INTERACTION = "interactive"
    COMMAND = "slash_commands"


class DeliveryState(StrEnum):
    """How a delivery stands."""

    UNDERWAY = "underway"
    HELD = "held"
    """Kept back by `Trouble.hold`."""
    ACKNOWLEDGED = "acknowledged"
    GIVEN_UP = "given up"


@dataclass(slots=True, eq=False)
class Delivery:
    """Something the app is told. `response` is what it answered with the acknowledgement, or None."""

    kind: DeliveryKind
    body: Json
    user: str = ""
    on_response: Callable[[Json | None], None] | None = None
    on_failure: Callable[[str], None] | None = None
    state: DeliveryState = DeliveryState.UNDERWAY
    attempts: int = 0
    carriers: int = 0
    """How many are on their way with it now."""
    response: Json | None = None

    @property
    def is_acknowledged(self) -> bool:
        """Did the app acknowledge it?"""
        return self.state is DeliveryState.ACKNOWLEDGED

    @property
    def is_settled(self) -> bool:
        """Was it acknowledged or given up, and is nobody on the way with it again?"""
        return self.carriers == 0 and self.state in (DeliveryState.ACKNOWLEDGED, DeliveryState.GIVEN_UP)

    @property
    def name(self) -> str:
        """The event's or interaction's type, for the journal."""
        inner = self.body.get("event", self.body)
        return str(inner.get("subtype") or inner.get("type") or inner.get("command"))


class AttemptFailed(Exception):
    """The app was not reached, answered an error, or did not answer in time. Slack's word for it is the text."""

    def __init__(self, reason: str, may_retry: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_retry = may_retry


class Carrier(Protocol):
    """One way to the app."""

    async def carry(self, delivery: Delivery, retry: int, reason: str, seconds: float) -> Json | None:
        """One attempt; returns what the app answered. Raises `AttemptFailed`."""
        ...


class Courier:
    """Takes deliveries from any thread and carries them on the loop, in the order they were given."""

    def __init__(self, journal: Journal, ack_seconds: float, retry_pauses: tuple[float, ...]) -> None:
        self.ack_seconds = ack_seconds
        self.retry_pauses = retry_pauses
        self.deliveries: list[Delivery] = []
        self._journal = journal
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.choose_carrier: Callable[[], Carrier]
        self.before: Callable[[Delivery], int] = lambda delivery: 1
        """Asked how often a new delivery is carried; `Trouble` holds some back (0) and doubles others (2)."""

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Carry from now on."""
        self._loop = loop

    async def stop(self) -> None:
        """Drop what is underway."""
        self._loop = None
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def deliver(self, delivery: Delivery) -> Delivery:
        """Take it; returns at once."""
        with self._journal.lock:
            self.deliveries.append(delivery)
            times = self.before(delivery)
            if times == 0:
                delivery.state = DeliveryState.HELD
            for _ in range(times):
                self.carry_again(delivery)
        return delivery

    def carry_again(self, delivery: Delivery) -> None:
        """Carry it, whether or not it was carried before."""
        if delivery.state is DeliveryState.HELD:
            delivery.state = DeliveryState.UNDERWAY
        if self._loop is not None:
            delivery.carriers += 1
            self._loop.call_soon_threadsafe(self._begin, delivery)

    def _begin(self, delivery: Delivery) -> None:
        task = asyncio.get_running_loop().create_task(self._carry(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry(self, delivery: Delivery) -> None:
        """All attempts of one way."""
        outcome = await self._attempts(delivery)
        with self._journal.lock:
            delivery.carriers -= 1
            if outcome is None:
                self._journal.write(Happening.ACKNOWLEDGED, delivery=delivery, name=delivery.name)
            else:
                self._journal.write(Happening.GIVEN_UP, delivery=delivery, name=delivery.name, reason=outcome)

    async def _attempts(self, delivery: Delivery) -> str | None:
        """None when it was acknowledged, else why not."""
        pauses = (0.0, *self.retry_pauses) if delivery.kind is DeliveryKind.EVENT else (0.0,)
        reason = ""
        for retry, pause in enumerate(pauses):
            if pause:
                await asyncio.sleep(pause)
            delivery.attempts += 1
            self._journal.write(Happening.SENT, delivery=delivery, name=delivery.name, attempt=retry)
            try:
                response = await self.choose_carrier().carry(delivery, retry, reason, self.ack_seconds)
            except AttemptFailed as failure:
                reason = failure.reason
                self._journal.write(Happening.FAILED, delivery=delivery, name=delivery.name, reason=reason)
                if not failure.may_retry:
                    break
                continue
            with self._journal.lock:
                delivery.state, delivery.response = DeliveryState.ACKNOWLEDGED, response
                if delivery.on_response is not None:
                    delivery.on_response(response)
            return None
        with self._journal.lock:
            if delivery.state is not DeliveryState.ACKNOWLEDGED:
                delivery.state = DeliveryState.GIVEN_UP
            if delivery.on_failure is not None:
                delivery.on_failure(reason)
        return reason


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a request: https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpCarrier:
    """Posts signed requests to the request URL of the app."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._session: aiohttp.ClientSession | None = None

    async def stop(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def carry(self, delivery: Delivery, retry: int, reason: str, seconds: float) -> Json | None:
        """One POST. Raises `AttemptFailed` with the word of `x-slack-retry-reason`."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        body, content_type = encode(delivery)
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._app.signing_secret, timestamp, body),
        }
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        try:
            async with self._session.post(
                self._app.request_url, data=body, headers=headers, timeout=aiohttp.ClientTimeout(seconds)
            ) as reply:
                text = await reply.text()
                if not 200 <= reply.status < 300:
                    raise AttemptFailed("http_error", reply.headers.get("x-slack-no-retry") != "1")
                return _response(text, reply.content_type)
        except TimeoutError:
            raise AttemptFailed("http_timeout") from None
        except (aiohttp.ClientError, OSError):
            raise AttemptFailed("connection_failed") from None


def encode(delivery: Delivery) -> tuple[bytes, str]:
    """The body of the request, and its content type."""
    form = "application/x-www-form-urlencoded"
    if delivery.kind is DeliveryKind.EVENT:
        return json.dumps(delivery.body).encode(), "application/json"
    if delivery.kind is DeliveryKind.COMMAND:
        return urlencode(delivery.body).encode(), form
    return urlencode({"payload": json.dumps(delivery.body)}).encode(), form


def _response(text: str, content_type: str) -> Json | None:
    if not text.strip():
        return None
    if content_type == "application/json":
        found = json.loads(text)
        return found if isinstance(found, dict) and found else None
    return {"text": text}
