"""May this answer be sent? Everything is checked anew against the corpus and the rules; what fails is not sent."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.answering.compose import DISCLAIMER, compose, fixed_answer
from assistant.answering.decide import decide_reading
from assistant.answering.drafts.suggest import PLACEHOLDER, brings_back
from assistant.answering.drafts.units import is_taken_from
from assistant.answering.language_model.rewording import rewording_faults
from assistant.answering.records import Answer, Case, Citation, Finding, Kind, Reading, Standing, Verdict
from assistant.answering.rules import apply
from corpus.errors import CorpusError
from corpus.library import Library
from corpus.rule_rows import Wording
from corpus.rulebook import Rulebook

NEEDS_CLAUSE = frozenset({Verdict.NO, Verdict.CONDITIONAL, Verdict.ESCALATE, Verdict.INFO})
"""Verdicts that may not stand without the clause they rest on. An emergency is an `escalate` that needs none."""


def faults_of(case: Case, rulebook: Rulebook, library: Library) -> list[str]:
    """All that is wrong with the case's answer, in words for the log (no private data); empty when it may be sent."""
    assert case.answer is not None
    assert case.reading is not None
    try:
        return list(_faults(case, rulebook, library))
    except CorpusError as problem:
        return [f"the corpus does not hold what the answer cites ({type(problem).__name__})"]


def _faults(case: Case, rulebook: Rulebook, library: Library) -> list[str]:
    assert case.answer is not None
    assert case.reading is not None
    return [
        *(fault for citation in case.answer.citations for fault in _quote_faults(citation, library)),
        *_verdict_faults(case.answer, case.reading, rulebook),
        *_basis_faults(case.answer, case.reading, rulebook, library),
        *_wording_faults(case.answer, rulebook.wording),
        *_composition_faults(case, rulebook, library),
        *_language_faults(case, rulebook),
        *_privacy_faults(case),
        *_suggestion_faults(case, library),
    ]


def _quote_faults(citation: Citation, library: Library) -> Iterator[str]:
    """A quote stands in the document between its offsets, is the whole clause, and comes with its lead-in."""
    clause = library.clause(citation.clause)
    document = library.document(clause.document)
    if document.text[citation.start : citation.end] != citation.quote or not citation.quote:
        yield f"{citation.clause}: the quote is not what stands in the document"
    if (citation.start, citation.end) != tuple(clause.words):
        yield f"{citation.clause}: the quote is not the whole clause"
    if citation.verbatim and not clause.is_quotable:
        yield f"{citation.clause}: a summary is marked as verbatim"
    if citation.lead_in != (library.clause(clause.lead_in).text if clause.lead_in else None):
        yield f"{citation.clause}: the lead-in is missing or changed"
    if citation.document != document.number:
        yield f"{citation.clause}: attributed to {citation.document!r}, but stands in {document.number!r}"


def _verdict_faults(answer: Answer, reading: Reading, rulebook: Rulebook) -> Iterator[str]:
    """The verdict is the one the rules give for the reading, or a hand-off, or a question: those release nothing."""
    derived = decide_reading(reading, rulebook).verdict
    asks_back = answer.verdict is Verdict.CLARIFY and answer.ask is not None
    if answer.verdict not in (derived, Verdict.ESCALATE) and not asks_back:
        yield f"the verdict {answer.verdict.value!r} is not the {derived.value!r} that the rules give"
    other = decide_reading(reading.second, rulebook).verdict if reading.second else None
    if other is Verdict.NO and answer.verdict in (Verdict.YES, Verdict.CONDITIONAL):
        yield "another reading of the question leads to a prohibition"
    own = {reply.headline for reply in rulebook.replies.values() if reply.verdict is answer.verdict and reply.headline}
    if answer.headline not in {rulebook.headlines[answer.verdict], *own}:
        yield f"the headline is not that of {answer.verdict.value!r}"


def _basis_faults(answer: Answer, reading: Reading, rulebook: Rulebook, library: Library) -> Iterator[str]:
    """The first citation is a clause whose rule has the effect that the verdict claims, in the clause's own words."""
    if not answer.citations:
        if answer.verdict in NEEDS_CLAUSE and reading.kind is not Kind.EMERGENCY:
            yield f"a {answer.verdict.value!r} without a clause"
        return
    if answer.verdict not in (Verdict.NO, Verdict.CONDITIONAL):
        return
    standing = Standing.PROHIBITED if answer.verdict is Verdict.NO else Standing.OPEN
    first = answer.citations[0]
    applied = (apply(rule, reading.stated, rulebook.facts) for rule in rulebook.rules if rule.clause == first.clause)
    bearing = [finding for finding in applied if finding is not None and finding.standing is standing]
    if not bearing:
        yield f"{first.clause} does not bear the verdict {answer.verdict.value!r}"
    elif not any(finding.rule.modal in f"{first.lead_in or ''}\n{first.quote}" for finding in bearing):
        yield f"{first.clause}: the words that carry its effect are not in the quote"
    if answer.verdict is Verdict.CONDITIONAL:
        yield from _condition_faults(answer, reading, rulebook, library)


