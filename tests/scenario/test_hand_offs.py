"""A question given to office management is seen there, once, as it stands; where it is not, its asker is told so."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest

from assistant.desk.desk import Desk
from assistant.slack.blocks import actions
from assistant.slack.running import Service
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.sight import SeenMessage
from assistant.storage.database import DatabaseUnreachable
from tests.scenario.conftest import OpenService
from tests.scenario.test_slack_buttons import LONG, NO, told
from tests.scenario.test_slack_home import home_actions, home_words

ESCALATES = "Is it ok to accept a friend request from a former client?"
SECRET = "Can I post a photo of Marcus Webb and his case worker on my Facebook? Call me at 213-555-0187."
SEEN, UNSEEN = "Office management sees", "could not reach a channel of office management"

HandOver = Callable[[str, Channel | None], SeenMessage]


@pytest.fixture
def managers(slack: StandIn, mia: Person) -> Channel:
    return slack.channel("management", mia, is_private=True)


@pytest.fixture
def service(run_service: OpenService) -> Service:
    return run_service()


@pytest.fixture
def is_chosen(slack: StandIn, service: Service, mia: Person, managers: Channel) -> None:
    """An administrator chooses the channel of office management, as people do."""
    mia.opens_home()
    home = slack.wait_for(lambda: mia.home, LONG)
    assert "No channel of office management is chosen" in home_words(mia)
    mia.chooses(home, actions.HOME_MANAGEMENT, managers.id)
    slack.wait_for(lambda: service.desk.management(slack.team.id).channel == managers.id, LONG)
    slack.wait_for(lambda: "No channel of office management" not in home_words(mia), LONG)


@pytest.fixture
def hand_over(slack: StandIn, service: Service, ada: Person) -> HandOver:
    """Ada asks and hands it over by the button; her answer as she sees it then."""

    def handed_over(text: str, channel: Channel | None = None) -> SeenMessage:
        question = ada.says(channel, f"@{slack.bot.real_name} {text}" if channel else text)
        [answer] = slack.wait_for(lambda: told(ada, channel, question.ts), LONG)
        ada.presses(answer, actions.ASK_MANAGEMENT)
        slack.wait_for(lambda: ada.modal, LONG)
        ada.submits()
        told_now = slack.wait_for(lambda: [m for m in told(ada, channel, question.ts) if "Withdraw" in m.buttons], LONG)
        return told_now[0]

    return handed_over


def cards(mia: Person, managers: Channel) -> list[SeenMessage]:
    return [message for message in told(mia, managers) if "for office management" in message.words]


@pytest.mark.usefixtures("is_chosen")
def test_what_is_handed_over_is_seen_by_managers_and_by_no_colleague(
    slack: StandIn, hand_over: HandOver, ada: Person, ben: Person, mia: Person, managers: Channel
) -> None:
    answer = hand_over(NO, None)

    [card] = cards(mia, managers)
    for part in ("Question 1", ada.mention, NO, "Don't post this", "MD 16-02", "Nobody holds it yet"):
        assert part in card.words
    assert f"{SEEN} this as question 1" in answer.words
    assert told(ben) == []
    assert ben.id not in managers.members


def test_what_nobody_saw_is_shown_once_a_channel_is_chosen_and_goes_with_it(
    slack: StandIn, service: Service, hand_over: HandOver, ada: Person, mia: Person, managers: Channel
) -> None:
    answer = hand_over(NO, None)
    assert UNSEEN in answer.words
    other = slack.channel("other-managers", mia, is_private=True)
    mia.opens_home()
    home = slack.wait_for(lambda: mia.home, LONG)

    mia.chooses(home, actions.HOME_MANAGEMENT, managers.id)
    slack.wait_for(lambda: [m for m in told(ada) if SEEN in m.words], LONG)
    assert len(cards(mia, managers)) == 1
    mia.chooses(home, actions.HOME_MANAGEMENT, other.id)
    slack.wait_for(lambda: cards(mia, other), LONG)
    slack.wait_for(lambda: actions.HOME_NO_MANAGEMENT in home_actions(mia), LONG)
    assert cards(mia, managers) == []
    assert mia.home is not None
    mia.presses(mia.home, actions.HOME_NO_MANAGEMENT)
    slack.wait_for(lambda: "No channel of office management is chosen" in home_words(mia), LONG)

    assert service.desk.management(slack.team.id).channel == ""
    assert actions.HOME_NO_MANAGEMENT not in home_actions(mia)
    assert len(cards(mia, other)) == 1
    assert [m for m in told(ada) if UNSEEN in m.words] == []


@pytest.mark.usefixtures("is_chosen")
def test_a_card_leads_to_a_message_in_a_channel_and_to_no_private_one(
    slack: StandIn, hand_over: HandOver, mia: Person, managers: Channel, office: Channel
) -> None:
    hand_over(NO, office)
    hand_over(NO, None)

    in_channel, direct = (json.dumps(card.blocks) for card in cards(mia, managers))
    assert f"/archives/{office.id}/p" in in_channel
    assert "/archives/" not in direct


@pytest.mark.usefixtures("is_chosen")
def test_what_the_assistant_hands_over_itself_is_seen_before_its_asker_reads_so(
    slack: StandIn, ada: Person, mia: Person, managers: Channel
) -> None:
    ada.says(None, ESCALATES)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    [card] = cards(mia, managers)
    assert "I passed it on myself" in card.words
    assert f"I passed this on. {SEEN} it as question 1" in answer.words
    assert card.ts < answer.ts


@pytest.mark.usefixtures("is_chosen")
def test_a_withdrawal_changes_the_card_in_its_place(
    slack: StandIn, hand_over: HandOver, ada: Person, mia: Person, managers: Channel
) -> None:
    answer = hand_over(NO, None)
    [card] = cards(mia, managers)

    ada.presses(answer, actions.WITHDRAW)
    slack.wait_for(lambda: "withdrew it" in cards(mia, managers)[0].words, LONG)

    [after] = cards(mia, managers)
    assert after.ts == card.ts
    assert NO not in after.words


@pytest.mark.usefixtures("is_chosen")
def test_an_edit_and_a_deletion_change_the_card_in_its_place(
    slack: StandIn, ada: Person, mia: Person, managers: Channel
) -> None:
    question = ada.says(None, ESCALATES)
    slack.wait_for(lambda: cards(mia, managers), LONG)
    slack.wait_for(lambda: told(ada), LONG)

    ada.edits(question, f"{ESCALATES} She is in college now.")
    slack.wait_for(lambda: "in college now" in cards(mia, managers)[0].words, LONG)
    ada.deletes(question)
    slack.wait_for(lambda: "The question was deleted" in cards(mia, managers)[0].words, LONG)

    [card] = cards(mia, managers)
    assert "former client" not in json.dumps([card.text, card.blocks])


def test_without_a_channel_the_asker_is_told_to_ask_themselves(
    slack: StandIn, hand_over: HandOver, ada: Person, mia: Person, managers: Channel
) -> None:
    answer = hand_over(NO, None)

    assert "I noted this as question 1" in answer.words
    assert UNSEEN in answer.words
    assert told(mia, managers) == []


@pytest.mark.usefixtures("is_chosen")
@pytest.mark.parametrize("trouble", ["is_archived", "not_in_channel", "channel_not_found"])
def test_a_channel_that_cannot_be_reached_is_told_to_asker_administrators_and_log(
    slack: StandIn,
    hand_over: HandOver,
    mia: Person,
    managers: Channel,
    trouble: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if trouble == "is_archived":
        managers.is_archived = True
    elif trouble == "not_in_channel":
        managers.members.remove(slack.bot.id)
    else:
        managers.members.clear()
    with caplog.at_level(logging.INFO):
        answer = hand_over(NO, None)

    assert UNSEEN in answer.words
    assert SEEN not in answer.words
    assert "office management cannot see hand-off 1" in caplog.text
    mia.opens_home()
    slack.wait_for(lambda: "The channel of office management cannot be reached" in home_words(mia), LONG)


@pytest.mark.usefixtures("is_chosen")
def test_private_details_are_placeholders_on_the_card(
    slack: StandIn, ada: Person, mia: Person, managers: Channel, office: Channel
) -> None:
    ada.says(office, f"@{slack.bot.real_name} {SECRET}")
    [answer] = slack.wait_for(lambda: [m for m in told(ada) if actions.ASK_MANAGEMENT in m.actions], LONG)
    ada.presses(answer, actions.ASK_MANAGEMENT)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits()
    [card] = slack.wait_for(lambda: cards(mia, managers), LONG)

    sent = json.dumps([card.text, card.blocks])
    for secret in ("Marcus", "Webb", "213-555-0187"):
        assert secret not in sent
    assert "/archives/" not in sent, "the message holds what was hidden"
    assert "Private details stay hidden" in card.words


@pytest.mark.usefixtures("is_chosen")
def test_a_card_whose_reply_was_lost_is_found_and_not_posted_again(
    slack: StandIn, ada: Person, mia: Person, managers: Channel
) -> None:
    slack.trouble.lose_reply("chat.postMessage")

    ada.says(None, ESCALATES)
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert SEEN in answer.words
    assert len(cards(mia, managers)) == 1


@pytest.mark.usefixtures("is_chosen")
def test_a_card_posted_before_a_crash_is_taken_up_and_not_posted_again(
    slack: StandIn, service: Service, run_service: OpenService, ada: Person, mia: Person, managers: Channel
) -> None:
    """Posted, and nothing kept of that: as after a kill between the two."""
    lost = DatabaseUnreachable("gone in this moment")

    def die(*_: object) -> None:
        service.work.stopping.set()
        raise lost

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Desk, "keep_card", die)
        ada.says(None, ESCALATES)
        slack.wait_for(lambda: cards(mia, managers), LONG)
        service.close()
    assert told(ada) == []

    run_service()
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert SEEN in answer.words
    assert len(cards(mia, managers)) == 1


@pytest.mark.parametrize(
    ("room", "says"),
    [
        ("public", "Everybody in this workspace can read that channel"),
        ("away", "I am not in that channel"),
        ("shared", "People of another organization are in that channel"),
        ("archived", "That channel is archived"),
    ],
)
def test_a_channel_that_others_can_read_or_we_cannot_reach_is_not_taken(
    slack: StandIn, service: Service, mia: Person, room: str, says: str
) -> None:
    strangers = [slack.workspaces.add_team("Strangers")] if room == "shared" else []
    channel = slack.channel("room", mia, is_private=room != "public", has_app=room != "away", shared_with=strangers)
    channel.is_archived = room == "archived"
    mia.opens_home()
    home = slack.wait_for(lambda: mia.home, LONG)

    mia.chooses(home, actions.HOME_MANAGEMENT, channel.id)

    slack.wait_for(lambda: [m for m in told(mia) if says in m.words], LONG)
    assert service.desk.management(slack.team.id).channel == ""


def test_only_an_administrator_chooses_the_channel(
    slack: StandIn, service: Service, ada: Person, managers: Channel
) -> None:
    ada.opens_home()
    home = slack.wait_for(lambda: ada.home, LONG)
    assert actions.HOME_MANAGEMENT not in home_actions(ada)

    ada.forges(home, {"action_id": actions.HOME_MANAGEMENT, "selected_conversation": managers.id})

    slack.wait_for(lambda: [m for m in told(ada) if "Only an administrator" in m.words], LONG)
    assert service.desk.management(slack.team.id).channel == ""


@pytest.mark.usefixtures("is_chosen")
def test_only_an_administrator_clears_it(slack: StandIn, service: Service, ada: Person, managers: Channel) -> None:
    ada.opens_home()
    home = slack.wait_for(lambda: ada.home, LONG)

    ada.forges(home, {"action_id": actions.HOME_NO_MANAGEMENT, "value": actions.write_value(0)})

    slack.wait_for(lambda: [m for m in told(ada) if "Only an administrator" in m.words], LONG)
    assert service.desk.management(slack.team.id).channel == managers.id
