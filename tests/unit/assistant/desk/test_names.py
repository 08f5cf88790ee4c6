"""Who sees the name of an asker, from when on, and by whose deed? What the assistant handed over has none until they say so."""

from __future__ import annotations

import pytest

from assistant.desk.records import Act, Deed, HandOff, Reader
from assistant.escalation.records import Filled, HandOffState, Move
from assistant.reporting.receipt import make_receipt
from assistant.storage import events
from assistant.storage.events import Event, What
from corpus.library import Library
from tests.quick_desk import MORNING, deed
from tests.quick_office import (
    ASKER,
    COLLEAGUE,
    MANAGER,
    NORTH,
    RULED,
    STRANGER,
    QuickOffice,
)

S = HandOffState
AUTOMATIC = "doubtful?"


def told(office: QuickOffice, hand_off: HandOff) -> tuple[Event, ...]:
    with office.desk.database.reading() as connection:
        return events.events_of_hand_off(connection, hand_off.id)


def names_on_managers_side(office: QuickOffice, hand_off: HandOff) -> list[str]:
    """Where the asker's id stands in what managers are written, and in what is told of the hand-off."""
    theirs = [letter for letter in office.surface.letters.values() if letter.person != ASKER]
    return [repr(each) for each in (*theirs, *told(office, hand_off)) if ASKER in repr(each)]


def test_what_the_assistant_hands_over_has_no_name_whatever_is_done_to_it(office: QuickOffice) -> None:
    hand_off = office.opened(AUTOMATIC)
    assert (hand_off.is_automatic, hand_off.is_anonymous) == (True, True)
    office.do(Deed.ASKED_BACK, hand_off, "U5", text="Which picture?")
    office.do(Deed.REPLIED, hand_off, ASKER, text="Of the desk.")
    office.do(Deed.RULED, hand_off, "U5", **RULED)
    office.do(Deed.REOPENED, hand_off, ASKER, text="And with a cat?")
    office.work(deed(Deed.WITHDREW, key="back", question=hand_off.asked))

    assert office.now(hand_off).state is S.WITHDRAWN
    assert {remark.by for remark in office.now(hand_off).remarks} == {"U5", ""}
    assert names_on_managers_side(office, hand_off) == []
    assert office.now(hand_off).is_anonymous


def test_its_asker_adds_their_name_and_the_one_card_says_so(office: QuickOffice) -> None:
    hand_off = office.opened(AUTOMATIC)
    before = {shown: card.hand_off.version for shown, card in office.surface.cards.items()}

    said = office.do(Deed.NAMED, hand_off, ASKER)

    assert said is not None
    assert (said.act, said.note, said.values) == (Act.RENEW, "name-added", {"number": "1"})
    assert said.asked is not None
    assert said.asked.hand_off == office.now(hand_off)
    after = {shown: card.hand_off for shown, card in office.surface.cards.items()}
    assert after.keys() == before.keys(), "changed in its place"
    assert [(each.is_anonymous, each.version) for each in after.values()] == [(False, 2)]
    assert [each.person for each in told(office, hand_off) if each.what is What.HAND_OFF_NAMED] == [ASKER]


@pytest.mark.parametrize("state", [S.OPENED, S.CLAIMED, S.ASKED_BACK])
def test_a_name_changes_nothing_but_who_is_seen(office: QuickOffice, state: HandOffState) -> None:
    hand_off = office.opened(AUTOMATIC)
    if state is not S.OPENED:
        office.do(Deed.CLAIMED if state is S.CLAIMED else Deed.ASKED_BACK, hand_off, "U5", text="Which picture?")
    before = office.now(hand_off)
    assert before.state is state

    office.do(Deed.NAMED, hand_off, ASKER)

    after = office.now(hand_off)
    kept = ("state", "holder", "leased_until", "promise", "changed_at", "office", "is_automatic")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert not after.is_anonymous


def test_pressed_twice_it_is_added_once_and_nothing_is_said(office: QuickOffice) -> None:
    hand_off = office.opened(AUTOMATIC)
    office.do(Deed.NAMED, hand_off, ASKER)
    assert office.do(Deed.NAMED, hand_off, ASKER) is None
    assert [each.what for each in told(office, hand_off)].count(What.HAND_OFF_NAMED) == 1


