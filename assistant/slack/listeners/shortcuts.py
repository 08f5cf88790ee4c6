"""Shortcuts: both open the form, the one on a message with its text."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext

from assistant.desk.records import Place
from assistant.slack.blocks import actions
from assistant.slack.blocks.forms import ask_form
from assistant.slack.intake import is_of_workspace
from assistant.slack.kit import Kit, us_of
from assistant.slack.manifest import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from assistant.slack.markup import written_words
from assistant.slack.message_events import has_files


def register(app: App, kit: Kit) -> None:
    """Listen to the entries in Slack's menus."""

    @app.shortcut(GLOBAL_SHORTCUT)
    def anywhere(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        kit.afterwards.do(body, lambda: _open(kit, body, context, actions.Origin(), None))

    @app.shortcut(MESSAGE_SHORTCUT)
    def on_message(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        ack()
        message = body.get("message") or {}
        channel = str((body.get("channel") or {}).get("id") or "")
        # Without its response URL: the answer is for a direct message, not for the channel the message stands in.
        origin = actions.Origin(channel, str(message.get("ts") or ""), has_files=has_files(message))
        # The text goes to the form in Slack and nowhere else; what is sent back with it is screened.
        text = written_words(str(message.get("text") or ""), us_of(context).bot_user)
        kit.afterwards.do(body, lambda: _open(kit, body, context, origin, text))


def _open(kit: Kit, body: dict[str, Any], context: BoltContext, origin: actions.Origin, text: str | None) -> None:
    workspace, person = us_of(context).workspace, str(body["user"]["id"])
    is_direct = not origin.channel or origin.channel.startswith("D")
    place = Place(workspace, origin.channel, None, is_direct)
    if why := kit.why_closed(workspace, person, is_member=is_of_workspace(body, us_of(context))):
        kit.tell(place, person, kit.notice(why, workspace, person), f"{why}:{body['trigger_id']}")
        return
    form = ask_form(kit.words(workspace, person), origin, text)
    kit.open(workspace, str(body["trigger_id"]), form, place, person)
