"""The slash command: with words it is taken in already; alone it opens the form."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack, App, BoltContext

from assistant.desk.records import Place
from assistant.slack.blocks import actions
from assistant.slack.blocks.forms import ask_form
from assistant.slack.intake import is_of_workspace
from assistant.slack.kit import Kit, us_of
from assistant.slack.manifest import COMMAND
from assistant.slack.reception import OUTCOME, before_acknowledging, outcome_of


def register(app: App, kit: Kit) -> None:
    """Listen to the command."""

    @app.command(COMMAND)
    def command(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        outcome = outcome_of(context)
        if OUTCOME in context:
            # The text of an acknowledgement is seen by that person alone.
            ack(outcome.says)
            return
        workspace, person = us_of(context).workspace, str(body["user_id"])
        with before_acknowledging(context):
            why = kit.why_closed(workspace, person, is_member=is_of_workspace(body, us_of(context)))
            says = kit.notice(why, workspace, person) if why else ""
        if why:
            ack(says)
            return
        ack()
        channel = str(body.get("channel_id") or "")
        is_direct = not channel or channel.startswith("D")
        origin = actions.Origin(channel, "", str(body.get("response_url") or ""))

        def open_form() -> None:
            form = ask_form(kit.words(workspace, person), origin)
            kit.open(workspace, str(body["trigger_id"]), form, Place(workspace, channel, None, is_direct), person)

        kit.afterwards.do(body, open_form)
