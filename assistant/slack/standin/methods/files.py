"""Files that people added to messages; their content is fetched from `url_private`."""

from __future__ import annotations

from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Json
from assistant.slack.standin.shapes import file_json


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/files.info"""
    file = call.platform.workspaces.files.get(call.need("file"))
    channels = call.platform.workspaces.channels
    if file is None or not any(call.bot.id in channels[channel].members for channel in file.channels):
        raise Refused("file_not_found")
    return {"file": file_json(file, call.platform.base_url), "comments": [], "content": None}


METHODS = {"files.info": Method(info, ("files:read",))}
