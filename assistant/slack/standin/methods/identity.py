"""Who am I, who is that, and where do I connect? auth, apps, users, bots, team, user groups."""

from __future__ import annotations

from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Json, TokenKind
from assistant.slack.standin.shapes import team_json, user_json


def auth_test(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/auth.test"""
    team, bot = call.platform.workspaces.teams[call.team], call.bot
    return {
        "url": f"https://{team.domain}.slack.test/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def apps_connections_open(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    base = call.platform.base_url.replace("http://", "ws://", 1)
    return {"url": f"{base}/link/?ticket={call.platform.sockets.issue_ticket()}&app_id={call.platform.app.id}"}


def users_info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.info"""
    return {"user": user_json(call.user(call.need("user")), call.team)}


def users_profile_get(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.profile.get"""
    user = call.user(call.need("user"))
    fields = {field: {"value": value, "alt": ""} for field, value in user.fields.items()}
    return {"profile": user_json(user, call.team)["profile"] | {"fields": fields}}


def users_list(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/users.list"""
    here = [user for user in call.platform.workspaces.users.values() if user.team == call.team]
    page, more = call.page(here, call.number("limit", 100))
    return {"members": [user_json(user, call.team) for user in page], "cache_ts": 0} | more


def bots_info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/bots.info"""
    wanted = call.need("bot")
    for user in call.platform.workspaces.users.values():
        if user.bot_id == wanted:
            bot = {"id": user.bot_id, "app_id": user.app_id, "user_id": user.id, "name": user.real_name}
            return {"bot": bot | {"deleted": user.is_deactivated, "updated": 0, "icons": {}}}
    raise Refused("bot_not_found")


def team_info(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/team.info"""
    team = call.platform.workspaces.teams.get(call.text("team", call.team))
    if team is None:
        raise Refused("team_not_found")
    return {"team": team_json(team)}


def usergroups_users_list(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.users.list"""
    group = call.platform.workspaces.user_groups.get(call.need("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group)}


METHODS = {
    "auth.test": Method(auth_test),
    "apps.connections.open": Method(apps_connections_open, ("connections:write",), (TokenKind.APP,)),
    "users.info": Method(users_info, ("users:read",)),
    "users.profile.get": Method(users_profile_get, ("users.profile:read",)),
    "users.list": Method(users_list, ("users:read",)),
    "bots.info": Method(bots_info, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
    "usergroups.users.list": Method(usergroups_users_list, ("usergroups:read",)),
}
