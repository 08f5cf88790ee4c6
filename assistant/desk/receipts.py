"""
Who gets the receipt of a hand-off as a file? Whoever asked, and managers of the offices that see it; each once a wish.

What it says is made when it is sent (assistant/slack/letters.py), as what every letter says.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from assistant.desk.handing_over import housed
from assistant.desk.notices import Notice
from assistant.desk.records import Act, Arrival, Asked, HandOff, Reader
from assistant.escalation.offices import Offices
from assistant.escalation.records import HandOffState, Letter, LetterKind
from assistant.storage import asking, hand_offs, letters
from assistant.storage.arrivals import Followed

READER = "reader"
"""The name, in the data of a letter, of whom the receipt is for."""


def reader_of(hand_off: HandOff, asked: Asked, person: str, manages: tuple[str, ...]) -> Reader | None:
    """
    Whose receipt may they have? None: nobody's.

    Of what its asker took back only they themselves: what was on its card is there no more either.
    """
    if person == asked.person:
        return Reader.ASKER
    is_managers = bool(hand_off.acted_on_for(manages)) and hand_off.state is not HandOffState.WITHDRAWN
    return Reader.MANAGER if is_managers else None


def follow_wish(connection: Connection, arrival: Arrival, offices: Offices, at: datetime) -> Followed:
    """A letter with the receipt for whoever may have it, else a sentence why not."""
    hand_off = hand_offs.find_hand_off(connection, arrival.hand_off or 0)
    asked = asking.find_question(connection, hand_off.asked) if hand_off else None
    if hand_off is None or asked is None or asked.place.workspace != arrival.place.workspace:
        return Followed(Act.TELL, note=Notice.UNKNOWN_QUESTION.value)
    hand_off = housed(hand_off, offices)
    reader = reader_of(hand_off, asked, arrival.person, arrival.manages)
    if reader is None:
        is_taken_back = bool(hand_off.acted_on_for(arrival.manages))
        return Followed(Act.TELL, note=(Notice.NOT_NOW if is_taken_back else Notice.NOT_YOURS).value)
    kind = LetterKind.RECEIPT
    key, data = f"{arrival.key}:{kind.value}:0", {READER: reader.value}
    letter = Letter(key, arrival.key, kind, asked.place.workspace, arrival.person, "", hand_off.id, data)
    letters.write_letter(connection, letter, at)
    return Followed(why=kind.value, hand_off=hand_off.id)
