"""Where does office management see what was handed to it, and what of it does it see there?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select, update

from assistant.desk.records import Card, Management, Shown
from assistant.storage.events import Event, Plain, What, tell
from assistant.storage.inserting import insert_over
from assistant.storage.tables import cards, management

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


@dataclass(frozen=True, slots=True)
class KeptCard:
    """Where an office sees a hand-off, and at which version; 0: what it shows is to be shown anew."""

    office: str
    shown: Shown
    version: int


def cards_of(connection: Connection, hand_off: int) -> dict[str, KeptCard]:
    """The cards of a hand-off that stand somewhere, by office."""
    rows = connection.execute(select(cards).where(cards.c.hand_off == hand_off).order_by(cards.c.office))
    return {row.office: KeptCard(row.office, Shown(row.channel, row.ts), row.version) for row in rows}


def keep_card(connection: Connection, card: Card, shown: Shown, at: datetime) -> None:
    """The office sees the hand-off there now, as this card says."""
    before = cards_of(connection, card.hand_off.id).get(card.office)
    insert_over(
        connection,
        cards,
        {
            "hand_off": card.hand_off.id,
            "office": card.office,
            "channel": shown.channel,
            "ts": shown.ts,
            "version": card.hand_off.version,
            "shown_at": at,
        },
    )
    _note_trouble(connection, card, shown.channel, "")
    if before is None or before.shown != shown:
        _tell(connection, What.HAND_OFF_SHOWN, card, at, channel=shown.channel)


def lose_card(connection: Connection, card: Card, trouble: str, at: datetime) -> None:
    """The office cannot see it, and what stands in the way: the surface's word, no text of people."""
    own = (cards.c.hand_off == card.hand_off.id, cards.c.office == card.office)
    connection.execute(delete(cards).where(*own))
    _note_trouble(connection, card, card.channel, trouble)
    _tell(connection, What.HAND_OFF_UNSEEN, card, at, channel=card.channel, why=trouble)


def renew_cards(connection: Connection, hand_offs: Collection[int]) -> None:
    """The cards of these hand-offs are to be shown anew: what they say changed, though the hand-off did not."""
    connection.execute(update(cards).where(cards.c.hand_off.in_(hand_offs)).values(version=0))


def _note_trouble(connection: Connection, card: Card, channel: str, trouble: str) -> None:
    here = (management.c.workspace == card.asked.place.workspace, management.c.channel == channel)
    connection.execute(update(management).where(*here, management.c.trouble != trouble).values(trouble=trouble))


def _tell(connection: Connection, what: What, card: Card, at: datetime, **data: str) -> None:
    told: dict[str, Plain] = {"number": card.hand_off.number, "office": card.office, **data}
    tell(connection, Event(what, at, card.asked.place.workspace, "", card.asked.id, card.hand_off.id, told))
