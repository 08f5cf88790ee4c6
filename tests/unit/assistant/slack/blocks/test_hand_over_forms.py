"""Does the hand-over form show what office management will see, and come back as what was filled in?"""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.screening import PrivateKind
from assistant.desk.records import Asked, Card, Entry
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.card import Around, card_message
from assistant.slack.blocks.filled_in import Values
from assistant.slack.blocks.hand_over_forms import (
    CONTEXT,
    NAME,
    OFFICE,
    TEXT,
    WITHOUT,
    Routed,
    hand_over_form,
    read_hand_over,
    read_words,
    reply_form,
    still_form,
)
from assistant.slack.blocks.limits import LONGEST_INPUT, check_view
from assistant.slack.blocks.records import Look
from assistant.slack.blocks.ruling_draft import shown_withheld
from tests.unit.assistant.slack.blocks.asker_goldens import (
    ANSWERED,
    ASKED_BACK,
    FRIDAY,
    NORTH,
    OPEN,
    SOUTH,
    silent,
    with_offices,
)
from tests.unit.assistant.slack.blocks.conftest import CHANNEL, make_answer, make_asked, make_private, texts
from tests.unit.assistant.slack.blocks.test_forms import fields, fill
from tests.unit.assistant.slack.blocks.test_ruling_draft import asked_of, doubted

FACTS = {"client": True, "client_in_media": True, "face_hidden": True}


def in_a_channel(look: Look) -> Asked:
    return make_asked(make_answer(look, FACTS), place=CHANNEL, entry=Entry.MENTION, earlier=("Before that.",))


ALL_KINDS = {
    "an answer": lambda look: make_asked(
        make_answer(look, FACTS), text="Is [name 1] fine?", hidden=(PrivateKind.PERSON,)
    ),
    "in a channel, with more": in_a_channel,
    "given alone": lambda look: make_private(make_answer(look, FACTS), PrivateKind.PERSON),
    "not settled, in Spanish": lambda look: silent(look, "es", earlier=("¿Y en Facebook?",)),
    "held back": lambda look: asked_of(doubted(look, "yes")),
    "no answer": lambda look: make_asked(None, error="Something went wrong."),
}


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_what_management_sees_the_asker_saw_or_was_told_of(look: Look, kind: str) -> None:
    """Every text of the card stands in the form, but for who asked and when, how it stands, and what the form names."""
    asked = ALL_KINDS[kind](look)
    words = look.words(asked.answer.language if asked.answer else "en")
    view = hand_over_form(asked, look)
    check_view(view)
    form = "\n".join([*texts(view["blocks"]), fields(view)[TEXT]["initial_value"]])
    handed = dataclasses.replace(OPEN, promise=None)
    link = "https://x.slack.com/a" if asked.is_led_to else None
    blocks = card_message(Card("C9", asked, handed), look, Around(message=link)).blocks
    shown = [text for block in blocks if block["type"] in ("rich_text", "context") for text in texts(block)]
    names = ("card-question", "card-earlier", "card-answer", "card-stopped", "card-inside")
    only_there = {words(name) for name in names}
    if asked.answer and asked.answer.withheld:
        only_there |= {words("card-withheld"), shown_withheld(asked.answer.withheld)}
        assert "what I was not sure enough to tell you" in form
    if link:
        only_there |= {words("card-open"), link}
    assert (words("hand-over-besides-link") in form) is bool(link)

    unseen = [line for text in shown if text not in only_there for line in text.split("\n") if line.strip() not in form]
    assert [line for line in unseen if line not in only_there] == []
    assert len(shown) >= 4


def test_long_conversations_fit_and_a_question_that_no_field_holds_is_shown_as_it_is(look: Look) -> None:
    asked = make_asked(make_answer(look, FACTS), text="word " * 2000, earlier=("word " * 2000,) * 20)
    view = hand_over_form(asked, look)
    check_view(view)

    assert TEXT not in fields(view)
    assert read_hand_over(fill(view), asked) == Filled()


