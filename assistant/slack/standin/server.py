"""The HTTP server in a thread of its own, and an outage of it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from aiohttp import web

Result = TypeVar("Result")


class Server:
    """Serves an application on a free port of this machine; the port stays the same over an outage."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = _listening(host, port)
        self.host = host
        self.port: int = self._socket.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="stand-in Slack", daemon=True)
        self._runner: web.AppRunner | None = None
        self._site: web.SockSite | None = None

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def start(self, build: Callable[[], web.Application]) -> None:
        """Serve the application; returns when it is reachable."""
        self._thread.start()
        self.do(self._start(build))

    async def _start(self, build: Callable[[], web.Application]) -> None:
        self._runner = web.AppRunner(build(), handle_signals=False, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await self._serve()

    async def _serve(self) -> None:
        assert self._runner is not None
        self._site = web.SockSite(self._runner, self._socket)
        await self._site.start()

    @property
    def is_running(self) -> bool:
        """Was it started, and not stopped?"""
        return self._thread.is_alive()

    def do(self, work: Coroutine[Any, Any, Result], timeout: float = 10.0) -> Result:
        """Run something on the loop and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout)

    async def go_away(self) -> None:
        """Refuse connections and drop those that are open."""
        await self._let_nobody_in()
        if self._runner is not None and self._runner.server is not None:
            for connection in list(self._runner.server.connections):
                connection.force_close()

    async def _let_nobody_in(self) -> None:
        """
        Listen no more.

        Who connected a moment ago is still being taken in. asyncio drops that connection without closing it where the
        server is closed meanwhile (`asyncio.selector_events`, `_accept_connection2`); so it is waited for first.
        """
        if self._site is None:
            return
        self.loop.remove_reader(self._socket)
        await _let_go_on()
        await self._site.stop()
        self._site = None
        self._socket.close()

    async def come_back(self) -> None:
        """Serve again, at the same address."""
        if self._site is None:
            self._socket = _listening(self.host, self.port)
            await self._serve()

    def stop(self) -> None:
        """End everything; returns when it is over."""
        if self._thread.is_alive():
            self.do(self.end())
            self.loop.call_soon_threadsafe(self.loop.stop)
            self._thread.join(10)
        self.loop.close()
        self._socket.close()

    async def end(self) -> None:
        """Break off what is being answered, and close every socket: whoever asked may still be waiting."""
        await self._let_nobody_in()
        if self._runner is not None:
            await self._runner.cleanup()
        here = asyncio.current_task()
        left = [task for task in asyncio.all_tasks() if task is not here]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await _let_go_on()


async def _let_go_on(turns: int = 10) -> None:
    """Let the loop do what it is about to do: asyncio needs some turns to take a connection in, and to close one."""
    for _ in range(turns):
        await asyncio.sleep(0)


def _listening(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen(128)
    return listener
