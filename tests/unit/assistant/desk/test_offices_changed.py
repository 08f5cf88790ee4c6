"""Is nothing nowhere when the file of offices is edited while questions are with them?"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from assistant.desk.notices import Notices
from assistant.desk.records import Act, Deed, HandOff
from assistant.desk.workflow import Outcome
from assistant.escalation.offices import Offices
from assistant.escalation.records import HandOffState
from assistant.storage import arrivals
from assistant.storage.database import Database
from tests.quick_desk import Hands, asked, quick_desk
from tests.quick_office import FALLBACK, NORTH, RULED, QuickOffice, three_offices

S = HandOffState
LEAD = "U5"
"""The fallback's deputy."""


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices()))


def without_north() -> Offices:
    offices = three_offices()
    return Offices(MappingProxyType({id: each for id, each in offices.by_id.items() if id != NORTH}), FALLBACK)


def start_anew(office: QuickOffice, offices: Offices) -> None:
    """The process is stopped, the file edited, the process started."""
    office.desk.offices = offices
    office.desk.show_elsewhere()
    work_off(office)


def work_off(office: QuickOffice) -> None:
    with office.desk.database.reading() as connection:
        keys = arrivals.overdue(connection, office.desk.clock())
    for key in keys:
        office.work_on(key)


def test_what_an_office_had_that_is_no_more_is_seen_and_answered_by_the_fallback(
    office: QuickOffice, held: HandOff
) -> None:
    start_anew(office, without_north())
    assert office.now(held).office == FALLBACK
    assert [each.id for each in office.desk.hand_offs_of_office("T1", FALLBACK)] == [held.id]
    assert {shown.channel: card.is_theirs for shown, card in office.surface.cards.items()} == {
        "C-north": False, "C-fallback": True,
    }  # fmt: skip
    office.do(Deed.REASSIGNED, held, LEAD, to=LEAD)
    office.do(Deed.RULED, held, LEAD, **RULED)
    answered = office.now(held)
    assert (answered.state, answered.holder, answered.office) == (S.ANSWERED, LEAD, FALLBACK)
    assert answered.ruling is not None
    assert answered.ruling.office == FALLBACK


def test_what_is_shown_elsewhere_after_a_start_does_not_show_an_answer_that_is_still_on_its_way(
    office: QuickOffice,
) -> None:
    """A process died before its card was kept: shown again by another arrival, the answer would be there twice."""
    desk = office.desk
    desk.receive(asked("doubtful?", key="k"))
    desk.respond("k")
    assert desk.show_elsewhere() == 1
    with desk.database.reading() as connection:
        [chosen] = [key for key in arrivals.overdue(connection, desk.clock()) if key != "k"]

    assert office.work_on(chosen) == Outcome("its answer is on its way")
    assert office.surface.responses == []
    assert office.work_on("k") == Outcome()
    assert office.work_on(chosen) == Outcome()

    assert [(each.act, each.key) for each in office.surface.responses] == [(Act.POST, "k"), (Act.REFRESH, chosen)]
    assert len(office.surface.cards) == 1


def test_what_it_had_answered_can_be_corrected_and_reopened_there(office: QuickOffice, held: HandOff) -> None:
    office.do(Deed.RULED, held, **RULED)
    start_anew(office, without_north())
    office.do(Deed.RECTIFIED, held, LEAD, **RULED)
    assert office.now(held).ruling != held.ruling
    office.do(Deed.REOPENED, held, "U1", text="and now?")
    assert (office.now(held).state, office.now(held).office) == (S.OPENED, FALLBACK)
    office.do(Deed.CLAIMED, held, LEAD)
    assert office.now(held).holder == LEAD


def test_the_digest_of_the_fallback_tells_of_it(office: QuickOffice, held: HandOff, hands: Hands) -> None:
    office.desk.offices = without_north()
    for _ in range(30):
        hands.move(3600)
        office.desk.fire_due()
        work_off(office)
    assert ("digest", "C-fallback") in office.letters()


def test_what_waits_moves_to_the_channel_that_the_file_names_now(office: QuickOffice, held: HandOff) -> None:
    offices = three_offices()
    north = replace(offices.by_id[NORTH], channel="C-new")
    start_anew(office, Offices(MappingProxyType({**offices.by_id, NORTH: north}), FALLBACK))
    assert {shown.channel for shown in office.surface.cards} == {"C-new"}
    before = len(office.surface.responses)
    start_anew(office, office.desk.offices)
    assert len(office.surface.responses) == before, "another start has nothing to show"
