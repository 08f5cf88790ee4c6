"""
What does the assistant do in a channel: what was set for it, or what holds where nothing was?

Whoever invites the app must not switch it on: in a channel that nobody allowed it does not answer. Allowed are those
that an administrator set to answers in App Home, one by one or all at once, and those that the file of offices names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from assistant.desk.records import ChannelMode, Place
from assistant.escalation.offices import Offices
from assistant.storage import channels
from assistant.storage.channels import EVERY_OTHER, Modes


def mode_in(modes: Modes, channel: str, offices: Offices) -> ChannelMode:
    """What holds in a channel by what was set. Its own mode counts before that of the others, and before the file."""
    if modes.own is not None:
        return modes.own
    others = modes.others or ChannelMode.OFF
    is_named = offices.asking_in(channel) is not None or bool(offices.offices_in(channel))
    return ChannelMode.ANSWERS if is_named and others is ChannelMode.OFF else others


def read_mode(connection: Connection, place: Place, offices: Offices) -> ChannelMode:
    """What the assistant does in a place; a direct message has no mode."""
    if place.is_direct:
        return ChannelMode.ANSWERS
    return mode_in(channels.read_mode(connection, place.workspace, place.channel), place.channel, offices)


def all_modes(kept: Mapping[str, ChannelMode], found: Iterable[str], offices: Offices) -> dict[str, ChannelMode]:
    """What holds in each of those channels, and in each that something was set for; `kept` is what was set."""
    others = kept.get(EVERY_OTHER)
    named = dict.fromkeys((*found, *(channel for channel in kept if channel != EVERY_OTHER)))
    return {channel: mode_in(Modes(kept.get(channel), others), channel, offices) for channel in named}
