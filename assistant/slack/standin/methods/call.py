"""One call of a method: its arguments, who makes it, and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.slack.standin.platform import Platform
from assistant.slack.standin.records import Channel, ChannelKind, Installation, Json, Message, Token, TokenKind, User


class Refused(Exception):
    """Slack's `ok: false`. `error` is its word; `more` stands beside it in the answer."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more: Json = dict(more)
        if messages:
            self.more["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}


@dataclass(frozen=True, slots=True)
class Call:
    """What a method is given."""

    platform: Platform
    method: str
    arguments: Json
    token: Token | None
    raw_token: str

    # -- arguments ------------------------------------------------------------------------------------------------

    def text(self, name: str, default: str = "") -> str:
        """A string, or the default."""
        value = self.arguments.get(name)
        return default if value is None or value == "" else str(value)

    def need(self, name: str) -> str:
        """A string that must be there."""
        value = self.text(name)
        if not value:
            raise Refused("invalid_arguments", f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """Slack takes 1, true and True."""
        return str(self.arguments.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        """A whole number, or the default."""
        value = self.text(name)
        if not value:
            return default
        if not value.isdigit():
            raise Refused("invalid_arguments", f"must be an integer: {name}")
        return int(value)

    def json(self, name: str) -> Any:  # noqa: ANN401 - what an app may send here is what is being checked
        """An object or array, given as itself or as a string of JSON; None when it is not given."""
        value = self.arguments.get(name)
        if isinstance(value, str):
            if not value.strip():
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise Refused("invalid_arguments", f"not JSON: {name}") from None
        return value

    # -- who and where --------------------------------------------------------------------------------------------

    @property
    def team(self) -> str:
        """The workspace of the token."""
        return self.token.team if self.token is not None else ""

    @property
    def installation(self) -> Installation:
        """The app in that workspace."""
        return self.platform.installations[self.team]

    @property
    def bot(self) -> User:
        """The user that the token speaks for."""
        return self.platform.bot_of(self.team)

    def needs_scope(self, *scopes: str) -> None:
        """Refuse unless the token has one of them."""
        held = self.token.scopes if self.token is not None else []
        if not set(scopes) & set(held):
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(held))

    def user(self, user_id: str, error: str = "user_not_found") -> User:
        """A user that this workspace can see."""
        user = self.platform.workspaces.users.get(user_id)
        if user is None:
            raise Refused(error)
        return user

    def channel(self, name: str = "channel") -> Channel:
        """The channel of an argument, if the bot may know of it."""
        wanted = self.need(name)
        for channel in self.platform.workspaces.channels.values():
            is_here = self.team in (channel.team, *channel.shared_with)
            named = channel.id == wanted or (channel.name and wanted in (channel.name, f"#{channel.name}"))
            if named and is_here:
                if channel.kind is not ChannelKind.PUBLIC and self.bot.id not in channel.members:
                    break
                return channel
        raise Refused("channel_not_found")

    def channel_to_write(self) -> Channel:
        """The channel to post in. A user's id stands for the direct message with them."""
        wanted = self.need("channel")
        if wanted[0] in "UW" and wanted in self.platform.workspaces.users:
            return self.platform.workspaces.direct(self.team, wanted, self.bot.id)
        channel = self.channel()
        if channel.is_archived:
            raise Refused("is_archived")
        if self.bot.id not in channel.members:
            held = self.token.scopes if self.token is not None else []
            if "chat:write.public" not in held:
                raise Refused("not_in_channel")
        return channel

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """The message of an argument; one that was whispered cannot be found by anybody."""
        message = self.platform.workspaces.message(channel.id, self.need(name))
        if message is None or message.whispered_to:
            raise Refused("message_not_found")
        return message

    def page(self, items: Sequence[Any], limit: int) -> tuple[Sequence[Any], Json]:
        """One page of a list by `cursor`, and the `response_metadata` that leads on."""
        cursor = self.text("cursor")
        start = int(cursor.removeprefix("at:")) if cursor.startswith("at:") else 0
        if cursor and not cursor.startswith("at:"):
            raise Refused("invalid_cursor")
        rest = start + limit < len(items)
        following = f"at:{start + limit}" if rest else ""
        return items[start : start + limit], {"response_metadata": {"next_cursor": following}}


_BOT = (TokenKind.BOT, TokenKind.ROTATING)


@dataclass(frozen=True, slots=True)
class Method:
    """What a method does, and who may call it. One of the scopes is enough."""

    do: Callable[[Call], Json]
    scopes: tuple[str, ...] = ()
    tokens: tuple[TokenKind, ...] = _BOT
    is_open: bool = False
    """May it be called without a token?"""
