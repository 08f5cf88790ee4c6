"""What do managers see of a question once its asker changes the message? Never more than was approved."""

from __future__ import annotations

import pytest

from assistant.desk.records import Card, Deed
from assistant.escalation.records import Filled, LetterKind
from tests.quick_desk import deed
from tests.quick_office import MANAGER, NORTH, RULED, QuickOffice
from tests.unit.assistant.desk.conftest import BOTH

CUT, OTHER = "Is it barred?", "barred, I am the one in unit 5?"


def edit(office: QuickOffice, text: str, key: str = "e") -> None:
    """Its asker changes their message."""
    office.work(deed(Deed.EDITED, key=key, message="k1.0", text=text, at=office.desk.clock()))


def card_of(office: QuickOffice) -> Card:
    """The one card, as it was shown last."""
    [card] = office.surface.cards.values()
    return card


@BOTH
@pytest.mark.parametrize("is_anonymous", [False, True])
@pytest.mark.parametrize("before", [None, Deed.CLAIMED, Deed.ASKED_BACK])
def test_an_edit_shows_managers_nothing_that_its_asker_took_out_of_what_they_approved(
    office: QuickOffice, before: Deed | None, is_anonymous: bool
) -> None:
    hand_off = office.opened(f"{OTHER} pic", filled=Filled(to=NORTH, text=CUT, is_anonymous=is_anonymous))
    first = card_of(office).asked
    if before:
        office.do(before, hand_off, MANAGER, text="Whose?")
    state = office.now(hand_off).state
    for number, text in enumerate(("doubtful unit 5?", OTHER)):
        edit(office, text, f"e{number}")
        now, card = office.now(hand_off), card_of(office)
        assert (now.state, now.text, now.approved) == (state, CUT, first.id)
        assert (card.hand_off.version, card.asked.text, card.asked.earlier) == (now.version, CUT, first.earlier)
        assert card.asked.answer == first.answer, "the answer that stood in the form"
    edit(office, CUT, "same")
    assert (office.now(hand_off).approved, card_of(office).asked.text) == (None, CUT)


def test_what_is_handed_over_anew_is_what_managers_see_from_then_on(office: QuickOffice) -> None:
    hand_off = office.opened(OTHER, filled=Filled(to=NORTH, text=CUT))
    edit(office, "doubtful unit 5?")
    asked = office.desk.asked(office.now(hand_off).asked)
    assert asked is not None
    filled = Filled(to=NORTH, text="Doubtful?")
    office.work(deed(Deed.HANDED_OVER, key="h2", question=asked.id, at=office.desk.clock(), filled=filled))
    assert (office.now(hand_off).text, office.now(hand_off).approved) == ("Doubtful?", None)
    assert card_of(office).asked.answer == asked.answer


@pytest.mark.parametrize("over", [Deed.WITHDREW, Deed.RULED])
def test_what_was_cut_is_not_handed_over_by_the_assistant_after_an_edit(office: QuickOffice, over: Deed) -> None:
    hand_off = office.opened(OTHER, filled=Filled(to=NORTH, text=CUT))
    if over is Deed.RULED:
        office.do(Deed.CLAIMED, hand_off, MANAGER)
        office.do(Deed.RULED, hand_off, MANAGER, **RULED)
    else:
        office.work(deed(Deed.WITHDREW, key="w", question=hand_off.asked, at=office.desk.clock()))
    edit(office, "doubtful unit 5?")
    found = office.desk.asked_at("T1", "D1", "k1.0")
    assert found is None or found.hand_off is None or found.hand_off.id == hand_off.id
    assert "unit 5" not in card_of(office).asked.text or card_of(office).hand_off.text == CUT


def test_whoever_holds_a_question_is_told_that_it_was_changed(office: QuickOffice) -> None:
    hand_off = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.CLAIMED, hand_off, MANAGER)
    edit(office, "barred, or not?")
    assert [to for kind, to in office.letters() if kind == LetterKind.REPLY.value] == [MANAGER]
