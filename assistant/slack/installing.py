"""In which workspaces is the app installed, and by which client do we speak there?"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.state_store.sqlalchemy import SQLAlchemyOAuthStateStore
from sqlalchemy.exc import SQLAlchemyError

from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.calling import call
from assistant.slack.heard import Us
from assistant.slack.in_time import in_time
from assistant.slack.kept_client import KeptClient
from assistant.slack.quiet import quiet_logger
from assistant.slack.sealing import SealedInstallations, TokensUnreadable
from assistant.slack.settings import SlackSettings, SlackSettingsUnfit
from assistant.storage.database import Database, DatabaseUnreachable

log = logging.getLogger(__name__)

PATIENCE = 10  # seconds for a call
SHORT_PATIENCE = 2  # seconds for one that Slack, or a person at their screen, waits for
ROTATE_BEFORE = 120  # minutes before a token expires; Slack's tokens live 12 hours
STATE_LIFETIME = 600  # seconds that an administrator has to install the app
BELIEVED = 60.0  # seconds that an installation is not looked up again

NOT_INSTALLED = "not_installed"


def open_client(settings: SlackSettings, token: str | None, patience: int = PATIENCE) -> KeptClient:
    """
    A client that tries once: what is tried again is tried by the desk, which looks first whether it was done.

    slack_sdk by itself would send a message again when the connection broke, though Slack may have posted it.
    """
    return KeptClient(
        token=token, base_url=settings.api_url, timeout=patience, logger=quiet_logger("sdk"), retry_handlers=[]
    )


@dataclass(frozen=True, slots=True)
class OneWorkspace:
    """The workspace of a fixed token. Make it with `connect_workspace`."""

    here: Us
    patient: WebClient
    quick: WebClient

    def client(self, workspace: str) -> WebClient:
        """See `assistant.slack.posting.Clients`."""
        self._require(workspace)
        return self.patient

    def quick_client(self, workspace: str) -> WebClient:
        """See `assistant.slack.posting.Clients`."""
        self._require(workspace)
        return self.quick

    def us(self, workspace: str) -> Us:
        """See `assistant.slack.posting.Clients`."""
        self._require(workspace)
        return self.here

    def close(self) -> None:
        """Close the connections that were kept; a later call opens one, and closes it."""
        for each in (self.patient, self.quick):
            if isinstance(each, KeptClient):
                each.connections.close()

    def _require(self, workspace: str) -> None:
        if workspace != self.here.workspace:
            raise SurfaceRefused(NOT_INSTALLED)


class NotConnected(Exception):
    """Slack cannot be reached, or does not take a token. The message says which, and what to do."""


def not_connected(trouble: Exception, variable: str, settings: SlackSettings) -> NotConnected:
    """What stands in the way of a connection, in words for an administrator."""
    if isinstance(trouble, SurfaceRefused):
        return NotConnected(
            f"Slack does not take {variable} ({trouble.reason}). `canipost slack check` says what is wrong with it."
        )
    return NotConnected(
        f"Slack cannot be reached at {settings.api_url} ({trouble}). Check the network, a proxy, and SLACK_API_URL."
    )


def connect_workspace(settings: SlackSettings) -> OneWorkspace:
    """Ask Slack whose token it is. Raises `NotConnected`."""
    token = settings.bot_token.get_secret_value().strip() if settings.bot_token else None
    patient = open_client(settings, token)
    try:
        answer = call(patient.auth_test)
    except (SurfaceRefused, SurfaceDown, SurfaceBusy) as trouble:
        raise not_connected(trouble, "SLACK_BOT_TOKEN", settings) from None
    bot, address = str(answer.get("bot_id") or ""), str(answer.get("url") or "")
    us = Us(str(answer["team_id"]), str(answer["user_id"]), bot, address, granted_by(answer.headers))
    return OneWorkspace(us, patient, open_client(settings, token, SHORT_PATIENCE))


def granted_by(headers: Mapping[str, Any]) -> frozenset[str]:
    """What a token may, by the headers of Slack's answer; none where they do not say."""
    said = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    listed = said if isinstance(said, str) else ",".join(said)
    return frozenset(each.strip() for each in listed.split(",") if each.strip())


