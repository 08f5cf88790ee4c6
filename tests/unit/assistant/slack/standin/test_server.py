"""The server ends without leaving anything open, whoever is asking something in that moment."""

from __future__ import annotations

import asyncio
import socket

import pytest
from aiohttp import web

from assistant.slack.standin.server import Server

REQUEST = b"POST /api/auth.test HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n"
FOREVER = 600.0


async def wait_forever(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(FOREVER)
    return web.Response()


def slow_application() -> web.Application:
    application = web.Application()
    application.router.add_post("/api/auth.test", wait_forever)
    return application


@pytest.mark.parametrize("turns", range(8))
def test_whoever_asks_while_it_ends_is_cut_off_and_nothing_is_left_on_the_loop(turns: int) -> None:
    """So many turns of the loop after they connected; a connection takes some to be taken in."""
    server = Server()
    server.start(slow_application)

    async def end(asking: socket.socket) -> set[asyncio.Task[object]]:
        asking.connect((server.host, server.port))
        asking.sendall(REQUEST)
        for _ in range(turns):
            await asyncio.sleep(0)
        await server.end()
        return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[arg-type]

    with socket.create_connection((server.host, server.port)) as before, socket.socket() as asking:
        before.sendall(REQUEST)
        left = server.do(end(asking))
        server.stop()
        asking.settimeout(20)
        try:
            answer = asking.recv(100)
        except ConnectionResetError:
            answer = b""

    assert left == set()
    assert answer == b""
