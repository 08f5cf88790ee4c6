"""Managers of two offices at their cards: claimed, given on, asked back, answered, corrected, and nobody else may."""

from __future__ import annotations

import dataclasses
import json
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from assistant.escalation.offices import Office, Offices, default_hours
from assistant.slack.blocks import actions
from assistant.slack.blocks.management_forms import (
    CLAUSES,
    MORE,
    NOTE,
    PRECEDENT,
    SIGN,
    TEXT,
    TO,
    VERDICT,
    WHY,
    WITH_OFFICE,
)
from assistant.slack.managers import LONGEST_TRUSTED
from assistant.slack.running import Service
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.records import View
from assistant.slack.standin.sight import SeenMessage, readable
from tests.scenario.conftest import OpenService
from tests.scenario.test_slack_buttons import LONG, told, whispers
from tests.scenario.test_slack_home import home_words

ESCALATES = "Is it ok to accept a friend request from a former client?"
ANSWER = "Yes, once the case is closed."
INSIDE = "The zebra case again."
SECRET_NAME, SECRET_NUMBER = "Marcus Webb", "213-555-0187"


@dataclasses.dataclass
class Town:
    """Two offices with their channels: Mona and Max manage the north, Sue the south; Ada asks in the north."""

    slack: StandIn
    service: Service
    ada: Person
    mona: Person
    max: Person
    sue: Person
    north: Channel
    south: Channel

    def card(self, person: Person | None = None, channel: Channel | None = None) -> SeenMessage:
        """The one card that they see."""
        [card] = self.cards(person or self.mona, channel or self.north)
        return card

    def cards(self, person: Person, channel: Channel) -> list[SeenMessage]:
        seen = told(person, channel)
        return [each for each in seen if "for office management" in each.words and not each.is_whispered]

    def waits_until(self, says: str, person: Person | None = None, channel: Channel | None = None) -> SeenMessage:
        """Until their card says so."""
        who, where = person or self.mona, channel or self.north
        return self.slack.wait_for(lambda: [c for c in self.cards(who, where) if says in c.words], LONG)[0]

    def presses(self, person: Person, action: str) -> None:
        person.presses(self.card(), action)

    def opens(self, person: Person, action: str) -> View:
        """The form that a button of the card opens, once the form before it has closed: that one covers the button."""
        self.slack.wait_for(lambda: person.modal is None, LONG)
        self.presses(person, action)
        found = self.slack.wait_for(lambda: person.modal, LONG)
        assert found is not None
        return found

    def whispered(self, person: Person, says: str, channel: Channel | None = None) -> None:
        """Until they alone are told so."""
        where = channel or self.north
        self.slack.wait_for(lambda: [m for m in told(person, where) if m.is_whispered and says in m.words], LONG)

    def answers(self, person: Person, text: str = ANSWER, action: str = actions.CARD_ANSWER, **more: object) -> None:
        """By the form, the preview, and Send."""
        self.opens(person, action)
        person.submits(values={VERDICT: "conditional", TEXT: text, **more})  # type: ignore[dict-item]
        self.preview(person)
        person.submits()
        self.slack.wait_for(lambda: person.modal is None, LONG)

    def preview(self, person: Person) -> str:
        """What the preview says, once it lies on the form."""
        self.slack.wait_for(lambda: is_preview(person.modal), LONG)
        assert person.modal is not None
        return "\n".join(readable(person.modal.content["blocks"]))

    def value(self) -> str:
        """What the buttons of the card carry."""
        return next(str(each.content["value"]) for each in self.card().elements)

    def names_managers_of_the_north(self) -> None:
        """From now on its managers are named; being in the channel is not enough."""
        offices = self.service.desk.offices
        north = dataclasses.replace(offices.office("north"), managers=(self.mona.id, self.max.id))
        self.service.desk.offices = dataclasses.replace(offices, by_id={**offices.by_id, "north": north})


def is_told_often(person: Person, channel: Channel, count: int) -> bool:
    return len(whispers(person, channel)) == count


def is_preview(view: View | None) -> bool:
    return view is not None and view.content["callback_id"] == actions.RULING_PREVIEW


