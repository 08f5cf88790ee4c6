"""Do managers see of a precedent what they need, and no more to press than there is to do?"""

from __future__ import annotations

import dataclasses

import pytest

from assistant.desk.precedent_list import Listed, Page
from assistant.desk.records import ChannelMode
from assistant.escalation.precedents import Validity
from assistant.slack.blocks import actions as act
from assistant.slack.blocks.home import Home, home_view
from assistant.slack.blocks.home_offices import OfficeShown, Queued
from assistant.slack.blocks.limits import check_view
from assistant.slack.blocks.precedent_list import SHOWN_PRECEDENTS
from assistant.slack.blocks.records import Look, View
from tests.unit.assistant.slack.blocks.asker_goldens import NORTH, OPEN, SOUTH, silent
from tests.unit.assistant.slack.blocks.conftest import buttons, described, nodes, texts
from tests.unit.assistant.slack.blocks.precedent_goldens import LISTED

RENEW, CORRECT, DECLINE = act.home_renew(5), act.home_correct(5), act.home_decline(5)


def drawn(look: Look, *rows: Listed, number: int = 0, pages: int = 1) -> View:
    view = home_view(Home(queue=(), precedents=Page(rows, number, pages, len(rows) * pages)), look)
    check_view(view)
    return view


def of_id(id: int) -> Listed:
    return dataclasses.replace(LISTED, precedent=dataclasses.replace(LISTED.precedent, id=id))


def words_of(view: View) -> str:
    return "\n".join(texts(view))


def test_it_has_number_verdict_question_clause_and_until_when(look: Look) -> None:
    said = words_of(drawn(look, LISTED))
    for part in (
        "Question 7",
        "Yes, on conditions",
        "May staff be",
        "MD 16-02, Policy, ¶ 7",
        "gone/clause",
        "is due on <!date^",
    ):
        assert part in said
    assert "<@U" not in said, "what people wrote mentions nobody, and nobody who did it is named"


@pytest.mark.parametrize(
    ("changes", "there"),
    [
        ({}, {RENEW, CORRECT, DECLINE}),
        ({"may_be_renewed": False}, {CORRECT, DECLINE}),
        ({"may_be_corrected": False, "may_be_withdrawn": False}, {RENEW}),
        ({"may_be_renewed": False, "may_be_corrected": False, "may_be_withdrawn": False}, set()),
    ],
)
def test_it_offers_what_can_be_done(look: Look, changes: dict[str, bool], there: set[str]) -> None:
    pressed = buttons(drawn(look, dataclasses.replace(LISTED, **changes))["blocks"])  # type: ignore[arg-type]
    assert pressed.keys() & {RENEW, CORRECT, DECLINE} == there
    if DECLINE in there:
        assert act.read_value(pressed[DECLINE]) == act.Pressed(70, ("4", "5"))


@pytest.mark.parametrize(
    ("validity", "says"),
    [
        (Validity.GOOD, "Shown below answers"),
        (Validity.DUE, "Its review was due"),
        (Validity.EXPIRED, "shown to nobody any more"),
    ],
)
def test_it_says_whether_it_is_still_shown(look: Look, validity: Validity, says: str) -> None:
    assert says in words_of(drawn(look, dataclasses.replace(LISTED, validity=validity)))


@pytest.mark.parametrize(
    ("number", "ways"),
    [(0, {act.HOME_PRECEDENTS_NEXT: "1"}), (1, {act.HOME_PRECEDENTS_BACK: "0", act.HOME_PRECEDENTS_NEXT: "2"}),
     (2, {act.HOME_PRECEDENTS_BACK: "1"})],
)  # fmt: skip
def test_the_ways_lead_to_the_pages_before_and_after(look: Look, number: int, ways: dict[str, str]) -> None:
    pressed = buttons(drawn(look, LISTED, number=number, pages=3)["blocks"])
    assert {name: act.read_value(value).argument for name, value in pressed.items() if "precedents" in name} == ways
    assert f"Page {number + 1} of 3; 3 in all." in words_of(drawn(look, LISTED, number=number, pages=3))


def test_one_page_has_no_ways_and_none_published_is_said(look: Look) -> None:
    assert not [name for name in buttons(drawn(look, LISTED)["blocks"]) if "precedents" in name]
    assert "None is published." in words_of(drawn(look))


def test_the_fullest_home_of_all_is_within_what_slack_takes_and_says_how_many_channels_are_left_out(look: Look) -> None:
    asked = silent(look)
    home = Home(
        recent=[dataclasses.replace(asked, id=number) for number in range(20)],
        hand_offs=[dataclasses.replace(OPEN, number=number) for number in range(20)],
        modes={f"C{number}": ChannelMode.ANSWERS for number in range(60)},
        queue=[Queued(dataclasses.replace(OPEN, id=number), asked) for number in range(30)],
        precedents=Page(tuple(of_id(number) for number in range(SHOWN_PRECEDENTS)), 1, 9, 45),
        offices=(NORTH, SOUTH, dataclasses.replace(NORTH, id="third", channel="")),
        set_up=[OfficeShown(described("North", "C9"), ("U8",))] * 30,
        may_see_report=True,
    )
    view = home_view(home, look)
    check_view(view)
    menus = [each for each in nodes(view) if act.HOME_CHANNEL_MODE.match(str(each.get("action_id", "")))]
    assert len(menus) > 10
    assert f"and {60 - len(menus)} more" in words_of(view)
