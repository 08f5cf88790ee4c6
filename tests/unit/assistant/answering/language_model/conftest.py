"""A line to a server on this machine, through the real client, and a local reader that is told what to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from assistant.answering.language_model.line import ModelLine
from assistant.answering.language_model.opening import open_line
from assistant.settings import Settings
from tests.model_server import Behavior, ModelServer, serving

Serve = Callable[[Behavior], ModelServer]
OpenLine = Callable[..., ModelLine]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Starts servers that behave as told; they stop with the test."""
    with ExitStack() as running:
        yield lambda behavior: running.enter_context(serving(behavior))


@pytest.fixture
def line_to() -> OpenLine:
    """A line to a server, opened as the program opens it, that gives up soon."""

    def open_to(server: ModelServer, **changes: object) -> ModelLine:
        # The first call of a process loads what the client library needs: a try must be long enough for that.
        chosen = {"model_timeout": 5, "model_budget": 8, "model_tries": 2, **changes}
        return open_line(Settings(model="openai:told", model_options=server.options, **chosen))  # type: ignore[arg-type]

    return open_to
