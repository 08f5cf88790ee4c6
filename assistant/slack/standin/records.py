"""What is there in a Slack? The things that the stand-in keeps, as Slack names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
"""An object as it crosses the wire."""


@dataclass(slots=True)
class Team:
    """A workspace."""

    id: str
    name: str
    domain: str
    has_ai_features: bool = True
    """False: a plan without Slack's AI features."""


@dataclass(slots=True)
class User:
    """An account: a member, a guest, a bot, or somebody of another workspace."""

    id: str
    team: str
    name: str
    real_name: str
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_bot: bool = False
    is_deactivated: bool = False
    bot_id: str = ""
    app_id: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    """What stands in the workspace's own fields of their profile, by the field's id."""

    @property
    def mention(self) -> str:
        """How a message names this user."""
        return f"<@{self.id}>"


class ChannelKind(StrEnum):
    """The values are those of `channel_type` in message events."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"
    GROUP_DIRECT = "mpim"


@dataclass(slots=True)
class Channel:
    """A conversation. `shared_with` holds the other workspaces it is shared with (Slack Connect)."""

    id: str
    team: str
    name: str
    kind: ChannelKind
    members: list[str] = field(default_factory=list)
    shared_with: list[str] = field(default_factory=list)
    is_archived: bool = False
    topic: str = ""
    created: int = 0

    @property
    def is_shared(self) -> bool:
        """Is it shared with another workspace?"""
        return bool(self.shared_with)

    @property
    def is_direct(self) -> bool:
        """Is it a direct message?"""
        return self.kind in (ChannelKind.DIRECT, ChannelKind.GROUP_DIRECT)


class StreamState(StrEnum):
    """How a message that is written bit by bit stands."""

    NONE = "none"
    OPEN = "open"
    STOPPED = "stopped"
    EXPIRED = "expired"


@dataclass(slots=True)
class Message:
    """One message; `whispered_to` is the only user who sees it, or empty when it is a common one."""

    ts: str
    channel: str
    user: str
    text: str
    team: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    subtype: str = ""
    bot_id: str = ""
    app_id: str = ""
    username: str = ""
    client_msg_id: str = ""
    inviter: str = ""
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    edited_by: str = ""
    edited_ts: str = ""
    is_deleted: bool = False
    is_broadcast: bool = False
    whispered_to: str = ""
    stream: StreamState = StreamState.NONE
    stream_until: float = 0.0
    """When an open stream expires, in seconds of the monotonic clock."""


class ViewKind(StrEnum):
    """Where a view is shown."""

    MODAL = "modal"
    HOME = "home"


@dataclass(slots=True)
class View:
    """A modal or a home tab as one user sees it. `content` is what the app sent, with ids given to nameless blocks."""

    id: str
    kind: ViewKind
    user: str
    team: str
    content: Json
    hash: str
    root: str
    previous: str = ""
    values: dict[str, Json] = field(default_factory=dict)
    """What was entered so far: block id, then action id, then the element's state."""
    errors: dict[str, str] = field(default_factory=dict)
    """What the app refused at the last submission: block id, then its words."""
    is_being_sent: bool = False
    """Submitted, and the app has not answered yet: Slack's client shows it, and lets nobody submit it again."""


@dataclass(slots=True)
class File:
    """A file somebody uploaded."""

    id: str
    name: str
    mimetype: str
    content: bytes
    user: str
    created: int
    channels: list[str] = field(default_factory=list)
    title: str = ""
    awaited: int = 0
    """Bytes that an app said it would send of it; of a person's nothing is awaited."""


class TokenKind(StrEnum):
    """The value is how a token of this kind begins."""

    BOT = "xoxb"
    APP = "xapp"
    ROTATING = "xoxe.xoxb"
    CONFIGURATION = "xoxe.xoxp"


@dataclass(slots=True)
class Token:
    """A key to the Web API."""

    text: str
    kind: TokenKind
    team: str
    scopes: list[str]
    is_revoked: bool = False
    expires: float | None = None
    """When it stops working, in seconds since 1970; None: never."""


@dataclass(slots=True)
class Installation:
    """The app in one workspace."""

    team: str
    bot_user: str
    bot_id: str
    scopes: list[str]
    token: str
    refresh_token: str = ""
    is_removed: bool = False


@dataclass(slots=True)
class Approval:
    """An administrator said yes to installing; the code that stands for it is exchanged once."""

    team: str
    user: str
    scopes: list[str]
    redirect_uri: str
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """What an administrator copies out of Slack's pages into the settings of the app."""

    bot_token: str
    refresh_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    app_id: str
    team_id: str
    bot_user_id: str
    bot_id: str


@dataclass(slots=True)
class App:
    """The app under test, as Slack knows it. With a `request_url` it is told by HTTP, without by Socket Mode."""

    id: str
    name: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    app_token: str
    events: frozenset[str]
    request_url: str = ""
    rotates_tokens: bool = False
    scopes: list[str] = field(default_factory=list)
    """What it asks for when it is installed."""
    commands: frozenset[str] | None = None
    """The slash commands it has; None: any."""
    shortcuts: dict[str, str] | None = None
    """Callback id and kind (`message` or `global`) of its shortcuts; None: any."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person adds to a message."""

    name: str
    content: bytes
    mimetype: str = "text/plain"


def ids_of(things: Sequence[User | Channel | str]) -> list[str]:
    """The ids of things that may be given as ids already."""
    return [thing if isinstance(thing, str) else thing.id for thing in things]
