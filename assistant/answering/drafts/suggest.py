"""What could be posted in place of the draft? What is left of it, and the disclaimer; no word of our own.

A version is only proposed here. It is offered when the pipeline, run on the whole message with the version in place of
the draft, says yes or if, and is sure (`is_offered`). What stands outside the draft - a picture, the setting, the
account - is mended by no other words, so nothing is proposed for it: `mends.yaml` names the rules that words can mend.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.answering.decide import decide_reading
from assistant.answering.drafts.cues import load_cues
from assistant.answering.drafts.marks import Touch, facts_behind, touched_by
from assistant.answering.drafts.units import with_hangers_on, without_list_items, without_sentences
from assistant.answering.drafts.what_if import WhatIf
from assistant.answering.records import Case, Finding, Standing, Suggestion, Verdict
from assistant.answering.screening.records import LABELS
from corpus.rulebook import Rulebook

MOST_PROPOSED = 4
"""Versions tried for one draft: all of them are read in one go."""

MOST_NO = 0.05
"""A version is offered only while the reader's second opinion gives `no` at most this much ..."""
LEAST_AGREED = 0.5
"""... and the verdict at least this much."""

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(map(re.escape, LABELS.values()))}) \d+\]")
"""What screening puts in place of hidden data."""

_CLOSED = re.compile(r"[.!?…)\"'\U0001f300-\U0001faff☀-➿]\Z")


@dataclass(frozen=True, slots=True)
class Version:
    """A proposed text, and the whole message with it in place of the draft; `base` is it without the disclaimer."""

    text: str
    message: str
    base: str | None = None


def propose(
    case: Case, start: int, end: int, what_if: WhatIf, touches: Sequence[Touch], rulebook: Rulebook, disclaimer: str
) -> list[Version]:
    """Versions of the draft at ``case.screened.text[start:end]`` that are worth a trial, the best first."""
    assert case.screened is not None
    assert case.reading is not None
    assert case.decision is not None
    text = case.screened.text
    draft = text[start:end]
    findings = touched_by(case.decision)
    if case.decision.is_doubt or not _can_be_mended(findings, text, rulebook):
        return []
    bad = {touch.phrase for touch in touches if touch.finding.standing is Standing.PROHIBITED}
    if case.decision.verdict is Verdict.NO:
        if not bad:
            return []
        bad |= _prohibited_alone(what_if, rulebook) | _hidden(draft, what_if)
        bad = with_hangers_on(draft, what_if.phrases, bad)
        left = [without_list_items(draft, what_if.phrases, bad), without_sentences(draft, what_if.phrases, bad)]
        texts: dict[str, str | None] = {each: None for each in left if each}
        texts |= {_with(each, disclaimer): each for each in texts if disclaimer not in each}
    elif (
        case.decision.verdict is Verdict.CONDITIONAL
        and any(finding.rule.disclaimer for finding in findings)
        and draft != text.strip()  # nothing says that a bare statement is the post, and not about it
    ):
        instead = _in_other_words(draft, what_if)
        kept = without_sentences(draft, what_if.phrases, instead) if instead else draft
        texts = {_with(kept, disclaimer): None} if kept else {}
    else:
        return []
    return [Version(each, text[:start] + each + text[end:], base) for each, base in texts.items()][:MOST_PROPOSED]


def is_offered(version: Version, trial: Case, start: int) -> bool:
    """Did the pipeline say yes or if to the version, for sure, with nothing of it marked or hidden?"""
    answer, decision, reading = trial.answer, trial.decision, trial.reading
    if answer is None or decision is None or reading is None or trial.screened is None or trial.faults:
        return False
    if "wording_unseen" in reading.stated:
        return False
    if (
        answer.verdict not in (Verdict.YES, Verdict.CONDITIONAL)
        or reading.is_partial
        or PLACEHOLDER.search(version.text)
    ):
        return False
    if reading.opinion and (
        reading.opinion.get(Verdict.NO, 0.0) > MOST_NO or reading.opinion.get(answer.verdict, 0.0) < LEAST_AGREED
    ):
        return False
    if any(hidden.start < start + len(version.text) and start < hidden.end for hidden in answer.redactions):
        return False
    return not any(
        reading.facts[name].words and reading.facts[name].words in version.text
        for finding in touched_by(decision)
        for name in facts_behind(finding, reading)
    )


def choose(versions: Sequence[Version], trials: Sequence[Case], start: int) -> tuple[Version, Suggestion] | None:
    """
    The first version that may be offered: a plain yes before one that has conditions.

    The disclaimer is added to what is left of a draft only where that came out lacking it.
    """
    lacks = {
        version.text
        for version, trial in zip(versions, trials, strict=True)
        if trial.decision is not None and any(finding.rule.disclaimer for finding in trial.decision.findings)
    }
    passed = [
        (version, Suggestion(version.text, trial.answer.verdict, trial.answer.conditions))
        for version, trial in zip(versions, trials, strict=True)
        if trial.answer is not None
        and (version.base is None or version.base in lacks)
        and is_offered(version, trial, start)
    ]
    return min(passed, key=lambda each: each[1].verdict is not Verdict.YES, default=None)


def brings_back(text: str, case: Case) -> bool:
    """Does the text hold anything that screening hid?"""
    assert case.screened is not None
    hidden = (case.raw[redaction.start : redaction.end].strip() for redaction in case.screened.redactions)
    return any(each and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", text, re.IGNORECASE) for each in hidden)


def _can_be_mended(findings: Sequence[Finding], text: str, rulebook: Rulebook) -> bool:
    """Can other words help at all: is every prohibition one that words alone can breach?"""
    is_shown_too = load_cues().beyond_words.search(text) is not None
    for finding in findings:
        if finding.standing is Standing.PROHIBITED:
            mend = rulebook.mends.get(finding.rule.id)
            if mend is None or (is_shown_too and not mend.beside_a_picture):
                return False
    return bool(findings)


def _prohibited_alone(what_if: WhatIf, rulebook: Rulebook) -> set[int]:
    """The phrases that would be prohibited if they were all that the draft said."""
    return {
        number
        for number, reading in enumerate(what_if.alone)
        if decide_reading(reading, rulebook).verdict is Verdict.NO
    }


def _hidden(draft: str, what_if: WhatIf) -> set[int]:
    return {
        number
        for number, phrase in enumerate(what_if.phrases)
        if any(found.start() < phrase.end and phrase.start < found.end() for found in PLACEHOLDER.finditer(draft))
    }


def _in_other_words(draft: str, what_if: WhatIf) -> Collection[int]:
    """The phrases that stand in the place of the disclaimer, in other words or cut short."""
    own_views = load_cues().own_views
    return [n for n, phrase in enumerate(what_if.phrases) if own_views.search(draft[phrase.start : phrase.end])]


def _with(text: str, disclaimer: str) -> str:
    """The text with the disclaimer after it, word for word."""
    return text + (" " if _CLOSED.search(text) and "\n" not in text else "\n\n") + disclaimer