class ManyWorkspaces:
    """The workspaces that installed the app by OAuth, as the database holds them. Threads may share it."""

    def __init__(
        self, settings: SlackSettings, database: Database, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Seals the tokens with the first key. Raises `SlackSettingsUnfit` where one of them cannot be opened."""
        assert settings.client_id is not None
        assert settings.client_secret is not None
        self.settings = settings
        self.clock = clock
        engine, logger = database.writing_engine, quiet_logger("installing")
        self.store = SealedInstallations(settings.client_id, engine, settings.seal, logger)
        self.states = SQLAlchemyOAuthStateStore(STATE_LIFETIME, engine, logger=logger)
        try:
            if sealed := self.store.seal_anew():
                log.info("slack: %d tokens are sealed with the first key now", sealed)
        except TokensUnreadable as trouble:
            raise SlackSettingsUnfit(str(trouble)) from None
        self.installer = open_client(settings, None)
        """Speaks for no workspace: installs the app, and renews tokens."""
        self.known: dict[str, tuple[float, OneWorkspace]] = {}
        # One a workspace: who waits for Slack's reply about one does not hold up the others.
        self.locks: dict[str, Lock] = {}

    def client(self, workspace: str) -> WebClient:
        """See `assistant.slack.posting.Clients`."""
        return self._find(workspace).patient

    def quick_client(self, workspace: str) -> WebClient:
        """See `assistant.slack.posting.Clients`."""
        return self._find(workspace).quick

    def us(self, workspace: str) -> Us:
        """See `assistant.slack.posting.Clients`."""
        return self._find(workspace).here

    def close(self) -> None:
        """See `OneWorkspace`."""
        for _, known in list(self.known.values()):
            known.close()
        self.installer.connections.close()

    def installation(self, workspace: str) -> Bot | None:
        """
        As the database holds it, and Slack is not asked; None where the app is not installed.

        Raises `DatabaseUnreachable`.
        """
        try:
            return self.store.bot_of(workspace)
        except SQLAlchemyError as trouble:
            raise DatabaseUnreachable(f"The installations could not be read ({type(trouble).__name__}).") from None

    def _find(self, workspace: str) -> OneWorkspace:
        return self._known(workspace) or in_time(lambda: self._look_up(workspace))

    def _known(self, workspace: str) -> OneWorkspace | None:
        until, known = self.known.get(workspace, (0.0, None))
        return known if self.clock() < until else None

    def _look_up(self, workspace: str) -> OneWorkspace:
        with self.locks.setdefault(workspace, Lock()):
            if found := self._known(workspace):
                return found
            _, before = self.known.get(workspace, (0.0, None))
            found = self._open(self._bot(workspace), before)
            self.known[workspace] = (self.clock() + BELIEVED, found)
        if before is not None and before.patient is not found.patient:
            before.close()
        return found

    def _open(self, bot: Bot, known: OneWorkspace | None) -> OneWorkspace:
        scopes = frozenset(bot.bot_scopes or ())
        if known is not None and known.patient.token == bot.bot_token and known.here.address:
            return replace(known, here=replace(known.here, scopes=scopes))  # installed again, it may do more
        patient = open_client(self.settings, bot.bot_token)
        quick = open_client(self.settings, bot.bot_token, SHORT_PATIENCE)
        address = known.here.address if known else ""
        try:
            address = address or str(call(quick.auth_test).get("url") or "")
        except (SurfaceBusy, SurfaceDown) as trouble:
            # Only links need it: those are left out until it is told.
            log.warning("slack: the address of a workspace is not told yet (%s)", type(trouble).__name__)
        us = Us(str(bot.team_id), str(bot.bot_user_id or ""), str(bot.bot_id or ""), address, scopes)
        return OneWorkspace(us, patient, quick)

    def _bot(self, workspace: str) -> Bot:
        """The installation, its token renewed where it is about to expire."""
        bot = self.installation(workspace)
        if bot is None:
            raise SurfaceRefused(NOT_INSTALLED)
        seconds_left = (bot.bot_token_expires_at or math.inf) - time.time()
        if not bot.bot_refresh_token or seconds_left > ROTATE_BEFORE * 60:
            return bot
        try:
            renewed = self._renewed(bot)
        except SurfaceRefused:
            # Another replica may have renewed it just now; else Slack will refuse the old one in its own words.
            return self.installation(workspace) or bot
        except (SurfaceBusy, SurfaceDown) as trouble:
            if seconds_left <= 0:
                raise
            log.warning("slack: a token could not be renewed (%s); the one that is there still holds", trouble)
            return bot
        self.store.save_bot(renewed)
        return renewed

    def _renewed(self, bot: Bot) -> Bot:
        """https://docs.slack.dev/authentication/using-token-rotation; raises as `call`."""
        assert self.settings.client_secret is not None
        answer = call(
            self.installer.oauth_v2_access,
            client_id=self.settings.client_id,
            client_secret=self.settings.client_secret.get_secret_value().strip(),
            grant_type="refresh_token",
            refresh_token=bot.bot_refresh_token,
        )
        renewed = Bot(**bot.to_dict_for_copying())
        renewed.bot_token = str(answer["access_token"])
        renewed.bot_refresh_token = str(answer["refresh_token"])
        renewed.bot_token_expires_at = int(time.time()) + int(answer["expires_in"])
        return renewed
