"""Do the forms ask what they must, fit into Slack, and come back as what was filled in?"""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.answering.drafts.finder import find_drafts
from assistant.desk.records import Entry, HandOff
from assistant.escalation.records import HandOffState
from assistant.slack.blocks import actions as act
from assistant.slack.blocks import forms
from assistant.slack.blocks.filled_in import (
    AskForm,
    Correction,
    NotHelpful,
    read_ask_form,
    read_correction,
    read_not_helpful,
)
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.records import Block, Look, View
from assistant.slack.wording import load_wording
from tests.unit.assistant.slack.blocks.conftest import AT, CHANNEL, make_answer, make_asked, nodes, texts

FACTS = {"client": True, "client_in_media": True, "face_hidden": True}
ORIGIN = act.Origin("C1", "1.2")


def fields(view: View) -> dict[str, Block]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}


def fill(view: View, **given: str | list[str]) -> dict[str, dict[str, dict[str, Any]]]:
    """What Slack sends back when these fields are filled in and the others left as they were."""
    values: dict[str, dict[str, dict[str, Any]]] = {}
    for name, element in fields(view).items():
        value = given.get(name)
        state: dict[str, Any] = {"type": element["type"]}
        if element["type"] == "plain_text_input":
            state["value"] = value if value is not None else element.get("initial_value")
        elif element["type"] == "checkboxes":
            state["selected_options"] = [each for each in element["options"] if each["value"] in (value or ())]
        else:
            options = {each["value"]: each for each in element["options"]}
            state["selected_option"] = options[value] if isinstance(value, str) else element.get("initial_option")
        values[name] = {element["action_id"]: state}
    return values


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_question_asked_in_the_form_comes_back(look: Look, language: str) -> None:
    view = forms.ask_form(look.words(language), ORIGIN)
    check_view(view)
    values = fill(view, question=" May I? ", draft="Good morning", platform="facebook", account="personal")

    assert read_ask_form(values) == AskForm("May I?", "Good morning", "facebook", "personal")
    assert read_ask_form(fill(view, question="May I?")) == AskForm("May I?")
    assert act.read_origin(view["private_metadata"]) == ORIGIN


def test_the_form_says_that_nothing_is_posted(look: Look) -> None:
    for message in (None, "a message"):
        assert "Nothing is posted anywhere." in " ".join(
            texts(forms.ask_form(look.words("en"), ORIGIN, message)["blocks"])
        )


def test_a_message_stands_in_the_form_once_and_cut_to_the_field(look: Look) -> None:
    view = forms.ask_form(look.words("en"), ORIGIN, "<@U1> " + "long " * 1000)
    check_view(view)

    assert read_ask_form(fill(view)).question == "Can I post this?"
    assert fields(view)[forms.DRAFT]["initial_value"].startswith("<@U1> long")
    assert "long" not in view["private_metadata"]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("draft", ["Great day at the park!", 'She said "hi" ```and``` left'])
def test_a_draft_of_the_form_is_found_where_drafts_are_looked_for(language: str, draft: str) -> None:
    words = load_wording().spoken(language)
    text = AskForm(words("ask-question-start"), draft, "facebook", "personal").text(words)
    found = [text[start:end] for start, end in find_drafts(text)]

    assert found == [draft.replace("```", "'''")]
    assert words("platform-facebook") in text


def test_every_platform_and_account_has_a_name(look: Look) -> None:
    view = forms.ask_form(look.words("es"), ORIGIN)
    for field, known in ((forms.PLATFORM, forms.PLATFORMS), (forms.ACCOUNT, forms.ACCOUNTS)):
        assert [each["value"] for each in fields(view)[field]["options"]] == list(known)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_understood_fact_can_be_said_right_not_so_or_not_known(look: Look, language: str) -> None:
    asked = make_asked(make_answer(look, FACTS, language=language))
    view = forms.correction_form(asked, look)
    check_view(view)
    understood, known = FACTS, look.rulebook.facts

    assert [name for name in fields(view) if name.startswith(forms.FACT)] == [forms.FACT + name for name in FACTS]
    assert read_correction(fill(view), understood, known).is_empty
    values = fill(view, **{"fact:client": "not-so", "fact:face_hidden": "unknown", "missed": "It is my dog."})
    assert read_correction(values, understood, known) == Correction(
        {"client": False, "face_hidden": None}, "It is my dog."
    )


