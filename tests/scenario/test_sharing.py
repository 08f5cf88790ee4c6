"""What was asked alone - by the command, its form, the menu of a message - is shared in its channel, and Ben looks on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.desk.records import ChannelMode
from assistant.slack.blocks import actions
from assistant.slack.manifest import COMMAND, MESSAGE_SHORTCUT
from assistant.slack.running import Service
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.sight import SeenMessage
from tests.scenario.conftest import LONG, NAMED, NO, OpenService, told, wait_until

NAMED_BY = "asked me this and shares the answer."
Door = Callable[[StandIn, Person, Channel], SeenMessage]


@pytest.fixture
def service(run_service: OpenService) -> Service:
    return run_service()


def by_command(slack: StandIn, person: Person, channel: Channel, text: str = NO) -> SeenMessage:
    before = len(told(person, channel))
    person.runs(COMMAND, text, channel)
    return slack.wait_for(lambda: told(person, channel)[before:], LONG)[0]


def by_form(slack: StandIn, person: Person, channel: Channel) -> SeenMessage:
    person.runs(COMMAND, "", channel)
    slack.wait_for(lambda: person.modal, LONG)
    person.submits(values={"question": NO})
    return slack.wait_for(lambda: told(person, channel), LONG)[0]


def by_menu(slack: StandIn, person: Person, channel: Channel) -> SeenMessage:
    person.uses_shortcut(MESSAGE_SHORTCUT, person.says(channel, "We blurred the face of a foster child, see?"))
    slack.wait_for(lambda: person.modal, LONG)
    person.submits(values={"question": NO})
    return slack.wait_for(lambda: told(person), LONG)[0]


def shares(slack: StandIn, person: Person, answer: SeenMessage) -> None:
    slack.wait_for(lambda: person.modal is None, LONG)  # the form before it closes when it is acknowledged
    person.presses(answer, actions.SHARE)
    slack.wait_for(lambda: person.modal, LONG)
    person.submits()


@pytest.mark.parametrize("door", [by_command, by_form, by_menu])
def test_what_was_asked_alone_is_seen_by_a_colleague_once_its_asker_shares_it(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel, door: Door
) -> None:
    private = door(slack, ada, office)
    slack.wait_settled(LONG)
    assert told(ben, office) == []
    assert "Share in the channel" in private.buttons

    ada.presses(private, actions.SHARE)
    form = slack.wait_for(lambda: ada.modal, LONG)
    assert NO in str(form.content)
    assert told(ben, office) == []
    ada.submits()

    [shared] = slack.wait_for(lambda: told(ben, office), LONG)
    for words in (NAMED_BY, NO, "Don't post this"):
        assert words in shared.words
    assert not shared.thread_ts
    slack.wait_settled(LONG)
    # Once: its asker is told, and the channel sees nothing more.
    ada.forges(private, {"action_id": actions.SHARE, "value": actions.write_value(kept(service, ada))})
    wait_until(lambda: any("can see that answer already" in m.words for m in (*told(ada, office), *told(ada))))
    assert ada.modal is None
    assert len(told(ben, office)) == 1


def test_nobody_but_its_asker_shares_it(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    by_command(slack, ada, office)
    ben.says(None, "Can I post a photo of our office potluck?")
    [own] = slack.wait_for(lambda: told(ben), LONG)

    ben.forges(own, {"action_id": actions.SHARE, "value": actions.write_value(kept(service, ada))})

    slack.wait_for(lambda: [m for m in told(ben) if "Only the person who asked" in m.words], LONG)
    assert ben.modal is None
    assert told(ben, office) == []


def test_the_thread_of_a_shared_answer_is_its_conversation(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    shares(slack, ada, by_command(slack, ada, office))
    [shared] = slack.wait_for(lambda: told(ben, office), LONG)
    wait_until(lambda: service.desk.shown_as(office.id, shared.ts) is not None)

    ben.says(office, "Good to know, thanks.", shared.ts)
    ada.says(office, "And with an emoji over the face?", shared.ts)

    [answer] = slack.wait_for(lambda: told(ben, office)[1:], LONG)
    assert answer.thread_ts == shared.ts
    slack.wait_settled(LONG)
    assert len(told(ben, office)) == 2, "what a colleague says there among themselves is not answered"


@pytest.mark.parametrize("mode", [ChannelMode.PRIVATE, ChannelMode.OFF])
def test_where_the_channel_lets_nobody_see_answers_it_stays_alone(
    slack: StandIn, service: Service, ada: Person, ben: Person, mia: Person, office: Channel, mode: ChannelMode
) -> None:
    service.desk.set_mode(slack.team.id, office.id, mode, mia.id)
    private = by_command(slack, ada, office)
    assert actions.SHARE not in private.actions

    ada.forges(private, {"action_id": actions.SHARE, "value": actions.write_value(kept(service, ada))})

    wait_until(lambda: any("answers stay private" in m.words for m in told(ada, office)))
    assert ada.modal is None
    assert told(ben, office) == []


def test_what_held_private_details_is_not_offered_and_never_shared(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    private = by_command(slack, ada, office, NAMED)
    assert actions.SHARE not in private.actions

    ada.forges(private, {"action_id": actions.SHARE, "value": actions.write_value(kept(service, ada))})

    wait_until(lambda: any("stays with you" in m.words for m in told(ada, office)))
    assert told(ben, office) == []


@pytest.mark.parametrize("is_private", [False, True])
def test_where_the_app_is_no_member_the_reason_is_told_and_once_invited_it_is_shared(
    slack: StandIn, service: Service, ada: Person, ben: Person, is_private: bool
) -> None:
    outside = slack.channel("outside", ada, ben, has_app=False, is_private=is_private)
    private = by_command(slack, ada, outside)

    ada.presses(private, actions.SHARE)
    slack.wait_for(lambda: [m for m in told(ada) if "I am not a member of that channel" in m.words], LONG)
    assert ada.modal is None
    assert told(ben, outside) == []

    ada.invites_app(outside)
    shares(slack, ada, private)
    [shared] = slack.wait_for(lambda: told(ben, outside), LONG)
    assert NAMED_BY in shared.words


def test_an_app_that_was_taken_out_while_the_form_was_open_says_so_and_shares_nothing(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    private = by_command(slack, ada, office)
    ada.presses(private, actions.SHARE)
    slack.wait_for(lambda: ada.modal, LONG)
    slack.trouble.refuse("conversations.info", "channel_not_found")

    ada.submits()

    slack.wait_for(lambda: [m for m in told(ada) if "I am not a member of that channel" in m.words], LONG)
    assert told(ben, office) == []
    [asked] = service.desk.recent(ada.id, slack.team.id)
    assert asked.audience.value == "asker"


def test_a_form_is_acknowledged_in_time_though_slack_takes_long_to_tell_of_the_channel(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    private = by_command(slack, ada, office)
    ada.presses(private, actions.SHARE)
    slack.wait_for(lambda: ada.modal, LONG)
    slack.trouble.slow_down("conversations.info", 4.0)

    delivery = ada.submits()

    slack.wait_for(lambda: delivery.is_settled, LONG)
    assert (delivery.attempts, delivery.is_acknowledged) == (1, True)
    slack.wait_for(lambda: told(ben, office), LONG)


def test_where_slack_refuses_the_post_itself_the_answer_stays_with_its_asker_who_is_told(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    private = by_command(slack, ada, office)
    ada.presses(private, actions.SHARE)
    slack.wait_for(lambda: ada.modal, LONG)
    slack.trouble.refuse("chat.postMessage", "restricted_action")

    ada.submits()

    slack.wait_for(lambda: [m for m in told(ada) if "could not show that answer in the channel" in m.words], LONG)
    assert told(ben, office) == []
    slack.trouble.end()
    shares(slack, ada, private)
    slack.wait_for(lambda: told(ben, office), LONG)


def test_a_shared_answer_of_which_slacks_reply_was_lost_is_found_and_not_posted_again(
    slack: StandIn, service: Service, ada: Person, ben: Person, office: Channel
) -> None:
    private = by_command(slack, ada, office)
    wait_until(lambda: service.desk.health().waiting == 0)
    slack.trouble.lose_reply("chat.postMessage")

    shares(slack, ada, private)

    slack.wait_for(lambda: told(ben, office), LONG)
    wait_until(lambda: service.desk.health().waiting == 0)
    [shared] = told(ben, office)
    assert service.desk.shown_as(office.id, shared.ts) is not None, "it is not kept where it stands"


def kept(service: Service, person: Person) -> int:
    """The id of their latest question."""
    return service.desk.recent(person.id, person.user.team)[0].id
