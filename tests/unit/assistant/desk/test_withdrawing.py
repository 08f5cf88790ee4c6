"""Can an asker take their question back at any time? In every state; of an answer there is nothing to take back."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import pytest

from assistant.desk.notices import Notice
from assistant.desk.records import Act, Deed, HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.records import WAITING, Filled, HandOffState, LetterKind, Move
from assistant.storage import timers
from assistant.storage.hand_offs import change_hand_off
from tests.quick_desk import Hands, deed
from tests.quick_office import ASKER, COLLEAGUE, MANAGER, NORTH, RULED, STRANGER, QuickOffice

S = HandOffState


def by_time(move: Move) -> Callable[[QuickOffice, HandOff], None]:
    def do(office: QuickOffice, hand_off: HandOff) -> None:
        with office.desk.database.transaction() as connection:
            change_hand_off(connection, hand_off.id, move, "", office.desk.clock())

    return do


def answer(office: QuickOffice, hand_off: HandOff) -> None:
    office.do(Deed.RULED, hand_off, MANAGER, **RULED)


def close(office: QuickOffice, hand_off: HandOff) -> None:
    answer(office, hand_off)
    by_time(Move.CLOSE)(office, hand_off)


TO = MappingProxyType({
    S.OPENED: lambda office, hand_off: None,
    S.CLAIMED: lambda office, hand_off: office.do(Deed.CLAIMED, hand_off, MANAGER),
    S.ASKED_BACK: lambda office, hand_off: office.do(Deed.ASKED_BACK, hand_off, MANAGER, text="Which account?"),
    S.EXPIRED: by_time(Move.EXPIRE),
    S.ANSWERED: answer,
    S.CLOSED: close,
    S.WITHDRAWN: lambda office, hand_off: office.work(deed(Deed.WITHDREW, key="before", question=hand_off.asked)),
})  # fmt: skip
"""What leads to each state."""


def in_state(office: QuickOffice, state: HandOffState) -> HandOff:
    hand_off = office.opened(filled=Filled(to=NORTH))
    TO[state](office, hand_off)
    assert office.now(hand_off).state is state
    return hand_off


@pytest.mark.parametrize("state", sorted({*WAITING, S.EXPIRED}))
def test_who_waits_takes_their_question_back_whatever_became_of_it(office: QuickOffice, state: HandOffState) -> None:
    hand_off = in_state(office, state)
    office.work(deed(Deed.WITHDREW, key="back", question=hand_off.asked))

    assert office.now(hand_off).state is S.WITHDRAWN
    with office.desk.database.reading() as connection:
        assert timers.timers_of(connection, hand_off.id) == (), "nothing of it is due any more"
    assert {card.hand_off.state for card in office.surface.cards.values()} == {S.WITHDRAWN}, "and every card says so"


@pytest.mark.parametrize("state", [S.ANSWERED, S.CLOSED, S.WITHDRAWN])
def test_an_answer_is_not_taken_back_and_that_is_said(office: QuickOffice, state: HandOffState) -> None:
    hand_off = in_state(office, state)
    office.work(deed(Deed.WITHDREW, key="back", question=hand_off.asked))
    response = office.desk.respond("back")

    assert office.now(hand_off).state is state
    assert response is not None
    assert (response.act, response.note) == (Act.TELL, Notice.NOTHING_HANDED_OVER.value)


@pytest.mark.parametrize("state", sorted({*WAITING, S.EXPIRED}))
@pytest.mark.parametrize("person", [MANAGER, COLLEAGUE, STRANGER])
def test_nobody_else_takes_it_back(office: QuickOffice, state: HandOffState, person: str) -> None:
    hand_off = in_state(office, state)
    office.work(deed(Deed.WITHDREW, key="back", question=hand_off.asked, person=person))
    assert office.now(hand_off).state is state


def test_every_state_is_tried() -> None:
    assert set(TO) == set(HandOffState)
    assert {state for state in HandOffState if next_state(state, Move.WITHDRAW)} == {*WAITING, S.EXPIRED}


def test_what_was_asked_again_after_an_answer_is_taken_back_too_and_the_answer_stays(
    office: QuickOffice, hands: Hands
) -> None:
    hand_off = in_state(office, S.ANSWERED)
    office.do(Deed.REOPENED, hand_off, ASKER, text="And in a story?")
    office.work(deed(Deed.WITHDREW, key="back", question=hand_off.asked))
    now = office.now(hand_off)
    assert now.state is S.WITHDRAWN
    assert now.ruling is not None
    assert [kind for kind, _ in office.letters() if kind == LetterKind.RULING.value] == ["ruling"]
