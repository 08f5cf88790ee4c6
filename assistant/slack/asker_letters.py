"""Where does a letter of office management reach its asker? Where their answer stands, if nothing in it is private."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from assistant.desk.audience import is_private
from assistant.desk.records import Asked, Audience, ChannelMode, HandOff, Shown
from assistant.desk.surface import SurfaceRefused
from assistant.escalation.records import Letter
from assistant.slack.blocks.asker_letters import MAKERS, asker_letter, letter_in_words
from assistant.slack.blocks.records import Look
from assistant.slack.posting import NO_ENTRY, Outgoing, Posting

log = logging.getLogger(__name__)

TO_ASKERS = frozenset(MAKERS)
"""The letters that are shown here."""


def show_asker_letter(
    letter: Letter, asked: Asked, hand_off: HandOff, look: Look, posting: Posting, mode: ChannelMode
) -> Shown:
    """
    Show a letter to its asker, once. `asked` is the question of who reads it, `mode` what is done in its channel.

    Raises `SurfaceBusy`, `SurfaceDown` or `SurfaceRefused`.
    """
    place, since = asked.place, hand_off.opened_at
    is_common = is_for_the_thread(asked, hand_off, mode)
    if is_common or (place.is_direct and place.thread and asked.audience is Audience.THREAD):
        mention = f"<@{asked.person}>" if is_common else ""
        message = _outgoing(letter, asked, hand_off, look, mention)
        try:
            return posting.post(place.workspace, place.channel, message, letter.key, thread=place.thread, since=since)
        except SurfaceRefused as refused:
            if refused.reason not in NO_ENTRY:
                raise
            log.warning("slack: cannot post in the thread (%s); a letter goes by direct message", refused.reason)
    message = _outgoing(letter, asked, hand_off, look)
    return posting.post_directly(place.workspace, asked.person, message, letter.key, since=since)


def change_asker_letter(
    letter: Letter, standing: Shown, asked: Asked, hand_off: HandOff, look: Look, posting: Posting
) -> None:
    """
    Let a letter that stands say what is so by now, in its place.

    Raises `SurfaceBusy`, `SurfaceDown` or `SurfaceRefused`.
    """
    is_common = not asked.place.is_direct and standing.channel == asked.place.channel
    message = _outgoing(letter, asked, hand_off, look, f"<@{asked.person}>" if is_common else "")
    posting.change(letter.workspace, standing, message)


def is_for_the_thread(asked: Asked, hand_off: HandOff, mode: ChannelMode) -> bool:
    """
    May everybody in the thread of a channel read it?

    Where they read the answer, nobody asked without a name, and nothing private was said between asker and managers:
    what they answer may be about that.
    """
    is_anonymous = hand_off.is_anonymous and hand_off.asked == asked.id
    if asked.audience is not Audience.THREAD or asked.place.is_direct or mode is not ChannelMode.ANSWERS:
        return False
    return not is_anonymous and not any(is_private(text, ()) for text in _said(asked, hand_off))


def _said(asked: Asked, hand_off: HandOff) -> Iterator[str]:
    yield from (asked.text, hand_off.text, hand_off.context, *(remark.text for remark in hand_off.remarks))
    if hand_off.ruling is not None:
        yield hand_off.ruling.text


def _outgoing(letter: Letter, asked: Asked, hand_off: HandOff, look: Look, mention: str = "") -> Outgoing:
    message = asker_letter(letter.kind, asked, hand_off, look, mention)
    return Outgoing(message.text, message.blocks, letter_in_words(letter.kind, message, hand_off, look, asked))
