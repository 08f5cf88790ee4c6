"""Who may ask, where and how often; and what is said to those who may not?"""

from __future__ import annotations

import pytest

from assistant.desk.admission import MOST_REMEMBERED, Told
from assistant.desk.desk import Desk
from assistant.desk.notices import Notice
from assistant.desk.records import ChannelMode, Deed, Entry, Place
from assistant.storage.channels import EVERY_OTHER
from tests.quick_desk import DIRECT, OFFICE, Hands, asked, deed

ALONE = Place("T1", "C1")


def admitted(
    desk: Desk, place: Place = OFFICE, entry: Entry = Entry.MENTION, person: str = "U1"
) -> tuple[bool, Notice | None]:
    outcome = desk.admit(person, place, entry, True)
    return outcome.is_admitted, outcome.note


@pytest.mark.parametrize(
    ("place", "entry", "note"),
    [
        (OFFICE, Entry.MENTION, None),
        (OFFICE, Entry.FOLLOW_UP, None),
        (DIRECT, Entry.DIRECT, Notice.SWITCHED_OFF),
        (ALONE, Entry.COMMAND, Notice.SWITCHED_OFF),
        (ALONE, Entry.FORM, Notice.SWITCHED_OFF),
    ],
)
def test_switched_off_it_is_silent_where_others_hear(
    desk: Desk, place: Place, entry: Entry, note: Notice | None
) -> None:
    assert admitted(desk, place, entry) == (True, None)
    desk.set_switch("T1", False, "U9", "Xavier asked for it")
    assert admitted(desk, place, entry) == (False, note)
    assert (desk.switch("T1").is_on, desk.switch("T1").by, desk.switch("T1").reason) == (
        False,
        "U9",
        "[name 1] asked for it",
    )
    assert desk.switch("T2").is_on
    desk.set_switch("T1", True, "U9")
    assert admitted(desk, place, entry) == (True, None)


@pytest.mark.parametrize(
    ("mode", "entry", "outcome"),
    [
        (ChannelMode.OFF, Entry.MENTION, (False, Notice.OFF_HERE)),
        (ChannelMode.OFF, Entry.FOLLOW_UP, (False, None)),
        (ChannelMode.OFF, Entry.COMMAND, (True, None)),
        (ChannelMode.OFF, Entry.SHORTCUT, (True, None)),
        (ChannelMode.PRIVATE, Entry.MENTION, (True, None)),
        (ChannelMode.ANSWERS, Entry.FOLLOW_UP, (True, None)),
    ],
)
def test_a_channel_that_is_off(
    desk: Desk, mode: ChannelMode, entry: Entry, outcome: tuple[bool, Notice | None]
) -> None:
    desk.set_mode("T1", "C1", mode, "U9")
    assert admitted(desk, OFFICE, entry) == outcome
    assert desk.modes("T1") == {"C1": mode}
    assert desk.mode("T1", "C1") is mode
    assert desk.mode("T1", "C2") is ChannelMode.ANSWERS


@pytest.mark.parametrize(
    ("others", "entry", "outcome"),
    [
        (ChannelMode.OFF, Entry.MENTION, (False, Notice.NOT_ALLOWED_HERE)),
        (ChannelMode.OFF, Entry.FOLLOW_UP, (False, None)),
        (ChannelMode.OFF, Entry.COMMAND, (True, None)),
        (ChannelMode.PRIVATE, Entry.MENTION, (True, None)),
        (ChannelMode.ANSWERS, Entry.MENTION, (True, None)),
    ],
)
def test_in_a_channel_that_nothing_is_set_for_what_is_set_for_all_others_holds(
    desk: Desk, others: ChannelMode, entry: Entry, outcome: tuple[bool, Notice | None]
) -> None:
    desk.set_mode("T1", EVERY_OTHER, others, "U9")
    assert admitted(desk, OFFICE, entry) == outcome
    assert admitted(desk, DIRECT, Entry.DIRECT) == (True, None)
    assert (desk.mode("T1", "C1"), desk.mode_of_others("T1")) == (others, others)
    desk.set_mode("T1", "C1", ChannelMode.ANSWERS, "U9")
    assert admitted(desk, OFFICE, entry) == (True, None)


def test_a_new_workspace_answers_in_no_channel_that_nobody_allowed(desk: Desk) -> None:
    there = Place("T2", "C1", "1.0")
    assert admitted(desk, there) == (False, Notice.NOT_ALLOWED_HERE)
    assert (desk.mode("T2", "C1"), desk.mode_of_others("T2")) == (ChannelMode.OFF, ChannelMode.OFF)
    assert desk.mode("T1", "C1") is ChannelMode.ANSWERS, "another workspace's setting is its own"


def test_many_questions_meet_a_kind_word_once_and_the_window_slides(desk: Desk, hands: Hands) -> None:
    for number in range(10):
        assert admitted(desk) == (True, None)
        desk.receive(asked("may I?", message=f"{number}.0"))
        hands.move(2)
    assert desk.admit("U1", DIRECT, Entry.DIRECT, True).values == {"minutes": "1"}
    assert admitted(desk) == (False, None)
    assert admitted(desk, person="U2") == (True, None)
    hands.move(41)
    assert admitted(desk) == (True, None)


def test_in_an_hour_there_is_an_end_too(desk: Desk, hands: Hands) -> None:
    for number in range(60):
        desk.receive(asked("may I?", message=f"{number}.0"))
        hands.move(30)
    assert desk.admit("U1", OFFICE, Entry.MENTION, True).values == {"minutes": "60"}


def test_what_costs_no_answer_does_not_count_as_asking(desk: Desk) -> None:
    for number in range(20):
        desk.receive(deed(Deed.HANDED_OVER, key=f"h{number}", question=1))
        desk.receive(deed(Deed.DELETED, key=f"d{number}"))
    assert admitted(desk) == (True, None)


@pytest.mark.parametrize("changed", [Deed.EDITED, Deed.CHOSE, Deed.CORRECTED])
def test_changing_a_question_again_and_again_counts_as_asking(desk: Desk, changed: Deed) -> None:
    for number in range(10):
        assert desk.admit_change("U1", OFFICE).is_admitted
        desk.receive(deed(changed, key=f"c{number}", question=1))
    assert desk.admit_change("U1", OFFICE).note is Notice.TOO_MANY
    assert desk.admit_change("U1", OFFICE).note is None
    assert desk.admit_change("U2", OFFICE).is_admitted
    assert not admitted(desk)[0]


def test_strangers_are_told_once_a_day(desk: Desk, hands: Hands) -> None:
    outcomes = []
    for seconds in (0, 60, 86_400):
        hands.move(seconds)
        outcomes.append(desk.admit("U7", OFFICE, Entry.MENTION, False).note)
    assert outcomes == [Notice.STRANGER, None, Notice.STRANGER]


def test_who_was_told_is_not_remembered_without_end() -> None:
    told, hands = Told(), Hands()
    for number in range(MOST_REMEMBERED + 5):
        hands.move(0.001)
        assert told.is_first("T1", f"U{number}", Notice.STRANGER, hands(), hands.at - hands.at.replace(hour=0))
    assert len(told.until) == MOST_REMEMBERED
