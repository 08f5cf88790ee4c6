"""How did an answer come about? A view that says what was read, what followed, and what left the house."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.answering.records import Case, Finding, ModelCall, Standing
from assistant.desk.records import Why
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import LONGEST_VERSION, locator, understood
from assistant.slack.blocks.elements import aside, header, line, modal, preformatted, rich, said, section
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.limits import cut, measure
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.blocks.written import as_written
from assistant.slack.wording import Words

STANDINGS = {standing: f"standing-{standing.value}" for standing in Standing}

BARRING = frozenset({Standing.PROHIBITED, Standing.REFERRED})
"""How a rule stands that may be told though the answer was held back: it releases nothing."""

SHOWN_FINDINGS = 6
SHOWN_NEARBY = 5
SHOWN_CALLS = 4
LONGEST_READ = 2_500
LONGEST_SENT = 6_000
"""Characters of a message to a language model; the start of it is the asker's part, and is shown first."""


def why_view(why: Why, look: Look) -> View:
    """What was read and understood, the rules and near misses, clauses nearby, and what a language model was sent."""
    case, answer = why.case, why.asked.answer
    language = answer.language if answer else case.language
    words = look.words(language)
    blocks = [*_read(case, words), *_understood(case, words, look, language)]
    blocks += [*_rules(case, words, look, language), *_nearby(case, words, look)]
    if answer is not None and answer.suggestion and measure(answer.suggestion) > LONGEST_VERSION:
        blocks += [header(words("why-version")), rich(preformatted(answer.suggestion))]
    blocks += _sent(case, words)
    return modal(act.WHY_VIEW, words("why-title"), blocks, close=words("close"))


def _read(case: Case, words: Words) -> Iterator[Block]:
    if case.screened is not None:
        yield header(words("why-read"))
        turns = [*case.earlier, case.screened.text]
        yield rich(*(part for turn in turns for part in as_written(turn, LONGEST_READ)))


def _understood(case: Case, words: Words, look: Look, language: str) -> Iterator[Block]:
    if case.reading is None:
        return
    yield header(words("why-understood"))
    facts = understood(case.reading.facts, look.rulebook.spoken(language).facts)
    if not facts:
        yield section(words("why-nothing"))
        return
    lines = []
    for name, shown in facts:
        from_words = case.reading.facts[name].words
        lines.append(said(f"• {shown}"))
        lines.append(
            said((" " + words("why-from", words=cut(from_words, 200)) if from_words else "") + "\n", italic=True)
        )
    yield rich(line(*lines))


def _rules(case: Case, words: Words, look: Look, language: str) -> Iterator[Block]:
    decision = case.decision
    if decision is None:
        return
    yield header(words("why-rules"))
    if decision.findings:
        yield _findings(decision.findings, words, look, language)
    else:
        yield section(words("why-fixed"))
    if case.reading is not None and case.reading.is_disputed:
        yield section(words("why-doubt"))
    if case.faults:
        yield section(words("why-withheld"))
    near = decision.near_misses
    if decision.withheld is not None:  # what would have let it pass was not sure enough to be said
        near = tuple(finding for finding in near if finding.standing in BARRING)
    if near:
        yield header(words("why-near"))
        yield _findings(near, words, look, language)


def _findings(findings: Iterable[Finding], words: Words, look: Look, language: str) -> Block:
    rules = {rule.id: rule for rule in look.rulebook.spoken(language).rules}
    parts: list[Block] = []
    for finding in list(findings)[:SHOWN_FINDINGS]:
        reason = rules[finding.rule.id].reason if finding.rule.id in rules else finding.rule.reason
        parts += [said(f"• {words(STANDINGS[finding.standing])}: ", bold=True), said(f"{reason} ")]
        parts += [*_place(finding.rule.clause, look), said("\n")]
    return rich(line(*parts))


def _nearby(case: Case, words: Words, look: Look) -> Iterator[Block]:
    if not case.hits:
        return
    yield header(words("why-nearby"))
    parts: list[Block] = []
    for hit in case.hits[:SHOWN_NEARBY]:
        parts += [said("• "), *_place(hit.clause_id, look), said("\n")]
    yield rich(line(*parts))


def _place(clause_id: str, look: Look) -> list[Block]:
    """Where the clause stands; its id where the library does not hold it any more."""
    if not look.library.has_clause(clause_id):
        return [said(clause_id)]
    clause = look.library.clause(clause_id)
    return locator(clause.locator, clause.id, look)


def _sent(case: Case, words: Words) -> Iterator[Block]:
    """Word for word what was sent to a language model, the asker's part first; or that nothing was."""
    calls = [*(case.reading.calls if case.reading else ()), *((case.rewording,) if case.rewording else ())]
    sent = [call for call in calls if call.attempts]
    if not sent:
        yield aside(words("why-no-model"))
        return
    yield header(words("why-model"))
    for call in sent[:SHOWN_CALLS]:
        yield from _call(call, words)


def _call(call: ModelCall, words: Words) -> Iterator[Block]:
    yield section(escaped(words("why-model-call", model=call.model, purpose=call.purpose, outcome=call.outcome)))
    for role, text in reversed(call.sent):
        yield rich(line(said(role, bold=True)), preformatted(cut(text, LONGEST_SENT)))
