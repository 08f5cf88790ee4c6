"""App Home: what somebody sees there, and what an administrator can set."""

from __future__ import annotations

import pytest

from assistant.desk.records import ChannelMode
from assistant.slack.blocks import actions
from assistant.slack.blocks.home import BOX
from assistant.slack.running import Service
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.elements import elements_of
from assistant.slack.standin.sight import readable
from tests.scenario.conftest import NAMED, OpenService, wait_until
from tests.scenario.test_slack_buttons import LONG, NO, told


def home_words(person: Person) -> str:
    home = person.home
    return "\n".join(readable(home.content["blocks"])) if home else ""


def home_actions(person: Person) -> list[str]:
    home = person.home
    return [element.action_id for element in elements_of(home.content["blocks"])] if home else []


def test_home_shows_my_questions_and_open_hand_offs_to_withdraw(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    question = ada.says(None, NO)
    [answer] = slack.wait_for(lambda: told(ada, None, question.ts), LONG)
    ada.presses(answer, actions.ASK_MANAGEMENT)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits()
    slack.wait_for(lambda: [m for m in told(ada) if "Withdraw" in m.buttons], LONG)

    ada.opens_home()
    slack.wait_for(lambda: "Don't post this" in home_words(ada), LONG)
    [withdraw] = [action for action in home_actions(ada) if action.startswith("home_withdraw")]
    assert ada.home is not None
    ada.presses(ada.home, withdraw)

    slack.wait_for(lambda: not [a for a in home_actions(ada) if a.startswith("home_withdraw")], LONG)
    assert [m for m in told(ada) if "was withdrawn" in m.words]


def test_home_asks_by_the_form(slack: StandIn, run_service: OpenService, ada: Person) -> None:
    run_service()
    ada.opens_home()
    slack.wait_for(lambda: ada.home, LONG)
    assert ada.home is not None

    ada.presses(ada.home, actions.HOME_ASK)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"question": NO})

    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_for(lambda: "Don't post this" in home_words(ada), LONG)


def box(person: Person) -> str:
    """The name of the block in which the box to ask stands."""
    home = person.home
    return next((e.block_id for e in elements_of(home.content["blocks"]) if e.action_id == BOX), "") if home else ""


@pytest.fixture
def at_home(slack: StandIn, run_service: OpenService, ada: Person) -> Service:
    service = run_service()
    ada.opens_home()
    slack.wait_for(lambda: box(ada), LONG)
    return service


def asks_in_box(slack: StandIn, person: Person, text: str) -> None:
    home = slack.wait_for(lambda: person.home, LONG)
    person.fills(home, {BOX: text})
    person.presses(home, actions.HOME_ASK_BOX)


def test_what_stands_in_the_box_of_home_is_asked_and_the_box_is_emptied(
    slack: StandIn, at_home: Service, ada: Person
) -> None:
    before = box(ada)
    asks_in_box(slack, ada, NO)

    slack.wait_for(lambda: box(ada) != before, LONG)
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    assert "Don't post this" in answer.words
    assert NO in answer.words, "in Messages nobody sees what it answers"
    assert ada.home is not None
    assert NO not in str(ada.home.values)
    slack.wait_for(lambda: "Don't post this" in home_words(ada), LONG)
    # The thread of that answer is the conversation.
    follow_up = ada.says(None, "And with an emoji over the face?", answer.ts)
    slack.wait_for(lambda: [m for m in told(ada) if m.thread_ts == answer.ts], LONG)
    asked = at_home.desk.asked_at(slack.team.id, ada.app_channel.id, follow_up.ts)
    assert asked is not None
    assert asked.earlier == (NO,)


def test_what_is_written_in_the_box_stays_while_something_else_changes_in_home(
    slack: StandIn, at_home: Service, ada: Person
) -> None:
    assert ada.home is not None
    ada.fills(ada.home, {BOX: "Half a question"})
    ada.says(None, NO)
    slack.wait_for(lambda: "Don't post this" in home_words(ada), LONG)

    assert ada.home.values[box(ada)][BOX]["value"] == "Half a question"


