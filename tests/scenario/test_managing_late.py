"""A form of a manager that is sent when things have changed: what was written in it is not lost, and does no harm."""

from __future__ import annotations

from assistant.slack.standin.records import ChannelKind
from tests.scenario.conftest import wait_until
from tests.scenario.test_managing import ANSWER, ESCALATES, TEXT, TO, VERDICT, Town, actions, readable, told
from tests.scenario.test_managing import town as town
from tests.scenario.test_slack_buttons import LONG, whispers

MINE = "No, wait until the case is closed."


def test_what_is_asked_again_is_answered_again_by_the_card(town: Town) -> None:
    town.answers(town.mona)
    letter = town.slack.wait_for(lambda: [m for m in told(town.ada) if ANSWER in m.words], LONG)[0]
    town.ada.presses(letter, actions.LETTER_STILL)
    town.slack.wait_for(lambda: town.ada.modal, LONG)
    town.ada.submits(values={TEXT: "And on Instagram?"})
    town.waits_until("And on Instagram?")

    town.answers(town.max, MINE)
    town.waits_until(f"Answered by {town.max.mention}")
    town.slack.wait_for(lambda: [m for m in told(town.ada) if MINE in m.words], LONG)


def test_who_answers_second_corrects_nothing_and_gets_their_words_back(town: Town) -> None:
    town.opens(town.max, actions.CARD_ANSWER)
    town.max.submits(values={VERDICT: "no", TEXT: MINE})
    town.preview(town.max)
    town.answers(town.mona)
    town.waits_until(f"Answered by {town.mona.mention}")

    town.max.submits()
    back = town.slack.wait_for(lambda: [m for m in told(town.max) if MINE in m.words], LONG)[0]
    assert "can no longer be done" in back.words or "changed while you wrote" in back.words
    wait_until(lambda: town.max.modal is None)
    assert MINE not in town.card().words
    assert [m for m in told(town.ada) if MINE in m.words] == []


def test_a_guest_in_the_channel_gets_no_form_and_is_told_so_alone(town: Town) -> None:
    guest = town.slack.person("Gil Rowe", is_guest=True)
    town.north.members.append(guest.id)
    guest.presses(town.card(guest), actions.CARD_ANSWER)
    town.slack.wait_for(lambda: whispers(guest, town.north), LONG)

    assert guest.modal is None
    assert whispers(town.mona, town.north) == []


def test_who_asks_back_with_something_private_is_told_that_it_was_hidden(town: Town) -> None:
    town.opens(town.mona, actions.CARD_ASK)
    town.mona.submits(values={TEXT: "Is it about Marcus Webb?"})
    town.slack.wait_for(lambda: [m for m in told(town.mona) if "were hidden" in m.words], LONG)


def test_a_form_of_a_release_that_nobody_reads_stays_open_with_what_was_written(town: Town) -> None:
    form = town.opens(town.mona, actions.CARD_ASK)
    form.content["private_metadata"] = "v0|1"
    town.mona.submits(values={TEXT: MINE})
    town.slack.wait_for(lambda: form.errors, LONG)

    assert town.mona.modal is form


def test_it_is_given_to_nobody_who_could_do_nothing_with_it(town: Town) -> None:
    guest, gone = town.slack.person("Gil Rowe", is_guest=True), town.slack.person("Gone Ray")
    robot = town.slack.robot("tally")
    gone.user.is_deactivated = True
    for each in (guest, robot, gone):
        town.north.members.append(each.id)
    form = town.opens(town.mona, actions.CARD_REASSIGN)
    offered = "\n".join(readable(form.content["blocks"]))
    assert "Max Reed" in offered
    assert [each for each in (guest, robot, gone) if each.user.real_name in offered] == []

    form.content["blocks"][-1]["element"] = {"type": "users_select", "action_id": TO}  # as where there are many
    town.mona.submits(values={TO: gone.id})
    town.slack.wait_for(lambda: form.errors, LONG)
    assert "They are no manager of this office" in "".join(form.errors.values())


def test_nothing_is_shown_in_a_channel_that_others_read_and_the_next_level_sees_it(town: Town) -> None:
    town.north.kind = ChannelKind.PUBLIC
    before = town.cards(town.mona, town.north)
    town.ada.says(None, f"{ESCALATES} Or from a colleague?")
    town.slack.wait_for(lambda: town.cards(town.sue, town.south), LONG)

    assert town.cards(town.mona, town.north) == before
