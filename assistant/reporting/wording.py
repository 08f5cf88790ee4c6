"""What do reports and receipts say around their figures? Sentences of `wording.yaml`."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from corpus.strict_yaml import Faults, StrictModel, read_rows

WORDING_FILE = Path(__file__).with_name("wording.yaml")
SPOKEN = "en"


class Sentence(StrictModel):
    """A row of `wording.yaml`. `es` is left out where only the policy section reads it."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    en: str = Field(min_length=1)
    es: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _has_the_same_gaps(self) -> Sentence:
        if self.es is not None and _gaps(self.es) != _gaps(self.en):
            raise ValueError(
                f"the gaps {sorted(_gaps(self.es))} of the translation differ from {sorted(_gaps(self.en))}"
            )
        return self


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language: ``words("receipt-title", number=12)``."""

    language: str
    sentences: Mapping[str, str]

    def __call__(self, name: str, **values: str | int) -> str:
        """The sentence with its gaps filled. Raises KeyError for one there is not, or a gap without its value."""
        return self.sentences[name].format(**values)

    def has(self, name: str) -> bool:
        """Is there such a sentence?"""
        return name in self.sentences


@cache
def load_wording(file: Path = WORDING_FILE) -> Mapping[str, Words]:
    """The words by language. Raises `FaultyData` with every fault and its line: unknown key, a name twice, gaps."""
    faults = Faults()
    english: dict[str, str] = {}
    spanish: dict[str, str] = {}
    for row, place in read_rows(file, Sentence, "sentences", faults):
        if row.id in english:
            faults.add(place, f"the sentence {row.id!r} is there twice")
        english[row.id], spanish[row.id] = row.en, row.es or row.en
    faults.raise_if_any()
    return {SPOKEN: Words(SPOKEN, english), "es": Words("es", spanish)}


def spoken(language: str) -> Words:
    """The words in that language; in English where it is not among ours."""
    return load_wording().get(language) or load_wording()[SPOKEN]


def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
