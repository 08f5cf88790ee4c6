"""A button pressed or a menu used: who, where, what it carries; and how Bolt is told to listen to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltContext

from assistant.desk.audience import is_for
from assistant.desk.notices import Notice
from assistant.desk.records import Asked, AskedState, Place
from assistant.slack.blocks import actions
from assistant.slack.blocks.notices import button_old_message
from assistant.slack.blocks.records import View
from assistant.slack.intake import is_of_workspace, press_place
from assistant.slack.kit import Kit, us_of
from assistant.slack.reception import outcome_of


@dataclass(frozen=True, slots=True)
class Press:
    """A button pressed: which, by whom, where."""

    kit: Kit
    body: dict[str, Any]
    place: Place
    person: str
    is_member: bool = True
    """Are they of our workspace, as far as the request tells?"""

    @property
    def action(self) -> dict[str, Any]:
        """The element that was used."""
        found: dict[str, Any] = self.body["actions"][0]
        return found

    @property
    def value(self) -> actions.Pressed:
        """What the button carries. Raises `ButtonTooOld`."""
        return actions.read_value(self.action.get("value"))

    @property
    def key(self) -> str:
        """A name for this press."""
        return f"pressed:{self.person}:{self.action.get('action_ts', '')}"

    def tell(self, notice: Notice) -> None:
        """Say a sentence of the desk to whoever pressed."""
        self.kit.tell(self.place, self.person, self.kit.notice(notice, self.place.workspace, self.person), self.key)

    def is_strangers(self) -> bool:
        """Is it of somebody who may not ask, and whose form would be refused? Then that is said in place of it."""
        workspace = self.place.workspace
        if self.kit.people.may_ask(workspace, self.person, otherwise=self.is_member):
            return False
        self.tell(Notice.STRANGER)
        return True

    def is_closed(self) -> bool:
        """Would what they fill in not be answered? Then why not is said in place of a form."""
        why = self.kit.why_closed(self.place.workspace, self.person, is_member=self.is_member)
        if why is not None:
            self.tell(why)
        return why is not None

    def is_admins(self) -> bool:
        """
        Is it an administrator's? Else that is said.

        Slack is asked anew at each press: what Home shows may be old, or forged.
        """
        return self.kit.is_admin(self.place, self.person, self.key)

    def open(self, view: View) -> str:
        """Open a form for whoever pressed. Its id; "" where it could not be opened, which they are told."""
        trigger = str(self.body.get("trigger_id", ""))
        return self.kit.open(self.place.workspace, trigger, view, self.place, self.person)

    def question(self, *, is_askers: bool) -> Asked | None:
        """The question the button is on, if whoever pressed may use it; else why not is said. Raises `ButtonTooOld`."""
        asked = self.kit.desk.asked(self.value.asked)
        if asked is None or asked.place.workspace != self.place.workspace:
            self.tell(Notice.UNKNOWN_QUESTION)
        elif not is_for(asked, self.person, self.place.channel) or (is_askers and asked.person != self.person):
            self.tell(Notice.NOT_YOURS)
        elif asked.state is AskedState.GONE or not asked.text:
            self.tell(Notice.GONE if asked.state is AskedState.GONE else Notice.UNKNOWN_QUESTION)
        elif is_askers and asked.state is AskedState.REPLACED:
            self.tell(Notice.SUPERSEDED)
        elif is_askers and asked.state is AskedState.OPEN:
            self.tell(Notice.NOT_ANSWERED_YET)
        elif is_askers and asked.is_outdated:
            self.tell(Notice.CHANGE_UNREAD)
        else:
            return asked
        return None


def listen(app: App, kit: Kit, name: str | re.Pattern[str], do: Callable[[Press], None]) -> None:
    """Acknowledge each press of that name, say what the reception has to say, else do it."""

    @app.action(name)
    def pressed(ack: Ack, body: dict[str, Any], context: BoltContext) -> None:
        def follow() -> None:
            outcome = outcome_of(context)
            if outcome.says:
                kit.say(outcome)
                return
            us = us_of(context)
            press = Press(kit, body, press_place(body, us), str(body["user"]["id"]), is_of_workspace(body, us))
            try:
                do(press)
            except actions.ButtonTooOld:
                words = kit.words(us.workspace, press.person)
                kit.tell(press.place, press.person, button_old_message(words), press.key)

        ack()
        kit.afterwards.do(body, follow)
