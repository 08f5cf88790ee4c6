"""Could an answer be posted in the channel that it was asked in? Asked of Slack before it is tried, to say why not."""

from __future__ import annotations

from typing import Any

from assistant.desk.notices import Notice
from assistant.desk.records import Asked
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.calling import call
from assistant.slack.in_time import in_time
from assistant.slack.posting import Clients


def why_not_posted(clients: Clients, asked: Asked) -> Notice | None:
    """
    Why nothing can be posted there (https://docs.slack.dev/reference/methods/conversations.info).

    None: it can, or Slack does not tell; then the post itself says so. Of a private channel that we are not in Slack
    knows nothing.
    """
    place = asked.place
    if place.is_direct or not place.channel:
        return None

    def look_up() -> dict[str, Any]:
        answer = call(clients.quick_client(place.workspace).conversations_info, channel=place.channel)
        return dict(answer["channel"])

    try:
        found = in_time(look_up)
    except SurfaceRefused as refused:
        return Notice.NOT_IN_CHANNEL if refused.reason == "channel_not_found" else None
    except (SurfaceBusy, SurfaceDown):
        return None
    if found.get("is_archived"):
        return Notice.CHANNEL_ARCHIVED
    return None if found.get("is_member") else Notice.NOT_IN_CHANNEL
