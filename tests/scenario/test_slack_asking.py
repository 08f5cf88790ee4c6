"""Asking in Slack: what the asker sees, and what the others in the channel see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.desk.records import ChannelMode, Place
from assistant.desk.settings import DeskSettings
from assistant.slack.blocks import actions
from assistant.slack.manifest import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.elements import elements_of
from assistant.slack.standin.records import Message, Upload
from assistant.slack.standin.sight import SeenMessage
from tests.scenario.conftest import OpenService, wait_until

NO = "Can I post a photo of a foster child on my Instagram if I blur the face?"
NAMED = "Can I post a photo of Marcus Webb and his case worker on my Facebook?"
ASKED_BACK = "Can I post a photo of a kid on Facebook?"
LONG = 10.0

Reply = Callable[..., SeenMessage]


@pytest.fixture
def reply(slack: StandIn) -> Reply:
    """Waits for the newest message of the app that a person sees under theirs."""

    def wait(person: Person, question: Message, channel: Channel | None = None, count: int = 1) -> SeenMessage:
        def look() -> list[SeenMessage]:
            seen = [m for m in person.sees(channel, thread=question) if m.from_app]
            return seen if len(seen) >= count else []

        return slack.wait_for(look, LONG)[-1]

    return wait


def told(person: Person, channel: Channel | None = None) -> list[SeenMessage]:
    """What the app said to somebody in a channel, or in their direct message."""
    return [message for message in person.sees(channel) if message.from_app]


def test_a_direct_message_is_answered_in_its_thread(
    run_service: OpenService, either_mode: Mode, ada: Person, reply: Reply
) -> None:
    run_service(either_mode)

    question = ada.says(None, NO)
    answer = reply(ada, question)

    assert answer.thread_ts == question.ts
    assert "Don't post this" in answer.text
    assert "covered or blurred" in answer.words
    assert "Why?" in answer.buttons


def test_a_mention_is_answered_once_in_the_thread_for_everybody(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, ben: Person, office: Channel, reply: Reply
) -> None:
    run_service(either_mode)

    question = ada.says(office, f"@{slack.bot.real_name} {NO}")
    reply(ben, question, office)
    slack.wait_settled(LONG)

    assert len(ben.sees(office, thread=question)) == 2
    assert len(slack.calls("chat.postMessage")) == 1


def test_the_asker_sees_that_it_is_worked_on(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service()

    question = ada.says(None, NO)
    reply(ada, question)

    [status] = slack.calls("assistant.threads.setStatus")
    assert status["arguments"]["status"] == "is reading the directive…"


def test_a_follow_up_in_the_thread_needs_no_mention_and_is_read_with_what_was_said(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, reply: Reply
) -> None:
    service = run_service()
    question = ada.says(office, f"@{slack.bot.real_name} {NO}")
    reply(ada, question, office)

    ada.says(office, "And if the face is not shown at all?", thread=question)
    reply(ada, question, office, count=2)

    [latest, _] = service.desk.recent(ada.id, slack.team.id)
    assert latest.earlier


def test_what_others_say_in_a_thread_is_answered_only_with_a_mention(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel, reply: Reply
) -> None:
    service = run_service()
    question = ada.says(office, f"@{slack.bot.real_name} {NO}")
    reply(ada, question, office)

    ben.says(office, "I would not post that either", thread=question)
    slack.wait_settled(LONG)
    ben.says(office, f"@{slack.bot.real_name} And if I post it?", thread=question)
    reply(ada, question, office, count=2)
    ben.says(office, "And with the face blurred?", thread=question)
    reply(ada, question, office, count=3)

    assert [asked.text for asked in service.desk.recent(ben.id, slack.team.id)] == [
        "And with the face blurred?",
        "And if I post it?",
    ]


def test_what_is_not_for_the_app_is_passed_over_and_not_kept(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel, reply: Reply
) -> None:
    service = run_service()
    ada.says(office, "who is in for lunch?")
    thread = ben.says(office, "something about our week")
    ada.says(office, "me too", thread=thread)
    mine = ada.says(office, f"@{slack.bot.real_name} {NO}")
    reply(ada, mine, office)
    ada.says(office, f"{ben.mention} what do you think?", thread=mine)
    slack.wait_settled(LONG)

    assert len(told(ada, office)) == 1
    assert [asked.text for asked in service.desk.recent(ada.id, slack.team.id)] == [NO]


def test_the_channel_sees_nothing_of_an_answer_to_private_data(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, ben: Person, office: Channel
) -> None:
    run_service(either_mode)

    ada.says(office, f"@{slack.bot.real_name} {NAMED}")
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    [pointer] = slack.wait_for(lambda: told(ada, office), LONG)
    slack.wait_settled(LONG)

    assert "Don't post this" in answer.words
    assert "Marcus" not in answer.words
    assert pointer.is_whispered
    assert "Delete message" in pointer.words
    assert told(ben, office) == []


def test_a_channel_set_to_private_answers_sees_none(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, mia: Person, office: Channel
) -> None:
    service = run_service()
    service.desk.set_mode(slack.team.id, office.id, ChannelMode.PRIVATE, mia.id)

    ada.says(office, f"@{slack.bot.real_name} {NO}")
    slack.wait_for(lambda: told(ada), LONG)
    [pointer] = slack.wait_for(lambda: told(ada, office), LONG)

    assert "In this channel I answer in private." in pointer.words
    assert told(ben, office) == []


def test_in_a_channel_shared_with_another_organization_the_asker_is_answered_alone(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    other = slack.workspaces.add_team("Partner")
    shared = slack.channel("with-partner", ada, shared_with=[other])

    ada.says(shared, f"@{slack.bot.real_name} {NO}")
    slack.wait_for(lambda: told(ada), LONG)

    assert all(message.is_whispered for message in told(ada, shared))


def test_a_command_is_answered_where_it_was_written_and_seen_by_nobody_else(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, ben: Person, office: Channel
) -> None:
    run_service(either_mode)

    ada.runs("/canipost", NO, office)
    [answer] = slack.wait_for(lambda: told(ada, office), LONG)

    assert answer.is_whispered
    assert "Don't post this" in answer.words
    assert (told(ben, office), told(ada)) == ([], [])


def test_a_command_alone_opens_the_form_and_its_answer_comes_to_the_asker_alone(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, ben: Person, office: Channel
) -> None:
    run_service(either_mode)

    ada.runs("/canipost", "", office)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"question": NO, "platform": "instagram", "account": "personal"})
    [answer] = slack.wait_for(lambda: told(ada, office), LONG)

    assert answer.is_whispered
    assert "Don't post this" in answer.words
    assert told(ben, office) == []


def test_the_shortcut_on_a_message_asks_about_its_text_and_answers_directly(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    run_service()
    draft = ben.says(office, "So proud of the foster kids in this picture!")

    ada.uses_shortcut(MESSAGE_SHORTCUT, draft)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits()
    slack.wait_for(lambda: told(ada), LONG)

    assert told(ada, office) == []
    assert told(ben, office) == []


def test_the_global_shortcut_opens_the_form(slack: StandIn, run_service: OpenService, ada: Person) -> None:
    run_service()

    ada.uses_shortcut(GLOBAL_SHORTCUT)
    slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"question": NO})

    [answer] = slack.wait_for(lambda: told(ada), LONG)
    assert "Don't post this" in answer.words


def test_a_form_with_nothing_to_read_stays_open_and_says_so(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    run_service()
    ada.uses_shortcut(GLOBAL_SHORTCUT)
    slack.wait_for(lambda: ada.modal, LONG)

    ada.submits(values={"question": "\u200b\u200b"})
    modal = slack.wait_for(lambda: ada.modal if ada.modal and ada.modal.errors else None, LONG)

    assert list(modal.errors) == ["question"]


def test_a_mention_with_nothing_to_read_is_told_how_to_ask(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    run_service()

    ada.says(office, f"@{slack.bot.real_name}")
    [hint] = slack.wait_for(lambda: told(ada, office), LONG)

    assert hint.is_whispered
    assert "Tell me what you would like to post" in hint.words
    assert told(ben, office) == []


def test_an_edited_question_is_answered_anew_and_the_old_answer_struck(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, reply: Reply
) -> None:
    run_service(either_mode)
    question = ada.says(None, NO)
    old = reply(ada, question)

    ada.edits(question, "Can I share my own opinion on a new child welfare law on my personal Facebook?")
    new = reply(ada, question, count=2)
    [struck] = slack.wait_for(lambda: [m for m in told(ada) if m.ts == old.ts and m.is_edited], LONG)

    assert "no longer stands" in struck.words
    assert struck.buttons == []
    assert "Don't post this" not in new.text


PICTURE = Upload("party.jpg", b"not looked at", "image/jpeg")


def test_an_answer_beside_a_picture_says_that_it_was_not_looked_at(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service()
    question = ada.says(None, ASKED_BACK, files=[PICTURE])
    asked_back = reply(ada, question)

    ada.presses(asked_back, asked_back.action_of("Yes, from work"))
    answer = reply(ada, question, count=2)

    assert "I cannot see pictures or files; I answered what you wrote." in asked_back.words
    assert "I cannot see pictures or files; I answered what you wrote." in answer.words


def test_without_a_picture_nothing_is_said_of_it(run_service: OpenService, ada: Person, reply: Reply) -> None:
    run_service()

    assert "pictures or files" not in reply(ada, ada.says(None, NO)).words


def test_who_sends_a_picture_alone_is_asked_to_describe_it_and_may_do_so_by_an_edit(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service()
    question = ada.says(None, "", files=[PICTURE])
    sentence = reply(ada, question)

    ada.edits(question, NO)
    answer = reply(ada, question, count=2)

    assert "Describe in words what you would like to post" in sentence.words
    assert "Don't post this" in answer.text
    assert "I cannot see pictures or files" in answer.words


def test_a_mention_with_a_picture_alone_is_asked_in_the_channel_to_describe_it(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    run_service()

    ada.says(office, f"@{slack.bot.real_name}", files=[PICTURE])
    [sentence] = slack.wait_for(lambda: told(ada, office), LONG)
    slack.wait_settled(LONG)

    assert sentence.is_whispered
    assert "Describe in words" in sentence.words
    assert len(told(ada, office)) == 1
    assert told(ben, office) == []


def test_an_edit_that_adds_the_mention_is_heard_once(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel, reply: Reply
) -> None:
    run_service()
    question = ada.says(office, NO)
    slack.wait_settled(LONG)

    ada.edits(question, f"@{slack.bot.real_name} {NO}")
    reply(ben, question, office)
    slack.wait_settled(LONG)

    assert len(told(ben, office)) == 1
    assert len(slack.calls("chat.postMessage")) == 1


def test_an_edit_without_the_mention_of_what_was_not_asked_is_passed_over(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    service = run_service()
    question = ada.says(office, "who is in for lunch?")

    ada.edits(question, "who is in for dinner?")
    slack.wait_settled(LONG)

    assert service.desk.recent(ada.id, slack.team.id) == ()


def test_an_edit_of_a_question_that_was_refused_asks_it(
    slack: StandIn, run_service: OpenService, ada: Person, mia: Person, reply: Reply
) -> None:
    service = run_service()
    service.desk.set_switch(slack.team.id, False, mia.id)
    question = ada.says(None, NO)
    slack.wait_for(lambda: told(ada), LONG)
    service.desk.set_switch(slack.team.id, True, mia.id)

    ada.edits(question, f"{NO} Please.")
    answer = reply(ada, question, count=2)

    assert "Don't post this" in answer.text


def test_an_edit_that_brings_in_a_name_takes_the_answer_out_of_the_channel(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel, reply: Reply
) -> None:
    run_service()
    question = ada.says(office, f"@{slack.bot.real_name} {NO}")
    old = reply(ben, question, office)

    ada.edits(question, f"@{slack.bot.real_name} {NAMED}")
    slack.wait_for(lambda: told(ada), LONG)
    slack.wait_for(lambda: [m for m in told(ben, office) if m.ts == old.ts and m.is_edited], LONG)

    assert len(told(ben, office)) == 1
    assert any(m.is_whispered for m in told(ada, office))


def test_a_deleted_question_takes_its_answer_with_it(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, ben: Person, office: Channel, reply: Reply
) -> None:
    run_service(either_mode)
    question = ada.says(office, f"@{slack.bot.real_name} {NO}")
    reply(ben, question, office)

    ada.deletes(question)
    slack.wait_for(lambda: not told(ben, office), LONG)

    assert told(ada, office) == []


def test_a_choice_continues_the_case(
    slack: StandIn, run_service: OpenService, either_mode: Mode, ada: Person, reply: Reply
) -> None:
    run_service(either_mode)
    question = ada.says(None, ASKED_BACK)
    asked_back = reply(ada, question)

    ada.presses(asked_back, asked_back.action_of("Yes, from work"))
    answer = reply(ada, question, count=2)

    assert "Don't post this" in answer.text
    assert slack.wait_for(lambda: [m for m in told(ada) if m.ts == asked_back.ts and m.is_edited], LONG)


def test_a_choice_under_an_answer_seen_alone_replaces_it_there(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    run_service()
    ada.runs("/canipost", ASKED_BACK, office)
    [asked_back] = slack.wait_for(lambda: told(ada, office), LONG)

    ada.presses(asked_back, asked_back.action_of("Yes, from work"))

    slack.wait_for(lambda: [m for m in told(ada, office) if "Don't post this" in m.words], LONG)
    assert len(told(ada, office)) == 1
    assert told(ben, office) == []


def test_a_question_without_choices_is_asked_back_in_words(run_service: OpenService, ada: Person, reply: Reply) -> None:
    run_service()
    question = ada.says(None, "Can I post this?")

    answer = reply(ada, question)

    assert answer.blocks


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


def test_a_choice_under_a_lasting_answer_is_answered_where_it_lasts(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, mia: Person, office: Channel
) -> None:
    service = run_service()
    service.desk.set_mode(slack.team.id, office.id, ChannelMode.PRIVATE, mia.id)
    ada.says(office, f"@{slack.bot.real_name} {ASKED_BACK}")
    [asked_back] = slack.wait_for(lambda: told(ada), LONG)

    ada.presses(asked_back, asked_back.action_of("Yes, from work"))
    [answer] = slack.wait_for(lambda: [m for m in told(ada) if "Don't post this" in m.text], LONG)

    assert not answer.is_whispered
    assert not any("Don't post" in m.words for m in told(ben, office))


def test_a_word_to_somebody_in_a_conversation_of_two_others_comes_directly(
    slack: StandIn, run_service: OpenService, ada: Person
) -> None:
    service = run_service()

    service.kit.tell(Place(slack.team.id, "D0OFOTHERS", None, is_direct=True), ada.id, "a word", "key")

    assert [m.words for m in told(ada)] == ["a word"]


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


def test_editing_a_question_again_and_again_is_not_answered_without_end(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service(desk_settings=DeskSettings(asks_a_minute=2))
    question = ada.says(None, NO)
    reply(ada, question)

    for number in range(5):
        ada.edits(question, f"{NO} And number {number}?")
        slack.wait_settled(LONG)
    slack.wait_for(lambda: len(told(ada)) == 3, LONG)  # two answers and the word
    struck = slack.wait_for(lambda: [m for m in told(ada) if "changed since, so this answer" in m.words], LONG)

    assert len([m for m in told(ada) if "a lot of questions" in m.words]) == 1
    assert [m.buttons for m in struck] == [[]]
    assert [m for m in told(ada) if "Why?" in m.buttons] == []
    ada.edits(question, f"{NO} And number 0?")
    slack.wait_for(lambda: [m for m in told(ada) if "Why?" in m.buttons], LONG)


def test_a_choice_too_many_is_answered_with_a_kind_word(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service(desk_settings=DeskSettings(asks_a_minute=1))
    asked_back = reply(ada, ada.says(None, ASKED_BACK))

    ada.presses(asked_back, asked_back.action_of("Yes, from work"))

    slack.wait_for(lambda: [m for m in told(ada) if "a lot of questions" in m.words], LONG)


def test_a_reply_under_a_private_answer_is_read_with_what_was_said_before(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    service = run_service()
    ada.says(office, f"@{slack.bot.real_name} {NAMED}")
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    wait_until(lambda: service.desk.health().waiting == 0)

    ada.says(None, "And if nobody can be recognized?", thread=answer)
    slack.wait_for(lambda: len(told(ada)) == 2, LONG)

    [latest, _] = service.desk.recent(ada.id, slack.team.id)
    assert latest.earlier
    assert "Marcus" not in "".join(latest.earlier)


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


def test_a_spanish_asker_is_spoken_to_in_spanish(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service()

    answer = reply(ada, ada.says(None, "¿Puedo publicar una foto de un niño de crianza en mi Instagram?"))

    assert "Preguntar a la gerencia" in answer.buttons


def test_the_last_question_that_is_allowed_is_not_refused_as_its_second_event_comes(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, reply: Reply
) -> None:
    run_service(desk_settings=DeskSettings(asks_a_minute=1))

    question = ada.says(office, f"@{slack.bot.real_name} {NO}")
    reply(ada, question, office)
    slack.wait_settled(LONG)

    assert not any(m.is_whispered for m in told(ada, office))


def test_who_deletes_the_private_message_as_told_keeps_the_answer(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel
) -> None:
    service = run_service()
    question = ada.says(office, f"@{slack.bot.real_name} {NAMED}")
    slack.wait_for(lambda: told(ada, office), LONG)

    ada.deletes(question)
    slack.wait_settled(LONG)
    wait_until(lambda: service.desk.health().waiting == 0)

    assert len(told(ada)) == 1
