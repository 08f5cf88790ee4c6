"""Once no reply is needed any more, does what asked for it say so in its place, whatever ended the wait?"""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.desk.notices import Notices
from assistant.desk.records import Deed, HandOff
from assistant.escalation.records import Filled, HandOffState, LetterKind
from assistant.storage import arrivals
from assistant.storage.database import Database
from tests.quick_desk import START, Hands, deed, quick_desk
from tests.quick_office import ASKER, MANAGER, NORTH, RULED, QuickOffice, three_offices

S = HandOffState


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    hands.at = START + timedelta(hours=8)
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices()))


def shown_anew(office: QuickOffice) -> list[LetterKind]:
    """What was shown of letters that ask since they were last forgotten."""
    asking = (LetterKind.QUESTION_BACK, LetterKind.NUDGE)
    return [each.kind for each in office.surface.letters.values() if each.kind in asking and each.person == ASKER]


def sleep(office: QuickOffice, hands: Hands, hand_off: HandOff, until: HandOffState) -> None:
    for _ in range(24 * 20):
        hands.move(3600)
        office.desk.fire_due()
        with office.desk.database.reading() as connection:
            due = arrivals.overdue(connection, hands.at)
        for key in due:
            office.work_on(key)
        if office.now(hand_off).state is until:
            return
    raise AssertionError(f"never {until}")


@pytest.mark.parametrize(("ends", "state"), [
    (Deed.RULED, S.ANSWERED), (Deed.WITHDREW, S.WITHDRAWN), (Deed.DELETED, S.WITHDRAWN), (Deed.DUE, S.EXPIRED),
])  # fmt: skip
def test_a_question_back_that_nobody_waits_for_any_more_is_shown_anew_in_its_place(
    office: QuickOffice, hands: Hands, ends: Deed, state: HandOffState
) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    asked = office.desk.asked(hand_off.asked)
    assert asked is not None
    office.do(Deed.ASKED_BACK, hand_off, text="Whose account?")
    office.surface.letters.clear()

    if ends is Deed.RULED:
        office.do(ends, hand_off, MANAGER, **RULED)
    elif ends is Deed.DUE:
        sleep(office, hands, hand_off, state)
    else:
        office.work(deed(ends, key="end", question=asked.id, message=asked.message, place=asked.place))

    assert office.now(hand_off).state is state
    assert LetterKind.QUESTION_BACK in shown_anew(office)
    assert len([key for key in office.surface.stands if "question back" in key]) == 1, "none is posted twice"


def test_what_was_passed_on_and_is_settled_by_an_edit_asks_no_more(office: QuickOffice) -> None:
    hand_off = office.opened("doubtful?")
    asked = office.desk.asked(hand_off.asked)
    assert asked is not None
    office.do(Deed.ASKED_BACK, hand_off, "U5", text="Whose account?")
    office.surface.letters.clear()
    office.work(deed(Deed.EDITED, key="edit", text="now?", message=asked.message, place=asked.place))
    assert office.now(hand_off).state is S.WITHDRAWN
    assert shown_anew(office) == [LetterKind.QUESTION_BACK]


def test_while_a_reply_is_needed_it_stays_as_it_is(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.ASKED_BACK, hand_off, text="Whose account?")
    office.surface.letters.clear()
    office.do(Deed.RELEASED, hand_off)
    office.do(Deed.CLAIMED, hand_off)
    assert office.now(hand_off).is_reply_due
    assert shown_anew(office) == []
    office.do(Deed.REPLIED, hand_off, ASKER, text="My own.")
    office.surface.letters.clear()
    office.do(Deed.RULED, hand_off, **RULED)
    assert shown_anew(office) == [], "it says since the reply what is so"
