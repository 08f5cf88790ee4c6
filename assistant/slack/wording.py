"""
What does the Slack surface say around an answer? Sentences of `wording.yaml`, in the asker's language.

What managers read, on cards and in their forms, stands in `managers_wording.yaml`.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import Field, model_validator

from corpus.strict_yaml import Faults, StrictModel, read_rows

WORDING_FILES = tuple(Path(__file__).parent / name for name in ("wording.yaml", "managers_wording.yaml"))

SPOKEN = "en"
"""The language of a sentence that has no other, and of an asker whose language is not known."""

_FORMATTING = re.compile(r"[<>&*_~`]")


class Sentence(StrictModel):
    """
    A row of our wording files: a sentence with gaps in braces. `es` is left out where only administrators see it.

    It holds no sign that formats in Slack, so that it reads the same as plain text and as mrkdwn.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    en: str = Field(min_length=1)
    es: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _fits_slack(self) -> Sentence:
        for said in (self.en, *((self.es,) if self.es else ())):
            if found := _FORMATTING.search(said):
                raise ValueError(f"the sign {found.group()!r} would format in Slack; write the sentence without it")
            if gaps(said) != gaps(self.en):
                raise ValueError(f"the gaps {sorted(gaps(said))} of a translation differ from {sorted(gaps(self.en))}")
        return self


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences of one language, by name: ``words("why")``, ``words("hand-off-open", number=12, date="today")``."""

    language: str
    sentences: Mapping[str, str]

    def __call__(self, name: str, **values: str | int) -> str:
        """
        The sentence with its gaps filled.

        Raises KeyError when there is no such sentence or a gap is left without a value, ValueError for a value that no
        gap takes.
        """
        said = self.sentences[name]
        if surplus := values.keys() - gaps(said):
            raise ValueError(f"the sentence {name!r} has no gap {', '.join(sorted(surplus))}")
        return said.format(**values)


@dataclass(frozen=True, slots=True)
class Wording:
    """All sentences of the surface in all languages."""

    languages: Mapping[str, Words]

    def spoken(self, language: str) -> Words:
        """The sentences in that language; in English where it is not among ours."""
        return self.languages.get(language, self.languages[SPOKEN])


@cache
def load_wording(*files: Path) -> Wording:
    """
    Read the sentences, of all our files where none is named.

    Raises `FaultyData` with every fault and its line: unknown key, duplicate id, gaps that differ.
    """
    faults = Faults()
    english: dict[str, str] = {}
    spanish: dict[str, str] = {}
    for file in files or WORDING_FILES:
        for row, place in read_rows(file, Sentence, "sentences", faults):
            if row.id in english:
                faults.add(place, f"duplicate sentence {row.id!r}")
            english[row.id], spanish[row.id] = row.en, row.es or row.en
    faults.raise_if_any()
    return Wording({"en": Words("en", english), "es": Words("es", spanish)})


def gaps(sentence: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
