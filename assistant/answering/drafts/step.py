"""The step that works on drafts: find the text they mean to post, mark what touches a clause, try safer versions.

A message without a draft passes untouched, at the price of looking for one. A draft costs one batch of readings for the
marks, and one more run of the pipeline where there is a version to try; both are shared by all messages of a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.compose import DISCLAIMER
from assistant.answering.drafts.finder import Span, find_drafts
from assistant.answering.drafts.marks import Touch, find_touches, mark_in_raw, pieces_of, place_marks, touched_by
from assistant.answering.drafts.suggest import Version, brings_back, choose, propose
from assistant.answering.drafts.what_if import Asked, WhatIf, ask_what_if
from assistant.answering.reading.reader import Reader
from assistant.answering.records import Case, Draft, Kind, Mark, Piece, Suggestion, Verdict
from corpus.library import Library
from corpus.rulebook import Rulebook

MOST_DRAFTS = 3
"""Drafts looked at in one message."""

WORTH_MARKING = frozenset({Verdict.NO, Verdict.CONDITIONAL, Verdict.ESCALATE})

BETWEEN = Piece("\n")
"""Stands between the drafts of a message that holds several."""

Trial = Callable[[Sequence[Case]], list[Case]]


@dataclass(frozen=True, slots=True)
class Found:
    """A draft in a case of the batch, with what would be read of its phrases."""

    case: int
    span: Span
    what_if: WhatIf
    touches: tuple[Touch, ...]


def work_on_drafts(
    cases: Sequence[Case],
    reader: Reader,
    turns_kept: int,
    rulebook: Rulebook,
    library: Library,
    trial: Trial,
    confirm: Trial | None = None,
) -> list[Case]:
    """
    The cases with their drafts marked, and with a safer version where there is one.

    `trial` runs the pipeline on all versions that are worth it; `confirm`, where there is one, on those to be offered.
    """
    spans = [(number, span) for number, case in enumerate(cases) for span in _drafts(case)]
    what_ifs = ask_what_if([_asked(cases[number], span, turns_kept) for number, span in spans], reader)
    found = [
        _found(cases[number], number, span, what_if) for (number, span), what_if in zip(spans, what_ifs, strict=True)
    ]
    versions = [_versions(cases[each.case], each, found, rulebook, library) for each in found]
    offered = _tried(cases, found, versions, trial)
    if confirm is not None:
        offered = _tried(cases, found, [[replace(v, base=None) for v, _ in some] for some in offered], confirm)
    done = list(cases)
    for each, chosen in zip(found, offered, strict=True):
        draft = _marked(cases[each.case], each, library)
        earlier = done[each.case].draft
        if earlier is not None:
            draft = Draft((*earlier.pieces, BETWEEN, *draft.pieces), (*earlier.marks, *draft.marks))
        done[each.case] = done[each.case].with_(draft=replace(draft, suggestion=chosen[0][1] if chosen else None))
    return done


def _tried(
    cases: Sequence[Case], found: Sequence[Found], versions: Sequence[Sequence[Version]], trial: Trial
) -> list[list[tuple[Version, Suggestion]]]:
    """For each draft the version to be offered, in a list of one, or none; all of them tried together."""
    pairs = [(each, version) for each, some in zip(found, versions, strict=True) for version in some]
    tried = iter(trial([_on_trial(cases[each.case], version) for each, version in pairs]) if pairs else ())
    chosen = [
        choose(some, [next(tried) for _ in some], each.span[0]) for each, some in zip(found, versions, strict=True)
    ]
    return [[one] if one else [] for one in chosen]


def _drafts(case: Case) -> list[Span]:
    """Where the drafts stand that are worth the work: what touches something may be marked and mended."""
    if case.reading is None or case.decision is None or case.screened is None:
        return []
    if case.reading.kind is not Kind.POSTING or case.reading.is_partial or not touched_by(case.decision):
        return []
    if case.decision.verdict not in WORTH_MARKING:
        return []
    return find_drafts(case.screened.text)[:MOST_DRAFTS]


def _asked(case: Case, span: Span, turns_kept: int) -> Asked:
    assert case.screened is not None
    return Asked(case.screened.text, *span, case.earlier[-turns_kept:])


def _found(case: Case, number: int, span: Span, what_if: WhatIf) -> Found:
    assert case.reading is not None
    assert case.decision is not None
    assert case.screened is not None
    draft = case.screened.text[slice(*span)]
    return Found(number, span, what_if, tuple(find_touches(draft, what_if, case.reading, touched_by(case.decision))))


def _versions(case: Case, each: Found, found: Sequence[Found], rulebook: Rulebook, library: Library) -> list[Version]:
    """Versions worth a trial; none where a message holds several drafts, as it is not said which of them to mend."""
    if sum(other.case == each.case for other in found) > 1:
        return []
    disclaimer = library.clause(DISCLAIMER).text.strip('"')
    proposed = propose(case, *each.span, each.what_if, each.touches, rulebook, disclaimer)
    return [version for version in proposed if not brings_back(version.text, case)]


def _on_trial(case: Case, version: Version) -> Case:
    return Case(
        raw=version.message, earlier=case.earlier, answered=case.answered, carried=case.carried, language=case.language
    )


def _marked(case: Case, each: Found, library: Library) -> Draft:
    assert case.screened is not None
    start, end = each.span
    draft = case.screened.text[start:end]
    places = place_marks(draft, each.what_if, each.touches)
    marks: list[Mark] = [mark_in_raw(case, start + a, start + b, clause) for a, b, clause in places]
    return Draft(pieces_of(draft, places, library), tuple(marks))
