"""In which channels does the assistant answer, and is it switched on?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from assistant.desk.records import ChannelMode
from assistant.storage.events import Event, What, tell
from assistant.storage.inserting import insert_over
from assistant.storage.tables import channel_modes, switches

# Read for every message, so put together once.
_MODE = select(channel_modes.c.mode).where(
    channel_modes.c.workspace == bindparam("workspace"), channel_modes.c.channel == bindparam("channel")
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


def read_mode(connection: Connection, workspace: str, channel: str) -> ChannelMode | None:
    """What was set for a channel; None: nothing was."""
    named = {"workspace": workspace, "channel": channel}
    mode: ChannelMode | None = connection.execute(_MODE, named).scalar_one_or_none()
    return mode


def read_modes(connection: Connection, workspace: str) -> dict[str, ChannelMode]:
    """The mode of every channel that has one, by channel."""
    statement = select(channel_modes).where(channel_modes.c.workspace == workspace).order_by(channel_modes.c.channel)
    return {row.channel: row.mode for row in connection.execute(statement)}


def set_mode(connection: Connection, workspace: str, channel: str, mode: ChannelMode, by: str, at: datetime) -> None:
    """Set what the assistant does in a channel."""
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
