"""Which neighboring words would make up one name, if they are a name at all?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answering.screening.frames import (
    HONORIFIC,
    KIN_WORDS,
    OFFICE_WORDS,
    OWN_CLIENT,
    SPANISH_HONORIFIC,
    TITLE_WORDS,
)
from assistant.answering.screening.lexicon import Lexicon
from assistant.answering.screening.words import Word

PARTICLES = frozenset("de la del los las van von der den da dos di bin ibn al el abu san mac ter y".split())
SPANISH_LITTLE = frozenset("del le les".split())
"""Names elsewhere in the world, and after a Spanish title hardly ever."""
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
NICKNAME_STARTS = frozenset({"big", "lil", "little", "baby", "mama", "papa", "miss", "ol", "young"})
NOT_INITIALS = frozenset("am pm ie eg us la dc ps aka wo nb po uk cv oc".split())
# Verbs first of all: "my client drew", "mom will".
NEVER_SMALL = frozenset("will may drew rob sue chase grant bill art wade pat miles day so mark love hang long".split())
SPANISH_OR_NAME = frozenset("ella lee nena mia cierra norma alma".split())
"""Among Spanish words, in small letters, hardly names: "ella me dijo", "se lee", "la norma"."""
NEAR = 3
"""Words on each side that are looked at for Spanish."""
TITLES = re.compile(rf"(?:{TITLE_WORDS}|{KIN_WORDS}|{OFFICE_WORDS})", re.IGNORECASE)
JOINT = re.compile(r"[ \t]{1,2}|\.[ \t]?|[ \t]?[-\u2011][ \t]?")


@dataclass(frozen=True, slots=True)
class Run:
    """Neighboring words that read as one name, and what speaks for it before any context is looked at."""

    start: int
    end: int
    words: tuple[Word, ...]
    capital_unknown: int
    small_unknown: int
    given: int
    surnames: int
    is_possessive: bool
    is_initials: bool = False
    has_initial: bool = False
    is_place: bool = False

    @property
    def head(self) -> Word:
        """The first word."""
        return self.words[0]

    @property
    def has_capital(self) -> bool:
        """Whether capitals mark it as a name."""
        return any(word.is_capital for word in self.words)


def is_unknown(word: Word, lexicon: Lexicon) -> bool:
    """Whether nobody uses the word except as a name."""
    shortest = 2 if word.is_capital else 3
    guess = not word.is_capital or word.starts_sentence
    return (
        len(word.text) >= shortest
        and not lexicon.is_word(word.text, guess=guess)
        and not lexicon.is_fixed_name(word.text)
    )


def is_fixed(word: Word, lexicon: Lexicon) -> bool:
    """Whether the word names something public. "AMA" does, "Ama" does not."""
    is_written_as_name = word.is_capital and not word.is_shouted
    if is_written_as_name and word.low in lexicon.acronyms and word.low in lexicon.given_names:
        return False
    return lexicon.is_fixed_name(word.text)


class RunBuilder:
    """Groups words into runs. `small` says that capitals tell nothing in this text."""

    def __init__(self, text: str, words: tuple[Word, ...], lexicon: Lexicon, *, small: bool) -> None:
        """Judge each word once."""
        self.text, self.words, self.lexicon, self.small = text, words, lexicon, small
        self.unknown = [is_unknown(word, lexicon) for word in words]
        self.fixed = [is_fixed(word, lexicon) for word in words]
        self.given = [lexicon.is_given_name(word.text) for word in words]
        self.capital = [word.is_capital and not small for word in words]

    def runs(self) -> list[Run]:
        """All runs, in order, never overlapping."""
        found: list[Run] = []
        i = 0
        while i < len(self.words):
            if not self.can_start(i):
                i += 1
                continue
            j = i + 1
            while j < len(self.words) and self.can_follow(i, j):
                j += 1
            while j > i + 1 and self.words[j - 1].low in PARTICLES and not self.unknown[j - 1]:
                j -= 1
            found.append(self.run(i, j))
            i = j
        return found

    def can_start(self, i: int) -> bool:
        """Whether a name may begin with this word."""
        word = self.words[i]
        is_surname = word.low in self.lexicon.surnames
        before = self.text[max(0, word.start - 12) : word.start]
        if (
            self.fixed[i]
            and not self.is_own_client(i)
            and not (
                self.capital[i]
                and (self.given[i] or is_surname or SPANISH_HONORIFIC.search(before))
                and not (word.is_shouted and word.low in self.lexicon.acronyms)
            )
        ):
            return False
        if not self.capital[i] and word.low in NEVER_SMALL:
            return False
        if not self.capital[i] and word.low in SPANISH_OR_NAME and self.is_amid_spanish(i):
            return False
        if len(word.text) == 1:
            return self.is_initial(i)
        if HONORIFIC.search(before):
            return not (SPANISH_HONORIFIC.search(before) and self.goes_on_without_a_name(i))
        if TITLES.fullmatch(word.text) and not self.given[i]:
            # "Big Mike", "Lil Vee": the nickname as a whole is the name.
            return word.low in NICKNAME_STARTS and self.next_is_capital_name(i)
        if not self.capital[i] and TITLES.fullmatch(word.text):
            return False
        if self.unknown[i] or self.given[i]:
            return True
        if word.low in NICKNAME_STARTS:
            return self.next_is_capital_name(i)
        # A capital on an everyday word: "Mrs. Rose", but not "I'm", "Supervising".
        return (
            self.capital[i]
            and not word.is_shouted
            and (is_surname or (not word.starts_sentence and word.low not in self.lexicon.everyday))
        )

    def is_own_client(self, i: int) -> bool:
        """Is it a given name right after "my client": "jordan", "mercedes", a country and a car elsewhere?"""
        word = self.words[i]
        names_nobody = word.low in self.lexicon.acronyms or word.low in self.lexicon.months_and_days
        before = self.text[max(0, word.start - 40) : word.start]
        return self.given[i] and not names_nobody and OWN_CLIENT.search(before) is not None

    def is_amid_spanish(self, i: int) -> bool:
        """Is one of the words around it Spanish, and no English one?"""
        around = (*self.words[max(0, i - NEAR) : i], *self.words[i + 1 : i + 1 + NEAR])
        known = (self.lexicon.everyday, self.lexicon.english)
        return any(
            self.lexicon.is_spanish(word.low) and not any(word.low in words for words in known) for word in around
        )

    def goes_on_without_a_name(self, i: int) -> bool:
        """Is this a word and no name, nor the beginning of "de la cruz": "una señora que vive aquí"?"""
        word = self.words[i]
        is_name = word.low not in SPANISH_LITTLE and (self.given[i] or word.low in self.lexicon.surnames)
        # Only words that are known: a surname looks like a word of Spanish too ("señora quezada").
        is_word = word.low in PARTICLES or word.low in self.lexicon.spanish or self.lexicon.is_spanish(word.low)
        if self.capital[i] or is_name or not is_word:
            return False
        j = i
        while j < len(self.words) and self.words[j].low in PARTICLES:
            j += 1
        is_compound = i < j < len(self.words) and (
            self.capital[j] or self.unknown[j] or self.words[j].low in self.lexicon.surnames
        )
        return not is_compound

    def next_is_capital_name(self, i: int) -> bool:
        """Whether word and successor are both capitalized and the successor may be a name."""
        j = i + 1
        return (
            j < len(self.words)
            and self.capital[i]
            and self.capital[j]
            and not self.words[j].is_shouted
            and not self.fixed[j]
            and self.text[self.words[i].end : self.words[j].start] == " "
        )

    def is_initial(self, i: int) -> bool:
        """Whether one letter abbreviates a name: "R. Okonkwo", "J.R."."""
        word = self.words[i]
        if self.text[word.end : word.end + 1] != "." or i + 1 >= len(self.words):
            return False
        if word.start and self.text[word.start - 1] == ".":
            return False
        following = self.words[i + 1]
        between = self.text[word.end : following.start]
        if between not in {".", ". "} or following.is_capital != word.is_capital:
            return False
        if len(following.text) == 1:
            return word.low + following.low not in NOT_INITIALS and self.text[following.end : following.end + 1] == "."
        return self.unknown[i + 1] or self.given[i + 1] or following.low in self.lexicon.surnames

    def can_follow(self, i: int, j: int) -> bool:
        """Whether word j carries on the name that began with word i."""
        previous, word = self.words[j - 1], self.words[j]
        between = self.text[previous.end : word.start]
        if previous.is_possessive or not JOINT.fullmatch(between):
            return False
        if between.startswith(".") and len(previous.text) > 1:
            return False
        if len(previous.text) == 1 and j - 1 == i:
            return True
        if len(word.text) == 1:
            after = self.text[word.end : word.end + 1]
            if self.capital[j]:
                return word.text != "I" or after == "."
            # "tanisha w on my unit", but not "jaylen n jaylah", "tanisha u there".
            is_name = self.unknown[j - 1] or (self.given[j - 1] and not self.lexicon.is_word(previous.low))
            return is_name and (
                after == "." or word.low not in "aiurnykwxeo" or (word.low == "w" and self.is_lone_w(j))
            )
        if word.low in SUFFIXES and self.capital[j - 1] == self.capital[j]:
            return True
        if word.low in PARTICLES and (self.capital[j - 1] or self.unknown[j - 1]):
            return self.particle_leads_on(i, j)
        if self.fixed[j] and not (self.capital[j] and word.low in self.lexicon.surnames):
            return False
        if self.capital[i] and (self.capital[j] and not word.is_shouted):
            return not (TITLES.fullmatch(word.text) and not self.given[j]) or word.low in self.lexicon.surnames
        if word.is_shouted and not self.small:
            return self.unknown[j] and previous.is_shouted
        if self.capital[j]:
            return False
        if self.capital[j - 1]:
            # "Ty johnson": a capital first name, a surname in small letters.
            return self.unknown[j] and not self.unknown[j - 1] and self.given[j - 1]
        is_name = self.unknown[j - 1] or self.given[j - 1]
        return is_name and (
            self.unknown[j]
            or (word.low in self.lexicon.surnames and not self.lexicon.is_word(word.low) and self.given[j - 1])
        )

    def is_lone_w(self, j: int) -> bool:
        """Whether a "w" after a name is an initial rather than short for "with"."""
        following = self.text[self.words[j].end :].lstrip()
        return bool(re.match(r"(?:on|in|from|is|was|who|at|and|said|told|covers|$|[,.?!)])", following))

    def particle_leads_on(self, i: int, j: int) -> bool:
        """Whether a particle is followed, maybe after another, by a further capital or unknown word."""
        k = j
        while k < len(self.words) and k < j + 3 and self.words[k].low in PARTICLES:
            k += 1
        if k >= len(self.words) or self.fixed[k] or self.text[self.words[k - 1].end : self.words[k].start] != " ":
            return False
        # "y" joins two surnames only between capitals; elsewhere it is "and".
        if self.words[j].low in {"y", "el", "la", "a"} and not (self.capital[k] and self.capital[j - 1]):
            return False
        return self.capital[k] if self.capital[i] else self.unknown[k]

    def run(self, i: int, j: int) -> Run:
        """The run of words i up to j."""
        words = self.words[i:j]
        last = words[-1]
        end = last.end
        if len(last.text) == 1 and self.text[end : end + 1] == ".":
            end += 1
        span = range(i, j)
        return Run(
            start=words[0].start,
            end=end,
            words=words,
            capital_unknown=sum(self.unknown[k] and self.capital[k] and not self.words[k].is_shouted for k in span),
            small_unknown=sum(self.unknown[k] and not (self.capital[k] and not self.words[k].is_shouted) for k in span),
            given=sum(self.given[k] for k in span),
            surnames=sum(self.words[k].low in self.lexicon.surnames for k in span),
            is_possessive=last.is_possessive,
            is_initials=all(len(word.text) == 1 for word in words),
            is_place=all(self.fixed[k] for k in span),
            has_initial=any(len(word.text) == 1 for word in words),
        )
