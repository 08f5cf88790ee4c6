"""A question goes to office management as its asker wants it, and what they say comes back to its asker alone."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from types import MappingProxyType

import pytest
from sqlalchemy import select

from assistant.answering.records import Verdict
from assistant.desk.records import Arrival, Deed, HandOff, Place
from assistant.escalation.offices import Office, Offices, default_hours
from assistant.escalation.records import Filled, HandOffState
from assistant.slack.blocks import actions
from assistant.slack.blocks.forms import REASONS
from assistant.slack.blocks.hand_over_forms import CONTEXT, NAME, OFFICE, TEXT, WITHOUT
from assistant.slack.running import Service
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.elements import elements_of
from assistant.slack.standin.records import View
from assistant.slack.standin.sight import SeenMessage, readable
from assistant.storage.events import What
from assistant.storage.tables import events
from tests.scenario.conftest import OpenService, wait_until
from tests.scenario.test_hand_offs import ESCALATES
from tests.scenario.test_slack_buttons import LONG, NO, told
from tests.scenario.test_slack_home import home_words

CALL = "the front desk"
FIELD = "Xf0OFFICE01"
RULED = "Fine, if nobody of ours is in it."
IG = "And can I post a photo of the foster child on Instagram?"
FB = "And may I post a photo of the foster child on Facebook?"


@dataclass
class Town:
    """Two offices; Mona manages the north, where the questions of the office channel go. Ada asks."""

    slack: StandIn
    service: Service
    ada: Person
    mona: Person
    north: Channel
    south: Channel
    office: Channel
    pressed: count[int]

    def asks(self, text: str = NO, channel: Channel | None = None) -> SeenMessage:
        """Ada asks; the answer as she sees it."""
        question = self.ada.says(channel, f"@{self.slack.bot.real_name} {text}" if channel else text)
        return self.slack.wait_for(lambda: told(self.ada, channel, question.ts), LONG)[0]

    def opens(self, message: SeenMessage, action: str = actions.ASK_MANAGEMENT) -> View:
        """Ada presses a button that opens a form, once the form before it has closed: that one covers the button."""
        self.slack.wait_for(lambda: self.ada.modal is None, LONG)
        self.ada.presses(message, action)
        return self.slack.wait_for(lambda: self.ada.modal, LONG)

    def hands_over(self, channel: Channel | None = None, **filled: object) -> HandOff:
        """By the form, until her answer says so."""
        answer = self.asks(channel=channel)
        self.opens(answer)
        self.ada.submits(values=filled)  # type: ignore[arg-type]
        self.slack.wait_for(lambda: [m for m in told(self.ada, channel) if "Withdraw" in m.buttons], LONG)
        return self.hand_off()

    def hand_off(self) -> HandOff:
        """Her last one as it stands."""
        found = self.service.desk.recent(self.ada.id, self.slack.team.id, 1)[0].hand_off
        assert found is not None
        return found

    def manages(self, deed: Deed, **filled: object) -> None:
        """Mona does something to it, as by her card."""
        desk, hand_off = self.service.desk, self.hand_off()
        place = Place(self.slack.team.id, self.north.id)
        desk.receive(
            Arrival(
                f"{deed.value}:{next(self.pressed)}", deed, self.mona.id, place, desk.clock(), hand_off=hand_off.id,
                manages=("north",), filled=Filled(**filled),  # type: ignore[arg-type]
            )
        )  # fmt: skip

    def rules(self, text: str = RULED, deed: Deed = Deed.RULED) -> None:
        """Mona answers."""
        self.manages(deed, text=text, verdict=Verdict.CONDITIONAL, clauses=("md-16-02/policy/disclaimer",))

    def reads(self, says: str, channel: Channel | None = None) -> SeenMessage:
        """Until Ada reads it there."""
        return self.slack.wait_for(lambda: [m for m in told(self.ada, channel) if says in m.words], LONG)[-1]

    def mans(self, office: str, **traits: object) -> None:
        """From now on these are its managers."""
        offices = self.service.desk.offices
        changed = replace(offices.office(office), **traits)  # type: ignore[arg-type]
        self.service.desk.offices = replace(offices, by_id={**offices.by_id, office: changed})

    def until(self, state: HandOffState) -> None:
        """Until her hand-off stands so."""
        wait_until(lambda: self.hand_off().state is state)

    def says(self, text: str, under: SeenMessage) -> SeenMessage:
        """Ada writes in the thread, in their direct message; what the assistant answers."""
        before = {m.ts for m in answers(self, None)}
        self.ada.says(None, text, thread=under)
        return self.slack.wait_for(lambda: [m for m in answers(self, None) if m.ts not in before], LONG)[-1]

    def first(self) -> HandOff:
        """The first that she handed over, as it stands."""
        found = self.service.desk.hand_off(1)
        assert found is not None
        return found

    def card(self) -> str:
        """What Mona's channel holds, all of it."""
        return "\n".join(json.dumps([m.text, m.blocks], ensure_ascii=False) for m in told(self.mona, self.north))


