"""How the assistant is connected to Slack: which settings fit together, and what is said of those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.slack.settings import SLACK_API, Mode, SlackSettingsUnfit, read_slack_settings

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
HTTP = {
    "CANIPOST_SLACK_MODE": "http",
    "SLACK_BOT_TOKEN": "xoxb-1-secret",
    "SLACK_SIGNING_SECRET": "shh-secret",
}
OAUTH = {
    "CANIPOST_SLACK_MODE": "http",
    "SLACK_CLIENT_ID": "1.2",
    "SLACK_CLIENT_SECRET": "client-secret",
    "CANIPOST_TOKEN_KEYS": f"{'A' * 36}-secret=",
    "SLACK_SIGNING_SECRET": "shh-secret",
}


def set_all(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def test_two_tokens_are_enough_for_socket_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SOCKET)

    settings = read_slack_settings()

    assert (settings.mode, settings.api_url, settings.is_oauth, settings.guests) == (
        Mode.SOCKET,
        SLACK_API,
        False,
        False,
    )


@pytest.mark.parametrize("variables", [HTTP, OAUTH], ids=["token", "oauth"])
def test_http_mode_is_chosen_by_a_setting(variables: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, variables)

    assert read_slack_settings().mode is Mode.HTTP


@pytest.mark.parametrize(
    ("variables", "says"),
    [
        ({}, "SLACK_BOT_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is not set"),
        (SOCKET | {"SLACK_BOT_TOKEN": "xapp-1-secret"}, "SLACK_BOT_TOKEN does not begin with 'xoxb-'"),
        (SOCKET | {"SLACK_APP_TOKEN": "xoxb-1-secret"}, "SLACK_APP_TOKEN does not begin with 'xapp-'"),
        (SOCKET | {"CANIPOST_SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET is not set"),
        (SOCKET | {"CANIPOST_SLACK_MODE": "pigeon"}, "CANIPOST_SLACK_MODE"),
        (SOCKET | {"CANIPOST_SLACK_PORT": "many"}, "CANIPOST_SLACK_PORT"),
        (SOCKET | {"SLACK_API_URL": "slack.com"}, "SLACK_API_URL"),
        (SOCKET | {"SLACK_CLIENT_ID": "1.2"}, "Both SLACK_BOT_TOKEN and SLACK_CLIENT_ID"),
        ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET is not set"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "x"}, "CANIPOST_SLACK_MODE=http"),
        (OAUTH | {"CANIPOST_TOKEN_KEYS": " , "}, "CANIPOST_TOKEN_KEYS is not set"),
        (OAUTH | {"CANIPOST_TOKEN_KEYS": "too-short-secret"}, "CANIPOST_TOKEN_KEYS: a key must be 32 bytes"),
        (SOCKET | {"CANIPOST_CLAUSE_URL": "https://x/{page}"}, "CANIPOST_CLAUSE_URL"),
        (SOCKET | {"CANIPOST_CLAUSE_URL": "https://x/{"}, "CANIPOST_CLAUSE_URL"),
        (SOCKET | {"CANIPOST_CLAUSE_URL": "https://x/same"}, "CANIPOST_CLAUSE_URL"),
        (SOCKET | {"CANIPOST_PUBLIC_URL": "canipost.example.gov"}, "CANIPOST_PUBLIC_URL"),
        (SOCKET | {"CANIPOST_PUBLIC_URL": "https://x.example/slack"}, "CANIPOST_PUBLIC_URL"),
        (SOCKET | {"CANIPOST_PUBLIC_URL": "https://{clause}"}, "CANIPOST_PUBLIC_URL"),
        (SOCKET | {"CANIPOST_SECRETS": "/nowhere/at/all"}, "CANIPOST_SECRETS"),
    ],
)
def test_what_does_not_fit_is_named_by_its_variable(
    variables: dict[str, str], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, variables)

    with pytest.raises(SlackSettingsUnfit) as caught:
        read_slack_settings()

    assert says in str(caught.value)
    assert "-secret" not in str(caught.value)


OWN = "https://x.example/policy/{document}.html#{clause}"
OTHER = "https://intranet.example/{clause}"


@pytest.mark.parametrize(
    ("given", "address", "is_served"),
    [
        (SOCKET, None, False),
        (HTTP, None, True),
        (HTTP | {"CANIPOST_PUBLIC_URL": "https://x.example"}, OWN, True),
        (SOCKET | {"CANIPOST_PUBLIC_URL": "https://x.example/"}, OWN, True),
        (HTTP | {"CANIPOST_PUBLIC_URL": "https://x.example", "CANIPOST_CLAUSE_URL": OTHER}, OTHER, True),
        (SOCKET | {"CANIPOST_CLAUSE_URL": OTHER}, OTHER, False),
        (SOCKET | {"CANIPOST_CLAUSE_URL": "", "CANIPOST_PUBLIC_URL": ""}, None, False),
    ],
)
def test_a_clause_is_read_where_the_address_says_else_on_our_own_pages_where_they_can_be_reached(
    given: dict[str, str], address: str | None, is_served: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch, given)

    settings = read_slack_settings()

    assert (settings.clause_page, settings.serves_pages) == (address, is_served)


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, SOCKET | OAUTH | {"SLACK_BOT_TOKEN": "xoxb-1-secret"})
    monkeypatch.delenv("SLACK_CLIENT_ID")

    settings = read_slack_settings()

    assert "-secret" not in repr(settings) + str(settings) + settings.model_dump_json()


@pytest.mark.parametrize("variable", ["CANIPOST_SECRETS", "CREDENTIALS_DIRECTORY"])
def test_secrets_may_come_from_files(variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, {variable: str(tmp_path)})
    for name, value in SOCKET.items():
        (tmp_path / name).write_text(value + "\n", encoding="utf-8")

    settings = read_slack_settings()

    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "xoxb-1-secret"
