"""What would an encoder that knows English only make of a Spanish message? Each Spanish word as an English one.

The base of the local reader was trained on English text and splits Spanish words into pieces that say little. So
Spanish words are read as their English glosses, one by one in the order of the Spanish, and what was read in a gloss is
led back to the word that stands there (docs/decisions/0022-glosses.md). Only the reader sees them; nobody is shown one.

`words.tsv` holds forms with their glosses, `verbs.tsv` the verbs whose regular forms are made here.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.spanish.conjugation import conjugate

SPANISH = Path(__file__).parent
WORDS, VERBS, ALSO_ENGLISH = "words.tsv", "verbs.tsv", "also_english.txt"

LEAST_SHARE = 2 / 3
"""The share of a turn's words that the lexicon knows from which all of it counts as Spanish."""

LONGEST_PHRASE = 4
"""Words of the longest entry."""

_WORD = re.compile(
    r"(?P<aside>\[[a-z ]{1,40} \d{1,4}\]|(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]{1,255}|[@#]\w+)|[^\W\d_]+"
)
"""A word, or what is no language at all: hidden data, addresses, handles, hashtags."""
_ACRONYM = re.compile(r"[A-Z]{2,}s?")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?¿¡:;\n()\"“”'*_>-])\W*$")

_FORM = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_WITH_PRONOUNS = re.compile(r"(?P<verb>\w+(?:r|ndo))(?P<first>me|te|se|nos)?(?P<last>me|te|se|nos|los?|las?|les?)")
_PRONOUNS = {"me": "me", "te": "you", "se": "", "nos": "us", "lo": "it", "la": "it", "los": "them", "las": "them",
             "le": "him", "les": "them"}  # fmt: skip
_SMALL = re.compile(r"(?P<stem>\w{2,}?)(?:c?it|ecit)(?P<end>[oa]s?)")
_VERY = re.compile(r"(?P<stem>\w{3,})isim(?P<end>[oa])s?")
_IN_SUCH_A_WAY = re.compile(r"(?P<stem>\w{3,})mente")


