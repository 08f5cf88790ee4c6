"""
Files: those that people added to messages, whose content is fetched from `url_private`; and those that the app sends.

    files.getUploadURLExternal ──► its content by POST ──► files.completeUploadExternal, which posts them

https://docs.slack.dev/messaging/working-with-files/#uploading_files
"""

from __future__ import annotations

from collections.abc import Mapping

from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Json
from assistant.slack.standin.shapes import file_json

TYPES = {"html": "text/html", "txt": "text/plain", "csv": "text/csv"}
LARGEST = 1_000_000_000
"""Bytes: https://docs.slack.dev/messaging/working-with-files/"""


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.info"""
    file = call.platform.workspaces.files.get(call.need("file"))
    channels = call.platform.workspaces.channels
    if file is None or not any(call.bot.id in channels[channel].members for channel in file.channels):
        raise Refused("file_not_found")
    return {"file": file_json(file, call.platform.base_url), "comments": [], "content": None}


def upload_address(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    name, length = call.need("filename"), call.number("length", 0)
    if not 0 < length <= LARGEST:
        raise Refused("invalid_arguments", "must be greater than 0: length")
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    file = call.platform.workspaces.add_file(call.bot.id, name, b"", kind, awaited=length)
    return {"upload_url": f"{call.platform.base_url}/upload/v1/{file.id}", "file_id": file.id}


def complete(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal"""
    given = call.json("files")
    if not isinstance(given, list) or not given:
        raise Refused("invalid_arguments", "missing required field: files")
    held, bot = call.platform.workspaces.files, call.bot
    files = [held.get(str(each.get("id", ""))) if isinstance(each, Mapping) else None for each in given]
    found = [file for file in files if file is not None and file.user == bot.id and file.awaited == len(file.content)]
    if len(found) != len(given) or any(file.channels for file in found):
        raise Refused("file_not_found")
    for file, each in zip(found, given, strict=True):
        file.title = str(each.get("title") or file.name)
    if call.text("channel_id"):
        channel = call.channel("channel_id")
        if bot.id not in channel.members:
            raise Refused("channel_not_found")
        for file in found:
            file.channels.append(channel.id)
        call.platform.workspaces.post(
            channel,
            bot.id,
            call.text("initial_comment"),
            subtype="file_share",
            thread_ts=call.text("thread_ts"),
            files=[file.id for file in found],
            bot_id=bot.bot_id,
            app_id=bot.app_id,
        )
    return {"files": [{"id": file.id, "title": file.title} for file in found]}


METHODS = {
    "files.info": Method(info, ("files:read",)),
    "files.getUploadURLExternal": Method(upload_address, ("files:write",)),
    "files.completeUploadExternal": Method(complete, ("files:write",)),
}
