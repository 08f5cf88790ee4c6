"""Of which phrases and sentences does a draft consist, and what is left of it without some of them?"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.answering.drafts.cues import load_cues

MOST_PHRASES = 12
"""A draft of more phrases is cut into longer ones, so that reading it without each of them stays quick."""

_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?…]+[\"')\]]*(?:\s+|\Z)|\n+\s*")
_PHRASE_END = re.compile(
    r"(?<!\b[A-Z])[.!?…]+[\"')\]]*(?:\s+|\Z)|\n+\s*|[,;:]+[\"')\]]*\s+|\s+[–—|-]+\s+|\s+(?=\()|(?<=\))\s+|(?<=[A-Za-z])[–—](?=[A-Za-z])"
)
_WORD = re.compile(r"[^\W_][\w'’]*")
_HASHTAG = re.compile(r"(?<!\w)#\w+")
_EDGES = " \t\n,;:–—|()"
_CLOSING = re.compile(r"[.!?…]+[\"')\]]*\s*\Z")

LEAST_WORDS_LEFT = 4
"""What is left has to say something of its own; hashtags are not counted."""
LONGEST_SCRAP = 2
LEAST_OF_A_LIST = 3
"""Phrases between commas that make a sentence a list, from which one can be left out without harm to the rest."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A stretch of the draft up to the next comma, dash, sentence or line; with the white space that follows it."""

    start: int
    end: int
    sentence: int
    """Number of the sentence it belongs to."""


def cut(draft: str) -> list[Phrase]:
    """The phrases of the draft, in order; together they are the draft."""
    ends = [match.end() for match in _SENTENCE_END.finditer(draft) if match.end() < len(draft)]
    ends = [end for end in ends if draft[end] != "("]  # a remark in brackets belongs to what it remarks upon
    borders = {0, *(match.end() for match in _PHRASE_END.finditer(draft)), *ends, len(draft)}
    phrases: list[Phrase] = []
    at = sorted(borders)
    for start, end in pairwise(at):
        sentence = sum(border <= start for border in ends)
        is_short = len(_WORD.findall(draft, start, end)) < 2 and not _HASHTAG.search(draft, start, end)
        if phrases and is_short and phrases[-1].sentence == sentence:
            phrases[-1] = replace(phrases[-1], end=end)
        else:
            phrases.append(Phrase(start, end, sentence))
    while len(phrases) > MOST_PHRASES:
        phrases = _coarser(phrases)
    return phrases


def _coarser(phrases: list[Phrase]) -> list[Phrase]:
    """With the two neighbors joined that are shortest together, within a sentence where there are any."""
    pairs = range(len(phrases) - 1)
    inside = [n for n in pairs if phrases[n].sentence == phrases[n + 1].sentence]
    at = min(inside or pairs, key=lambda n: phrases[n + 1].end - phrases[n].start)
    return [*phrases[:at], replace(phrases[at], end=phrases[at + 1].end), *phrases[at + 2 :]]


def core(draft: str, phrase: Phrase) -> tuple[int, int]:
    """The phrase without white space and punctuation at its edges; as it is where nothing else is in it."""
    words = draft[phrase.start : phrase.end]
    kept = words.strip(_EDGES + ".!?…")
    if not kept:
        return phrase.start, phrase.end
    at = phrase.start + words.index(kept)
    return at, at + len(kept)


def without_phrase(draft: str, phrase: Phrase) -> str:
    """The draft with the phrase taken out and nothing mended."""
    return draft[: phrase.start] + draft[phrase.end :]


