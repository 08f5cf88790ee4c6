"""From a manager's answer to what somebody else reads below theirs, by the buttons; and back again."""

from __future__ import annotations

import dataclasses
import json

from assistant.slack.blocks import actions
from assistant.slack.blocks.management_forms import MORE, PRECEDENT, TEXT, VERDICT
from assistant.slack.blocks.precedent_letters import TOLD
from assistant.slack.standin import Channel, Person
from assistant.slack.standin.elements import elements_of
from assistant.slack.standin.sight import SeenMessage
from tests.scenario.test_managing import ANSWER, ESCALATES, SECRET_NAME, Town, town
from tests.scenario.test_slack_buttons import LONG, told
from tests.scenario.test_slack_home import home_words

__all__ = ["town"]

SIMILAR = "Office management answered a similar question"
IN_OTHER_WORDS = "Can I accept a friend request from a former client?"
A_NO = "Can I post a picture of my client's face on Instagram?"


def waits_for(town: Town, person: Person, says: str, where: Channel | None = None) -> SeenMessage:
    """Until they see a message that says so, and nobody else alone does."""
    return town.slack.wait_for(
        lambda: [each for each in told(person, where) if says in each.words and not each.is_whispered], LONG
    )[-1]


def tells(town: Town) -> None:
    """Mona answers, and tells the question without person and place."""
    town.answers(town.mona, **{MORE: [PRECEDENT]})
    letter = waits_for(town, town.mona, "shall your answer become a precedent?")
    town.mona.presses(letter, actions.LETTER_RETELL)
    town.slack.wait_for(lambda: town.mona.modal, LONG)
    town.mona.submits(values={TOLD: f"{ESCALATES} Asked {SECRET_NAME}."})


def proposes(town: Town) -> SeenMessage:
    """What stands in the channel of Mona's office after she told it."""
    tells(town)
    proposed = waits_for(town, town.mona, "shall this become a precedent?", town.north)
    assert "Marcus" not in proposed.words
    town.slack.wait_for(
        lambda: "It waits for a second manager." in waits_for(town, town.mona, "shall your").words, LONG
    )
    return proposed


def test_two_managers_make_a_precedent_and_others_read_it_until_it_is_corrected(town: Town) -> None:
    ben = town.slack.person("Ben Ortiz")
    proposed = proposes(town)
    town.mona.presses(proposed, actions.LETTER_APPROVE)
    town.whispered(town.mona, "A second manager has to approve it")
    town.max.presses(proposed, actions.LETTER_APPROVE)
    by_now = town.slack.wait_for(
        lambda: [each for each in told(town.max, town.north) if "It is a precedent." in each.words], LONG
    )[0]
    assert by_now.ts == proposed.ts, "changed in its place"
    assert actions.LETTER_APPROVE not in by_now.actions

    ben.says(None, IN_OTHER_WORDS)
    below = waits_for(town, ben, SIMILAR)
    assert ANSWER in below.words
    assert "It decides nothing in yours" in below.words
    for person in (town.ada, town.mona, town.max):
        assert person.mention not in below.words
    ben.says(None, A_NO)
    refused = waits_for(town, ben, "Don't post this")
    assert SIMILAR not in refused.words

    first = next(each for each in town.cards(town.max, town.north) if "Question 1 " in each.words)
    town.max.presses(first, actions.CARD_CORRECT)
    town.slack.wait_for(lambda: town.max.modal, LONG)
    town.max.submits(values={VERDICT: "no", TEXT: "No, never."})
    town.preview(town.max)
    town.max.submits()
    assert "No, never." in waits_for(town, ben, "corrected an answer that you were shown").words
    town.slack.wait_for(
        lambda: [each for each in told(town.max, town.north) if "It is a precedent no longer." in each.words], LONG
    )


def test_managers_see_theirs_in_home_and_can_renew_correct_and_withdraw_each(town: Town) -> None:
    proposed = proposes(town)
    town.max.presses(proposed, actions.LETTER_APPROVE)
    town.slack.wait_for(lambda: "It is a precedent." in waits_for(town, town.max, "precedent", town.north).words, LONG)
    for person in (town.mona, town.sue, town.ada):
        person.opens_home()
    town.slack.wait_for(lambda: town.mona.home and town.sue.home and town.ada.home, LONG)
    assert "Precedents of your office" in home_words(town.mona)
    assert "former client" in home_words(town.mona)
    assert "Marcus" not in home_words(town.mona)
    assert "Shown below answers" in home_words(town.mona)
    assert "None is published." in home_words(town.sue)
    assert "Precedents of your office" not in home_words(town.ada)

    home = town.mona.home
    assert home is not None
    town.mona.presses(home, actions.home_renew(1))
    waits_for(town, town.mona, "It is a precedent now")
    town.mona.presses(town.mona.home or home, actions.home_correct(1))
    form = town.slack.wait_for(lambda: town.mona.modal, LONG)
    assert ANSWER in json.dumps(form.content)
    town.mona.closes()
    value = next(
        each.content["value"]
        for each in elements_of(home.content["blocks"])
        if each.action_id == actions.home_decline(1)
    )
    town.sue.forges(town.sue.home or home, {"action_id": actions.home_correct(1), "value": value})
    waits_for(town, town.sue, "Only managers of the office")
    town.mona.presses(town.mona.home or home, actions.home_decline(1))
    waits_for(town, town.mona, "It is a precedent no longer")
    town.slack.wait_for(lambda: "Expired: it is shown to nobody" in home_words(town.mona), LONG)


def test_what_a_second_manager_declines_is_shown_to_nobody(town: Town) -> None:
    proposed = proposes(town)
    town.max.presses(proposed, actions.LETTER_DECLINE)
    town.slack.wait_for(
        lambda: [each for each in told(town.max, town.north) if "It does not become a precedent." in each.words], LONG
    )
    ben = town.slack.person("Ben Ortiz")
    ben.says(None, ESCALATES)
    assert SIMILAR not in town.slack.wait_for(lambda: told(ben), LONG)[-1].words


def test_where_the_group_of_an_office_is_one_person_the_next_level_is_asked(town: Town) -> None:
    offices = town.service.desk.offices
    alone = dataclasses.replace(offices.office("north"), user_group=town.slack.user_group(town.mona))
    town.service.desk.offices = dataclasses.replace(
        offices, by_id={**offices.by_id, "north": alone}, fallback_id="south"
    )

    tells(town)
    proposed = waits_for(town, town.sue, "shall this become a precedent?", town.south)
    assert not [each for each in told(town.mona, town.north) if "shall this become a precedent?" in each.words]
    town.sue.presses(proposed, actions.LETTER_APPROVE)
    waits_for(town, town.sue, "It is a precedent.", town.south)