def _condition_faults(answer: Answer, reading: Reading, rulebook: Rulebook, library: Library) -> Iterator[str]:
    findings: list[Finding] = [
        finding
        for rule in rulebook.rules
        if (finding := apply(rule, reading.stated, rulebook.facts)) and finding.standing is Standing.OPEN
    ]
    for finding in findings:
        for name in finding.missing:
            condition = rulebook.facts[name].condition
            if condition and condition not in answer.conditions:
                yield f"the condition on {name} is missing"
        if finding.rule.disclaimer and answer.disclaimer != library.clause(DISCLAIMER).text:
            yield "the disclaimer is missing or not word for word"


def _composition_faults(case: Case, rulebook: Rulebook, library: Library) -> Iterator[str]:
    """
    What is said is what the decision's rows say: composed anew from the same decision, it comes out the same.

    Every sentence is fixed, and one that is not of the rows is a fault. Only the reason may be a language model's
    rewording, and only where the model was asked for one; it is held against the fixed sentence once more.
    """
    assert case.answer is not None
    assert case.screened is not None
    anew = compose(case.with_(answer=None), rulebook, library).answer
    assert anew is not None
    for part in ("conditions", "instead", "disclaimer", "citations", "ask", "withheld"):
        if getattr(case.answer, part) != getattr(anew, part):
            yield f"the {part} differs from what the rules' rows say"
    if case.answer.reason != anew.reason:
        if case.rewording is None or not case.rewording.is_used:
            yield "the reason differs from what the rules' rows say"
        else:
            yield from rewording_faults(anew.reason, case.answer.reason, case.screened.text, rulebook.wording)


def _language_faults(case: Case, rulebook: Rulebook) -> Iterator[str]:
    """All our sentences are of one rulebook, that of the asker's language: half an answer would be misread."""
    assert case.answer is not None
    if case.answer.language != rulebook.language:
        yield f"the answer is in {case.answer.language!r}, not in {rulebook.language!r}"
    if case.decision is None:
        return
    foreign = [finding.rule.id for finding in case.decision.findings if finding.rule not in rulebook.rules]
    if case.decision.reply is not None and case.decision.reply not in rulebook.replies.values():
        foreign.append(case.decision.reply.id)
    if case.decision.topic is not None and case.decision.topic not in rulebook.topics:
        foreign.append(case.decision.topic.id)
    for row in foreign:
        yield f"the sentences of {row} are not in {rulebook.language!r}"


def _wording_faults(answer: Answer, wording: Wording) -> Iterator[str]:
    """Our own sentences grant nothing and speak for nobody, and a `no` still says no."""
    ours = "\n".join((answer.headline, answer.reason, *answer.conditions, answer.instead))
    for row in wording.never:
        if _pattern(row.pattern).search(ours):
            yield f"the wording {row.why}"
    if answer.verdict is Verdict.NO and not any(_pattern(word).search(answer.reason) for word in wording.negations):
        yield "the reason of a no has lost its negation"


def _privacy_faults(case: Case) -> Iterator[str]:
    """Nothing that screening hid comes back in the words taken from the asker; our own sentences come from data."""
    assert case.answer is not None
    taken = "\n".join(fact.words for fact in case.answer.facts.values())
    for redaction in case.answer.redactions:
        hidden = case.raw[redaction.start : redaction.end].strip()
        if hidden and re.search(rf"(?<!\w){re.escape(hidden)}(?!\w)", taken, re.IGNORECASE):
            yield f"hidden {redaction.kind.value} data shows in the answer"


def _suggestion_faults(case: Case, library: Library) -> Iterator[str]:
    """A safer version came out yes or if, says only what is left of the draft, and brings nothing hidden back."""
    assert case.answer is not None
    suggested = case.draft.suggestion if case.draft is not None else None
    if case.answer.suggestion != (suggested.text if suggested else None):
        yield "the safer version is not the one that was tried"
    if suggested is None or case.draft is None:
        return
    if suggested.verdict not in (Verdict.YES, Verdict.CONDITIONAL):
        yield f"the safer version is itself a {suggested.verdict.value!r}"
    if case.answer.verdict not in (Verdict.NO, Verdict.CONDITIONAL):
        yield f"a safer version beside a {case.answer.verdict.value!r}"
    if case.answer.suggestion_conditions != suggested.conditions:
        yield "the conditions of the safer version are missing"
    own_words = suggested.text.removesuffix(library.clause(DISCLAIMER).text.strip('"'))
    if not is_taken_from(own_words, case.draft.text):
        yield "the safer version holds words that are not in the draft"
    if PLACEHOLDER.search(suggested.text) or brings_back(suggested.text, case):
        yield "hidden data shows in the safer version"


@lru_cache(maxsize=64)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def verify(case: Case, rulebook: Rulebook, library: Library) -> Case:
    """
    The case if its answer may be sent, else the case with the fixed hand-off and the faults that were found.

    Promise: no answer that leaves here holds a quote that is not in the corpus, a verdict the rules do not give, a
    `no`, `conditional`, `info` or hand-off without its clause, a word that grants permission, or hidden private data.
    """
    faults = tuple(faults_of(case, rulebook, library))
    if not faults:
        return case
    assert case.answer is not None
    hand_off = fixed_answer(rulebook.replies["unverified"], rulebook, library)
    sound = tuple(citation for citation in hand_off.citations if not any(_quote_faults(citation, library)))
    held_back = dataclasses.replace(
        hand_off, citations=sound, redactions=case.answer.redactions, reader=case.answer.reader, confidence=0.0
    )
    return case.with_(answer=held_back, faults=faults)