@dataclass(frozen=True, slots=True)
class Glossed:
    """A text as an English reader gets it, and where in the original each of its characters comes from."""

    text: str
    starts: npt.NDArray[np.int32]
    """[characters of the text]: where the word or character begins in the original that this one stands for."""
    ends: npt.NDArray[np.int32]
    """Likewise where it ends."""

    @classmethod
    def unchanged(cls, text: str) -> Glossed:
        """The text as it is."""
        starts = np.arange(len(text), dtype=np.int32)
        return cls(text, starts, starts + 1)

    def in_original(self, offsets: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """Places [n, 2] in the text as places in the original; an empty place becomes (0, 0)."""
        found = np.zeros_like(offsets)
        held = offsets[:, 1] > offsets[:, 0]
        found[held, 0] = self.starts[offsets[held, 0]]
        found[held, 1] = self.ends[offsets[held, 1] - 1]
        return found


def join(turns: Sequence[Glossed], originals: Sequence[str], mark: str) -> Glossed:
    """The turns as one text with the mark between them; places count in the originals joined likewise."""
    parts: list[Glossed] = []
    at = 0
    for number, (turn, original) in enumerate(zip(turns, originals, strict=True)):
        if number:
            between = Glossed.unchanged(mark)
            parts.append(Glossed(mark, between.starts + at, between.ends + at))
            at += len(mark)
        parts.append(Glossed(turn.text, turn.starts + at, turn.ends + at))
        at += len(original)
    return Glossed(
        "".join(part.text for part in parts),
        np.concatenate([part.starts for part in parts]).astype(np.int32),
        np.concatenate([part.ends for part in parts]).astype(np.int32),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """A word or phrase of a text, by its characters, and what stands for it; None where nothing is known."""

    start: int
    end: int
    words: tuple[str, ...]
    """In lower case."""
    gloss: str | None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Spanish forms and what stands for them in English; an empty gloss leaves the word out."""

    glosses: dict[str, str]
    """By form in lower case, as it is written and without its accents; a phrase has one space between its words."""
    also_english: frozenset[str]
    """Forms that are as likely English: "a", "come", "pan"."""

    def gloss(self, text: str, english: Set[str]) -> Glossed:
        """
        The text with its Spanish words as English ones; `english` are the words that the encoder has whole.

        A turn that is mostly Spanish, and has a word that is no English one, is glossed throughout. In another, only
        runs of words that hold such a word: "no me" stays, "le tomé una foto" does not. What nothing would be left of
        stays as it is.
        """
        entries = list(self._entries(text))
        known = [entry for entry in entries if entry.gloss is not None]
        runs = list(_runs(entries, text))
        if not self._is_spanish(entries, known, english):
            runs = [self._trimmed(run) for run in runs if any(self._is_spanish_only(entry, english) for entry in run)]
        glossed = _replaced(text, [entry for run in runs for entry in run])
        return glossed if glossed.text.strip() else Glossed.unchanged(text)

    def _is_spanish(self, entries: Sequence[Entry], known: Sequence[Entry], english: Set[str]) -> bool:
        words = sum(len(entry.words) for entry in entries)
        understood = sum(len(entry.words) for entry in known)
        if 1 < understood == words:
            return not all(self._may_be_english(entry) for entry in known)
        return understood >= LEAST_SHARE * words and any(self._is_spanish_only(entry, english) for entry in known)

    def _is_spanish_only(self, entry: Entry, english: Set[str]) -> bool:
        return any(
            word in self.glosses and word not in self.also_english and word not in english for word in entry.words
        )

    def _may_be_english(self, entry: Entry) -> bool:
        return len(entry.words) == 1 and entry.words[0] in self.also_english

    def _trimmed(self, run: Sequence[Entry]) -> Sequence[Entry]:
        """The run without the words at its ends that may belong to the English around it."""
        first, last = 0, len(run)
        while first < last and self._may_be_english(run[first]):
            first += 1
        while last > first and self._may_be_english(run[last - 1]):
            last -= 1
        return run[first:last]

    def of(self, word: str) -> str | None:
        """What stands for one word; None where nothing is known."""
        lower = word.lower()
        for form in (lower, _plain(lower), _plain(_DRAWN_OUT.sub(r"\1", lower))):
            if form in self.glosses:
                return self.glosses[form]
        return self._derived(_plain(_DRAWN_OUT.sub(r"\1", lower)))

    def knows(self, word: str) -> bool:
        """Is it a Spanish word, in any of its forms?"""
        return self.of(word) is not None

    def _entries(self, text: str) -> Iterator[Entry]:
        """The words and phrases of the text in their order, the longest phrase first."""
        found = [match for match in _WORD.finditer(text) if match["aside"] is None]
        is_shouted = text.isupper()
        at = 0
        while at < len(found):
            entry = self._phrase(text, found[at : at + LONGEST_PHRASE])
            if entry is None:
                word = found[at]
                gloss = None if not is_shouted and _is_name(text, word) else self.of(word.group())
                entry = Entry(word.start(), word.end(), (word.group().lower(),), gloss)
            yield entry
            at += len(entry.words)

    def _phrase(self, text: str, found: Sequence[re.Match[str]]) -> Entry | None:
        """The longest phrase that begins with the first of these words."""
        for size in range(len(found), 1, -1):
            words = found[:size]
            if all(text[a.end() : b.start()] == " " for a, b in pairwise(words)):
                start, end = words[0].start(), words[-1].end()
                gloss = self.glosses.get(_plain(text[start:end].lower()))
                if gloss is not None:
                    return Entry(start, end, tuple(word.group().lower() for word in words), gloss)
        return None

    def _derived(self, form: str) -> str | None:
        """A form that is made of a known one: with pronouns at its end, a plural, a diminutive, an adverb."""
        if (made := _WITH_PRONOUNS.fullmatch(form)) and (verb := self.glosses.get(made["verb"])):
            others = [_PRONOUNS[each] for each in (made["first"], made["last"]) if each]
            return " ".join(part for part in (verb, *others) if part)
        stems: list[str] = []
        if made := _SMALL.fullmatch(form):
            stems += [made["stem"] + made["end"], made["stem"] + made["end"][0], made["stem"], made["stem"] + "e"]
        if made := _VERY.fullmatch(form):
            stems += [made["stem"] + made["end"], made["stem"]]
        if form.endswith(("a", "as")):
            stems += [form[:-1] + "o"] if form.endswith("a") else [form[:-2] + "o"]
        if made := _IN_SUCH_A_WAY.fullmatch(form):
            stems += [made["stem"], made["stem"][:-1] + "o"]
        if form.endswith("s"):
            stems += [form[:-1], form[:-2]] if form.endswith("es") else [form[:-1]]
        return next((self.glosses[stem] for stem in stems if len(stem) > 2 and stem in self.glosses), None)


def _is_name(text: str, word: re.Match[str]) -> bool:
    """Is it written as names and acronyms are: CASA, Dolores within a sentence?"""
    if _ACRONYM.fullmatch(word.group()):
        return True
    begins = _SENTENCE_BEGINS.search(text, max(0, word.start() - 8), word.start())
    return word.group().istitle() and begins is None


def _runs(entries: Sequence[Entry], text: str) -> Iterator[Sequence[Entry]]:
    """The known entries in runs that nothing but space parts."""
    run: list[Entry] = []
    for entry in entries:
        if run and (entry.gloss is None or text[run[-1].end : entry.start].strip()):
            yield run
            run = []
        if entry.gloss is not None:
            run.append(entry)
    if run:
        yield run


def _replaced(text: str, chosen: Sequence[Entry]) -> Glossed:
    """The text with the glosses of the entries in their place."""
    parts, starts, ends, at = [], [], [], 0
    plain = np.arange(len(text) + 1, dtype=np.int32)
    for entry in chosen:
        gloss = entry.gloss or ""
        parts += [text[at : entry.start], gloss]
        starts += [plain[at : entry.start], np.full(len(gloss), entry.start, np.int32)]
        ends += [plain[at + 1 : entry.start + 1], np.full(len(gloss), entry.end, np.int32)]
        at = entry.end
        if not gloss and text[at : at + 1] == " ":
            at += 1
    parts.append(text[at:])
    starts.append(plain[at : len(text)])
    ends.append(plain[at + 1 : len(text) + 1])
    return Glossed("".join(parts), np.concatenate(starts), np.concatenate(ends))


def _plain(form: str) -> str:
    """Without accents; the tilde of an ñ stays."""
    apart = unicodedata.normalize("NFD", form.replace("ñ", "\0"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace("\0", "ñ")


def lexicon_sha256(folder: Path = SPANISH) -> str:
    """The digest of the lexicon: who changes it changes what the reader reads."""
    digest = hashlib.sha256()
    for name in (WORDS, VERBS, ALSO_ENGLISH):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


class LexiconDamaged(Exception):
    """A line of the Spanish lexicon is not one."""


@cache
def load_lexicon(folder: Path = SPANISH) -> Lexicon:
    """The lexicon of a folder. Raises `LexiconDamaged`, naming file and line."""
    said: dict[str, str] = {}
    for infinitive, base, past, gerund, stem in _lines(folder / VERBS, 5):
        for form, gloss in conjugate(infinitive, base, past, gerund, stem):
            said.setdefault(form, gloss)
    for form, gloss in _lines(folder / WORDS, 2):
        said[form] = gloss
    # A form written without its accents means the accented one only where it is no word of its own.
    also_english = (folder / ALSO_ENGLISH).read_text(encoding="utf-8").split()
    return Lexicon({_plain(form): gloss for form, gloss in said.items()} | said, frozenset(also_english))


def _lines(file: Path, columns: int) -> Iterator[list[str]]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        parts = line.split("\t")
        if len(parts) != columns or not _FORM.fullmatch(parts[0]) or parts[0] != parts[0].lower():
            raise LexiconDamaged(
                f"{file}, line {number}: {line!r} must be {columns} columns, tabs between; first words in lower case."
            )
        yield parts
