"""What stands under an answer that was given to office management: its number, how it stands, what to expect."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from assistant.desk.records import Asked, HandOff
from assistant.desk.rerouting import may_be_elsewhere
from assistant.escalation.expectations import tell_expectation
from assistant.escalation.moves import next_state
from assistant.escalation.offices import Office
from assistant.escalation.records import HandOffState, Move
from assistant.escalation.telling import tell_hours
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.elements import button, confirmation, day, option, section_with, select, time_of
from assistant.slack.blocks.escape import escaped
from assistant.slack.blocks.limits import limit
from assistant.slack.blocks.records import Block, Look
from assistant.slack.wording import Words


class Standing(StrEnum):
    """The sentence for how a hand-off stands, as its asker reads it."""

    OPEN = "hand-off-open"
    AUTOMATIC = "hand-off-automatic"
    UNSEEN = "hand-off-unseen"
    CLAIMED = "hand-off-claimed"
    ASKED_BACK = "hand-off-asked-back"
    ANSWERED = "hand-off-answered"
    WITHDRAWN = "hand-off-withdrawn"
    EXPIRED = "hand-off-expired"


DATED = frozenset({Standing.OPEN, Standing.AUTOMATIC, Standing.UNSEEN})
AWAITED = frozenset({Standing.OPEN, Standing.AUTOMATIC, Standing.CLAIMED})
"""Sentences that say where the answer will be read: alone, where it went without a name (slack/asker_letters.py)."""


def hand_off_lines(hand_off: HandOff, look: Look, language: str) -> Iterator[str]:
    """How a hand-off stands and when an answer is promised, as lines of mrkdwn."""
    words = look.words(language)
    yield hand_off_line(hand_off, words)
    if hand_off.card is None:
        return
    if may_add_name(hand_off):
        yield words("hand-off-without-name")
    if hand_off.state is HandOffState.EXPIRED:
        yield from call_line(hand_off, look, language)
    elif hand_off.state in (HandOffState.OPENED, HandOffState.CLAIMED):
        yield from _expectation(hand_off, look, language)


def hand_off_line(hand_off: HandOff, words: Words) -> str:
    """How a hand-off stands, in mrkdwn."""
    standing = standing_of(hand_off)
    since = day(hand_off.opened_at)
    where = words("answer-alone" if hand_off.is_anonymous else "answer-here")
    told: dict[str, str] = {"date": since} if standing in DATED else {}
    if standing in AWAITED:
        told["where"] = where
    return words(standing, number=hand_off.number, **told)


def standing_of(hand_off: HandOff) -> Standing:
    """Which sentence says how it stands."""
    match hand_off.state:
        case HandOffState.WITHDRAWN:
            return Standing.WITHDRAWN
        case HandOffState.EXPIRED:
            return Standing.EXPIRED
        case HandOffState.ANSWERED | HandOffState.CLOSED:
            return Standing.ANSWERED
    if hand_off.card is None:
        return Standing.UNSEEN
    match hand_off.state:
        case HandOffState.CLAIMED:
            return Standing.CLAIMED
        case HandOffState.ASKED_BACK:
            return Standing.ASKED_BACK
        case _:
            return Standing.AUTOMATIC if hand_off.is_automatic else Standing.OPEN


def due_line(hand_off: HandOff, words: Words) -> Iterator[str]:
    """Until when an answer is promised, in the reader's own time zone; nothing while the clock stands still."""
    is_running = hand_off.state in (HandOffState.OPENED, HandOffState.CLAIMED)
    if is_running and hand_off.promise is not None and hand_off.promise.due_at is not None:
        yield words("hand-off-due", due=time_of(hand_off.promise.due_at))


def call_line(hand_off: HandOff, look: Look, language: str) -> Iterator[str]:
    """Whom to call where nobody answered: as the office says, else whom everybody can find."""
    words, call = look.words(language), look.offices.office(hand_off.office).call if look.offices else ""
    yield escaped(words("hand-off-call", call=call)) if call else words("hand-off-call-nobody")


def is_awaited(hand_off: HandOff | None) -> bool:
    """Can its asker still take it back? An answer may come, then, and it is not to be posted before."""
    return hand_off is not None and next_state(hand_off.state, Move.WITHDRAW) is not None


def may_add_name(hand_off: HandOff) -> bool:
    """Went it without a name, and does its asker still wait, so that they can add theirs?"""
    return hand_off.is_anonymous and next_state(hand_off.state, Move.NAME) is not None


def name_button(hand_off: HandOff, words: Words) -> Block:
    """The button that adds its asker's name; confirmed first, because it cannot be taken back."""
    confirm = confirmation(
        words("add-name-title"), words("add-name-text"), words("add-name-yes"), words("cancel")
    )  # fmt: skip
    return button(act.ADD_NAME, words("add-name"), act.write_value(hand_off.id, hand_off.version), confirm=confirm)


def office_menu(asked: Asked, look: Look, language: str) -> Iterator[Block]:
    """Whose is it? Asked where the assistant gave it to the fallback; what is chosen moves it, and is remembered."""
    hand_off, offices = asked.hand_off, look.offices
    if hand_off is None or offices is None or hand_off.card is None or not may_be_elsewhere(hand_off, offices):
        return
    words, most = look.words(language), limit("static_select", "options")
    named = list(offices.by_id.values())[:most]
    options = [option(office.name, act.write_value(asked.id, office.id)) for office in named]
    menu = select(act.OFFICE_OF_QUESTION, options, placeholder=words("choose-one"))
    yield section_with(words("hand-off-choose-office"), menu)


def withdraw_button(asked: Asked, words: Words, action: str = act.WITHDRAW) -> Block:
    """The button that takes a hand-off back."""
    return button(action, words("withdraw"), act.write_value(asked.id))


def reply_button(hand_off: HandOff, words: Words) -> Block:
    """The button that opens the form for a reply to a question back."""
    return button(act.LETTER_REPLY, words("reply"), act.write_value(hand_off.id, hand_off.version), style="primary")


def still_button(hand_off: HandOff, words: Words) -> Block:
    """The button that opens the form for what is still not clear."""
    return button(act.LETTER_STILL, words("still"), act.write_value(hand_off.id, hand_off.version))


def receipt_button(hand_off: HandOff, words: Words) -> Block:
    """The button that opens the receipt."""
    return button(act.RECEIPT, words("receipt"), act.write_value(hand_off.id, hand_off.version))


def _expectation(hand_off: HandOff, look: Look, language: str) -> Iterator[str]:
    """What was told when it was opened; once somebody holds it, the hours and the promise."""
    promise = hand_off.promise
    if promise is None or promise.due_at is None:
        return
    if look.offices is None:
        yield from due_line(hand_off, look.words(language))
        return
    office = look.offices.office(hand_off.office)
    if hand_off.state is HandOffState.OPENED:
        told = tell_expectation(office, hand_off.changed_at or hand_off.opened_at, promise, language)
        yield escaped(" ".join([*_whose(office, look, language), told]))
    else:
        hours = escaped(tell_hours(office.hours, language))
        due = look.words(language)("hand-off-due-in-hours", hours=hours, due=time_of(promise.due_at))
        yield " ".join([*map(escaped, _whose(office, look, language)), due])


def _whose(office: Office, look: Look, language: str) -> Iterator[str]:
    """Which office has it, where there are several."""
    if look.offices is not None and len(look.offices.by_id) > 1:
        yield look.words(language)("hand-off-office", office=office.name)
