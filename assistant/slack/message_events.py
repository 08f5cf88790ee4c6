"""Which deed is a message event? Messages, mentions, edits and deletions, as docs.slack.dev/reference/events tells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from assistant.desk.records import Arrival, Deed, Entry, Place
from assistant.slack.heard import Condition, Heard, Ignored, Reason, Us
from assistant.slack.markup import is_mentioned, is_to_another, written_words

WRITTEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of a message that a person wrote."""
SLACKBOT = "USLACKBOT"

Json = Mapping[str, Any]


def recognize_message(event: Json, us: Us) -> Heard | Ignored:
    """A `message` event: in a direct message, or in a channel we are in."""
    subtype = event.get("subtype")
    if subtype == "message_changed":
        return _changed(event, us)
    if subtype == "message_deleted":
        return _deleted(event, us, event.get("previous_message") or {}, str(event.get("deleted_ts", "")))
    if subtype not in WRITTEN:
        return Ignored(Reason.SUBTYPE)
    if event.get("is_ephemeral") or event.get("hidden"):
        return Ignored(Reason.HIDDEN)
    if (reason := _nobody(event, us)) is not None:
        return Ignored(reason)
    text = str(event.get("text") or "")
    if event.get("channel_type") == "im":
        return _asked(event, us, text, Entry.DIRECT)
    if is_mentioned(us.bot_user, text):
        return _asked(event, us, text, Entry.MENTION)
    if not event.get("thread_ts") or event["thread_ts"] == event["ts"]:
        return Ignored(Reason.NOT_ADDRESSED)
    if is_to_another(text, us.bot_user):
        return Ignored(Reason.TO_ANOTHER)
    return _asked(event, us, text, Entry.FOLLOW_UP, Condition.ENGAGED)


def recognize_mention(event: Json, us: Us) -> Heard | Ignored:
    """An `app_mention` event: the same text comes as a `message` too, under the same key."""
    if event.get("subtype") not in WRITTEN:
        return Ignored(Reason.SUBTYPE)
    if (reason := _nobody(event, us)) is not None:
        return Ignored(reason)
    return _asked(event, us, str(event.get("text") or ""), Entry.MENTION)


def _asked(event: Json, us: Us, text: str, entry: Entry, condition: Condition = Condition.NONE) -> Heard:
    ts, channel = str(event["ts"]), str(event["channel"])
    arrival = Arrival(
        key=f"asked:{us.workspace}:{channel}:{ts}",
        deed=Deed.ASKED,
        person=str(event["user"]),
        place=_place(event, event, us),
        at=moment(ts),
        message=ts,
        entry=entry,
        has_files=has_files(event),
    )
    return Heard(arrival, written_words(text, us.bot_user), _is_member(event, us), condition)


def _changed(event: Json, us: Us) -> Heard | Ignored:
    message: Json = event.get("message") or {}
    previous: Json = event.get("previous_message") or {}
    if message.get("subtype") == "tombstone":
        # The head of a thread stays as a tombstone when it is deleted.
        return _deleted(event, us, previous, str(message.get("ts", "")))
    if message.get("subtype") not in WRITTEN:
        return Ignored(Reason.SUBTYPE)
    if (reason := _nobody(message, us)) is not None:
        return Ignored(reason)
    edited = message.get("edited")
    # Their `edited` may be the same: two edits in one second. What no person changes, such as a link that unfolds,
    # leaves the text as it was.
    if not edited or message.get("text") == previous.get("text"):
        return Ignored(Reason.NO_EDIT)
    ts, channel, text = str(message["ts"]), str(event["channel"]), str(message.get("text") or "")
    # `edited.ts` counts whole seconds in Slack: two edits in one second would be one, and older than the message.
    at = str(event.get("event_ts") or edited["ts"])
    arrival = Arrival(
        key=f"edited:{us.workspace}:{channel}:{ts}:{at}",
        deed=Deed.EDITED,
        person=str(message["user"]),
        place=_place(event, message, us),
        at=moment(at),
        message=ts,
        entry=_entry_of(event, text, us),
        has_files=has_files(message),
    )
    return Heard(arrival, written_words(text, us.bot_user), _is_member(message, us), _unless_ours(event, text, us))


def _deleted(event: Json, us: Us, previous: Json, ts: str) -> Heard | Ignored:
    if not ts:
        return Ignored(Reason.SUBTYPE)
    if (reason := _nobody(previous, us)) is not None:
        return Ignored(reason)
    channel, text = str(event["channel"]), str(previous.get("text") or "")
    arrival = Arrival(
        key=f"deleted:{us.workspace}:{channel}:{ts}",
        deed=Deed.DELETED,
        person=str(previous["user"]),
        place=_place(event, {"ts": ts} | dict(previous), us),
        at=moment(str(event.get("event_ts") or ts)),
        message=ts,
        entry=Entry.DIRECT if event.get("channel_type") == "im" else Entry.MENTION,
    )
    return Heard(arrival, None, _is_member(previous, us), _unless_ours(event, text, us))


def has_files(message: Json) -> bool:
    """Does the message carry pictures or files?"""
    return bool(message.get("files")) or message.get("subtype") == "file_share"


def _entry_of(event: Json, text: str, us: Us) -> Entry:
    """By which door an edit comes: what is said directly or with a mention asks, even if the message did not before."""
    if event.get("channel_type") == "im":
        return Entry.DIRECT
    return Entry.MENTION if is_mentioned(us.bot_user, text) else Entry.FOLLOW_UP


def _unless_ours(event: Json, text: str, us: Us) -> Condition:
    """A change of a message that was surely meant for us is kept even where the message itself was not heard yet."""
    is_ours = event.get("channel_type") == "im" or is_mentioned(us.bot_user, text)
    return Condition.NONE if is_ours else Condition.ASKED


def _place(event: Json, message: Json, us: Us) -> Place:
    return Place(
        workspace=us.workspace,
        channel=str(event["channel"]),
        thread=str(message.get("thread_ts") or message["ts"]),
        is_direct=event.get("channel_type") == "im",
    )


def _nobody(message: Json, us: Us) -> Reason | None:
    """Why the message is no person's, if it is none."""
    user = message.get("user")
    if user == us.bot_user or (us.bot and message.get("bot_id") == us.bot):
        return Reason.OWN
    if message.get("bot_id") or message.get("bot_profile") or user == SLACKBOT:
        return Reason.BOT
    return None if user else Reason.NO_PERSON


def _is_member(message: Json, us: Us) -> bool:
    """Is the writer of our workspace? Slack Connect names the writer's own as `user_team` or `source_team`."""
    home = message.get("user_team") or message.get("source_team") or message.get("team")
    return home is None or home == us.workspace


def moment(ts: str) -> datetime:
    """The time that a Slack timestamp holds; now for one that holds none."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.now(UTC)
