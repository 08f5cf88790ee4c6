"""How do Slack's things look on the wire? Records in, JSON out; every shape names the page that describes it."""

from __future__ import annotations

import copy

from assistant.slack.standin.records import Channel, ChannelKind, File, Json, Message, Team, User, View, ViewKind
from assistant.slack.standin.workspace import Workspaces


def team_json(team: Team) -> Json:
    """https://docs.slack.dev/reference/methods/team.info"""
    return {
        "id": team.id,
        "name": team.name,
        "url": f"https://{team.domain}.slack.test/",
        "domain": team.domain,
        "email_domain": "",
        "icon": {"image_default": True},
    }


def user_json(user: User, home_team: str) -> Json:
    """https://docs.slack.dev/reference/objects/user-object; `home_team` is the team that asks."""
    shape: Json = {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.is_deactivated,
        "color": "9f69e7",
        "real_name": user.real_name,
        "tz": "America/Los_Angeles",
        "tz_label": "Pacific Standard Time",
        "tz_offset": -28800,
        "profile": {
            "title": "",
            "phone": "",
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.real_name.split()[0],
            "display_name_normalized": user.real_name.split()[0],
            "status_text": "",
            "status_emoji": "",
            "avatar_hash": "g0",
            "team": user.team,
        },
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }
    if user.is_bot:
        shape["profile"] |= {"bot_id": user.bot_id, "api_app_id": user.app_id}
    if user.team != home_team:
        shape["is_stranger"] = True
    return shape


def channel_json(channel: Channel, is_member: bool, other: str = "") -> Json:
    """https://docs.slack.dev/reference/objects/conversation-object; `other` is the partner in a direct message."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind is ChannelKind.DIRECT,
        "is_mpim": channel.kind is ChannelKind.GROUP_DIRECT,
        "is_org_shared": False,
        "context_team_id": channel.team,
        "updated": channel.created * 1000,
    }
    if channel.kind is ChannelKind.DIRECT:
        return shape | {"user": other, "is_user_deleted": False, "priority": 0}
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind is ChannelKind.PUBLIC,
        "is_group": channel.kind is ChannelKind.PRIVATE,
        "is_private": channel.kind is not ChannelKind.PUBLIC,
        "is_general": False,
        "is_shared": channel.is_shared,
        "is_ext_shared": channel.is_shared,
        "is_pending_ext_shared": False,
        "is_member": is_member,
        "shared_team_ids": [channel.team, *channel.shared_with],
        "creator": channel.members[0] if channel.members else "",
        "num_members": len(channel.members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def file_json(file: File, base_url: str) -> Json:
    """https://docs.slack.dev/reference/objects/file-object"""
    address = f"{base_url}/files-pri/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2],
        "pretty_type": file.mimetype,
        "user": file.user,
        "mode": "hosted",
        "size": len(file.content),
        "is_external": False,
        "is_public": False,
        "url_private": address,
        "url_private_download": address,
        "permalink": f"{base_url}/files/{file.user}/{file.id}",
        "channels": file.channels,
        "file_access": "visible",
    }


def message_json(workspaces: Workspaces, message: Message, base_url: str, with_metadata: bool = True) -> Json:
    """https://docs.slack.dev/reference/events/message and methods/conversations.replies"""
    shape: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    if message.subtype:
        shape["subtype"] = message.subtype
    if message.client_msg_id:
        shape["client_msg_id"] = message.client_msg_id
    if message.team:
        shape["team"] = message.team
    if message.bot_id:
        bot = workspaces.users[message.user]
        shape |= {
            "bot_id": message.bot_id,
            "app_id": message.app_id,
            "bot_profile": {
                "id": message.bot_id,
                "app_id": message.app_id,
                "user_id": message.user,
                "name": bot.real_name,
                "deleted": bot.is_deactivated,
                "updated": 0,
                "team_id": bot.team,
            },
        }
    for name in ("blocks", "attachments"):
        if value := getattr(message, name):
            shape[name] = copy.deepcopy(value)
    if message.username:
        shape["username"] = message.username
    if message.inviter:
        shape["inviter"] = message.inviter
    if message.edited_ts:
        shape["edited"] = {"user": message.edited_by, "ts": message.edited_ts}
    if message.files:
        shape["files"] = [file_json(workspaces.files[file], base_url) for file in message.files]
    if message.metadata is not None and with_metadata:
        shape["metadata"] = copy.deepcopy(message.metadata)
    replies = [] if message.thread_ts or message.whispered_to else workspaces.replies(message)
    if replies:
        users = list(dict.fromkeys(reply.user for reply in replies))
        shape |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(users),
            "latest_reply": replies[-1].ts,
            "reply_users": users[:5],
            "is_locked": False,
            "subscribed": False,
        }
    elif message.thread_ts:
        shape["thread_ts"] = message.thread_ts
        parent = workspaces.message(message.channel, message.thread_ts)
        if parent is not None and parent is not message:
            shape["parent_user_id"] = parent.user
            if message.subtype == "thread_broadcast":
                shape["root"] = message_json(workspaces, parent, base_url, with_metadata)
    return shape


def tombstone_json(message: Message) -> Json:
    """What stays of a deleted message that has replies."""
    return {
        "type": "message",
        "subtype": "tombstone",
        "text": "This message was deleted.",
        "user": "USLACKBOT",
        "hidden": True,
        "ts": message.ts,
        "thread_ts": message.ts,
    }


def view_json(view: View, app_id: str, bot_id: str) -> Json:
    """https://docs.slack.dev/reference/views"""
    content = view.content
    shape: Json = {
        "id": view.id,
        "team_id": view.team,
        "type": view.kind.value,
        "blocks": copy.deepcopy(content.get("blocks", [])),
        "private_metadata": content.get("private_metadata", ""),
        "callback_id": content.get("callback_id", ""),
        "state": {"values": copy.deepcopy(view.values)},
        "hash": view.hash,
        "title": _plain(content.get("title"), "View Title"),
        "clear_on_close": content.get("clear_on_close", False),
        "notify_on_close": content.get("notify_on_close", False),
        "close": _plain(content.get("close")),
        "submit": _plain(content.get("submit")),
        "previous_view_id": view.previous or None,
        "root_view_id": view.root,
        "app_id": app_id,
        "external_id": content.get("external_id", ""),
        "app_installed_team_id": view.team,
        "bot_id": bot_id,
    }
    if view.kind is ViewKind.HOME:
        del shape["app_installed_team_id"]
    return shape


def _plain(text: Json | None, default: str | None = None) -> Json | None:
    if text is None:
        return None if default is None else {"type": "plain_text", "text": default, "emoji": True}
    return {"emoji": True} | text
