"""The texts and the rules as shipped, and the screener: read once for a whole run, however many modules ask for them."""

from __future__ import annotations

from functools import cache

from assistant.answering.screening import Screener
from corpus.library import Library, load_library
from corpus.rulebook import Rulebook, load_rulebook


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