@pytest.mark.parametrize("nothing", ["", "   \n "])
def test_an_empty_box_says_so_kindly_and_asks_nothing(
    slack: StandIn, at_home: Service, ada: Person, nothing: str
) -> None:
    asks_in_box(slack, ada, nothing)

    [sentence] = slack.wait_for(lambda: told(ada), LONG)
    assert "There was nothing in the box yet." in sentence.words
    assert at_home.desk.recent(ada.id, slack.team.id) == ()


def test_private_details_in_the_box_are_hidden_before_they_are_kept(
    slack: StandIn, at_home: Service, ada: Person
) -> None:
    asks_in_box(slack, ada, NAMED)

    [answer] = slack.wait_for(lambda: told(ada), LONG)
    assert "Marcus" not in answer.words
    [asked] = at_home.desk.recent(ada.id, slack.team.id)
    assert asked.hidden
    assert "Marcus" not in asked.text
    assert ada.home is not None
    assert "Marcus" not in str(ada.home.values)


def test_switched_off_or_not_for_them_the_box_of_an_old_home_says_so(
    slack: StandIn, at_home: Service, ada: Person, mia: Person
) -> None:
    at_home.desk.set_switch(slack.team.id, False, mia.id)
    asks_in_box(slack, ada, NO)

    slack.wait_for(lambda: [m for m in told(ada) if "switched off" in m.words], LONG)
    ada.opens_home()
    slack.wait_for(lambda: not box(ada), LONG)
    guest = slack.person("Gus", is_guest=True)
    guest.opens_home()
    home = slack.wait_for(lambda: guest.home, LONG)
    assert box(guest) == ""
    guest.forges(home, {"action_id": actions.HOME_ASK_BOX, "value": actions.write_value(0)})
    slack.wait_for(lambda: [m for m in told(guest) if "only people of this office" in m.words], LONG)
    assert at_home.desk.recent(guest.id, slack.team.id) == ()


def test_only_an_administrator_sees_the_settings(
    slack: StandIn, run_service: OpenService, ada: Person, mia: Person, office: Channel
) -> None:
    run_service()
    ada.opens_home()
    mia.opens_home()
    slack.wait_for(lambda: ada.home and mia.home, LONG)

    assert actions.HOME_SWITCH in home_actions(mia)
    assert f"home_channel_mode_{office.id}" in home_actions(mia)
    assert not {actions.HOME_SWITCH, f"home_channel_mode_{office.id}"} & set(home_actions(ada))


def test_an_administrator_sets_what_a_channel_gets(
    slack: StandIn, run_service: OpenService, mia: Person, office: Channel
) -> None:
    service = run_service()
    mia.opens_home()
    home = slack.wait_for(lambda: mia.home, LONG)

    mia.chooses(home, f"home_channel_mode_{office.id}", "private")

    wait_until(lambda: service.desk.mode(slack.team.id, office.id) is ChannelMode.PRIVATE)


def test_the_switch_silences_at_once_and_home_says_who_did_it(
    slack: StandIn, run_service: OpenService, ada: Person, mia: Person
) -> None:
    service = run_service()
    mia.opens_home()
    home = slack.wait_for(lambda: mia.home, LONG)

    mia.presses(home, actions.HOME_SWITCH)
    slack.wait_for(lambda: "I am switched off" in home_words(mia), LONG)
    ada.opens_home()
    slack.wait_for(lambda: "I am switched off" in home_words(ada), LONG)

    assert service.desk.switch(slack.team.id).by == mia.id
    assert mia.mention in home_words(ada)


