"""What did managers answer, what was said on the way there, and who was given which answer?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from assistant.escalation.records import Move, Remark, Ruling
from assistant.storage.events import Event, Plain, What, tell
from assistant.storage.inserting import insert_new
from assistant.storage.tables import given, remarks, rulings
from assistant.storage.tables import hand_offs as handed


def add_ruling(connection: Connection, ruling: Ruling) -> Ruling:
    """Keep it, and give it back with its id. One that `replaces` another stands in its place from now on."""
    row = connection.execute(
        insert(rulings)
        .values(
            hand_off=ruling.hand_off,
            verdict=ruling.verdict,
            text=ruling.text,
            clauses=list(ruling.clauses),
            by=ruling.by,
            office=ruling.office,
            at=ruling.at,
            note=ruling.note,
            is_named=ruling.is_named,
            may_be_precedent=ruling.may_be_precedent,
            replaces=ruling.replaces,
        )
        .returning(rulings)
    ).one()
    return read_ruling(row)


def find_ruling(connection: Connection, id: int) -> Ruling | None:
    """The ruling with that id, whether it stands or was corrected."""
    row = connection.execute(select(rulings).where(rulings.c.id == id)).one_or_none()
    return None if row is None else read_ruling(row)


def rulings_of(connection: Connection, hand_off: int) -> tuple[Ruling, ...]:
    """Everything that was ruled in a hand-off, oldest first; the last one stands."""
    rows = connection.execute(select(rulings).where(rulings.c.hand_off == hand_off).order_by(rulings.c.id))
    return tuple(read_ruling(row) for row in rows)


def standing_rulings(connection: Connection, hand_offs: Collection[int]) -> dict[int, Ruling]:
    """The ruling that stands in each of these hand-offs that has one."""
    rows = connection.execute(select(rulings).where(rulings.c.hand_off.in_(hand_offs)).order_by(rulings.c.id))
    return {row.hand_off: read_ruling(row) for row in rows}


def give_ruling(connection: Connection, ruling: int, asked: int, at: datetime) -> bool:
    """Whoever asked that question was given the ruling, as answer or as precedent. False: they were before."""
    return insert_new(connection, given, {"ruling": ruling, "asked": asked, "given_at": at})


def given_to(connection: Connection, ruling: int) -> tuple[int, ...]:
    """The ids of the questions whose askers were given it."""
    return tuple(
        connection.execute(select(given.c.asked).where(given.c.ruling == ruling).order_by(given.c.asked)).scalars()
    )


def add_remark(connection: Connection, hand_off: int, remark: Remark) -> None:
    """Keep what was said with a move."""
    values = {"hand_off": hand_off, "move": remark.move, "by": remark.by, "text": remark.text, "at": remark.at}
    connection.execute(insert(remarks).values(values))


def unname_remarks(connection: Connection, hand_off: int, person: str, at: datetime) -> None:
    """What an asker said before they left their name out is said by nobody from now on. The event names nobody."""
    theirs = (remarks.c.hand_off == hand_off, remarks.c.by == person, remarks.c.move.in_((Move.REPLY, Move.REOPEN)))
    count = connection.execute(update(remarks).where(*theirs).values(by="")).rowcount
    if count:
        row = connection.execute(select(handed).where(handed.c.id == hand_off)).one()
        data: dict[str, Plain] = {"number": row.number, "remarks": count, "is_by_asker": True}
        tell(connection, Event(What.HAND_OFF_UNNAMED, at, row.workspace, "", row.asked, hand_off, data))


def remarks_of(connection: Connection, hand_offs: Collection[int]) -> dict[int, tuple[Remark, ...]]:
    """What was said in each of these hand-offs, oldest first."""
    found: dict[int, tuple[Remark, ...]] = {}
    for row in connection.execute(select(remarks).where(remarks.c.hand_off.in_(hand_offs)).order_by(remarks.c.id)):
        found[row.hand_off] = (*found.get(row.hand_off, ()), Remark(row.move, row.by, row.text, row.at))
    return found


def read_ruling(row: Row[Any], prefix: str = "") -> Ruling:
    """The ruling of a row, whose columns are named with the prefix where another table was joined."""
    held = {name.removeprefix(prefix): value for name, value in row._mapping.items() if name.startswith(prefix)}
    values = {each.name: held[each.name] for each in fields(Ruling)}
    return Ruling(**{**values, "clauses": tuple(values["clauses"])})
