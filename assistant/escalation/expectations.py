"""What may an asker expect, and when, in words? Sentences of `expectations.yaml`."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from assistant.escalation.offices import Office
from assistant.escalation.promises import is_overdue
from assistant.escalation.records import Promise
from assistant.escalation.telling import ENGLISH, SPANISH, tell_hours, tell_time
from corpus.strict_yaml import Faults, Place, StrictModel, read_rows

EXPECTATIONS_FILE = Path(__file__).with_name("expectations.yaml")


class ExpectationName(StrEnum):
    """The sentences of `expectations.yaml`."""

    OPEN = "open"
    CLOSED = "closed"
    PAUSED = "paused"
    OVERDUE = "overdue"
    CALL = "call"


GAPS: Mapping[ExpectationName, frozenset[str]] = MappingProxyType({
    ExpectationName.OPEN: frozenset({"hours", "due"}),
    ExpectationName.CLOSED: frozenset({"hours", "now", "due"}),
    ExpectationName.PAUSED: frozenset({"hours"}),
    ExpectationName.OVERDUE: frozenset({"hours", "due"}),
    ExpectationName.CALL: frozenset({"call"}),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expectation:
    """Which sentence, and what its gaps hold, in the language that it was made for."""

    name: ExpectationName
    values: dict[str, str] = field(default_factory=dict)


def expectation(office: Office, at: datetime, promise: Promise | None, language: str = ENGLISH) -> Expectation:
    """What somebody who asks, or looks, at that time may expect of the office."""
    hours = office.hours
    told = {"hours": tell_hours(hours, language)}
    if promise is None or promise.due_at is None:
        return Expectation(ExpectationName.PAUSED, told)
    told["due"] = tell_time(promise.due_at, at, hours, language)
    if is_overdue(promise, at):
        return Expectation(ExpectationName.OVERDUE, told)
    if hours.is_open(at):
        return Expectation(ExpectationName.OPEN, told)
    return Expectation(ExpectationName.CLOSED, {**told, "now": tell_time(at, at, hours, language)})


def tell_expectation(office: Office, at: datetime, promise: Promise | None, language: str = ENGLISH) -> str:
    """The same as a sentence. Raises `FaultyData` for faults in the file."""
    return say(expectation(office, at, promise, language), language)


def say(expected: Expectation, language: str = ENGLISH) -> str:
    """The sentence in that language, in English where it is not spoken; made with that language's values."""
    sentences = load_expectations()
    return sentences.get(language, sentences[ENGLISH])[expected.name].format(**expected.values)


# --- the file ---------------------------------------------------------------------------------------------------------


class ExpectationRow(StrictModel):
    """A row of `expectations.yaml`."""

    id: ExpectationName
    en: str = Field(min_length=1)
    es: str = Field(min_length=1)


@cache
def load_expectations(path: Path = EXPECTATIONS_FILE) -> Mapping[str, Mapping[ExpectationName, str]]:
    """
    The sentences by language and name. Raises `FaultyData`: unknown keys, a name twice or not there, gaps that differ.
    """
    faults = Faults()
    said: dict[str, dict[ExpectationName, str]] = {ENGLISH: {}, SPANISH: {}}
    for row, place in read_rows(path, ExpectationRow, "sentences", faults):
        if row.id in said[ENGLISH]:
            faults.add(place, f"the sentence {row.id.value!r} is there twice")
        for language, sentence in ((ENGLISH, row.en), (SPANISH, row.es)):
            gaps = {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
            if gaps != GAPS[row.id]:
                faults.add(
                    place.of(language), f"the gaps of {row.id.value!r} must be: {', '.join(sorted(GAPS[row.id]))}"
                )
            said[language][row.id] = sentence
    if missing := [name.value for name in ExpectationName if name not in said[ENGLISH]]:
        faults.add(Place(str(path), 0), f"no sentence for: {', '.join(missing)}")
    faults.raise_if_any()
    return MappingProxyType({language: MappingProxyType(found) for language, found in said.items()})
