"""Who sees what in a life of hand-offs: cards in the channels of those who have it, words to whoever pressed, nobody's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Connection

from assistant.desk.records import Act, Asked, Card, HandOff, Response, Shown
from assistant.escalation.moves import MOVES, NOT_ON_ONES_OWN
from assistant.escalation.precedents import MAY_BECOME_ONE, Precedent, PrecedentState, is_overturned
from assistant.escalation.records import Actor, Move, Ruling
from assistant.slack.blocks.card import card_message
from assistant.slack.blocks.records import Look
from assistant.storage import rulings
from assistant.storage.events import Event
from assistant.storage.standing import BETWEEN
from tests.quick_office import FALLBACK, MANAGES, NORTH, SOUTH
from tests.time_passing import MOVE_OF

CHANNELS: Mapping[str, frozenset[str]] = MappingProxyType({
    NORTH: frozenset({"C-north", "C-north-2"}), SOUTH: frozenset({"C-south"}), FALLBACK: frozenset({"C-fallback"}),
})  # fmt: skip
"""Of each office, in the file and after every edit of it."""

AN_ASKERS = frozenset({Move.OPEN, *(move for move, allowed in MOVES.items() if Actor.ASKER in allowed.by)})


def check_cards(hand_off: HandOff, told: Sequence[Event], seen: Mapping[Shown, Card]) -> None:
    """Only offices that have it, or had it, see it, each in a channel of its own, and there once."""
    had = {FALLBACK}  # which has what an office had that the file names no more
    for event in told:
        had |= {str(event.data.get("office")), *str(event.data.get("raised_to", "")).split(BETWEEN)}
    for where, card in seen.items():
        if card.hand_off.id == hand_off.id:
            assert card.office in had, f"{card.office} never had {hand_off.number}"
            assert where.channel in CHANNELS[card.office]
            assert card.channel in CHANNELS[card.office]
    # By channel: what a process posted that died before it noted that is found again there, not where they moved since.
    stand = [(card.office, where.channel) for where, card in seen.items() if card.hand_off.id == hand_off.id]
    assert len(stand) == len(set(stand)), "one card an office and channel"


def check_card_words(card: Card, asker: str, look: Look) -> None:
    """Who asked without a name has none on a card; what was passed on shows no question."""
    drawn = repr(card_message(card, look))
    if card.hand_off.is_anonymous and asker not in MANAGES:
        assert f"<@{asker}>" not in drawn
    if not card.is_theirs and card.asked.text:
        assert card.asked.text not in drawn


def check_alone(responses: Sequence[Response], people: Mapping[str, str], askers: Mapping[int, str]) -> None:
    """What is said alone is said to whoever did it (`people`, by the key of what they did), and names no asker."""
    for response in responses:
        if response.act is not Act.TELL and response.note is None:
            continue
        if response.key in people:
            assert response.person == people[response.key]
        for asker in askers.values():
            if asker != response.person and asker not in MANAGES:
                assert asker not in response.values.values()


def check_named(hand_off: HandOff, asked: Asked, told: Sequence[Event]) -> None:
    """
    Nothing names who asked without a name until they added it, and nobody but they can.

    A manager who asked without a name is named where they act as a manager, and only there.
    """
    if asked.person in MANAGES:
        told = [each for each in told if MOVE_OF[each.what] in AN_ASKERS]
    people, moves = [each.person for each in told], [MOVE_OF[each.what] for each in told]
    if Move.NAME in moves:
        named = moves.index(Move.NAME)
        assert not hand_off.is_anonymous
        assert asked.person not in people[:named]
        assert people[named] == asked.person
    elif hand_off.is_anonymous:
        assert asked.person not in people
    else:  # handed over by themselves, after the first was withdrawn
        assert people[0] == asked.person


def check_own(asked: Asked, told: Sequence[Event], given: Sequence[Ruling]) -> None:
    """Nobody decides what they asked themselves."""
    assert asked.person not in [each.by for each in given]
    assert asked.person not in [each.person for each in told if MOVE_OF[each.what] in NOT_ON_ONES_OWN]


def check_precedent(connection: Connection, found: Precedent, asker: str) -> None:
    """Two people make one, neither of whom asked; it rests on a ruling that stands."""
    standing = rulings.rulings_of(connection, found.ruling.hand_off)[-1]
    if found.state is not PrecedentState.PUBLISHED:
        return
    assert found.approved_by
    assert found.approved_by not in (found.ruling.by, asker)
    assert found.approved_by in MANAGES
    assert found.ruling.verdict in MAY_BECOME_ONE
    assert standing.id == found.ruling.id or not is_overturned(found.ruling, standing)
