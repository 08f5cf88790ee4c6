"""Who is not answered, and what are they told? Guests, strangers, who asks too much; and everybody while it is off."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from assistant.desk.records import ChannelMode
from assistant.desk.settings import DeskSettings
from assistant.escalation.offices import Offices, default_offices
from assistant.slack.blocks import actions
from assistant.slack.manifest import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.elements import elements_of
from tests.scenario.conftest import ASKED_BACK, LONG, NO, OpenService, Reply, told


def test_strangers_and_guests_are_refused_once(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    run_service()
    guest = slack.person("Gus Vann", is_guest=True)
    office.members.append(guest.id)

    guest.says(None, NO)
    [refusal] = slack.wait_for(lambda: told(guest), LONG)
    guest.says(None, NO)
    slack.wait_settled(LONG)

    assert "only people of this office" in refusal.words
    assert len(told(guest)) == 1


def test_guests_are_refused_before_a_form_opens(
    slack: StandIn, run_service: OpenService, ben: Person, office: Channel
) -> None:
    run_service()
    guest = slack.person("Gus Vann", is_guest=True)
    office.members.append(guest.id)
    draft = ben.says(office, "So proud of the kids in this picture!")

    def refused(channel: Channel | None = None) -> int:
        return len([m for m in told(guest, channel) if "only people of this office" in m.words])

    guest.opens_home()
    home = slack.wait_for(lambda: guest.home, LONG)
    for _ in range(2):
        guest.opens_messages_tab()
        slack.wait_settled(LONG)
    slack.wait_for(lambda: refused() == 1, LONG)
    guest.uses_shortcut(GLOBAL_SHORTCUT)
    slack.wait_for(lambda: refused() == 2, LONG)
    guest.forges(home, {"action_id": actions.HOME_ASK, "value": actions.write_value(0)})
    slack.wait_for(lambda: refused() == 3, LONG)
    guest.uses_shortcut(MESSAGE_SHORTCUT, draft)
    slack.wait_for(lambda: refused(office) == 1, LONG)
    guest.runs("/canipost", "", office)
    slack.wait_for(lambda: refused(office) == 2, LONG)

    assert actions.HOME_ASK not in {element.action_id for element in elements_of(home.content["blocks"])}
    assert slack.calls("views.open") == []
    assert slack.calls("assistant.threads.setSuggestedPrompts") == []
    assert told(ben, office) == []


def test_a_guest_may_ask_where_a_setting_says_so(slack: StandIn, run_service: OpenService, reply: Reply) -> None:
    run_service(guests=True)
    guest = slack.person("Gus Vann", is_guest=True)

    answer = reply(guest, guest.says(None, NO))

    assert "Don't post this" in answer.text


def test_switched_off_it_is_silent_in_channels_and_says_so_directly(
    slack: StandIn, run_service: OpenService, ada: Person, mia: Person, office: Channel
) -> None:
    service = run_service()
    service.desk.set_switch(slack.team.id, False, mia.id)

    ada.says(office, f"@{slack.bot.real_name} {NO}")
    ada.says(None, NO)
    [sentence] = slack.wait_for(lambda: told(ada), LONG)
    slack.wait_settled(LONG)

    assert "switched off" in sentence.words
    assert told(ada, office) == []


def test_switched_off_every_door_says_so_instead_of_offering_a_form(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, mia: Person, office: Channel
) -> None:
    service = run_service()
    draft = ben.says(office, "So proud of the kids in this picture!")
    ada.opens_home()
    home = slack.wait_for(lambda: ada.home, LONG)
    service.desk.set_switch(slack.team.id, False, mia.id)

    def off(channel: Channel | None = None) -> int:
        return len([m for m in told(ada, channel) if "switched off" in m.words])

    ada.opens_messages_tab()
    slack.wait_for(lambda: off() == 1, LONG)
    ada.opens_messages_tab()
    slack.wait_settled(LONG)
    assert off() == 1  # as long as it is off, opening the conversation says it once
    ada.uses_shortcut(GLOBAL_SHORTCUT)
    slack.wait_for(lambda: off() == 2, LONG)
    ada.presses(home, actions.HOME_ASK)
    slack.wait_for(lambda: off() == 3, LONG)
    ada.uses_shortcut(MESSAGE_SHORTCUT, draft)
    slack.wait_for(lambda: off(office) == 1, LONG)
    ada.runs("/canipost", "", office)
    slack.wait_for(lambda: off(office) == 2, LONG)

    assert slack.calls("views.open") == []
    assert slack.calls("assistant.threads.setSuggestedPrompts") == []
    assert told(ben, office) == []


def test_in_a_channel_that_is_switched_off_a_mention_is_told_so_once_where_it_is_seen(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, mia: Person, office: Channel
) -> None:
    service = run_service()
    service.desk.set_mode(slack.team.id, office.id, ChannelMode.OFF, mia.id)

    ada.says(office, f"@{slack.bot.real_name} {NO}")
    [sentence] = slack.wait_for(lambda: told(ada, office), LONG)
    slack.wait_settled(LONG)

    assert "I do not answer in this channel" in sentence.words
    assert len(slack.calls("chat.postEphemeral")) == 1
    assert told(ben, office) == []


def test_in_a_channel_that_nobody_allowed_who_asks_alone_is_told_where_to_ask(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, mia: Person, office: Channel, reply: Reply
) -> None:
    service = run_service(is_allowed_everywhere=False)

    ada.says(office, f"@{slack.bot.real_name} {NO}")
    [sentence] = slack.wait_for(lambda: told(ada, office), LONG)
    slack.wait_settled(LONG)

    assert "Ask me in a direct message" in sentence.words
    assert "administrator" in sentence.words
    assert (len(slack.calls("chat.postEphemeral")), told(ben, office)) == (1, [])
    assert "Don't post this" in reply(ada, ada.says(None, NO)).text

    service.desk.set_mode(slack.team.id, office.id, ChannelMode.ANSWERS, mia.id)
    assert "Don't post this" in reply(ben, ben.says(office, f"@{slack.bot.real_name} {NO}"), office).text


def test_a_channel_of_the_file_of_offices_is_allowed(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, reply: Reply
) -> None:
    taking = replace(default_offices("").fallback, asks_from=(office.id,))
    run_service(is_allowed_everywhere=False, offices=Offices(MappingProxyType({taking.id: taking}), taking.id))

    assert "Don't post this" in reply(ada, ada.says(office, f"@{slack.bot.real_name} {NO}"), office).text


def test_too_many_questions_are_answered_with_a_kind_word_once(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service(desk_settings=DeskSettings(asks_a_minute=1))

    ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)
    for _ in range(3):
        ada.says(None, NO)
    slack.wait_for(lambda: len(told(ada)) >= 2, LONG)
    slack.wait_settled(LONG)

    assert len([m for m in told(ada) if "a lot of questions" in m.words]) == 1
    assert len(told(ada)) == 2


def test_a_choice_too_many_is_answered_with_a_kind_word(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service(desk_settings=DeskSettings(asks_a_minute=1))
    asked_back = reply(ada, ada.says(None, ASKED_BACK))

    ada.presses(asked_back, asked_back.action_of("Yes, from work"))

    slack.wait_for(lambda: [m for m in told(ada) if "a lot of questions" in m.words], LONG)


def test_a_stranger_of_a_shared_channel_is_refused_and_seen_by_nobody_else(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    other = slack.workspaces.add_team("Partner")
    stranger = slack.person("Zoe Ash", team=other)
    shared = slack.channel("with-partner", ada, stranger, shared_with=[other])

    for _ in range(2):
        stranger.says(shared, f"@{slack.bot.real_name} {NO}")
    [refusal] = slack.wait_for(lambda: told(stranger, shared), LONG)
    slack.wait_settled(LONG)

    assert "only people of this office" in refusal.words
    assert len(told(stranger, shared)) == 1
    assert told(ada, shared) == []


def test_the_last_question_that_is_allowed_is_not_refused_as_its_second_event_comes(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, reply: Reply
) -> None:
    run_service(desk_settings=DeskSettings(asks_a_minute=1))

    question = ada.says(office, f"@{slack.bot.real_name} {NO}")
    reply(ada, question, office)
    slack.wait_settled(LONG)

    assert not any(m.is_whispered for m in told(ada, office))
