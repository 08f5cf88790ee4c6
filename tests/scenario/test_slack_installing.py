"""Several workspaces install the app by OAuth: it answers in each, with tokens that are renewed."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path
from threading import Event, Thread
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import pytest
from cryptography.fernet import Fernet
from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import Bot
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from assistant.desk.surface import SurfaceRefused
from assistant.slack.installing import BELIEVED, ManyWorkspaces
from assistant.slack.running import Service
from assistant.slack.settings import Mode, SlackSettings
from assistant.slack.standin import Person, StandIn
from assistant.storage.database import open_database
from tests.scenario.conftest import OpenService, wait_until
from tests.scenario.test_slack_buttons import LONG, NO, told

KEY = Fernet.generate_key().decode()


class Unfollowed(HTTPRedirectHandler):
    """Stops at each redirect."""

    def redirect_request(self, *arguments: object) -> None:  # type: ignore[override]
        return None


def open_oauth(slack: StandIn, run_service: OpenService) -> Service:
    keys = slack.platform.keys(slack.team.id)
    return run_service(
        Mode.HTTP, bot_token=None, app_token=None, client_id=keys.client_id, client_secret=keys.client_secret,
        token_keys=KEY,
    )  # fmt: skip


def install(slack: StandIn, service: Service, team: str) -> str:
    """What an administrator does in a browser; the page at the end."""
    assert service.web is not None
    here = f"http://127.0.0.1:{service.web.port}"
    with build_opener().open(f"{here}/slack/install", timeout=5) as page:
        cookie = page.headers["Set-Cookie"].split(";")[0]
        links = re.findall('href="([^"]*)"', page.read().decode())
    address = html.unescape(next(link for link in links if "authorize" in link))
    assert address.startswith(f"{slack.url}/oauth/v2/authorize?")
    browser = build_opener(Unfollowed, HTTPCookieProcessor())
    with pytest.raises(HTTPError) as redirect:
        browser.open(f"{address}&team={team}", timeout=5)
    redirect.value.close()
    query = urlsplit(redirect.value.headers["Location"]).query
    back = Request(f"{here}/slack/oauth_redirect?{query}", headers={"Cookie": cookie})
    with build_opener().open(back, timeout=5) as page:
        text: str = page.read().decode()
        return text


def test_a_workspace_that_installs_the_app_is_answered(slack: StandIn, run_service: OpenService) -> None:
    service = open_oauth(slack, run_service)
    other = slack.workspaces.add_team("Other office")
    slack.person("Bo Boss", team=other, is_admin=True)
    assert "Thank you" in install(slack, service, other.id)
    ada = slack.person("Ada Li", team=other)

    ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert "Don't post this" in answer.text
    with service.desk.database.reading() as connection:
        kept = connection.execute(text("SELECT bot_token FROM slack_bots")).scalars().all()
        kept += connection.execute(text("SELECT bot_token FROM slack_installations")).scalars().all()
    assert len(kept) == 2
    assert not [token for token in kept if "xox" in token], "a copy of the database speaks for nobody"


def test_a_workspace_that_did_not_install_it_is_not_known(
    slack: StandIn, tmp_path: Path, run_service: OpenService
) -> None:
    keys = slack.platform.keys(slack.team.id)
    settings = SlackSettings(
        mode=Mode.HTTP, client_id=keys.client_id, client_secret=keys.client_secret, api_url=slack.api_url,
        token_keys=KEY,
    )  # fmt: skip
    database = open_database(tmp_path)
    clients = ManyWorkspaces(settings, database)

    with pytest.raises(SurfaceRefused, match="not_installed"):
        clients.client("T-none")

    database.close()


def test_a_token_that_is_about_to_expire_is_renewed(slack: StandIn, run_service: OpenService) -> None:
    service = open_oauth(slack, run_service)
    slack.install(rotates_tokens=True)
    install(slack, service, slack.team.id)
    clients = service.clients
    assert isinstance(clients, ManyWorkspaces)
    bot = clients.store.find_bot(enterprise_id=None, team_id=slack.team.id)
    assert bot is not None
    assert bot.bot_refresh_token
    before = clients.client(slack.team.id).token
    bot.bot_token_expires_at = 1_000_000_000
    clients.store.save_bot(bot)
    clients.known.clear()

    after = clients.client(slack.team.id)

    assert after.token != before
    assert isinstance(after, WebClient)
    assert after.auth_test()["team_id"] == slack.team.id


def outdate(clients: ManyWorkspaces, team: str, seconds_left: float) -> None:
    """Its token has only so long to live, and nothing of it is remembered."""
    bot = clients.installation(team)
    assert bot is not None
    bot.bot_token_expires_at = int(time.time() + seconds_left)
    clients.store.save_bot(bot)
    clients.known.clear()


def open_rotating(slack: StandIn, run_service: OpenService) -> Service:
    """Installed in one workspace, whose tokens are rotated."""
    service = open_oauth(slack, run_service)
    slack.install(rotates_tokens=True)
    install(slack, service, slack.team.id)
    return service


def test_whoever_asks_after_a_token_was_renewed_is_answered(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    """A refresh token is good for one use: two that renew by themselves lock each other out."""
    service = open_rotating(slack, run_service)
    assert isinstance(service.clients, ManyWorkspaces)
    for times in (1, 2):
        outdate(service.clients, slack.team.id, 600)
        ada.says(None, NO)
        slack.wait_for(lambda times=times: len(told(ada)) == times, LONG)
    slack.wait_settled(LONG)

    assert len(slack.calls("oauth.v2.access")) == 3, "installed, and renewed twice"


@pytest.mark.parametrize("seconds_left", [600, -600])
def test_a_token_that_cannot_be_renewed_for_a_while_loses_no_question(
    slack: StandIn, run_service: OpenService, ada: Person, seconds_left: int
) -> None:
    """While it holds it is used; when it is over, the question waits until it can be renewed."""
    service = open_rotating(slack, run_service)
    assert isinstance(service.clients, ManyWorkspaces)
    outdate(service.clients, slack.team.id, seconds_left)
    if seconds_left < 0:
        slack.expire_tokens()
    slack.trouble.refuse("oauth.v2.access", "internal_error", times=2)

    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG * 3)
    slack.wait_settled(LONG)

    assert len(told(ada)) == 1
    assert {delivery.attempts for delivery in slack.deliveries} == {1}


def test_a_workspace_of_an_enterprise_is_known_by_its_own_name(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = open_oauth(slack, run_service)
    install(slack, service, slack.team.id)
    with service.desk.database.transaction() as connection:
        connection.execute(text("UPDATE slack_bots SET enterprise_id = 'E1'"))

    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)


def test_without_the_database_nothing_is_acknowledged_in_many_workspaces_either(
    slack: StandIn, run_service: OpenService, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = open_oauth(slack, run_service)
    install(slack, service, slack.team.id)
    assert isinstance(service.clients, ManyWorkspaces)
    real, failures = service.clients.store.bot_of, [OperationalError("", {}, Exception())]

    def fail_first(team: str) -> Bot | None:
        if failures:
            raise failures.pop()
        return real(team)

    monkeypatch.setattr(service.clients.store, "bot_of", fail_first)
    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)

    assert max(delivery.attempts for delivery in slack.deliveries) == 2
    assert len(told(ada)) == 1


def test_what_the_app_may_is_what_was_granted_when_it_was_installed_last(
    slack: StandIn, run_service: OpenService
) -> None:
    service = open_oauth(slack, run_service)
    install(slack, service, slack.team.id)
    clients = service.clients
    assert isinstance(clients, ManyWorkspaces)
    team, later = slack.team.id, clients.clock() + 2 * BELIEVED
    assert not clients.us(team).lacks("files:write")
    bot = clients.installation(team)
    assert bot is not None
    bot.bot_scopes = ["chat:write"]
    clients.store.save_bot(bot)
    clients.clock = lambda: later
    assert clients.us(team).lacks("files:write")


def test_a_workspace_that_is_slow_to_look_up_holds_no_other_up(
    slack: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = slack.platform.keys(slack.team.id)
    settings = SlackSettings(
        mode=Mode.HTTP, client_id=keys.client_id, client_secret=keys.client_secret, api_url=slack.api_url,
        token_keys=KEY,
    )  # fmt: skip
    database = open_database(tmp_path)
    clients = ManyWorkspaces(settings, database)
    is_looking, may_go_on, looked_up = Event(), Event(), []

    def look_up(workspace: str) -> Bot:
        looked_up.append(workspace)
        if workspace == "T-slow":
            is_looking.set()
            assert may_go_on.wait(LONG)
        raise SurfaceRefused("not_installed")

    monkeypatch.setattr(clients, "_bot", look_up)

    def ask(workspace: str) -> None:
        with pytest.raises(SurfaceRefused):
            clients.us(workspace)

    slow = Thread(target=ask, args=("T-slow",))
    slow.start()
    assert is_looking.wait(LONG)
    other = Thread(target=ask, args=("T-other",))
    other.start()
    other.join(LONG)
    is_held_up = other.is_alive()
    may_go_on.set()
    slow.join(LONG)
    other.join(LONG)
    database.close()

    assert not is_held_up
    assert looked_up == ["T-slow", "T-other"]


def test_a_workspace_that_removed_the_app_is_forgotten(slack: StandIn, run_service: OpenService) -> None:
    service = open_oauth(slack, run_service)
    install(slack, service, slack.team.id)
    clients = service.clients
    assert isinstance(clients, ManyWorkspaces)

    slack.uninstall()
    slack.wait_settled(LONG)

    wait_until(lambda: clients.store.find_bot(enterprise_id=None, team_id=slack.team.id) is None)
