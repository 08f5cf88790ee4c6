"""Can what is handed over be shown in a channel, and do only people of the office read it there?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.calling import call
from assistant.slack.posting import Clients


class Unfit(StrEnum):
    """Why a channel cannot be that of office management."""

    AWAY = "away"
    """The app is not in it; Slack tells it nothing of a private channel that it is not in."""
    OPEN = "open"
    """Everybody in the workspace can read it."""
    ARCHIVED = "archived"
    SHARED = "shared"
    """People of another organization are in it."""
    UNKNOWN = "unknown"
    """Slack could not be asked."""


def why_unfit(clients: Clients, workspace: str, channel: str) -> Unfit | None:
    """None: it is fit (https://docs.slack.dev/reference/methods/conversations.info)."""
    try:
        return fault_of(call(clients.quick_client(workspace).conversations_info, channel=channel)["channel"])
    except SurfaceRefused:
        return Unfit.AWAY
    except (SurfaceBusy, SurfaceDown):
        return Unfit.UNKNOWN


EXPOSED: Mapping[Unfit, str] = MappingProxyType({Unfit.OPEN: "channel_is_public", Unfit.SHARED: "channel_is_shared"})
"""Where others than the office read along, with the word for it."""


def refuse_exposed(clients: Clients, workspace: str, channel: str) -> None:
    """
    Is it seen there by the office alone? A channel that was private once, or is named in a file, may not be.

    Raises `SurfaceRefused`. Where Slack does not tell, whatever is done next there says why.
    """
    if (word := EXPOSED.get(why_unfit(clients, workspace, channel) or Unfit.UNKNOWN)) is not None:
        raise SurfaceRefused(word)


def fault_of(channel: Mapping[str, Any]) -> Unfit | None:
    """What is wrong with a channel, as Slack describes it; None: nothing."""
    if channel.get("is_archived"):
        return Unfit.ARCHIVED
    if not channel.get("is_private"):
        return Unfit.OPEN
    if channel.get("is_ext_shared"):
        return Unfit.SHARED
    return None if channel.get("is_member") else Unfit.AWAY
