"""
Does a message go on from what was said before it, or is it about something else?

Told from its words alone, and carefully: what leans on anything said before, what shares a word of substance with it,
and what is no whole question of its own goes on: the reader, which hears all of it, tells well what is new there. Only
a message that could as well have been sent by itself is held against what it gets by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from assistant.answering.conversation.cues import Cues, load_cues, plain

SHORTEST = 3
"""Letters from which a word can be one of substance."""

STEM = 5
"""Words that begin with the same letters, this many of them, are taken for the same word: siblings, sibling's."""

_WORD = re.compile(r"[^\W\d_]+")
_HIDDEN = re.compile(r"\[[a-z ]+ \d+\]")
_BETWEEN = re.compile(r"[\W_]*")


class Tie(StrEnum):
    """How a message hangs on what was said before it."""

    LEANS = "leans"
    """It goes on, or may: it is read with what was said before."""
    APART = "apart"
    """It could as well have been sent by itself."""
    MARKED = "marked"
    """Likewise, and it says that it is about something else."""


def tie_of(text: str, earlier: Sequence[str]) -> Tie:
    """How the screened message hangs on the screened turns before it; without any, it stands apart."""
    if not earlier:
        return Tie.APART
    cues = load_cues()
    body, is_marked = _without_openers(plain(text), cues)
    # A hidden name may be one that was said before, whatever its number.
    if _HIDDEN.search(body) or cues.leans.search(cues.stands.sub(" ", body)):
        return Tie.LEANS
    is_complete = all(cue.search(body) for cue in (cues.asks, cues.posts, cues.introduces))
    if not is_complete:  # "and my cat?" is, and means to be, half a question
        return Tie.LEANS
    substance = _substance(body, cues)
    said = {word[:STEM] for turn in earlier for word in _substance(plain(turn), cues)}
    if not substance or any(word[:STEM] in said for word in substance):
        return Tie.LEANS
    return Tie.MARKED if is_marked else Tie.APART


def says_something(turn: str) -> bool:
    """Does it state or ask anything of its own? Thanks, a word that it was heard, "you sure?" and "why?" do not."""
    said, _ = _without_openers(plain(turn), load_cues())
    return bool(said) and not any(only(turn) for only in (only_asks_again, only_asks_why, only_acknowledges))


def only_asks_again(turn: str) -> bool:
    """Does it ask whether the last answer is really so, and nothing else?"""
    cues = load_cues()
    return cues.asks_again in _pieces(turn, (cues.asks_again, cues.openers))


def only_asks_elsewhere(turn: str, before: str) -> bool:
    """Does it ask for another platform what the turn before it asked for one, and nothing else? It states where."""
    cues = load_cues()
    is_elsewhere = cues.elsewhere in _pieces(turn, (cues.elsewhere, cues.openers))
    return is_elsewhere and cues.platforms.search(plain(before)) is not None


def only_asks_why(turn: str) -> bool:
    """Does it ask why the last answer is as it is, or where that stands, and nothing else?"""
    cues = load_cues()
    return cues.asks_why in _pieces(turn, (cues.asks_why, cues.acknowledges, cues.openers))


def only_acknowledges(turn: str) -> bool:
    """Does it say that it was heard, or will be left, and nothing else?"""
    return bool(_pieces(turn, (load_cues().acknowledges,)))


def _pieces(turn: str, cues: Sequence[re.Pattern[str]]) -> list[re.Pattern[str]]:
    """By which cues a message can be gone through, piece by piece, the first that fits; none where words are left."""
    said, at, found = plain(turn), 0, list[re.Pattern[str]]()
    while True:
        gap = _BETWEEN.match(said, at)
        begin = gap.end() if gap else at
        if begin == len(said):
            return found
        fitting = next((cue for cue in cues if cue.match(said, begin)), None)
        piece = fitting.match(said, begin) if fitting else None
        if fitting is None or piece is None or piece.end() == begin:
            return []
        at = piece.end()
        found.append(fitting)


def shares_matter(text: str, turns: Sequence[str]) -> bool:
    """Has the message a word of substance in common with these turns, or words that go back to what was before?"""
    cues = load_cues()
    own = {word[:STEM] for word in _substance(plain(text), cues)}
    said = {word[:STEM] for turn in turns for word in _substance(plain(turn), cues)}
    return bool(own & said) or cues.goes_back.search(plain(text)) is not None


def _without_openers(said: str, cues: Cues) -> tuple[str, bool]:
    """What is left of a message without the words by which one turns to something; do they say it is something else?"""
    at, is_marked = 0, False
    while True:
        gap = _BETWEEN.match(said, at)
        begin = gap.end() if gap else at
        if mark := cues.marks.match(said, begin):
            at, is_marked = mark.end(), True
        elif opener := cues.openers.match(said, begin):
            at = opener.end()
        else:
            return said[begin:], is_marked


def _substance(said: str, cues: Cues) -> set[str]:
    """The words that say what a message is about."""
    words = _WORD.findall(_HIDDEN.sub(" ", said))
    return {word for word in words if len(word) >= SHORTEST and not cues.general.fullmatch(word)}