@pytest.fixture
def town(slack: StandIn, run_service: OpenService, ada: Person, office: Channel) -> Town:
    """Everything set up, and a question of Ada's that the assistant handed over stands as a card in the north."""
    mona, max, sue = (slack.person(name) for name in ("Mona Hale", "Max Reed", "Sue Park"))
    north = slack.channel("north-managers", mona, max, is_private=True)
    south = slack.channel("south-managers", sue, is_private=True)
    group = slack.user_group(sue)
    offices = (
        Office("north", "North Office", north.id, default_hours(), asks_from=(office.id,), next="south"),
        Office("south", "South Office", south.id, default_hours(), user_group=group),
    )
    service = run_service(offices=Offices(MappingProxyType({each.id: each for each in offices}), "north"))
    made = Town(slack, service, ada, mona, max, sue, north, south)
    ada.says(None, ESCALATES)
    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_for(lambda: made.cards(mona, north), LONG)
    return made


def test_a_claim_has_one_holder_and_the_slower_one_is_told_who(town: Town) -> None:
    card = town.card()
    town.mona.presses(card, actions.CARD_CLAIM)
    town.max.presses(card, actions.CARD_CLAIM)

    held = town.waits_until("holds it, until")
    winner, other = (town.mona, town.max) if town.mona.mention in held.words else (town.max, town.mona)
    assert held.ts == card.ts, "changed in its place"
    assert winner.mention in held.words
    town.whispered(other, f"{winner.mention} holds this question")
    assert whispers(winner, town.north) == []
    assert actions.CARD_CLAIM not in held.actions


def test_only_the_holder_releases_and_then_nobody_holds_it(town: Town) -> None:
    town.presses(town.mona, actions.CARD_CLAIM)
    town.waits_until("holds it, until")

    town.presses(town.max, actions.CARD_RELEASE)
    town.whispered(town.max, "holds this question")
    town.presses(town.mona, actions.CARD_RELEASE)
    assert actions.CARD_CLAIM in town.waits_until("Nobody holds it yet").actions


def test_a_manager_gives_it_to_a_manager_of_the_office_who_is_told(town: Town) -> None:
    form = town.opens(town.mona, actions.CARD_REASSIGN)
    offered = "\n".join(readable(form.content["blocks"]))
    assert "Max Reed" in offered
    assert "Sue Park" not in offered

    town.mona.submits(values={TO: town.max.id})
    assert town.max.mention in town.waits_until("holds it, until").words
    town.slack.wait_for(lambda: [m for m in told(town.max) if "you hold it now" in m.words], LONG)


def test_asking_back_stops_the_clock(town: Town) -> None:
    town.opens(town.mona, actions.CARD_ASK)
    town.mona.submits(values={TEXT: f"Is it about {SECRET_NAME}?"})

    card = town.waits_until("The clock stands still")
    assert "What the asker was asked" in card.words
    assert "Marcus" not in card.words, "what is private is hidden in what managers write, too"
    assert actions.CARD_ASK not in card.actions


def test_an_answer_goes_through_a_preview_and_is_sent_as_it_was_looked_at(town: Town) -> None:
    form = town.opens(town.mona, actions.CARD_ANSWER)
    assert "Before anything is sent" in "\n".join(readable(form.content["blocks"]))
    written = {VERDICT: "conditional", TEXT: f"{ANSWER} Ask {SECRET_NAME}.", NOTE: f"{INSIDE} {SECRET_NUMBER}",
               SIGN: WITH_OFFICE, MORE: [PRECEDENT], CLAUSES: ["md-16-02/policy/client-material"]}  # fmt: skip
    town.mona.submits(values=written)

    preview = town.preview(town.mona)
    assert ANSWER in preview
    assert "Employees must not post any confidential information" in preview or "¶ 9" in preview
    assert "Private details were hidden" in preview
    assert "Marcus" not in preview
    assert told(town.ada)[-1].words.count(ANSWER) == 0, "nothing is sent before Send"

    town.mona.closes()
    assert town.mona.modal is form, "Back leads to the form as it was filled in"
    town.mona.submits(form)
    town.preview(town.mona)
    town.mona.submits()
    card = town.waits_until("Answered by")

    assert town.mona.modal is None
    assert "Yes, on conditions" in card.words
    assert INSIDE in card.words
    assert SECRET_NUMBER not in card.words
    assert actions.CARD_CORRECT in card.actions
    answer = town.slack.wait_for(lambda: [m for m in told(town.ada) if ANSWER in m.words], LONG)[0]
    assert "Marcus" not in answer.words


