"""What stands under an answer for whom office management may have to hear? Beside a hand-off, after a dispute."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.desk.notes import Beside, beside_of
from assistant.desk.records import DISPUTED, Asked
from assistant.escalation.records import WAITING, HandOffState
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import aside, button, section, section_with
from assistant.slack.blocks.handed_over import is_awaited
from assistant.slack.blocks.records import Block
from assistant.slack.wording import Words

SENTENCES = {
    HandOffState.OPENED: "beside-opened",
    HandOffState.CLAIMED: "beside-claimed",
    HandOffState.ANSWERED: "beside-answered",
    HandOffState.CLOSED: "beside-answered",
    HandOffState.EXPIRED: "beside-expired",
}
"""How the hand-off stood when this was answered."""


def beside_blocks(asked: Asked, words: Words) -> Iterator[Block]:
    """
    That office management has, or had, a question of the same conversation; once with the way to put this one to them.

    Nothing where this one is with them itself.
    """
    beside = beside_of(asked.answer)
    if beside is None or is_awaited(asked.hand_off):
        return
    stands = words(SENTENCES[beside.state], number=beside.number)
    if beside.is_offered:
        yield section_with(f"{stands} {words('beside-offer')}", _put_to_them(asked, beside, words))
    elif beside.state in WAITING:
        yield aside(stands)


def disputed_blocks(asked: Asked, words: Words) -> Iterator[Block]:
    """What is left to somebody who corrected the answer twice."""
    if is_disputed(asked):
        yield section(words("disputed"))


def is_disputed(asked: Asked) -> bool:
    """Was it corrected twice, and is not with office management yet?"""
    return asked.answer is not None and DISPUTED in asked.answer.notes and not is_awaited(asked.hand_off)


def _put_to_them(asked: Asked, beside: Beside, words: Words) -> Block:
    return button(act.PUT_TO_THEM, words("beside-put"), act.write_value(asked.id, beside.hand_off))
