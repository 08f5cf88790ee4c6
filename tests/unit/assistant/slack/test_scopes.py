"""Does the app ask for what its code uses, all of it and nothing else?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
import slack_sdk.web.client

from assistant.slack import manifest
from assistant.slack.scopes import FILE, read_scopes, write_table
from corpus.strict_yaml import FaultyData

ROOT = Path(__file__).resolve().parents[4]
SLACK = ROOT / "assistant" / "slack"
SOURCES = sorted(path for path in SLACK.rglob("*.py") if "standin" not in path.relative_to(SLACK).parts)

INSTALLING = frozenset({"oauth.v2.access", "auth.revoke"})
"""Called with the client's secret or to give a token back: by no scope of ours."""


SEVERAL = {"files_upload_v2": {"files.getUploadURLExternal", "files.completeUploadExternal"}}
"""What of Slack's client makes more than one call."""


def sdk_methods() -> dict[str, str]:
    """Each Python method of Slack's client that makes one call, with the Web API method it calls."""
    tree = ast.parse(Path(slack_sdk.web.client.__file__).read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        named = [
            call.args[0].value
            for call in ast.walk(function)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "api_call"
            and call.args
            and isinstance(call.args[0], ast.Constant)
        ]
        if len(named) == 1:
            found[function.name] = str(named[0])
    return found


def trees() -> Iterator[ast.Module]:
    for path in SOURCES:
        yield ast.parse(path.read_text(encoding="utf-8"))


def used_methods() -> set[str]:
    """Web API methods in our source: attributes named as the client's methods, and `api_call` with a literal name."""
    client = sdk_methods()
    used: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in client:
                used.add(client[node.attr])
            if isinstance(node, ast.Attribute):
                used |= SEVERAL.get(node.attr, set())
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "api_call":
                used.update(str(argument.value) for argument in node.args[:1] if isinstance(argument, ast.Constant))
    return used


def listened_to(decorator: str) -> set[str]:
    """What `app.<decorator>("...")` or `app.<decorator>({"type": "..."})` in our source listens to; names of constants
    are those of the manifest."""
    names: set[str] = set()
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == decorator:
                for argument in node.args[:1]:
                    if isinstance(argument, ast.Name):
                        names.add(str(getattr(manifest, argument.id, argument.id)))
                    names.update(
                        part.value
                        for part in ast.walk(argument)
                        if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value != "type"
                    )
    return names


def test_the_reading_of_the_clients_source_works() -> None:
    methods = sdk_methods()
    assert methods["chat_postMessage"] == "chat.postMessage"
    assert methods["views_open"] == "views.open"
    assert len(methods) > 200


def test_every_method_that_is_called_is_in_the_table() -> None:
    assert used_methods() - read_scopes().methods - INSTALLING == set()


def test_every_event_that_is_listened_to_is_in_the_table_and_no_other() -> None:
    asked_for = {event.split(".")[0] for event in read_scopes().events(with_oauth=False)}
    assert listened_to("event") == asked_for


def test_what_takes_an_installation_away_is_heard_where_there_is_one_to_forget() -> None:
    more = set(read_scopes().events(with_oauth=True)) - set(read_scopes().events(with_oauth=False))
    # Bolt's listeners for the two, which delete the installation.
    assert more == {"app_uninstalled", "tokens_revoked"}
    assert any("enable_token_revocation_listeners()" in path.read_text(encoding="utf-8") for path in SOURCES)


def test_no_method_in_the_table_is_without_use() -> None:
    assert read_scopes().methods - used_methods() == set()


def test_no_user_token_scope_and_no_broad_scope_is_asked_for() -> None:
    broad = {"chat:write.public", "channels:join", "users:read.email", "files:read", "mpim:history", "admin"}
    assert broad & set(read_scopes().names) == set()


def test_what_is_missing_and_what_is_surplus_is_told() -> None:
    table = read_scopes()
    granted = [name for name in table.names if name != "im:write"] + ["admin"]
    assert [row.scope for row in table.missing(granted)] == ["im:write"]
    assert table.surplus(granted) == ("admin",)


def test_the_table_for_administrators_is_made_from_the_data() -> None:
    stored = (ROOT / "deploy" / "scopes.md").read_text(encoding="utf-8")
    assert stored == write_table(read_scopes()), "remake it: canipost slack manifest --scopes > deploy/scopes.md"


def test_the_guide_says_how_many_permissions_there_are() -> None:
    guide = (ROOT / "deploy" / "guide.md").read_text(encoding="utf-8")
    count = len(read_scopes().names)
    assert count == 14
    assert f"permissions: {count} of {count}" in guide
    assert "fourteen permissions" in guide


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("events: [app_mention]", "events: []", "app_mentions:read: no event, method or feature needs it"),
        ("scope: users:read", "scope: channels:read", "each once"),
        ("https://docs.slack.dev/reference/scopes/app_mentions.read", "https://example.org", "must be a page under"),
        ("required: true", "wanted: true", "wanted"),
    ],
)
def test_a_faulty_table_is_refused_with_its_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    broken = tmp_path / "scopes.yaml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyData, match=complaint) as refused:
        read_scopes(broken)
    assert f"{broken}:" in str(refused.value)


def test_commands_and_shortcuts_that_are_listened_to_are_in_the_manifest() -> None:
    offered = {manifest.COMMAND, manifest.MESSAGE_SHORTCUT, manifest.GLOBAL_SHORTCUT}
    heard = listened_to("command") | listened_to("shortcut")
    assert heard == offered
