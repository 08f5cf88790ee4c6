"""Does the demo keep to the stand-in, whatever is set for a real Slack, and do its made-up people fit together?"""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from assistant.slack.demo import FILE, OfficeRows, stand_in_settings
from assistant.slack.settings import Mode, check_settings
from assistant.slack.standin import StandIn
from corpus.strict_yaml import read_record


def test_no_setting_of_a_real_slack_is_ever_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOT_TOKEN", "APP_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URL"):
        monkeypatch.setenv(f"SLACK_{name}", "xoxb-real")
    monkeypatch.setenv("SLACK_API_URL", "https://slack.com/api/")
    monkeypatch.setenv("CANIPOST_SLACK_MODE", "http")
    monkeypatch.setenv("CANIPOST_SLACK_HOST", "0.0.0.0")
    with StandIn() as slack:
        keys = slack.install()
        settings = stand_in_settings(slack)
    check_settings(settings)
    assert settings.api_url == slack.api_url
    assert settings.mode is Mode.SOCKET
    assert settings.host == "127.0.0.1"
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == keys.bot_token
    given = {name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in settings}
    assert [name for name, value in given.items() if "real" in str(value)] == []


def test_everybody_in_a_channel_and_everybody_who_spoke_is_there() -> None:
    rows, _ = read_record(FILE, OfficeRows)
    people, channels = {row.name for row in rows.people}, {row.name: row for row in rows.channels}
    assert all(set(channel.members) <= people for channel in channels.values())
    assert all(message.person in channels[message.channel].members for message in rows.messages)
    assert channels[rows.management].is_private
    ids = {office.id for office in rows.offices}
    for office in rows.offices:
        assert channels[office.channel].is_private
        assert set(office.managers) <= set(channels[office.channel].members)
        assert set(office.asks_from) <= set(channels)
        assert office.next in ids | {""}
    assert {trait for row in rows.people for trait in row.traits} == {"is_admin", "is_guest"}
