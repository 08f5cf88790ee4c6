"""What is a language model told? Text from `prompts.yaml`, with the facts and kinds that the rules know."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from pydantic import Field, model_validator

from assistant.answering.records import Kind
from corpus.facts import Fact
from corpus.strict_yaml import StrictModel, read_record

PROMPTS_FILE = Path(__file__).with_name("prompts.yaml")

Message = tuple[str, str]
"""A role (`system`, `user`) and its text: what is sent, word for word."""


class Prompts(StrictModel):
    """The whole of `prompts.yaml`. `kept` and `plain` are what a rewording is held against."""

    reading: str = Field(min_length=1)
    kinds: dict[Kind, str]
    wording: str = Field(min_length=1)
    kept: tuple[tuple[str, ...], ...] = Field(min_length=1)
    plain: tuple[str, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Prompts:
        if missing := [kind.value for kind in Kind if kind not in self.kinds]:
            raise ValueError(f"kinds: {', '.join(missing)} missing")
        for place in ("{kinds}", "{facts}"):
            if self.reading.count(place) != 1:
                raise ValueError(f"reading: {place} must stand in it once")
        return self


@lru_cache(maxsize=4)
def load_prompts(path: Path = PROMPTS_FILE) -> Prompts:
    """The prompts, checked. Raises `FaultyData` with file and line."""
    return read_record(path, Prompts)[0]


def instructions(prompts: Prompts, facts: Mapping[str, Fact]) -> str:
    """What a model that reads is told: the same for every question, made from the rows of the facts."""
    kinds = "\n".join(f"- {kind.value}: {prompts.kinds[kind]}" for kind in Kind)
    return prompts.reading.replace("{kinds}", kinds).replace("{facts}", _listed(facts))


def _listed(facts: Mapping[str, Fact]) -> str:
    lines = []
    for group, members in groupby(facts.values(), key=lambda fact: fact.group):
        lines.append(f"[{group}]")
        lines += [f"- {f.name}: {f.means}" + (f" not_so: {f.not_so}" if f.not_so else "") for f in members]
    return "\n".join(lines)


def reading_messages(told: str, turns: Sequence[str]) -> tuple[Message, ...]:
    """
    The messages for one question: the instructions, and the screened turns as JSON.

    Inside a JSON string no quotation mark and no line break of the asker ends the material.
    """
    *earlier, message = turns
    return ("system", told), ("user", json.dumps({"earlier": earlier, "message": message}, ensure_ascii=False))


def wording_messages(prompts: Prompts, sentence: str, question: str) -> tuple[Message, ...]:
    """The messages for rewording one fixed sentence of ours beside the screened question."""
    asked = json.dumps({"sentence": sentence, "message": question}, ensure_ascii=False)
    return ("system", prompts.wording), ("user", asked)
