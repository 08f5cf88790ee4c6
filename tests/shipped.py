"""What ships, opened once for a whole run, however many modules ask for it: texts, rules, screener, answerer."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from assistant.answering.screening import Screener
from corpus.library import Library, load_library
from corpus.rulebook import Rulebook, load_rulebook

if TYPE_CHECKING:
    from assistant.answering.answerer import Answerer


@cache
def shipped_library() -> Library:
    return load_library()


@cache
def shipped_rulebook() -> Rulebook:
    return load_rulebook(shipped_library())


@cache
def shipped_screener() -> Screener:
    """Opening it reads the model of names: half a second."""
    return Screener()


@cache
def shipped_answerer() -> Answerer:
    """Opening it reads the weights: two seconds."""
    from assistant.answering.answerer import open_answerer

    return open_answerer()
