"""What people do in Slack: say, edit, press, choose, submit, run, open."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from assistant.slack.standin import elements
from assistant.slack.standin.delivery import Delivery
from assistant.slack.standin.elements import Entered, NotThere
from assistant.slack.standin.interactions import Interactions
from assistant.slack.standin.journal import Happening
from assistant.slack.standin.platform import Platform
from assistant.slack.standin.records import Channel, Json, Message, Upload, User, View
from assistant.slack.standin.sight import SeenMessage, Sight
from assistant.slack.standin.typed import as_rich_text, as_sent


class CannotDoThat(AssertionError):
    """Slack's client would not let this person do it; the text says why."""


class InputRefused(AssertionError):
    """Slack's client refuses the entry before the app hears of it: missing, too short or too long."""


class Person:
    """Somebody at their screen. Everything returns at once; what the app does about it is waited for elsewhere."""

    def __init__(self, user: User, platform: Platform, interactions: Interactions, sight: Sight) -> None:
        self.user = user
        self._platform = platform
        self._interactions = interactions
        self._sight = sight

    @property
    def id(self) -> str:
        """Slack's id of them."""
        return self.user.id

    @property
    def mention(self) -> str:
        """How a message names them."""
        return self.user.mention

    @property
    def app_channel(self) -> Channel:
        """Their direct message with the app."""
        bot = self._platform.bot_of(self.user.team)
        return self._platform.workspaces.direct(self.user.team, self.user.id, bot.id)

    # -- messages -------------------------------------------------------------------------------------------------

    def says(
        self,
        channel: Channel | None,
        text: str,
        thread: Message | SeenMessage | str | None = None,
        files: Sequence[Upload] = (),
        also_in_channel: bool = False,
    ) -> Message:
        """
        Post a message; no channel means the direct message with the app. `thread` is a message to reply to, and
        `also_in_channel` shows the reply to those who do not look into the thread.

        The text is what is typed: Slack's escapes and links are added, and `@` with the name of the app mentions it.
        """
        channel = channel or self.app_channel
        self._must_be_in(channel)
        if channel.is_archived:
            raise CannotDoThat(f"{channel.name} is archived")
        sent = self._as_sent(text)
        uploads = [self._platform.workspaces.add_file(self.id, f.name, f.content, f.mimetype) for f in files]
        for upload in uploads:
            upload.channels.append(channel.id)
        return self._platform.workspaces.post(
            channel,
            self.id,
            sent,
            blocks=[as_rich_text(sent, secrets.token_hex(3))] if sent else [],
            thread_ts=_first_of(thread),
            files=[upload.id for upload in uploads],
            subtype="file_share" if uploads else "thread_broadcast" if also_in_channel else "",
            is_broadcast=also_in_channel,
            bot_id=self.user.bot_id,
            app_id=self.user.app_id,
        )

    def edits(self, message: Message, text: str) -> None:
        """Change one's own message."""
        if message.user != self.id:
            raise CannotDoThat("only the author edits a message")
        sent = self._as_sent(text)
        rich = [as_rich_text(sent, secrets.token_hex(3))]
        self._platform.workspaces.change(message, editor=self.id, text=sent, blocks=rich)

    def deletes(self, message: Message) -> None:
        """Delete one's own message; an administrator may delete any."""
        if message.user != self.id and not self.user.is_admin:
            raise CannotDoThat("only the author or an administrator deletes a message")
        self._platform.workspaces.delete(message)

    def dismisses(self, message: SeenMessage) -> None:
        """Wave away a message that only they see; nobody is told."""
        found = self._message(message)
        if found.whispered_to != self.id:
            raise CannotDoThat("only a message shown to oneself alone can be dismissed")
        found.is_deleted = True

    def joins(self, channel: Channel, inviter: Person | None = None) -> None:
        """Join a channel."""
        self._platform.workspaces.join(channel, self.user, inviter.id if inviter else "")

    def leaves(self, channel: Channel) -> None:
        """Leave a channel."""
        self._platform.workspaces.leave(channel, self.user)

    def invites_app(self, channel: Channel) -> None:
        """Bring the app into a channel."""
        self._must_be_in(channel)
        self._platform.workspaces.join(channel, self._platform.bot_of(channel.team), self.id)

    # -- interactions ---------------------------------------------------------------------------------------------

    def presses(
        self,
        target: Message | SeenMessage | View,
        action_id: str,
        value: str | None = None,
        block_id: str | None = None,
    ) -> Delivery:
        """
        Press a button. `value` picks the side of feedback buttons, and overrides the value of others.

        Raises `NotThere` when the person sees no such button.
        """
        return self._uses(target, action_id, value, block_id)

    def chooses(
        self, target: Message | SeenMessage | View, action_id: str, choice: Entered, block_id: str | None = None
    ) -> Delivery:
        """Choose in a select, check boxes, radio buttons or an overflow menu, by value or label."""
        return self._uses(target, action_id, choice, block_id)

    def _uses(
        self, target: Message | SeenMessage | View, action_id: str, entered: Entered, block_id: str | None
    ) -> Delivery:
        shown = target if isinstance(target, View) else self._visible(target)
        blocks = shown.content.get("blocks", []) if isinstance(shown, View) else shown.blocks
        element = elements.find(blocks, action_id, block_id)
        action = elements.action_json(element, self._platform.workspaces.new_ts(), entered)
        if elements.is_stateful(element):
            state = elements.state_with(element, entered)
            place = (
                shown.values
                if isinstance(shown, View)
                else self._interactions.entered.setdefault((self.id, shown.ts), {})
            )
            place.setdefault(element.block_id, {})[element.action_id] = state
        if isinstance(shown, View):
            return self._interactions.on_view(self.user, shown, action)
        return self._interactions.on_message(self.user, shown, action)

    def forges(self, target: Message | SeenMessage | View, action: Mapping[str, object]) -> Delivery:
        """
        Send an action that need not be on the message: one of an earlier release, or from somebody who may not.

        `action` needs `action_id`; type `button` and a block are added where they are missing.
        """
        whole: Json = {"type": "button", "block_id": "old", "action_ts": self._platform.workspaces.new_ts()}
        whole |= dict(action)
        if isinstance(target, View):
            return self._interactions.on_view(self.user, target, whole)
        return self._interactions.on_message(self.user, self._message(target), whole)

    def runs(self, command: str, text: str = "", channel: Channel | None = None) -> Delivery:
        """Run a slash command, in the direct message with the app if no channel is given."""
        channel = channel or self.app_channel
        self._must_be_in(channel)
        if self.user.team not in self._platform.installations:
            raise CannotDoThat("a command runs only in a workspace that has the app")
        known = self._platform.app.commands
        if known is not None and command not in known:
            raise CannotDoThat(f"the app has no command {command}; it has {sorted(known)}")
        return self._interactions.command(self.user, channel, command, text)

    def uses_shortcut(self, callback_id: str, message: Message | SeenMessage | None = None) -> Delivery:
        """Use a shortcut, on a message or from anywhere."""
        on = None if message is None else self._visible(message)
        known, kind = self._platform.app.shortcuts, "global" if message is None else "message"
        if known is not None and known.get(callback_id) != kind:
            raise CannotDoThat(f"the app has no {kind} shortcut {callback_id}; it has {known}")
        return self._interactions.shortcut(self.user, callback_id, on)

    def submits(self, view: View | None = None, values: Mapping[str, Entered] | None = None) -> Delivery:
        """
        Fill in a modal (the one on top) and submit it. `values` go by action id or block id.

        Raises `InputRefused`, `NotThere` or `CannotDoThat` where Slack's client would not let it through.
        """
        view = view or self._sight.modal(self.user)
        if view is None or view not in self._platform.surfaces.modals.get(self.id, []):
            raise NotThere("no modal is open")
        if view.is_being_sent:
            raise CannotDoThat("this modal was submitted and the app has not answered yet; wait until it is closed")
        self.fills(view, values or {})
        self._check_inputs(view)
        return self._interactions.submission(self.user, view)

    def fills(self, view: View, values: Mapping[str, Entered]) -> None:
        """Enter values without submitting."""
        everything = list(elements.elements_of(view.content.get("blocks", [])))
        for name, entered in values.items():
            found = next((e for e in everything if name in (e.action_id, e.block_id)), None)
            if found is None:
                raise NotThere(f"no input {name!r}; there are {[e.action_id for e in everything]}")
            view.values.setdefault(found.block_id, {})[found.action_id] = elements.state_with(found, entered)

    def _check_inputs(self, view: View) -> None:
        state = self._interactions.state_of_view(view)
        for element in elements.elements_of(view.content.get("blocks", [])):
            if element.block.get("type") != "input":
                continue
            entered = state[element.block_id][element.action_id]
            if elements.is_empty(entered) and not element.block.get("optional"):
                raise InputRefused(f"{element.action_id!r} must be filled in")
            text = entered.get("value")
            low, high = element.content.get("min_length", 0), element.content.get("max_length", 3000)
            if isinstance(text, str) and not low <= len(text) <= high:
                raise InputRefused(f"{element.action_id!r} takes {low} to {high} characters, not {len(text)}")

    def closes(self, view: View | None = None) -> Delivery | None:
        """Close a modal (the one on top)."""
        view = view or self._sight.modal(self.user)
        if view is None:
            raise NotThere("no modal is open")
        return self._interactions.closing(self.user, view)

    # -- the app's own place --------------------------------------------------------------------------------------

    def opens_home(self, tab: str = "home") -> None:
        """Open the app: its home tab, or another."""
        channel = self.app_channel
        self._platform.journal.write(
            Happening.HOME_OPENED, user=self.user, tab=tab, channel=channel, team=self.user.team
        )

    def opens_messages_tab(self) -> None:
        """Open the conversation with the app."""
        self.opens_home("messages")

    # -- sight ----------------------------------------------------------------------------------------------------

    def sees(
        self, channel: Channel | None = None, thread: Message | SeenMessage | str | None = None
    ) -> list[SeenMessage]:
        """What they see in a channel (the direct message with the app), or of one thread of it."""
        seen = self._sight.messages(self.user, channel or self.app_channel)
        first = _first_of(thread)
        return [m for m in seen if first in (m.ts, m.thread_ts)] if first else seen

    @property
    def home(self) -> View | None:
        """Their home tab of the app."""
        return self._sight.home(self.user)

    @property
    def modal(self) -> View | None:
        """The modal on top of their screen."""
        return self._sight.modal(self.user)

    @property
    def warnings(self) -> list[str]:
        """What Slack's own client told them went wrong."""
        return [e.facts["text"] for e in self._platform.journal.entries(Happening.WARNED) if e.facts["user"] == self.id]

    # -- small things ---------------------------------------------------------------------------------------------

    def _must_be_in(self, channel: Channel) -> None:
        if self.id not in channel.members:
            raise CannotDoThat(f"{self.user.real_name} is not in {channel.name or channel.id}")

    def _message(self, message: Message | SeenMessage) -> Message:
        if isinstance(message, Message):
            return message
        for found in self._platform.workspaces.messages(message.channel):
            if found.ts == message.ts:
                return found
        raise NotThere(f"no message {message.ts}")

    def _visible(self, message: Message | SeenMessage) -> Message:
        found = self._message(message)
        if found.ts not in [m.ts for m in self.sees(self._platform.workspaces.channels[found.channel])]:
            raise NotThere(f"{self.user.real_name} does not see the message {found.ts}")
        return found

    def _as_sent(self, text: str) -> str:
        names = {user.real_name: user.id for user in self._platform.workspaces.users.values()}
        return as_sent(text, names)


def _first_of(thread: Message | SeenMessage | str | None) -> str:
    """The time stamp that a thread hangs on."""
    if thread is None or isinstance(thread, str):
        return thread or ""
    return thread.thread_ts or thread.ts
