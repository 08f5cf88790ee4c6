"""What stands on the screen of one person? Everything they may see and nothing else, as JSON for the page."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from assistant.slack.standin.people import Person
from assistant.slack.standin.records import Channel, ChannelKind, Json, User, View
from assistant.slack.standin.sight import SeenMessage
from assistant.slack.standin.web.clock import clock_json
from assistant.slack.standin.web.office import Menu, Office, Role, Shortcut

if TYPE_CHECKING:
    from assistant.slack.standin.stand_in import StandIn


def office_json(slack: StandIn, office: Office) -> Json:
    """What is the same on every screen."""
    return {
        "team": slack.team.name,
        "app": {"id": slack.app.id, "name": slack.app.name, "user": slack.bot.id},
        "menu": _menu(office.menu),
        "roles": [_role(role) for role in office.roles],
        "zone": office.clock.zone if office.clock else "",
    }


def screen_json(slack: StandIn, office: Office, person: Person) -> Json:
    """What one person sees at this moment. `number` grows: of two screens the one with the smaller number is older."""
    with slack.journal.lock:
        direct = person.app_channel
        channels = [c for c in slack.sight.channels(person.user) if c is direct or not c.is_direct]
        return {
            "number": len(slack.journal.entries()),
            "me": person.id,
            "people": {user.id: _user(user) for user in slack.workspaces.users.values()},
            "direct": direct.id,
            "channels": [_channel(channel, person) for channel in channels],
            "messages": {c.id: [_message(m) for m in person.sees(c)] for c in channels},
            "statuses": [_status for c in channels for _status in _statuses(slack, person, c)],
            "prompts": _prompts(slack, direct),
            "home": _view(person.home),
            "modal": _view(person.modal),
            "warnings": person.warnings,
            "clock": clock_json(office.clock) if office.clock else None,
        }


def _menu(menu: Menu) -> Json:
    return {
        "command": menu.command,
        "command_hint": menu.command_hint,
        "on_messages": _shortcut(menu.on_messages),
        "anywhere": _shortcut(menu.anywhere),
    }


def _shortcut(shortcut: Shortcut | None) -> Json | None:
    return None if shortcut is None else {"name": shortcut.name, "callback_id": shortcut.callback_id}


def _role(role: Role) -> Json:
    return {"name": role.name, "user": role.person.id, "real_name": role.person.user.real_name, "title": role.title}


def _user(user: User) -> Json:
    return {"name": user.real_name, "is_app": user.is_bot, "is_guest": user.is_guest, "is_admin": user.is_admin}


def _channel(channel: Channel, person: Person) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "is_direct": channel.is_direct,
        "is_private": channel.kind is ChannelKind.PRIVATE,
        "is_member": person.id in channel.members,
        "members": list(channel.members),
    }


def _message(message: SeenMessage) -> Json:
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "text": message.text,
        "blocks": copy.deepcopy(list(message.blocks)),
        "thread_ts": message.thread_ts,
        "is_whispered": message.is_whispered,
        "is_edited": message.is_edited,
        "files": [{"name": name, "id": id} for name, id in zip(message.files, message.file_ids, strict=True)],
        "from_app": message.from_app,
    }


def _statuses(slack: StandIn, person: Person, channel: Channel) -> list[Json]:
    found = []
    threads = {message.thread_ts or message.ts for message in person.sees(channel)}
    for thread in sorted(threads):
        if status := slack.platform.surfaces.status(channel.id, thread):
            turns = list(status.loading_messages)
            found.append({"channel": channel.id, "thread_ts": thread, "text": status.text, "turns": turns})
    return found


def _prompts(slack: StandIn, direct: Channel) -> Json | None:
    prompts = slack.platform.surfaces.prompts.get(direct.id)
    if prompts is None:
        return None
    rows = [{"title": title, "message": message} for title, message in prompts.prompts]
    return {"title": prompts.title, "rows": rows, "thread_ts": prompts.thread_ts}


def _view(view: View | None) -> Json | None:
    if view is None:
        return None
    return {
        "id": view.id,
        "hash": view.hash,
        "content": copy.deepcopy(view.content),
        "errors": dict(view.errors),
        "is_pushed": bool(view.previous),
    }
