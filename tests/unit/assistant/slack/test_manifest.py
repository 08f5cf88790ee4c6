"""Is the manifest one that Slack takes, and does it say what the product does?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from assistant.slack.manifest import (
    FILE,
    AddressUnfit,
    Installation,
    clean_address,
    manifest_for,
    read_words,
    write_manifest,
)
from assistant.slack.scopes import read_scopes
from assistant.slack.standin.methods.manifests import faults_in_manifest
from corpus.strict_yaml import FaultyData

ROOT = Path(__file__).resolve().parents[4]
HTTP = Installation(address="https://canipost.example.gov")


def addresses(value: object) -> list[str]:
    """Every address in a manifest."""
    if isinstance(value, dict):
        return [found for inner in value.values() for found in addresses(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in addresses(inner)]
    return [value] if isinstance(value, str) and value.startswith("http") else []


@pytest.mark.parametrize(
    "installation",
    [
        Installation(),
        HTTP,
        Installation(has_agent_view=False),
        Installation(address="https://canipost.example.gov", is_shared=True),
    ],
    ids=["socket", "http", "no agent", "oauth"],
)
def test_the_stand_in_slack_finds_no_fault_in_it(installation: Installation) -> None:
    assert list(faults_in_manifest(manifest_for(installation))) == []


def test_by_default_no_address_is_needed_and_the_socket_is_on() -> None:
    made = manifest_for(Installation())
    assert made["settings"]["socket_mode_enabled"] is True
    assert addresses(made) == []


def test_in_http_mode_every_address_is_ours_and_the_socket_is_off() -> None:
    made = manifest_for(HTTP)
    assert made["settings"]["socket_mode_enabled"] is False
    assert addresses(made) == ["https://canipost.example.gov/slack/events"] * 3


def test_the_scopes_are_those_of_the_table_and_no_person_is_asked_for_any() -> None:
    scopes = manifest_for(Installation())["oauth_config"]["scopes"]
    assert scopes == {"bot": list(read_scopes().names)}


def test_the_agent_view_and_its_scope_come_and_go_together() -> None:
    with_it, without = manifest_for(Installation()), manifest_for(Installation(has_agent_view=False))
    assert "agent_view" in with_it["features"]
    assert "assistant_view" not in with_it["features"]
    assert "agent_view" not in without["features"]
    assert "assistant:write" not in without["oauth_config"]["scopes"]["bot"]


def test_people_can_write_to_it_in_both_kinds() -> None:
    for made in (manifest_for(Installation()), manifest_for(Installation(has_agent_view=False))):
        home = made["features"]["app_home"]
        assert home == {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False}


def test_tokens_are_rotated_only_where_they_are_kept_in_the_database() -> None:
    assert manifest_for(Installation())["settings"]["token_rotation_enabled"] is False
    shared = manifest_for(Installation(address="https://a.example.gov", is_shared=True))
    assert shared["settings"]["token_rotation_enabled"] is True
    assert {"app_uninstalled", "tokens_revoked"} <= set(shared["settings"]["event_subscriptions"]["bot_events"])
    assert shared["oauth_config"]["redirect_urls"] == ["https://a.example.gov/slack/oauth_redirect"]
    with pytest.raises(AddressUnfit, match="public address"):
        manifest_for(Installation(is_shared=True))


def test_slacks_offer_of_prompts_is_four_at_most() -> None:
    # https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts/
    assert 1 <= len(read_words().prompts) <= 4


def test_the_words_promise_no_permission() -> None:
    said = FILE.read_text(encoding="utf-8").lower()
    assert said.count("grants no permission") == 2


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_printed_reads_back_as_the_manifest(as_json: bool) -> None:
    made = manifest_for(HTTP)
    text = write_manifest(made, as_json=as_json)
    assert (json.loads(text) if as_json else yaml.safe_load(text)) == made


def test_the_stored_manifest_is_the_one_that_is_printed() -> None:
    stored = (ROOT / "deploy" / "manifest.yaml").read_text(encoding="utf-8")
    assert stored == write_manifest(manifest_for(Installation())), "canipost slack manifest > deploy/manifest.yaml"


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("https://a.example.gov", "https://a.example.gov"),
        (" https://a.example.gov/ ", "https://a.example.gov"),
        ("https://a.example.gov:8443", "https://a.example.gov:8443"),
    ],
)
def test_an_address_is_cleaned(given: str, cleaned: str) -> None:
    assert clean_address(given) == cleaned


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ("http://a.example.gov", "https addresses only"),
        ("a.example.gov", "https addresses only"),
        ("https://", "https addresses only"),
        ("https://[", "is no address"),
        ("https://user:secret@a.example.gov", "scheme and host only"),
        ("https://a.example.gov/slack/events", "scheme and host only"),
        ("https://a.example.gov?x=1", "scheme and host only"),
    ],
)
def test_an_unfit_address_is_refused_in_words(given: str, complaint: str) -> None:
    with pytest.raises(AddressUnfit, match=complaint):
        clean_address(given)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: Can I post this?\nbot", f"name: {'x' * 36}\nbot"),
        ('color: "#1F3A5F"', "color: blue"),
        ("  name: Ask before posting", f"  name: {'x' * 25}"),
        ("prompts:", "questions:"),
    ],
)
def test_words_that_slack_would_refuse_are_refused_here(tmp_path: Path, old: str, new: str) -> None:
    broken = tmp_path / "manifest.yaml"
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyData, match=r"manifest\.yaml:\d+"):
        read_words(broken)
