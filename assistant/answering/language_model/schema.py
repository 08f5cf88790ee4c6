"""What may a language model's reading look like, and what of it is believed?

Kinds and facts are closed lists, made from the rulebook. A fact counts as stated only when the words it was read from
stand in what was sent; otherwise it is a doubt, which `assistant.answering.settle` weighs and the rules never see.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from assistant.answering.reading.words import MOST_WORDS
from assistant.answering.records import FactDoubt, FactReading, Kind
from corpus.facts import Fact

LEAST_LETTERS = 3
"""Shorter words state nothing that could be checked."""
LONGEST_WORDS = 400
"""Characters; who copies more has not said which words."""
ENTRIES_A_FACT = 2
"""A list with more entries than this many a known fact is no reading."""

_TOKEN = re.compile(r"\w+")
_GAP = re.compile(r"\.\.\.+|…|\[\.\.\.\]")


class OutputRefused(Exception):
    """What the model gave back is no reading; the message says why, and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What is believed of a model's output: facts whose words stand in the text, and doubts for those whose do not."""

    kind: Kind
    facts: Mapping[str, FactReading]
    doubts: Mapping[str, FactDoubt]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


def reading_schema(facts: Mapping[str, Fact]) -> type[BaseModel]:
    """
    The pydantic model that a language model has to fill: `kind`, and `facts` with `fact`, `stated` and `words`.

    It holds no defaults, lengths or patterns: the strict modes of some providers refuse a schema that does.
    """
    names: Any = Literal[tuple(facts)]
    kinds: Any = Literal[tuple(kind.value for kind in Kind)]
    values: Any = Literal["so", "not_so"]
    stated: Any = create_model(
        "StatedFact",
        __base__=_Closed,
        __doc__="A fact that the message states.",
        fact=(names, Field(description="The fact's name, from the list.")),
        stated=(values, Field(description="Stated so, or stated not so.")),
        words=(str, Field(description="The words that state it, copied letter by letter.")),
    )
    made: type[BaseModel] = create_model(
        "MessageReading",
        __base__=_Closed,
        __doc__="What a message states.",
        kind=(kinds, Field(description="What sort of message it is.")),
        facts=(list[stated], Field(description="Every fact that the message states, and no other.")),
    )
    return made


def believe(output: BaseModel, turns: Sequence[str], known: Mapping[str, Fact]) -> ModelFacts:
    """
    What is believed of an output that fits the schema, read from these screened turns (the question last).

    Raises `OutputRefused` when it lists more than there is, or when none of its facts has its words in the text.
    """
    said = output.model_dump()
    if len(said["facts"]) > ENTRIES_A_FACT * len(known):
        raise OutputRefused("it lists more facts than there are")
    facts: dict[str, FactReading] = {}
    doubts: dict[str, FactDoubt] = {}
    for entry in said["facts"]:
        name, value = entry["fact"], entry["stated"] == "so"
        words = find_words(entry["words"], turns)
        if not value and known[name].not_so is None:
            continue  # a fact that cannot be denied: nothing follows from denying it
        if words is None or (name in facts and facts[name].value is not value):
            facts.pop(name, None)
            doubts[name] = _doubt(value, doubts.get(name), has_words=words is not None)
        elif name not in doubts:
            facts.setdefault(name, FactReading(value, words, 1.0))
    if doubts and not facts:
        raise OutputRefused("none of its facts has its words in the message")
    return ModelFacts(Kind(said["kind"]), MappingProxyType(facts), MappingProxyType(doubts))


def _doubt(value: bool, before: FactDoubt | None, *, has_words: bool) -> FactDoubt:
    """Without its words a fact is as likely not stated; stated both ways, it may be any of the three."""
    if has_words or (before is not None and before.probability(value) == 0):
        return FactDoubt(1 / 3, 1 / 3, 1 / 3, "")
    return before or FactDoubt(0.5, 0.5 if value else 0.0, 0.0 if value else 0.5, "")


def find_words(words: str, turns: Sequence[str]) -> str | None:
    """
    The stretch of the last turn that the words were copied from, at most a dozen words of it; None when it is nowhere.

    Case, punctuation, kinds of quotation marks and white space may differ; an omission ("...") may skip a stretch.
    Words that stand only in an earlier turn are found too, but what was said earlier is not quoted back: that gives "".
    """
    pieces = [[_folded(token) for token in _TOKEN.findall(piece)] for piece in _GAP.split(words)]
    pieces = [piece for piece in pieces if piece]
    if len(words) > LONGEST_WORDS or sum(len(token) for piece in pieces for token in piece) < LEAST_LETTERS:
        return None
    for turn in reversed(turns):
        span = _span(pieces, turn)
        if span is not None:
            return " ".join(turn[slice(*span)].split()[:MOST_WORDS]) if turn is turns[-1] else ""
    return None


def _span(pieces: Sequence[Sequence[str]], text: str) -> tuple[int, int] | None:
    """Where the pieces stand in the text, one after the other; the characters of the first of them."""
    tokens = [(_folded(match.group()), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    at, found = 0, None
    for piece in pieces:
        width = len(piece)
        starts = range(at, len(tokens) - width + 1)
        first = next((n for n in starts if all(tokens[n + k][0] == piece[k] for k in range(width))), None)
        if first is None:
            return None
        found = found or (tokens[first][1], tokens[first + width - 1][2])
        at = first + width
    return found


def _folded(token: str) -> str:
    return unicodedata.normalize("NFKC", token).casefold()
