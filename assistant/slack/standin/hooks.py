"""Response URLs: answers to a command or a press, within half an hour and five times.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from assistant.slack.standin.limits import fault_in_blocks
from assistant.slack.standin.records import Json, Message, User
from assistant.slack.standin.workspace import Workspaces

LIFETIME_SECONDS = 1800.0
USES = 5


class HookRefused(Exception):
    """The response URL does not take it; the text is Slack's word."""


@dataclass(slots=True)
class _Hook:
    user: str
    channel: str
    bot: User
    message: Message | None
    until: float
    uses: int = USES


class Hooks:
    """The response URLs that were given out."""

    def __init__(self, workspaces: Workspaces, base_url: str) -> None:
        self._workspaces = workspaces
        self._base_url = base_url
        self._hooks: dict[str, _Hook] = {}

    def give(self, kind: str, user: User, channel: str, bot: User, message: Message | None = None) -> str:
        """A new address; `kind` is `actions` or `commands`, and `message` the one that was pressed."""
        name = f"{user.team}/{secrets.randbelow(10**12)}/{secrets.token_hex(12)}"
        self._hooks[name] = _Hook(user.id, channel, bot, message, time.monotonic() + LIFETIME_SECONDS)
        return f"{self._base_url}/hooks/{kind}/{name}"

    def expire(self) -> None:
        """Let the half hour pass."""
        for hook in self._hooks.values():
            hook.until = 0.0

    def take(self, name: str, body: Json) -> None:
        """What the app sends there. Raises `HookRefused`."""
        with self._workspaces.journal.lock:
            hook = self._hooks.get(name)
            if hook is None or hook.until < time.monotonic():
                raise HookRefused("expired_url")
            if hook.uses <= 0:
                raise HookRefused("used_url")
            hook.uses -= 1
            blocks = body.get("blocks") or []
            if fault := fault_in_blocks(blocks):
                raise HookRefused(f"invalid_blocks: {fault}")
            self.answer(hook.user, hook.channel, hook.bot, body, hook.message)

    def answer(self, user: str, channel: str, bot: User, body: Json, message: Message | None = None) -> None:
        """
        Show an answer to an interaction: to the user alone, unless it says `in_channel`.

        It stands in the channel, even when a message in a thread was pressed, unless it names `thread_ts`.
        """
        is_there = message is not None and not message.is_deleted
        if body.get("delete_original"):
            if is_there and message is not None:
                self._workspaces.delete(message)
            return
        text, blocks = str(body.get("text") or ""), body.get("blocks") or []
        if body.get("replace_original") and is_there and message is not None:
            self._workspaces.change(message, text=text, blocks=blocks)
            return
        if not text and not blocks and not body.get("attachments"):
            raise HookRefused("no_text")
        whispered_to = "" if body.get("response_type") == "in_channel" else user
        self._workspaces.post(
            self._workspaces.channels[channel],
            bot.id,
            text,
            blocks=blocks,
            metadata=body.get("metadata"),
            bot_id=bot.bot_id,
            app_id=bot.app_id,
            thread_ts=str(body.get("thread_ts") or ""),
            whispered_to=whispered_to,
        )