@pytest.mark.parametrize("person", [MANAGER, STRANGER, "U5"])
def test_nobody_else_adds_it(office: QuickOffice, person: str) -> None:
    hand_off = office.opened(AUTOMATIC)
    said = office.do(Deed.NAMED, hand_off, person)
    assert said is not None
    assert (said.person, said.note) == (person, "not-the-asker")
    assert office.now(hand_off).is_anonymous


@pytest.mark.parametrize("done", [Deed.RULED, Deed.WITHDREW])
def test_where_nobody_waits_for_an_answer_no_name_is_added(office: QuickOffice, done: Deed) -> None:
    hand_off = office.opened(AUTOMATIC)
    if done is Deed.RULED:
        office.do(done, hand_off, "U5", **RULED)
    else:
        office.work(deed(done, key="back", question=hand_off.asked))
    said = office.do(Deed.NAMED, hand_off, ASKER)
    assert said is not None
    assert said.note == "not-now"
    assert office.now(hand_off).is_anonymous


def test_who_left_their_name_out_themselves_can_add_it_by_the_same_deed_alone(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH, is_anonymous=True))
    form = deed(Deed.HANDED_OVER, key="again", question=hand_off.asked, filled=Filled(text="barred?"))
    office.work(form)
    assert office.now(hand_off).is_anonymous, "a form of theirs that was open since before says nothing of it"
    office.do(Deed.NAMED, hand_off, ASKER)
    assert not office.now(hand_off).is_anonymous


@pytest.mark.parametrize(("leaves_out", "is_named"), [(False, True), (True, False)])
@pytest.mark.parametrize("is_answered", [False, True])
def test_by_the_form_of_their_own_button_it_is_as_they_choose(
    office: QuickOffice, leaves_out: bool, is_named: bool, is_answered: bool
) -> None:
    hand_off = office.opened(AUTOMATIC)
    if is_answered:
        office.do(Deed.RULED, hand_off, "U5", **RULED)
    filled = Filled(text="doubtful?", context="It moved.", is_anonymous=leaves_out)
    office.work(deed(Deed.HANDED_OVER, key="form", question=hand_off.asked, filled=filled))

    now = office.now(hand_off)
    assert (now.state, now.is_anonymous, now.is_automatic) == (S.OPENED, not is_named, False)
    named = [each.person for each in told(office, hand_off) if each.what is What.HAND_OFF_NAMED]
    assert named == ([ASKER] if is_named else [])


def test_who_asked_decides_nothing_of_it_without_a_name_either(office: QuickOffice) -> None:
    own = office.opened(AUTOMATIC, person="U5")
    assert own.is_anonymous
    for what in (Deed.CLAIMED, Deed.RULED, Deed.ASKED_BACK):
        said = office.do(what, own, "U5", **RULED)
        assert said is not None
        assert (said.person, said.note) == ("U5", "own-question")
    assert not [each for each in told(office, own) if each.person]


def test_the_profile_still_says_whose_it_is(office: QuickOffice) -> None:
    hand_off = office.opened(AUTOMATIC, office=NORTH)
    assert (hand_off.office, hand_off.is_anonymous) == (NORTH, True)
    office.do(Deed.CLAIMED, hand_off, COLLEAGUE)
    assert office.now(hand_off).holder == COLLEAGUE


@pytest.mark.parametrize("reader", Reader)
def test_a_receipt_says_that_its_asker_took_it_back_without_saying_who(
    office: QuickOffice, library: Library, reader: Reader
) -> None:
    hand_off = office.opened(AUTOMATIC)
    office.work(deed(Deed.WITHDREW, key="back", question=hand_off.asked))
    with office.desk.database.reading() as connection:
        receipt = make_receipt(connection, hand_off.id, reader, library, office.desk.offices, MORNING)
    assert ASKER not in repr(receipt)
    by = {each.what: each.who for each in receipt.steps}
    assert not by[What.HAND_OFF_OPENED].is_asker, "the assistant opened it"
    assert by[What.HAND_OFF_WITHDRAWN] == receipt.asker


def test_what_an_older_release_handed_over_with_a_name_keeps_it(office: QuickOffice) -> None:
    """Managers have read it already."""
    hand_off = office.opened(AUTOMATIC)
    office.do(Deed.NAMED, hand_off, ASKER)
    office.work(deed(Deed.HANDED_OVER, key="form", question=hand_off.asked, filled=Filled(text="doubtful?")))
    assert not office.now(hand_off).is_anonymous
    assert Move.NAME not in {remark.move for remark in office.now(hand_off).remarks}
