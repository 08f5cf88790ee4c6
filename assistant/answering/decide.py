"""Which decision is an answer made from? What the rules say, unless it is too likely to rest on a wrong reading.

Unsure, the reader's one open fact is asked back where the answer to it settles the case; else it is handed over.
"""

from __future__ import annotations

from dataclasses import replace

from assistant.answering.clarify import settling_question
from assistant.answering.doubt import Doubt, is_barred
from assistant.answering.records import Case, Decision, Finding, Kind, Reading, Standing, Verdict
from assistant.answering.rules import apply, decide_facts, fixed, ordered
from corpus.rulebook import Rulebook

SHOWN_FINDINGS = 3
"""An answer carries at most three findings: the deciding one, and what else the asker must know."""


def decide(case: Case, rulebook: Rulebook, doubt: Doubt) -> Case:
    """The case with its decision. A question about the policy that names a topic outright gets that topic."""
    assert case.reading is not None
    assert case.screened is not None
    decision = decide_reading(case.reading, rulebook, doubt.least_topic)
    if case.reading.kind is Kind.POLICY:
        named = next((topic for topic in rulebook.topics if topic.is_named_in(case.screened.text)), None)
        decision = Decision(Verdict.INFO, topic=named) if named else decision
    if case.reading.is_disputed:
        return case.with_(decision=_disputed(case.reading, rulebook))
    return case.with_(decision=_doubted(decision, case, rulebook, doubt))


def decide_reading(reading: Reading, rulebook: Rulebook, least_topic: float = 0.0) -> Decision:
    """What the rules say, taking the reading at its word; a topic needs a relevance of `least_topic`."""
    match reading.kind:
        case Kind.REPORT:
            return Decision(Verdict.ESCALATE, reply=rulebook.replies["report"], findings=_touched(reading, rulebook))
        case Kind.EMERGENCY:
            return fixed(rulebook.replies["emergency"])
        case Kind.SMALL_TALK:
            return fixed(rulebook.replies["small-talk"])
        case Kind.OTHER:
            return fixed(rulebook.replies["other"])
        case Kind.POLICY:
            return _on_policy(reading, rulebook, least_topic)
        case Kind.POSTING:
            return decide_facts(reading.stated, rulebook, reading.relevance)


def _touched(reading: Reading, rulebook: Rulebook) -> tuple[Finding, ...]:
    """The prohibitions that what was reported touches: shown with the hand-off, they decide nothing."""
    found = (apply(rule, reading.stated, rulebook.facts) for rule in rulebook.rules)
    return ordered((f for f in found if f is not None and f.standing is Standing.PROHIBITED), reading.relevance)[:1]


def _on_policy(reading: Reading, rulebook: Rulebook, least: float) -> Decision:
    """The topic of the clause that the question turns on most, if any is relevant enough."""
    for clause in sorted(reading.relevance, key=lambda clause: -reading.relevance[clause]):
        topic = rulebook.topic(clause)
        if topic is not None and reading.relevance[clause] >= least:
            return Decision(Verdict.INFO, topic=topic)
    return fixed(rulebook.replies["no-topic"])


def _disputed(reading: Reading, rulebook: Rulebook) -> Decision:
    """A hand-off, because two readings differ on a prohibition; that prohibition is shown with it."""
    both = (reading, reading.second) if reading.second else (reading,)
    against = next((found for each in both if (found := decide_reading(each, rulebook)).verdict is Verdict.NO), None)
    return Decision(
        Verdict.ESCALATE,
        reply=rulebook.replies["readers-differ"],
        near_misses=against.findings if against else (),
        confidence=0.0,
        withheld=against,
    )


def _doubted(decision: Decision, case: Case, rulebook: Rulebook, doubt: Doubt) -> Decision:
    """The decision, or a hand-off when it is too likely wrong or part of the message was not read."""
    assert case.reading is not None
    reading = case.reading
    if reading.is_partial and decision.verdict not in (Verdict.NO, Verdict.ESCALATE):
        return Decision(Verdict.ESCALATE, reply=rulebook.replies["too-long"], confidence=0.0, withheld=decision)
    suspicion = 1.0 if is_barred(decision, reading) else doubt.suspicion(decision, reading, rulebook)
    # The asker has settled the fact that was open: a no that follows is not for a manager to look at again.
    is_settled = bool(case.answered or case.carried) and decision.verdict is Verdict.NO
    if is_settled or not doubt.is_too_much(suspicion, decision.verdict):
        return replace(decision, confidence=1 - suspicion)
    # Asked once: who has answered a question is not asked another one about the same case.
    ask = None if case.answered else settling_question(reading, rulebook)
    if ask is not None:
        return Decision(
            Verdict.CLARIFY, ask=ask, near_misses=decision.findings, confidence=suspicion, withheld=decision
        )
    return Decision(
        Verdict.ESCALATE, reply=rulebook.replies["doubt"], near_misses=decision.findings, confidence=suspicion,
        withheld=decision,
    )  # fmt: skip
