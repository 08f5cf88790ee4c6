"""The Bolt app: the reception before everything, then the listeners; nothing of what people write in the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any

from slack_bolt import App, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.oauth.oauth_settings import OAuthSettings

from assistant.desk.notices import Notice
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.authorizing import Authorizing
from assistant.slack.installing import ManyWorkspaces, OneWorkspace
from assistant.slack.intake import press_place
from assistant.slack.kit import Kit
from assistant.slack.listeners import register
from assistant.slack.quiet import quiet_logger
from assistant.slack.reception import Reception
from assistant.slack.scopes import read_scopes
from assistant.slack.settings import SlackSettings

log = logging.getLogger(__name__)

INTERACTIVE = frozenset({"block_actions", "view_submission", "shortcut", "message_action"})
"""Requests after which somebody looks at their screen and waits."""


def build_app(
    settings: SlackSettings, clients: OneWorkspace | ManyWorkspaces, reception: Reception, kit: Kit, executor: Executor
) -> App:
    """The app, ready to be given requests. Calls `auth.test` in a workspace of a fixed token."""
    secret = settings.signing_secret.get_secret_value().strip() if settings.signing_secret else ""
    common: dict[str, Any] = {
        "name": "canipost",
        "logger": quiet_logger("bolt"),
        "signing_secret": secret,
        "listener_executor": executor,
        "raise_error_for_unhandled_request": True,
        "attaching_conversation_kwargs_enabled": False,
    }
    if isinstance(clients, ManyWorkspaces):
        app = App(
            client=clients.installer,
            authorize=Authorizing(clients),  # type: ignore[arg-type]  # Bolt takes its own class too (App.__init__)
            installation_store=clients.store,
            oauth_settings=_oauth(settings, clients),
            **common,
        )
        app.enable_token_revocation_listeners()
    else:
        app = App(client=clients.patient, **common)
    app.middleware(reception.take_in)
    register(app, kit)
    _handle_errors(app, kit)
    return app


def _oauth(settings: SlackSettings, clients: ManyWorkspaces) -> OAuthSettings:
    assert settings.client_secret is not None
    site = settings.api_url.removesuffix("/").removesuffix("/api")
    return OAuthSettings(
        client_id=settings.client_id,
        client_secret=settings.client_secret.get_secret_value().strip(),
        scopes=list(read_scopes().names),
        redirect_uri=settings.redirect_url,
        authorization_url=f"{site}/oauth/v2/authorize",
        installation_store=clients.store,
        state_store=clients.states,
        logger=quiet_logger("installing"),
    )


def _handle_errors(app: App, kit: Kit) -> None:
    def failed(error: Exception, body: Mapping[str, Any]) -> BoltResponse | None:
        """Name what happened by its kinds alone: an error's own words may quote what somebody wrote."""
        if isinstance(error, BoltUnhandledRequestError):
            log.info("slack: nothing listens to a request of type %s", kind_of(body))
            return BoltResponse(status=200, body="")
        log.error("slack: a request of type %s failed: %s", kind_of(body), type(error).__name__)
        if body.get("type") in INTERACTIVE or body.get("command"):
            _say_so(kit, body)
        return None

    app.error(failed)
    kit.afterwards.failed = failed


def _say_so(kit: Kit, body: Mapping[str, Any]) -> None:
    user = body.get("user")
    person = str(user.get("id", "")) if isinstance(user, Mapping) else str(body.get("user_id") or "")
    team = body.get("team")
    workspace = str(team.get("id", "")) if isinstance(team, Mapping) else str(body.get("team_id") or "")
    try:
        us = kit.posting.clients.us(workspace)
    except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
        log.warning("slack: nobody can be told of it in that workspace (%s)", trouble)
        return
    notice = kit.notice(Notice.UNANSWERED, workspace, person)
    kit.tell(press_place(body, us), person, notice, f"failed:{body.get('trigger_id', '')}")


def kind_of(body: Mapping[str, Any]) -> str:
    """What sort of request it is, in Slack's own words."""
    if body.get("command"):
        return "command"
    event = body.get("event")
    return f"event {event.get('type')}" if isinstance(event, Mapping) else str(body.get("type"))
