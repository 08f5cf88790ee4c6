"""Which phrases of a draft touch which clause?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answering.drafts.units import core
from assistant.answering.drafts.what_if import WhatIf
from assistant.answering.records import Case, Decision, Finding, Mark, Piece, Reading, Standing
from assistant.answering.screening.normalize import is_invisible
from corpus.library import Library

TOUCHING = frozenset({Standing.PROHIBITED, Standing.OPEN, Standing.REFERRED})
"""What a phrase can touch: what prohibits it, what asks for something more, what sends it to management."""

LEAST_WEIGHT = 0.2
"""A phrase of less weight (of two) carries nothing; chosen on the drafts of the bank."""
SHARE_OF_HEAVIEST = 0.5
"""A phrase is marked when it weighs at least this share of the heaviest one."""
SHARE_OF_FINDING = 0.6
"""The clause of a mark is that of the first finding to which the phrase gives this share of its weight."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A phrase, by its number, that touches the clause of a finding."""

    phrase: int
    finding: Finding


def touched_by(decision: Decision) -> list[Finding]:
    """The findings that phrases can be marked for; in doubt, those that it would turn on."""
    findings = decision.near_misses if decision.is_doubt else decision.findings
    return [finding for finding in findings if finding.standing in TOUCHING]


def facts_behind(finding: Finding, reading: Reading) -> dict[str, bool]:
    """The stated facts, with their values, that make the rule apply or that breach it."""
    stated = reading.stated
    names = {
        test.fact
        for situation in finding.rule.situations
        if situation.holds(stated)
        for test in situation.tests
        if None not in test.values
    }
    return {name: stated[name] for name in (*sorted(names), *finding.missing) if name in stated}


def find_touches(draft: str, what_if: WhatIf, reading: Reading, findings: Sequence[Finding]) -> list[Touch]:
    """
    The phrases that carry the facts behind the findings, in order, each with the clause it touches most.

    Where no phrase carries one by itself, those from whose words the reader says it read them.
    """
    return _carrying(what_if, reading, findings) or _read_from(draft, what_if, reading, findings)


def _read_from(draft: str, what_if: WhatIf, reading: Reading, findings: Sequence[Finding]) -> list[Touch]:
    touches: dict[int, Touch] = {}
    for finding in findings:
        for name in facts_behind(finding, reading):
            words = reading.facts[name].words
            at = draft.find(words) if words else -1
            for number, phrase in enumerate(what_if.phrases if at >= 0 else ()):
                if phrase.start < at + len(words) and at < phrase.end:
                    touches.setdefault(number, Touch(number, finding))
    return [touches[number] for number in sorted(touches)]


def _carrying(what_if: WhatIf, reading: Reading, findings: Sequence[Finding]) -> list[Touch]:
    weights = [
        [
            max((what_if.weight(reading, number, *fact) for fact in facts_behind(finding, reading).items()), default=0)
            for finding in findings
        ]
        for number in range(len(what_if.phrases))
    ]
    heaviest = max((max(row, default=0.0) for row in weights), default=0.0)
    touches = []
    for number, row in enumerate(weights):
        most = max(row, default=0.0)
        if most >= max(LEAST_WEIGHT, SHARE_OF_HEAVIEST * heaviest):
            chosen = next(n for n, weight in enumerate(row) if weight >= SHARE_OF_FINDING * most)
            touches.append(Touch(number, findings[chosen]))
    return touches


def place_marks(draft: str, what_if: WhatIf, touches: Sequence[Touch]) -> list[tuple[int, int, str]]:
    """Start and end in the draft, and clause, of every mark; neighbors that touch the same clause are one."""
    places = []
    for clause, run in _neighbors(touches):
        start = core(draft, what_if.phrases[run[0].phrase])[0]
        end = core(draft, what_if.phrases[run[-1].phrase])[1]
        places.append((start, end, clause))
    return places


def _neighbors(touches: Sequence[Touch]) -> Iterator[tuple[str, list[Touch]]]:
    numbered = enumerate(touches)
    for (_, clause), run in groupby(numbered, key=lambda pair: (pair[1].phrase - pair[0], pair[1].finding.rule.clause)):
        yield clause, [touch for _, touch in run]


def pieces_of(draft: str, places: Sequence[tuple[int, int, str]], library: Library) -> tuple[Piece, ...]:
    """The draft cut up at its marks."""
    pieces, at = [], 0
    for start, end, clause in places:
        pieces += [Piece(draft[at:start])] * (at < start) + [
            Piece(draft[start:end], clause, library.clause(clause).locator)
        ]
        at = end
    return (*pieces, Piece(draft[at:])) if at < len(draft) else tuple(pieces)


def mark_in_raw(case: Case, start: int, end: int, clause: str) -> Mark:
    """The mark over ``case.screened.text[start:end]`` in characters of the raw input, hidden ones with it."""
    assert case.screened is not None
    first, last = case.screened.received_span(start, end)
    while last < len(case.raw) and case.raw[last] != "\r" and is_invisible(case.raw[last]):
        last += 1  # what makes an emoji colored, or joins it to the next, belongs to it
    return Mark(first, last, clause)