@pytest.mark.parametrize("text", ["May I?", "May I?\r\n```\ndraft\n```", " spaced \u200b"])
def test_a_question_left_as_it_is_is_not_said_to_be_changed(look: Look, text: str) -> None:
    asked = make_asked(make_answer(look, FACTS), text=text)
    view = hand_over_form(asked, look)

    assert read_hand_over(fill(view), asked) == Filled()


def test_what_was_filled_in_comes_back(look: Look) -> None:
    asked = make_asked(make_answer(look, FACTS))
    view = hand_over_form(asked, with_offices(look), Routed(FRIDAY, None, (NORTH, SOUTH)))
    check_view(view)
    values = fill(view, **{TEXT: " May I post it? ", CONTEXT: "For our team.", NAME: [WITHOUT], OFFICE: "south"})

    assert read_hand_over(values, asked) == Filled("May I post it?", "For our team.", is_anonymous=True, to="south")


def test_handed_over_again_it_begins_with_what_was_filled_in_and_without_a_name_stays_so(look: Look) -> None:
    before = dataclasses.replace(OPEN, text="May I post it?", context="For our team.", is_anonymous=True)
    asked = make_asked(make_answer(look, FACTS), hand_off=before)
    view = hand_over_form(asked, look)
    check_view(view)

    assert read_hand_over(fill(view), asked) == Filled("May I post it?", "For our team.")
    assert [each["value"] for each in fields(view)[NAME]["initial_options"]] == [WITHOUT]


@pytest.mark.parametrize("values", [{}, {TEXT: {}}, {TEXT: {"old": {"value": "x"}}}])
def test_a_form_of_another_release_hands_over_the_question_as_it_is(values: Values) -> None:
    assert read_hand_over(values, make_asked()) == Filled()
    nameless = make_asked(hand_off=dataclasses.replace(OPEN, is_automatic=True, is_anonymous=True))
    assert read_hand_over(values, nameless) == Filled(is_anonymous=True), "what it did not ask adds no name"


@pytest.mark.parametrize(
    ("entry", "says"), [(Entry.MENTION, "in a channel under your name"), (Entry.DIRECT, "direct message")]
)
def test_without_a_name_is_honest_about_the_channel(look: Look, entry: Entry, says: str) -> None:
    asked = make_asked(make_answer(look, FACTS), entry=entry, **({"place": CHANNEL} if entry is Entry.MENTION else {}))
    view = hand_over_form(asked, look)
    [hint] = [block["hint"]["text"] for block in view["blocks"] if block.get("block_id") == NAME]

    assert says in hint


def test_an_office_that_is_known_is_named_with_what_to_expect_and_not_asked_for(look: Look) -> None:
    view = hand_over_form(
        make_asked(make_answer(look, FACTS)), with_offices(look), Routed(FRIDAY, NORTH, (NORTH, SOUTH))
    )
    shown = "\n".join(texts(view["blocks"]))

    assert OFFICE not in fields(view)
    assert "It goes to North Office. Office hours are Mon–Fri 8:00–17:00; it is Friday 18:10" in shown
    assert "by Monday 10:00" in shown


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_reply_and_what_is_still_not_clear_come_back(look: Look, language: str) -> None:
    for view, version in (
        (reply_form(ASKED_BACK, "Is it yours?", look, language), ASKED_BACK.version),
        (still_form(ANSWERED, look, language), ANSWERED.version),
    ):
        check_view(view)
        carried = act.read_value(view["private_metadata"])

        assert (carried.hand_off, carried.version) == (70, version)
        assert read_words(fill(view, **{TEXT: " Mine. "}), version) == Filled("Mine.", version=version)


def test_every_field_takes_as_much_as_slack_lets_in(look: Look) -> None:
    asked: Asked = dataclasses.replace(silent(look), text="x" * LONGEST_INPUT)
    view = hand_over_form(asked, look)
    check_view(view)

    assert fields(view)[TEXT]["initial_value"] == asked.text
