"""Which of the overlapping finds hold, and where do they end?"""

from __future__ import annotations

from collections.abc import Iterable

from assistant.answering.screening.records import PrivateKind, Span

# The kind that names an overlap: a phone inside an address is the address; a name inside an email is the email.
PRECEDENCE = (
    PrivateKind.EMAIL,
    PrivateKind.URL_PROFILE,
    PrivateKind.CASE_NUMBER,
    PrivateKind.SSN,
    PrivateKind.DATE_OF_BIRTH,
    PrivateKind.PHONE,
    PrivateKind.MEDICAL_RECORD,
    PrivateKind.LICENSE_PLATE,
    PrivateKind.ADDRESS,
    PrivateKind.COURT_DEPARTMENT,
    PrivateKind.SCHOOL,
    PrivateKind.PERSON,
    PrivateKind.OTHER,
)
RANK = {kind: rank for rank, kind in enumerate(PRECEDENCE)}


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """
    Join what overlaps into one span, so that nothing found by anyone stays readable.

    The result is in order and disjoint. The kind is that of the longest part; precedence breaks ties.
    """
    merged: list[tuple[Span, Span]] = []
    for span in sorted(spans):
        if merged and span.start < merged[-1][0].end:
            whole, chief = merged[-1]
            chief = min(chief, span, key=lambda s: (s.start - s.end, RANK[s.kind]))
            merged[-1] = (Span(whole.start, max(whole.end, span.end), chief.kind), chief)
        else:
            merged.append((span, span))
    return tuple(whole for whole, _ in merged)


def without(span: Span, stretches: Iterable[tuple[int, int]]) -> list[Span]:
    """The parts of a span outside the given stretches."""
    parts = [span]
    for start, end in stretches:
        parts = [
            piece
            for part in parts
            for piece in (
                [part]
                if end <= part.start or part.end <= start
                else [Span(part.start, start, part.kind), Span(end, part.end, part.kind)]
            )
            if piece.start < piece.end
        ]
    return parts
