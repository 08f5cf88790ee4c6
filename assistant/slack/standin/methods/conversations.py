"""Which conversations are there, who is in them, what was said?"""

from __future__ import annotations

from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Channel, ChannelKind, Json, Message
from assistant.slack.standin.shapes import channel_json, message_json, tombstone_json

_HISTORY_SCOPES = {
    ChannelKind.PUBLIC: "channels:history",
    ChannelKind.PRIVATE: "groups:history",
    ChannelKind.DIRECT: "im:history",
    ChannelKind.GROUP_DIRECT: "mpim:history",
}
_READ_SCOPES = {
    ChannelKind.PUBLIC: "channels:read",
    ChannelKind.PRIVATE: "groups:read",
    ChannelKind.DIRECT: "im:read",
    ChannelKind.GROUP_DIRECT: "mpim:read",
}
_TYPES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.DIRECT,
    "mpim": ChannelKind.GROUP_DIRECT,
}


def open_direct(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open"""
    if call.text("channel"):
        channel = call.channel()
    else:
        users = [call.user(user).id for user in call.need("users").split(",")]
        if call.bot.id in users:
            raise Refused("cannot_dm_bot")
        if any(call.platform.workspaces.users[user].is_deactivated for user in users):
            raise Refused("user_disabled")
        channel = call.platform.workspaces.direct(call.team, call.bot.id, *users)
    return {"channel": _shape(call, channel) if call.flag("return_im") else {"id": channel.id}}


def info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    channel = call.channel()
    call.needs_scope(_READ_SCOPES[channel.kind])
    return {"channel": _shape(call, channel)}


def list_channels(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    kinds = []
    for name in call.text("types", "public_channel").split(","):
        if name.strip() not in _TYPES:
            raise Refused("invalid_types")
        kinds.append(_TYPES[name.strip()])
        call.needs_scope(_READ_SCOPES[kinds[-1]])
    found = [c for c in call.platform.workspaces.channels.values() if c.kind in kinds and _is_known(call, c)]
    if call.flag("exclude_archived"):
        found = [c for c in found if not c.is_archived]
    page, more = call.page(found, call.number("limit", 100))
    return {"channels": [_shape(call, channel) for channel in page]} | more


def list_own(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.conversations"""
    kinds = [_TYPES[name.strip()] for name in call.text("types", "public_channel").split(",") if name.strip() in _TYPES]
    user = call.text("user", call.bot.id)
    everything = call.platform.workspaces.channels.values()
    found = [c for c in everything if c.kind in kinds and _is_known(call, c) and user in c.members]
    page, more = call.page(found, call.number("limit", 100))
    return {"channels": [_shape(call, channel) for channel in page]} | more


def join(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    channel = call.channel()
    if channel.kind is not ChannelKind.PUBLIC:
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    call.platform.workspaces.join(channel, call.bot)
    return {"channel": _shape(call, channel)}


def members(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    channel = call.channel()
    call.needs_scope(_READ_SCOPES[channel.kind])
    page, more = call.page(channel.members, call.number("limit", 100))
    return {"members": list(page)} | more


def history(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history: newest first, without replies."""
    channel = _readable(call)
    everything = call.platform.workspaces.messages(channel.id)
    shown = [m for m in everything if _stands(call, m) and (not m.thread_ts or m.is_broadcast) and _within(call, m)]
    page, more = call.page(shown[::-1], call.number("limit", 100))
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {"messages": [_message(call, m) for m in page], "has_more": has_more, "pin_count": 0} | more


def replies(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies: the first message, then the replies in order."""
    channel = _readable(call)
    everything = call.platform.workspaces.messages(channel.id)
    named = next((m for m in everything if m.ts == call.need("ts") and _stands(call, m)), None)
    if named is None:
        raise Refused("thread_not_found")
    first = named.thread_ts or named.ts
    thread = [m for m in everything if _stands(call, m) and (m.ts == first or m.thread_ts == first)]
    shown = [m for m in thread if m.ts == first or _within(call, m)]
    page, more = call.page(shown, call.number("limit", 1000))
    has_more = bool(more["response_metadata"]["next_cursor"])
    return {"messages": [_message(call, m) for m in page], "has_more": has_more} | more


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.needs_scope(_HISTORY_SCOPES[channel.kind])
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _stands(call: Call, message: Message) -> bool:
    """Is there something to show: the message, or the gravestone of one with replies?"""
    if message.whispered_to:
        return False
    return not message.is_deleted or (not message.thread_ts and bool(call.platform.workspaces.replies(message)))


def _within(call: Call, message: Message) -> bool:
    ts = float(message.ts)
    oldest, latest = float(call.text("oldest", "0")), float(call.text("latest", "inf"))
    return oldest <= ts <= latest if call.flag("inclusive") else oldest < ts < latest


def _message(call: Call, message: Message) -> Json:
    if message.is_deleted:
        return tombstone_json(message)
    with_metadata = call.flag("include_all_metadata")
    return message_json(call.platform.workspaces, message, call.platform.base_url, with_metadata)


def _is_known(call: Call, channel: Channel) -> bool:
    is_here = call.team in (channel.team, *channel.shared_with)
    return is_here and (channel.kind is ChannelKind.PUBLIC or call.bot.id in channel.members)


def _shape(call: Call, channel: Channel) -> Json:
    other = next((user for user in channel.members if user != call.bot.id), "")
    return channel_json(channel, call.bot.id in channel.members, other)


METHODS = {
    "conversations.open": Method(open_direct, ("im:write", "mpim:write")),
    "conversations.info": Method(info),
    "conversations.list": Method(list_channels),
    "users.conversations": Method(list_own, tuple(_READ_SCOPES.values())),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.members": Method(members),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}
