"""How is what somebody wrote shown? As it stands: a draft between fences in a box of its own, all else as a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.slack.blocks.elements import line, preformatted, quotation, rich, said
from assistant.slack.blocks.escape import cleaned
from assistant.slack.blocks.limits import LONGEST_INPUT, cut, measure
from assistant.slack.blocks.records import Block

LONGEST_TURN = 600
"""Characters of each turn, where several are shown."""

_FENCE = re.compile(r"```\n?(.*?)\n?(?:```|\Z)", re.DOTALL)
"""What is never closed goes to the end."""


def as_written(text: str, most: int = LONGEST_INPUT) -> list[Block]:
    """
    Parts of a rich text block that show what somebody wrote, cut to `most` characters; the fences are not shown.

    >>> [part["type"] for part in as_written("May I? ```Good morning```")]
    ['rich_text_quote', 'rich_text_preformatted']
    """
    shown: list[Block] = []
    left = most
    for is_draft, words in _pieces(cleaned(text)):
        words = cut(words, left) if left > 1 else "…"
        shown.append(preformatted(words) if is_draft else quotation(said(words)))
        left -= measure(words)
        if left <= 1:
            break
    return shown or [quotation(said(""))]


def in_one_line(text: str) -> str:
    """What somebody wrote, without line ends and fences."""
    return " ".join(_FENCE.sub(r" \1 ", text).split())


def quoted(label: str, *said_there: str) -> Block:
    """What a person wrote, or we said, under its label, as it stands."""
    most = LONGEST_TURN if len(said_there) > 1 else LONGEST_INPUT
    return rich(line(said(label, bold=True)), *(part for text in said_there for part in as_written(text, most)))


def in_whole(label: str, text: str) -> Iterator[Block]:
    """What somebody wrote, all of it, under its label: in as many blocks as it takes."""
    parts = [
        preformatted(words) if is_draft else quotation(said(words))
        for is_draft, piece in _pieces(cleaned(text))
        for words in _parts(piece)
    ]
    for number, part in enumerate(parts or [quotation(said(""))]):
        yield rich(line(said(label, bold=True)), part) if number == 0 else rich(part)


def _parts(text: str) -> Iterator[str]:
    """The text in stretches of whole words that one block takes."""
    while measure(text) > LONGEST_INPUT:
        head = cut(text, LONGEST_INPUT).removesuffix("…")
        yield head
        text = text[len(head) :].lstrip()
    yield text


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Stretches of the text in their order: is it a draft, and its words."""
    end = 0
    for fence in _FENCE.finditer(text):
        yield from ((False, words) for words in [text[end : fence.start()].strip()] if words)
        yield from ((True, words) for words in [fence[1].strip("\n")] if words.strip())
        end = fence.end()
    yield from ((False, words) for words in [text[end:].strip()] if words)
