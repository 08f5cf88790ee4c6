"""Which deed is what a manager pressed or sent? The same press gives the same key; nothing raw is in the arrival."""

from __future__ import annotations

import json
import string
from pathlib import Path
from random import Random
from typing import Any

import pytest

from assistant.answering.records import Verdict
from assistant.desk.records import Deed
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions
from assistant.slack.blocks import management_forms as forms
from assistant.slack.blocks.carried import LONGEST_RULING, Carried, TooLongToCarry, read_carried, write_carried
from assistant.slack.blocks.limits import measure
from assistant.slack.blocks.management_filled_in import read_ruling
from assistant.slack.blocks.precedent_letters import TOLD
from assistant.slack.heard import Aside, Heard, Us
from assistant.slack.intake import recognize
from assistant.slack.management_intake import FORMS, PRESSES

US = Us("T1", "U0US")
Json = dict[str, Any]


def pressed(action: str, value: str, at: str = "1700000000.000100") -> Json:
    return {
        "type": "block_actions",
        "user": {"id": "U8", "team_id": "T1"},
        "container": {"type": "message", "channel_id": "C9", "message_ts": "1700000000.000001"},
        "channel": {"id": "C9"},
        "actions": [{"action_id": action, "value": value, "action_ts": at}],
        "response_url": "https://hooks.slack.com/actions/1",
    }


def sent(form: str, carries: str, **values: Json) -> Json:
    state = {"values": {name: {name: value} for name, value in values.items()}}
    view = {"id": "V1", "callback_id": form, "private_metadata": carries, "state": state}
    return {"type": "view_submission", "user": {"id": "U8", "team_id": "T1"}, "view": view}


def heard(body: Json) -> Heard:
    found = recognize(body, US)
    assert isinstance(found, Heard)
    return found


IN_HOME = {actions.home_renew(12): Deed.RENEWED, actions.home_decline(12): Deed.DECLINED}


@pytest.mark.parametrize(("action", "deed"), [*PRESSES.items(), *IN_HOME.items()])
def test_a_press_is_a_deed_on_the_hand_off_as_it_was_seen(action: str, deed: Deed) -> None:
    found = heard(pressed(action, actions.write_value(70, 4)))

    assert (found.arrival.deed, found.arrival.hand_off, found.arrival.person) == (deed, 70, "U8")
    assert found.arrival.question is None
    assert found.filled == Filled(version=4)
    assert found.arrival.key == heard(pressed(action, actions.write_value(70, 4))).arrival.key
    assert found.arrival.key != heard(pressed(action, actions.write_value(70, 4), "1700000001.000100")).arrival.key


def test_a_press_names_what_else_it_is_on() -> None:
    found = heard(pressed(actions.LETTER_APPROVE, actions.write_value(70, 4, 12)))
    assert found.filled == Filled(version=4, subject=12)


def test_a_button_without_a_version_is_still_read() -> None:
    found = heard(pressed(actions.CARD_CLAIM, "v1|70"))
    assert found.filled == Filled()


def test_a_button_of_no_release_is_told_as_old() -> None:
    with pytest.raises(actions.ButtonTooOld):
        recognize(pressed(actions.CARD_CLAIM, "v9|70"), US)


WRITTEN: dict[str, dict[str, Json]] = {
    actions.ASK_BACK_FORM: {forms.TEXT: {"value": " Who is in it? "}},
    actions.REASSIGN_FORM: {forms.TO: {"selected_option": {"value": "U9"}}},
    actions.PASS_ON_FORM: {forms.TO: {"selected_option": {"value": "south"}}, forms.WHY: {"value": "Theirs."}},
    actions.RETELL_FORM: {TOLD: {"value": "May one post it?"}},
}
FILLED = {
    actions.ASK_BACK_FORM: Filled(text="Who is in it?", version=4),
    actions.REASSIGN_FORM: Filled(to="U9", version=4),
    actions.PASS_ON_FORM: Filled(to="south", note="Theirs.", version=4),
    actions.RETELL_FORM: Filled(text="May one post it?", version=4, subject=12),
}
PRECEDENT = {actions.RETELL_FORM: (12,)}
"""The precedent that a form is on."""


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_a_deed_with_what_was_filled_in_which_the_arrival_has_not_before_it_is_screened(form: str) -> None:
    found = heard(sent(form, actions.write_value(70, 4, *PRECEDENT.get(form, ())), **WRITTEN[form]))

    assert (found.arrival.deed, found.arrival.hand_off) == (FORMS[form][0], 70)
    assert found.filled == FILLED[form]
    assert found.arrival.filled is None
    assert not any(text and text in repr(found) for text in (found.filled.text, found.filled.note))


