"""
How does a request of Slack become a committed arrival, before Slack is told that all is well?

A global middleware of Bolt, on the thread that took the request: recognize, admit, screen, commit. Only then do the
listeners acknowledge. What cannot be committed is answered with HTTP 503, which in Socket Mode means no acknowledgement
(`slack_bolt.adapter.socket_mode.internals.send_response` sends one for 200 alone), so that Slack delivers it again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import BoltContext, BoltResponse

from assistant.answering.screening import NothingToScreen
from assistant.desk.admission import COSTLY, Admission
from assistant.desk.desk import Desk
from assistant.desk.notices import Notice
from assistant.desk.records import Arrival, Asked, Deed, Place
from assistant.escalation.records import HandOffState
from assistant.slack.addresses import Address, Addresses
from assistant.slack.asker_intake import FILLED_BY_ASKERS, fill_in
from assistant.slack.blocks import actions
from assistant.slack.blocks.filled_in import read_correction
from assistant.slack.blocks.records import Look
from assistant.slack.fresh import Fresh, Kept
from assistant.slack.heard import Condition, Heard, Ignored, Us
from assistant.slack.in_time import deadline, hurried
from assistant.slack.intake import press_place, recognize
from assistant.slack.management_intake import NotTaken, take_as_manager
from assistant.slack.managers import Managers
from assistant.slack.profile import People
from assistant.slack.routing import with_route
from assistant.slack.sharing import why_not_posted
from assistant.slack.wording import Words
from assistant.storage.database import StorageError

log = logging.getLogger(__name__)

OUTCOME = "canipost_outcome"
"""Under this name the listeners find the outcome in Bolt's context."""
US = "canipost_us"
UNTIL = "canipost_until"
"""By when what is asked of Slack before the acknowledgement must be there."""

