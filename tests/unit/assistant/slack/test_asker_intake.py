"""Which deed is what an asker sent to office management, and is all of it screened?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.answering.screening import NothingToScreen, PrivateKind
from assistant.desk.records import Arrival, Deed
from assistant.escalation.records import Filled
from assistant.slack.asker_intake import fill_in
from assistant.slack.blocks import actions
from assistant.slack.blocks.hand_over_forms import CONTEXT, NAME, TEXT, WITHOUT
from tests.quick_desk import QuickScreening
from tests.unit.assistant.slack.blocks.conftest import make_asked
from tests.unit.assistant.slack.test_management_intake import pressed
from tests.unit.assistant.slack.test_submissions import field, heard, sent

SCREEN = QuickScreening().screen
FORMS = [(actions.REPLY_FORM, Deed.REPLIED), (actions.STILL_FORM, Deed.REOPENED)]


def arrival(form: str, values: dict[str, Any]) -> Arrival:
    found = heard(sent(form, actions.write_value(70, 3), values))
    return fill_in(found.arrival, found.values, make_asked(None, text="May I?"), SCREEN)


@pytest.mark.parametrize(("form", "deed"), FORMS)
def test_a_form_on_a_hand_off_is_one_deed_that_names_nobody_in_its_key(form: str, deed: Deed) -> None:
    body = sent(form, actions.write_value(70, 3), field(TEXT, value="On my own."))
    found = heard(body).arrival

    assert (found.deed, found.hand_off, found.person) == (deed, 70, "U1")
    assert found.filled == Filled(version=3)
    assert heard(dict(body)).arrival.key == found.key
    assert "U1" not in found.key


@pytest.mark.parametrize("value", [actions.write_value(70, 3), "v1|70"])
def test_adding_a_name_is_a_deed_on_the_hand_off_that_names_nobody_in_its_key(value: str) -> None:
    body = pressed(actions.ADD_NAME, value)
    found = heard(body)

    assert (found.arrival.deed, found.arrival.hand_off, found.arrival.person) == (Deed.NAMED, 70, "U8")
    assert (found.arrival.question, found.filled) == (None, None)
    assert heard(dict(body)).arrival.key == found.arrival.key
    assert "U8" not in found.arrival.key
    assert found.response_url


@pytest.mark.parametrize(("form", "deed"), FORMS)
def test_what_is_written_is_screened_before_it_is_kept(form: str, deed: Deed) -> None:
    found = arrival(form, field(TEXT, value="It is Xaver's picture."))

    assert found.filled == Filled("It is [name 1]'s picture.", version=3)
    assert found.hidden == (PrivateKind.PERSON,)
    assert found.text == ""


@pytest.mark.parametrize("form", [form for form, _ in FORMS])
@pytest.mark.parametrize("value", ["", "   ", "\u200b", None])
def test_nothing_written_is_nothing_sent(form: str, value: str | None) -> None:
    with pytest.raises(NothingToScreen):
        arrival(form, field(TEXT, value=value))


def test_a_hand_over_is_screened_in_all_its_fields() -> None:
    found = heard(
        sent(
            actions.HAND_OVER_FORM,
            actions.write_value(12),
            field(TEXT, value="May Xena?")
            | field(CONTEXT, value="Ask Xaver.")
            | field(NAME, selected_options=[{"value": WITHOUT}]),
        )
    )
    filled = fill_in(found.arrival, found.values, make_asked(None, text="May I?"), SCREEN)

    assert filled.filled == Filled("May [name 1]?", "Ask [name 1].", is_anonymous=True)
    assert filled.hidden == (PrivateKind.PERSON, PrivateKind.PERSON)


@pytest.mark.parametrize("text", ["May I?", None])
def test_a_question_that_was_left_as_it_is_is_no_text_of_its_own(text: str | None) -> None:
    values = field(TEXT, value=text) if text else {}

    assert arrival(actions.HAND_OVER_FORM, values).filled == Filled()


def test_taking_a_question_back_names_nobody_in_its_key() -> None:
    body = {
        "type": "block_actions", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"},
        "container": {"channel_id": "D1", "message_ts": "1.2"},
        "actions": [{"action_id": actions.WITHDRAW, "value": actions.write_value(12), "action_ts": "17.5"}],
    }  # fmt: skip

    assert "U1" not in heard(body).arrival.key
