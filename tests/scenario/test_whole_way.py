"""One question the whole way, through Slack, on each database: handed over, claimed, asked back, answered, asked again, recalled."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from assistant.escalation.offices import Office, Offices, default_hours
from assistant.escalation.records import HandOffState, LetterKind, Move
from assistant.slack.blocks import actions
from assistant.slack.blocks.hand_over_forms import CONTEXT, OFFICE
from assistant.slack.blocks.management_forms import TEXT, VERDICT
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.sight import SeenMessage
from assistant.storage.events import events_of_hand_off
from assistant.storage.letters import letters_of
from tests.scenario.conftest import LONG, NO, OpenService, told, wait_until
from tests.scenario.test_managing import ANSWER, Town
from tests.time_passing import MOVE_OF, check_replayed

BACK, MINE, AGAIN = "Whose account is it?", "My own, and it is private.", "And on Instagram?"
OTHERWISE, NEVER = "There only without the place.", "No, never."
ADDED = "It is for the fair."


@pytest.fixture
def folder_with_tables(url: str) -> str:
    """In place of a folder: an empty database of each kind, with which the product is started."""
    return url


@pytest.fixture
def town(slack: StandIn, run_service: OpenService, ada: Person, office: Channel) -> Town:
    mona, max, sue = (slack.person(name) for name in ("Mona Hale", "Max Reed", "Sue Park"))
    north = slack.channel("north-managers", mona, max, is_private=True)
    south = slack.channel("south-managers", sue, is_private=True)
    offices = (
        Office("north", "North Office", north.id, default_hours(), asks_from=(office.id,), next="south"),
        Office("south", "South Office", south.id, default_hours()),
    )
    service = run_service(offices=Offices(MappingProxyType({each.id: each for each in offices}), "north"))
    return Town(slack, service, ada, mona, max, sue, north, south)


def reads(town: Town, says: str, action: str = "") -> SeenMessage:
    """Until Ada reads it, with that button where one is named."""
    return town.slack.wait_for(
        lambda: [m for m in told(town.ada) if says in m.words and (not action or action in m.actions)], LONG
    )[-1]


def sends(town: Town, message: SeenMessage, action: str, **filled: str) -> None:
    """Ada presses a button that opens a form, and sends it."""
    town.ada.presses(message, action)
    town.slack.wait_for(lambda: town.ada.modal, LONG)
    town.ada.submits(values=filled)  # type: ignore[arg-type]
    town.slack.wait_for(lambda: town.ada.modal is None, LONG)


def test_a_question_goes_all_the_way_and_its_log_tells_it_on_either_database(town: Town) -> None:
    town.ada.says(None, NO)
    sends(town, reads(town, "", actions.ASK_MANAGEMENT), actions.ASK_MANAGEMENT, **{OFFICE: "north", CONTEXT: ADDED})
    card = town.slack.wait_for(lambda: town.cards(town.mona, town.north), LONG)[0]
    assert ADDED in card.words

    town.mona.presses(card, actions.CARD_CLAIM)
    town.max.presses(card, actions.CARD_CLAIM)
    held = town.waits_until("holds it, until")
    holder, other = (town.mona, town.max) if town.mona.mention in held.words else (town.max, town.mona)
    town.whispered(other, f"{holder.mention} holds this question")

    town.opens(holder, actions.CARD_ASK)
    holder.submits(values={TEXT: BACK})
    sends(town, reads(town, BACK, actions.LETTER_REPLY), actions.LETTER_REPLY, **{TEXT: MINE})
    assert f"{holder.mention} holds it, until" in town.waits_until(MINE).words

    town.answers(holder)
    sends(town, reads(town, ANSWER, actions.LETTER_STILL), actions.LETTER_STILL, **{TEXT: AGAIN})
    town.waits_until(AGAIN)
    town.answers(other, OTHERWISE)
    reads(town, OTHERWISE)
    town.waits_until(f"Answered by {other.mention}")

    town.opens(other, actions.CARD_CORRECT)
    other.submits(values={VERDICT: "no", TEXT: NEVER})
    town.preview(other)
    other.submits()
    assert "corrected their answer" in reads(town, NEVER).words
    assert town.waits_until(NEVER).ts == card.ts, "one card, changed in its place"

    wait_until(lambda: town.service.desk.health().waiting == 0)
    look_at_the_tables(town)


def look_at_the_tables(town: Town) -> None:
    """What is kept is what was seen: each move once, each letter once, and the log tells the row."""
    database = town.service.desk.database
    hand_off = town.service.desk.hand_off(1)
    assert hand_off is not None
    assert hand_off.state is HandOffState.ANSWERED
    assert hand_off.ruling is not None
    assert hand_off.ruling.text == NEVER
    with database.reading() as connection:
        told_of = events_of_hand_off(connection, hand_off.id)
        written = [each.kind for each in letters_of(connection, hand_off.id) if each.person == town.ada.id]
    assert [MOVE_OF[each.what] for each in told_of if each.what in MOVE_OF] == [
        Move.OPEN, Move.CLAIM, Move.ASK_BACK, Move.REPLY, Move.ANSWER, Move.REOPEN, Move.ANSWER, Move.CORRECT,
    ]  # fmt: skip
    assert written == [LetterKind.QUESTION_BACK, LetterKind.RULING, LetterKind.RULING, LetterKind.RECALL]
    check_replayed(told_of, hand_off)
