"""A server on this machine that speaks the OpenAI chat protocol and behaves as a test tells it to."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Asked = dict[str, Any]
"""The body of a request."""
Handler = BaseHTTPRequestHandler
Behavior = Callable[[Asked, Handler], None]
"""Answers one request on its handler, or does not."""

KEY = "sk-SECRET-d41d8cd98f00b204"


@dataclass
class ModelServer:
    """What it was sent, how it behaves, and how many requests it had in hand at once at most."""

    behavior: Behavior
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def options(self) -> dict[str, Any]:
        """What `CANIPOST_MODEL_OPTIONS` must hold to reach it."""
        return {"base_url": self.url, "api_key": KEY}

    def answer(self, asked: Asked, handler: Handler) -> None:
        with self._lock:
            self.asked.append(asked)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            self.behavior(asked, handler)
        finally:
            with self._lock:
                self._now -= 1


def message_of(asked: Asked) -> dict[str, Any]:
    """The material in a request: what stands in its last message."""
    found: dict[str, Any] = json.loads(asked["messages"][-1]["content"])
    return found


def say(content: str) -> Behavior:
    """Answer every request with this content."""
    return lambda asked, handler: send(handler, 200, completion(content))


def report(kind: str = "posting", **facts: str) -> Behavior:
    """Answer every request with a reading: each fact stated so, with its words; `not_` before a name denies it."""
    return say(reading(kind, **facts))


def reading(kind: str = "posting", **facts: str) -> str:
    """A reading as JSON; `not_` before a fact's name says that it is stated not so."""
    entries = [
        {"fact": name.removeprefix("not_"), "stated": "not_so" if name.startswith("not_") else "so", "words": words}
        for name, words in facts.items()
    ]
    return json.dumps({"kind": kind, "facts": entries})


def fail(status: int, message: str = "out of order") -> Behavior:
    """Answer with an HTTP error whose text quotes the key, as some do."""
    return lambda asked, handler: send(handler, status, {"error": {"message": f"{message} {KEY}", "type": "x"}})


def reset(asked: Asked, handler: Handler) -> None:
    """Break the connection off."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def wait(seconds: float, then: Behavior) -> Behavior:
    """Behave like `then`, but late."""

    def behave(asked: Asked, handler: Handler) -> None:
        time.sleep(seconds)
        then(asked, handler)

    return behave


def drip(asked: Asked, handler: Handler) -> None:
    """Send a byte now and then, so that no single read ever takes long, and never come to an end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.05)


def in_turn(*behaviors: Behavior) -> Behavior:
    """Behave like the first on the first request, like the second on the second, and like the last from then on."""
    left = list(behaviors)
    lock = threading.Lock()

    def behave(asked: Asked, handler: Handler) -> None:
        with lock:
            now = left.pop(0) if len(left) > 1 else left[0]
        now(asked, handler)

    return behave


def send_bytes(body: bytes) -> Behavior:
    """Answer with these very bytes."""
    return lambda asked, handler: send(handler, 200, body)


def completion(content: str | None, **changes: Any) -> dict[str, Any]:
    """A whole answer of the protocol around a content."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}, **changes}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "c", "object": "chat.completion", "created": 1, "model": "told", "choices": [choice], "usage": usage}


def send(handler: Handler, status: int, body: dict[str, Any] | bytes) -> None:
    """Write one HTTP answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(raw)))
    handler.end_headers()
    handler.wfile.write(raw)


@contextmanager
def serving(behavior: Behavior) -> Iterator[ModelServer]:
    """A server that runs while the block does."""
    server = ModelServer(behavior)

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            try:
                asked = json.loads(body)
            except ValueError:
                asked = {"unread": len(body)}
            with suppress(OSError):  # a client that gave up
                server.answer(asked, self)

        def do_GET(self) -> None:
            with suppress(OSError):
                server.answer({"path": self.path}, self)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing on standard error."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """A broken connection is part of what is tested."""

    with Quiet(("127.0.0.1", 0), Answering) as http:
        server.port = http.server_address[1]
        threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield server
        finally:
            http.shutdown()