def test_a_note_that_is_internal_never_reaches_the_asker(town: Town) -> None:
    town.answers(town.mona, **{NOTE: INSIDE})
    town.waits_until("Answered by")
    town.answers(town.mona, f"{ANSWER} Not before.", actions.CARD_CORRECT, **{NOTE: f"{INSIDE} Once more."})
    town.waits_until("Not before.")
    town.slack.wait_for(lambda: [m for m in told(town.ada) if "Not before." in m.words], LONG)

    assert "zebra" not in json.dumps([[m.text, m.blocks] for m in told(town.ada)])
    to_ada = town.ada.app_channel.id
    told_her = [call for call in town.slack.calls() if to_ada in json.dumps(call, default=str)]
    assert told_her
    assert "zebra" not in json.dumps(told_her, default=str)


def test_a_correction_takes_the_place_of_the_answer_and_everybody_who_had_it_is_told(town: Town) -> None:
    town.answers(town.mona)
    town.waits_until("Answered by")
    form = town.opens(town.max, actions.CARD_CORRECT)
    assert ANSWER in json.dumps(form.content)
    town.max.submits(values={VERDICT: "no", TEXT: "No, never."})
    town.preview(town.max)
    town.max.submits()

    card = town.waits_until("No, never.")
    assert ANSWER not in card.words
    assert f"Answered by {town.max.mention}" in card.words
    town.slack.wait_for(lambda: [m for m in told(town.ada) if "No, never." in m.words], LONG)


def test_who_was_taken_out_of_the_group_acts_no_more_though_they_still_see_the_card(town: Town) -> None:
    """Refused as soon as Slack tells; where it does not tell, an hour after it last did."""
    group = town.slack.user_group(town.mona, town.max)
    offices = town.service.desk.offices
    north = dataclasses.replace(offices.office("north"), user_group=group)
    town.service.desk.offices = dataclasses.replace(offices, by_id={**offices.by_id, "north": north})
    town.opens(town.max, actions.CARD_ASK)
    town.max.closes()

    town.slack.workspaces.user_groups[group].remove(town.max.id)
    town.slack.trouble.refuse("usergroups.users.list", "missing_scope", times=99)
    town.presses(town.max, actions.CARD_CLAIM)
    town.waits_until(f"{town.max.mention} holds it, until")
    managers = town.service.kit.managers
    ahead, clock = LONGEST_TRUSTED, managers.clock
    managers.clock = lambda: clock() + ahead
    town.presses(town.max, actions.CARD_RELEASE)
    town.whispered(town.max, "Slack did not tell me just now whether you are a manager")

    town.slack.trouble.end()
    town.presses(town.max, actions.CARD_RELEASE)
    town.whispered(town.max, "Only managers of the office")
    town.opens(town.mona, actions.CARD_REASSIGN)
    town.mona.submits(values={TO: town.mona.id})
    town.waits_until(f"{town.mona.mention} holds it, until")


def test_what_is_not_for_them_goes_to_the_other_office_with_a_word_why(town: Town) -> None:
    town.opens(town.mona, actions.CARD_PASS_ON)
    town.mona.submits(values={TO: "south", WHY: "It happened in the south."})

    theirs = town.waits_until("Nobody holds it yet", town.sue, town.south)
    assert "It happened in the south." in theirs.words
    ours = town.waits_until("Passed on to South Office")
    assert "former client" not in ours.words
    assert ours.actions == []
    town.sue.presses(theirs, actions.CARD_CLAIM)
    assert town.sue.mention in town.waits_until("holds it, until", town.sue, town.south).words


def test_what_is_not_for_them_goes_to_no_office_that_everybody_left(town: Town) -> None:
    form = town.opens(town.mona, actions.CARD_PASS_ON)
    offices = town.service.desk.offices
    left = dataclasses.replace(offices.office("south"), user_group=town.slack.user_group())
    town.service.desk.offices = dataclasses.replace(offices, by_id={**offices.by_id, "south": left})

    town.mona.submits(values={TO: "south", WHY: "Theirs."})
    town.slack.wait_for(lambda: form.errors, LONG)
    assert form.errors == {TO: "Nobody manages that office at the moment. Choose another one."}
    town.presses(town.mona, actions.CARD_PASS_ON)
    town.whispered(town.mona, "There is no other office")
    assert "Nobody holds it yet" in town.card().words
    assert town.cards(town.sue, town.south) == []
    workspace = town.slack.team.id
    assert town.service.desk.find_deserted(workspace, "south") == ("south",), "by which time passes it over, too"


