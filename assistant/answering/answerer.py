"""How does a program get an answer? Opens everything once, then answers questions and conversations."""

from __future__ import annotations

import dataclasses
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import MappingProxyType

from assistant.answering.pipeline import ROW_STEPS, Tools, run
from assistant.answering.reading.local import SHIPPED, open_local_reader
from assistant.answering.records import Answer, Case
from assistant.answering.screening import Screener
from assistant.settings import ReadBy, Settings
from corpus.library import load_library
from corpus.rulebook import load_rulebook
from index.encoder import open_encoder
from index.search import open_searcher

BATCH = 32
"""Questions that go through the steps together when many are asked: feeds the models well, keeps memory constant."""

SIDE_BY_SIDE = 2
"""Batches under way at once. The models run on one thread each, so two batches use two cores."""


class QuestionUnanswered(Exception):
    """The question could not be answered; the message says why in words for the asker."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answerer:
    """Answers questions. Safe to keep for the life of a process."""

    tools: Tools

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
        The question led through all steps, over when this returns; `earlier` are the screened turns before it,
        `answered` what the asker settled of it, `carried` what they settled before in the conversation.

        A question that is stored comes as its screened text, which screening leaves as it is; `is_cut` says whether its
        end was dropped then.
        """
        started = time.perf_counter()
        asked = Case(raw=question, earlier=tuple(earlier), answered=answered, carried=carried, is_cut=is_cut)
        case = run([asked], self.tools)[0]
        return _timed(case, (time.perf_counter() - started) * 1000)

    def answer_screened(self, cases: Sequence[Case]) -> list[Case]:
        """
        Questions that were screened already, led through the steps together; over when this returns.

        As `case`, but for the clauses nearby, which decide nothing.
        """
        started = time.perf_counter()
        done = run(cases, self.tools, ROW_STEPS)
        return [_timed(case, (time.perf_counter() - started) * 1000) for case in done]

    def answer(self, question: str, earlier: Sequence[str] = ()) -> Answer:
        """The verified answer. Raises `QuestionUnanswered` with the reason when there is none."""
        case = self.case(question, earlier)
        if case.answer is None:
            raise QuestionUnanswered(case.error)
        return case.answer

    def cases(self, questions: Iterable[str]) -> Iterator[Case]:
        """
        Independent questions, in order, in constant memory.

        Batches go through the steps side by side: while one is screened, which takes turns, another is read.
        """
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            waiting: deque[Future[list[Case]]] = deque()
            for batch in _batched(questions, BATCH):
                waiting.append(pool.submit(self._batch, batch))
                if len(waiting) > SIDE_BY_SIDE:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()

    def _batch(self, questions: Sequence[str]) -> list[Case]:
        started = time.perf_counter()
        done = run([Case(raw=question) for question in questions], self.tools, ROW_STEPS)
        each = (time.perf_counter() - started) * 1000 / len(questions)
        return [_timed(case, each) for case in done]

    def conversation(self, turns: Iterable[str]) -> Iterator[Case]:
        """The turns of one conversation, each read with the screened turns before it."""
        earlier: list[str] = []
        for turn in turns:
            case = self.case(turn, earlier)
            yield case
            if case.screened is not None:
                earlier.append(case.screened.text)


def open_answerer(settings: Settings | None = None, read_by: ReadBy | None = None) -> Answerer:
    """
    Everything that answering needs, opened and checked: texts, rules, index, reader. `read_by` overrules the setting.

    Raises what is wrong with them (`FaultyData`, `WeightsMismatch`, `ReaderUnfit`, `ModelUnusable` ...): an assistant
    that cannot vouch for its texts does not start.
    """
    settings = settings or Settings()
    library = load_library(settings.documents)
    rulebook = load_rulebook(library)
    encoder = open_encoder(settings.encoder, settings.cache)
    reader = open_local_reader(settings.cache, rulebook.facts, settings.reader or SHIPPED, encoder)
    tools = Tools(
        library=library,
        rulebook=rulebook,
        screener=Screener(),
        reader=reader,
        search=open_searcher(library, settings.cache, encoder=encoder),
        doubt=reader.manifest.thresholds(),
    )
    return Answerer(_with_model(tools, settings, read_by or settings.read_by))


def _with_model(tools: Tools, settings: Settings, read_by: ReadBy) -> Tools:
    """The tools with a language model among them, where one is configured and wanted."""
    if settings.model is None or read_by is ReadBy.LOCAL:
        return tools
    from assistant.answering.language_model.opening import open_line
    from assistant.answering.language_model.reader import choose_reader
    from assistant.answering.language_model.rewriter import Rewriter

    line = open_line(settings)
    return dataclasses.replace(
        tools,
        quick_reader=tools.reader,
        reader=choose_reader(read_by, line, tools.reader, tools.rulebook),
        rewriter=Rewriter(line, tools.rulebook) if settings.model_rewords else None,
    )


def _timed(case: Case, milliseconds: float) -> Case:
    return case.with_(answer=dataclasses.replace(case.answer, ms=milliseconds)) if case.answer else case


def _batched(values: Iterable[str], size: int) -> Iterator[list[str]]:
    batch: list[str] = []
    for value in values:
        batch.append(value)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
