"""Does the table of moves hold together: who may do what, from where, and is there always a next step?"""

from __future__ import annotations

from itertools import product

import pytest

from assistant.escalation.moves import HOLDERS_ALONE, MOVES, Refused, next_state, why_not
from assistant.escalation.records import LIVE, WAITING, Actor, HandOffState, Move

S, M, A = HandOffState, Move, Actor

LIFE = [
    (S.OPENED, M.CLAIM, S.CLAIMED),
    (S.CLAIMED, M.RELEASE, S.OPENED),
    (S.CLAIMED, M.LAPSE, S.OPENED),
    (S.CLAIMED, M.REASSIGN, S.CLAIMED),
    (S.CLAIMED, M.ASK_BACK, S.ASKED_BACK),
    (S.ASKED_BACK, M.REPLY, S.CLAIMED),
    (S.OPENED, M.REPLY, S.OPENED),
    (S.CLAIMED, M.REPLY, S.CLAIMED),
    (S.ASKED_BACK, M.ANSWER, S.ANSWERED),
    (S.OPENED, M.PASS_ON, S.OPENED),
    (S.ANSWERED, M.REOPEN, S.OPENED),
    (S.CLOSED, M.REOPEN, S.OPENED),
    (S.CLOSED, M.CORRECT, S.ANSWERED),
    (S.EXPIRED, M.ANSWER, S.ANSWERED),
    (S.OPENED, M.EXPIRE, S.EXPIRED),
    (S.ANSWERED, M.CLOSE, S.CLOSED),
    (S.ASKED_BACK, M.NAME, S.ASKED_BACK),
    # refused
    (S.CLAIMED, M.CLAIM, None),
    (S.ANSWERED, M.ANSWER, None),
    (S.WITHDRAWN, M.CLAIM, None),
    (S.WITHDRAWN, M.ANSWER, None),
    (S.CLOSED, M.WITHDRAW, None),
    (S.CLOSED, M.NAME, None),
    (S.ASKED_BACK, M.REMIND, None),
    (S.ASKED_BACK, M.LAPSE, None),
]


@pytest.mark.parametrize(("state", "move", "leads_to"), LIFE)
def test_a_move_leads_where_the_life_of_a_hand_off_says(
    state: HandOffState, move: Move, leads_to: HandOffState | None
) -> None:
    assert next_state(state, move) is leads_to


@pytest.mark.parametrize("state", sorted(WAITING))
def test_who_waits_for_an_answer_can_get_one_or_is_told_that_there_is_none(state: HandOffState) -> None:
    assert next_state(state, Move.ANSWER) is S.ANSWERED
    assert next_state(state, Move.EXPIRE) is S.EXPIRED
    assert next_state(state, Move.WITHDRAW) is S.WITHDRAWN


@pytest.mark.parametrize("state", sorted(LIVE))
def test_what_is_live_has_a_move_that_a_person_can_make(state: HandOffState) -> None:
    people = {A.ASKER, A.MANAGER, A.HOLDER}
    assert [move for move, allowed in MOVES.items() if state in allowed.frm and allowed.by & people]


@pytest.mark.parametrize("move", [M.REMIND, M.RAISE, M.CHECK, M.LAPSE, M.NUDGE, M.EXPIRE, M.CLOSE])
def test_what_time_does_nobody_can_press(move: Move) -> None:
    everybody = frozenset(A) - {A.TIME}
    for state in S:
        assert why_not(state, move, everybody, is_held=False) is not None


WHO = [
    (S.OPENED, M.CLAIM, {A.MANAGER}, False, None),
    (S.OPENED, M.CLAIM, {A.ASKER}, False, Refused.NOT_A_MANAGER),
    (S.CLAIMED, M.CLAIM, {A.MANAGER}, True, Refused.HELD_BY_ANOTHER),
    (S.CLAIMED, M.ANSWER, {A.MANAGER}, True, Refused.HELD_BY_ANOTHER),
    (S.CLAIMED, M.ANSWER, {A.MANAGER, A.HOLDER}, True, None),
    (S.OPENED, M.ANSWER, {A.MANAGER}, False, None),
    (S.CLAIMED, M.RELEASE, {A.MANAGER}, True, Refused.HELD_BY_ANOTHER),
    (S.CLAIMED, M.REASSIGN, {A.MANAGER}, True, None),
    (S.ASKED_BACK, M.REPLY, {A.MANAGER}, True, Refused.NOT_THE_ASKER),
    (S.ANSWERED, M.REOPEN, {A.MANAGER, A.HOLDER}, False, Refused.NOT_THE_ASKER),
    (S.OPENED, M.WITHDRAW, {A.MANAGER}, False, Refused.NOT_THE_ASKER),
    (S.ANSWERED, M.WITHDRAW, {A.ASKER}, False, Refused.NOT_NOW),
    (S.OPENED, M.NAME, {A.ASKER}, False, None),
    (S.CLAIMED, M.NAME, {A.MANAGER, A.HOLDER}, True, Refused.NOT_THE_ASKER),
]


@pytest.mark.parametrize(("state", "move", "actors", "is_held", "why"), WHO)
def test_a_move_is_refused_for_a_reason(
    state: HandOffState, move: Move, actors: set[Actor], is_held: bool, why: Refused | None
) -> None:
    assert why_not(state, move, frozenset(actors), is_held=is_held) is why


def test_nobody_who_is_neither_asker_nor_manager_can_make_any_move() -> None:
    for state, move, is_held in product(S, MOVES, (True, False)):
        assert why_not(state, move, frozenset(), is_held=is_held) is not None


def test_while_somebody_holds_it_nobody_else_answers_asks_or_passes_it_on() -> None:
    for state, move in product(S, HOLDERS_ALONE):
        assert why_not(state, move, frozenset({A.MANAGER}), is_held=True) is not None


def test_what_changed_since_the_form_was_opened_is_told() -> None:
    actors = frozenset({A.MANAGER, A.HOLDER})
    assert why_not(S.CLAIMED, M.ANSWER, actors, is_held=True, is_changed=True) is Refused.CHANGED
