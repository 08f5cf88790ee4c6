"""
Which letters follow from what was done, and where do they stand?

    written ──keep──► shown
       └─────lose──► in trouble: it could not be delivered, and why

What a letter says is nowhere here: it is composed when it is shown.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from assistant.desk.records import Shown
from assistant.escalation.records import Letter, LetterKind
from assistant.storage.events import Event, Plain, What, tell
from assistant.storage.inserting import insert_new
from assistant.storage.tables import asked, cards, letters
from assistant.storage.tables import hand_offs as handed

TO_ASKER = frozenset({
    LetterKind.RULING, LetterKind.QUESTION_BACK, LetterKind.NUDGE, LetterKind.EXPIRED, LetterKind.RECALL,
})  # fmt: skip
"""Letters to an asker; that one did not reach them is told on the card."""

# Read for every message, so put together once.
_TO_SHOW = (
    select(letters)
    .where(letters.c.arrival == bindparam("arrival"), letters.c.shown_at.is_(None), letters.c.trouble == "")
    .order_by(letters.c.written_at, letters.c.key)
)


def write_letter(connection: Connection, letter: Letter, at: datetime) -> bool:
    """Keep a letter that is to be shown. False: it is written already, and nothing is changed."""
    return insert_new(
        connection,
        letters,
        {
            "key": letter.key,
            "arrival": letter.arrival,
            "kind": letter.kind,
            "workspace": letter.workspace,
            "person": letter.person,
            "to_channel": letter.channel,
            "hand_off": letter.hand_off,
            "data": letter.data or {},
            "written_at": at,
            "trouble": "",
        },
    )


def find_letter(connection: Connection, key: str) -> Letter | None:
    """The letter with that key."""
    row = connection.execute(select(letters).where(letters.c.key == key)).one_or_none()
    return None if row is None else _letter(row)


def letters_to_show(connection: Connection, arrival: str) -> tuple[Letter, ...]:
    """What follows from an arrival and is neither shown nor given up yet, in the order in which it was written."""
    return tuple(_letter(row) for row in connection.execute(_TO_SHOW, {"arrival": arrival}))


def letters_of(connection: Connection, hand_off: int) -> tuple[Letter, ...]:
    """Every letter of a hand-off, oldest first, shown or not."""
    rows = connection.execute(
        select(letters).where(letters.c.hand_off == hand_off).order_by(letters.c.written_at, letters.c.key)
    )
    return tuple(_letter(row) for row in rows)


def letter_shown_as(connection: Connection, channel: str, ts: str) -> Letter | None:
    """The letter that a message of ours is."""
    row = connection.execute(select(letters).where(letters.c.channel == channel, letters.c.ts == ts)).first()
    return None if row is None else _letter(row)


def where_shown(connection: Connection, key: str) -> Shown | None:
    """Where a letter stands; None: nowhere."""
    here = letters.c.key == key
    row = connection.execute(select(letters.c.channel, letters.c.ts).where(here)).one_or_none()
    return None if row is None or row.ts is None else Shown(row.channel, row.ts)


def keep_letter(connection: Connection, letter: Letter, shown: Shown, at: datetime) -> None:
    """It stands there. Told twice, it is one."""
    outcome = connection.execute(
        update(letters)
        .where(letters.c.key == letter.key, letters.c.shown_at.is_(None))
        .values(channel=shown.channel, ts=shown.ts, shown_at=at, trouble="")
    )
    if outcome.rowcount == 1:
        _tell(connection, What.LETTER_SHOWN, letter, at)


def drop_letter(connection: Connection, key: str, at: datetime) -> None:
    """What it says is over, so nobody needs it: it is done without standing anywhere. Told twice, it is one."""
    waiting = (letters.c.key == key, letters.c.shown_at.is_(None))
    row = connection.execute(update(letters).where(*waiting).values(shown_at=at).returning(letters)).one_or_none()
    if row is not None:
        _tell(connection, What.LETTER_DROPPED, _letter(row), at)


def move_letters(connection: Connection, keys: Collection[str], arrival: str) -> None:
    """Let letters that are not shown yet be shown with another arrival."""
    waiting = (letters.c.key.in_(keys), letters.c.shown_at.is_(None))
    connection.execute(update(letters).where(*waiting).values(arrival=arrival))


def renew_letters(connection: Connection, hand_off: int, name: str, value: str, arrival: str) -> None:
    """The letters of a hand-off that stand and whose `data` says that are to say what is so by now, in their place."""
    standing = connection.execute(
        select(letters.c.key, letters.c.data).where(letters.c.hand_off == hand_off, letters.c.ts.is_not(None))
    )
    keys = [row.key for row in standing if row.data.get(name) == value]
    if keys:
        connection.execute(update(letters).where(letters.c.key.in_(keys)).values(arrival=arrival, shown_at=None))


def renew_letters_since(
    connection: Connection, hand_off: int, kinds: Collection[LetterKind], since: datetime, arrival: str
) -> None:
    """What stands of these kinds and was written since then is to say what is so by now, in its place."""
    here = (letters.c.hand_off == hand_off, letters.c.kind.in_(kinds), letters.c.written_at >= since)
    connection.execute(update(letters).where(*here, letters.c.ts.is_not(None)).values(arrival=arrival, shown_at=None))


def lose_letter(connection: Connection, letter: Letter, trouble: str, at: datetime) -> None:
    """
    It cannot be delivered; `trouble` is the surface's word for why, no text of people. Told twice, it is one.

    The cards of its hand-off are to be shown anew, so that they say so.
    """
    outcome = connection.execute(
        update(letters)
        .where(letters.c.key == letter.key, letters.c.shown_at.is_(None), letters.c.trouble == "")
        .values(trouble=trouble)
    )
    if outcome.rowcount != 1:
        return
    if letter.hand_off is not None and letter.kind in TO_ASKER:
        connection.execute(update(cards).where(cards.c.hand_off == letter.hand_off).values(version=0))
    _tell(connection, What.LETTER_LOST, letter, at, why=trouble)


def troubles_of(connection: Connection, hand_offs: Collection[int]) -> dict[int, str]:
    """Why the last letter to the asker of each of these hand-offs did not reach them; those that did are left out."""
    rows = connection.execute(
        select(letters.c.hand_off, letters.c.trouble)
        .join(handed, handed.c.id == letters.c.hand_off)
        .join(asked, asked.c.id == handed.c.asked)
        .where(letters.c.hand_off.in_(hand_offs), letters.c.kind.in_(TO_ASKER), letters.c.person == asked.c.person)
        .order_by(letters.c.written_at, letters.c.key)
    )
    last = {row.hand_off: row.trouble for row in rows}
    return {hand_off: trouble for hand_off, trouble in last.items() if trouble}


def _tell(connection: Connection, what: What, letter: Letter, at: datetime, **data: str) -> None:
    told: dict[str, Plain] = {"kind": letter.kind.value, **data}
    of_it = select(handed.c.asked).where(handed.c.id == letter.hand_off)
    question = None if letter.hand_off is None else connection.execute(of_it).scalar_one()
    tell(connection, Event(what, at, letter.workspace, "", question, letter.hand_off, told))


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        row.key, row.arrival, row.kind, row.workspace, row.person, row.to_channel, row.hand_off, dict(row.data)
    )
