"""Which part of a message is the very text they mean to post, and which phrases of it touch a clause?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.records import Case, Finding, Mark, Standing
from assistant.answering.screening.normalize import LONGEST_TEXT

_QUOTED = re.compile(r"[\"“«]([^\"“”«»]{12,})[\"”»]|(?:^|[\s:(])['‘]([^\n]{12,2000}?)['’](?=[\s.,;!?)]|$)")
"""Text between quotation marks, long enough to be a draft rather than a word in quotes."""

_AFTER_COLON = re.compile(r":[ \t]*\n+(.{12,})\Z", re.DOTALL)
"""Text pasted below a line that ends in a colon."""


def find_drafts(text: str) -> list[tuple[int, int]]:
    """
    Start and end of every stretch of the text that reads as a pasted draft; empty when there is none.

    What lies beyond the length that screening keeps is not looked at: nothing was read from it.
    """
    text = text[:LONGEST_TEXT]
    spans = [match.span(1) if match.group(1) is not None else match.span(2) for match in _QUOTED.finditer(text)]
    if not spans and (below := _AFTER_COLON.search(text)):
        spans = [below.span(1)]
    return spans


def find_marks(case: Case, findings: Sequence[Finding]) -> tuple[Mark, ...]:
    """
    The phrases of the draft from which the facts behind the prohibitions were read, each with the rule's clause.

    Offsets count characters of the raw input. A phrase that screening changed is not marked.
    """
    assert case.reading is not None
    drafts = find_drafts(case.raw)
    marks: dict[tuple[int, int], Mark] = {}
    for finding in findings if drafts else ():
        if finding.standing is not Standing.PROHIBITED:
            continue
        stated = {name for situation in finding.rule.situations for name in situation.stated} | set(finding.missing)
        for name in stated & case.reading.facts.keys():
            words = case.reading.facts[name].words
            places = (case.raw.find(words, start, end) for start, end in drafts if words)
            at = next((place for place in places if place >= 0), None)
            if at is not None:
                marks.setdefault((at, at + len(words)), Mark(at, at + len(words), finding.rule.clause))
    return tuple(marks[span] for span in sorted(marks))
