"""Which deed is a form that was sent?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.desk.records import Deed, Entry, Place
from assistant.slack.blocks import actions
from assistant.slack.heard import Aside, Heard, Ignored, Us
from assistant.slack.intake import recognize

US = Us("T1", "U0US", "B0US")


def sent(form: str, carried: str, values: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": "1.2.3",
        "view": {"id": "V1", "callback_id": form, "private_metadata": carried, "state": {"values": values or {}}},
        "response_urls": [],
    } | changes


def field(name: str, **filled: Any) -> dict[str, Any]:
    return {name: {name: filled}}


def heard(body: dict[str, Any]) -> Heard:
    found = recognize(body, US)
    assert isinstance(found, Heard), found
    return found


QUESTION = field("question", value="May I?") | field("platform", selected_option={"value": "instagram"})


def test_the_ask_form_is_a_question_to_be_answered_alone() -> None:
    origin = actions.Origin("C1", "", "https://hooks.slack.com/commands/x")

    found = heard(sent(actions.ASK_FORM, actions.write_origin(origin), QUESTION))

    arrival = found.arrival
    assert (arrival.deed, arrival.entry, arrival.place) == (Deed.ASKED, Entry.FORM, Place("T1", "C1"))
    assert arrival.message == arrival.key
    assert found.raw == "May I?\nIt would go on Instagram."
    assert found.response_url == origin.response_url


@pytest.mark.parametrize(
    ("origin", "entry", "place"),
    [
        (actions.Origin(), Entry.FORM, Place("T1", "", None, is_direct=True)),
        (actions.Origin("D1"), Entry.FORM, Place("T1", "D1", None, is_direct=True)),
        (actions.Origin("C1", "17.5"), Entry.SHORTCUT, Place("T1", "C1")),
    ],
)
def test_a_form_knows_where_it_was_opened(origin: actions.Origin, entry: Entry, place: Place) -> None:
    arrival = heard(sent(actions.ASK_FORM, actions.write_origin(origin), QUESTION)).arrival

    assert (arrival.entry, arrival.place) == (entry, place)


@pytest.mark.parametrize("has_files", [True, False])
def test_a_form_knows_whether_its_message_has_pictures(has_files: bool) -> None:
    origin = actions.Origin("C1", "17.5", has_files=has_files)

    assert heard(sent(actions.ASK_FORM, actions.write_origin(origin), QUESTION)).arrival.has_files == has_files


@pytest.mark.parametrize(
    ("form", "deed"),
    [
        (actions.CORRECTION_FORM, Deed.CORRECTED),
        (actions.HAND_OVER_FORM, Deed.HANDED_OVER),
        (actions.SHARE_FORM, Deed.SHARED),
    ],
)
def test_a_form_on_a_question_is_one_deed_however_often_it_is_told(form: str, deed: Deed) -> None:
    body = sent(form, actions.write_value(12))

    arrival = heard(body).arrival

    assert (arrival.deed, arrival.question, arrival.person) == (deed, 12, "U1")
    assert heard(dict(body)).arrival.key == arrival.key


@pytest.mark.parametrize("form", [actions.ASK_FORM, actions.CORRECTION_FORM, actions.SHARE_FORM])
@pytest.mark.parametrize("carried", ["", "v0|12", "twelve"])
def test_a_form_of_no_release_is_said_to_be_too_old(form: str, carried: str) -> None:
    with pytest.raises(actions.ButtonTooOld):
        recognize(sent(form, carried), US)


def test_feedback_is_noted_at_once_and_an_unknown_form_is_nothing() -> None:
    assert isinstance(recognize(sent(actions.NOT_HELPFUL_FORM, actions.write_value(12)), US), Aside)
    assert isinstance(recognize(sent("another", ""), US), Ignored)


def test_somebody_of_another_workspace_is_known_as_such() -> None:
    body = sent(actions.SHARE_FORM, actions.write_value(12), user={"id": "U9", "team_id": "T2"})

    assert heard(body).is_member is False
