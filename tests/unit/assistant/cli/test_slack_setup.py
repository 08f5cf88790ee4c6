"""Does `canipost slack manifest` print what Slack takes, and refuse what it would not?"""

from __future__ import annotations

import json

import pytest
import yaml
from typer.testing import CliRunner

from assistant.cli.failures import BadInput
from assistant.cli.main import app

runner = CliRunner()


def printed(*options: str) -> str:
    done = runner.invoke(app, ["slack", "manifest", *options], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_manifest_is_printed_as_yaml_and_as_json() -> None:
    assert yaml.safe_load(printed()) == json.loads(printed("--json"))


def test_http_mode_is_asked_for_by_its_address() -> None:
    assert yaml.safe_load(printed("--http", "https://a.example.gov/"))["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize("option", ["--gov", "--no-agent"])
def test_the_agent_view_can_be_left_out(option: str) -> None:
    assert "agent_view" not in yaml.safe_load(printed(option))["features"]


def test_the_permissions_are_explained() -> None:
    assert "| [`users:read`]" in printed("--scopes")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [(("--http", "http://a.example.gov"), "public https addresses only"), (("--oauth",), "needs a public address")],
)
def test_what_slack_would_refuse_is_refused_in_one_sentence(options: tuple[str, ...], complaint: str) -> None:
    done = runner.invoke(app, ["slack", "manifest", *options])
    assert isinstance(done.exception, BadInput)
    assert complaint in str(done.exception)
