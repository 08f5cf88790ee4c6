"""Does an office see its precedents, each as it stands, with what may be done about it, and no other office's?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.answering.records import Verdict
from assistant.desk.likeness import Shelf
from assistant.desk.notices import Notices
from assistant.desk.precedent_list import KEPT, Listed
from assistant.desk.records import Deed, HandOff
from assistant.escalation.offices import Offices
from assistant.escalation.precedents import REVIEW_AFTER, PrecedentState, Step, Validity
from assistant.escalation.records import Filled
from assistant.storage import precedents
from assistant.storage.database import Database
from corpus.library import Library
from tests.quick_desk import START, Hands, quick_desk
from tests.quick_office import ASKER, COLLEAGUE, FALLBACK, MANAGER, NORTH, SOUTH, QuickOffice, three_offices

FACE = "md-16-02/policy/blurred-face"


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands, library: Library) -> QuickOffice:
    hands.at = START + timedelta(hours=8)
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices(), shelf=Shelf(library)))


def publishes(office: QuickOffice, told: str = "May a desk be posted?") -> HandOff:
    """The north answers, tells it, and a second manager approves."""
    hand_off = office.opened(filled=Filled(to=NORTH))
    office.do(
        Deed.RULED,
        hand_off,
        verdict=Verdict.CONDITIONAL,
        text="With a release.",
        clauses=(FACE,),
        may_be_precedent=True,
    )
    with office.desk.database.reading() as connection:
        [drafted] = precedents.live_precedents(connection)[-1:]
    office.do(Deed.PROPOSED, hand_off, MANAGER, subject=drafted.id, text=told)
    office.do(Deed.APPROVED, hand_off, COLLEAGUE, subject=drafted.id)
    return hand_off


def listed(office: QuickOffice, person: str = MANAGER, *manages: str) -> tuple[Listed, ...]:
    return office.desk.precedents_of("T1", person, manages or (NORTH,), 0, 5).rows


def can(each: Listed) -> tuple[bool, bool, bool]:
    return each.may_be_renewed, each.may_be_corrected, each.may_be_withdrawn


def test_an_office_sees_its_own_and_no_other_sees_them(office: QuickOffice) -> None:
    hand_off = publishes(office)
    [found] = listed(office)
    assert (found.hand_off, found.office, found.validity) == (office.now(hand_off), NORTH, Validity.GOOD)
    assert found.precedent.question == "May a desk be posted?"
    assert can(found) == (True, True, True)
    assert listed(office, "U9", SOUTH) == ()
    assert listed(office, "U9", SOUTH, NORTH) == (found,)


def test_what_is_not_published_yet_or_was_declined_is_not_listed(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.RULED, hand_off, verdict=Verdict.NO, text="No.", may_be_precedent=True)
    assert listed(office) == ()


@pytest.mark.parametrize(("later", "validity"), [
    (REVIEW_AFTER - timedelta(days=1), Validity.GOOD), (REVIEW_AFTER, Validity.DUE),
    (REVIEW_AFTER + timedelta(days=90), Validity.DUE),
])  # fmt: skip
def test_it_says_whether_it_is_still_shown(
    office: QuickOffice, hands: Hands, later: timedelta, validity: Validity
) -> None:
    publishes(office)
    hands.at += later
    assert [each.validity for each in listed(office)] == [validity]


def test_one_whose_clause_changed_has_expired_and_can_be_renewed(office: QuickOffice, library: Library) -> None:
    publishes(office)
    held = library.document("md-16-02")
    text = held.text.replace("Photography/Videos on social media", "Photography/Movies on social media")
    clauses = tuple(replace(each, text=text[each.start : each.end]) for each in held.clauses)
    office.desk.shelf = Shelf(Library((replace(held, text=text, clauses=clauses),)))
    [found] = listed(office)
    assert (found.validity, can(found)) == (Validity.EXPIRED, (True, True, True))


def test_what_was_withdrawn_can_be_renewed_for_a_while_and_then_is_gone(office: QuickOffice, hands: Hands) -> None:
    hand_off = publishes(office)
    [before] = listed(office)
    office.do(Deed.DECLINED, hand_off, MANAGER, subject=before.precedent.id)
    [found] = listed(office)
    assert found.precedent.state is PrecedentState.LAID_DOWN
    assert (found.validity, can(found)) == (Validity.EXPIRED, (True, True, False))
    hands.at += KEPT + timedelta(hours=1)
    assert listed(office) == ()


def test_what_was_corrected_is_listed_no_more(office: QuickOffice) -> None:
    hand_off = publishes(office)
    office.do(Deed.RECTIFIED, hand_off, MANAGER, verdict=Verdict.NO, text="No, never.")
    assert listed(office) == ()


def test_what_was_answered_once_more_alike_stays_published_and_is_not_renewed(office: QuickOffice) -> None:
    hand_off = publishes(office)
    office.do(Deed.REOPENED, hand_off, ASKER, text="Really?")
    [waiting] = listed(office)
    assert can(waiting) == (True, False, True), "it is corrected once it is answered"
    office.do(Deed.RULED, hand_off, verdict=Verdict.CONDITIONAL, text="As I said.", clauses=(FACE,))
    [found] = listed(office)
    assert (found.validity, can(found)) == (Validity.GOOD, (False, False, True))


def test_what_an_office_that_is_no_more_published_is_the_fallback_s(office: QuickOffice) -> None:
    publishes(office)
    offices = three_offices()
    left = {id: replace(each, next="" if each.next == NORTH else each.next) for id, each in offices.by_id.items()}
    del left[NORTH]
    office.desk.offices = Offices(left, FALLBACK)
    [found] = listed(office, "U5", FALLBACK)
    assert found.office == FALLBACK
    assert can(found) == (False, True, True), "its owner alone, or nobody, renews it; anybody may withdraw it"


def test_a_list_comes_in_pages_what_is_to_be_looked_at_first(office: QuickOffice, hands: Hands) -> None:
    for number in range(3):
        publishes(office, f"May desk {number} be posted?")
        hands.move(60)
    [_, second, _] = listed(office)
    with office.desk.database.transaction() as connection:
        precedents.change_precedent(connection, second.precedent.id, Step.LAY_DOWN, "", hands())

    def page(number: int) -> tuple[list[str], int, int, int]:
        found = office.desk.precedents_of("T1", MANAGER, (NORTH,), number, 2)
        return [each.precedent.question[9] for each in found.rows], found.number, found.pages, found.count

    assert page(0) == (["1", "2"], 0, 2, 3)
    assert page(1) == page(7) == (["0"], 1, 2, 3)
    assert page(-1) == page(0)
