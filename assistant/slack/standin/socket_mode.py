"""Socket Mode, Slack's side: https://docs.slack.dev/apis/events-api/using-socket-mode"""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, WSMsgType, web

from assistant.slack.standin.delivery import AttemptFailed, Delivery, DeliveryKind
from assistant.slack.standin.journal import Happening, Journal
from assistant.slack.standin.records import App, Json

MAX_CONNECTIONS = 10
"""Sockets of one app at the same time."""


@dataclass(slots=True, eq=False)
class _Connection:
    number: int
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    is_leaving: bool = False
    """It was told to go: nothing more is sent to it."""


class SocketHub:
    """The open sockets of the app. Everything but `is_connected` and `count` is called on the loop."""

    def __init__(self, journal: Journal, app: App) -> None:
        self.acks_to_drop = 0
        self._journal = journal
        self._app = app
        self._tickets: set[str] = set()
        self._connections: list[_Connection] = []
        self._turn = 0
        self._numbers = 0
        self._arrived = asyncio.Event()

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return len([c for c in self._connections if not c.is_leaving])

    def issue_ticket(self) -> str:
        """What is allowed to connect, once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """A client connects; lives as long as the connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or self.count >= MAX_CONNECTIONS:
            return web.Response(status=408, text="the ticket is spent, or too many connections")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        self._numbers += 1
        connection = _Connection(self._numbers, socket, request.transport)
        hello = {
            "type": "hello",
            "num_connections": self.count + 1,
            "debug_info": {
                "host": "applink-standin",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._app.id},
        }
        await socket.send_str(json.dumps(hello))
        self._connections.append(connection)
        self._arrived.set()
        self._journal.write(Happening.CONNECTED, number=connection.number)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take(connection, message.data)
        finally:
            self._connections.remove(connection)
            if not self._connections:
                self._arrived.clear()
            for future in connection.waiting.values():
                if not future.done():
                    future.set_exception(AttemptFailed("connection_closed"))
            self._journal.write(Happening.DISCONNECTED, number=connection.number)
        return socket

    def _take(self, connection: _Connection, text: str) -> None:
        try:
            reply = json.loads(text)
        except ValueError:
            return
        if not isinstance(reply, dict):
            return
        future = connection.waiting.get(str(reply.get("envelope_id")))
        if future is None or future.done():
            return
        if self.acks_to_drop > 0:
            self.acks_to_drop -= 1
            return
        payload = reply.get("payload")
        future.set_result(payload if isinstance(payload, dict) and payload else None)

    async def carry(self, delivery: Delivery, retry: int, reason: str, seconds: float) -> Json | None:
        """
        One attempt, to the connections in turn.

        An event waits for a connection if there is none; what a person did fails at once then. Raises `AttemptFailed`.
        """
        connection = await self._next_connection(delivery.kind is DeliveryKind.EVENT)
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": delivery.body,
            "type": delivery.kind.value,
            "accepts_response_payload": delivery.kind is not DeliveryKind.EVENT,
        }
        if delivery.kind is DeliveryKind.EVENT:
            envelope |= {"retry_attempt": retry, "retry_reason": reason}
        future: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = future
        try:
            await connection.socket.send_str(json.dumps(envelope))
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            raise AttemptFailed("timeout") from None
        except (ConnectionError, RuntimeError):
            raise AttemptFailed("connection_closed") from None
        finally:
            connection.waiting.pop(envelope["envelope_id"], None)
            future.cancel()

    async def _next_connection(self, may_wait: bool) -> _Connection:
        while True:
            able = [c for c in self._connections if not c.is_leaving and not c.socket.closed]
            if able:
                self._turn += 1
                return able[self._turn % len(able)]
            if not may_wait:
                raise AttemptFailed("no_connection")
            self._arrived.clear()
            await self._arrived.wait()

    async def refresh(self, reason: str = "refresh_requested", grace: float = 0.5) -> None:
        """Tell all connections to come back by a new one, and close them `grace` seconds later."""
        leaving = list(self._connections)
        text = json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-standin"}})
        for connection in leaving:
            await connection.socket.send_str(text)
        await asyncio.sleep(grace)
        for connection in leaving:
            connection.is_leaving = True
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def cut(self) -> None:
        """Close all connections without a word."""
        for connection in list(self._connections):
            connection.is_leaving = True
            if connection.transport is not None:
                connection.transport.abort()

    async def stop(self) -> None:
        """Close all connections."""
        for connection in list(self._connections):
            connection.is_leaving = True
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)
