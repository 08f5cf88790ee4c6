"""Events: messages are taken in already, so only a sentence may be left to say; opening the app shows something."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt import App, BoltContext

from assistant.desk.records import Place
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.blocks.notices import welcome
from assistant.slack.calling import call
from assistant.slack.kit import Kit, us_of
from assistant.slack.reception import outcome_of

log = logging.getLogger(__name__)

MESSAGES_TAB = "messages"


def register(app: App, kit: Kit) -> None:
    """Listen to what people write, and to the app being opened."""

    @app.event("message")
    def message(body: dict[str, Any], context: BoltContext) -> None:
        _say(kit, body, context)

    @app.event("app_mention")
    def mention(body: dict[str, Any], context: BoltContext) -> None:
        _say(kit, body, context)

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        workspace, person = us_of(context).workspace, str(event["user"])
        if event.get("tab") == MESSAGES_TAB:
            channel = str(event.get("channel", ""))
            kit.afterwards.do(body, lambda: greet(kit, workspace, person, channel))
        else:
            kit.homes.publish(workspace, person)


def _say(kit: Kit, body: dict[str, Any], context: BoltContext) -> None:
    outcome = outcome_of(context)
    if outcome.says:
        kit.afterwards.do(body, lambda: kit.say(outcome))


def greet(kit: Kit, workspace: str, person: str, channel: str) -> None:
    """
    Offer first questions in the direct message; where the plan has none, greet once in words.

    Who may not ask, or while it is off, is told so instead.


    In the agent view no thread is named: https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts/
    """
    if why := kit.why_closed(workspace, person):
        switch = kit.desk.switch(workspace)
        place, since = Place(workspace, channel, None, is_direct=True), switch.at.timestamp() if switch.at else 0
        # Once each time that it is switched off, however often the conversation is opened.
        kit.tell(place, person, kit.notice(why, workspace, person), f"{why}:{person}:{since:.0f}")
        return
    greeting = welcome(kit.words(workspace, person))
    prompts = [{"title": title, "message": asks} for title, asks in greeting.prompts]
    try:
        client = kit.posting.clients.client(workspace)
        call(client.assistant_threads_setSuggestedPrompts, channel_id=channel, title=greeting.title, prompts=prompts)
    except SurfaceRefused as refused:
        log.info("slack: no suggested prompts (%s); greeted in words", refused.reason)
        place = Place(workspace, channel, None, is_direct=True)
        kit.tell(place, person, greeting.greeting, f"welcome:{person}")
    except (SurfaceBusy, SurfaceDown) as trouble:
        log.warning("slack: suggested prompts could not be set (%s)", type(trouble).__name__)
