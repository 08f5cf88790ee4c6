"""A form of a manager that is sent when things have changed: what was written in it is not lost, and does no harm."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Sequence

from assistant.escalation.offices import Signs
from assistant.slack.blocks.management_forms import CLAUSES, SIGN, WITH_NAME, WITH_OFFICE
from assistant.slack.standin import Person
from assistant.slack.standin.elements import elements_of
from assistant.slack.standin.records import ChannelKind, Json, View
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


def test_the_next_level_answers_as_it_signs_and_what_is_read_is_what_was_previewed(town: Town) -> None:
    """North would sign with a name; South, which answers for it, signs as an office."""
    offices = town.service.desk.offices
    south = dataclasses.replace(offices.office("south"), signs=Signs.OFFICE)
    town.service.desk.offices = dataclasses.replace(offices, by_id={**offices.by_id, "south": south})
    town.north.kind = ChannelKind.PUBLIC
    town.ada.says(None, f"{ESCALATES} Or from a colleague?")
    card = town.slack.wait_for(lambda: town.cards(town.sue, town.south), LONG)[0]
    town.sue.presses(card, actions.CARD_ANSWER)
    form = town.slack.wait_for(lambda: town.sue.modal, LONG)
    assert initial(form, SIGN) == WITH_OFFICE

    town.sue.submits(values={VERDICT: "no", TEXT: MINE})
    preview = town.preview(town.sue)
    assert "South Office" in preview
    assert "North Office" not in preview
    shown = previewed(town.sue)
    town.sue.submits()
    letter = town.slack.wait_for(lambda: [m for m in told(town.ada) if MINE in m.words], LONG)[0]
    assert [block for block in shown if block not in bare(letter.blocks)] == []
    assert town.sue.mention not in letter.words


def test_what_a_manager_sees_before_sending_is_what_the_asker_reads(town: Town) -> None:
    form = town.opens(town.mona, actions.CARD_ANSWER)
    assert initial(form, SIGN) == WITH_NAME
    town.mona.submits(values={VERDICT: "no", TEXT: MINE, CLAUSES: ["md-16-02/policy/client-material"]})
    assert town.mona.mention in town.preview(town.mona)
    shown = previewed(town.mona)
    town.mona.submits()
    letter = town.slack.wait_for(lambda: [m for m in told(town.ada) if MINE in m.words], LONG)[0]
    assert len(shown) >= 4
    assert [block for block in shown if block not in bare(letter.blocks)] == []


def initial(form: View, field: str) -> str:
    """What is chosen in a field of a form when it opens."""
    element = next(each for each in elements_of(form.content["blocks"]) if each.action_id == field)
    return str(element.content["initial_option"]["value"])


def previewed(person: Person) -> list[object]:
    """The blocks of the preview that lie open before somebody, between its dividers."""
    assert person.modal is not None
    blocks = bare(person.modal.content["blocks"])
    [start, *ends] = [number for number, block in enumerate(blocks) if block == {"type": "divider"}]
    return blocks[start + 1 : ends[0] if ends else None]


def bare(blocks: Sequence[Json]) -> list[object]:
    """Blocks without what differs between two drawings of the same: their ids, and the second of a date."""
    named = [{key: value for key, value in block.items() if key != "block_id"} for block in blocks]
    found: list[object] = json.loads(re.sub(r"<!date\^\d+", "<!date", json.dumps(named)))
    return found