def test_anybody_picked_from_a_long_list_is_read_too() -> None:
    body = sent(actions.REASSIGN_FORM, actions.write_value(70, 4), to={"selected_user": "U9"})
    assert heard(body).filled == Filled(to="U9", version=4)


RULED = Filled(
    text="Yes, “if”\nnobody | is seen.", verdict=Verdict.CONDITIONAL, clauses=("md-16-02/policy/disclaimer",),
    note="Ask Ben.", may_be_precedent=True, is_named=False, version=4,
)  # fmt: skip


@pytest.mark.parametrize(("is_correction", "deed"), [(False, Deed.RULED), (True, Deed.RECTIFIED)])
def test_sending_the_preview_is_the_ruling_with_all_that_was_looked_at(is_correction: bool, deed: Deed) -> None:
    carried = write_carried(Carried(70, RULED, is_correction))
    found = heard(sent(actions.RULING_PREVIEW, carried))

    assert (found.arrival.deed, found.arrival.hand_off, found.filled) == (deed, 70, RULED)
    assert found.arrival.filled is None


def test_the_ruling_form_itself_does_nothing_yet() -> None:
    assert isinstance(recognize(sent(actions.RULING_FORM, actions.write_value(70, 4)), US), Aside)


@pytest.mark.parametrize(
    "carries", ["", "v1|", "v1|[]", "v2|[70]", "v2|AAAA", "v9|[70]", 'v1|[70,4,0,"maybe","",[],"",0,1]', "x" * 99]
)
def test_a_preview_that_no_release_wrote_is_told_as_old(carries: str) -> None:
    with pytest.raises(actions.ButtonTooOld):
        recognize(sent(actions.RULING_PREVIEW, carries), US)


def test_what_does_not_fit_into_a_form_is_told_by_how_much() -> None:
    for text in (gibberish(LONGEST_RULING), "a " * (LONGEST_RULING // 2) + "!!!"):
        with pytest.raises(TooLongToCarry) as long:
            write_carried(Carried(70, Filled(text=text, verdict=Verdict.NO)))
        shorter = text[: -long.value.surplus - 50]
        write_carried(Carried(70, Filled(text=shorter, verdict=Verdict.NO)))
        assert shorter


def test_the_longest_answer_and_note_that_can_be_typed_fit(repository: Path) -> None:
    clauses = ("md-16-02/policy/a-name-of-a-clause-that-is-rather-long",) * forms.MOST_CLAUSES
    prose = (repository / "docs" / "hand-offs.md").read_text(encoding="utf-8")
    text, note = prose[:LONGEST_RULING], prose[-forms.LONGEST_NOTE :]
    carried = Carried(10**9, Filled(text=text, verdict=Verdict.NO, clauses=clauses, note=note, version=99))
    assert measure(text) == LONGEST_RULING
    assert read_carried(write_carried(carried)) == carried


@pytest.mark.parametrize("is_correction", [False, True])
def test_a_preview_that_the_release_before_this_opened_is_sent_as_it_was_looked_at(is_correction: bool) -> None:
    row = [
        70,
        4,
        int(is_correction),
        "conditional",
        "Yes, “if”\nnobody | is seen.",
        ["md-16-02/policy/disclaimer"],
        "Ask Ben.",
        1,
        0,
    ]
    written = f"v1|{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}"
    assert read_carried(written) == Carried(70, RULED, is_correction)


def gibberish(length: int) -> str:
    """Letters in no order, which no packing shortens much."""
    return "".join(Random(7).choices(string.ascii_letters + string.digits + string.punctuation, k=length))


def test_an_answer_left_open_has_no_verdict_and_no_words() -> None:
    assert read_ruling({}) == Filled(is_named=True)
