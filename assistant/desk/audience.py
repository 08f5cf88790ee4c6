"""Who may see an answer? Decided here, before anything is shown."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.pipeline import PLACEHOLDER
from assistant.answering.screening import PrivateKind
from assistant.desk.notices import Notice
from assistant.desk.records import Arrival, Asked, Audience, ChannelMode, Entry, Place

ALONE = frozenset({Entry.COMMAND, Entry.FORM, Entry.SHORTCUT})
"""Doors behind which nobody else hears the question; so nobody else sees the answer."""


def is_private(text: str, hidden: Sequence[PrivateKind]) -> bool:
    """
    Was anything private in what somebody wrote? A person's own name counts: the channel must not see it either.

    A placeholder in the text counts too: it was hidden before it came here.
    """
    return bool(hidden) or PLACEHOLDER.search(text) is not None


def choose_audience(
    place: Place, entry: Entry, mode: ChannelMode, *, is_private_matter: bool, wants_private: bool
) -> Audience:
    """The thread, unless anything speaks for the asker alone. In a direct message the thread is the asker's own."""
    if entry in ALONE:
        return Audience.ASKER
    if place.is_direct:
        return Audience.THREAD
    if is_private_matter or wants_private or mode is not ChannelMode.ANSWERS:
        return Audience.ASKER
    return Audience.THREAD


def why_alone(asked: Asked, mode: ChannelMode, *, is_added: bool = False) -> Notice | None:
    """
    Why somebody who asked in a channel is answered alone, where they did not wish so themselves.

    `is_added`: what is private in it is not in a message that others see, but in a form that was filled in later.
    """
    if asked.audience is not Audience.ASKER or asked.place.is_direct or asked.entry in ALONE:
        return None
    if is_private(asked.text, asked.hidden):
        return Notice.ADDED_IN_PRIVATE if is_added else Notice.HIDDEN_IN_PRIVATE
    if any(is_private(turn, ()) for turn in asked.earlier):
        return Notice.THREAD_IN_PRIVATE
    return Notice.CHANNEL_IN_PRIVATE if mode is ChannelMode.PRIVATE else None


def why_not_shared(asked: Asked, mode: ChannelMode) -> Notice | None:
    """Why an answer cannot be shown to everybody in its place; None when it can."""
    if asked.place.is_direct or not asked.place.channel or asked.audience is Audience.THREAD:
        return Notice.SHARED_ALREADY
    if is_private(asked.text, asked.hidden) or any(is_private(turn, ()) for turn in asked.earlier):
        return Notice.PRIVATE_NOT_SHARED
    return None if mode is ChannelMode.ANSWERS else Notice.CHANNEL_NOT_SHARED


def is_for(asked: Asked, person: str, channel: str | None = None) -> bool:
    """
    May that person look into the answer? Its asker may; others where everybody in its place may, and they are there.

    `channel` is where they say they saw it, None where that is not known: what a button carries is no proof.
    """
    if asked.person == person:
        return True
    is_common = asked.audience is Audience.THREAD and not asked.place.is_direct
    return is_common and channel in (None, asked.place.channel)


def stays_when_deleted(asked: Asked) -> bool:
    """
    Does the answer outlive the message it was asked in?

    Who wrote private details in a channel was asked to delete the message, and was answered elsewhere: doing so must
    not take the answer away, nor the hand-off.
    """
    return asked.audience is Audience.ASKER and not asked.place.is_direct and is_private(asked.text, asked.hidden)


def mode_of(arrival: Arrival, mode: ChannelMode) -> ChannelMode:
    """The mode that counts for an arrival: in a direct message there is none."""
    return ChannelMode.ANSWERS if arrival.place.is_direct else mode
