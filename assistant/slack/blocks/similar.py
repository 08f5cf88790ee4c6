"""What did office management answer to others in the same case? Below an answer, and on a card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.records import Verdict
from assistant.escalation.precedents import Precedent
from assistant.slack.blocks.elements import aside, day, line, rich, said, section
from assistant.slack.blocks.records import Block, Look
from assistant.slack.blocks.written import as_written

LONGEST_QUESTION = 300
LONGEST_WORDS = 600
"""Characters that are shown of the question and of what was answered."""


def similar_blocks(
    similar: Sequence[Precedent], look: Look, language: str, *, is_card: bool = False, is_barred: bool = False
) -> Iterator[Block]:
    """
    Each with its date, and that it decides nothing here. Nobody who asked, answered or approved is named.

    `is_barred`: of a card whose question is a *no* as it was read: before what permits, the card says so.

    What people wrote is shown as it stands, so that it can ping and format nothing.
    """
    if not similar:
        return
    words, headlines = look.words(language), look.rulebook.spoken(language).headlines
    if is_barred and any(each.ruling.verdict is not Verdict.NO for each in similar):
        yield section(words("similar-under-no"))
    for each in similar:
        yield section(f"*{words('similar-title', date=day(each.ruling.at))}*")
        yield rich(
            *as_written(each.question, LONGEST_QUESTION),
            line(said(headlines[each.ruling.verdict], bold=True)),
            *as_written(each.ruling.text, LONGEST_WORDS),
        )
    yield aside(words("similar-note-card" if is_card else "similar-note"))
