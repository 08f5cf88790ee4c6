"""
How are questions answered that several threads ask at the same moment?

Together: the reader's products cost a question less when they are of several. Nobody waits for others to come: a
question begins at once while a batch is free, and those that come meanwhile are the next batch. No thread of its own:
whoever's question is the first of a batch leads it through the steps, and then hands the next batch to its first.

On two cores two batches are under way at a time. Two with a question each take a little more processor time than one
with both, but half of a batch is work that holds the interpreter, and a second one uses the other core meanwhile
(BENCHMARKS.md, "Slack under load").
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event, Lock
from types import MappingProxyType

from assistant.answering.answerer import SIDE_BY_SIDE
from assistant.answering.records import Case
from assistant.answering.screening import Screened

MOST = 8
"""Questions in a batch: more take hardly less time each, and each waits for all of its batch."""

Answer = Callable[[Sequence[Case]], list[Case]]


@dataclass(slots=True, eq=False)
class Waiting:
    """A question with the thread that asked it. Its turn comes when it is answered, or when it is to lead a batch."""

    case: Case
    turn: Event = field(default_factory=Event)
    batch: list[Waiting] | None = None
    done: Case | None = None
    failure: BaseException | None = None


def cores() -> int:
    """On how many cores this process may run."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Together:
    """Answers screened questions, those of many threads in batches. Build one and keep it."""

    def __init__(self, answer: Answer, side_by_side: int = 0) -> None:
        """
        `answer` leads a batch through the steps; it may be called by `side_by_side` threads at once.

        Without that number the cores of the machine say it, up to `SIDE_BY_SIDE`.
        """
        self.answer = answer
        self.side_by_side = side_by_side or min(SIDE_BY_SIDE, cores())
        self.lock = Lock()
        self.waiting: deque[Waiting] = deque()
        self.under_way = 0

    def case(
        self,
        question: str,
        earlier: Sequence[str] = (),
        answered: Mapping[str, bool | None] = MappingProxyType({}),
        *,
        carried: Mapping[str, bool | None] = MappingProxyType({}),
        is_cut: bool = False,
    ) -> Case:
        """
        The question, which is screened already, led through the steps; over when this returns.

        As `assistant.answering.answerer.Answerer.case` but for the clauses nearby, which decide nothing. Raises what
        `answer` raises.
        """
        # An empty one is left to the screening, which says so.
        screened = Screened(question, (), is_cut) if question.strip() else None
        mine = Waiting(Case(question, tuple(earlier), answered, carried=carried, is_cut=is_cut, screened=screened))
        with self.lock:
            self.waiting.append(mine)
            if self.under_way < self.side_by_side:
                self.under_way += 1
                self._begin_next()
        mine.turn.wait()
        if mine.batch is not None:
            self._lead(mine.batch)
        if mine.done is None:
            assert mine.failure is not None
            raise mine.failure
        return mine.done

    def _begin_next(self) -> None:
        """Make up a batch of those that wait, and let its first lead it. The lock is held."""
        batch = [self.waiting.popleft() for _ in range(min(MOST, len(self.waiting)))]
        if batch:
            batch[0].batch = batch
            batch[0].turn.set()
        else:
            self.under_way -= 1

    def _lead(self, batch: list[Waiting]) -> None:
        try:
            for each, done in zip(batch, self.answer([each.case for each in batch]), strict=True):
                each.done = done
        except BaseException as failure:
            for each in batch:
                each.failure = failure
        finally:
            with self.lock:
                self._begin_next()
            for each in batch:
                each.turn.set()
