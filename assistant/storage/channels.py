"""In which channels does the assistant answer, and is it switched on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from assistant.desk.records import ChannelMode
from assistant.storage.events import Event, What, tell
from assistant.storage.inserting import insert_over
from assistant.storage.tables import channel_modes, switches

EVERY_OTHER = ""
"""Stands for all channels of a workspace that nothing is set for, in place of a channel's id."""

# Read for every message, so put together once.
_MODES = select(channel_modes.c.channel, channel_modes.c.mode).where(
    channel_modes.c.workspace == bindparam("workspace"),
    channel_modes.c.channel.in_((bindparam("channel"), EVERY_OTHER)),
)
_SWITCH = select(switches).where(switches.c.workspace == bindparam("workspace"))


@dataclass(frozen=True, slots=True)
class Switch:
    """Is the assistant on in a workspace, and who said so when? Nobody yet: `set_by` is "" and `set_at` None."""

    is_on: bool = True
    set_by: str = ""
    set_at: datetime | None = None
    reason: str = ""
    """Screened."""


@dataclass(frozen=True, slots=True)
class Modes:
    """What was set for a channel, and for every other channel of its workspace; None: nothing was."""

    own: ChannelMode | None = None
    others: ChannelMode | None = None


def read_mode(connection: Connection, workspace: str, channel: str) -> Modes:
    """What was set that may count for a channel."""
    rows = connection.execute(_MODES, {"workspace": workspace, "channel": channel})
    found: dict[str, ChannelMode] = {row.channel: row.mode for row in rows}
    return Modes(found.get(channel) if channel else None, found.get(EVERY_OTHER))


def read_modes(connection: Connection, workspace: str) -> dict[str, ChannelMode]:
    """The mode of every channel that has one, by channel; under `EVERY_OTHER` that of the others, if it was set."""
    statement = select(channel_modes).where(channel_modes.c.workspace == workspace).order_by(channel_modes.c.channel)
    return {row.channel: row.mode for row in connection.execute(statement)}


def set_mode(connection: Connection, workspace: str, channel: str, mode: ChannelMode, by: str, at: datetime) -> None:
    """Set what the assistant does in a channel, or in `EVERY_OTHER`."""
    insert_over(
        connection,
        channel_modes,
        {"workspace": workspace, "channel": channel, "mode": mode, "set_by": by, "set_at": at},
    )
    tell(connection, Event(What.MODE_SET, at, workspace, by, data={"channel": channel, "mode": mode.value}))


def read_switch(connection: Connection, workspace: str) -> Switch:
    """How the switch of a workspace stands; on, where nobody touched it."""
    row = connection.execute(_SWITCH, {"workspace": workspace}).one_or_none()
    return Switch() if row is None else Switch(row.is_on, row.set_by, row.set_at, row.reason)


def set_switch(connection: Connection, workspace: str, is_on: bool, by: str, reason: str, at: datetime) -> None:
    """Switch the assistant on or off in a workspace; `reason` is screened."""
    insert_over(
        connection,
        switches,
        {"workspace": workspace, "is_on": is_on, "set_by": by, "set_at": at, "reason": reason},
    )
    tell(connection, Event(What.SWITCHED, at, workspace, by, data={"is_on": is_on}))
