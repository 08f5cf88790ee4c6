"""Who gets the receipt of a hand-off as a file, and how often?"""

from __future__ import annotations

import pytest

from assistant.desk.notices import Notice
from assistant.desk.receipts import READER
from assistant.desk.records import Act, Deed, HandOff, Reader
from assistant.escalation.records import Filled, Letter, LetterKind
from assistant.storage import events
from tests.quick_desk import deed
from tests.quick_office import ASKER, COLLEAGUE, MANAGER, NORTH, RULED, STRANGER, QuickOffice


def receipts(office: QuickOffice) -> list[Letter]:
    return [each for each in office.surface.letters.values() if each.kind is LetterKind.RECEIPT]


@pytest.mark.parametrize(
    ("person", "reader"),
    [(ASKER, Reader.ASKER), (MANAGER, Reader.MANAGER), (COLLEAGUE, Reader.MANAGER)],
)
def test_who_asked_and_every_manager_get_theirs_in_every_state(
    office: QuickOffice, person: str, reader: Reader
) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    for number, (what, by, filled) in enumerate(
        ((None, "", {}), (Deed.CLAIMED, MANAGER, {}), (Deed.ASKED_BACK, MANAGER, {"text": "Which?"}),
         (Deed.RULED, MANAGER, RULED), (Deed.REOPENED, ASKER, {"text": "And now?"})), start=1
    ):  # fmt: skip
        if what is not None:
            office.do(what, hand_off, by, **filled)
        assert office.do(Deed.RECEIPT_WANTED, hand_off, person) is None
        assert len(receipts(office)) == number
    assert {(each.person, each.channel, (each.data or {})[READER]) for each in receipts(office)} == {
        (person, "", reader.value)
    }


def test_nobody_else_gets_one(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    said = office.do(Deed.RECEIPT_WANTED, hand_off, STRANGER)
    assert said is not None
    assert (said.act, said.note) == (Act.TELL, Notice.NOT_YOURS.value)
    assert receipts(office) == []


def test_what_was_taken_back_is_its_askers_alone(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    office.work(deed(Deed.WITHDREW, key="back", question=hand_off.asked))

    said = office.do(Deed.RECEIPT_WANTED, hand_off, MANAGER)
    assert said is not None
    assert said.note == Notice.NOT_NOW.value
    assert office.do(Deed.RECEIPT_WANTED, hand_off, ASKER) is None
    assert [each.person for each in receipts(office)] == [ASKER]


def test_one_wish_is_one_letter_however_often_it_is_worked_on(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    for _ in range(2):
        office.do(Deed.RECEIPT_WANTED, hand_off, ASKER, key="wish")
        office.work_on("wish")
    assert [each.key for each in receipts(office)] == ["wish:receipt:0"]


def test_an_asker_without_a_name_is_in_no_event_of_it(office: QuickOffice) -> None:
    hand_off: HandOff = office.opened(filled=Filled(to=NORTH, is_anonymous=True))
    assert hand_off.is_anonymous
    office.do(Deed.RECEIPT_WANTED, hand_off, ASKER, key="wish")
    with office.desk.database.reading() as connection:
        told = events.events_of_hand_off(connection, hand_off.id)
    assert [each.data["kind"] for each in told if each.what is events.What.LETTER_SHOWN] == ["receipt"]
    assert [repr(each) for each in told if ASKER in repr(each)] == []
