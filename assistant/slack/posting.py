"""The one place that calls Slack's chat methods: posts once, and says less rather than nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, Protocol

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from assistant.desk.records import Shown
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.blocks.records import Block
from assistant.slack.calling import call
from assistant.slack.heard import Us
from assistant.slack.kept_client import certificates
from assistant.slack.quiet import quiet_logger

log = logging.getLogger(__name__)

EVENT_TYPE = "canipost_answer"
"""The metadata's type; its payload holds the key (https://docs.slack.dev/messaging/message-metadata/)."""

BAD_BLOCKS = frozenset("invalid_blocks invalid_blocks_format msg_blocks_too_long block_mismatch".split())
TOO_LONG = frozenset("msg_too_long msg_blocks_too_long".split())
NO_ENTRY = frozenset(
    "not_in_channel channel_not_found is_archived restricted_action restricted_action_thread_only_channel "
    "restricted_action_read_only_channel thread_not_found cannot_reply_to_message channel_is_limited_access "
    "no_permission user_not_in_channel team_access_not_granted message_not_found".split()
)
"""Words that say: not in this channel. The person is written to directly instead."""
NOT_CHANGEABLE = frozenset("message_not_found cant_update_message edit_window_closed is_inactive".split())
GONE_ALREADY = frozenset("message_not_found channel_not_found is_archived not_in_channel".split())

SENDING = "files:write"
"""The permission to send files."""

