"""
How are Slack's methods called without a new connection for each?

slack_sdk opens one for every call, and with it reads all certificates of the machine anew: 20 ms of processor time, ten
times what the call itself takes, and two ways to Slack and back before anything is said. Here a connection stays open
for the next call, and certificates are read once (docs/decisions/0020-kept-connections.md).
"""

from __future__ import annotations

import io
import select
import ssl
import time
import weakref
from collections.abc import Callable
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from threading import Lock
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import Request, getproxies, proxy_bypass

from slack_sdk import WebClient

IDLE = 10.0
"""Seconds after which a kept connection is not used any more: who is on the other side may be about to close it."""
MOST_KEPT = 16

REPEATABLE = frozenset(
    "auth.test chat.update conversations.history conversations.info conversations.members conversations.open "
    "conversations.replies assistant.threads.setStatus assistant.threads.setSuggestedPrompts usergroups.users.list "
    "users.conversations users.info users.profile.get views.publish".split()
)
"""Methods that may be called twice: once more, where a kept connection turns out to be closed."""

Origin = tuple[str, str]
"""Scheme, and host with port."""


@cache
def certificates() -> ssl.SSLContext:
    """Whom this machine trusts, read once; what http.client would read for every connection."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


class Connections:
    """Connections that nobody uses at the moment. Threads may share it; what is left is closed with it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """There is none at first."""
        self.clock = clock
        self.idle: list[tuple[Origin, float, HTTPConnection]] = []
        self.is_closed = False
        self.lock = Lock()
        # Not `__del__`: of things that hold each other a socket may go first, and complains that it is open.
        weakref.finalize(self, _close_all, self.idle)

    def take(self, origin: Origin) -> HTTPConnection | None:
        """The one used last that is still open; None: there is none."""
        while True:
            with self.lock:
                found = next((each for each in reversed(self.idle) if each[0] == origin), None)
                if found is None:
                    return None
                self.idle.remove(found)
            _, since, connection = found
            if self.clock() - since < IDLE and _is_open(connection):
                return connection
            connection.close()

    def give(self, origin: Origin, connection: HTTPConnection) -> None:
        """
        Keep it for the next call; the oldest are closed when there are too many, or when their time is over.

        One that comes back after `close`, from a call that nobody waited for, is closed at once.
        """
        now = self.clock()
        with self.lock:
            if self.is_closed:
                connection.close()
                return
            self.idle.append((origin, now, connection))
            fresh = [each for each in self.idle if now - each[1] < IDLE][-MOST_KEPT:]
            over = [each for each in self.idle if each not in fresh]
            self.idle[:] = fresh
        _close_all(over)

    def close(self) -> None:
        """Close them all; from now on none is kept."""
        with self.lock:
            self.is_closed = True
            _close_all(self.idle)


class KeptClient(WebClient):
    """slack_sdk's client on kept connections. By a proxy, which slack_sdk knows how to ask, each call opens its own."""

    def __init__(self, **given: Any) -> None:
        """As WebClient, by names."""
        super().__init__(**{"ssl": certificates(), **given})
        self.connections = Connections()

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        parts = urlsplit(url)
        if self.proxy or parts.scheme not in ("http", "https") or _goes_by_proxy(parts):
            found: dict[str, Any] = super()._perform_urllib_http_request_internal(url, req)
            return found
        origin = (parts.scheme, parts.netloc)
        connection = self.connections.take(origin)
        if connection is not None:
            try:
                return self._ask(origin, connection, parts, req)
            except (ConnectionError, HTTPException):
                # It was closed in this very moment, or broke. What would be seen twice is left to who called.
                if url.removeprefix(self.base_url).partition("?")[0] not in REPEATABLE:
                    raise
        return self._ask(origin, self._new(parts), parts, req)

    def _new(self, parts: SplitResult) -> HTTPConnection:
        if parts.scheme == "http":
            return HTTPConnection(parts.netloc, timeout=self.timeout)
        return HTTPSConnection(parts.netloc, timeout=self.timeout, context=self.ssl)

    def _ask(self, origin: Origin, connection: HTTPConnection, parts: SplitResult, req: Request) -> dict[str, Any]:
        """What slack_sdk makes of an answer. Raises `HTTPError` for anything but success, as urllib does."""
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        try:
            connection.request(req.get_method(), path, body=req.data, headers=dict(req.header_items()))
            response = connection.getresponse()
            body = response.read()
        except BaseException:
            connection.close()
            raise
        if response.will_close:
            connection.close()
        else:
            self.connections.give(origin, connection)
        return _answer(req.full_url, response, body)


def _close_all(idle: list[tuple[Origin, float, HTTPConnection]]) -> None:
    while idle:
        idle.pop()[2].close()


def _answer(url: str, response: HTTPResponse, body: bytes) -> dict[str, Any]:
    headers = response.headers
    if not 200 <= response.status < 300:
        raise HTTPError(url, response.status, response.reason, headers, io.BytesIO(body))
    charset = headers.get_content_charset() or "utf-8"
    return {"status": response.status, "headers": headers, "body": body.decode(charset)}


def _goes_by_proxy(parts: SplitResult) -> bool:
    return parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")


def _is_open(connection: HTTPConnection) -> bool:
    """Something to read on a connection that nobody asked anything on says that the other side closed it."""
    if connection.sock is None:
        return False
    readable, _, _ = select.select([connection.sock], [], [], 0)
    return not readable
