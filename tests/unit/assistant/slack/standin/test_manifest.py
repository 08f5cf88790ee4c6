"""The app is what its manifest says; ours is taken."""

from __future__ import annotations

import pytest

from assistant.slack.manifest import (
    COMMAND,
    GLOBAL_SHORTCUT,
    MESSAGE_SHORTCUT,
    Installation,
    build_manifest,
    read_words,
)
from assistant.slack.scopes import read_scopes
from assistant.slack.standin import CannotDoThat, StandIn

HERE = "https://canipost.example.gov"


@pytest.mark.parametrize(
    "installation",
    [
        Installation(),
        Installation(has_agent_view=False),
        Installation(address=HERE),
        Installation(address=HERE, is_shared=True),
    ],
)
def test_our_manifest_is_taken_and_gives_the_app_its_scopes_and_events(installation: Installation) -> None:
    manifest = build_manifest(installation, read_words(), read_scopes())
    with StandIn() as slack:
        slack.use_manifest(manifest)
        slack.install()
        assert slack.platform.installations[slack.team.id].scopes == manifest["oauth_config"]["scopes"]["bot"]
        assert slack.app.events == set(manifest["settings"]["event_subscriptions"]["bot_events"])
        assert slack.bot.real_name == manifest["features"]["bot_user"]["display_name"]
        ada = slack.person("Ada Li")
        message = ada.says(None, "x")
        ada.runs(COMMAND, "x")
        ada.uses_shortcut(MESSAGE_SHORTCUT, message)
        ada.uses_shortcut(GLOBAL_SHORTCUT)
        with pytest.raises(CannotDoThat, match="no command /other"):
            ada.runs("/other")
        with pytest.raises(CannotDoThat, match="no global shortcut"):
            ada.uses_shortcut(MESSAGE_SHORTCUT)


def test_a_manifest_that_slack_would_refuse_is_refused_with_every_place(slack: StandIn) -> None:
    with pytest.raises(ValueError, match=r"(?s)/display_information requires.*/features/slash_commands/0/command must"):
        slack.use_manifest({"features": {"slash_commands": [{"command": "x", "description": "d"}]}})
