"""What do the rules say of a reading? Deterministic: facts in, verdict out.

A prohibition beats a hand-off to management, that beats a question back, that beats a condition, that beats a yes.
The absence of a prohibition is not yet a yes: a yes needs evidence of its own, and a work matter without any goes to
office management.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.answering.doubt import Doubt
from assistant.answering.records import Case, Decision, Finding, Kind, Reading, Standing, Verdict
from corpus.facts import Choice, Fact, Facts, QuestionBack, Unstated, parse_situation
from corpus.rule_rows import Effect, Reply, Rule
from corpus.rulebook import Rulebook

SHOWN_FINDINGS = 3
"""An answer carries at most three findings: the deciding one, and what else the asker must know."""

RELEVANCE_WEIGHT = 40
"""How many points of a rule's weight (1 to 99) the reader's relevance of its clause (0 to 1) is worth in the order."""


FREE_WORDS = 1.5
"""A question without choices asks for more than one fact: it gives way only to a choice between `no` and another."""


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
    return case.with_(decision=_doubted(decision, case.reading, rulebook, doubt))


def decide_reading(reading: Reading, rulebook: Rulebook, least_topic: float = 0.0) -> Decision:
    """What the rules say, taking the reading at its word; a topic needs a relevance of `least_topic`."""
    match reading.kind:
        case Kind.REPORT:
            return Decision(Verdict.ESCALATE, reply=rulebook.replies["report"], findings=_touched(reading, rulebook))
        case Kind.EMERGENCY:
            return _fixed(rulebook.replies["emergency"])
        case Kind.SMALL_TALK:
            return _fixed(rulebook.replies["small-talk"])
        case Kind.OTHER:
            return _fixed(rulebook.replies["other"])
        case Kind.POLICY:
            return _on_policy(reading, rulebook, least_topic)
        case Kind.POSTING:
            return decide_facts(reading.stated, rulebook, reading.relevance)


def decide_facts(facts: Facts, rulebook: Rulebook, relevance: Mapping[str, float]) -> Decision:
    """The decision on a posting question with these facts. `relevance` orders findings, never changes the verdict."""
    found = [finding for rule in rulebook.rules if (finding := apply(rule, facts, rulebook.facts)) is not None]
    by = {standing: _ordered((f for f in found if f.standing is standing), relevance) for standing in Standing}
    near = tuple(by[Standing.LIFTED])

    if by[Standing.PROHIBITED]:
        return Decision(Verdict.NO, by[Standing.PROHIBITED], near)
    if by[Standing.REFERRED]:
        return Decision(Verdict.ESCALATE, by[Standing.REFERRED] + by[Standing.OPEN], near)
    ask = _question_back(facts, by[Standing.OPEN], rulebook)
    if ask is not None:
        return Decision(Verdict.CLARIFY, ask=ask, near_misses=tuple(found))
    if by[Standing.OPEN]:
        return Decision(Verdict.CONDITIONAL, by[Standing.OPEN], near + by[Standing.MET])
    met = by[Standing.MET] + by[Standing.PERMITTED] + by[Standing.LIFTED]
    if met:
        return Decision(Verdict.YES, met, reply=rulebook.replies["conditions-met"])
    for reply in rulebook.replies.values():
        if any(situation.holds(facts) for situation in reply.situations):
            return Decision(Verdict.YES, reply=reply)
    return _fixed(rulebook.replies["silent"])


def apply(rule: Rule, facts: Facts, known: Mapping[str, Fact]) -> Finding | None:
    """The rule's finding on these facts; None when it does not apply."""
    if not any(situation.holds(facts) for situation in rule.situations):
        return None
    match rule.effect:
        case Effect.PROHIBITS:
            lifted = any(situation.holds(facts) for situation in rule.lifting)
            return Finding(rule, Standing.LIFTED if lifted else Standing.PROHIBITED)
        case Effect.PERMITS:
            return Finding(rule, Standing.PERMITTED)
        case Effect.REFERS:
            return Finding(rule, Standing.REFERRED)
        case Effect.REQUIRES:
            return _requirement(rule, facts, known)


def _requirement(rule: Rule, facts: Facts, known: Mapping[str, Fact]) -> Finding:
    missing = []
    for name, wanted in rule.required:
        stated = facts.get(name)
        if stated is (not wanted) and rule.breach == "no":
            return Finding(rule, Standing.PROHIBITED, (name,))
        presumed_fine = stated is None and known[name].unstated is Unstated.PRESUME_NO and not wanted
        if stated is not wanted and not presumed_fine:
            missing.append(name)
    return Finding(rule, Standing.OPEN if missing else Standing.MET, tuple(missing))


