"""An office whose group is empty, or whose managers all left: does what it would get go to somebody who can answer?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from assistant.desk.due import FindDeserted
from assistant.desk.notices import Notices
from assistant.desk.records import Deed, Place
from assistant.escalation.offices import Offices
from assistant.escalation.records import Filled, HandOffState
from assistant.storage import arrivals
from assistant.storage.database import Database
from tests.quick_desk import Hands, asked, deed, quick_desk
from tests.quick_office import ASKER, COLLEAGUE, FALLBACK, NORTH, RULED, SOUTH, QuickOffice, on, three_offices

TO_NORTH = Filled(to=NORTH)
IN_SOUTH = Place("T1", "C5", "1.0")


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices()))


@pytest.mark.parametrize(("deserted", "lands"), [((SOUTH,), FALLBACK), ((), SOUTH), ((NORTH,), SOUTH)])
def test_what_the_assistant_hands_over_lands_where_somebody_is(
    office: QuickOffice, deserted: tuple[str, ...], lands: str
) -> None:
    assert office.opened("doubtful?", place=IN_SOUTH, deserted=deserted).office == lands


@pytest.mark.parametrize(("deserted", "lands"), [((NORTH,), FALLBACK), ((), NORTH)])
def test_what_an_asker_gives_to_an_office_does_too_and_their_choice_is_remembered(
    office: QuickOffice, deserted: tuple[str, ...], lands: str
) -> None:
    office.work(asked("barred?", key="a", message="a.0"))
    answered = office.desk.respond("a")
    assert answered is not None
    assert answered.asked is not None
    office.work(deed(Deed.HANDED_OVER, key="b", question=answered.asked.id, filled=TO_NORTH, deserted=deserted))

    [hand_off] = office.desk.hand_offs(ASKER, "T1")
    assert hand_off.office == lands
    assert [card.office for card in office.surface.cards.values()] == [lands]
    chosen = office.desk.office_of("T1", ASKER, "")
    assert chosen is not None
    assert chosen.id == NORTH


def test_what_is_asked_again_does_not_wait_for_those_who_left(office: QuickOffice) -> None:
    ruled = office.opened(filled=TO_NORTH)
    office.do(Deed.RULED, ruled, COLLEAGUE, **RULED)
    office.work(replace(on(ruled, Deed.REOPENED, ASKER, "again", text="And now?"), deserted=(NORTH,)))

    now = office.now(ruled)
    assert (now.state, now.office) == (HandOffState.OPENED, FALLBACK)
    assert [card.office for card in office.surface.cards.values() if card.is_theirs] == [FALLBACK]


# --- what time and a refusal send on ------------------------------------------------------------------------------------


def chain() -> Offices:
    """North, whose next level is south, and of south the fallback."""
    three = three_offices()
    north = replace(three.by_id[NORTH], next=SOUTH)
    south = replace(three.by_id[SOUTH], deputy="U6", channel="C-south")
    return replace(three, by_id=MappingProxyType({**three.by_id, NORTH: north, SOUTH: south}))


def nobody_in_south(workspace: str, office: str) -> tuple[str, ...]:
    return (SOUTH,) if office == SOUTH else ()


def live(office: QuickOffice, hands: Hands, hours: int) -> None:
    for _ in range(hours):
        hands.at += timedelta(hours=1)
        office.desk.fire_due()
        with office.desk.database.reading() as connection:
            keys = arrivals.overdue(connection, hands.at)
        for key in keys:
            office.work_on(key)


@pytest.mark.parametrize(
    ("find", "raised_to", "told"),
    [
        (nobody_in_south, (SOUTH, FALLBACK), [("raised", "C-fallback"), ("raised", "U5")]),
        (lambda workspace, office: (), (SOUTH,), [("raised", "C-south"), ("raised", "U6")]),
    ],
)
def test_a_broken_promise_is_raised_past_those_who_left_once(
    office: QuickOffice, hands: Hands, find: FindDeserted, raised_to: tuple[str, ...], told: list[tuple[str, str]]
) -> None:
    office.desk.offices, office.desk.find_deserted = chain(), find
    hand_off = office.opened(filled=TO_NORTH)
    live(office, hands, 48)
    assert office.now(hand_off).raised_to == raised_to
    assert [each for each in office.letters() if each[0] == "raised"] == told
    assert {card.office for card in office.surface.cards.values()} >= {raised_to[-1]}


def test_a_broken_promise_is_raised_where_nobody_can_tell_who_is_there(office: QuickOffice, hands: Hands) -> None:
    def fails(workspace: str, office: str) -> tuple[str, ...]:
        raise RuntimeError

    office.desk.offices, office.desk.find_deserted = chain(), fails
    hand_off = office.opened(filled=TO_NORTH)
    live(office, hands, 48)
    assert office.now(hand_off).raised_to == (SOUTH,)


def test_what_its_office_cannot_be_shown_is_not_raised_to_those_who_left(office: QuickOffice) -> None:
    office.desk.offices, office.desk.find_deserted = chain(), nobody_in_south
    office.surface.refused = {"C-north"}
    hand_off = office.opened(filled=TO_NORTH)
    assert office.now(hand_off).raised_to == (FALLBACK,)
    assert [card.office for card in office.surface.cards.values()] == [FALLBACK]