NOWHERE = Place("", "")
TRY_AGAIN = 503


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What was made of a request. `says` is a sentence for the person alone, empty for none.

    `is_unfit` says that what was written cannot be taken, as it holds nothing to read: a form stays open with the
    sentence.
    """

    person: str = ""
    place: Place = NOWHERE
    key: str = ""
    says: str = ""
    is_unfit: bool = False
    is_over: bool = False
    """Nothing is to be done at all, not even by a listener."""


class Reception:
    """Takes in what people do. One for a process; Bolt's threads share it."""

    def __init__(
        self, desk: Desk, look: Look, people: People, addresses: Addresses, fresh: Fresh, managers: Managers
    ) -> None:
        """Nothing is called before somebody does something."""
        self.desk = desk
        self.look = look
        self.people = people
        self.addresses = addresses
        self.fresh = fresh
        self.managers = managers
        self.kept = Kept()

    def take_in(self, body: Mapping[str, Any], context: BoltContext, next: Callable[[], BoltResponse]) -> BoltResponse:
        """The middleware: hands on to the listeners what is taken in, or answers itself."""
        us, until = _us_of(context), deadline()
        context[US], context[UNTIL] = us, until
        try:
            with hurried(until):
                outcome = self.outcome(body, us)
        except StorageError as trouble:
            log.error("slack: an arrival could not be kept (%s); Slack is to deliver it again", trouble)
            return BoltResponse(status=TRY_AGAIN, body="")
        if outcome is not None:
            if outcome.is_over:
                return BoltResponse(status=200, body="")
            context[OUTCOME] = outcome
        return next()

    def outcome(self, body: Mapping[str, Any], us: Us) -> Outcome | None:
        """What becomes of a request; None where it is a listener's matter alone. Raises `StorageError`."""
        person = _person_of(body)
        try:
            found = recognize(body, us, lambda who: self.words(us.workspace, who))
        except actions.ButtonTooOld:
            says = self.words(us.workspace, person)("button-old")
            key = f"old:{us.workspace}:{person}:{body.get('trigger_id', '')}"
            # A form stays open: what was written there can be copied into a new one.
            return Outcome(person, press_place(body, us), key, says, is_unfit=body.get("type") == "view_submission")
        if isinstance(found, Ignored):
            return Outcome(is_over=True)
        return self._take(found) if isinstance(found, Heard) else None

    def words(self, workspace: str, person: str) -> Words:
        """The surface's sentences in the language of a person."""
        return self.look.words(self.people.language(workspace, person))

    def _take(self, heard: Heard) -> Outcome:
        arrival = heard.arrival
        place, person = arrival.place, arrival.person
        if not self._meets(heard):
            return Outcome(is_over=True)
        outcome = Outcome(person, arrival.place_to_whisper, arrival.key)
        if arrival.key in self.kept:
            self._keep_address(heard)
            return outcome
        is_member = self.people.may_ask(place.workspace, person, otherwise=heard.is_member)
        if arrival.deed in COSTLY or not is_member:
            admission = self._admit(arrival, is_member)
            if not admission.is_admitted and not self._is_nothing_new(heard):
                if is_member:
                    self._outdate(arrival, int(admission.values.get("minutes", 1)))
                if admission.note is None:
                    return Outcome(is_over=arrival.place.thread is not None, person=person, place=place)
                says = self.desk.notices.say(
                    admission.note, self.people.language(place.workspace, person), admission.values
                )
                # Of an edit that brings in the mention two events tell, with keys of their own.
                of = f"{admission.note}:{place.workspace}:{place.channel}:{arrival.message}"
                return replace(outcome, says=says, key=f"refused:{of if arrival.message else arrival.key}")
        if arrival.deed is Deed.SHARED and (why_not := self._why_not_posted(arrival)) is not None:
            language = self.people.language(place.workspace, person)
            return replace(outcome, says=self.desk.notices.say(why_not, language))
        if heard.filled is not None:
            try:
                arrival = take_as_manager(heard, self.desk, self.managers, self.people)
            except NotTaken as why:
                return replace(outcome, says=self.words(place.workspace, person)(why.sentence), is_unfit=True)
        try:
            arrival = self._screened(arrival, heard)
        except NothingToScreen:
            if arrival.deed in FILLED_BY_ASKERS:
                return replace(outcome, says=self.words(place.workspace, person)("form-empty"), is_unfit=True)
            if arrival.deed is not Deed.ASKED:
                self._outdate(arrival, 0)
                return Outcome(is_over=arrival.deed is Deed.EDITED)
            says = self.words(place.workspace, person)("files-alone" if arrival.has_files else heard.if_empty)
            return replace(outcome, says=says, is_unfit=True)
        arrival = with_route(arrival, self.desk, self.people, self.managers)
        self._keep_address(heard)
        is_new = self.desk.receive(arrival)
        self.kept.add(arrival.key)
        if is_new:
            self.fresh.add(arrival.key)
            if arrival.deed in FILLED_BY_ASKERS:
                outcome = replace(outcome, says=self._hidden(arrival))
            elif heard.filled is not None and arrival.hidden:
                outcome = replace(outcome, says=self.words(place.workspace, person)("written-hidden"))
            elif arrival.deed is Deed.ASKED:
                outcome = self._with_hint(outcome, arrival)
        return outcome

    def _why_not_posted(self, arrival: Arrival) -> Notice | None:
        """Why an answer of theirs cannot be shown in its channel; what else there is to say of it the desk says."""
        asked = self.desk.asked(arrival.question) if arrival.question is not None else None
        if asked is None or asked.person != arrival.person or asked.place.workspace != arrival.place.workspace:
            return None
        return why_not_posted(self.people.clients, asked)

    def _keep_address(self, heard: Heard) -> None:
        if heard.response_url:
            self.addresses.keep(heard.arrival.key, Address(heard.response_url, heard.is_passing))

    def _outdate(self, arrival: Arrival, minutes: int) -> None:
        """
        An edit that is not answered must not leave an answer to other words standing under it.

        Once, until another edit is taken: whoever edits without end must not make the desk write.
        """
        if arrival.deed is not Deed.EDITED or not self.desk.is_still_taken(arrival):
            return
        key = f"{Deed.EDIT_REFUSED.value}:{arrival.key}"
        self.desk.receive(replace(arrival, key=key, deed=Deed.EDIT_REFUSED, wait_minutes=minutes))

    def _with_hint(self, outcome: Outcome, arrival: Arrival) -> Outcome:
        """Who writes in a thread where office management waits for their reply is told, once, how to reply."""
        place = arrival.place
        if place.thread is None or place.thread == arrival.message:
            return outcome
        for hand_off in self.desk.hand_offs(arrival.person, place.workspace):
            asked = self.desk.asked(hand_off.asked) if hand_off.state is HandOffState.ASKED_BACK else None
            if asked and (asked.place.channel, asked.place.thread) == (place.channel, place.thread):
                says = self.words(place.workspace, arrival.person)("to-asker-reply-hint", number=hand_off.number)
                return replace(outcome, says=says, key=f"reply-hint:{hand_off.id}:{hand_off.version}")
        return outcome

    def _hidden(self, arrival: Arrival) -> str:
        """That something of what was filled in was hidden or left out; "" where it is as they wrote it."""
        words = self.words(arrival.place.workspace, arrival.person)
        told = [("form-hidden", bool(arrival.hidden)), ("form-cut", arrival.is_cut)]
        return " ".join(words(name) for name, is_so in told if is_so)

    def _meets(self, heard: Heard) -> bool:
        arrival = heard.arrival
        if heard.condition is Condition.ENGAGED:
            return self.desk.is_engaged(arrival.place, arrival.person)
        if heard.condition is Condition.ASKED:
            place = arrival.place
            return self.desk.asked_at(place.workspace, place.channel, arrival.message) is not None
        return True

    def _screened(self, arrival: Arrival, heard: Heard) -> Arrival:
        """The arrival with what was written, screened. Raises `NothingToScreen`."""
        raw = heard.raw
        if arrival.deed in FILLED_BY_ASKERS:
            asked = self.desk.asked(arrival.question) if arrival.question is not None else None
            return fill_in(arrival, heard.values, asked, self.desk.screen)
        if arrival.deed is Deed.CORRECTED:
            asked = self.desk.asked(arrival.question or 0)
            correction = read_correction(heard.values, _understood(asked), self.look.rulebook.facts)
            arrival = replace(arrival, facts=correction.facts)
            raw = correction.missed or None
        if raw is None:
            return arrival
        screened = self.desk.screen(raw)
        return replace(
            arrival,
            text=screened.text,
            hidden=tuple(each.kind for each in screened.redactions),
            is_cut=screened.is_cut,
        )

    def _admit(self, arrival: Arrival, is_member: bool) -> Admission:
        place = arrival.place
        is_edit = arrival.deed is Deed.EDITED
        asks_first = is_edit and self.desk.asked_at(place.workspace, place.channel, arrival.message) is None
        if arrival.deed is Deed.ASKED or asks_first or not is_member:
            return self.desk.admit(arrival.person, place, arrival.entry, is_member)
        return self.desk.admit_change(arrival.person, place)

    def _is_nothing_new(self, heard: Heard) -> bool:
        """Was it taken in already, as another delivery or event told of it? Then it is not refused now."""
        arrival = heard.arrival
        if self.desk.is_received(arrival.key):
            return True
        if arrival.deed is not Deed.ASKED and arrival.deed is not Deed.EDITED:
            return False
        asked = self.desk.asked_at(arrival.place.workspace, arrival.place.channel, arrival.message)
        if asked is None:
            return False
        try:
            return self._screened(arrival, heard).text == asked.text
        except NothingToScreen:
            return arrival.deed is Deed.EDITED  # which takes the answer back, and is not answered


def outcome_of(context: BoltContext) -> Outcome:
    """What the reception made of the request; an empty one where it left it to the listener."""
    found = context.get(OUTCOME)
    return found if isinstance(found, Outcome) else Outcome()


def before_acknowledging(context: BoltContext) -> AbstractContextManager[None]:
    """For a listener that has to know something of Slack before it acknowledges: the time that the reception left."""
    return hurried(context.get(UNTIL) or deadline())


def _us_of(context: BoltContext) -> Us:
    """Who Bolt found that we are in the workspace of the request."""
    found = context["authorize_result"]
    return Us(str(found.team_id or ""), str(found.bot_user_id or ""), str(found.bot_id or ""))


def _person_of(body: Mapping[str, Any]) -> str:
    user = body.get("user")
    return str(user.get("id", "")) if isinstance(user, Mapping) else str(body.get("user_id") or "")


def _understood(asked: Asked | None) -> dict[str, bool]:
    facts = asked.answer.facts if asked and asked.answer else {}
    return {name: read.value for name, read in facts.items()}
