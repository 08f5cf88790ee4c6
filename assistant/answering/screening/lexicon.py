"""Is this a word that people use, or more likely somebody's name?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

import yaml

from assistant.answering.spanish import gloss

if TYPE_CHECKING:
    from collections.abc import Callable

WORD_LISTS = Path(__file__).parent / "words.yaml"
NAME_LISTS = Path(__file__).parent / "names.yaml"
POSSESSIVE = re.compile(r"['\u2019]s?$")
PARTS = re.compile(r"[-'\u2019]")
STRETCHED = re.compile(r"(.)\1{2,}")
SPANISH_ENDING = re.compile(
    r"(?:ando|iendo|yendo|ción|ciones|mente|aron|ieron|aba|aban|ado|ados|ada|adas|idad|arlo|arla|irlo|erlo|ito|itos|[^aeiou][éó])$"
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """
    Words by what they tell about names. All in small letters.

    `english` comes from the name model's own tables (WordNet's index); the rest from the word lists next to this file.
    """

    english: frozenset[str]
    endings: tuple[tuple[str, str], ...]
    everyday: frozenset[str]
    spanish: frozenset[str]
    is_spanish: Callable[[str], bool]
    """Is it a form of a Spanish word that is nobody's name? Far more words than the list."""
    places: frozenset[str]
    brands: frozenset[str]
    acronyms: frozenset[str]
    months_and_days: frozenset[str]
    given_names: frozenset[str]
    surnames: frozenset[str]
    public_figures: frozenset[str]
    phrases: tuple[str, ...]

    def is_word(self, word: str, *, guess: bool = True) -> bool:
        """
        Whether a word is known, in any inflection, so that in small letters it is hardly a name.

        Compounds are known when each part is. With `guess`, so are Spanish words and what only looks like one
        ("llorando"), or dropped a g ("workin"); surnames look like that too.
        """
        return _is_word(self, word.casefold().replace("\u2019", "'"), guess)

    def is_given_name(self, word: str) -> bool:
        """Whether a word is a common given name. Many are words as well ("grace", "mark")."""
        bare = plain_letters(POSSESSIVE.sub("", word.casefold()))
        return bare in self.given_names or any(
            len(part) > 2 and part in self.given_names for part in bare.split("-")[:-1]
        )

    def is_fixed_name(self, word: str) -> bool:
        """Whether a word names a place, a brand, an office or a day: something that is nobody's private name."""
        bare = POSSESSIVE.sub("", word.casefold())
        return (
            bare in self.places
            or bare in self.brands
            or bare in self.acronyms
            or bare in self.months_and_days
            or (bare.endswith("s") and (bare[:-1] in self.acronyms or bare[:-1] in self.brands))
        )

    def __hash__(self) -> int:
        """One lexicon is built per program; identity is enough."""
        return id(self)

    def __eq__(self, other: object) -> bool:
        """One lexicon is built per program; identity is enough."""
        return self is other


@cache
def _is_word(lexicon: Lexicon, word: str, guess: bool) -> bool:
    if _is_plain_word(lexicon, word, guess):
        return True
    bare = POSSESSIVE.sub("", word)
    if bare != word and _is_plain_word(lexicon, bare, guess):
        return True
    unstretched = STRETCHED.sub(r"\1", word)
    if unstretched != word and (
        _is_plain_word(lexicon, unstretched, guess) or _is_plain_word(lexicon, STRETCHED.sub(r"\1\1", word), guess)
    ):
        return True
    parts = [part for part in PARTS.split(bare) if part]
    return len(parts) > 1 and all(len(part) == 1 or _is_plain_word(lexicon, part, guess) for part in parts)


def _is_plain_word(lexicon: Lexicon, word: str, guess: bool) -> bool:
    if len(word) < 2:
        return True
    known = (
        lexicon.everyday,
        lexicon.english,
        lexicon.spanish,
        lexicon.brands,
        lexicon.places,
        lexicon.acronyms,
        lexicon.months_and_days,
    )
    if any(word in words for words in known):
        return True
    if guess and word.endswith("in") and word[:-2] + "ing" in lexicon.english:
        return True
    if guess and (SPANISH_ENDING.search(word) or lexicon.is_spanish(word)):
        return True
    return any(
        word.endswith(ending) and word[: -len(ending)] + lemma_ending in lexicon.english
        for ending, lemma_ending in lexicon.endings
        if len(word) > len(ending) + 1
    )


def plain_letters(word: str) -> str:
    """A word without its accents: "josé" is "jose"."""
    return word if word.isascii() else "".join(c for c in normalize("NFD", word) if not combining(c))


def load_lexicon(word_tables: Path) -> Lexicon:
    """Read the model's word tables and our own lists; tens of milliseconds."""
    from spacy.lookups import Lookups

    tables = Lookups().from_bytes(word_tables.read_bytes())
    english: set[str] = set()
    for name in ("lemma_index", "lemma_exc"):
        for words in tables.get_table(name).values():
            english.update(words)
    endings = {
        (ending, lemma_ending)
        for rules in tables.get_table("lemma_rules").values()
        for ending, lemma_ending in rules
        if ending.isalpha()
    }
    words = read_lists(WORD_LISTS)
    names = read_lists(NAME_LISTS)
    given, surnames = frozenset(names["given_names"].split()), frozenset(names["surnames"].split())
    # WordNet's index lists famous people beside the words, in small letters.
    people = (given | surnames) - frozenset(names["words_that_are_names"].split())
    spanish = gloss.load_lexicon()
    names_too = people | frozenset(names["spanish_words_that_are_names"].split())

    def is_spanish(word: str) -> bool:
        return len(word) > 2 and plain_letters(word) not in names_too and word not in names_too and spanish.knows(word)

    phrases = tuple(
        phrase.strip()
        for key in ("place_phrases", "brand_phrases")
        for phrase in words[key].split(",")
        if phrase.strip()
    )
    return Lexicon(
        english=frozenset(english - people),
        endings=tuple(sorted(endings)),
        everyday=frozenset(words["everyday"].split()),
        spanish=frozenset(words["spanish"].split()),
        is_spanish=is_spanish,
        places=frozenset(words["places"].split()),
        brands=frozenset(words["brands"].split()),
        acronyms=frozenset(words["acronyms"].split()),
        months_and_days=frozenset(words["months_and_days"].split()),
        given_names=given,
        surnames=surnames,
        public_figures=frozenset(p.strip() for p in names["public_figures"].split(",") if p.strip()),
        phrases=phrases,
    )


def read_lists(path: Path) -> dict[str, str]:
    """The lists of one file, each a text of words in small letters."""
    lists: dict[str, str] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {name: text.casefold() for name, text in lists.items()}