@pytest.fixture
def town(slack: StandIn, run_service: OpenService, ada: Person, office: Channel) -> Town:
    mona, sue = slack.person("Mona Hale"), slack.person("Sue Park")
    north = slack.channel("north-managers", mona, is_private=True)
    south = slack.channel("south-managers", sue, is_private=True)
    offices = (
        Office("north", "North Office", north.id, default_hours(), asks_from=(office.id,), call=CALL),
        Office("south", "South Office", south.id, default_hours(), next="north", profiles=("shore",)),
    )
    service = run_service(offices=Offices(MappingProxyType({each.id: each for each in offices}), "north", FIELD))
    return Town(slack, service, ada, mona, north, south, office, count())


def form_words(view: View) -> str:
    return "\n".join(readable(view.content["blocks"]))


def fields(view: View) -> list[str]:
    return [element.action_id for element in elements_of(view.content["blocks"])]


def test_management_sees_what_was_changed_and_added_and_no_name(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        town.hands_over(town.office, **{TEXT: "May I post my dog?", CONTEXT: "Ask Marcus Webb.", NAME: [WITHOUT]})
        town.slack.wait_for(lambda: "May I post my dog?" in town.card(), LONG)
        town.reads("Private details in what you wrote were hidden")
        town.rules()
        town.reads(RULED)

    card = town.card()
    for secret in (town.ada.id, town.ada.user.real_name, "Ada", "Marcus", "Webb"):
        assert secret not in card
    assert town.ada.id not in caplog.text
    assert not [m for m in told(town.ada, town.office) if RULED in m.words], "the channel would tell whose it is"
    with town.service.desk.database.reading() as connection:
        people = set(connection.execute(select(events.c.person).where(events.c.hand_off.is_not(None))).scalars())
    assert town.ada.id not in people


def test_a_manager_reads_the_end_of_a_long_draft_that_they_rule_on(town: Town, ben: Person) -> None:
    draft = f"May I post this? ```{'We had a good day at the fair. ' * 92}Even the dog liked it.```"
    town.hands_over(town.office, **{TEXT: draft, NAME: [WITHOUT]})
    card = town.slack.wait_for(lambda: [m for m in told(town.mona, town.north) if "good day" in m.words], LONG)[0]
    assert "Even the dog" not in card.words
    town.mona.presses(card, actions.CARD_READ)
    shown = town.slack.wait_for(lambda: town.mona.modal, LONG)
    assert "Even the dog liked it." in form_words(shown)
    assert town.ada.id not in json.dumps(shown.content)

    town.north.members.append(ben.id)
    town.mans("north", managers=(town.mona.id,))
    ben.presses(card, actions.CARD_READ)
    town.slack.wait_for(lambda: [m for m in told(ben, town.north) if "Only managers of the office" in m.words], LONG)
    assert ben.modal is None


def test_the_office_is_asked_for_once_and_remembered(town: Town) -> None:
    answer = town.asks()
    form = town.opens(answer)
    assert OFFICE in fields(form)
    town.ada.submits(values={OFFICE: "south"})
    town.reads("Office management sees this as question 1")
    assert town.hand_off().office == "south"

    again = town.opens(town.asks("Can I post a photo of my desk at work?"))
    assert OFFICE not in fields(again)
    assert "It goes to South Office" in form_words(again)

    town.ada.opens_home()
    home = town.slack.wait_for(lambda: town.ada.home, LONG)
    town.slack.wait_for(lambda: "My office" in home_words(town.ada), LONG)
    town.ada.chooses(home, actions.HOME_OFFICE, "north")
    desk = town.service.desk
    wait_until(
        lambda: (found := desk.office_of(town.slack.team.id, town.ada.id, "")) is not None and found.id == "north"
    )


def test_the_profile_says_whose_question_it_is_so_nobody_is_asked_for_an_office(town: Town) -> None:
    town.ada.user.fields[FIELD] = "Shore"

    form = town.opens(town.asks())
    assert OFFICE not in fields(form)
    assert "It goes to South Office" in form_words(form)
    town.ada.submits()
    town.reads("Office management sees this as question 1")
    assert town.hand_off().office == "south"

    assert "I passed this on" in town.asks(ESCALATES).words
    assert town.hand_off().office == "south", "handed over by the assistant"


def test_where_the_assistant_did_not_know_whose_it_is_the_asker_says_so_and_it_goes_there(town: Town) -> None:
    answer = town.asks(ESCALATES)
    assert "It is with North Office" in answer.words
    assert town.hand_off().office == "north"

    town.ada.chooses(answer, actions.OFFICE_OF_QUESTION, "South Office")
    moved = town.reads("It is with South Office")
    assert moved.ts == answer.ts
    assert actions.OFFICE_OF_QUESTION not in moved.actions
    assert (town.hand_off().office, town.hand_off().number) == ("south", 1)
    town.slack.wait_for(lambda: "Passed on to South Office" in town.card(), LONG)
    assert ESCALATES not in town.card()
    town.asks(ESCALATES)
    assert town.hand_off().office == "south", "remembered"


def test_an_office_that_everybody_left_gets_nothing_and_its_next_level_does(town: Town) -> None:
    town.mans("south", user_group=town.slack.user_group())
    town.ada.user.fields[FIELD] = "Shore"

    form = town.opens(town.asks())
    assert "It goes to North Office" in form_words(form)
    town.ada.submits()
    assert "It is with North Office" in town.reads("Office management sees this as question 1").words
    assert town.hand_off().office == "north"
    assert "I passed this on" in town.asks(ESCALATES).words
    assert town.hand_off().office == "north", "handed over by the assistant"

    left = town.slack.person("Lee Ash")
    left.user.is_deactivated = True
    town.mans("south", user_group="", managers=(left.id,))
    assert "I passed this on" in town.asks(ESCALATES).words
    assert town.hand_off().office == "north", "the one whom the file names has left"

    town.mans("south", managers=(left.id, town.mona.id))
    assert "I passed this on" in town.asks(ESCALATES).words
    assert town.hand_off().office == "south", "somebody is there again"


def test_on_friday_evening_an_answer_is_expected_on_monday(town: Town) -> None:
    friday = datetime(2026, 8, 8, 1, 10, tzinfo=UTC)
    ahead = friday - datetime.now(UTC)
    town.service.desk.clock = lambda: datetime.now(UTC) + ahead

    form = town.opens(town.asks(channel=town.office))

    assert "it is Friday 18:1" in form_words(form)
    assert "Expect an answer by Monday 1" in form_words(form)


@pytest.mark.parametrize("where", ["office", "direct"])
def test_an_answer_comes_to_the_thread_of_the_question_and_a_doubt_reopens_it(
    town: Town, ben: Person, where: str
) -> None:
    channel = town.office if where == "office" else None
    town.hands_over(channel, **({} if channel else {OFFICE: "north"}))
    asked = town.service.desk.recent(town.ada.id, town.slack.team.id, 1)[0]
    town.rules()

    letter = town.reads(RULED, channel)
    assert letter.thread_ts == asked.message
    assert "North Office" in letter.words
    assert town.mona.id in json.dumps(letter.blocks)
    town.reads("Office management answered question 1. What they say counts.", channel)

    for number, action in enumerate((actions.LETTER_HELPFUL, actions.LETTER_NOT_HELPFUL), 1):
        if channel:  # where others read it too
            ben.presses(letter, action)
            town.slack.wait_for(partial(is_refused_often, ben, channel, number), LONG)
        assert rated(town) == [True, False][: number - 1], "nobody else says whether it helped"
        town.ada.presses(letter, action)
        wait_until(lambda so_far=number: len(rated(town)) == so_far)  # type: ignore[misc]
    assert rated(town) == [True, False]
    town.opens(letter, actions.LETTER_STILL)
    town.ada.submits(values={TEXT: IG})
    town.until(HandOffState.OPENED)
    town.slack.wait_for(lambda: IG in town.card(), LONG)


def test_thanks_change_nothing_and_a_new_question_is_put_to_them_by_its_button(town: Town) -> None:
    town.hands_over(**{OFFICE: "north"})
    town.rules()
    letter = town.reads(RULED)

    assert "put this to them" not in town.says("Thanks!", letter).words.casefold()
    after = [m.text for m in told(town.mona)]
    assert town.first().state is HandOffState.ANSWERED
    assert not [text for text in after if "still has a question" in text]

    asked = town.says(IG, letter)
    assert "Office management answered question 1, and what they said counts." in asked.words
    again = town.says(FB, letter)
    assert actions.PUT_TO_THEM not in again.actions, "said once"

    form = town.opens(asked, actions.PUT_TO_THEM)
    assert IG in json.dumps(form.content)
    town.ada.submits()
    wait_until(lambda: town.first().state is HandOffState.OPENED)
    town.slack.wait_for(lambda: IG in town.card(), LONG)
    town.slack.wait_for(lambda: [m for m in told(town.mona) if "still has a question" in m.text], LONG)


def test_while_a_person_is_on_it_the_assistant_says_so_and_what_is_added_reaches_them(town: Town) -> None:
    town.hands_over(**{OFFICE: "north"})
    town.manages(Deed.CLAIMED)
    town.until(HandOffState.CLAIMED)
    question = town.service.desk.recent(town.ada.id, town.slack.team.id, 1)[0]
    answer = next(m for m in told(town.ada) if m.thread_ts == question.message)

    asked = town.says(IG, answer)
    assert "Somebody of office management is on question 1. What they say comes before" in asked.words
    assert "Somebody of office management is on question 1" in town.says(FB, answer).words

    town.opens(asked, actions.PUT_TO_THEM)
    town.ada.submits()
    town.slack.wait_for(lambda: IG in town.card(), LONG)
    town.slack.wait_for(lambda: [m for m in told(town.mona) if "the asker changed or added something" in m.text], LONG)
    assert town.first().state is HandOffState.CLAIMED


def test_who_says_that_an_answer_is_wrong_is_offered_office_management_and_nothing_goes_unasked(
    town: Town, ben: Person
) -> None:
    answer = town.asks(channel=town.office)
    for person in (town.ada, ben):
        person.presses(answer, actions.FEEDBACK, "Not helpful")
        town.slack.wait_for(lambda who=person: who.modal, LONG)
        person.submits(values={REASONS: ["wrong"]})
    offer = town.slack.wait_for(lambda: [m for m in told(town.ada) if actions.ASK_MANAGEMENT in m.actions], LONG)[0]
    thanked = town.slack.wait_for(lambda: [m for m in told(ben) if "Thank you" in m.words], LONG)[0]
    assert "office management can decide" in offer.words
    assert actions.ASK_MANAGEMENT not in thanked.actions, "it is not their question"
    assert town.service.desk.hand_offs(town.ada.id, town.slack.team.id) == ()

    town.opens(offer)
    town.ada.submits()
    town.reads("Office management sees this as question 1", town.office)


def test_a_question_back_is_answered_by_its_form_alone(town: Town) -> None:
    town.hands_over(town.office)
    town.manages(Deed.ASKED_BACK, text="Is it your own account?")
    letter = town.reads("Is it your own account?", town.office)

    view = town.opens(letter, actions.LETTER_REPLY)
    assert "Is it your own account?" in form_words(view)
    town.ada.submits(values={TEXT: "Mine, and Marcus Webb's."})
    town.until(HandOffState.CLAIMED)
    town.slack.wait_for(lambda: "Mine, and" in town.card(), LONG)

    assert "Marcus" not in town.card()
    town.slack.wait_for(lambda: [m for m in told(town.ada) if "Your reply on question 1 went to" in m.words], LONG)
    changed = town.reads("You replied on", town.office)
    assert actions.LETTER_REPLY not in changed.actions


def test_a_question_back_that_is_withdrawn_without_a_reply_keeps_nothing_to_press(town: Town) -> None:
    town.hands_over(town.office)
    town.manages(Deed.ASKED_BACK, text="Is it your own account?")
    letter = town.reads("Is it your own account?", town.office)

    town.ada.presses(letter, actions.WITHDRAW)

    over = town.reads("They need no reply to this any more", town.office)
    assert (over.ts, over.actions) == (letter.ts, [])
    assert "Question 1 for office management was withdrawn" in over.words


def test_who_replies_in_the_thread_is_told_once_that_the_form_is_the_way(town: Town) -> None:
    town.hands_over(**{OFFICE: "north"})
    town.manages(Deed.ASKED_BACK, text="Is it your own account?")
    letter = town.reads("Is it your own account?")

    for said in ("It is mine.", "My own one."):
        before = len(answers(town, None))
        town.ada.says(None, said, thread=letter)
        town.slack.wait_for(lambda so_far=before: len(answers(town, None)) > so_far, LONG)

    hints = [m for m in told(town.ada) if "What you write in this thread comes to me" in m.words]
    assert len(hints) == 1
    first = town.service.desk.hand_offs(town.ada.id, town.slack.team.id)[-1]
    assert (first.number, first.state) == (1, HandOffState.ASKED_BACK)


def test_nobody_else_replies_or_asks_again(town: Town, ben: Person) -> None:
    town.hands_over(town.office)
    town.manages(Deed.ASKED_BACK, text="Is it your own account?")
    letter = town.reads("Is it your own account?", town.office)

    ben.presses(letter, actions.LETTER_REPLY)

    town.slack.wait_for(lambda: [m for m in told(ben, town.office) if "Only the person who asked" in m.words], LONG)
    assert ben.modal is None


@pytest.mark.parametrize("deed", [Deed.CLAIMED, Deed.ASKED_BACK])
def test_a_question_is_taken_back_whoever_holds_it(town: Town, deed: Deed) -> None:
    town.hands_over(town.office)
    town.manages(deed, text="Which account?")
    town.until(HandOffState.CLAIMED if deed is Deed.CLAIMED else HandOffState.ASKED_BACK)
    [answer] = [m for m in told(town.ada, town.office) if actions.WITHDRAW in m.actions and "Don't post" in m.words]

    town.ada.presses(answer, actions.WITHDRAW)

    town.until(HandOffState.WITHDRAWN)
    town.slack.wait_for(lambda: "Question 1 for office management was withdrawn" in words_in(town, town.office), LONG)


def test_where_nobody_answers_the_asker_is_told_whom_to_call_and_what_is_corrected_is_told_too(town: Town) -> None:
    town.hands_over(town.office)
    open_again = default_hours().next_opening(datetime.now(UTC) + timedelta(days=40)) + timedelta(hours=1)
    ahead = open_again - datetime.now(UTC)
    town.service.desk.clock = lambda: datetime.now(UTC) + ahead
    letter = town.reads("Nobody has answered question 1", town.office)
    assert f"Call {CALL}." in letter.words
    assert "must not be posted" in letter.words

    town.rules()
    town.reads(RULED, town.office)
    town.rules("No, not this one.", Deed.RECTIFIED)
    recall = town.reads("No, not this one.", town.office)

    assert "What you read before no longer counts" in recall.words


def rated(town: Town) -> list[bool]:
    """What was said of answers of office management, oldest first."""
    with town.service.desk.database.reading() as connection:
        told_of = select(events.c.data).where(events.c.what == What.RULING_RATED.value).order_by(events.c.id)
        return [each["is_helpful"] for each in connection.execute(told_of).scalars()]


def is_refused_often(person: Person, channel: Channel, count: int) -> bool:
    return len([m for m in told(person, channel) if "Only the person who asked" in m.words]) == count


def words_in(town: Town, channel: Channel | None) -> str:
    return "\n".join(message.words for message in told(town.ada, channel))


def answers(town: Town, channel: Channel | None) -> list[SeenMessage]:
    return [message for message in told(town.ada, channel) if actions.WHY in message.actions]


def test_an_edit_shows_managers_nothing_that_was_cut_and_tells_its_asker_alone(town: Town) -> None:
    told_too_much, approved = "I am the only one in unit 5 who speaks Farsi", "May I post a picture of a client?"
    question = town.ada.says(None, f"{NO} {told_too_much}.")
    answer = town.slack.wait_for(lambda: told(town.ada, None, question.ts), LONG)[0]
    town.opens(answer)
    town.ada.submits(values={OFFICE: "north", TEXT: approved, NAME: [WITHOUT]})
    town.slack.wait_for(lambda: approved in town.card(), LONG)

    town.ada.edits(question, f"{NO} {told_too_much}!!")

    town.reads("still sees question 1 as you approved it")
    town.slack.wait_for(lambda: "Its asker changed their message since" in town.card(), LONG)
    assert approved in town.card()
    assert "Farsi" not in town.card()