def _question_back(facts: Facts, open_findings: Sequence[Finding], rulebook: Rulebook) -> QuestionBack | None:
    """
    The one question that splits the verdict most, among those that close a gap the message leaves.

    None where a condition that is put anyway serves better, or where every choice would lead to the same verdict.
    """
    put = {finding.rule.id for finding in open_findings}
    worth: list[tuple[float, QuestionBack]] = []
    for gap in rulebook.facts.values():
        if not gap.opens or facts.get(gap.name) is not True:
            continue
        if put & set(gap.yields_to) or (put and "any" in gap.yields_to):
            continue
        ask = next((ask for ask in gap.opens if parse_situation(ask.when).holds(facts)), None)
        if ask is not None and (split := _split(ask, facts, rulebook)) > 0:
            worth.append((split, ask))
    return max(worth, key=lambda pair: pair[0])[1] if worth else None


def _split(ask: QuestionBack, facts: Facts, rulebook: Rulebook) -> float:
    """How much hangs on the answer: `no` or not, which of several verdicts, or nothing. Free words may say anything."""
    if not ask.choices:
        return FREE_WORDS
    verdicts = {decide_facts(_chosen(facts, choice), rulebook, {}).verdict for choice in ask.choices}
    return 0.0 if len(verdicts) == 1 else 2.0 if Verdict.NO in verdicts else 1.0


def _chosen(facts: Facts, choice: Choice) -> Facts:
    """The facts once this choice is made."""
    kept = {name: value for name, value in facts.items() if name not in choice.sets}
    return kept | {name: value for name, value in choice.sets.items() if value is not None}


def _ordered(findings: Iterable[Finding], relevance: Mapping[str, float]) -> tuple[Finding, ...]:
    def points(finding: Finding) -> float:
        return finding.rule.weight + RELEVANCE_WEIGHT * relevance.get(finding.rule.clause, 0.0)

    ranked = sorted(findings, key=lambda finding: (-points(finding), finding.rule.id))
    return tuple(ranked)


def _touched(reading: Reading, rulebook: Rulebook) -> tuple[Finding, ...]:
    """The prohibitions that what was reported touches: shown with the hand-off, they decide nothing."""
    found = (apply(rule, reading.stated, rulebook.facts) for rule in rulebook.rules)
    return _ordered((f for f in found if f is not None and f.standing is Standing.PROHIBITED), reading.relevance)[:1]


def _on_policy(reading: Reading, rulebook: Rulebook, least: float) -> Decision:
    """The topic of the clause that the question turns on most, if any is relevant enough."""
    for clause in sorted(reading.relevance, key=lambda clause: -reading.relevance[clause]):
        topic = rulebook.topic(clause)
        if topic is not None and reading.relevance[clause] >= least:
            return Decision(Verdict.INFO, topic=topic)
    return _fixed(rulebook.replies["no-topic"])


def _fixed(reply: Reply) -> Decision:
    return Decision(reply.verdict, reply=reply)


def _disputed(reading: Reading, rulebook: Rulebook) -> Decision:
    """A hand-off, because two readings differ on a prohibition; that prohibition is shown with it."""
    both = (reading, reading.second) if reading.second else (reading,)
    against = next((found for each in both if (found := decide_reading(each, rulebook)).verdict is Verdict.NO), None)
    return Decision(
        Verdict.ESCALATE,
        reply=rulebook.replies["readers-differ"],
        near_misses=against.findings if against else (),
        confidence=0.0,
    )


def _doubted(decision: Decision, reading: Reading, rulebook: Rulebook, doubt: Doubt) -> Decision:
    """The decision, or a hand-off when it is too likely wrong or part of the message was not read."""
    if reading.is_partial and decision.verdict not in (Verdict.NO, Verdict.ESCALATE):
        return Decision(Verdict.ESCALATE, reply=rulebook.replies["too-long"], confidence=0.0)
    suspicion = doubt.suspicion(decision, reading, rulebook)
    if doubt.is_too_much(suspicion, decision.verdict):
        return Decision(
            Verdict.ESCALATE, reply=rulebook.replies["doubt"], near_misses=decision.findings, confidence=suspicion
        )
    return replace(decision, confidence=1 - suspicion)
