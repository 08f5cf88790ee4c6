"""Which events does Slack tell the app of an entry of the journal? https://docs.slack.dev/apis/events-api"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from assistant.slack.standin.journal import Entry, Happening
from assistant.slack.standin.records import App, Channel, ChannelKind, Installation, Json, Message, User
from assistant.slack.standin.shapes import message_json, tombstone_json, view_json
from assistant.slack.standin.surfaces import Surfaces
from assistant.slack.standin.workspace import Workspaces

ALL_EVENTS = frozenset(
    """app_home_opened app_mention app_uninstalled member_joined_channel member_left_channel message.channels
    message.groups message.im message.mpim tokens_revoked""".split()
)

_MESSAGE_EVENT = {
    ChannelKind.PUBLIC: ("message.channels", "channels:history"),
    ChannelKind.PRIVATE: ("message.groups", "groups:history"),
    ChannelKind.DIRECT: ("message.im", "im:history"),
    ChannelKind.GROUP_DIRECT: ("message.mpim", "mpim:history"),
}
"""What must be subscribed, and the scope it needs: https://docs.slack.dev/reference/events/message"""


class EventMaker:
    """Turns entries into the bodies that are delivered, with the events that the app subscribed and may see."""

    def __init__(self, workspaces: Workspaces, surfaces: Surfaces, app: App, base_url: str) -> None:
        self._workspaces = workspaces
        self._surfaces = surfaces
        self._app = app
        self._base_url = base_url

    def bodies_of(self, entry: Entry, installation: Installation) -> Iterator[Json]:
        """The deliveries of one entry to one installation, in order."""
        for subscription, scope, event in self._events_of(entry, installation):
            if subscription not in self._app.events or (scope and scope not in installation.scopes):
                continue
            channel = entry.facts.get("channel")
            yield self._wrapped(event, installation, channel if isinstance(channel, Channel) else None)

    def _events_of(self, entry: Entry, installation: Installation) -> Iterator[tuple[str, str, Json]]:
        facts = entry.facts
        match entry.happening:
            case Happening.POSTED | Happening.CHANGED | Happening.DELETED:
                channel = facts["channel"]
                if not self._is_told(channel, installation):
                    return
                subscription, scope = _MESSAGE_EVENT[channel.kind]
                event = self._message_event(entry, channel)
                yield subscription, scope, event
                is_told_anew = entry.happening is Happening.POSTED or facts.get("is_edit", False)
                if is_told_anew and self._mentions(facts["message"], channel, installation):
                    # An edited message that mentions the app is told again, with `edited` and under a new event id.
                    said = event.get("message", event)
                    mention = {k: v for k, v in said.items() if k not in ("channel_type", "subtype", "source_team")}
                    mention |= {"type": "app_mention", "channel": channel.id, "event_ts": event["event_ts"]}
                    yield "app_mention", "app_mentions:read", mention
            case Happening.JOINED | Happening.LEFT:
                channel, user = facts["channel"], facts["user"]
                if self._is_told(channel, installation) or user.id == installation.bot_user:
                    name = "member_joined_channel" if entry.happening is Happening.JOINED else "member_left_channel"
                    scope = "groups:read" if channel.kind is ChannelKind.PRIVATE else "channels:read"
                    yield name, scope, self._member_event(name, channel, user, facts.get("inviter", ""))
            case Happening.HOME_OPENED:
                if facts["team"] == installation.team:
                    yield "app_home_opened", "", self._home_event(installation, **facts)
            case Happening.REVOKED:
                if facts["team"] == installation.team:
                    tokens = {"oauth": [], "bot": [installation.bot_user]}
                    yield "tokens_revoked", "", {"type": "tokens_revoked", "tokens": tokens, "event_ts": self._ts()}
            case Happening.REMOVED:
                if facts["team"] == installation.team:
                    yield "app_uninstalled", "", {"type": "app_uninstalled", "event_ts": self._ts()}

    def _is_told(self, channel: Channel, installation: Installation) -> bool:
        return installation.bot_user in channel.members

    def _mentions(self, message: Message, channel: Channel, installation: Installation) -> bool:
        is_own = message.bot_id == installation.bot_id
        if channel.is_direct or is_own or message.subtype not in ("", "file_share", "thread_broadcast"):
            return False
        return bool(re.search(rf"<@{installation.bot_user}(\|[^>]*)?>", message.text))

    def _message_event(self, entry: Entry, channel: Channel) -> Json:
        message, ts = entry.facts["message"], self._ts()
        around: Json = {"channel": channel.id, "channel_type": channel.kind.value}
        if entry.happening is Happening.POSTED:
            event = self._shape(message) | around | {"event_ts": message.ts}
            if channel.is_shared:
                event |= {"user_team": message.team, "source_team": message.team}
            return event
        around |= {"type": "message", "hidden": True, "ts": ts, "event_ts": ts}
        before = self._shape(entry.facts["before"])
        if entry.happening is Happening.DELETED and not entry.facts["has_replies"]:
            return around | {
                "subtype": "message_deleted",
                "previous_message": before,
                "deleted_ts": message.ts,
            }
        now = tombstone_json(message) if entry.happening is Happening.DELETED else self._shape(message)
        if entry.happening is Happening.CHANGED:
            now |= {"source_team": message.team, "user_team": message.team}
        return around | {"subtype": "message_changed", "message": now, "previous_message": before}

    def _member_event(self, name: str, channel: Channel, user: User, inviter: str) -> Json:
        event: Json = {
            "type": name,
            "user": user.id,
            "channel": channel.id,
            "channel_type": "G" if channel.kind is ChannelKind.PRIVATE else "C",
            "team": user.team,
            "event_ts": self._ts(),
        }
        return event | {"inviter": inviter} if inviter else event

    def _home_event(self, installation: Installation, user: User, tab: str, channel: Channel, team: str) -> Json:
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": channel.id,
            "tab": tab,
            "event_ts": self._ts(),
        }
        home = self._surfaces.homes.get((team, user.id))
        if tab == "home" and home is not None:
            event["view"] = view_json(home, self._app.id, installation.bot_id)
        return event

    def _wrapped(self, event: Json, installation: Installation, channel: Channel | None) -> Json:
        return {
            "token": self._app.verification_token,
            "team_id": installation.team,
            "context_team_id": installation.team,
            "context_enterprise_id": None,
            "api_app_id": self._app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self._workspaces.new_id("Ev"),
            "event_time": int(time.time()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": installation.team,
                    "user_id": installation.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": channel is not None and channel.is_shared,
            "event_context": f"4-{self._workspaces.new_id('E')}",
        }

    def _shape(self, message: Message) -> Json:
        return message_json(self._workspaces, message, self._base_url)

    def _ts(self) -> str:
        return self._workspaces.new_ts()
