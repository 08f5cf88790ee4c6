"""Is this a manifest that Slack would take? The part of its schema that an app like ours meets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.slack.standin.events import ALL_EVENTS
from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Json, TokenKind

_SECTIONS = frozenset("_metadata display_information features oauth_config settings functions datastores".split())

_LIMITS = {
    # Path: least and most characters. https://docs.slack.dev/reference/app-manifest
    "display_information.name": (1, 35),
    "display_information.description": (0, 140),
    "display_information.long_description": (174, 4000),
    "features.bot_user.display_name": (1, 80),
    "features.agent_view.agent_description": (1, 300),
    "features.assistant_view.assistant_description": (1, 300),
}
_COMMAND_LIMITS = {"command": (2, 32), "description": (1, 2000), "usage_hint": (0, 1000)}
_SHORTCUT_LIMITS = {"name": (1, 24), "callback_id": (1, 255), "description": (1, 150)}
_MOST = {"features.slash_commands": 50, "features.shortcuts": 10}

_SCOPE_OF_EVENT = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
}


def validate(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/apps.manifest.validate"""
    manifest = call.json("manifest")
    if not isinstance(manifest, dict):
        raise Refused("invalid_manifest", errors=[{"message": "must be an object", "pointer": "/"}])
    errors = [{"message": message, "pointer": pointer} for pointer, message in faults_in_manifest(manifest)]
    if errors:
        raise Refused("invalid_manifest", errors=errors)
    return {"errors": []}


def faults_in_manifest(manifest: Json) -> Iterator[tuple[str, str]]:
    """What is wrong, with the place: pointer and message."""
    for name in manifest.keys() - _SECTIONS:
        yield f"/{name}", "is not a known section"
    if not _at(manifest, "display_information.name"):
        yield "/display_information", "requires property `name`"
    color = _at(manifest, "display_information.background_color")
    if color is not None and not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", str(color)):
        yield "/display_information/background_color", "must be a color like #2a3b4c"
    for path, limits in _LIMITS.items():
        yield from _length(_at(manifest, path), limits, "/" + path.replace(".", "/"))
    for path, most in _MOST.items():
        if len(_at(manifest, path) or []) > most:  # type: ignore[arg-type]
            yield "/" + path.replace(".", "/"), f"takes no more than {most}"
    yield from _commands(manifest)
    yield from _settings(manifest)


def _commands(manifest: Json) -> Iterator[tuple[str, str]]:
    features = manifest.get("features") or {}
    for number, command in enumerate(features.get("slash_commands") or []):
        place = f"/features/slash_commands/{number}"
        if not str(command.get("command", "")).startswith("/"):
            yield f"{place}/command", "must begin with a slash"
        for name, limits in _COMMAND_LIMITS.items():
            yield from _length(command.get(name, "" if limits[0] == 0 else None), limits, f"{place}/{name}", True)
    for number, shortcut in enumerate(features.get("shortcuts") or []):
        place = f"/features/shortcuts/{number}"
        if shortcut.get("type") not in ("message", "global"):
            yield f"{place}/type", "must be `message` or `global`"
        for name, limits in _SHORTCUT_LIMITS.items():
            yield from _length(shortcut.get(name), limits, f"{place}/{name}", True)
    if "agent_view" in features and "assistant_view" in features:
        yield "/features", "takes `agent_view` or `assistant_view`, not both"


def _settings(manifest: Json) -> Iterator[tuple[str, str]]:
    settings = manifest.get("settings") or {}
    scopes = set(_at(manifest, "oauth_config.scopes.bot") or [])  # type: ignore[call-overload]
    events = (settings.get("event_subscriptions") or {}).get("bot_events") or []
    has_socket = bool(settings.get("socket_mode_enabled"))
    if events and not manifest.get("features", {}).get("bot_user"):
        yield "/features", "events need a `bot_user`"
    for event in events:
        if event not in ALL_EVENTS:
            yield "/settings/event_subscriptions/bot_events", f"{event} is not known here"
        elif (needed := _SCOPE_OF_EVENT.get(event)) and not scopes & set(needed):
            yield "/settings/event_subscriptions/bot_events", f"{event} needs the scope {' or '.join(needed)}"
    if (manifest.get("features") or {}).get("slash_commands") and "commands" not in scopes:
        yield "/oauth_config/scopes/bot", "slash commands need the scope commands"
    for section in ("event_subscriptions", "interactivity"):
        told = settings.get(section) or {}
        is_used = bool(events) if section == "event_subscriptions" else bool(told.get("is_enabled"))
        if is_used and not has_socket and not str(told.get("request_url", "")).startswith("https://"):
            yield f"/settings/{section}/request_url", "must be an https address, or socket mode be on"


def _length(
    value: object, limits: tuple[int, int], pointer: str, is_required: bool = False
) -> Iterator[tuple[str, str]]:
    least, most = limits
    if value is None:
        if is_required:
            yield pointer, "is required"
    elif not least <= len(str(value)) <= most:
        yield pointer, f"must be {least} to {most} characters"


def _at(manifest: Json, path: str) -> object:
    found: object = manifest
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


METHODS = {"apps.manifest.validate": Method(validate, (), (TokenKind.CONFIGURATION,))}