LONGEST_TEXT = 3_900
SHORTEST_TEXT = 1_000
"""Characters of a text that Slack takes, and that it surely takes."""
PAGE = 200
MOST_PAGES = 5
SEARCH_MARGIN = 120  # seconds; clocks differ
WEBHOOK_TIMEOUT = 10  # seconds


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as it is sent; whoever gets it sees its name."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """
    A message as it is sent: its blocks, and the text for notifications and screen readers.

    Where Slack does not take the blocks, `simpler` are tried, without what only some plans have; then `plain`, which
    says the whole of it in words, or the text where it is empty.
    """

    text: str
    blocks: Sequence[Block] = ()
    plain: str = ""
    simpler: Sequence[Block] = ()

    @property
    def forms(self) -> Iterator[dict[str, Any]]:
        """Text and blocks, the best first."""
        for blocks in (self.blocks, self.simpler):
            if blocks:
                yield {"text": self.text[:LONGEST_TEXT], "blocks": list(blocks)}
        yield {"text": self.in_words(), "blocks": []}
        yield {"text": self.in_words(SHORTEST_TEXT), "blocks": []}

    def in_words(self, most: int = LONGEST_TEXT) -> str:
        """All of it without blocks, cut to `most` characters."""
        said = self.plain or self.text
        return said if len(said) <= most else said[: most - 2] + " …"


class Clients(Protocol):
    """Who are we in a workspace, and by which client do we speak there?"""

    def client(self, workspace: str) -> WebClient:
        """Raises `SurfaceRefused` where the app is not installed."""
        ...

    def quick_client(self, workspace: str) -> WebClient:
        """One that gives up soon, for what Slack waits for. Raises `SurfaceRefused` where the app is not installed."""
        ...

    def us(self, workspace: str) -> Us:
        """Raises `SurfaceRefused` where the app is not installed."""
        ...


class Posting:
    """Posts, changes and removes our messages. Threads may share it."""

    def __init__(self, clients: Clients) -> None:
        """Nothing is called before something is to be shown."""
        self.clients = clients
        self.direct: dict[tuple[str, str], str] = {}
        self.lock = Lock()

    def post(
        self,
        workspace: str,
        channel: str,
        message: Outgoing,
        key: str,
        *,
        thread: str | None = None,
        since: datetime | None = None,
        may_be_there: bool = True,
    ) -> Shown:
        """
        Post it with its key. Where it may be there already it is looked for first, in its thread or since that time.

        Raises `SurfaceBusy`, `SurfaceDown` or `SurfaceRefused`.
        """
        if may_be_there and (found := self.find(workspace, channel, key, thread=thread, since=since)):
            return found
        answer = self._say(
            self.clients.client(workspace).chat_postMessage,
            message,
            channel=channel,
            thread_ts=thread,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"key": key}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return Shown(str(answer["channel"]), str(answer["ts"]))

    def post_directly(
        self,
        workspace: str,
        person: str,
        message: Outgoing,
        key: str,
        *,
        since: datetime | None = None,
        may_be_there: bool = True,
    ) -> Shown:
        """As `post`, in the direct message with that person."""
        channel = self.direct_channel(workspace, person)
        return self.post(workspace, channel, message, key, since=since, may_be_there=may_be_there)

    def send_files(
        self, workspace: str, person: str, comment: str, files: Sequence[Attached], *, since: datetime
    ) -> Shown:
        """
        Send files to one person, in one message that says `comment`: plain words that no other message of ours has.

        It is looked for first, by those words and the files' names: Slack lets no key be put on it, and names no
        timestamp (https://docs.slack.dev/messaging/working-with-files/#uploading_files), so what is given back has none
        unless it was there. Raises as `post`.
        """
        channel = self.direct_channel(workspace, person)
        names, us = {each.name for each in files}, self.clients.us(workspace)

        def is_it(message: Mapping[str, Any]) -> bool:
            attached = {str(file.get("name", "")) for file in message.get("files") or ()}
            return _is_ours(message, us) and (message.get("text") == comment or not names.isdisjoint(attached))

        if found := self._look(workspace, channel, is_it, since=since):
            return found
        uploads = [{"filename": each.name, "title": each.title, "content": each.text} for each in files]
        client = self.clients.client(workspace)
        call(client.files_upload_v2, file_uploads=uploads, channel=channel, initial_comment=comment)
        return Shown(channel, "")

    def whisper(
        self, workspace: str, channel: str, person: str, message: Outgoing, *, thread: str | None = None
    ) -> Shown:
        """
        Say something in a channel to one person alone; Slack forgets it when they reload.

        Raises as `post`.
        """
        client = self.clients.client(workspace)
        answer = self._say(client.chat_postEphemeral, message, channel=channel, user=person, thread_ts=thread)
        return Shown(channel, str(answer["message_ts"]), is_passing=True)

    def respond(self, response_url: str, message: Outgoing, *, replaces: bool = False) -> bool:
        """
        Say it to one person by the address that came with their command or press; False where that does not work.

        The address is good for 30 minutes and five uses
        (https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses). Raises `SurfaceBusy` and
        `SurfaceDown`.
        """
        webhook = WebhookClient(
            response_url,
            timeout=WEBHOOK_TIMEOUT,
            ssl=certificates(),
            retry_handlers=[],
            logger=quiet_logger("webhook"),
        )
        common = {"response_type": "ephemeral", "replace_original": replaces}
        for form in message.forms:
            answer = call(webhook.send_dict, body=common | form)
            if answer.status_code == 200:
                return True
            if answer.status_code == 429:
                raise SurfaceBusy(1.0)
            if answer.status_code >= 500:
                raise SurfaceDown(f"response URL: HTTP {answer.status_code}")
        return False

    def change(self, workspace: str, shown: Shown, message: Outgoing) -> bool:
        """Put other words in place of a message of ours; False where it is gone or cannot be changed any more."""
        client = self.clients.client(workspace)
        try:
            self._say(client.chat_update, message, channel=shown.channel, ts=shown.ts)
        except SurfaceRefused as refused:
            if refused.reason in NOT_CHANGEABLE | NO_ENTRY:
                return False
            raise
        return True

    def remove(self, workspace: str, shown: Shown) -> None:
        """Delete a message of ours, if it is still there."""
        try:
            call(self.clients.client(workspace).chat_delete, channel=shown.channel, ts=shown.ts)
        except SurfaceRefused as refused:
            if refused.reason not in GONE_ALREADY:
                raise

    def find(
        self, workspace: str, channel: str, key: str, *, thread: str | None = None, since: datetime | None = None
    ) -> Shown | None:
        """Our post with that key, if it is there. Where we may not look, it is taken not to be there, and logged."""
        us = self.clients.us(workspace)
        return self._look(workspace, channel, lambda message: _has_key(message, key, us), thread=thread, since=since)

    def _look(
        self,
        workspace: str,
        channel: str,
        is_it: Callable[[Mapping[str, Any]], bool],
        *,
        thread: str | None = None,
        since: datetime | None = None,
    ) -> Shown | None:
        client = self.clients.client(workspace)
        seen: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True}
        if thread:
            seen["ts"] = thread
        elif since is not None:
            seen["oldest"] = f"{since.timestamp() - SEARCH_MARGIN:.6f}"
        try:
            for _ in range(MOST_PAGES):
                page = call(client.conversations_replies if thread else client.conversations_history, **seen)
                for message in page.get("messages") or ():
                    if is_it(message):
                        return Shown(channel, str(message["ts"]))
                cursor = (page.get("response_metadata") or {}).get("next_cursor")
                if not cursor:
                    break
                seen["cursor"] = cursor
        except SurfaceRefused as refused:
            log.warning("slack: cannot look for an earlier post (%s): a repeated answer may show twice", refused.reason)
        return None

    def find_directly(self, workspace: str, person: str, key: str, *, since: datetime) -> Shown | None:
        """As `find`, in the direct message with that person."""
        try:
            channel = self.direct_channel(workspace, person)
        except SurfaceRefused as refused:
            log.warning("slack: cannot look for an earlier post to one person (%s)", refused.reason)
            return None
        return self.find(workspace, channel, key, since=since)

    def direct_channel(self, workspace: str, person: str) -> str:
        """The direct message with that person. Raises as `post`."""
        with self.lock:
            known = self.direct.get((workspace, person))
        if known:
            return known
        answer = call(self.clients.client(workspace).conversations_open, users=person)
        channel = str(answer["channel"]["id"])
        with self.lock:
            self.direct[workspace, person] = channel
        return channel

    def _say(self, method: Any, message: Outgoing, **arguments: Any) -> Any:  # noqa: ANN401 - slack_sdk's methods and answers
        """Call a chat method; where Slack does not take the blocks, with the text alone, and that cut if need be."""
        given = {name: value for name, value in arguments.items() if value is not None}
        for form in message.forms:
            try:
                return call(method, **form, **given)
            except SurfaceRefused as refused:
                if refused.reason not in BAD_BLOCKS | TOO_LONG:
                    raise
                log.error("slack: a message was refused (%s); a simpler form is tried", refused.reason)
                last = refused
        raise last


def _has_key(message: Mapping[str, Any], key: str, us: Us) -> bool:
    metadata = message.get("metadata") or {}
    is_keyed = (metadata.get("event_payload") or {}).get("key") == key
    return _is_ours(message, us) and metadata.get("event_type") == EVENT_TYPE and is_keyed


def _is_ours(message: Mapping[str, Any], us: Us) -> bool:
    return message.get("user") in (None, us.bot_user) or bool(us.bot and message.get("bot_id") == us.bot)
