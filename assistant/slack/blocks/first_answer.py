"""
What did the assistant understand and say? As managers see it on the card, and its asker before they hand it over.

One drawing for both: what an asker approves is what managers get. Only what was held back is for managers alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.desk.records import Asked
from assistant.slack.blocks.answer import LONGEST_REASON, locator, understood, verdict_line
from assistant.slack.blocks.elements import aside, line, rich, said
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.limits import cut
from assistant.slack.blocks.records import Block, Look
from assistant.slack.blocks.ruling_draft import shown_withheld
from assistant.slack.blocks.written import quoted
from assistant.slack.wording import Words

SHOWN_FACTS = 10


def first_answer(asked: Asked, label: str, look: Look, words: Words, *, is_for_managers: bool) -> Iterator[Block]:
    """What was understood, the answer under its label, and its clauses; for managers what was held back, too."""
    answer = asked.answer
    if answer is None:
        yield quoted(label, asked.error or words("unanswered"))
        return
    facts = [shown for _, shown in understood(answer.facts, look.rulebook.spoken(answer.language).facts)]
    if facts:
        yield aside(escaped(words("card-understood", facts="; ".join(facts[:SHOWN_FACTS]))))
    yield quoted(label, f"{verdict_line(answer)}\n{cut(answer.reason, LONGEST_REASON)}")
    if answer.withheld is not None and is_for_managers:
        yield quoted(words("card-withheld"), shown_withheld(answer.withheld))
    if answer.citations:
        yield clause_line([locator(each.locator, each.clause, look) for each in answer.citations], words)


def clause_line(places: Sequence[list[Block]], words: Words) -> Block:
    """Where clauses stand, in one line."""
    parted = [part for place in places for part in (said("; "), *place)][1:]
    return rich(line(said(f"{words('card-clauses')} "), *parted))
