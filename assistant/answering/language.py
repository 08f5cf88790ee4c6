"""
Which language is a message written in, and can all of it be read?

English and Spanish are read and answered in. Scripts tell themselves; languages in Latin letters are told by their
everyday words, because a word list errs on no name, no slang and no typo (docs/decisions/0010-languages.md). What is
not known to be another language counts as English: a question sent away unread is worse than one word too many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.route import is_emergency
from corpus.languages import Language
from corpus.rule_rows import Reply
from corpus.rulebook import Rulebook

ENGLISH = "en"
OTHER = "other"
"""A script of none of the languages that are known."""

LEAST_VOTES = 2
"""Words of a language that is not read before a message counts as written in it: one may be a name or a loan."""
LEAST_SHARE = 0.3
"""The share of a message's words that have to be that language's own; the rest may be names and English nouns."""
LEAST_UNREAD = 3
"""Words in another script from which a part of the message counts as not read; fewer may be a name or a greeting."""

LEAST_AROUND = 3
"""Everyday words that make a question of their own around a longer text in another script: a caption to be posted."""

LONGEST_WORD = 40
"""What is longer is no word; patterns are not run over all of it."""

_ASIDE = re.compile(r"\[[a-z ]+ \d+\]|(?:https?://|www\.)\S+|\S+@\S+|[@#]\w+")
"""What says nothing of the language: hidden data, addresses, handles, hashtags."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*[¿¡]?")
_LATIN = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff]")


@dataclass(frozen=True, slots=True)
class Heard:
    """The language of a message, and whether a part of it is in one that is not read. `votes` counts its own words."""

    language: str
    has_unread_part: bool = False
    votes: int = 0


def hear(text: str, earlier: Sequence[str], languages: Sequence[Language]) -> Heard:
    """
    The language in which most words of the text are written.

    A text that says little of it by itself ("ok", "gracias", "LinkedIn?") keeps the language of the conversation;
    `earlier` are the messages before it. Without a conversation it counts as English.
    """
    heard = _hear(text, languages)
    if earlier and heard.votes < LEAST_VOTES and not heard.has_unread_part:
        before = (_hear(said, languages) for said in reversed(earlier))
        kept = next((each for each in before if each.votes >= LEAST_VOTES), None)
        return Heard(kept.language) if kept else heard
    return heard


def reply_to_unread(text: str, heard: Heard, rulebook: Rulebook) -> Reply | None:
    """
    The fixed reply to a message that cannot be read whole; None when it can. An emergency is told whom to call.

    In the asker's own language where there are sentences for it; else in that of the rulebook.
    """
    language = next((row for row in rulebook.languages if row.code == heard.language), None)
    unread = language.unread if language is not None else None
    if language is not None and unread is None and not heard.has_unread_part:
        return None
    own_cues = [row.cue for row in rulebook.languages if row.unread is not None]
    if is_emergency(text, rulebook.emergencies.cues) or any(cue.search(text) for cue in own_cues):
        return unread.help_now if unread is not None else rulebook.replies["emergency"]
    if heard.has_unread_part:
        return rulebook.replies["unread-part"]
    return unread.hand_off if unread is not None else rulebook.replies["unread-language"]


def _hear(text: str, languages: Sequence[Language]) -> Heard:
    words = [unicodedata.normalize("NFC", word).casefold() for word in _WORD.findall(_ASIDE.sub(" ", text))]
    latin = [word.replace("’", "'")[:LONGEST_WORD] for word in words if _LATIN.match(word)]
    script, amount = _in_other_script("".join(f"{word} " for word in words if not _LATIN.match(word)), languages)
    heard = _by_words(latin, languages)
    if amount > len(latin) and heard.votes < LEAST_AROUND:
        return Heard(script, votes=max(round(amount), LEAST_VOTES))
    return Heard(heard.language, amount >= LEAST_UNREAD, heard.votes)


def _in_other_script(text: str, languages: Sequence[Language]) -> tuple[str, float]:
    """The language that a text without Latin letters is in, and how many words that makes."""
    text = unicodedata.normalize("NFC", text)
    if not text.strip():
        return OTHER, 0.0
    ranked = []
    for language in languages:
        if language.letters and (letters := len(re.findall(language.letters, text))):
            marks = len(re.findall(language.marks, text)) if language.marks else 0
            ranked.append((letters, marks, language))
    if not ranked:
        return OTHER, float(len(text.split()))
    letters, _, best = max(ranked, key=lambda row: row[:2])
    return best.code, letters / best.per_word if best.per_word else float(len(text.split()))


def _by_words(words: Sequence[str], languages: Sequence[Language]) -> Heard:
    """The language of words in Latin letters: the one with most everyday words among them."""
    english = next(language.vocabulary for language in languages if language.code == ENGLISH)
    spoken_too = frozenset[str]().union(
        *(language.vocabulary for language in languages if language.unread is None and language.code != ENGLISH)
    )
    own: dict[str, int] = {}
    for language in languages:
        if language.words:
            known = language.vocabulary - (spoken_too if language.code == ENGLISH else english)
            found = [word for word in words if word in known or language.shape.fullmatch(word)]
            own[language.code] = len(found) if any(len(word) > 1 for word in found) else 0
    others = {code for code in own if any(row.code == code and row.unread for row in languages)}
    read = {code: count for code, count in own.items() if code not in others}
    sure = {code for code in read if code == ENGLISH or read[code] >= LEAST_VOTES or 2 * read[code] > len(words)}
    spoken = max((code for code in read if code in sure), key=lambda code: read[code])
    other = max(others, key=lambda code: own[code], default=None)
    if (
        other is not None
        and own[other] >= LEAST_VOTES
        and own[other] > max(read.values())
        and own[other] >= LEAST_SHARE * len(words)
    ):
        return Heard(other, votes=own[other])
    return Heard(spoken, votes=read[spoken])
