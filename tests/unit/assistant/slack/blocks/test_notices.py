"""Is what is said around the answers short, private where it must be, and within Slack's limits?"""

from __future__ import annotations

import json

import pytest

from assistant.answering.screening import PrivateKind
from assistant.slack.blocks import notices
from assistant.slack.blocks.limits import check_message
from assistant.slack.blocks.records import Block, Look, Message
from tests.unit.assistant.slack.blocks.conftest import make_answer, make_private, texts

LANGUAGES = ["en", "es"]


def sections(message: Message) -> list[Block]:
    return [each for each in message.blocks if each["type"] == "section"]


def words_of(message: Message) -> str:
    check_message(message.text, message.blocks)
    return "\n".join(texts(message.blocks))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pointer_tells_how_to_delete_a_message_with_something_private(look: Look, language: str) -> None:
    answer = make_answer(look, {"client": True}, language=language)
    message = notices.pointer_message(
        make_private(answer, PrivateKind.PERSON, text="About Tom"), look, "https://x.slack.com/a"
    )

    assert look.words(language)("pointer-delete") in words_of(message)
    assert answer.headline not in words_of(message) + message.text
    assert "Tom" not in words_of(message) + message.text


def test_the_pointer_does_not_speak_of_deleting_where_nothing_was_private(look: Look) -> None:
    message = notices.pointer_message(make_private(make_answer(look, {"client": True})), look)
    assert look.words("en")("pointer-delete") not in words_of(message)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_wrote_in_a_form_that_came_too_late_gets_every_word_back_and_none_formats(
    look: Look, language: str
) -> None:
    words, written = look.words(language), ("first <!channel> " * 100, "note *bold* <@U1> " * 20)
    message = notices.not_sent_message("Too late.", written, words)

    assert all(each.strip() in words_of(message) for each in written)
    assert not any(sign in json.dumps(section) for sign in ("<!", "<@") for section in sections(message))
    assert not any(sign in notices.not_sent_in_words("Too late.", written, words) for sign in ("<", "*"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_conversation_begins_with_no_more_prompts_than_slack_shows(look: Look, language: str) -> None:
    begins = notices.welcome(look.words(language))

    assert 1 <= len(begins.prompts) <= notices.MOST_PROMPTS
    assert all(title and asks for title, asks in begins.prompts)
    assert words_of(begins.greeting)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_status_has_a_phrase_and_turns(look: Look, language: str) -> None:
    shown = notices.status(look.words(language))
    assert shown.phrase
    assert len(set(shown.turns)) == len(notices.STATUSES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "make",
    [
        notices.takes_longer_message,
        notices.button_old_message,
        notices.not_admin_message,
        notices.thanks_message,
    ],
)
def test_every_notice_is_one_sentence_in_words(look: Look, language: str, make: object) -> None:
    assert callable(make)
    message = make(look.words(language))
    assert words_of(message) == message.text


def test_a_sentence_of_the_desk_does_nothing_in_slack() -> None:
    assert words_of(notices.notice_message("Ask <@U1> & wait.")) == "Ask &lt;@U1&gt; &amp; wait."
