"""What do the rules say of these facts? Deterministic: facts in, verdict out.

A prohibition beats a hand-off to management, that beats a question back, that beats a condition, that beats a yes.
The absence of a prohibition is not yet a yes: a yes needs evidence of its own, and a work matter without any goes to
office management.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from assistant.answering.records import Decision, Finding, Standing, Verdict
from corpus.facts import Choice, Fact, Facts, QuestionBack, Unstated, parse_situation
from corpus.rule_rows import Effect, Reply, Rule
from corpus.rulebook import Rulebook

RELEVANCE_WEIGHT = 100
"""How many points of a rule's weight (1 to 99) the reader's relevance of its clause (0 to 1) is worth in the order."""

FREE_WORDS = 1.5
"""A question without choices asks for more than one fact: it gives way only to a choice between `no` and another."""


def decide_facts(facts: Facts, rulebook: Rulebook, relevance: Mapping[str, float]) -> Decision:
    """The decision on a posting question with these facts. `relevance` orders findings, never changes the verdict."""
    found = [finding for rule in rulebook.rules if (finding := apply(rule, facts, rulebook.facts)) is not None]
    by = {standing: ordered((f for f in found if f.standing is standing), relevance) for standing in Standing}
    near = tuple(by[Standing.LIFTED])

    if by[Standing.PROHIBITED]:
        return Decision(Verdict.NO, by[Standing.PROHIBITED], near)
    if by[Standing.REFERRED]:
        return Decision(Verdict.ESCALATE, by[Standing.REFERRED] + by[Standing.OPEN], near)
    if (question := _question_back(facts, by[Standing.OPEN], rulebook)) is not None:
        ask, outcomes = question
        led_to = _led_to(outcomes)
        return Decision(Verdict.CLARIFY, ask=ask, near_misses=(*led_to, *(f for f in found if f not in led_to)))
    if by[Standing.OPEN]:
        return Decision(Verdict.CONDITIONAL, by[Standing.OPEN], near + by[Standing.MET])
    met = by[Standing.MET] + by[Standing.PERMITTED] + by[Standing.LIFTED]
    if met:
        return Decision(Verdict.YES, met, reply=rulebook.replies["conditions-met"])
    for reply in rulebook.replies.values():
        if any(situation.holds(facts) for situation in reply.situations):
            return Decision(Verdict.YES, reply=reply)
    return fixed(rulebook.replies["silent"])


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


def _question_back(
    facts: Facts, open_findings: Sequence[Finding], rulebook: Rulebook
) -> tuple[QuestionBack, list[Decision]] | None:
    """
    The one question that splits the verdict most, among those that close a gap the message leaves; with what the rules
    say for each of its choices.

    None where a condition that is put anyway serves better, or where every choice would lead to the same verdict.
    """
    put = {finding.rule.id for finding in open_findings}
    worth: list[tuple[float, QuestionBack, list[Decision]]] = []
    for gap in rulebook.facts.values():
        if not gap.opens or facts.get(gap.name) is not True:
            continue
        if put & set(gap.yields_to) or (put and "any" in gap.yields_to):
            continue
        ask = next((ask for ask in gap.opens if parse_situation(ask.when).holds(facts)), None)
        if ask is None:
            continue
        outcomes = [decide_facts(_chosen(facts, choice), rulebook, {}) for choice in ask.choices]
        if (split := _split(outcomes)) > 0:
            worth.append((split, ask, outcomes))
    return max(worth, key=lambda each: each[0])[1:] if worth else None


def _split(outcomes: Sequence[Decision]) -> float:
    """How much hangs on the answer: `no` or not, which of several verdicts, or nothing. Free words may say anything."""
    if not outcomes:
        return FREE_WORDS
    verdicts = {outcome.verdict for outcome in outcomes}
    return 0.0 if len(verdicts) == 1 else 2.0 if Verdict.NO in verdicts else 1.0


def _led_to(outcomes: Sequence[Decision]) -> list[Finding]:
    """The finding that would decide, of each choice that has one; a prohibition first."""
    led_to: list[Finding] = []
    for outcome in sorted(outcomes, key=lambda outcome: outcome.verdict is not Verdict.NO):
        led_to += [finding for finding in outcome.findings[:1] if finding not in led_to]
    return led_to


def _chosen(facts: Facts, choice: Choice) -> Facts:
    """The facts once this choice is made."""
    kept = {name: value for name, value in facts.items() if name not in choice.sets}
    return kept | {name: value for name, value in choice.sets.items() if value is not None}


def ordered(findings: Iterable[Finding], relevance: Mapping[str, float]) -> tuple[Finding, ...]:
    """The findings by the weight of their rules and the relevance of their clauses, the weightiest first."""

    def points(finding: Finding) -> float:
        return finding.rule.weight + RELEVANCE_WEIGHT * relevance.get(finding.rule.clause, 0.0)

    ranked = sorted(findings, key=lambda finding: (-points(finding), finding.rule.id))
    return tuple(ranked)


def fixed(reply: Reply) -> Decision:
    """The decision that a fixed reply is."""
    return Decision(reply.verdict, reply=reply)
