"""How does a question get to office management, follow what becomes of it, and get back? Its asker's side of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assistant.desk.records import Arrival, Asked, HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.records import Move
from assistant.storage import hand_offs, management


def hand_over(connection: Connection, question: Asked, arrival: Arrival | None, at: datetime) -> HandOff:
    """Give a question to an office, as its asker wishes; without an arrival, by the assistant. Live: as it stands."""
    by = arrival.person if arrival else ""
    return hand_offs.open_hand_off(connection, question.id, by, at, is_automatic=arrival is None)


def take_back(connection: Connection, question: int, by: str, at: datetime) -> HandOff | None:
    """Withdraw the hand-off of a question. None: it has none that can be."""
    live = hand_offs.live_hand_off(connection, question)
    if live is None or next_state(live.state, Move.WITHDRAW) is None:
        # What it is about may be going: the cards of what was answered must not say it any longer.
        management.renew_cards(connection, [each.id for each in hand_offs.hand_offs_of(connection, [question])])
        return None
    return hand_offs.change_hand_off(connection, live.id, Move.WITHDRAW, by, at)


def follow_question(connection: Connection, old: Asked, new: Asked, at: datetime, *, needs_person: bool) -> bool:
    """
    Let the hand-off of a question follow it to the one that was put in its place. False: it has none that goes on.

    What its asker handed over stays there, under its number; what the assistant did, only where it still must.
    """
    live = hand_offs.live_hand_off(connection, old.id)
    if live is None or next_state(live.state, Move.EDIT) is None:
        return False
    if live.is_automatic and not needs_person:
        hand_offs.change_hand_off(connection, live.id, Move.WITHDRAW, "", at)
    elif old.text == new.text:
        hand_offs.change_hand_off(connection, live.id, Move.EDIT, "", at, asked=new.id)
    else:
        # What was approved was the question as it was.
        hand_offs.change_hand_off(connection, live.id, Move.EDIT, "", at, asked=new.id, text="")
    return True
