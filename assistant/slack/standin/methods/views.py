"""Modals and home tabs."""

from __future__ import annotations

from assistant.slack.standin.limits import fault_in_view
from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Json, View
from assistant.slack.standin.shapes import view_json
from assistant.slack.standin.surfaces import STACK_LIMIT, TriggerExpired, TriggerSpent, TriggerUnknown


def open_view(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.open"""
    content = _content(call, "modal")
    user, _ = _trigger(call)
    view = call.platform.surfaces.make_view(user, call.team, content)
    call.platform.surfaces.open_modal(view)
    return _shape(call, view)


def push(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.push"""
    content = _content(call, "modal")
    user, _ = _trigger(call)
    stack = call.platform.surfaces.modals.get(user, [])
    if not stack:
        raise Refused("not_found")
    if len(stack) >= STACK_LIMIT:
        raise Refused("push_limit_reached")
    view = call.platform.surfaces.make_view(user, call.team, content, stack[-1])
    call.platform.surfaces.push_modal(view)
    return _shape(call, view)


def update(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.update"""
    view = call.platform.surfaces.view(call.text("view_id"), call.text("external_id"))
    if view is None:
        raise Refused("not_found")
    content = _content(call, view.kind.value)
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refused("hash_conflict")
    call.platform.surfaces.change_view(view, content)
    return _shape(call, view)


def publish(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/views.publish"""
    content = _content(call, "home")
    user = call.user(call.need("user_id"))
    surfaces = call.platform.surfaces
    view = surfaces.homes.get((call.team, user.id))
    if view is None:
        view = surfaces.make_view(user.id, call.team, content)
        surfaces.publish_home(view)
        return _shape(call, view)
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refused("hash_conflict")
    surfaces.change_view(view, content)
    surfaces.publish_home(view)
    return _shape(call, view)


def _content(call: Call, kind: str) -> Json:
    content = call.json("view")
    if fault := fault_in_view(content):
        raise Refused("invalid_arguments", fault)
    if content["type"] != kind:
        raise Refused("invalid_arguments", f"must be a {kind} [json-pointer:/view/type]")
    external = content.get("external_id")
    is_new = call.method in ("views.open", "views.push")
    if is_new and external and call.platform.surfaces.view(external_id=external) is not None:
        raise Refused("duplicate_external_id")
    return dict(content)


def _trigger(call: Call) -> tuple[str, str]:
    try:
        return call.platform.surfaces.use_trigger(call.need("trigger_id"))
    except TriggerExpired:
        raise Refused("expired_trigger_id") from None
    except TriggerSpent:
        raise Refused("exchanged_trigger_id") from None
    except TriggerUnknown:
        raise Refused("invalid_trigger_id") from None


def _shape(call: Call, view: View) -> Json:
    return {"view": view_json(view, call.platform.app.id, call.bot.bot_id)}


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push),
    "views.update": Method(update),
    "views.publish": Method(publish),
}
