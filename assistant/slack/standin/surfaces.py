"""What is open on people's screens? Modals, home tabs, the status under a thread, and the triggers that open things."""

from __future__ import annotations

import copy
import secrets
import time
from dataclasses import dataclass, field

from assistant.slack.standin.journal import Happening, Journal
from assistant.slack.standin.records import Json, View, ViewKind
from assistant.slack.standin.workspace import Workspaces

TRIGGER_SECONDS = 3.0
"""How long a trigger id may be used, once: https://docs.slack.dev/interactivity/handling-user-interaction"""

STATUS_SECONDS = 120.0
"""How long a status stands: https://docs.slack.dev/reference/methods/assistant.threads.setStatus"""

STACK_LIMIT = 3
"""Views in one modal: https://docs.slack.dev/surfaces/modals"""


class TriggerSpent(Exception):
    """The trigger id was used already."""


class TriggerExpired(Exception):
    """The trigger id is older than three seconds."""


class TriggerUnknown(Exception):
    """No such trigger id was given out."""


@dataclass(slots=True)
class _Trigger:
    user: str
    at: float
    view: str
    is_used: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """What stands under a thread while the assistant works. The loading messages turn round in its place."""

    text: str
    loading_messages: tuple[str, ...]
    until: float


@dataclass(frozen=True, slots=True)
class Prompts:
    """Suggestions for what to ask: pairs of what the button says and what it sends."""

    title: str
    prompts: tuple[tuple[str, str], ...]
    thread_ts: str = ""


@dataclass(slots=True)
class Surfaces:
    """The screens of all users."""

    journal: Journal
    workspaces: Workspaces
    homes: dict[tuple[str, str], View] = field(default_factory=dict)
    """By team and user."""
    modals: dict[str, list[View]] = field(default_factory=dict)
    """The stack of each user, the topmost last."""
    prompts: dict[str, Prompts] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    trigger_seconds: float = TRIGGER_SECONDS
    _statuses: dict[tuple[str, str], Status] = field(default_factory=dict)
    _triggers: dict[str, _Trigger] = field(default_factory=dict)

    def pull_trigger(self, user: str, view: str = "") -> str:
        """A new trigger id for something `user` did, in `view` if it was done in one."""
        with self.journal.lock:
            name = f"{time.time_ns() // 1_000_000}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
            self._triggers[name] = _Trigger(user, time.monotonic(), view)
            return name

    def use_trigger(self, name: str) -> tuple[str, str]:
        """Whose trigger it is, and in which view it was pulled. Works once, within three seconds."""
        trigger = self._triggers.get(name)
        if trigger is None:
            raise TriggerUnknown(name)
        if trigger.is_used:
            raise TriggerSpent(name)
        if time.monotonic() - trigger.at > self.trigger_seconds:
            raise TriggerExpired(name)
        trigger.is_used = True
        return trigger.user, trigger.view

    def make_view(self, user: str, team: str, content: Json, root: View | None = None) -> View:
        """A view that nobody sees yet."""
        number = self.workspaces.new_id("V")
        kind = ViewKind(content["type"])
        view = View(number, kind, user, team, {}, "", root.root if root else number, root.id if root else "")
        self._fill(view, content)
        return view

    def _fill(self, view: View, content: Json) -> None:
        content = copy.deepcopy(content)
        for number, block in enumerate(content.get("blocks", [])):
            block.setdefault("block_id", f"{view.id[-4:]}{number:02d}")
        view.content, view.errors = content, {}
        view.hash = f"{int(time.time())}.{secrets.token_hex(4)}"
        names = {block["block_id"] for block in content.get("blocks", [])}
        view.values = {name: value for name, value in view.values.items() if name in names}

    def open_modal(self, view: View) -> None:
        """Show it over everything else; what was open is gone."""
        with self.journal.lock:
            self.modals[view.user] = [view]
            self.journal.write(Happening.VIEW_OPENED, view=view, id=view.id)

    def push_modal(self, view: View) -> None:
        """Show it over the modal that is open."""
        with self.journal.lock:
            self.modals.setdefault(view.user, []).append(view)
            self.journal.write(Happening.VIEW_OPENED, view=view, id=view.id)

    def change_view(self, view: View, content: Json) -> None:
        """Put other content in its place; what was entered in blocks that keep their id stays."""
        with self.journal.lock:
            self._fill(view, content)
            self.journal.write(Happening.VIEW_CHANGED, view=view, id=view.id)

    def refuse_view(self, view: View, errors: dict[str, str]) -> None:
        """Show the app's words at the inputs it did not take."""
        with self.journal.lock:
            view.errors = dict(errors)
            self.journal.write(Happening.VIEW_CHANGED, view=view, id=view.id)

    def close_modal(self, view: View, whole: bool = False) -> None:
        """Take it off the stack, and what lies over it; `whole` takes the stack away."""
        with self.journal.lock:
            stack = self.modals.get(view.user, [])
            if view in stack:
                del stack[0 if whole else stack.index(view) :]
            self.journal.write(Happening.VIEW_CLOSED, view=view, id=view.id)

    def publish_home(self, view: View) -> None:
        """Make it the home tab of its user."""
        with self.journal.lock:
            self.homes[view.team, view.user] = view
            self.journal.write(Happening.HOME_PUBLISHED, view=view, id=view.id)

    def view(self, view_id: str = "", external_id: str = "") -> View | None:
        """An open modal or a published home, by its id or by the id the app gave it."""
        with self.journal.lock:
            everything = [view for stack in self.modals.values() for view in stack] + list(self.homes.values())
            for view in everything:
                if view_id and view.id == view_id:
                    return view
                if external_id and view.content.get("external_id") == external_id:
                    return view
            return None

    def set_status(self, channel: str, thread_ts: str, text: str, loading_messages: tuple[str, ...] = ()) -> None:
        """An empty text takes it away."""
        with self.journal.lock:
            if text:
                status = Status(text, loading_messages, time.monotonic() + STATUS_SECONDS)
                self._statuses[channel, thread_ts] = status
            else:
                self._statuses.pop((channel, thread_ts), None)
            self.journal.write(Happening.STATUS_SET, channel=channel, thread_ts=thread_ts, text=text)

    def answer_came(self, channel: str, thread_ts: str) -> None:
        """A message of the app in the thread takes the status away, as Slack does."""
        if (channel, thread_ts) in self._statuses:
            self.set_status(channel, thread_ts, "")

    def status(self, channel: str, thread_ts: str) -> Status | None:
        """What stands there now."""
        status = self._statuses.get((channel, thread_ts))
        return status if status is not None and status.until > time.monotonic() else None

    def set_prompts(self, channel: str, prompts: Prompts) -> None:
        """Suggestions in a direct message."""
        with self.journal.lock:
            self.prompts[channel] = prompts
            self.journal.write(Happening.PROMPTS_SET, channel=channel, title=prompts.title)

    def set_title(self, channel: str, thread_ts: str, title: str) -> None:
        """The name of a conversation."""
        with self.journal.lock:
            self.titles[channel, thread_ts] = title
            self.journal.write(Happening.TITLE_SET, channel=channel, thread_ts=thread_ts, title=title)
