"""Does a reworded sentence still say what the fixed one says?

No check of words can prove that, so this one asks for much and is glad to say no: what is dropped costs nothing,
because the fixed sentence is there. A rewording may reorder and join. It may not bring in a word that is neither in the
fixed sentence nor in the message, nor lose or gain or move a word that carries the force of the sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from assistant.answering.language_model.prompts import Prompts, load_prompts
from corpus.rule_rows import Wording, compile_pattern
from index.stems import stem

MOST_GROWTH = 1.5
"""A rewording is at most this many times as long as the fixed sentence."""
MOST_SENTENCES = 2
LEAST_KEPT = 0.6
"""Share of the fixed sentence's own words that must be there still."""

_TOKEN = re.compile(r"\w+")
_SHORT = ((r"\b(?:cannot|can['’]t)\b", "can not"), (r"\bwon['’]t\b", "will not"), (r"n['’]t\b", " not"))
"""Contractions that hold a negation, and what they stand for."""
_ALLOWED = re.compile(r"[\w\s.,;:'’\-()/…]+")
"""No quotation marks, links, placeholders, markup or anything that steers a screen."""
_END = re.compile(r"[.!?]+(?=\s|$)")
_LINK = re.compile(r"://|www\.|\w\.\w{2,}")


def rewording_faults(fixed: str, reworded: str, message: str, wording: Wording) -> list[str]:
    """Why a rewording of a fixed sentence may not be shown, in words for the log; empty when it may. Quotes nothing."""
    return list(_faults(fixed, reworded, message, wording, load_prompts()))


def _faults(fixed: str, reworded: str, message: str, wording: Wording, prompts: Prompts) -> Iterator[str]:
    if not reworded.strip() or len(reworded) > MOST_GROWTH * len(fixed):
        yield "the rewording is empty or too long"
        return
    if _ALLOWED.fullmatch(reworded) is None or "\n" in reworded or _LINK.search(reworded):
        yield "the rewording holds quotation marks, markup, a link or a line break"
    if len(_END.findall(reworded)) > max(MOST_SENTENCES, len(_END.findall(fixed))):
        yield "the rewording has too many sentences"
    if any(compile_pattern(row.pattern).search(reworded) for row in wording.never):
        yield "the rewording grants something or speaks for somebody"
    before, after = _forces(fixed, prompts), _forces(reworded, prompts)
    if Counter(group for group, _ in before) != Counter(group for group, _ in after):
        yield "the rewording loses or gains a word like not, must, may, only or unless"
    elif Counter(before) != Counter(after):
        yield "a word like not, must, may, only or unless stands with another word than before"
    own, new = _content(fixed, prompts), _content(reworded, prompts)
    if not new <= own | _content(message, prompts):
        yield "the rewording brings in words of its own"
    if own and len(own & new) < LEAST_KEPT * len(own):
        yield "the rewording leaves too much out"


def _forces(text: str, prompts: Prompts) -> list[tuple[int, str]]:
    """Every word that carries force, by the group it belongs to, with the stem of the next word of matter."""
    group_of, plain = _groups(prompts), _plain(prompts)
    tokens = _tokens(text)
    found = []
    for at, token in enumerate(tokens):
        if token in group_of:
            matter = (later for later in tokens[at + 1 :] if later not in group_of and later not in plain)
            found.append((group_of[token], stem(next(matter, ""))))
    return found


def _content(text: str, prompts: Prompts) -> set[str]:
    """The stems of the words of matter, numbers included."""
    group_of, plain = _groups(prompts), _plain(prompts)
    return {stem(token) for token in _tokens(text) if token not in group_of and token not in plain}


def _tokens(text: str) -> list[str]:
    text = text.casefold()
    for short, whole in _SHORT:
        text = re.sub(short, whole, text)
    return _TOKEN.findall(text)


@lru_cache(maxsize=4)
def _group_map(kept: tuple[tuple[str, ...], ...]) -> dict[str, int]:
    return {word: number for number, group in enumerate(kept) for word in group}


def _groups(prompts: Prompts) -> dict[str, int]:
    return _group_map(prompts.kept)


def _plain(prompts: Prompts) -> frozenset[str]:
    return frozenset(prompts.plain)
