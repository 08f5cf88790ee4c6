"""Whose office nobody knew: does a question of theirs that lies with the fallback go to the one that they name?"""

from __future__ import annotations

import pytest

from assistant.desk.notices import Notice, Notices
from assistant.desk.records import Act, Deed, HandOff, Response
from assistant.escalation.promises import first_promise
from assistant.escalation.records import Filled, HandOffState
from assistant.storage.database import Database
from tests.quick_desk import Hands, deed, quick_desk
from tests.quick_office import ASKER, FALLBACK, MANAGER, NORTH, SOUTH, STRANGER, QuickOffice, three_offices


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices()))


def tells(office: QuickOffice, hand_off: HandOff, to: str, person: str = ASKER, **changes: object) -> Response:
    key = f"k{next(office.keys)}"
    told = deed(Deed.OFFICE_TOLD, key=key, question=hand_off.asked, person=person, filled=Filled(to=to), **changes)
    office.work(told)
    response = office.desk.respond(key)
    assert response is not None
    return response


def known(office: QuickOffice) -> str | None:
    found = office.desk.office_of("T1", ASKER, "")
    return found.id if found else None


def test_it_goes_there_under_its_number_with_their_promise_and_is_remembered(office: QuickOffice) -> None:
    first = office.opened("doubtful?")
    assert (first.office, known(office)) == (FALLBACK, None)

    response = tells(office, first, SOUTH)

    now = office.now(first)
    assert response.act is Act.REFRESH
    assert (now.office, now.number, now.state) == (SOUTH, first.number, HandOffState.OPENED)
    assert (now.is_automatic, now.is_anonymous) == (first.is_automatic, first.is_anonymous)
    assert now.promise == first_promise(three_offices().office(SOUTH), first.opened_at)
    assert {card.office: card.is_theirs for card in office.surface.cards.values()} == {FALLBACK: False, SOUTH: True}
    assert known(office) == SOUTH
    assert office.opened("doubtful too?").office == SOUTH


def test_theirs_that_is_the_fallback_stays_where_it_is(office: QuickOffice) -> None:
    first = office.opened("doubtful?")
    tells(office, first, FALLBACK)
    assert (office.now(first), known(office)) == (first, FALLBACK)


def test_an_office_that_nobody_manages_gets_nothing_that_way_either(office: QuickOffice) -> None:
    first = office.opened("doubtful?")
    tells(office, first, NORTH, deserted=(NORTH,))
    assert (office.now(first).office, known(office)) == (FALLBACK, NORTH)


@pytest.mark.parametrize("deed_before", [Deed.CLAIMED, Deed.PASSED_ON])
def test_what_somebody_took_up_or_passed_on_stays_and_the_office_is_remembered(
    office: QuickOffice, deed_before: Deed
) -> None:
    first = office.opened("doubtful?")
    filled = {"to": NORTH, "note": "It is of the north."} if deed_before is Deed.PASSED_ON else {}
    office.do(deed_before, first, "U5", **filled)
    before = office.now(first)
    if deed_before is Deed.PASSED_ON:
        office.do(Deed.PASSED_ON, first, MANAGER, to=FALLBACK, note="No, it is not.")
        before = office.now(first)

    response = tells(office, first, SOUTH)

    assert (response.act, response.note) == (Act.TELL, Notice.OFFICE_REMEMBERED)
    assert (office.now(first), known(office)) == (before, SOUTH)


def test_what_its_asker_handed_over_was_sent_where_they_wished(office: QuickOffice) -> None:
    first = office.opened("barred?", Filled(to=FALLBACK))
    tells(office, first, SOUTH)
    assert office.now(first) == first


def test_nobody_else_moves_it_and_no_made_up_office_gets_it(office: QuickOffice) -> None:
    first = office.opened("doubtful?")
    assert tells(office, first, SOUTH, STRANGER).note == Notice.NOT_YOURS
    assert tells(office, first, "moon").note == Notice.NOT_NOW
    assert office.now(first) == first
    assert known(office) is None
