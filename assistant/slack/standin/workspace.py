"""Who is there, and what was said? The only place that changes teams, people, channels and messages."""

from __future__ import annotations

import copy
import itertools
import secrets
import time
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from assistant.slack.standin.journal import Happening, Journal
from assistant.slack.standin.records import Channel, ChannelKind, File, Message, Team, User

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Workspaces:
    """All workspaces of this Slack. Methods take and give records; ids are unique over everything."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.user_groups: dict[str, list[str]] = {}
        self._messages: dict[str, list[Message]] = {}
        self._by_ts: dict[tuple[str, str], Message] = {}
        self._threads: dict[tuple[str, str], list[Message]] = {}
        """The replies under a message, by channel and its time stamp."""
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.clock: Callable[[], float] = time.time
        """The time of messages, in seconds since 1970. A page may put its own here."""

    # -- names ----------------------------------------------------------------------------------------------------

    def new_id(self, kind: str) -> str:
        """An id as Slack's look: a letter for the kind (`U`, `C`, `T`, ...), then ten capitals and digits."""
        number, text = next(self._numbers), ""
        for _ in range(10):
            number, digit = divmod(number, 36)
            text = _DIGITS[digit] + text
        return kind + text

    def new_ts(self) -> str:
        """A time stamp, which is a message's name: always later than the one before."""
        with self.journal.lock:
            self._last_ts = max(self._last_ts + 1, int(self.clock() * 1_000_000))
            return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    # -- people and places ----------------------------------------------------------------------------------------

    def add_team(self, name: str, has_ai_features: bool = True) -> Team:
        """A workspace."""
        with self.journal.lock:
            team = Team(self.new_id("T"), name, name.lower().replace(" ", "-"), has_ai_features)
            self.teams[team.id] = team
            self.journal.write(Happening.ADDED, team=team)
            return team

    def add_user(self, team: str, real_name: str, **traits: Any) -> User:
        """An account; `traits` are fields of `User`."""
        with self.journal.lock:
            user = User(self.new_id("U"), team, real_name.lower().replace(" ", "."), real_name, **traits)
            self.users[user.id] = user
            self.journal.write(Happening.ADDED, user=user)
            return user

    def add_channel(
        self,
        team: str,
        name: str,
        kind: ChannelKind = ChannelKind.PUBLIC,
        members: Sequence[str] = (),
        shared_with: Sequence[str] = (),
    ) -> Channel:
        """A channel with its members; nobody is told."""
        with self.journal.lock:
            letter = {ChannelKind.DIRECT: "D", ChannelKind.GROUP_DIRECT: "G"}.get(kind, "C")
            channel = Channel(self.new_id(letter), team, name, kind, list(dict.fromkeys(members)), list(shared_with))
            channel.created = int(time.time())
            self.channels[channel.id] = channel
            self._messages[channel.id] = []
            self.journal.write(Happening.ADDED, channel=channel)
            return channel

    def direct(self, team: str, *users: str) -> Channel:
        """The direct message of exactly these users, made when there is none."""
        with self.journal.lock:
            wanted = set(users)
            for channel in self.channels.values():
                if channel.is_direct and set(channel.members) == wanted:
                    return channel
            kind = ChannelKind.DIRECT if len(wanted) == 2 else ChannelKind.GROUP_DIRECT
            return self.add_channel(team, "", kind, users)

    def add_file(self, user: str, name: str, content: bytes, mimetype: str, awaited: int = 0) -> File:
        """A file, not yet in any channel."""
        with self.journal.lock:
            file = File(self.new_id("F"), name, mimetype, content, user, int(time.time()), awaited=awaited)
            self.files[file.id] = file
            return file

    def join(self, channel: Channel, user: User, inviter: str = "") -> None:
        """Somebody joins; the channel says so in a message, as Slack does."""
        with self.journal.lock:
            if user.id in channel.members:
                return
            channel.members.append(user.id)
            self.journal.write(Happening.JOINED, channel=channel, user=user, inviter=inviter)
            subtype = "group_join" if channel.kind is ChannelKind.PRIVATE else "channel_join"
            text = f"{user.mention} has joined the channel"
            self.post(channel, user.id, text, subtype=subtype, inviter=inviter, bot_id="")

    def leave(self, channel: Channel, user: User) -> None:
        """Somebody leaves."""
        with self.journal.lock:
            if user.id not in channel.members:
                return
            subtype = "group_leave" if channel.kind is ChannelKind.PRIVATE else "channel_leave"
            self.post(channel, user.id, f"{user.mention} has left the channel", subtype=subtype)
            channel.members.remove(user.id)
            self.journal.write(Happening.LEFT, channel=channel, user=user)

    # -- messages -------------------------------------------------------------------------------------------------

    def post(self, channel: Channel, user: str, text: str, **traits: Any) -> Message:
        """Say something; `traits` are fields of `Message`. With `whispered_to` only that user ever sees it."""
        with self.journal.lock:
            team = self.users[user].team if user in self.users else channel.team
            message = Message(self.new_ts(), channel.id, user, text, team=team, **traits)
            if not message.bot_id and not message.client_msg_id and not message.subtype:
                message.client_msg_id = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
            for number, block in enumerate(message.blocks):
                block.setdefault("block_id", f"{message.ts[-4:]}{number:02d}")
            self._messages[channel.id].append(message)
            self._by_ts[channel.id, message.ts] = message
            if message.thread_ts:
                self._threads.setdefault((channel.id, message.thread_ts), []).append(message)
            kind = Happening.WHISPERED if message.whispered_to else Happening.POSTED
            self.journal.write(kind, message=message, channel=channel, text=text)
            return message

    def change(self, message: Message, editor: str = "", **traits: Any) -> None:
        """
        Change a message; `traits` are its new fields. `editor` marks it as edited.

        Without an editor the message is another, yet nobody edited it: a link that unfolded, a stream that grows.
        """
        with self.journal.lock:
            before = copy.deepcopy(message)
            for name, value in traits.items():
                setattr(message, name, value)
            for number, block in enumerate(message.blocks):
                block.setdefault("block_id", f"{message.ts[-4:]}{number:02d}")
            if editor:
                message.edited_by, message.edited_ts = editor, self.new_ts()
            channel = self.channels[message.channel]
            self.journal.write(Happening.CHANGED, message=message, before=before, channel=channel, is_edit=bool(editor))

    def delete(self, message: Message) -> None:
        """Take a message away. A message with replies leaves a gravestone behind, under which they stand."""
        with self.journal.lock:
            before = copy.deepcopy(message)
            message.is_deleted = True
            channel = self.channels[message.channel]
            has_replies = bool(self.replies(message))
            self.journal.write(
                Happening.DELETED, message=message, before=before, channel=channel, has_replies=has_replies
            )

    def messages(self, channel: str) -> list[Message]:
        """All messages of a channel in order, deleted and whispered ones too."""
        with self.journal.lock:
            return list(self._messages[channel])

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that is still there."""
        with self.journal.lock:
            message = self._by_ts.get((channel, ts))
            return None if message is None or message.is_deleted else message

    def replies(self, parent: Message) -> list[Message]:
        """The common messages of a thread that are still there, without the first."""
        with self.journal.lock:
            under = self._threads.get((parent.channel, parent.ts), [])
            return [m for m in under if not m.is_deleted and not m.whispered_to]
