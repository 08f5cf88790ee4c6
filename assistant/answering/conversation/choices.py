"""Does a typed reply pick a choice of the question back, as pressing its button would?"""

from __future__ import annotations

import re

from assistant.answering.conversation.cues import Cues, load_cues, plain
from corpus.facts import QuestionBack

_SPACES = re.compile(r"\s+")
_AROUND = " .,;:!?¡¿\"'()[]*_~-\u2013\u2014\u2018\u2019\u201c\u201d"


def chosen(said: str, ask: QuestionBack | None) -> int | None:
    """
    The number from 0 of the choice that a whole reply picks; None where it picks none, or might mean several.

    Taken are its number, its words or those on one side of its comma, and a yes or a no where just one choice begins
    with that, in whichever of our languages. Whatever says more than that is for the reader: "yes, but it is my niece".
    """
    choices = ask.choices if ask is not None else ()
    bare = said.strip()
    if bare.isascii() and bare.rstrip(".)").isdigit():
        number = bare.rstrip(".)")
        return int(number) - 1 if len(number) < 3 and 1 <= int(number) <= len(choices) else None
    cues = load_cues()
    words = _words(said)
    whole = [number for number, choice in enumerate(choices) if words and _run(words) == _run(_words(choice.label))]
    if len(whole) == 1:
        return whole[0]
    heads = [_words(choice.label.split(",")[0]).split(" ")[0] for choice in choices]
    if cues.affirms.fullmatch(_without_courtesy(words, cues)):
        fitting = [number for number, head in enumerate(heads) if cues.affirms.fullmatch(head)]
    elif cues.denies.fullmatch(words):
        fitting = [number for number, head in enumerate(heads) if head == "not" or cues.denies.fullmatch(head)]
    else:
        parts = [{_words(part) for part in choice.label.split(",")} - {""} for choice in choices]
        fitting = [number for number, each in enumerate(parts) if words in each]
    return fitting[0] if len(fitting) == 1 else None


def _words(said: str) -> str:
    """The words as the cues are written, without signs around them."""
    parts = (part.strip(_AROUND) for part in plain(said).split(","))
    return _SPACES.sub(" ", ", ".join(part for part in parts if part))


def _run(words: str) -> str:
    return words.replace(",", "")


def _without_courtesy(words: str, cues: Cues) -> str:
    """What is left without a please or a thank-you around it."""
    parts = [part for part in words.split(", ") if not cues.courtesy.fullmatch(part)]
    left = ", ".join(parts)
    for side in (rf"\s+(?:{cues.courtesy.pattern})$", rf"^(?:{cues.courtesy.pattern})\s+"):
        left = re.sub(side, "", left)
    return left
