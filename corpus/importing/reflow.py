"""Which lines of a page are one paragraph that the width of the page, or its end, cut?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.document import LIST_MARK
from corpus.importing.extraction import Line

SHORT = 45  # characters; a line shorter than this was ended by its writer, not by the width of the page
LONG = 140  # characters; a file with longer lines than this writes a paragraph a line
FULL = 0.8  # of the widest line; letters differ in width, so a full line of print may have fewer characters

RULE = re.compile(r"[_=\-–—*]{3,}(?: [_=\-–—*]{3,})*")
LABEL = re.compile(
    r"(?P<number>policy\s*(?:#|no\b\.?|number\b))\s*:?|(?P<title>title)\s*:"
    r"|(?P<date>effective\s+date|date\s+issued|issued)\s*:",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.:;!?][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Reflowed:
    """Lines without blank ones, each a whole paragraph, heading, item or rule; and what a person should look at."""

    lines: tuple[Line, ...]
    warnings: tuple[str, ...]


def reflow(lines: Sequence[Line]) -> Reflowed:
    """Join what the page cut. Lost is only a hyphen at a line's end whose word stands without it elsewhere."""
    lines = [part for line in lines for part in _without_tail_rule(line)]
    width = max((len(line.text) for line in lines if line.wraps), default=0)
    everything = " ".join(line.text for line in lines)
    joined: list[Line] = []
    warnings: list[str] = []
    tail, blank = "", False  # the last printed line of the paragraph so far; was the line before this one blank?
    for line in lines:
        if not line.text:
            blank = True
            continue
        if joined and line.wraps and _goes_on(tail, line.text, width, blank):
            whole, warning = _join(joined[-1].text, line.text, everything)
            joined[-1] = replace(joined[-1], text=whole)
            warnings += [warning] if warning else []
        else:
            joined.append(line)
        tail, blank = line.text, False
    return Reflowed(tuple(joined), tuple(warnings))


def _without_tail_rule(line: Line) -> list[Line]:
    """A heading with its rule on the same line, as some files print it, as two lines; any other line as it is."""
    found = re.fullmatch(r"(.*[^\s_:])\s*(_{3,})", line.text)
    return [replace(line, text=found.group(1)), replace(line, text=found.group(2))] if found else [line]


def is_capitals(text: str) -> bool:
    """Is it a heading by its capitals, as in "DATE ISSUED/SUNSET DATE" or "1. PURPOSE"?"""
    words = LIST_MARK.sub("", text, count=1) if LIST_MARK.match(text) else text
    letters = sum(character.isalpha() for character in words)
    return words.isupper() and letters >= 3 and len(words) <= 80 and words[-1] not in ".;,"


def _goes_on(tail: str, text: str, width: int, blank: bool) -> bool:
    """Does `text` continue the paragraph whose last printed line is `tail`?"""
    if any(RULE.fullmatch(part) or is_capitals(part) or LABEL.match(part) for part in (tail, text)):
        return False
    if LIST_MARK.fullmatch(f"{tail} "):  # some PDFs print the mark of an item as a line of its own
        return True
    if LIST_MARK.match(text) or len(tail) < SHORT:
        return False
    ended, starts_small = bool(SENTENCE_END.search(tail)), text[0].islower()
    if starts_small and not ended:
        return True
    if blank or width > LONG:
        return False
    return len(tail) + 1 + len(text.split()[0]) > FULL * width


def _join(start: str, end: str, everything: str) -> tuple[str, str | None]:
    """The two parts as one text. A hyphen between them is kept unless the word is found without it."""
    if not (re.search(r"[a-z]-$", start) and end[0].islower()):
        return f"{start} {end}", None
    head, rest = start.split()[-1], re.split(r"\W", end, maxsplit=1)[0]
    if re.search(rf"\b{re.escape(head[:-1] + rest)}\b", everything):
        return start[:-1] + end, None
    if re.search(rf"\b{re.escape(head + rest)}\b", everything):
        return start + end, None
    return start + end, f'"{head + rest}" was cut at the end of a line and its hyphen was kept. Is it right?'
