"""What do managers read that is no card: a reply, a reminder, a hand-off that is theirs now, the morning's digest?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from assistant.desk.records import HandOff
from assistant.escalation.records import WAITING, HandOffState, LetterKind
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import actions, button, link_button, section, time_of
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.records import Block, Message
from assistant.slack.blocks.written import quoted
from assistant.slack.wording import Words

SHOWN_OPEN = 20
LINES = 10
"""Lines of a digest, and of one of its paragraphs."""

HELD = frozenset({LetterKind.CHECK, LetterKind.ASSIGNED})
"""Of which nothing is left once the hand-off is no longer with whoever they are for."""


@dataclass(frozen=True, slots=True)
class Told:
    """
    What a letter on a hand-off tells, as things stand when it is shown.

    `reader` is whom it is for, "" for a channel. `said` is what the asker replied, screened. `card` is the address of
    the card, None where the reader has it in their own channel.
    """

    kind: LetterKind
    hand_off: HandOff
    reader: str = ""
    said: str = ""
    is_reopened: bool = False
    """Did its asker ask again, rather than reply?"""
    is_edited: bool = False
    """Did they change or add something on the card?"""
    is_kept: bool = False
    """Did its holder say that they are still on it, so that they are left alone until the lease ends?"""
    office: str = ""
    """The name of the office that it is with."""
    card: str | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """What is open at an office. `cards` are the addresses of cards by the id of their hand-off."""

    office: str
    waiting: Sequence[HandOff]
    cards: Mapping[int, str] = field(default_factory=dict)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def letter_message(told: Told, words: Words) -> Message:
    """A letter to a manager or to a channel of managers. It names no asker."""
    hand_off = told.hand_off
    if _is_over(told):
        is_back = told.kind is LetterKind.CHECK and hand_off.state is HandOffState.OPENED
        return _message(words("letter-given-back" if is_back else "letter-over", number=hand_off.number), told, words)
    sentence = _sentence(told, words)
    more: list[Block] = []
    if told.kind is LetterKind.REPLY and told.said:
        is_reopened = hand_off.state is HandOffState.OPENED
        more.append(quoted(words("card-reopened" if is_reopened else "card-replied"), told.said))
    pressed = []
    if told.kind is LetterKind.CHECK:
        value = act.write_value(hand_off.id, hand_off.version)
        stay = button(act.LETTER_STAY, words("letter-stay"), value, style="primary")
        pressed = [*([] if told.is_kept else [stay]), button(act.CARD_RELEASE, words("card-release"), value)]
    return _message(sentence, told, words, more, pressed)


def _is_over(told: Told) -> bool:
    hand_off = told.hand_off
    if told.kind in HELD:
        return hand_off.state is not HandOffState.CLAIMED or hand_off.holder != told.reader
    if told.kind is LetterKind.REPLY:
        return False
    return hand_off.state not in WAITING


def _sentence(told: Told, words: Words) -> str:
    hand_off, number = told.hand_off, told.hand_off.number
    due = hand_off.promise.due_at if hand_off.promise else None
    match told.kind:
        case LetterKind.REPLY if told.is_edited:
            return words("letter-edited", number=number)
        case LetterKind.REPLY:
            return words("letter-reopened" if told.is_reopened else "letter-reply", number=number)
        case LetterKind.REMIND if due is not None and hand_off.holder:
            return words("letter-remind", number=number, time=time_of(due), person=f"<@{hand_off.holder}>")
        case LetterKind.REMIND if due is not None:
            return words("letter-remind-unheld", number=number, time=time_of(due))
        case LetterKind.CHECK if told.is_kept and hand_off.leased_until is not None:
            return words("letter-kept", number=number, time=time_of(hand_off.leased_until))
        case LetterKind.CHECK:
            return words("letter-check", number=number)
        case LetterKind.LAPSED:
            return words("letter-lapsed", number=number)
        case LetterKind.RAISED:
            return words("letter-raised", number=number, office=escaped(told.office))
        case LetterKind.ASSIGNED:
            return words("letter-assigned", number=number)
        case _:
            return words("letter-over", number=number)


def _message(
    sentence: str, told: Told, words: Words, more: Sequence[Block] = (), pressed: Sequence[Block] = ()
) -> Message:
    if told.card is not None:
        pressed = (*pressed, link_button(act.open_card(), words("letter-see-card"), told.card))
    row = [actions(*pressed)] if pressed else []
    return Message(sentence, (section(sentence), *more, *row))


def digest_message(digest: Digest, words: Words) -> Message:
    """What is open at an office, the oldest first: state, deadline, holder, and the way to the card."""
    title = words("letter-digest", office=escaped(digest.office), count=len(digest.waiting))
    lines = [_open_line(each, digest, words) for each in digest.waiting[:SHOWN_OPEN]]
    if (more := len(digest.waiting) - SHOWN_OPEN) > 0:
        lines.append(words("home-more", count=more))
    parts = [lines[start : start + LINES] for start in range(0, len(lines), LINES)]
    return Message(title, (section(f"*{title}*"), *(section("\n".join(part)) for part in parts)))


def _open_line(hand_off: HandOff, digest: Digest, words: Words) -> str:
    name = words("letter-digest-question", number=hand_off.number)
    if address := digest.cards.get(hand_off.id):
        name = f"<{escaped(address)}|{name}>"
    return f"• {name} · {deadline(hand_off, digest.at, words)} · {holder(hand_off, words)}"


def deadline(hand_off: HandOff, at: datetime, words: Words) -> str:
    """Until when an answer is promised, in a few words of mrkdwn."""
    due = hand_off.promise.due_at if hand_off.promise else None
    if hand_off.state is HandOffState.ASKED_BACK or due is None:
        return words("letter-digest-paused")
    return words("letter-digest-overdue" if due <= at else "letter-digest-due", time=time_of(due))


def holder(hand_off: HandOff, words: Words) -> str:
    """Who holds it, in a few words of mrkdwn."""
    if not hand_off.holder:
        return words("letter-digest-unheld")
    return words("letter-digest-held", person=f"<@{hand_off.holder}>")
