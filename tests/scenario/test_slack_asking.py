"""Asking in Slack: what the asker sees, and what the others in the channel see."""

from __future__ import annotations

import json

import pytest

from assistant.desk.records import ChannelMode, Place
from assistant.slack.blocks import actions
from assistant.slack.manifest import GLOBAL_SHORTCUT, MESSAGE_SHORTCUT
from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from corpus.rulebook import Rulebook
from tests.scenario.conftest import ASKED_BACK, LONG, NAMED, NO, OpenService, Reply, told, wait_until


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


def test_who_asks_whether_it_is_so_reads_the_answer_again_and_who_thanks_is_not_handed_over(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service()
    question = ada.says(None, "can i post a picture of my own dog at the beach on my day off?")
    reply(ada, question)
    ada.says(None, "you sure?", thread=question)
    reply(ada, question, count=2)
    ada.says(None, "good to know, thx", thread=question)
    reply(ada, question, count=3)

    first, again, last = told(ada)
    assert "OK to post" in first.words
    assert "OK to post" in again.words
    assert "All right" in last.words


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


def test_where_the_app_is_no_member_the_shortcut_and_the_command_answer_who_used_them_alone(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person
) -> None:
    run_service()
    outside = slack.channel("outside", ada, ben, has_app=False)
    draft = ben.says(outside, "So proud of the foster kids in this picture on Instagram!")

    ada.uses_shortcut(MESSAGE_SHORTCUT, draft)
    form = slack.wait_for(lambda: ada.modal, LONG)
    assert draft.text in json.dumps(form.content)
    ada.submits()
    [answer] = slack.wait_for(lambda: told(ada), LONG)
    assert draft.text in answer.words
    assert "MD 16-02" in answer.words

    ada.runs("/canipost", NO, outside)
    slack.wait_for(lambda: [m for m in (*told(ada), *told(ada, outside)) if m.ts != answer.ts], LONG)
    slack.wait_settled(LONG)
    assert told(ben, outside) == told(ben) == []

    guest = slack.person("Gus", is_guest=True)
    guest.joins(outside)
    guest.uses_shortcut(MESSAGE_SHORTCUT, draft)
    slack.wait_for(lambda: [m for m in told(guest) if "only people of this office" in m.words], LONG)
    assert guest.modal is None
    assert told(guest, outside) == []


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


TYPED = {"Yes, from work": True, "yes": True, "1": True, "sí": True, "no": False}


@pytest.mark.parametrize(("said", "is_from_work"), TYPED.items())
def test_a_typed_reply_to_a_question_back_continues_the_case(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply, said: str, is_from_work: bool
) -> None:
    service = run_service()
    question = ada.says(None, ASKED_BACK)
    asked_back = reply(ada, question)

    ada.says(None, said, thread=question)
    answer = reply(ada, question, count=2)

    assert ("Don't post this" in answer.text) is is_from_work
    assert slack.wait_for(lambda: [m for m in told(ada) if m.ts == asked_back.ts and m.is_edited], LONG)
    [asked] = service.desk.recent(ada.id, slack.team.id)
    assert (asked.text, asked.settled["client"]) == (ASKED_BACK, is_from_work)


def test_what_was_chosen_holds_for_a_follow_up_in_the_channel(
    slack: StandIn, run_service: OpenService, ada: Person, office: Channel, reply: Reply
) -> None:
    service = run_service()
    question = ada.says(office, f"@{slack.bot.real_name} {ASKED_BACK}")
    reply(ada, question, office)
    ada.says(office, "from work", thread=question)
    reply(ada, question, office, count=2)

    ada.says(office, "what if I blur her?", thread=question)
    answer = reply(ada, question, office, count=3)

    assert "Don't post this" in answer.text
    assert "it concerns a client" in answer.words
    assert service.desk.recent(ada.id, slack.team.id)[0].text == "what if I blur her?"


def test_a_question_without_choices_is_asked_back_in_words(
    run_service: OpenService, ada: Person, reply: Reply, rulebook: Rulebook
) -> None:
    run_service()
    [ask] = rulebook.facts["content_unclear"].opens
    question = ada.says(None, "Can I post this?")

    asked_back = reply(ada, question)
    assert ask.text in asked_back.words
    assert not [name for name in asked_back.actions if actions.CHOOSE.fullmatch(name)]

    ada.says(None, "a photo of my client, her face is blurred", thread=question)
    assert "Don't post this" in reply(ada, question, count=2).text


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


def test_a_spanish_asker_is_spoken_to_in_spanish(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    run_service()

    answer = reply(ada, ada.says(None, "¿Puedo publicar una foto de un niño de crianza en mi Instagram?"))

    assert "Preguntar a la gerencia" in answer.buttons
