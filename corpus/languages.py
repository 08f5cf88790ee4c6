"""By what is a language told, and what is said to somebody whose language is not read?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pydantic import Field, model_validator

from corpus.rule_rows import Reply, Verdict, compile_pattern
from corpus.strict_yaml import Faults, Place, StrictModel, read_rows

ALWAYS_TOLD = ("911",), ("911", "988", "800-540-4000")
"""Numbers that stand in the fixed reply to an unread message, and in the one to an unread emergency."""

UNSURE = "md-16-02/policy/unsure"


class Unread(StrictModel):
    """The fixed reply to a message in a language that is not read, in that language."""

    headline: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    instead: str = Field(min_length=1)
    emergency_headline: str = Field(min_length=1)
    emergency: str = Field(min_length=1)
    then: str = Field(min_length=1)

    @model_validator(mode="after")
    def _tells_whom_to_call(self) -> Unread:
        for numbers, text in zip(ALWAYS_TOLD, (self.instead, self.emergency), strict=True):
            for number in numbers:
                if number not in text:
                    raise ValueError(f"the number {number} must stand in {text[:40]!r}")
        return self

    @cached_property
    def hand_off(self) -> Reply:
        """The reply that offers the hand-off, and says not to post until then."""
        return Reply(
            id="unread-language",
            verdict=Verdict.ESCALATE,
            clauses=(UNSURE,),
            headline=self.headline,
            reason=self.reason,
            instead=self.instead,
        )

    @cached_property
    def help_now(self) -> Reply:
        """The reply to an emergency."""
        return Reply(
            id="unread-emergency",
            verdict=Verdict.ESCALATE,
            headline=self.emergency_headline,
            reason=self.emergency,
            instead=self.then,
        )


class Language(StrictModel):
    """A row of `languages.yaml`; what its keys mean is said there."""

    code: str = Field(pattern=r"^[a-z]{2}(-[A-Z][a-z]{3})?$")
    name: str = Field(min_length=1)
    letters: str | None = None
    per_word: float | None = Field(default=None, ge=1)
    marks: str | None = None
    words: str = ""
    shapes: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    unread: Unread | None = None

    @model_validator(mode="after")
    def _can_be_told(self) -> Language:
        if bool(self.letters) == bool(self.words):
            raise ValueError("either 'letters' or 'words' says by what the language is told")
        for pattern in (*self.shapes, *self.cues, *filter(None, (self.letters, self.marks))):
            compile_pattern(pattern)
        return self

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its everyday words, in small letters."""
        return frozenset(self.words.casefold().split())

    @cached_property
    def shape(self) -> re.Pattern[str]:
        """Matches, whole, a word that can only be of this language."""
        return compile_pattern("|".join(f"(?:{shape})" for shape in self.shapes) or r"(?!)")

    @cached_property
    def cue(self) -> re.Pattern[str]:
        """Finds words that make a message an emergency."""
        return compile_pattern("|".join(f"(?:{cue})" for cue in self.cues) or r"(?!)")


def read_languages(path: Path, answered: Iterable[str], faults: Faults) -> tuple[Language, ...]:
    """
    The languages of the file, in its order.

    Adds to `faults` an unknown key, a code given twice, a language that is answered in (`answered`) but not told by
    anything, and one that is neither answered in nor has the fixed reply `unread`.
    """
    rows = read_rows(path, Language, "languages", faults)
    codes = [row.code for row, _ in rows]
    for number, (row, place) in enumerate(rows):
        if row.code in codes[:number]:
            faults.add(place, f"duplicate language {row.code!r}")
        if (row.unread is None) != (row.code in answered):
            faults.add(place, f"{row.code}: 'unread' goes with a language that is not answered in, and only with it")
    for code in answered:
        if rows and code not in codes:
            faults.add(Place(str(path), 0), f"missing language {code!r}")
    return tuple(row for row, _ in rows)