@pytest.mark.parametrize(
    ("value", "fact", "becomes"),
    [(True, "client", False), (False, "client", True), (True, "face_hidden", None)],
)
def test_a_fact_that_cannot_be_denied_is_taken_back(look: Look, value: bool, fact: str, becomes: bool | None) -> None:
    values = {f"fact:{fact}": {f"fact:{fact}": {"selected_option": {"value": "not-so"}}}}
    assert read_correction(values, {fact: value}, look.rulebook.facts).facts == {fact: becomes}


def test_where_nothing_was_understood_something_must_be_said(look: Look) -> None:
    view = forms.correction_form(make_asked(make_answer(look, {})), look)
    check_view(view)
    assert [block["optional"] for block in view["blocks"] if block["type"] == "input"] == [False]


def test_a_form_with_every_fact_fits(look: Look) -> None:
    facts = dict.fromkeys(look.rulebook.facts, True)
    asked = make_asked(make_answer(look, facts))
    view = forms.correction_form(asked, look)
    check_view(view)
    assert len(fields(view)) == forms.CORRECTABLE + 1  # and what was missed


def test_a_reason_comes_back_and_names_are_warned_of(look: Look) -> None:
    view = forms.not_helpful_form(12, look.words("en"))
    check_view(view)

    assert read_not_helpful(fill(view, reasons=["misread", "wrong"], more="x")) == NotHelpful(("wrong", "misread"), "x")
    assert read_not_helpful(fill(view)) == NotHelpful()
    assert "write no names" in view["blocks"][1]["hint"]["text"]
    assert act.read_value(view["private_metadata"]).asked == 12


def test_the_asker_sees_what_the_thread_will_see(look: Look) -> None:
    asked = make_asked(make_answer(look, FACTS), text="my own words")
    view = forms.share_form(asked, look)
    check_view(view)

    assert asked.answer is not None
    assert asked.answer.reason in "\n".join(texts(view["blocks"]))
    assert "my own words" not in "\n".join(texts(view["blocks"]))


@pytest.mark.parametrize("is_anonymous", [True, False])
def test_the_asker_sees_what_the_channel_will_see_of_a_question_that_nobody_heard(
    look: Look, is_anonymous: bool
) -> None:
    hand_off = HandOff(7, 12, HandOffState.OPENED, AT, is_automatic=False, is_anonymous=is_anonymous)
    asked = make_asked(
        make_answer(look, FACTS), text="my own words", entry=Entry.COMMAND, place=CHANNEL, hand_off=hand_off
    )
    view = forms.share_form(asked, look)
    check_view(view)

    said = "\n".join(texts(view["blocks"]))
    assert "my own words" in said
    assert "<@U1> asked me this" in said
    assert "<#C1>" in said
    assert ("without your name" in said) == is_anonymous


def test_the_disclaimer_stands_word_for_word_to_be_copied(look: Look) -> None:
    disclaimer = look.library.clause("md-16-02/policy/disclaimer").text
    view = forms.disclaimer_view(disclaimer, look.words("en"))
    check_view(view)
    assert {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": disclaimer}]} in list(nodes(view))


@pytest.mark.parametrize(
    "values", [{}, {"question": {}}, {"question": {"old": {"value": "x"}}}, {"question": {"question": {"value": None}}}]
)
def test_a_form_of_another_release_is_read_as_left_empty(values: dict[str, Any]) -> None:
    assert read_ask_form(values) == AskForm("")
    assert read_correction(values, {"client": True}, {}).is_empty
    assert read_not_helpful(values) == NotHelpful()


def test_an_unknown_choice_is_no_choice() -> None:
    values = {"platform": {"platform": {"selected_option": {"value": "myspace"}}}}
    assert read_ask_form(values).platform is None


def test_a_fact_is_named_in_a_way_that_can_be_a_field(look: Look) -> None:
    assert all(re.fullmatch(r"[a-z_]+", name) for name in look.rulebook.facts)
