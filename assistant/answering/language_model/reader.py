"""What does a language model make of a question, and what becomes of its reading beside the local reader's?

The local reader always reads: its reading stands wherever the model does not answer as it should, and its second
opinion and its relevance of the clauses go with every reading. From the model come the kind and the facts only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from assistant.answering.language_model.line import Line, Reply
from assistant.answering.language_model.prompts import instructions, load_prompts, reading_messages
from assistant.answering.language_model.schema import ModelFacts, OutputRefused, believe, reading_schema
from assistant.answering.reading.reader import Reader
from assistant.answering.records import Kind, Reading
from assistant.answering.route import is_emergency
from assistant.settings import ReadBy
from corpus.rulebook import Rulebook

SURE, UNSURE = 1.0, 0.5
"""Confidence in the kind of message: both readers say so, or only the model."""


@dataclass(frozen=True, slots=True)
class ModelReader:
    """
    Reads with a language model and with the local reader. `is_combined` keeps the local reading to be held against the
    model's. Safe to share between threads.
    """

    line: Line
    local: Reader
    rulebook: Rulebook
    is_combined: bool
    _told: str = field(init=False, repr=False)
    _schema: type[BaseModel] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make the instructions and the schema from the facts."""
        object.__setattr__(self, "_told", instructions(load_prompts(), self.rulebook.facts))
        object.__setattr__(self, "_schema", reading_schema(self.rulebook.facts))

    @property
    def name(self) -> str:
        """The model's name; with the local reader's where both are heard."""
        return f"{self.local.name} + {self.line.name}" if self.is_combined else self.line.name

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        """One reading a conversation. Where nothing of the model is used, it is the local one, and `calls` says why."""
        readings = self.local.read(conversations)
        # An emergency must not wait for a call, and no reading of a model could make it anything else.
        asked = [n for n, turns in enumerate(conversations) if not self._is_urgent(turns, readings[n])]
        messages = [reading_messages(self._told, conversations[n]) for n in asked]
        for n, reply in zip(asked, self.line.ask("reading", messages, self._schema), strict=True):
            readings[n] = self._reading(reply, conversations[n], readings[n])
        return readings

    def _is_urgent(self, turns: Sequence[str], reading: Reading) -> bool:
        return reading.kind is Kind.EMERGENCY or is_emergency(turns[-1], self.rulebook.emergencies.cues)

    def _reading(self, reply: Reply, turns: Sequence[str], local: Reading) -> Reading:
        if reply.output is None:
            return dataclasses.replace(local, calls=(reply.call,))
        try:
            believed = believe(reply.output, turns, self.rulebook.facts)
        except OutputRefused as refusal:
            call = dataclasses.replace(reply.call, outcome=f"refused: {refusal}", is_used=False)
            return dataclasses.replace(local, calls=(call,))
        call = reply.call
        if believed.doubts:
            doubtful = ", ".join(sorted(believed.doubts))
            call = dataclasses.replace(call, outcome=f"used; not in the message's words, so doubtful: {doubtful}")
        reading = self._beside(believed, local)
        return dataclasses.replace(reading, calls=(call,), second=local if self.is_combined else None)

    def _beside(self, believed: ModelFacts, local: Reading) -> Reading:
        """The local reading with the model's kind and facts in place of its own."""
        return dataclasses.replace(
            local,
            kind=believed.kind,
            kind_confidence=SURE if believed.kind is local.kind else UNSURE,
            facts=believed.facts,
            doubts=believed.doubts,
            reader=self.name,
        )


def choose_reader(read_by: ReadBy, line: Line | None, local: Reader, rulebook: Rulebook) -> Reader:
    """The reader that was asked for; the local one where no language model is configured."""
    if line is None or read_by is ReadBy.LOCAL:
        return local
    return ModelReader(line, local, rulebook, is_combined=read_by is ReadBy.BOTH)
