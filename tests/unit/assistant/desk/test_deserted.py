"""An office whose group is empty, or whose managers all left: does what it would get go to somebody who can answer?"""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.desk.notices import Notices
from assistant.desk.records import Deed, Place
from assistant.escalation.records import Filled, HandOffState
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