def test_an_administrator_allows_all_channels_or_one(
    slack: StandIn, run_service: OpenService, mia: Person, office: Channel
) -> None:
    service = run_service(is_allowed_everywhere=False)
    desk, team = service.desk, slack.team.id
    mia.opens_home()
    home = slack.wait_for(lambda: mia.home, LONG)
    assert desk.mode(team, office.id) is ChannelMode.OFF

    mia.chooses(home, actions.HOME_ANY_CHANNEL, office.id)
    slack.wait_for(lambda: mia.modal, LONG)
    mia.submits(values={"mode": "answers"})
    wait_until(lambda: desk.mode(team, office.id) is ChannelMode.ANSWERS)
    assert desk.mode(team, "C0OTHER") is ChannelMode.OFF

    mia.chooses(home, actions.HOME_OTHER_CHANNELS, "private")
    wait_until(lambda: desk.mode(team, "C0OTHER") is ChannelMode.PRIVATE)
    assert desk.mode(team, office.id) is ChannelMode.ANSWERS


def test_a_channel_is_set_by_who_is_an_administrator_when_the_form_is_sent(
    slack: StandIn, run_service: OpenService, mia: Person, office: Channel
) -> None:
    service = run_service(is_allowed_everywhere=False)
    mia.opens_home()
    mia.chooses(slack.wait_for(lambda: mia.home, LONG), actions.HOME_ANY_CHANNEL, office.id)
    slack.wait_for(lambda: mia.modal, LONG)
    mia.user.is_admin = False

    mia.submits(values={"mode": "answers"})

    slack.wait_for(lambda: [m for m in told(mia) if "Only an administrator" in m.words], LONG)
    assert service.desk.mode(slack.team.id, office.id) is ChannelMode.OFF


@pytest.mark.parametrize(
    "action", [actions.HOME_SWITCH, "home_channel_mode_C1", actions.HOME_OTHER_CHANNELS, actions.HOME_ANY_CHANNEL]
)
def test_a_forged_setting_of_somebody_else_is_refused(
    slack: StandIn, run_service: OpenService, ada: Person, action: str
) -> None:
    service = run_service()
    ada.opens_home()
    home = slack.wait_for(lambda: ada.home, LONG)

    ada.forges(
        home,
        {
            "action_id": action,
            "value": actions.write_value(0, actions.OFF),
            "selected_option": {"value": "off"},
            "selected_conversation": "C1",
        },
    )
    [sentence] = slack.wait_for(lambda: told(ada), LONG)

    assert "Only an administrator" in sentence.words
    assert service.desk.switch(slack.team.id).is_on
    assert service.desk.modes(slack.team.id) == {}
    assert service.desk.mode_of_others(slack.team.id) is ChannelMode.ANSWERS
    assert ada.modal is None


def test_a_setting_of_a_release_that_nobody_reads_says_so(
    slack: StandIn, run_service: OpenService, mia: Person, office: Channel
) -> None:
    service = run_service()
    mia.opens_home()
    home = slack.wait_for(lambda: mia.home, LONG)

    mia.forges(home, {"action_id": actions.HOME_SWITCH, "value": "off"})
    mia.forges(home, {"action_id": f"home_channel_mode_{office.id}", "selected_option": {"value": "louder"}})

    slack.wait_for(lambda: len([m for m in told(mia) if "older version" in m.words]) == 2, LONG)
    assert service.desk.switch(slack.team.id).is_on


def test_the_conversation_opens_with_first_questions(slack: StandIn, run_service: OpenService, ada: Person) -> None:
    run_service()

    ada.opens_messages_tab()
    [call] = slack.wait_for(lambda: slack.calls("assistant.threads.setSuggestedPrompts"), LONG)

    assert "thread_ts" not in call["arguments"]
    assert call["error"] in ("", None)


def test_where_the_plan_has_no_prompts_people_are_greeted_once(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    slack.team.has_ai_features = False
    run_service()

    for _ in range(2):
        before = len(slack.calls("assistant.threads.setSuggestedPrompts"))
        ada.opens_messages_tab()
        slack.wait_for(lambda b=before: len(slack.calls("assistant.threads.setSuggestedPrompts")) > b, LONG)
        slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)

    assert len(told(ada)) == 1
