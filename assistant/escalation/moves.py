"""
Which move is allowed in which state, who may make it, and where does it lead? The one table of it.

A move that the table does not name is refused; `why_not` says why in a word that the surfaces have a sentence for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from assistant.escalation.records import Actor, HandOffState, Move

OPENED, CLAIMED, ASKED_BACK = HandOffState.OPENED, HandOffState.CLAIMED, HandOffState.ASKED_BACK
ANSWERED, CLOSED = HandOffState.ANSWERED, HandOffState.CLOSED
WITHDRAWN, EXPIRED = HandOffState.WITHDRAWN, HandOffState.EXPIRED


@dataclass(frozen=True, slots=True)
class Allowed:
    """
    A move of the table: from each of these states to `to` (None: the state stays), by these actors.

    `stays` are those of the states that stay all the same.
    """

    frm: frozenset[HandOffState]
    to: HandOffState | None
    by: frozenset[Actor]
    stays: frozenset[HandOffState] = frozenset()


class Refused(StrEnum):
    """Why a move is not made."""

    NOT_A_MANAGER = "not-a-manager"
    NOT_THE_ASKER = "not-the-asker"
    HELD_BY_ANOTHER = "held-by-another"
    """Someone else holds it: they, or time, can release it."""
    NOT_HELD = "not-held"
    """Nobody holds it: claim it first."""
    NOT_NOW = "not-now"
    """The state does not allow it: it is answered, withdrawn, closed."""
    OWN_QUESTION = "own-question"
    """Nobody rules on what they asked themselves."""
    CHANGED = "changed"
    """What the person looked at has changed since."""


def _from(*states: HandOffState) -> frozenset[HandOffState]:
    return frozenset(states)


def _by(*actors: Actor) -> frozenset[Actor]:
    return frozenset(actors)


_ANY_MANAGER = _by(Actor.MANAGER, Actor.HOLDER)

MOVES: Mapping[Move, Allowed] = MappingProxyType({
    Move.CLAIM: Allowed(_from(OPENED, EXPIRED), CLAIMED, _by(Actor.MANAGER)),
    Move.RELEASE: Allowed(_from(CLAIMED, ASKED_BACK), OPENED, _by(Actor.HOLDER)),
    Move.REASSIGN: Allowed(_from(OPENED, CLAIMED, EXPIRED), CLAIMED, _ANY_MANAGER),
    Move.PASS_ON: Allowed(_from(OPENED, CLAIMED, EXPIRED), OPENED, _ANY_MANAGER),
    Move.ASK_BACK: Allowed(_from(OPENED, CLAIMED), ASKED_BACK, _ANY_MANAGER),
    # Who was asked replies also when it was released since then: nobody holds it by that.
    Move.REPLY: Allowed(_from(ASKED_BACK, OPENED, CLAIMED), CLAIMED, _by(Actor.ASKER), _from(OPENED)),
    Move.ANSWER: Allowed(_from(OPENED, CLAIMED, ASKED_BACK, EXPIRED), ANSWERED, _ANY_MANAGER),
    Move.CORRECT: Allowed(_from(ANSWERED, CLOSED), ANSWERED, _ANY_MANAGER),
    Move.STAY: Allowed(_from(CLAIMED), None, _by(Actor.HOLDER)),
    Move.REOPEN: Allowed(_from(ANSWERED, CLOSED, EXPIRED), OPENED, _by(Actor.ASKER)),
    Move.WITHDRAW: Allowed(_from(OPENED, CLAIMED, ASKED_BACK, EXPIRED), WITHDRAWN, _by(Actor.ASKER, Actor.ASSISTANT)),
    Move.NAME: Allowed(_from(OPENED, CLAIMED, ASKED_BACK, EXPIRED), None, _by(Actor.ASKER)),
    Move.EDIT: Allowed(_from(OPENED, CLAIMED, ASKED_BACK, EXPIRED), None, _by(Actor.ASKER, Actor.ASSISTANT)),
    Move.REMIND: Allowed(_from(OPENED, CLAIMED), None, _by(Actor.TIME)),
    Move.RAISE: Allowed(_from(OPENED, CLAIMED), None, _by(Actor.TIME)),
    Move.CHECK: Allowed(_from(CLAIMED), None, _by(Actor.TIME)),
    Move.LAPSE: Allowed(_from(CLAIMED), OPENED, _by(Actor.TIME)),
    Move.NUDGE: Allowed(_from(ASKED_BACK), None, _by(Actor.TIME)),
    Move.EXPIRE: Allowed(_from(OPENED, CLAIMED, ASKED_BACK), EXPIRED, _by(Actor.TIME)),
    Move.CLOSE: Allowed(_from(ANSWERED), CLOSED, _by(Actor.TIME)),
})  # fmt: skip
"""`OPEN` is not here: it makes the hand-off."""

HOLDERS_ALONE = frozenset({Move.ASK_BACK, Move.ANSWER, Move.PASS_ON})
"""While somebody holds it, these are theirs; else whoever makes the move holds it by that.

Reassigning is for every manager: that is how one takes over from somebody who is ill.
"""


NOT_ON_ONES_OWN = frozenset({Move.CLAIM, Move.STAY, Move.ASK_BACK, Move.ANSWER, Move.CORRECT})
"""A manager makes none of these on what they asked themselves; give it to somebody else they may."""


def next_state(state: HandOffState, move: Move) -> HandOffState | None:
    """The state after the move; None where the move is not allowed in this state."""
    allowed = MOVES.get(move)
    if allowed is None or state not in allowed.frm:
        return None
    return state if state in allowed.stays else allowed.to or state


def why_not(
    state: HandOffState,
    move: Move,
    actors: frozenset[Actor],
    *,
    is_held: bool,
    is_changed: bool = False,
    is_alone: bool = False,
) -> Refused | None:
    """
    Why these actors may not make the move now; None: they may. `actors` is everything that whoever acts is here.

    `is_held`: somebody holds it, who is the actor where `Actor.HOLDER` is among them. `is_changed`: it is not what
    they saw. `is_alone`: there is no other manager, so that they rule on their own question or nobody does.
    """
    allowed = MOVES.get(move)
    if allowed is None:
        return Refused.NOT_NOW
    if not allowed.by & actors:
        if Actor.ASKER in allowed.by:
            return Refused.NOT_THE_ASKER
        if Actor.MANAGER not in actors:
            return Refused.NOT_A_MANAGER
        return Refused.HELD_BY_ANOTHER if is_held else Refused.NOT_HELD
    if move in NOT_ON_ONES_OWN and Actor.ASKER in actors and not is_alone:
        return Refused.OWN_QUESTION
    if state not in allowed.frm:
        if move is Move.CLAIM and is_held:
            return Refused.HELD_BY_ANOTHER
        return Refused.NOT_NOW
    if move in HOLDERS_ALONE and is_held and Actor.HOLDER not in actors:
        return Refused.HELD_BY_ANOTHER
    return Refused.CHANGED if is_changed else None
