"""How is a decision put into words? From fixed, plain sentences of the rule rows, and quotes cut by code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from assistant.answering.decide import SHOWN_FINDINGS
from assistant.answering.doubt import SORTS
from assistant.answering.records import Answer, Case, Citation, Decision, Standing, Verdict, Withheld
from corpus.document import Clause, ClauseKind
from corpus.library import Library
from corpus.rule_rows import Reply
from corpus.rulebook import Rulebook

SHOWN_CITATIONS = 3
"""A reader on a phone gets at most three quotes; of a longer list the sentence names the rest."""

RELEVANT = 0.1
"""The reader's relevance from which a clause is worth a place that is left. Chosen on left-out voices of the bank."""

SHOWN_WITH_QUESTION = 2
"""A question back wants an answer, so at most two stand under it."""

DISCLAIMER = "md-16-02/policy/disclaimer"

UNSURE = "md-16-02/policy/unsure"
"""Whom to turn to: quoted under a question back that nothing else can be quoted under."""


def compose(case: Case, rulebook: Rulebook, library: Library) -> Case:
    """The case with its answer in fixed words, not yet verified. Needs the decision and the reading."""
    assert case.decision is not None
    assert case.reading is not None
    assert case.screened is not None
    decision = case.decision
    suggestion = case.draft.suggestion if case.draft else None
    conditions, disclaimer = _conditions(decision, rulebook, library)
    answer = Answer(
        verdict=decision.verdict,
        headline=_headline(decision, rulebook),
        reason=_reason(decision),
        conditions=conditions,
        instead=_instead(decision),
        disclaimer=disclaimer,
        citations=tuple(cite(clause, library, rulebook) for clause in _cited(decision, case.reading.relevance)),
        facts=MappingProxyType(dict(case.reading.facts)),
        ask=decision.ask,
        draft=case.draft.pieces if case.draft and case.draft.marks else (),
        marks=case.draft.marks if case.draft else (),
        suggestion=suggestion.text if suggestion else None,
        suggestion_conditions=suggestion.conditions if suggestion else (),
        redactions=case.screened.redactions,
        notes=(*(str(note.value) for note in case.screened.notes), *case.notes),
        confidence=decision.confidence,
        reader=case.reading.reader,
        language=rulebook.language,
        withheld=_withheld(decision.withheld, case.reading.relevance, rulebook, library),
    )
    return case.with_(answer=answer)


def _withheld(
    decision: Decision | None, relevance: Mapping[str, float], rulebook: Rulebook, library: Library
) -> Withheld | None:
    """What was held back, in the same fixed words as if it had been said."""
    if decision is None or decision.verdict not in SORTS:  # it gave no answer
        return None
    return Withheld(
        verdict=decision.verdict,
        headline=_headline(decision, rulebook),
        reason=_reason(decision),
        conditions=_conditions(decision, rulebook, library)[0],
        instead=_instead(decision),
        clauses=tuple(_cited(decision, relevance)),
    )


def _headline(decision: Decision, rulebook: Rulebook) -> str:
    return (decision.reply.headline if decision.reply else None) or rulebook.headlines[decision.verdict]


def fixed_answer(reply: Reply, rulebook: Rulebook, library: Library) -> Answer:
    """A fixed reply as an answer of its own, for the cases in which nothing was read."""
    return Answer(
        verdict=reply.verdict,
        headline=reply.headline or rulebook.headlines[reply.verdict],
        reason=reply.reason,
        instead=reply.instead,
        language=rulebook.language,
        citations=tuple(cite(clause, library, rulebook) for clause in reply.clauses),
    )


def cite(clause_id: str, library: Library, rulebook: Rulebook) -> Citation:
    """
    The clause as a citation: the quote is cut from the document's text here and nowhere else.

    A list item is quoted without its mark and carries its lead-in. Words that are our summary are never verbatim. The
    note on whose words they are is in the rulebook's language, the words themselves are not.
    """
    clause = library.clause(clause_id)
    document = library.document(clause.document)
    start, end = clause.words
    lead_in = library.clause(clause.lead_in) if clause.lead_in else None
    return Citation(
        document=document.number,
        clause=clause.id,
        locator=clause.locator,
        quote=document.text[start:end],
        start=start,
        end=end,
        verbatim=clause.is_quotable,
        lead_in=lead_in.text if lead_in else None,
        note=_note(clause, library, rulebook.labels),
    )


