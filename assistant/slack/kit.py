"""What do the listeners work with?"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import BoltContext

from assistant.desk.desk import Desk
from assistant.desk.notices import Notice
from assistant.desk.records import Place
from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.afterwards import Afterwards
from assistant.slack.blocks.notices import not_admin_message
from assistant.slack.blocks.records import Look, Message, View
from assistant.slack.calling import call
from assistant.slack.fresh import Fresh
from assistant.slack.heard import Us
from assistant.slack.home import Homes
from assistant.slack.managers import Managers
from assistant.slack.posting import Outgoing, Posting
from assistant.slack.profile import People
from assistant.slack.reception import US, Outcome
from assistant.slack.showing import Showing
from assistant.slack.wording import Words

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kit:
    """The desk, and every way to speak to people. One for a process; threads share it."""

    desk: Desk
    look: Look
    people: People
    posting: Posting
    showing: Showing
    homes: Homes
    managers: Managers
    afterwards: Afterwards
    said: Fresh = field(default_factory=Fresh)
    """The keys of sentences said moments ago: of one mention two events tell, and whispers cannot be looked for."""

    def words(self, workspace: str, person: str) -> Words:
        """The surface's sentences in the language of a person."""
        return self.look.words(self.people.language(workspace, person))

    def notice(self, notice: Notice, workspace: str, person: str) -> str:
        """A sentence of the desk in the language of a person."""
        return self.desk.notices.say(notice, self.people.language(workspace, person))

    def why_closed(self, workspace: str, person: str, *, is_member: bool = True) -> Notice | None:
        """
        Why somebody is offered nothing that would not be answered: they may not ask, or it is switched off there.

        `is_member` counts where Slack does not tell who they are: what their request says. None: they may ask.
        """
        if not self.people.may_ask(workspace, person, otherwise=is_member):
            return Notice.STRANGER
        return None if self.desk.switch(workspace).is_on else Notice.SWITCHED_OFF

    def is_admin(self, place: Place, person: str, key: str) -> bool:
        """Are they an administrator, by what Slack tells now? If not, they are told that only those can do it."""
        if self.people.is_admin(place.workspace, person, anew=True):
            return True
        self.tell(place, person, not_admin_message(self.words(place.workspace, person)), key)
        return False

    def say(self, outcome: Outcome) -> None:
        """Say the sentence of an outcome, if it has one; once, though two events tell of the same deed."""
        if outcome.says and self.said.add(outcome.key):
            self.tell(outcome.place, outcome.person, outcome.says, outcome.key)

    def tell(self, place: Place, person: str, sentence: str | Message, key: str) -> None:
        """Say something to one person alone. Never raises: it is a word beside what was done."""
        message = Outgoing(sentence) if isinstance(sentence, str) else Outgoing(sentence.text, sentence.blocks)
        try:
            self.showing.tell(place, person, message, key)
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            log.warning("slack: a sentence could not be said (%s)", trouble)

    def open(self, workspace: str, trigger: str, view: View, place: Place, person: str) -> str:
        """
        Open a form, and give back its id. Its trigger is good for 3 s (https://docs.slack.dev/surfaces/modals/).

        Too late is said, and gives back "".
        """
        try:
            opened = call(self.posting.clients.quick_client(workspace).views_open, trigger_id=trigger, view=view)
        except (SurfaceBusy, SurfaceDown, SurfaceRefused) as trouble:
            log.warning("slack: a form could not be opened (%s)", trouble)
            self.tell(place, person, self.words(workspace, person)("not-opened"), f"not-opened:{trigger}")
            return ""
        return str(opened["view"]["id"])

    def change(self, workspace: str, opened: str, view: View) -> None:
        """Show something else in an open form (https://docs.slack.dev/reference/methods/views.update)."""
        try:
            call(self.posting.clients.client(workspace).views_update, view_id=opened, view=view)
        except SurfaceRefused as refused:  # closed meanwhile, as a rule
            log.info("slack: an open form could not be changed (%s)", refused)
        except (SurfaceBusy, SurfaceDown) as trouble:
            log.warning("slack: an open form could not be changed (%s)", trouble)


def us_of(context: BoltContext) -> Us:
    """Who we are in the workspace of a request, as the reception found."""
    found: Us = context[US]
    return found


def field_of(view: Mapping[str, Any]) -> str:
    """The first field of a form: there a complaint is shown."""
    for block in view.get("blocks") or ():
        if block.get("type") == "input":
            return str(block.get("block_id", ""))
    return ""
