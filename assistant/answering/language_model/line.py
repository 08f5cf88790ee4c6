"""How is a language model asked, so that nothing it does or fails to do can hold an answer up?

Questions go out side by side, at most so many at once, from one event loop in a thread of its own: a call that takes
too long is cut off, its connection closed. A call is tried again only where another try can help (no connection, a busy
or broken server), within one budget of time for all tries. After several questions without any answer the model is left
alone for a while. Nothing is ever raised: what went wrong is said in the outcome, in our own words, because an error of
a client library may quote the question or a key.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Thread
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel

from assistant.answering.language_model.prompts import Message
from assistant.answering.records import ModelCall

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)

LONGEST_OUTPUT = 40_000
"""Characters. Every fact stated with a dozen words is a quarter of that."""
SHOWN_OUTPUT = 4_000
FIRST_PAUSE = 0.25
"""Seconds before the second try; doubled, and shifted by chance, before each further one."""
FAILURES_IN_A_ROW = 5
LEFT_ALONE = 30.0
"""Seconds without a call after that many questions in a row to which the model did not answer at all."""

MAY_PASS = frozenset({408, 409, 425, 429}) | frozenset(range(500, 600))
"""HTTP statuses after which another try can help."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds a try and seconds a question with all its tries, tries a question, and calls side by side."""

    a_try: float = 10.0
    a_question: float = 20.0
    tries: int = 3
    side_by_side: int = 8


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: the output where it fits the schema, and the call as it is shown by `--why`."""

    output: BaseModel | None
    call: ModelCall


class Line(Protocol):
    """Somewhere a language model can be asked. `ModelLine` is one; a comparison remembers what it asked."""

    @property
    def name(self) -> str:
        """The model, as `provider:name`."""

    def ask(self, purpose: str, questions: Sequence[Sequence[Message]], schema: type[BaseModel]) -> list[Reply]:
        """One reply a question, in order; never raises."""


@dataclass(slots=True)
class ModelLine:
    """A language model that can be asked. Made by `open_line`; safe to share between threads."""

    name: str
    model: BaseChatModel
    budget: Budget = field(default_factory=Budget)
    _places: asyncio.Semaphore | None = None
    _failures: int = 0
    _silent_until: float = 0.0
    _told: set[str] = field(default_factory=set)

    def ask(self, purpose: str, questions: Sequence[Sequence[Message]], schema: type[BaseModel]) -> list[Reply]:
        """One reply a question, in order. Returns within the budget, whatever the model does; never raises."""
        if not questions:
            return []
        return asyncio.run_coroutine_threadsafe(self._ask_all(purpose, questions, schema), _background()).result()

    async def _ask_all(
        self, purpose: str, questions: Sequence[Sequence[Message]], schema: type[BaseModel]
    ) -> list[Reply]:
        self._places = self._places or asyncio.Semaphore(self.budget.side_by_side)
        return list(await asyncio.gather(*(self._ask_in_turn(purpose, each, schema) for each in questions)))

    async def _ask_in_turn(self, purpose: str, messages: Sequence[Message], schema: type[BaseModel]) -> Reply:
        assert self._places is not None
        async with self._places:
            started = time.monotonic()
            attempt = _Attempt(count=0, outcome="", output=None, received="")
            if started < self._silent_until:
                attempt.outcome = f"not asked: the last {FAILURES_IN_A_ROW} calls failed, the next try is due shortly"
            else:
                await self._try(attempt, messages, schema, started + self.budget.a_question)
                self._note(attempt)
        call = ModelCall(
            model=self.name,
            purpose=purpose,
            sent=tuple(messages),
            schema=schema_text(schema),
            outcome=attempt.outcome,
            is_used=attempt.output is not None,
            attempts=attempt.count,
            ms=(time.monotonic() - started) * 1000,
            received=attempt.received[:SHOWN_OUTPUT],
        )
        return Reply(attempt.output, call)

    async def _try(
        self, attempt: _Attempt, messages: Sequence[Message], schema: type[BaseModel], deadline: float
    ) -> None:
        """Try until there is an answer, another try cannot help, or the budget is spent; `attempt` says what came."""
        pause = FIRST_PAUSE
        while True:
            left = deadline - time.monotonic()
            attempt.count += 1
            try:
                async with asyncio.timeout(min(self.budget.a_try, left)):
                    found = await self._call(messages, schema)
                _check(attempt, found, schema)
                return
            except Exception as failure:
                may_pass = _record(attempt, failure, self.budget)
            left = deadline - time.monotonic()
            if not may_pass or attempt.count >= self.budget.tries or left <= pause:
                return
            await asyncio.sleep(min(pause * random.uniform(0.5, 1.5), left / 2))
            pause *= 2

    async def _call(self, messages: Sequence[Message], schema: type[BaseModel]) -> Any:  # noqa: ANN401 - from outside
        # A tracing service that happens to be configured in the environment would be sent every question.
        from langsmith import tracing_context

        with tracing_context(enabled=False):
            return await self.model.with_structured_output(schema, include_raw=True).ainvoke(list(messages))

    def _note(self, attempt: _Attempt) -> None:
        """Count failures in a row, and say each kind of failure once a process: without what was asked."""
        if attempt.output is not None or not attempt.is_silent:
            self._failures = 0
        else:
            self._failures += 1
            if self._failures >= FAILURES_IN_A_ROW:
                self._failures, self._silent_until = 0, time.monotonic() + LEFT_ALONE
        if attempt.output is None and attempt.outcome not in self._told:
            self._told.add(attempt.outcome)
            log.error("the language model %s is not used where it fails: %s", self.name, attempt.outcome)


@dataclass(slots=True)
class _Attempt:
    count: int
    outcome: str
    output: BaseModel | None
    received: str
    is_silent: bool = False
    """Did the last try end without an answer: no connection, no time left, or an HTTP error?"""


def _check(attempt: _Attempt, found: object, schema: type[BaseModel]) -> None:
    """Take the output if it is of the schema; say what is wrong with it otherwise."""
    result = found if isinstance(found, dict) else {}
    attempt.received = _text_of(result.get("raw"))
    parsed = result.get("parsed")
    if len(attempt.received) > LONGEST_OUTPUT:
        attempt.outcome = f"refused: its output is longer than {LONGEST_OUTPUT:,} characters"
    elif not isinstance(parsed, schema):
        attempt.outcome = "refused: its output does not fit the schema"
    else:
        attempt.output, attempt.outcome = parsed, "used"


def _record(attempt: _Attempt, failure: Exception, budget: Budget) -> bool:
    """Put the failure into our own words. May it pass by itself, so that another try can help?"""
    status = getattr(failure, "status_code", None)
    kind = type(failure).__name__
    attempt.is_silent = True
    if isinstance(status, int):
        attempt.outcome = f"failed: the provider answered with HTTP status {status}"
        return status in MAY_PASS
    if isinstance(failure, TimeoutError) or "Timeout" in kind:
        attempt.outcome = f"failed: no answer within {budget.a_try:g} seconds"
        return True
    if isinstance(failure, OSError) or any(word in kind for word in ("Connect", "Network", "Protocol", "ReadError")):
        attempt.outcome = "failed: no connection to the provider"
        return True
    attempt.is_silent = False
    if "Length" in kind:
        attempt.outcome = "refused: its output was cut off; raise max_tokens in CANIPOST_MODEL_OPTIONS"
    elif "Filter" in kind or "Refusal" in kind:
        attempt.outcome = "refused: the model or its provider declined to read this"
    elif isinstance(failure, ValueError):  # the errors of pydantic, JSON and Unicode
        attempt.outcome = "refused: its output does not fit the schema"
    else:
        attempt.outcome = f"refused: what came is no answer of the provider's protocol ({kind})"
    return False


def _text_of(raw: object) -> str:
    """What a message of LangChain says: its text, or the arguments of its tool call."""
    import json

    calls = getattr(raw, "tool_calls", None)
    if calls:
        return json.dumps(calls[0].get("args"), ensure_ascii=False, default=str)
    content = getattr(raw, "content", "")
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, default=str)


@lru_cache(maxsize=8)
def schema_text(schema: type[BaseModel]) -> str:
    """The JSON schema that goes out with the messages, as text."""
    import json

    return json.dumps(schema.model_json_schema(), ensure_ascii=False)


@lru_cache(maxsize=1)
def _background() -> asyncio.AbstractEventLoop:
    """
    The event loop that all calls of this process run on, in a thread that does not keep the process alive.

    One for all, because client libraries keep connections between calls, and those belong to one loop.
    """
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, name="language model", daemon=True).start()
    return loop
