"""What was written in the box of App Home, and which box comes next?"""

from __future__ import annotations

import pytest

from assistant.desk.records import Deed, Entry, Place
from assistant.slack.ask_box import EMPTY, box_of, recognize_box
from assistant.slack.blocks import actions
from assistant.slack.blocks.home import BOX
from assistant.slack.heard import Us
from tests.unit.assistant.slack.blocks.conftest import make_asked

US = Us("T1", "U0")
KEY = "asked:T1:home:U1:17.5"


def press(values: object, action: str = actions.HOME_ASK_BOX) -> dict[str, object]:
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "view": {"type": "home", "state": {"values": values}},
        "actions": [{"action_id": action, "action_ts": "17.5", "value": "v1|0"}],
    }


@pytest.mark.parametrize("block", [actions.home_box(0), actions.home_box(41), "of another release"])
def test_it_is_read_whatever_its_number_is(block: str) -> None:
    found = recognize_box(press({block: {BOX: {"value": "May I?"}}}), US, is_member=True)

    assert found is not None
    assert (found.raw, found.if_empty, found.is_member) == ("May I?", EMPTY, True)
    arrival = found.arrival
    assert (arrival.key, arrival.message, arrival.deed, arrival.entry) == (KEY, KEY, Deed.ASKED, Entry.FORM)
    assert arrival.place == Place("T1", "", None, is_direct=True)
    assert arrival.text == "", "nothing that is not screened"


@pytest.mark.parametrize("values", [{}, {"b": {"other": {"value": "x"}}}, {"b": {BOX: {"value": None}}}, None])
def test_where_nothing_stands_in_it_nothing_was_written(values: object) -> None:
    found = recognize_box(press(values), US, is_member=True)

    assert found is not None
    assert found.raw == ""


def test_another_button_asks_nothing_though_the_box_is_full() -> None:
    assert recognize_box(press({"b": {BOX: {"value": "x"}}}, actions.HOME_ASK), US, is_member=True) is None


def test_only_what_was_asked_in_the_box_gives_another_one() -> None:
    elsewhere = make_asked(id=50, place=Place("T1", "D1", "1", is_direct=True))
    first, second = (make_asked(id=number, message=f"{KEY}{number}", place=Place("T1", "")) for number in (3, 40))

    assert box_of([]) == box_of([elsewhere]) == 0
    assert box_of([elsewhere, first]) == 3
    assert box_of([second, elsewhere, first]) == 40
