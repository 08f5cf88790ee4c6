"""Posting, changing and deleting messages."""

from __future__ import annotations

import copy
import json
from typing import Any

from assistant.slack.standin.limits import BYTES_OF_METADATA, MARKDOWN_IN_MESSAGE, TEXT_IN_MESSAGE, fault_in_blocks
from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Channel, Json, Message, StreamState
from assistant.slack.standin.shapes import message_json


def post_message(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    channel = call.channel_to_write()
    message = call.platform.workspaces.post(channel, call.bot.id, **_content(call, channel))
    call.platform.surfaces.answer_came(channel.id, message.thread_ts)
    return _posted(call, channel, message)


def post_ephemeral(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel, user = call.channel_to_write(), call.need("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    content = _content(call, channel)
    content.pop("metadata", None)
    message = call.platform.workspaces.post(channel, call.bot.id, **content, whispered_to=user)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update"""
    channel = call.channel()
    message = call.message(channel)
    if message.bot_id != call.bot.bot_id:
        raise Refused("cant_update_message")
    if message.stream is StreamState.OPEN:
        raise Refused("streaming_state_conflict")
    content = _content(call, channel, is_update=True)
    # Slack keeps blocks that are not given, unless there is text: then the text stands alone.
    changes: dict[str, Any] = {name: content[name] for name in ("text", "blocks", "attachments") if name in content}
    if "blocks" not in call.arguments and "text" in call.arguments:
        changes["blocks"] = []
    if "metadata" in call.arguments:
        changes["metadata"] = content["metadata"]
    call.platform.workspaces.change(message, editor=call.bot.id, **changes)
    return _posted(call, channel, message) | {"text": message.text}


def delete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel = call.channel()
    message = call.message(channel)
    if message.bot_id != call.bot.bot_id:
        raise Refused("cant_delete_message")
    call.platform.workspaces.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = call.channel()
    message = call.message(channel, "message_ts")
    domain = call.platform.workspaces.teams[channel.team].domain
    link = f"https://{domain}.slack.test/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def _content(call: Call, channel: Channel, is_update: bool = False) -> dict[str, Any]:
    """The fields of the message that the arguments describe. Raises `Refused` where Slack would refuse."""
    text, markdown = call.text("text"), call.text("markdown_text")
    blocks, attachments = call.json("blocks"), call.json("attachments") or []
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if len(markdown) > MARKDOWN_IN_MESSAGE or len(text) > TEXT_IN_MESSAGE:
        raise Refused("msg_too_long")
    if not (text or markdown or blocks or attachments):
        raise Refused("no_text")
    if blocks and (fault := fault_in_blocks(blocks)):
        raise Refused("invalid_blocks", fault)
    content: dict[str, Any] = {"text": text or markdown, "attachments": attachments}
    if blocks is not None or not is_update:
        content["blocks"] = copy.deepcopy(blocks or [])
    content["metadata"] = metadata_of(call)
    if is_update:
        return content
    thread = call.text("thread_ts")
    if thread:
        parent = call.platform.workspaces.message(channel.id, thread)
        if parent is not None and parent.thread_ts:
            thread = parent.thread_ts
    return content | {
        "thread_ts": thread,
        "is_broadcast": call.flag("reply_broadcast"),
        "username": call.text("username"),
        "bot_id": call.bot.bot_id,
        "app_id": call.bot.app_id,
    }


def metadata_of(call: Call) -> Json | None:
    """The metadata of the arguments. Raises `Refused`."""
    metadata = call.json("metadata")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict) or "event_type" not in metadata or "event_payload" not in metadata:
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > BYTES_OF_METADATA:
        raise Refused("metadata_too_large")
    return copy.deepcopy(metadata)


def _posted(call: Call, channel: Channel, message: Message) -> Json:
    shape = message_json(call.platform.workspaces, message, call.platform.base_url)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",)),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.getPermalink": Method(get_permalink),
}
