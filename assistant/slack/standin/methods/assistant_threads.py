"""Status, suggestions and titles: what Slack offers to assistants, on plans that have it."""

from __future__ import annotations

from assistant.slack.standin.limits import LOADING_MESSAGES, PROMPTS
from assistant.slack.standin.methods.call import Call, Method, Refused
from assistant.slack.standin.records import Channel, Json
from assistant.slack.standin.surfaces import Prompts

NO_AI_FEATURES = "access_denied"
"""What a plan without AI features answers. Slack's pages do not name the word, so an app must not depend on it."""


def set_status(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/assistant.threads.setStatus; an empty status takes it away."""
    channel = _place(call)
    thread = call.need("thread_ts")
    if call.platform.workspaces.message(channel.id, thread) is None:
        raise Refused("invalid_thread_ts")
    if "status" not in call.arguments:
        raise Refused("invalid_arguments", "missing required field: status")
    loading = call.json("loading_messages") or []
    if len(loading) > LOADING_MESSAGES:
        raise Refused(
            "invalid_arguments", f"no more than {LOADING_MESSAGES} items allowed [json-pointer:/loading_messages]"
        )
    call.platform.surfaces.set_status(channel.id, thread, call.text("status"), tuple(str(one) for one in loading))
    return {}


def set_suggested_prompts(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""
    channel = _place(call)
    prompts = call.json("prompts") or []
    if not prompts:
        raise Refused("no_prompts")
    if len(prompts) > PROMPTS:
        raise Refused("invalid_arguments", f"no more than {PROMPTS} items allowed [json-pointer:/prompts]")
    if not all(isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts):
        raise Refused("invalid_arguments", "each prompt needs `title` and `message` [json-pointer:/prompts]")
    if call.text("thread_ts"):
        # An app with the agent view gives no thread; Slack says ok to one and shows nothing.
        return {}
    pairs = tuple((str(one["title"]), str(one["message"])) for one in prompts)
    call.platform.surfaces.set_prompts(channel.id, Prompts(call.text("title"), pairs))
    return {}


def set_title(call: Call) -> Json:
    """https://docs.slack.dev/reference/methods/assistant.threads.setTitle"""
    channel = _place(call)
    thread = call.need("thread_ts")
    if call.platform.workspaces.message(channel.id, thread) is None:
        raise Refused("invalid_thread_ts")
    call.platform.surfaces.set_title(channel.id, thread, call.need("title"))
    return {}


def _place(call: Call) -> Channel:
    if not call.platform.workspaces.teams[call.team].has_ai_features:
        raise Refused(NO_AI_FEATURES)
    channel = call.channel("channel_id")
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


METHODS = {
    "assistant.threads.setStatus": Method(set_status, ("chat:write", "assistant:write")),
    "assistant.threads.setSuggestedPrompts": Method(set_suggested_prompts, ("assistant:write",)),
    "assistant.threads.setTitle": Method(set_title, ("assistant:write",)),
}
