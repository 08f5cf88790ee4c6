"""Messages that are written bit by bit. https://docs.slack.dev/ai/developing-ai-apps

A stream lives five minutes from its start, whatever is appended: https://github.com/slackapi/python-slack-sdk/issues/1859
"""

from __future__ import annotations

import copy
import time
from typing import Any

from assistant.slack.standin.limits import MARKDOWN_IN_MESSAGE, fault_in_blocks
from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.methods.chat import metadata_of
from assistant.slack.standin.records import Channel, Json, Message, StreamState
from assistant.slack.standin.shapes import message_json

STREAM_SECONDS = 300.0

_DISPLAY_MODES = ("timeline", "plan", "dense")
_TASK_STATES = ("pending", "in_progress", "complete", "error")


def start(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.startStream"""
    channel = call.channel_to_write()
    thread = call.need("thread_ts")
    if call.platform.workspaces.message(channel.id, thread) is None:
        raise Refused("invalid_thread_ts")
    for name in ("recipient_team_id", "recipient_user_id"):
        if not call.text(name):
            raise Refused(f"missing_{name}")
    if call.text("task_display_mode", "timeline") not in _DISPLAY_MODES:
        raise Refused("invalid_arguments", "must be a known value: task_display_mode")
    bot = call.bot
    text, blocks = _added(call, "", [])
    message = call.platform.workspaces.post(
        channel,
        bot.id,
        text,
        blocks=blocks,
        thread_ts=thread,
        username=call.text("username"),
        bot_id=bot.bot_id,
        app_id=bot.app_id,
        stream=StreamState.OPEN,
        stream_until=time.monotonic() + STREAM_SECONDS,
    )
    call.platform.surfaces.answer_came(channel.id, thread)
    return {"channel": channel.id, "ts": message.ts}


def append(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.appendStream"""
    channel, message = _open_stream(call)
    if not call.text("markdown_text") and not call.json("chunks"):
        raise Refused("no_text")
    text, blocks = _added(call, message.text, message.blocks)
    call.platform.workspaces.change(message, text=text, blocks=blocks)
    return {"channel": channel.id, "ts": message.ts}


def stop(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/chat.stopStream"""
    channel, message = _open_stream(call)
    text, blocks = _added(call, message.text, message.blocks)
    final = call.json("blocks") or []
    if fault := fault_in_blocks(final):
        raise Refused("invalid_blocks", fault)
    blocks = [*blocks, *copy.deepcopy(final)]
    changes: dict[str, Any] = {"text": text, "blocks": blocks, "stream": StreamState.STOPPED}
    metadata = metadata_of(call)
    if metadata is not None:
        changes["metadata"] = metadata
    call.platform.workspaces.change(message, **changes)
    shape = message_json(call.platform.workspaces, message, call.platform.base_url)
    return {"channel": channel.id, "ts": message.ts, "message": shape}


def _open_stream(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.message(channel)
    if message.bot_id != call.bot.bot_id:
        raise Refused("message_not_owned_by_app")
    if message.stream is StreamState.OPEN and message.stream_until < time.monotonic():
        message.stream = StreamState.EXPIRED
    if message.stream is not StreamState.OPEN:
        raise Refused("message_not_in_streaming_state")
    return channel, message


def _added(call: Call, text: str, blocks: list[Json]) -> tuple[str, list[Json]]:
    """The text and blocks with what this call brings."""
    blocks = copy.deepcopy(blocks)
    chunks = call.json("chunks") or []
    if call.text("markdown_text"):
        chunks = [{"type": "markdown_text", "text": call.text("markdown_text")}, *chunks]
    for number, chunk in enumerate(chunks):
        match chunk.get("type"):
            case "markdown_text":
                if len(str(chunk.get("text", ""))) > MARKDOWN_IN_MESSAGE:
                    raise Refused("msg_too_long")
                text += str(chunk.get("text", ""))
                _extend_markdown(blocks, str(chunk.get("text", "")))
            case "task_update" if chunk.get("id") and chunk.get("status") in _TASK_STATES:
                _put_task(blocks, chunk)
            case "plan_update" if chunk.get("title"):
                blocks[:] = [b for b in blocks if b.get("block_id") != "plan"]
                blocks.insert(0, {"type": "plan", "block_id": "plan", "title": chunk["title"]})
            case "blocks" if not fault_in_blocks(chunk.get("blocks")):
                blocks += copy.deepcopy(chunk["blocks"])
            case _:
                raise Refused("invalid_chunks", f"failed to match all allowed schemas [json-pointer:/chunks/{number}]")
    return text, blocks


def _extend_markdown(blocks: list[Json], text: str) -> None:
    if blocks and blocks[-1]["type"] == "markdown":
        blocks[-1]["text"] += text
    else:
        blocks.append({"type": "markdown", "text": text})


def _put_task(blocks: list[Json], chunk: Json) -> None:
    card = {"type": "task_card", "block_id": f"task {chunk['id']}", "task_id": chunk["id"]}
    card |= {name: value for name, value in chunk.items() if name not in ("type", "id")}
    for number, block in enumerate(blocks):
        if block.get("block_id") == card["block_id"]:
            blocks[number] = block | card
            return
    blocks.append(card)


METHODS = {
    "chat.startStream": Method(start, ("chat:write",)),
    "chat.appendStream": Method(append, ("chat:write",)),
    "chat.stopStream": Method(stop, ("chat:write",)),
}
