"""What does the text read like with every private stretch replaced?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answering.screening.records import PrivateKind, Span

NAME_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Hidden:
    """`text` with placeholders. ``text[i]`` stands for the original characters ``starts[i]`` up to ``ends[i]``."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def hide(text: str, spans: tuple[Span, ...]) -> Hidden:
    """Replace each span by its placeholder. The spans are disjoint and in order."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for span, placeholder in zip(spans, placeholders(text, spans), strict=True):
        pieces += (text[at : span.start], placeholder)
        starts += range(at, span.start)
        ends += range(at + 1, span.start + 1)
        starts += [span.start] * len(placeholder)
        ends += [span.end] * len(placeholder)
        at = span.end
    pieces.append(text[at:])
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return Hidden("".join(pieces), tuple(starts), tuple(ends))


def placeholders(text: str, spans: tuple[Span, ...]) -> list[str]:
    """
    One placeholder for each span: the kind's label and a number, the same number for the same value.

    People are the same when all words of the shorter name stand in the longer one.
    """
    numbered: dict[PrivateKind, list[set[str]]] = {}
    result = []
    for span in spans:
        value = text[span.start : span.end]
        words = identity(value, span.kind)
        known = numbered.setdefault(span.kind, [])
        number = next((i for i, other in enumerate(known, 1) if is_same(words, other, span.kind)), None)
        if number is None:
            known.append(words)
            number = len(known)
        elif span.kind is PrivateKind.PERSON:
            known[number - 1] |= words
        result.append(f"[{span.kind.label} {number}]")
    return result


def identity(value: str, kind: PrivateKind) -> set[str]:
    """What two mentions of the same value have in common."""
    if kind is PrivateKind.PERSON:
        return {word.casefold() for word in NAME_WORD.findall(value)} or {value.casefold()}
    return {"".join(c for c in value.casefold() if c.isalnum()) or value}


def is_same(words: set[str], other: set[str], kind: PrivateKind) -> bool:
    """Whether two mentions mean the same."""
    return words == other or (kind is PrivateKind.PERSON and (words <= other or other <= words))
