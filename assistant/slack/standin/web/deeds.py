"""What does somebody do on the page? A deed as JSON in, the same deed of a stand-in's person out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from assistant.slack.standin.elements import NotThere
from assistant.slack.standin.people import CannotDoThat, Person
from assistant.slack.standin.records import Channel, Message, View
from assistant.slack.standin.sight import SeenMessage

if TYPE_CHECKING:
    from assistant.slack.standin.stand_in import StandIn

LONGEST_MESSAGE = 40_000
"""https://docs.slack.dev/reference/methods/chat.postMessage (truncating)"""

Text = Annotated[str, Field(max_length=LONGEST_MESSAGE)]


class _Deed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Says(_Deed):
    """Post a message, or a reply to `thread`."""

    deed: Literal["says"]
    channel: str
    text: Text
    thread: str | None = None


class Edits(_Deed):
    """Change one's own message."""

    deed: Literal["edits"]
    channel: str
    ts: str
    text: Text


class Deletes(_Deed):
    """Delete one's own message."""

    deed: Literal["deletes"]
    channel: str
    ts: str


class Dismisses(_Deed):
    """Wave away a message that one sees alone."""

    deed: Literal["dismisses"]
    channel: str
    ts: str


class Uses(_Deed):
    """Press or choose something, on a message or in a view; `values`, by block id, is what stands in its fields."""

    deed: Literal["uses"]
    action_id: str
    block_id: str
    entered: str | list[str] | None = None
    channel: str | None = None
    ts: str | None = None
    view: str | None = None
    values: dict[str, str | list[str] | None] = {}


class Submits(_Deed):
    """Submit a modal; `values` go by block id."""

    deed: Literal["submits"]
    view: str
    values: dict[str, str | list[str] | None] = {}


class Closes(_Deed):
    """Close a modal."""

    deed: Literal["closes"]
    view: str


class Runs(_Deed):
    """Run a slash command."""

    deed: Literal["runs"]
    command: str
    text: Text = ""
    channel: str


class UsesShortcut(_Deed):
    """Use a shortcut, on a message or from anywhere."""

    deed: Literal["uses_shortcut"]
    callback_id: str
    channel: str | None = None
    ts: str | None = None


class Opens(_Deed):
    """Open the home tab or the messages tab of the app."""

    deed: Literal["opens"]
    tab: Literal["home", "messages"]


class Joins(_Deed):
    """Join a public channel."""

    deed: Literal["joins"]
    channel: str


Deed = Annotated[
    Says | Edits | Deletes | Dismisses | Uses | Submits | Closes | Runs | UsesShortcut | Opens | Joins,
    Field(discriminator="deed"),
]

DEED: TypeAdapter[Deed] = TypeAdapter(Deed)
"""Reads a deed; raises pydantic's ValidationError."""


def do(slack: StandIn, person: Person, deed: Deed) -> None:
    """
    Do it. What the app does about it comes later.

    Raises `CannotDoThat`, `InputRefused` or `NotThere` where Slack's own client would not let the person do it.
    """
    match deed:
        case Says():
            if not deed.text.strip():
                raise CannotDoThat("a message needs some text")
            person.says(_channel(slack, person, deed.channel), deed.text, deed.thread)
        case Edits():
            person.edits(_message(slack, person, deed.channel, deed.ts), deed.text)
        case Deletes():
            person.deletes(_message(slack, person, deed.channel, deed.ts))
        case Dismisses():
            person.dismisses(_seen(slack, person, deed.channel, deed.ts))
        case Uses():
            target = _target(slack, person, deed)
            if isinstance(target, View):
                person.fills(target, {name: _entered(value) for name, value in deed.values.items()})
            person.chooses(target, deed.action_id, _entered(deed.entered), deed.block_id)
        case Submits():
            person.submits(_modal(person, deed.view), {name: _entered(v) for name, v in deed.values.items()})
        case Closes():
            person.closes(_modal(person, deed.view))
        case Runs():
            person.runs(deed.command, deed.text, _channel(slack, person, deed.channel))
        case UsesShortcut():
            on = None if deed.channel is None or deed.ts is None else _seen(slack, person, deed.channel, deed.ts)
            person.uses_shortcut(deed.callback_id, on)
        case Opens():
            person.opens_home(deed.tab)
        case Joins():
            person.joins(_channel(slack, person, deed.channel))


def _entered(given: str | list[str] | None) -> str | tuple[str, ...] | None:
    return tuple(given) if isinstance(given, list) else given


def _channel(slack: StandIn, person: Person, channel_id: str) -> Channel:
    for channel in slack.sight.channels(person.user):
        if channel.id == channel_id:
            return channel
    raise NotThere(f"{person.user.real_name} sees no channel {channel_id!r}")


def _seen(slack: StandIn, person: Person, channel_id: str, ts: str) -> SeenMessage:
    for message in person.sees(_channel(slack, person, channel_id)):
        if message.ts == ts:
            return message
    raise NotThere("the message is not there any more")


def _message(slack: StandIn, person: Person, channel_id: str, ts: str) -> Message:
    seen = _seen(slack, person, channel_id, ts)
    message = slack.workspaces.message(seen.channel, seen.ts)
    if message is None:
        raise NotThere("the message is not there any more")
    return message


def _target(slack: StandIn, person: Person, deed: Uses) -> SeenMessage | View:
    if deed.view is not None:
        home = person.home
        return home if home is not None and home.id == deed.view else _modal(person, deed.view)
    if deed.channel is None or deed.ts is None:
        raise NotThere("say on which message or view it was used")
    return _seen(slack, person, deed.channel, deed.ts)


def _modal(person: Person, view_id: str) -> View:
    modal = person.modal
    if modal is None or modal.id != view_id:
        raise NotThere("the form is not open any more")
    return modal
