"""In the conversation of a hand-off: thanks change nothing, a question is told of it, once how to put it to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answering.records import Answer, Verdict
from assistant.desk.notes import Beside, beside_of
from assistant.desk.notices import Notices
from assistant.desk.records import DISPUTED, Asked, Deed, HandOff, Place
from assistant.escalation.records import Filled, HandOffState
from assistant.storage import events
from assistant.storage.database import Database
from tests.quick_desk import DIRECT, OFFICE, Hands, asked, deed, quick_desk
from tests.quick_office import ASKER, MANAGER, NORTH, RULED, QuickOffice, three_offices

S = HandOffState
TO_NORTH = Filled(to=NORTH)


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices()))


def says(office: QuickOffice, text: str, place: Place = OFFICE, person: str = ASKER, **changes: object) -> Asked:
    """Somebody writes in the thread; the question as it was answered."""
    key = f"k{next(office.keys)}"
    office.work(asked(text, key=key, message=f"{key}.0", place=place, person=person, **changes))
    response = office.desk.respond(key)
    assert response is not None
    assert response.asked is not None
    return response.asked


def brought_to(office: QuickOffice, state: HandOffState, **changes: object) -> HandOff:
    hand_off = office.opened("barred?", TO_NORTH, **changes)
    match state:
        case S.CLAIMED:
            office.do(Deed.CLAIMED, hand_off)
        case S.ANSWERED:
            office.do(Deed.RULED, hand_off, **RULED)
        case S.ASKED_BACK:
            office.do(Deed.ASKED_BACK, hand_off, text="Whose picture?")
    assert office.now(hand_off).state is state
    return office.now(hand_off)


@pytest.mark.parametrize("state", [S.OPENED, S.CLAIMED, S.ANSWERED, S.ASKED_BACK])
def test_thanks_change_nothing_and_ping_nobody(office: QuickOffice, state: HandOffState) -> None:
    before, letters = brought_to(office, state), office.letters()
    with office.desk.database.reading() as connection:
        told = len(events.events_of_hand_off(connection, before.id))

    thanked = says(office, "thanks!")

    assert office.now(before) == before
    assert office.letters() == letters
    assert (thanked.verdict, thanked.hand_off, beside_of(thanked.answer)) == (Verdict.OUT_OF_SCOPE, None, None)
    assert [card.hand_off.version for card in office.surface.cards.values()] == [before.version]
    with office.desk.database.reading() as connection:
        assert len(events.events_of_hand_off(connection, before.id)) == told


@pytest.mark.parametrize("state", [S.OPENED, S.CLAIMED, S.ANSWERED])
def test_a_new_question_says_that_they_have_one_and_once_how_to_put_it_to_them(
    office: QuickOffice, state: HandOffState
) -> None:
    hand_off = brought_to(office, state)
    found = [beside_of(says(office, text).answer) for text in ("and barred there?", "thanks", "and here?", "or there?")]

    ruling = hand_off.ruling.id if hand_off.ruling else 0
    first = Beside(hand_off.id, hand_off.number, state, ruling, is_offered=True)
    again = replace(first, is_offered=False)
    assert found == [first, None, again, again]
    assert office.now(hand_off) == hand_off, "nothing goes to them unasked"

    office.do(Deed.RULED, hand_off, **RULED) if state is not S.ANSWERED else office.do(
        Deed.RECTIFIED, hand_off, **RULED
    )
    anew = beside_of(says(office, "and now?").answer)
    assert anew is not None
    assert (anew.state, anew.is_offered) == (S.ANSWERED, True), "it stands otherwise now"


@pytest.mark.parametrize(("state", "is_told"), [(S.OPENED, False), (S.CLAIMED, True), (S.ASKED_BACK, True)])
@pytest.mark.parametrize(("context", "changes"), [("And on X?", True), ("", False)])
def test_whoever_is_on_it_is_told_once_of_what_its_asker_adds(
    office: QuickOffice, state: HandOffState, is_told: bool, context: str, changes: bool
) -> None:
    hand_off, before = brought_to(office, state), len(office.letters())
    over = deed(Deed.HANDED_OVER, key="more", question=hand_off.asked, filled=Filled(context=context))
    for _ in range(2):
        office.work(over)
        office.work_on("more")

    assert office.now(hand_off).context == context
    assert office.letters()[before:] == ([("reply", MANAGER)] if is_told and changes else [])


def test_what_goes_to_a_person_by_itself_is_told_of_no_other_way(office: QuickOffice) -> None:
    brought_to(office, S.CLAIMED)
    doubtful = says(office, "doubtful?")

    assert doubtful.hand_off is not None
    assert beside_of(doubtful.answer) is None


def test_in_a_thread_nobody_reads_of_what_was_asked_in_private_nor_of_what_others_asked(office: QuickOffice) -> None:
    brought_to(office, S.CLAIMED, wants_private=True)

    assert beside_of(says(office, "and there?").answer) is None
    assert beside_of(says(office, "and there?", person="U2").answer) is None
    assert beside_of(says(office, "and there?", wants_private=True).answer) is not None
    assert beside_of(says(office, "and there?", place=replace(DIRECT, thread="9.0")).answer) is None


def test_what_is_written_under_a_letter_is_next_to_its_hand_off(office: QuickOffice) -> None:
    hand_off = brought_to(office, S.ANSWERED, wants_private=True)
    [letter] = [each for each in office.surface.letters.values() if each.person == ASKER]
    shown = office.surface.stands[f"letter:{letter.key}"]

    there = beside_of(says(office, "and there?", place=Place("T1", shown.channel, shown.ts, is_direct=True)).answer)
    assert there is not None
    assert there.hand_off == hand_off.id


def test_a_withdrawn_one_is_not_spoken_of(office: QuickOffice) -> None:
    hand_off = brought_to(office, S.OPENED)
    office.work(deed(Deed.WITHDREW, key="w", question=hand_off.asked))
    assert beside_of(says(office, "and there?").answer) is None


@pytest.mark.parametrize("note", ["beside", "beside:1:2", "beside:1:2:gone:0:", "text_cut", "beside:1:2:claimed:0:x:y"])
def test_a_note_of_another_release_is_passed_over(note: str) -> None:
    assert beside_of(Answer(Verdict.NO, "No", "No.", notes=(note,))) is None


def test_only_a_second_correction_of_the_same_message_is_a_dispute(office: QuickOffice) -> None:
    question = says(office, "may I?")
    noted = []
    for number, what in enumerate((Deed.CORRECTED, Deed.EDITED, Deed.CORRECTED)):
        changes = {"text": "may I, barred?"} if what is Deed.EDITED else {"facts": {"client": number == 0}}
        office.work(
            deed(what, key=f"c{number}", question=question.id, message=question.message, place=OFFICE, **changes)
        )  # fmt: skip
        response = office.desk.respond(f"c{number}")
        assert response is not None
        assert response.asked is not None
        question = response.asked
        assert question.answer is not None
        noted.append(DISPUTED in question.answer.notes)

    assert noted == [False, False, True]
    assert question.hand_off is None, "nothing goes to them unasked"