def with_hangers_on(draft: str, phrases: Sequence[Phrase], out: Collection[int]) -> set[int]:
    """
    The phrases `out`, and the sentences that hang on theirs, whole.

    Without "he is one of my kids at work" the sentence "he misses his mom" would look harmless, and still tell it. So
    along with a sentence goes the one after it that leans back on it ("that was hard"), every later one that speaks of
    somebody named before, the one before it when it leans back itself, those that speak to somebody when it does, and
    scraps ("Turned down.") on either side.
    """
    cues = load_cues()
    count = phrases[-1].sentence + 1 if phrases else 0
    words = ["".join(draft[p.start : p.end] for p in phrases if p.sentence == number) for number in range(count)]
    gone = {phrases[n].sentence for n in out}
    if any(cues.speaks_to.search(words[number]) for number in gone):
        gone |= {number for number in range(count) if cues.speaks_to.search(words[number])}
    for number in range(count - 1, 0, -1):
        if number in gone and (cues.leans_back.search(words[number]) or cues.names_again.search(words[number])):
            gone.add(number - 1)
    for number in range(count):
        is_scrap = len(_WORD.findall(words[number])) <= LONGEST_SCRAP
        leans = is_scrap or cues.leans_back.search(words[number])
        if (number - 1 in gone and leans) or (number + 1 in gone and is_scrap):
            gone.add(number)
        if gone and min(gone) < number and cues.names_again.search(words[number]):
            gone.add(number)
    ours = {phrases[n].sentence for n in out}
    return set(out) | {n for n, phrase in enumerate(phrases) if phrase.sentence in gone - ours}


def without_sentences(draft: str, phrases: Sequence[Phrase], out: Collection[int]) -> str | None:
    """The draft without every sentence that holds one of the phrases `out`; None when no post is left."""
    gone = {phrases[n].sentence for n in out}
    left = "".join(draft[phrase.start : phrase.end] for phrase in phrases if phrase.sentence not in gone)
    return _post(left)


def without_list_items(draft: str, phrases: Sequence[Phrase], out: Collection[int]) -> str | None:
    """
    The draft without the phrases `out` where they are items of a list, and without their whole sentence elsewhere.

    The first item stays, or the sentence goes: nothing is reworded to make a new beginning.
    """
    kept: list[str] = []
    for sentence in sorted({phrase.sentence for phrase in phrases}):
        numbers = [n for n, phrase in enumerate(phrases) if phrase.sentence == sentence]
        gone = [n for n in numbers if n in out]
        closings = [draft[phrases[n].start : phrases[n].end].rstrip()[-1:] for n in numbers[:-1]]
        items = sum(closing in ",;" for closing in closings) + 1
        is_list = items >= LEAST_OF_A_LIST and all(closing in ",;:" for closing in closings)
        if not gone:
            kept += [draft[phrases[n].start : phrases[n].end] for n in numbers]
        elif is_list and items - len(gone) >= LEAST_OF_A_LIST - 1 and _leaves_a_list(draft, phrases, numbers, gone):
            kept.append(_items(draft, phrases, [n for n in numbers if n not in gone], numbers[-1]))
    return _post("".join(kept))


def _leaves_a_list(draft: str, phrases: Sequence[Phrase], numbers: Sequence[int], gone: Sequence[int]) -> bool:
    """Is what stays a list still: its first item stays, and what goes is its end, or one item between others?"""
    cues = load_cues()
    items = [draft[phrases[n].start : phrases[n].end] for n in gone]
    if numbers[0] in gone or any(cues.leans_back.search(item) or cues.names_again.search(item) for item in items):
        return False
    if gone == list(numbers[-len(gone) :]):
        return True
    return len(gone) == 1 and not cues.joins.search(items[0])


def _items(draft: str, phrases: Sequence[Phrase], stay: Sequence[int], last: int) -> str:
    """The items that stay, closed by what closed the sentence."""
    words = "".join(draft[phrases[n].start : phrases[n].end] for n in stay)
    if stay[-1] == last:
        return words
    ending = draft[phrases[last].start : phrases[last].end]
    closing = _CLOSING.search(ending)
    return words.rstrip(_EDGES) + (closing.group() if closing else ending[len(ending.rstrip()) :])


def _post(left: str) -> str | None:
    """What is left, if it still says something by itself; a disclaimer says nothing by itself."""
    left = left.strip().rstrip(",;:–—|").rstrip()
    sentences = re.split(r"(?<=[.!?])\s+|\n", _HASHTAG.sub("", left))
    words = [word for each in sentences if not load_cues().own_views.search(each) for word in _WORD.findall(each)]
    return left if len(words) >= LEAST_WORDS_LEFT else None


def is_taken_from(text: str, draft: str) -> bool:
    """Do all visible characters of the text stand in the draft, in this order?"""
    rest = iter(draft)
    return all(character in rest for character in text if not character.isspace())
