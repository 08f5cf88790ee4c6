"""What did people write about a hand-off, how much of it has room on the card, and where is all of it to be read?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assistant.desk.records import Asked, HandOff
from assistant.escalation.records import Move
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import aside, header, modal
from assistant.slack.blocks.limits import LONGEST_INPUT, cut, limit, measure
from assistant.slack.blocks.records import Block, View
from assistant.slack.blocks.written import LONGEST_TURN, in_whole, quoted
from assistant.slack.wording import Words

LONGEST_WORDS = 2_000
"""Characters of the question; together with all else it stays under what Slack takes of a message."""
LONGEST_ADDED = 1_000
LONGEST_REMARK = 500
LONGEST_NOTE = 500
SHOWN_REMARKS = 4
EARLIER = "card-earlier"

REMARKS: Mapping[Move, str] = MappingProxyType({
    Move.ASK_BACK: "card-asked-back",
    Move.REPLY: "card-replied",
    Move.REOPEN: "card-reopened",
    Move.PASS_ON: "card-passed-on-why",
})  # fmt: skip
"""What was said with these moves stands on the card, under these labels."""


@dataclass(frozen=True, slots=True)
class Told:
    """Texts of people under one label, an id of the wording. `most`: characters of each for which the card has room."""

    label: str
    texts: tuple[str, ...]
    most: int

    @property
    def is_cut(self) -> bool:
        """Does the card show the beginning of one of them alone?"""
        return any(measure(text) > self.most for text in self.texts)

    def shown(self, words: Words) -> Block:
        """As it stands on the card."""
        return quoted(words(self.label), *(cut(text, self.most) for text in self.texts))


def told_by_asker(asked: Asked, hand_off: HandOff) -> Iterator[Told]:
    """What was asked before, the question as its asker approved it, and what they added."""
    if asked.earlier:
        yield Told(EARLIER, asked.earlier, LONGEST_TURN if len(asked.earlier) > 1 else LONGEST_INPUT)
    if question := hand_off.text or asked.text:
        yield Told("card-question", (question,), LONGEST_WORDS)
    if hand_off.context:
        yield Told("card-context", (hand_off.context,), LONGEST_ADDED)


def told_with_moves(hand_off: HandOff) -> tuple[Told, ...]:
    """What was asked back and replied, and why it was passed on, oldest first; the card has the latest alone."""
    told = (each for each in hand_off.remarks if each.move in REMARKS and each.text)
    return tuple(Told(REMARKS[each.move], (each.text,), LONGEST_REMARK) for each in told)


def told_inside(hand_off: HandOff) -> Iterator[Told]:
    """The note of the ruling that stands."""
    if hand_off.ruling is not None and hand_off.ruling.note:
        yield Told("card-ruling-note", (hand_off.ruling.note,), LONGEST_NOTE)


def is_cut(asked: Asked, hand_off: HandOff) -> bool:
    """Is there more to read than the card holds?"""
    moves = told_with_moves(hand_off)
    told = (*told_by_asker(asked, hand_off), *moves, *told_inside(hand_off))
    return len(moves) > SHOWN_REMARKS or any(each.is_cut for each in told)


def whole_view(asked: Asked, hand_off: HandOff, words: Words) -> View:
    """All of what people wrote, for managers; the question first, what was asked before it last. Nobody is named."""
    by_asker = list(told_by_asker(asked, hand_off))
    earlier = [each for each in by_asker if each.label == EARLIER]
    told = (*(each for each in by_asker if each not in earlier), *told_with_moves(hand_off), *told_inside(hand_off))
    blocks = [block for each in (*told, *earlier) for block in _whole(each, words)]
    most = limit("modal", "blocks") - 2
    shown = [header(words("card-title", number=hand_off.number)), *blocks[:most]]
    if len(blocks) > most:
        shown.append(aside(words("card-left-out")))
    return modal(act.WHOLE_VIEW, words("card-read-title"), shown, close=words("close"))


def _whole(told: Told, words: Words) -> Iterator[Block]:
    for text in told.texts:
        yield from in_whole(words(told.label), text)
