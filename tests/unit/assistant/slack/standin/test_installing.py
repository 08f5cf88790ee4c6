"""OAuth with the real client: saying yes, exchanging, rotating."""

from __future__ import annotations

import urllib.request
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.slack.standin import Keys, Person, StandIn

BACK = "http://127.0.0.1:9/back"


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """A browser that stops at the redirect."""

    def redirect_request(self, *arguments: object) -> None:  # type: ignore[override]
        return None


def says_yes(slack: StandIn, keys: Keys, **more: str) -> dict[str, list[str]]:
    query = {"client_id": keys.client_id, "scope": "chat:write,commands", "state": "s1", "redirect_uri": BACK} | more
    opener = urllib.request.build_opener(Unfollowed)
    with pytest.raises(HTTPError) as redirect:
        opener.open(f"{slack.url}/oauth/v2/authorize?{urlencode(query)}")
    redirect.value.close()
    return parse_qs(urlsplit(redirect.value.headers["Location"]).query)


def test_another_workspace_installs_and_its_token_works(slack: StandIn, keys: Keys) -> None:
    other = slack.workspaces.add_team("Other office")
    boss = slack.person("Bo Boss", team=other, is_admin=True)
    back = says_yes(slack, keys, team=other.id)
    assert back["state"] == ["s1"]
    secrets = {"client_id": keys.client_id, "client_secret": keys.client_secret}
    client = WebClient(base_url=slack.api_url)
    granted = client.oauth_v2_access(code=back["code"][0], redirect_uri=BACK, **secrets)
    assert (granted["team"]["id"], granted["scope"]) == (other.id, "chat:write,commands")
    assert granted["authed_user"]["id"] == boss.id
    assert WebClient(token=granted["access_token"], base_url=slack.api_url).auth_test()["team_id"] == other.id
    with pytest.raises(SlackApiError, match="code_already_used"):
        client.oauth_v2_access(code=back["code"][0], redirect_uri=BACK, **secrets)


def test_a_no_comes_back_as_one(slack: StandIn, keys: Keys) -> None:
    assert says_yes(slack, keys, deny="1")["error"] == ["access_denied"]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": "x"}, "invalid_client_id"),
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"code": "x"}, "invalid_code"),
        ({"redirect_uri": "http://elsewhere.test"}, "bad_redirect_uri"),
    ],
)
def test_an_exchange_that_does_not_fit_is_refused(
    slack: StandIn, keys: Keys, change: dict[str, str], error: str
) -> None:
    code = says_yes(slack, keys)["code"][0]
    right = {"client_id": keys.client_id, "client_secret": keys.client_secret, "code": code, "redirect_uri": BACK}
    with pytest.raises(SlackApiError) as failure:
        WebClient(base_url=slack.api_url).oauth_v2_access(**(right | change))
    assert failure.value.response["error"] == error


def test_a_rotating_token_expires_and_is_renewed(slack: StandIn, ada: Person) -> None:
    keys = slack.install(rotates_tokens=True)
    old = WebClient(token=keys.bot_token, base_url=slack.api_url)
    old.auth_test()
    slack.expire_tokens()
    with pytest.raises(SlackApiError, match="token_expired"):
        old.auth_test()
    asked = {"client_id": keys.client_id, "client_secret": keys.client_secret, "grant_type": "refresh_token"}
    client = WebClient(base_url=slack.api_url)
    granted = client.oauth_v2_access(**asked, refresh_token=keys.refresh_token)
    assert granted["expires_in"] == 43_200
    WebClient(token=granted["access_token"], base_url=slack.api_url).auth_test()
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        client.oauth_v2_access(**asked, refresh_token=keys.refresh_token)
