"""Who may call what: the real slack_sdk client against the stand-in's doors."""

from __future__ import annotations

import json
import urllib.request

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.slack.standin import ALL_SCOPES, Channel, Keys, Person, StandIn


def refusal(error: pytest.ExceptionInfo[SlackApiError]) -> str:
    return str(error.value.response["error"])


def test_auth_test_names_team_and_bot_and_the_header_its_scopes(slack: StandIn, keys: Keys, client: WebClient) -> None:
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (
        slack.team.id,
        keys.bot_user_id,
        keys.bot_id,
    )
    assert answer.headers["x-oauth-scopes"].split(",") == list(ALL_SCOPES)


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-1-2", "invalid_auth"), ("APP", "not_allowed_token_type")],
)
def test_a_token_that_does_not_fit_is_refused(slack: StandIn, keys: Keys, token: str, error: str) -> None:
    token = keys.app_token if token == "APP" else token
    with pytest.raises(SlackApiError) as failure:
        WebClient(token=token, base_url=slack.api_url).auth_test()
    assert refusal(failure) == error


def test_a_missing_scope_is_named_with_those_that_are_there(slack: StandIn, office: Channel) -> None:
    keys = slack.install(["channels:read"])
    with pytest.raises(SlackApiError) as failure:
        WebClient(token=keys.bot_token, base_url=slack.api_url).chat_postMessage(channel=office.id, text="x")
    response = failure.value.response
    assert (response["error"], response["needed"], response["provided"]) == (
        "missing_scope",
        "chat:write",
        "channels:read",
    )


def test_revoked_tokens_and_a_removed_app_have_words_of_their_own(slack: StandIn, client: WebClient) -> None:
    slack.revoke_tokens()
    with pytest.raises(SlackApiError) as failure:
        client.auth_test()
    assert refusal(failure) == "token_revoked"
    slack.uninstall()
    with pytest.raises(SlackApiError) as failure:
        client.auth_test()
    assert refusal(failure) == "account_inactive"


def test_an_unknown_method_is_refused(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as failure:
        client.api_call("chat.shout")
    assert refusal(failure) == "unknown_method"


def test_form_json_and_token_argument_are_all_understood(slack: StandIn, keys: Keys, office: Channel) -> None:
    address = slack.api_url + "chat.postMessage"
    form = f"token={keys.bot_token}&channel={office.id}&text=form".encode()
    with urllib.request.urlopen(address, form) as reply:
        assert json.load(reply)["message"]["text"] == "form"
    body = json.dumps({"channel": office.id, "text": "json"}).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {keys.bot_token}"}
    with urllib.request.urlopen(urllib.request.Request(address, body, headers)) as reply:
        assert json.load(reply)["message"]["text"] == "json"


def test_people_teams_bots_and_groups_are_looked_up(slack: StandIn, keys: Keys, client: WebClient, ada: Person) -> None:
    guest = slack.person("Gus Guest", is_guest=True)
    boss = slack.person("Bo Boss", is_admin=True)
    other = slack.workspaces.add_team("Elsewhere")
    stranger = slack.person("Sam Stranger", team=other)
    assert client.users_info(user=guest.id)["user"]["is_restricted"]
    assert client.users_info(user=boss.id)["user"]["is_admin"]
    assert client.users_info(user=stranger.id)["user"]["is_stranger"]
    assert not client.users_info(user=ada.id)["user"]["is_bot"]
    assert client.team_info()["team"]["name"] == "County"
    assert client.bots_info(bot=keys.bot_id)["bot"]["user_id"] == keys.bot_user_id
    group = slack.user_group(ada, boss)
    assert client.usergroups_users_list(usergroup=group)["users"] == [ada.id, boss.id]
    with pytest.raises(SlackApiError) as failure:
        client.users_info(user="U404")
    assert refusal(failure) == "user_not_found"


def test_a_manifest_is_checked_with_the_place_of_the_fault(slack: StandIn) -> None:
    client = WebClient(token=slack.platform.configuration_token, base_url=slack.api_url)
    good = {
        "display_information": {"name": "Can I post this"},
        "features": {"bot_user": {"display_name": "Can I post this"}},
        "oauth_config": {"scopes": {"bot": ["app_mentions:read"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}, "socket_mode_enabled": True},
    }
    assert client.apps_manifest_validate(manifest=good)["errors"] == []
    bad = {**good, "display_information": {"name": "n" * 36}, "oauth_config": {"scopes": {"bot": []}}}
    with pytest.raises(SlackApiError) as failure:
        client.apps_manifest_validate(manifest=bad)
    assert [e["pointer"] for e in failure.value.response["errors"]] == [
        "/display_information/name",
        "/settings/event_subscriptions/bot_events",
    ]
