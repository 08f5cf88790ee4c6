"""How are lists of cue words, kept as data, read into patterns?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import model_validator

from corpus.rule_rows import compile_pattern
from corpus.strict_yaml import StrictModel


class PatternLists(StrictModel):
    """A file of lists of regular expressions; every field is one. Refuses what is no regular expression."""

    @model_validator(mode="after")
    def _is_readable(self) -> PatternLists:
        for name in type(self).model_fields:
            for pattern in getattr(self, name):
                compile_pattern(pattern)
        return self


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for all of them, without regard to case."""
    return compile_pattern("|".join(f"(?:{pattern})" for pattern in patterns))
