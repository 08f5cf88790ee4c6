"""What time is it on the page, and what came of putting it forward? No part of Slack: who tries the page does it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.slack.standin.journal import Happening
from assistant.slack.standin.records import Channel, Json, Message

if TYPE_CHECKING:
    from assistant.slack.standin.stand_in import StandIn
    from assistant.slack.standin.web.office import Office, Role


class CannotMove(Exception):
    """The clock stays as it is; the text says why."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A way to put the clock forward. `words` stand on its button; `note` says where it leads, "" for nothing."""

    name: str
    words: str
    note: str = ""


class Clock(Protocol):
    """A clock that can be put forward."""

    @property
    def zone(self) -> str:
        """The time zone that all times on the page are written in, as `America/Los_Angeles`."""
        ...

    def seconds(self) -> float:
        """The time, in seconds since 1970; it never goes back."""
        ...

    def words(self) -> str:
        """The time for people."""
        ...

    def note(self) -> str:
        """What is to be known of that time: whether anybody works."""
        ...

    def jumps(self) -> Sequence[Jump]:
        """The ways there are now."""
        ...

    def move(self, name: str) -> None:
        """Put it forward, and return when all that follows is done. Raises `CannotMove`, KeyError for no such way."""
        ...


def clock_json(clock: Clock) -> Json:
    """The clock as the page shows it."""
    jumps = [{"name": jump.name, "words": jump.words, "note": jump.note} for jump in clock.jumps()]
    return {"words": clock.words(), "note": clock.note(), "jumps": jumps}


def what_came(slack: StandIn, office: Office, reader: Role, since: int) -> list[Json]:
    """
    What the app wrote since that entry of the journal, or changed in its place: to whom or where, and who may look.

    `reader` looks, where they may. What is new comes first; what nobody on the page can see is left out.
    """
    found: dict[tuple[str, str], Json] = {}
    for entry in slack.journal.entries(Happening.POSTED, Happening.WHISPERED, Happening.CHANGED, since=since):
        message, channel = entry.facts["message"], entry.facts["channel"]
        key = (message.channel, message.ts)
        before = entry.facts.get("before")
        is_as_it_was = before is not None and (before.text, before.blocks) == (message.text, message.blocks)
        if not message.bot_id or message.is_deleted or is_as_it_was or key in found:
            continue
        role = next(_readers(office, reader, message, channel), None)
        if role is not None:
            found[key] = {
                "text": message.text,
                "is_new": entry.happening is not Happening.CHANGED,
                "where": f"#{channel.name}" if not channel.is_direct else role.person.user.real_name,
                "role": role.name,
                "place": channel.id,
                "thread": message.thread_ts,
            }
    return sorted(found.values(), key=lambda each: not each["is_new"])


def _readers(office: Office, first: Role, message: Message, channel: Channel) -> Iterator[Role]:
    for role in (first, *office.roles):
        if role.person.id in channel.members and message.whispered_to in ("", role.person.id):
            yield role
