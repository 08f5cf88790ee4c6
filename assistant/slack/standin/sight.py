"""What does a user see? Their channels, their home tab, their modal."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from assistant.slack.standin.elements import Element, NotThere, elements_of
from assistant.slack.standin.platform import Platform
from assistant.slack.standin.records import Channel, ChannelKind, Json, Message, StreamState, User, View


@dataclass(frozen=True, slots=True)
class SeenMessage:
    """A message as one user sees it now."""

    ts: str
    channel: str
    user: str
    text: str
    """The plain fallback: notifications and screen readers."""
    blocks: tuple[Json, ...]
    thread_ts: str
    is_whispered: bool
    """Shown to this user alone."""
    is_edited: bool
    is_streaming: bool
    files: tuple[str, ...]
    """Their names."""
    from_app: bool
    file_ids: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Everything that is readable: the blocks, or the text where there are none."""
        return "\n".join(readable(self.blocks)) if self.blocks else self.text

    @property
    def elements(self) -> list[Element]:
        """What can be pressed or chosen."""
        return list(elements_of(self.blocks))

    @property
    def buttons(self) -> list[str]:
        """The labels of the buttons, in order."""
        return [str(e.content["text"]["text"]) for e in self.elements if e.kind == "button"]

    @property
    def actions(self) -> list[str]:
        """The action ids of everything that can be used."""
        return [element.action_id for element in self.elements]

    def action_of(self, label: str) -> str:
        """The action id of the button with this label. Raises `NotThere`."""
        for element in self.elements:
            if element.kind == "button" and element.content["text"]["text"] == label:
                return element.action_id
        raise NotThere(f"no button says {label!r}; they say {self.buttons}")


def readable(blocks: object) -> Iterator[str]:
    """The texts inside blocks, in order, with labels of buttons and options."""
    if isinstance(blocks, dict):
        for name, value in blocks.items():
            if name in ("text", "alt_text", "title") and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from readable(value)
    elif isinstance(blocks, list | tuple):
        for block in blocks:
            yield from readable(block)


class Sight:
    """Looks at the state with the eyes of a user."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def channels(self, user: User) -> list[Channel]:
        """What stands in their side bar: the channels they are in, and public ones of their workspace."""
        found = []
        for channel in self._platform.workspaces.channels.values():
            is_open = channel.kind is ChannelKind.PUBLIC and channel.team == user.team and not user.is_guest
            if user.id in channel.members or is_open:
                found.append(channel)
        return found

    def messages(self, user: User, channel: Channel) -> list[SeenMessage]:
        """What they see there now, replies included; nothing in a channel they may not look into."""
        if channel not in self.channels(user):
            return []
        with self._platform.journal.lock:
            everything = self._platform.workspaces.messages(channel.id)
            threads = {m.thread_ts for m in everything if not (m.whispered_to or m.is_deleted)}
            return [_seen(m, self._names(m)) for m in everything if _is_seen(m, user, threads)]

    def home(self, user: User) -> View | None:
        """Their home tab of the app, if it ever was published."""
        return self._platform.surfaces.homes.get((user.team, user.id))

    def modal(self, user: User) -> View | None:
        """The modal on top, if one is open."""
        stack = self._platform.surfaces.modals.get(user.id, [])
        return stack[-1] if stack else None

    def _names(self, message: Message) -> tuple[str, ...]:
        return tuple(self._platform.workspaces.files[file].name for file in message.files)


def _is_seen(message: Message, user: User, threads: Set[str]) -> bool:
    """
    `threads` are those that somebody replied in.

    In any other, what is whispered is seen by nobody (https://docs.slack.dev/reference/methods/chat.postEphemeral).
    """
    if message.is_deleted or message.whispered_to not in ("", user.id):
        return False
    return not message.whispered_to or not message.thread_ts or message.thread_ts in threads


def _seen(message: Message, files: tuple[str, ...]) -> SeenMessage:
    return SeenMessage(
        ts=message.ts,
        channel=message.channel,
        user=message.user,
        text=message.text,
        blocks=tuple(message.blocks),
        thread_ts=message.thread_ts,
        is_whispered=bool(message.whispered_to),
        is_edited=bool(message.edited_ts),
        is_streaming=message.stream is StreamState.OPEN,
        files=files,
        from_app=bool(message.bot_id),
        file_ids=tuple(message.files),
    )
