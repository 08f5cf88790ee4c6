"""Does the hand-over form show what office management will see, and come back as what was filled in?"""

from __future__ import annotations

import dataclasses

import pytest

from assistant.answering.screening import PrivateKind
from assistant.desk.records import Asked, Entry
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions as act
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
from tests.unit.assistant.slack.blocks.conftest import CHANNEL, make_answer, make_asked, texts
from tests.unit.assistant.slack.blocks.test_forms import fields, fill

FACTS = {"client": True, "client_in_media": True, "face_hidden": True}


def test_the_asker_sees_exactly_what_management_will_see(look: Look) -> None:
    answer = make_answer(look, FACTS)
    asked = make_asked(answer, text="Is [name 1] fine?", earlier=("Before that.",), hidden=(PrivateKind.PERSON,))
    view = hand_over_form(asked, look)
    check_view(view)
    shown = "\n".join(texts(view["blocks"]))

    for said in ("Before that.", answer.headline, answer.reason, "Private details stay hidden"):
        assert said in shown
    assert fields(view)[TEXT]["initial_value"] == "Is [name 1] fine?"


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