def _note(clause: Clause, library: Library, labels: Mapping[str, str]) -> str | None:
    """Whose words the quote is, and how much of a policy that is only named is held."""
    if not clause.is_quotable:
        return labels["note-summary"]
    if clause.quotes:
        return labels["note-quotes"].format(document=library.document(clause.quotes).citation_name)
    if clause.kind is ClauseKind.REFERENCE:
        named = library.document(clause.id.rpartition("/")[2])
        held = labels[f"held-{named.held.value}"]
        return labels["note-held-with" if named.note else "note-held"].format(held=held, note=named.note)
    return None


def _reason(decision: Decision) -> str:
    if decision.ask is not None:
        return decision.ask.text
    if decision.topic is not None:
        return decision.topic.says
    if decision.reply is not None:
        return decision.reply.reason
    reasons = [finding.rule.reason for finding in decision.findings]
    if decision.verdict is Verdict.CONDITIONAL:
        return " ".join(_unique(reasons[:2]))
    return reasons[0]


def _instead(decision: Decision) -> str:
    if decision.reply is not None:
        return decision.reply.instead
    return decision.findings[0].rule.instead if decision.findings else ""


def _conditions(decision: Decision, rulebook: Rulebook, library: Library) -> tuple[tuple[str, ...], str | None]:
    """What has to be done first, as a checklist, and the disclaimer word for word where it is part of it."""
    if decision.verdict not in (Verdict.CONDITIONAL, Verdict.INFO):
        return (), None
    lines, disclaimer = [], None
    for finding in decision.findings:
        if finding.standing is not Standing.OPEN:
            continue
        lines += [condition for name in finding.missing if (condition := rulebook.facts[name].condition)]
        if finding.rule.disclaimer:
            disclaimer = library.clause(DISCLAIMER).text
    return tuple(_unique(lines)), disclaimer


def _cited(decision: Decision, relevance: Mapping[str, float]) -> list[str]:
    """
    Ids of the clauses to quote. Where a clause decides it comes first, then those of the other findings, then those
    shown beside it. Where none does (a yes, a question back, a hand-off because the reader is not sure or no rule
    speaks), the one that the question most likely turns on comes first.

    Where room is left, the clauses that the reader finds relevant follow: who is told "no" or sent to a manager should
    see what else the matter touches.
    """
    relevant = [clause for clause in sorted(relevance, key=lambda c: -relevance[c]) if relevance[clause] >= RELEVANT]
    if decision.topic is not None:
        of_topic = _cited_of_topic(decision.topic.clauses, relevance)
        return list(_unique([*of_topic, *relevant]))[:SHOWN_CITATIONS]
    of_reply = decision.reply.clauses if decision.reply else ()
    if not decision.findings:
        near = [finding.rule.clause for finding in decision.near_misses[:1]]
        if decision.ask is not None:
            shown = list(_unique([*near, *relevant]))[:SHOWN_WITH_QUESTION]
            return _by_relevance(shown, relevance, near) or [UNSURE]
        shown = list(_unique([*near, *of_reply, *relevant]))[:SHOWN_CITATIONS]
        return _by_relevance(shown, relevance, near) if of_reply else []
    first, *others = decision.findings
    order = [
        *of_reply[:1],
        first.rule.clause,
        *of_reply[1:],
        *(finding.rule.clause for finding in others[: SHOWN_FINDINGS - 1]),
        *first.rule.also,
        *relevant,
    ]
    shown = list(_unique(order))[:SHOWN_CITATIONS]
    return _by_relevance(shown, relevance, ()) if decision.verdict is Verdict.YES else shown


def _by_relevance(clauses: Sequence[str], relevance: Mapping[str, float], near: Collection[str]) -> list[str]:
    """The clauses, the most relevant first; those that the rules came near to count as relevant in any case."""

    def least(clause: str) -> float:
        return RELEVANT if clause in near else 0.0

    return sorted(clauses, key=lambda clause: -max(relevance.get(clause, 0.0), least(clause)))


def _cited_of_topic(clauses: Sequence[str], relevance: Mapping[str, float]) -> Sequence[str]:
    """A topic's clauses in its order; of a longer list those that the question turns on most, the nearest first."""
    if len(clauses) <= SHOWN_CITATIONS:
        return clauses
    return _by_relevance(clauses, relevance, ())[:SHOWN_CITATIONS]


def _unique(values: Iterable[str]) -> Iterator[str]:
    yield from dict.fromkeys(values)
