"""
What time writes, as people read it in Slack and press what stands there: each once, and nothing at night.

One process with the whole product, its clock moved; a second one looks at what is due at the same time.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest

from assistant.answering.answerer import Answerer
from assistant.desk.desk import Desk
from assistant.desk.opening import open_desk
from assistant.desk.records import HandOff
from assistant.escalation.offices import Office, Offices, default_hours
from assistant.escalation.precedents import REVIEW_AFTER
from assistant.escalation.records import HandOffState
from assistant.slack.blocks import actions
from assistant.slack.blocks.hand_over_forms import OFFICE
from assistant.slack.blocks.management_forms import MORE, PRECEDENT, TEXT, VERDICT
from assistant.slack.blocks.precedent_letters import TOLD
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.sight import SeenMessage
from assistant.storage.database import open_database
from tests.scenario.conftest import LONG, OpenService, wait_until
from tests.scenario.test_managing import ANSWER, ESCALATES
from tests.scenario.test_managing import Town as Offices_of_the_town
from tests.scenario.test_slack_buttons import OPINION, told

HERE = ZoneInfo("America/Los_Angeles")
STILL_ON_IT, REMINDED, DIGEST = "still on it?", "an answer is promised by", "Open questions of North Office"
RAISED, LAPSED = "the promised answer did not come in time", "did not say that they are still on it"
NUDGED, EXPIRED, REVIEW = (
    "Please reply on question 1",
    "Nobody has answered question 1",
    "does this precedent still hold?",
)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the offices in November 2026, in which the 2nd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HERE).astimezone(UTC)


MONDAY = on(2, 9)


class Hands:
    """A clock that goes on by itself, from where it was put."""

    def __init__(self, at: datetime) -> None:
        self.ahead = at - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def to(self, at: datetime) -> None:
        self.ahead = at - datetime.now(UTC)


@dataclasses.dataclass
class Town(Offices_of_the_town):
    """Mona and Max manage the north, above it Sue the south with Dee as deputy. It is Monday, 9:00; Ada asked nothing."""

    clock: Hands
    other: Desk
    """That of a second process on the same tables."""
    dee: Person
    ben: Person

    def asks(self, text: str = ESCALATES) -> SeenMessage:
        """Ada asks what the assistant hands over; the card of it."""
        self.ada.says(None, text)
        return self.slack.wait_for(lambda: [c for c in self.cards(self.mona, self.north) if text in c.words], LONG)[-1]

    def passes(self, at: datetime) -> None:
        """It is that time, and whatever follows from that is done; both processes looked twice more and found nothing."""
        self.clock.to(at)
        desk, looks = self.service.desk, 0
        while looks < 2:
            is_idle = desk.health().waiting == 0
            fired = desk.fire_due().fired + self.other.fire_due().fired
            desk.start_work()
            wait_until(lambda: desk.health().waiting == 0)
            looks = 0 if fired or not is_idle else looks + 1

    def read(self, person: Person, says: str, channel: Channel | None = None) -> list[SeenMessage]:
        """What the assistant told them there that says so."""
        return [each for each in told(person, channel) if says in each.words]

    def one(self, person: Person, says: str, channel: Channel | None = None) -> SeenMessage:
        """The only one that says so."""
        [found] = self.read(person, says, channel)
        return found

    def refuses(self, person: Person, letter: SeenMessage, action: str, says: str) -> None:
        """They send the press of a button that only somebody else sees, and are told why not, alone."""
        value = next(each.content["value"] for each in letter.elements if each.action_id == action)
        person.forges(person.says(None, "Hello"), {"action_id": action, "value": value})
        self.until(person, says)

    def first(self) -> HandOff:
        """Question 1 as it stands."""
        found = self.service.desk.hand_off(1)
        assert found is not None
        return found

    def until(self, person: Person, says: str, channel: Channel | None = None) -> SeenMessage:
        """Until they read it."""
        return self.slack.wait_for(lambda: self.read(person, says, channel), LONG)[-1]


@pytest.fixture
def town(
    slack: StandIn,
    run_service: OpenService,
    real_answerer: Answerer,
    folder_with_tables: Path,
    ada: Person,
    ben: Person,
    office: Channel,
) -> Iterator[Town]:
    mona, max, sue, dee = (slack.person(name) for name in ("Mona Hale", "Max Reed", "Sue Park", "Dee Ortega"))
    north = slack.channel("north-managers", mona, max, is_private=True)
    south = slack.channel("south-managers", sue, is_private=True)
    two = (
        Office("north", "North Office", north.id, default_hours(), asks_from=(office.id,), next="south"),
        Office("south", "South Office", south.id, default_hours(), managers=(sue.id,), deputy=dee.id),
    )
    offices = Offices(MappingProxyType({each.id: each for each in two}), "north")
    service = run_service(offices=offices)
    service.desk.clock = clock = Hands(MONDAY)
    database = open_database(folder_with_tables)
    other = open_desk(database, real_answerer, offices=offices)
    other.clock = clock
    yield Town(slack, service, ada, mona, max, sue, north, south, clock, other, dee, ben)
    database.close()


def test_a_holder_is_asked_keeps_it_by_the_button_and_loses_it_by_silence(town: Town) -> None:
    town.asks()
    town.presses(town.mona, actions.CARD_CLAIM)
    held = town.waits_until("holds it, until")
    town.passes(on(2, 12, 50))
    assert town.read(town.mona, STILL_ON_IT) == []

    town.passes(on(2, 13, 5))
    letter = town.one(town.mona, STILL_ON_IT)
    assert {actions.LETTER_STAY, actions.CARD_RELEASE} <= set(letter.actions)
    assert town.read(town.max, STILL_ON_IT) == town.read(town.mona, STILL_ON_IT, town.north) == []
    town.max.forges(town.card(), {"action_id": actions.LETTER_STAY, "value": town.value()})
    town.whispered(town.max, f"{town.mona.mention} holds this question")
    town.refuses(town.ada, letter, actions.LETTER_STAY, "Only managers of the office")
    town.mona.presses(letter, actions.LETTER_STAY)
    kept = town.until(town.mona, "you are still on it")
    assert kept.ts == letter.ts, "changed in its place"
    assert actions.LETTER_STAY not in kept.actions
    leased = town.first().leased_until
    assert leased is not None
    assert timedelta() <= leased - on(3, 8, 5) < timedelta(minutes=5), "four hours of the office, over night"
    town.slack.wait_for(lambda: town.card().words != held.words, LONG)
    assert town.card().ts == held.ts

    town.passes(on(2, 23))
    assert town.read(town.mona, STILL_ON_IT) == [], "nothing at night"
    town.passes(on(3, 8, 15))
    again = town.one(town.mona, STILL_ON_IT)
    town.passes(on(3, 9, 30))
    assert LAPSED in town.one(town.mona, LAPSED, town.north).words
    assert "Nobody holds it yet" in town.card().words
    assert town.card().ts == held.ts
    lost = town.one(town.mona, "it went back to your office")
    assert lost.ts == again.ts
    assert not {actions.LETTER_STAY, actions.CARD_RELEASE} & set(lost.actions)
    assert town.first().holder == ""


def test_a_holder_gives_it_back_by_the_letter_that_asks_them(town: Town) -> None:
    town.asks()
    town.presses(town.mona, actions.CARD_CLAIM)
    town.waits_until("holds it, until")
    town.passes(on(2, 13, 5))

    town.mona.presses(town.one(town.mona, STILL_ON_IT), actions.CARD_RELEASE)

    town.waits_until("Nobody holds it yet")
    town.until(town.mona, "it went back to your office")


def test_the_holder_or_where_nobody_holds_it_the_channel_is_reminded_before_the_promise_breaks(town: Town) -> None:
    town.asks()
    town.passes(on(2, 12))
    town.presses(town.mona, actions.CARD_CLAIM)
    town.waits_until("holds it, until")
    town.clock.to(MONDAY)
    town.asks(f"{ESCALATES} Or from a colleague?")
    town.passes(on(2, 14, 50))
    assert town.read(town.mona, REMINDED) == town.read(town.mona, REMINDED, town.north) == []

    for at in (on(2, 15, 5), on(2, 15, 50)):
        town.passes(at)
        letter = town.one(town.mona, REMINDED)
        assert f"{town.mona.mention} holds it" in letter.words
        assert leads_to(letter, town.cards(town.mona, town.north)[0])
        assert "nobody holds it. Please claim it." in town.one(town.mona, REMINDED, town.north).words


def test_a_broken_promise_reaches_the_next_level_whose_manager_answers_and_the_asker_reads_it(town: Town) -> None:
    card = town.asks()
    town.passes(on(2, 20))
    assert told(town.sue, town.south) == told(town.dee) == [], "nothing at night"

    town.passes(on(3, 8, 5))
    assert "of North Office" in town.one(town.sue, RAISED, town.south).words
    assert "of North Office" in town.one(town.dee, RAISED).words
    assert town.read(town.mona, RAISED, town.north) == []
    overdue = town.card()
    assert overdue.ts == card.ts
    assert "overdue" in overdue.words.casefold()
    theirs = town.card(town.sue, town.south)
    assert leads_to(town.one(town.sue, RAISED, town.south), theirs)
    assert leads_to(town.one(town.dee, RAISED), theirs), "not to where they have no entry"
    town.passes(on(3, 16))
    town.one(town.sue, RAISED, town.south)
    town.one(town.dee, RAISED)

    town.sue.presses(theirs, actions.CARD_CLAIM)
    theirs = town.waits_until(f"{town.sue.mention} holds it, until", town.sue, town.south)
    town.waits_until(f"{town.sue.mention} holds it, until")
    town.passes(on(4, 11, 30))
    assert leads_to(town.one(town.sue, STILL_ON_IT), theirs), "not into the channel of an office that is not hers"
    town.sue.presses(theirs, actions.CARD_ANSWER)
    town.slack.wait_for(lambda: town.sue.modal, LONG)
    town.sue.submits(values={VERDICT: "no", TEXT: "No, the case may open again."})
    town.preview(town.sue)
    town.sue.submits()
    answer = town.until(town.ada, "No, the case may open again.")
    assert "South Office" in answer.words
    town.waits_until(f"Answered by {town.sue.mention}")


def test_an_office_reads_one_digest_each_morning_that_it_works_and_it_leads_to_the_card(town: Town) -> None:
    town.clock.to(on(6, 9))  # a Friday
    card = town.asks()
    for at in (on(6, 16, 30), on(7, 8, 30), on(8, 8, 30), on(9, 7, 50)):
        town.passes(at)
        assert town.read(town.mona, DIGEST, town.north) == []

    for at in (on(9, 8, 5), on(9, 12), on(9, 23), on(10, 7, 50)):
        town.passes(at)
        digest = town.one(town.mona, DIGEST, town.north)
    assert "Open questions of North Office: 1" in digest.words
    assert "overdue" in digest.words
    assert leads_to(digest, card)
    town.passes(on(10, 8, 5))
    assert len(town.read(town.mona, DIGEST, town.north)) == 2
    above = town.one(town.sue, "Open questions of South Office: 1", town.south)
    assert leads_to(above, town.card(town.sue, town.south)), "it was raised to them"
    town.passes(on(11, 12))
    assert len(town.read(town.mona, DIGEST, town.north)) == 2, "on a holiday nobody works"


def test_who_was_asked_back_is_reminded_once_and_withdraws_by_that_letter(town: Town) -> None:
    town.asks()
    town.opens(town.mona, actions.CARD_ASK)
    town.mona.submits(values={TEXT: "Is the case closed?"})
    town.until(town.ada, "Is the case closed?")
    before = len(town.read(town.ada, "Is the case closed?"))
    town.passes(on(3, 8, 30))
    assert len(town.read(town.ada, "Is the case closed?")) == before

    for at in (on(3, 9, 5), on(3, 22), on(4, 12)):
        town.passes(at)
        assert len(town.read(town.ada, "Is the case closed?")) == before + 1
    nudge = town.read(town.ada, "Is the case closed?")[-1]
    town.refuses(town.ben, nudge, actions.WITHDRAW, "Only the person who asked")
    assert town.first().state is HandOffState.ASKED_BACK

    town.ada.presses(nudge, actions.WITHDRAW)
    town.waits_until("withdrew it")
    assert town.first().state is HandOffState.WITHDRAWN
    over = town.slack.wait_for(
        lambda: [each for each in told(town.ada) if each.ts == nudge.ts and not each.actions], LONG
    )[0]
    assert "Question 1 for office management was withdrawn" in over.words


def test_who_got_no_answer_asks_again_by_the_letter_that_says_so(town: Town) -> None:
    card = town.asks()
    town.passes(on(4, 23))
    assert town.read(town.ada, EXPIRED) == []

    for at in (on(5, 9, 5), on(5, 20), on(6, 12)):
        town.passes(at)
        letter = town.one(town.ada, EXPIRED)
    town.refuses(town.ben, letter, actions.LETTER_STILL, "Only the person who asked")
    assert town.ben.modal is None

    town.ada.presses(letter, actions.LETTER_STILL)
    town.slack.wait_for(lambda: town.ada.modal, LONG)
    town.ada.submits(values={TEXT: "It is still open to me."})
    again = town.waits_until("It is still open to me.")
    assert again.ts == card.ts
    assert town.first().state is HandOffState.OPENED
    town.until(town.mona, "still has a question", town.north)


def test_after_a_year_the_owner_of_a_precedent_renews_it_by_the_letter_or_ends_it(town: Town) -> None:
    town.asks()
    becomes_precedent(town, ESCALATES)
    published = town.clock()
    town.passes(published + REVIEW_AFTER - timedelta(days=1))
    assert town.read(town.mona, REVIEW) == []

    hours = default_hours()
    due = hours.next_opening(published + REVIEW_AFTER) + timedelta(minutes=5)
    for at in (due, due + timedelta(hours=12), due + timedelta(days=2)):
        town.passes(at)
        letter = town.one(town.mona, REVIEW)
    assert town.read(town.max, REVIEW) == []
    for person in (town.ada, town.sue):
        town.refuses(person, letter, actions.LETTER_RENEW, "Only managers of the office")
    assert actions.LETTER_RENEW in town.one(town.mona, REVIEW).actions

    town.mona.presses(letter, actions.LETTER_RENEW)
    town.until(town.mona, "It is a precedent now")
    renewed = town.until(town.mona, "its review is due on")
    assert (renewed.ts, renewed.actions) == (letter.ts, [])
    again = hours.next_opening(town.clock() + REVIEW_AFTER) + timedelta(minutes=5)
    town.passes(again)
    second = town.read(town.mona, REVIEW)[-1]
    assert second.ts != letter.ts
    town.refuses(town.ben, second, actions.LETTER_DECLINE, "Only managers of the office")
    town.mona.presses(second, actions.LETTER_DECLINE)
    town.slack.wait_for(lambda: "It is a precedent no longer." in town.read(town.mona, REVIEW)[-1].words, LONG)
    assert actions.LETTER_DECLINE not in town.read(town.mona, REVIEW)[-1].actions


def test_who_was_shown_a_ruling_that_is_corrected_asks_office_management_by_the_letter(town: Town) -> None:
    town.ada.says(None, OPINION)
    answer = town.slack.wait_for(lambda: [m for m in told(town.ada) if actions.ASK_MANAGEMENT in m.actions], LONG)[0]
    town.ada.presses(answer, actions.ASK_MANAGEMENT)
    town.slack.wait_for(lambda: town.ada.modal, LONG)
    town.ada.submits(values={OFFICE: "north"})
    town.slack.wait_for(lambda: town.cards(town.mona, town.north), LONG)
    becomes_precedent(town, OPINION)
    town.ben.says(None, OPINION)
    assert ANSWER in town.until(town.ben, "Office management answered a similar question").words

    town.max.presses(town.card(), actions.CARD_CORRECT)
    town.slack.wait_for(lambda: town.max.modal, LONG)
    town.max.submits(values={VERDICT: "no", TEXT: "No, never."})
    town.preview(town.max)
    town.max.submits()
    recall = town.until(town.ben, "corrected an answer that you were shown")
    town.refuses(town.ada, recall, actions.ASK_MANAGEMENT, "Only the person who asked")

    town.ben.presses(recall, actions.ASK_MANAGEMENT)
    form = town.slack.wait_for(lambda: town.ben.modal, LONG)
    assert OPINION in json.dumps(form.content)
    town.ben.submits(values={OFFICE: "north"})
    town.until(town.ben, "Office management sees this as question 2")


def becomes_precedent(town: Town, question: str) -> None:
    """Mona answers it and tells it without person and place; Max approves."""
    town.answers(town.mona, **{MORE: [PRECEDENT]})
    letter = town.until(town.mona, "shall your answer become a precedent?")
    town.mona.presses(letter, actions.LETTER_RETELL)
    town.slack.wait_for(lambda: town.mona.modal, LONG)
    town.mona.submits(values={TOLD: question})
    proposed = town.until(town.max, "shall this become a precedent?", town.north)
    town.max.presses(proposed, actions.LETTER_APPROVE)
    town.until(town.max, "It is a precedent.", town.north)


def leads_to(letter: SeenMessage, card: SeenMessage) -> bool:
    """Has it a link to that card?"""
    return f"/archives/{card.channel}/p{card.ts.replace('.', '')}" in json.dumps(letter.blocks)