CARD_BUTTONS = (
    actions.CARD_CLAIM, actions.CARD_RELEASE, actions.CARD_REASSIGN, actions.CARD_ASK, actions.CARD_ANSWER,
    actions.CARD_PASS_ON, actions.CARD_CORRECT, actions.LETTER_STAY,
)  # fmt: skip


@pytest.mark.parametrize("who", ["a manager of another office", "the asker", "somebody of the channel"])
def test_nobody_else_does_anything_by_a_button_and_each_is_told_why_alone(town: Town, who: str) -> None:
    town.names_managers_of_the_north()
    others = {"a manager of another office": town.sue, "the asker": town.ada}
    person = others.get(who) or town.slack.person("Stan Grey")
    town.north.members.append(person.id)  # so that they see the card at all
    before = town.card()
    for count, action in enumerate(CARD_BUTTONS, 1):
        person.forges(before, {"action_id": action, "value": town.value()})
        town.slack.wait_for(partial(is_told_often, person, town.north, count), LONG)

    assert all("Only managers of the office" in words for words in whispers(person, town.north))
    assert person.modal is None
    assert town.card().blocks == before.blocks
    assert whispers(town.max, town.north) == []


def test_who_asked_is_told_before_a_form_opens_that_they_do_not_decide_it(town: Town) -> None:
    town.north.members.append(town.ada.id)  # a manager by that
    for count, action in enumerate((actions.CARD_ANSWER, actions.CARD_ASK), 1):
        town.ada.presses(town.card(town.ada), action)
        town.slack.wait_for(partial(is_told_often, town.ada, town.north, count), LONG)
    assert all("does not decide it" in words for words in whispers(town.ada, town.north))
    assert town.ada.modal is None


def test_a_button_of_an_older_release_still_works(town: Town) -> None:
    version, hand_off, _ = town.value().split("|")
    town.mona.forges(town.card(), {"action_id": actions.CARD_CLAIM, "value": f"{version}|{hand_off}"})
    assert town.mona.mention in town.waits_until("holds it, until").words


def test_a_reply_in_the_thread_of_a_card_stays_inside(town: Town, tmp_path: Path) -> None:
    before, hand_off = told(town.ada), town.service.desk.hand_off(1)
    town.mona.says(town.north, "We had the same with a giraffe.", thread=town.card())
    town.mona.says(town.north, f"@{town.slack.bot.real_name} what about the giraffe?", thread=town.card())
    town.slack.wait_settled(LONG)
    assert town.service.desk.hand_off(1) == hand_off, "it changes nothing, and no promise begins anew"
    town.presses(town.mona, actions.CARD_CLAIM)
    town.waits_until("holds it, until")

    assert [m.text for m in told(town.ada)] == [m.text for m in before]
    assert "giraffe" not in json.dumps([m.blocks for m in told(town.ada)])
    town.service.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"We had the same" not in kept


def test_the_queue_of_an_office_stands_in_the_home_of_its_managers_alone(town: Town) -> None:
    for person in (town.mona, town.sue, town.ada):
        person.opens_home()
    town.slack.wait_for(lambda: town.mona.home and town.sue.home and town.ada.home, LONG)

    assert "Question 1" in home_words(town.mona)
    assert "held by nobody" in home_words(town.mona)
    assert "Open the card" in home_words(town.mona)
    assert "No question is open" in home_words(town.sue)
    assert "Open questions of your office" not in home_words(town.ada)


def test_a_channel_that_everybody_reads_is_shown_nothing_whatever_the_file_names(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    mona = slack.person("Mona Hale")
    lobby = slack.channel("lobby", mona, ada)
    office = Office("north", "North Office", lobby.id, default_hours(), managers=(mona.id,))
    run_service(offices=Offices(MappingProxyType({"north": office}), "north"))

    ada.says(None, ESCALATES)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert told(mona, lobby) == []
    assert "could not reach" in answer.words
