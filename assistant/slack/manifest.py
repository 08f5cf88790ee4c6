"""What must be told to Slack to make the app? The manifest: names, scopes, events, and how Slack reaches us.

Field by field after https://docs.slack.dev/reference/app-manifest. The words stand in `manifest.yaml`, the scopes and
events in `scopes.yaml`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from pydantic import StringConstraints

from assistant.slack.scopes import ScopeTable, read_scopes
from corpus.strict_yaml import StrictModel, read_record

FILE = Path(__file__).with_name("manifest.yaml")

COMMAND = "/canipost"
MESSAGE_SHORTCUT = "can_i_post_this"
"""The callback id of the entry in a message's menu."""
GLOBAL_SHORTCUT = "ask_before_posting"
"""The callback id of the entry in the menu beside the composer."""

EVENTS_PATH = "/slack/events"
"""Where Slack calls us in HTTP mode, for everything: events, buttons, commands (Bolt's default path)."""
REDIRECT_PATH = "/slack/oauth_redirect"
"""Where Slack sends a browser back to, after an administrator installed the app (Bolt's default path)."""

AGENT_SCOPE = "assistant:write"

Text35 = Annotated[str, StringConstraints(min_length=1, max_length=35)]
Text40 = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Text140 = Annotated[str, StringConstraints(min_length=1, max_length=140)]


class Prompt(StrictModel):
    """A first question that Slack offers above an empty conversation."""

    title: Text40
    message: Annotated[str, StringConstraints(min_length=1, max_length=300)]


class CommandWords(StrictModel):
    """What Slack shows beside the slash command."""

    description: Text140
    hint: Text140


class ShortcutWords(StrictModel):
    """What Slack shows for an entry in a menu."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=24)]
    description: Annotated[str, StringConstraints(min_length=1, max_length=150)]


class Words(StrictModel):
    """The words of the manifest, no longer than Slack lets them be."""

    name: Text35
    bot_name: Annotated[str, StringConstraints(pattern=r"^[\w .-]{1,80}$")]
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9A-F]{6}$")]
    description: Text140
    long_description: Annotated[str, StringConstraints(min_length=174, max_length=4000)]
    agent_description: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    prompts: tuple[Prompt, ...]
    command: CommandWords
    message_shortcut: ShortcutWords
    global_shortcut: ShortcutWords


class AddressUnfit(Exception):
    """The public address that Slack is to call cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Installation:
    """How the app is to be reached and installed."""

    address: str | None = None
    """The public address for HTTP mode, as `https://host`; None for Socket Mode."""
    has_agent_view: bool = True
    """False for GovSlack and for plans without Slack's AI features, which may refuse a manifest that asks for them."""
    is_shared: bool = False
    """Installed by OAuth in several workspaces: tokens are rotated and kept in our database."""


@cache
def read_words(file: Path = FILE) -> Words:
    """The words of the manifest. Raises `FaultyData` naming file and line for what Slack would refuse."""
    return read_record(file, Words)[0]


def clean_address(given: str) -> str:
    """
    The public address without a slash at its end.

    Raises `AddressUnfit` when it is not https, or holds a password, a query or a path.
    """
    try:
        parts = urlsplit(given.strip())
        host = parts.hostname
    except ValueError:
        raise AddressUnfit(f"{given!r} is no address. Write it as https://canipost.example.gov") from None
    if parts.scheme != "https" or not host:
        raise AddressUnfit(f"{given!r}: Slack calls public https addresses only, such as https://canipost.example.gov")
    if parts.username or parts.password or parts.query or parts.fragment or parts.path not in ("", "/"):
        raise AddressUnfit(f"{given!r}: give scheme and host only, such as https://{host}; the paths are added here")
    return f"https://{parts.netloc}"


def build_manifest(installation: Installation, words: Words, table: ScopeTable) -> dict[str, Any]:
    """
    The manifest for a new app, as Slack's page "From an app manifest" takes it.

    Raises `AddressUnfit` when it is to be installed by OAuth and there is no public address to come back to.
    """
    if installation.is_shared and installation.address is None:
        raise AddressUnfit("installing in several workspaces needs a public address that Slack sends a browser back to")
    scopes = [name for name in table.names if installation.has_agent_view or name != AGENT_SCOPE]
    oauth: dict[str, Any] = {"scopes": {"bot": scopes}}
    if installation.is_shared:
        oauth = {"redirect_urls": [f"{installation.address}{REDIRECT_PATH}"], **oauth}
    return {
        "display_information": {
            "name": words.name,
            "description": words.description,
            "long_description": words.long_description,
            "background_color": words.color,
        },
        "features": _features(installation, words),
        "oauth_config": oauth,
        "settings": _settings(installation, table),
    }


def _features(installation: Installation, words: Words) -> dict[str, Any]:
    command = {
        "command": COMMAND,
        "description": words.command.description,
        "usage_hint": words.command.hint,
        "should_escape": True,
    }
    if installation.address is not None:
        command = {**command, "url": f"{installation.address}{EVENTS_PATH}"}
    shown: dict[str, Any] = {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
    }
    if installation.has_agent_view:
        # `assistant_view` is closed to new apps: https://docs.slack.dev/ai/migrating-to-agent-messaging/
        shown["agent_view"] = {
            "agent_description": words.agent_description,
            "suggested_prompts": [{"title": row.title, "message": row.message} for row in words.prompts],
        }
    return {
        **shown,
        "bot_user": {"display_name": words.bot_name, "always_online": True},
        "shortcuts": [
            _shortcut(words.message_shortcut, "message", MESSAGE_SHORTCUT),
            _shortcut(words.global_shortcut, "global", GLOBAL_SHORTCUT),
        ],
        "slash_commands": [command],
    }


def _shortcut(words: ShortcutWords, kind: str, callback: str) -> dict[str, str]:
    return {"name": words.name, "type": kind, "callback_id": callback, "description": words.description}


def _settings(installation: Installation, table: ScopeTable) -> dict[str, Any]:
    events: dict[str, Any] = {"bot_events": list(table.events(with_oauth=installation.is_shared))}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if installation.address is not None:
        called = f"{installation.address}{EVENTS_PATH}"
        events = {"request_url": called, **events}
        interactivity["request_url"] = called
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": installation.address is None,
        # A rotated token expires after 12 hours and has to be kept where it can be renewed: in our database, by OAuth.
        # The fixed token of one workspace would simply stop working.
        "token_rotation_enabled": installation.is_shared,
    }


def write_manifest(manifest: dict[str, Any], *, as_json: bool = False) -> str:
    """The manifest as YAML, or as JSON; Slack takes both."""
    if as_json:
        return json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    return yaml.safe_dump(manifest, sort_keys=False, allow_unicode=True, width=100)


def manifest_for(installation: Installation) -> dict[str, Any]:
    """The manifest with our own words and scopes. Raises `AddressUnfit`."""
    return build_manifest(installation, read_words(), read_scopes())
