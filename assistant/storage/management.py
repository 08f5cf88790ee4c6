"""Where does office management see what was handed to it, and what of it does it see there?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from assistant.desk.records import Card, Management, Shown
from assistant.storage.events import Event, Plain, What, tell
from assistant.storage.inserting import insert_over
from assistant.storage.tables import cards, hand_offs, management

_HERE = select(management).where(management.c.workspace == bindparam("workspace"))
"""Read for every message, so put together once."""


def read_management(connection: Connection, workspace: str) -> Management:
    """The channel of office management; without one, where nobody chose it."""
    row = connection.execute(_HERE, {"workspace": workspace}).one_or_none()
    return Management() if row is None else Management(row.channel, row.trouble)


def set_management(connection: Connection, workspace: str, channel: str, by: str, at: datetime) -> None:
    """Choose the channel, "" for none; what stood in the way of another one is forgotten."""
    insert_over(
        connection,
        management,
        {"workspace": workspace, "channel": channel, "trouble": "", "set_by": by, "set_at": at},
    )
    tell(connection, Event(What.MANAGEMENT_SET, at, workspace, by, data={"channel": channel}))


def keep_card(connection: Connection, card: Card, shown: Shown, at: datetime) -> None:
    """Office management sees the hand-off there now, as this card says."""
    hand_off = _row_id(connection, card)
    insert_over(
        connection,
        cards,
        {
            "hand_off": hand_off,
            "channel": shown.channel,
            "ts": shown.ts,
            "asked": card.asked.id,
            "state": card.hand_off.state,
            "shown_at": at,
        },
    )
    _note_trouble(connection, card, shown.channel, "")
    if card.hand_off.card != shown:
        _tell(connection, What.HAND_OFF_SHOWN, card, hand_off, at, channel=shown.channel)


def lose_card(connection: Connection, card: Card, trouble: str, at: datetime) -> None:
    """Office management cannot see it, and what stands in the way: the surface's word, no text of people."""
    hand_off = _row_id(connection, card)
    connection.execute(delete(cards).where(cards.c.hand_off == hand_off))
    _note_trouble(connection, card, card.channel, trouble)
    _tell(connection, What.HAND_OFF_UNSEEN, card, hand_off, at, channel=card.channel, why=trouble)


def _row_id(connection: Connection, card: Card) -> int:
    workspace, number = card.asked.place.workspace, card.hand_off.number
    numbered = (hand_offs.c.workspace == workspace, hand_offs.c.number == number)
    id: int = connection.execute(select(hand_offs.c.id).where(*numbered)).scalar_one()
    return id


def _note_trouble(connection: Connection, card: Card, channel: str, trouble: str) -> None:
    here = (management.c.workspace == card.asked.place.workspace, management.c.channel == channel)
    connection.execute(update(management).where(*here, management.c.trouble != trouble).values(trouble=trouble))


def _tell(connection: Connection, what: What, card: Card, hand_off: int, at: datetime, **data: str) -> None:
    told: dict[str, Plain] = {"number": card.hand_off.number, **data}
    tell(connection, Event(what, at, card.asked.place.workspace, "", card.asked.id, hand_off, told))
