"""
What if the assistant gave a question to the fallback, because nobody knew whose it is, and its asker says so then?

It goes to their office under its number, as long as nobody took it up; which office that is is remembered either way.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from assistant.desk.handing_over import channel_of, housed
from assistant.desk.notices import Notice
from assistant.desk.records import Arrival, Asked, HandOff
from assistant.escalation.offices import Offices
from assistant.escalation.promises import first_promise, timers_after
from assistant.escalation.records import HandOffState, Move
from assistant.storage import hand_offs, office_choices


def may_be_elsewhere(hand_off: HandOff, offices: Offices) -> bool:
    """
    Did the assistant give it to the fallback of several offices, and did nobody take it up or pass it on since?

    Then nobody asked whose it is: its asker's office is not known, or is that one.
    """
    is_passed_on = any(remark.move is Move.PASS_ON for remark in hand_off.remarks)
    return (
        hand_off.is_automatic
        and hand_off.state is HandOffState.OPENED
        and hand_off.office == offices.fallback_id
        and len(offices.by_id) > 1
        and not is_passed_on
    )


def reroute(
    connection: Connection, question: Asked, offices: Offices, arrival: Arrival, at: datetime
) -> Notice | None:  # fmt: skip
    """Let a question go to the office that its asker says is theirs; where it stays, what is said of that."""
    chosen, workspace = arrival.filled.to if arrival.filled else "", question.place.workspace
    if chosen not in offices.by_id:
        return Notice.NOT_NOW
    office_choices.choose_office(connection, workspace, question.person, chosen, at)
    live = hand_offs.live_hand_off(connection, question.id)
    live = hand_offs.find_hand_off(connection, live.id, is_locked=True) if live else None
    if live is None or not may_be_elsewhere(housed(live, offices), offices):
        return Notice.OFFICE_REMEMBERED
    unreachable = {id for id, office in offices.by_id.items() if not channel_of(connection, workspace, office)}
    office = offices.reachable(chosen, unreachable | set(arrival.deserted))
    if office.id == live.office:
        return None
    promise = first_promise(office, live.opened_at)
    moved = replace(live, office=office.id, raised_to=(), promise=promise)
    hand_offs.change_hand_off(
        connection, live.id, Move.EDIT, arrival.person, at,
        office=office.id, raised_to=(), promise=promise, timers=timers_after(moved, office, at),
    )  # fmt: skip
    return None
