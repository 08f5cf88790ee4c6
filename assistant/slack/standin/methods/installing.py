"""Installing the app by OAuth, and rotating its tokens."""

from __future__ import annotations

from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.platform import TOKEN_SECONDS
from assistant.slack.standin.records import Installation, Json


def oauth_access(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/oauth.v2.access"""
    app = call.platform.app
    if call.text("client_id") != app.client_id:
        raise Refused("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise Refused("bad_client_secret")
    if call.text("grant_type") == "refresh_token":
        return _refreshed(call)
    approval = call.platform.approvals.get(call.need("code"))
    if approval is None:
        raise Refused("invalid_code")
    if approval.is_used:
        raise Refused("code_already_used")
    if approval.redirect_uri and call.text("redirect_uri") != approval.redirect_uri:
        raise Refused("bad_redirect_uri")
    approval.is_used = True
    call.platform.install(approval.team, approval.scopes)
    return _granted(call, call.platform.installations[approval.team]) | {"authed_user": {"id": approval.user}}


def _refreshed(call: Call) -> Json:
    wanted = call.need("refresh_token")
    for installation in call.platform.installations.values():
        if installation.refresh_token == wanted and not installation.is_removed:
            call.platform.rotate(installation)
            return _granted(call, installation)
    raise Refused("invalid_refresh_token")


def _granted(call: Call, installation: Installation) -> Json:
    team = call.platform.workspaces.teams[installation.team]
    shape: Json = {
        "access_token": installation.token,
        "token_type": "bot",
        "scope": ",".join(installation.scopes),
        "bot_user_id": installation.bot_user,
        "app_id": call.platform.app.id,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if installation.refresh_token:
        shape |= {"refresh_token": installation.refresh_token, "expires_in": TOKEN_SECONDS}
    return shape


def auth_revoke(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/auth.revoke"""
    if not call.flag("test"):
        call.platform.revoke(call.team)
    return {"revoked": not call.flag("test")}


METHODS = {
    "oauth.v2.access": Method(oauth_access, is_open=True),
    "auth.revoke": Method(auth_revoke),
}
