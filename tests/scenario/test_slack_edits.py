"""What becomes of an answer when its message is edited or deleted, and of a message with a picture."""

from __future__ import annotations

from assistant.desk.records import ChannelMode
from assistant.desk.settings import DeskSettings
from assistant.slack.manifest import MESSAGE_SHORTCUT
from assistant.slack.settings import Mode
from assistant.slack.standin import Channel, Person, StandIn
from assistant.slack.standin.records import Upload
from tests.scenario.conftest import ASKED_BACK, LONG, NAMED, NO, OpenService, Reply, told, wait_until


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


def test_in_a_channel_everybody_sees_the_old_answer_struck_and_one_new(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel, reply: Reply
) -> None:
    run_service()
    mention = f"@{slack.bot.real_name}"
    question = ada.says(office, f"{mention} {NO}")
    old = reply(ben, question, office)

    ada.edits(question, f"{mention} Can I share my own opinion on a new child welfare law on my personal Facebook?")
    slack.wait_for(lambda: [m for m in told(ben, office) if m.ts == old.ts and "no longer stands" in m.words], LONG)
    slack.wait_settled(LONG)

    seen = told(ben, office)
    assert len(seen) == 2
    assert ["Don't post this" in m.text for m in seen if m.ts != old.ts] == [False]
    assert [m.buttons for m in seen if m.ts == old.ts] == [[]]


OPINION = "Can I share my own opinion on a new child welfare law on my personal Facebook?"


def struck_in(person: Person, channel: Channel | None = None) -> list[list[str]]:
    """The buttons of each answer that was taken back where it stands; nothing as long as another one stands there."""
    seen = [m for m in told(person, channel) if not m.is_whispered]
    return [m.buttons for m in seen] if all("so this answer no longer stands" in m.words for m in seen) else []


def test_switched_off_a_changed_question_leaves_no_answer_to_other_words_standing_and_pings_nobody(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, mia: Person, office: Channel, reply: Reply
) -> None:
    service, mention = run_service(), f"@{slack.bot.real_name}"
    heard, alone = ada.says(office, f"{mention} {OPINION}"), ada.says(None, OPINION)
    reply(ben, heard, office)
    assert "Why?" in reply(ada, alone).buttons
    wait_until(lambda: service.desk.health().waiting == 0)
    service.desk.set_switch(slack.team.id, False, mia.id)
    posts = len(slack.calls("chat.postMessage"))

    ada.edits(heard, f"{mention} {NO}")
    ada.edits(alone, NO)
    slack.wait_for(lambda: struck_in(ben, office) == [[]] and struck_in(ada) == [[]], LONG)
    wait_until(lambda: service.desk.health().waiting == 0)

    assert "I am switched off" in told(ben, office)[0].words
    assert "I am switched off" in told(ada)[0].words
    assert len(slack.calls("chat.postMessage")) == posts
    service.desk.set_switch(slack.team.id, True, mia.id)
    ada.edits(heard, f"{mention} {NO} Please.")
    assert "Don't post this" in reply(ben, heard, office, count=2).text


def test_in_a_channel_set_to_off_a_changed_question_leaves_no_answer_to_other_words_standing(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, mia: Person, office: Channel, reply: Reply
) -> None:
    service, mention = run_service(), f"@{slack.bot.real_name}"
    question = ada.says(office, f"{mention} {OPINION}")
    reply(ben, question, office)
    wait_until(lambda: service.desk.health().waiting == 0)
    service.desk.set_mode(slack.team.id, office.id, ChannelMode.OFF, mia.id)

    ada.edits(question, f"{mention} {NO}")
    slack.wait_for(lambda: struck_in(ben, office) == [[]], LONG)
    wait_until(lambda: service.desk.health().waiting == 0)

    [struck] = told(ben, office)
    assert "Ask me in a direct message" in struck.words


def test_a_question_whose_words_are_taken_out_leaves_no_answer_to_them_standing(
    slack: StandIn, run_service: OpenService, ada: Person, reply: Reply
) -> None:
    service = run_service()
    question = ada.says(None, OPINION, files=[PICTURE])
    reply(ada, question)
    wait_until(lambda: service.desk.health().waiting == 0)

    ada.edits(question, "")
    slack.wait_for(lambda: struck_in(ada) == [[]], LONG)
    ada.edits(question, OPINION)
    slack.wait_for(lambda: [m for m in told(ada) if "Why?" in m.buttons], LONG)

    assert len(told(ada)) == 1


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


def test_by_the_menu_of_a_message_with_a_picture_it_is_said_before_and_after_that_it_was_not_looked_at(
    slack: StandIn, run_service: OpenService, ada: Person, ben: Person, office: Channel
) -> None:
    run_service()
    words = "So proud of the foster kids in this picture on Instagram!"
    ada.uses_shortcut(MESSAGE_SHORTCUT, ben.says(office, words, files=[PICTURE]))

    form = slack.wait_for(lambda: ada.modal, LONG)
    ada.submits(values={"question": NO})
    [answer] = slack.wait_for(lambda: told(ada), LONG)

    assert "I cannot see the pictures or files of that message." in str(form.content)
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
