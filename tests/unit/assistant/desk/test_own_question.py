"""Who may not decide what they asked, and what is seen of them when they ask again?"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from assistant.desk.records import Deed
from assistant.escalation.records import Filled, HandOffState
from assistant.storage import arrivals
from tests.quick_desk import Hands, deed
from tests.quick_office import ASKER, COLLEAGUE, MANAGER, NORTH, RULED, QuickOffice, three_offices
from tests.unit.assistant.desk.conftest import BOTH

S = HandOffState


def work_off(office: QuickOffice) -> None:
    office.desk.fire_due()
    with office.desk.database.reading() as connection:
        keys = arrivals.overdue(connection, office.desk.clock())
    for key in keys:
        office.work_on(key)


@BOTH
def test_a_manager_does_not_decide_what_they_asked_and_may_give_it_away(office: QuickOffice) -> None:
    own = office.opened(filled=Filled(to=NORTH, is_anonymous=True), person=MANAGER)
    for what in (Deed.CLAIMED, Deed.RULED, Deed.ASKED_BACK):
        said = office.do(what, own, MANAGER, **RULED)
        assert said is not None
        assert (said.person, said.note) == (MANAGER, "own-question")
    office.do(Deed.REASSIGNED, own, COLLEAGUE, to=MANAGER)
    assert office.now(own).holder == MANAGER, "a refusal would say who asked"
    office.do(Deed.REASSIGNED, own, MANAGER, to=COLLEAGUE, note="yours")
    [remark] = office.now(own).remarks
    assert (office.now(own).holder, remark.by) == (COLLEAGUE, MANAGER), "what they do as a manager has their name"


def test_nobody_is_given_what_they_asked_with_their_name(office: QuickOffice) -> None:
    own = office.opened(filled=Filled(to=NORTH), person=MANAGER)
    said = office.do(Deed.REASSIGNED, own, COLLEAGUE, to=MANAGER)
    assert said is not None
    assert said.note == "own-question"


def test_the_only_manager_there_is_decides_what_they_asked(office: QuickOffice) -> None:
    north = three_offices().by_id[NORTH]
    alone = replace(north, managers=(MANAGER,), next="")
    office.desk.offices = replace(three_offices(), by_id=MappingProxyType({NORTH: alone}), fallback_id=NORTH)
    own = office.opened(filled=Filled(to=NORTH), person=MANAGER)
    office.do(Deed.CLAIMED, own, MANAGER)
    office.do(Deed.RULED, own, MANAGER, **RULED)
    assert office.now(own).state is S.ANSWERED


@BOTH
def test_who_leaves_their_name_out_later_has_it_taken_off_what_they_said_before(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.ASKED_BACK, hand_off, text="Which picture?")
    office.do(Deed.REPLIED, hand_off, ASKER, text="Of the desk.")
    assert ASKER in {remark.by for remark in office.now(hand_off).remarks}
    filled = Filled(text="barred?", is_anonymous=True)
    office.work(deed(Deed.HANDED_OVER, key="again", question=hand_off.asked, filled=filled))
    assert {remark.by for remark in office.now(hand_off).remarks} == {MANAGER, ""}


@BOTH
def test_what_expired_unasked_is_handed_over_without_a_name_as_it_was_approved(
    office: QuickOffice, hands: Hands
) -> None:
    hand_off = office.opened("doubtful barred?")
    assert hand_off.is_automatic
    for _ in range(24 * 10):
        hands.move(3600)
        work_off(office)
        if office.now(hand_off).state is S.EXPIRED:
            break
    filled = Filled(text="barred?", context="It moved.", is_anonymous=True)
    office.work(deed(Deed.HANDED_OVER, key="again", question=hand_off.asked, filled=filled, at=hands.at))
    again = office.now(hand_off)
    assert (again.state, again.is_anonymous, again.is_automatic) == (S.OPENED, True, False)
    assert (again.text, again.context) == ("barred?", "It moved.")
    assert ASKER not in {remark.by for remark in again.remarks}
