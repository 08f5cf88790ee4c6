"""What do managers read and fill in so that a ruling becomes a precedent, stays one, or ends?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from assistant.escalation.precedents import Precedent, PrecedentState
from assistant.escalation.records import Filled, LetterKind
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.answer import SIGNS, locator
from assistant.slack.blocks.elements import (
    actions,
    aside,
    button,
    day,
    header,
    line,
    modal,
    question,
    rich,
    said,
    section,
    text_field,
)
from assistant.slack.blocks.filled_in import written
from assistant.slack.blocks.limits import measure
from assistant.slack.blocks.records import Block, Look, Message, View
from assistant.slack.blocks.similar import LONGEST_WORDS as SHOWN_BELOW
from assistant.slack.blocks.written import as_written, quoted
from assistant.slack.wording import Words

TOLD = "told"
"""The field of the form."""
LONGEST_TOLD = 1_000
LONGEST_QUESTION = 600

TITLES: Mapping[LetterKind, str] = MappingProxyType({
    LetterKind.RETELL: "precedent-retell",
    LetterKind.PROPOSED: "precedent-proposed",
    LetterKind.REVIEW: "precedent-review",
})  # fmt: skip
"""The letters on a precedent, and what stands over them."""

WAITS_FOR: Mapping[LetterKind, frozenset[PrecedentState]] = MappingProxyType({
    LetterKind.RETELL: frozenset({PrecedentState.DRAFTED}),
    LetterKind.PROPOSED: frozenset({PrecedentState.PROPOSED}),
    LetterKind.REVIEW: frozenset({PrecedentState.PUBLISHED, PrecedentState.LAID_DOWN}),
})  # fmt: skip
"""As long as it stands so, the letter has something to press."""


def precedent_letter(
    kind: LetterKind, precedent: Precedent, number: int, version: int, look: Look, words: Words,
    *, why: str = "", at: datetime | None = None,
) -> Message:  # fmt: skip
    """
    The letter as it is to be read at that time: what is over says so, and has nothing to press.

    `number` and `version` are of the hand-off that was ruled on; `why` is why its owner is asked.
    """
    title = words(TITLES[kind], number=number)
    blocks = [header(title), *_ruled(precedent, look, words)]
    renewed = _renewed_until(precedent, at) if kind is LetterKind.REVIEW else None
    is_waiting = precedent.state in WAITS_FOR[kind] and renewed is None
    if kind is LetterKind.RETELL and precedent.state is PrecedentState.DRAFTED:
        blocks.append(section(words("precedent-retell-note")))
    elif kind is LetterKind.PROPOSED and is_waiting:
        blocks.append(section(words("precedent-proposed-note", person=f"<@{precedent.owner}>")))
    elif kind is LetterKind.REVIEW and is_waiting and why == "clause":
        blocks.append(section(words("precedent-review-clause")))
    elif kind is LetterKind.REVIEW and precedent.state is PrecedentState.LAID_DOWN:
        blocks.append(section(f"*{words('precedent-is-laid-down')}* {words('precedent-review-again')}"))
    elif kind is LetterKind.REVIEW and is_waiting:
        blocks.append(section(words("precedent-review-note")))
    elif renewed is not None:
        blocks.append(section(f"*{words('precedent-is-published')}* {words('precedent-good', date=day(renewed))}"))
    else:
        blocks.append(section(f"*{words(f'precedent-is-{precedent.state.value}'.replace(' ', '-'))}*"))
    if is_waiting and (cut_below := list(_cut_below(precedent, words))):
        blocks.append(aside(*cut_below))
    if is_waiting:
        blocks.append(_buttons(kind, precedent, version, words))
    return Message(title, tuple(blocks))


def retell_form(precedent: Precedent, version: int, start: str, words: Words) -> View:
    """The form in which the question is told without person and place; `start` is as its asker approved it."""
    blocks = [
        section(words("precedent-form-note")),
        question(
            TOLD,
            words("precedent-form-question"),
            text_field(TOLD, is_long=True, start=start, most=LONGEST_TOLD),
            hint=words("precedent-form-hint"),
        ),
        quoted(words("precedent-form-answer"), precedent.ruling.text),
        aside(words("precedent-form-next"), *_cut_below(precedent, words)),
    ]
    return modal(
        act.RETELL_FORM,
        words("precedent-form-title"),
        blocks,
        close=words("cancel"),
        submit=words("precedent-form-submit"),
        carries=act.write_value(precedent.ruling.hand_off, version, precedent.id),
    )


def read_retold(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Filled:
    """The question as it was told; not screened yet."""
    return Filled(text=written(values, TOLD))


def _renewed_until(precedent: Precedent, at: datetime | None) -> datetime | None:
    """Its next review, where it is a precedent whose review is not due any more."""
    review = precedent.review_at if precedent.state is PrecedentState.PUBLISHED else None
    return review if review is not None and at is not None and review > at else None


def _ruled(precedent: Precedent, look: Look, words: Words) -> Iterator[Block]:
    """The question as it is told, what was answered, and on which clauses; the note that stays inside is not here."""
    if precedent.question:
        yield rich(
            line(said(words("precedent-question"), bold=True)), *as_written(precedent.question, LONGEST_QUESTION)
        )
        facts = look.rulebook.spoken(words.language).facts
        shown = [
            told
            for name, value in precedent.facts.items()
            if name in facts and (told := facts[name].shown.so if value else facts[name].shown.not_so)
        ]
        if shown:
            yield rich(line(said(words("precedent-understood", facts="; ".join(shown)))))
    ruling = precedent.ruling
    verdict = f"{SIGNS[ruling.verdict]} {words(f'verdict-{ruling.verdict.value}')}"
    yield rich(line(said(words("card-ruling", verdict=verdict), bold=True)), *as_written(ruling.text))
    held = [look.library.clause(id) for id in ruling.clauses if look.library.has_clause(id)]
    places = [locator(each.locator, each.id, look) for each in held]
    if places:
        parted = [part for place in places for part in (said("; "), *place)][1:]
        yield rich(line(said(f"{words('card-clauses')} "), *parted))


def _cut_below(precedent: Precedent, words: Words) -> Iterator[str]:
    """That others read only its beginning, where it is long: who lets it be read has to know what is left out."""
    if measure(precedent.ruling.text) > SHOWN_BELOW:
        yield words("precedent-cut", count=SHOWN_BELOW)


def _buttons(kind: LetterKind, precedent: Precedent, version: int, words: Words) -> Block:
    value = act.write_value(precedent.ruling.hand_off, version, precedent.id)
    first = {
        LetterKind.RETELL: (act.LETTER_RETELL, "precedent-tell"),
        LetterKind.PROPOSED: (act.LETTER_APPROVE, "precedent-approve"),
        LetterKind.REVIEW: (act.LETTER_RENEW, "precedent-renew"),
    }[kind]
    made = [button(first[0], words(first[1]), value, style="primary")]
    if precedent.state is not PrecedentState.LAID_DOWN:
        made.append(button(act.LETTER_DECLINE, words("precedent-decline"), value))
    return actions(*made)
