"""Which questions were given to office management, under which number, and how do they stand?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, insert, or_, select, update

from assistant.desk.records import HandOff, Shown
from assistant.escalation.records import HandOffState
from assistant.storage.database import StorageError
from assistant.storage.events import Event, What, tell
from assistant.storage.inserting import count_up
from assistant.storage.tables import asked, cards, hand_off_numbers, hand_offs, management


class NothingToHandOff(StorageError):
    """There is no question with that id."""


def open_hand_off(
    connection: Connection, question: int, by: str, at: datetime, *, is_automatic: bool = False
) -> HandOff:
    """
    Give a question to office management, under the next number of its workspace; `by` is "" for the assistant.

    Open already: it is given back as it stands. Withdrawn before: it is opened anew, under another number. Raises
    `NothingToHandOff`.
    """
    # The question's row is locked first, so that of two clicks at once the second finds what the first did.
    workspace = connection.execute(
        select(asked.c.workspace).where(asked.c.id == question).with_for_update()
    ).scalar_one_or_none()
    if workspace is None:
        raise NothingToHandOff(f"There is no question {question} to hand over.")
    if standing := _open_row(connection, question):
        return _record(standing)
    number = count_up(connection, hand_off_numbers, {"workspace": workspace}, "last")
    row = connection.execute(
        insert(hand_offs)
        .values(
            workspace=workspace,
            number=number,
            asked=question,
            state=HandOffState.OPENED,
            is_automatic=is_automatic,
            opened_at=at,
        )
        .returning(hand_offs)
    ).one()
    _tell(connection, What.HAND_OFF_OPENED, row, by, at)
    return _record(row)


def withdraw_hand_off(connection: Connection, question: int, by: str, at: datetime) -> HandOff | None:
    """Take a question back from office management. None: it is not with them."""
    row = connection.execute(
        update(hand_offs)
        .where(hand_offs.c.asked == question, hand_offs.c.state == HandOffState.OPENED)
        .values(state=HandOffState.WITHDRAWN, withdrawn_at=at)
        .returning(hand_offs)
    ).one_or_none()
    if row is None:
        return None
    _tell(connection, What.HAND_OFF_WITHDRAWN, row, by, at)
    return _record(row)


def move_hand_off(connection: Connection, question: int, to: int, by: str, at: datetime) -> HandOff | None:
    """Let an open hand-off follow its question to the one that replaced it, under its number. None: there is none."""
    row = connection.execute(
        update(hand_offs)
        .where(hand_offs.c.asked == question, hand_offs.c.state == HandOffState.OPENED)
        .values(asked=to)
        .returning(hand_offs)
    ).one_or_none()
    if row is None:
        return None
    _tell(connection, What.HAND_OFF_MOVED, row, by, at)
    return _record(row)


def open_hand_offs(connection: Connection, workspace: str, person: str) -> tuple[HandOff, ...]:
    """What a person has with office management, newest first."""
    rows = connection.execute(
        _with_cards()
        .join(asked, asked.c.id == hand_offs.c.asked)
        .where(asked.c.workspace == workspace, asked.c.person == person, hand_offs.c.state == HandOffState.OPENED)
        .order_by(hand_offs.c.number.desc())
    )
    return tuple(_seen(row) for row in rows)


def latest_hand_offs(connection: Connection, questions: Collection[int]) -> dict[int, HandOff]:
    """The latest hand-off of each of these questions that has one."""
    rows = connection.execute(_OF_QUESTIONS, {"questions": list(questions)})
    return {row.asked: _seen(row) for row in rows}


def hand_offs_to_show(connection: Connection, questions: Collection[int]) -> tuple[HandOff, ...]:
    """Those of these questions that office management does not see as they stand: not at all, or as they were."""
    rows = connection.execute(_TO_SHOW, {"questions": list(questions)})
    return tuple(_seen(row) for row in rows)


def hand_off_to_show(connection: Connection, workspace: str, number: int) -> HandOff | None:
    """The hand-off with that number, if office management does not see it as it stands."""
    numbered = (hand_offs.c.workspace == workspace, hand_offs.c.number == number)
    row = connection.execute(_with_cards().where(*numbered, _IS_TO_SHOW)).one_or_none()
    return None if row is None else _seen(row)


def unseen_hand_offs(connection: Connection, workspace: str) -> tuple[HandOff, ...]:
    """Those that wait and that office management does not see in its channel as they stand, oldest first."""
    waits = (hand_offs.c.workspace == workspace, hand_offs.c.state == HandOffState.OPENED)
    rows = connection.execute(_with_cards().where(*waits, _IS_TO_SHOW).order_by(hand_offs.c.number))
    return tuple(_seen(row) for row in rows)


_IS_ELSEWHERE = and_(management.c.channel != "", management.c.channel != cards.c.channel)
_IS_TO_SHOW = or_(
    (hand_offs.c.state == HandOffState.OPENED) & cards.c.hand_off.is_(None),
    (hand_offs.c.state == HandOffState.OPENED) & _IS_ELSEWHERE,
    cards.c.asked != hand_offs.c.asked,
    cards.c.state != hand_offs.c.state,
)
"""
Where there is no card the comparisons are null: a withdrawn one that nobody saw needs none. One in a channel that is
not theirs any more goes to the one that is, as long as it waits.
"""


def _with_cards() -> Select[Any]:
    seen = (cards.c.channel.label("card_channel"), cards.c.ts.label("card_ts"))
    return (
        select(hand_offs, *seen)
        .outerjoin(cards, cards.c.hand_off == hand_offs.c.id)
        .outerjoin(management, management.c.workspace == hand_offs.c.workspace)
    )


# Read for every message, so put together once.
_OF_QUESTIONS = (
    _with_cards().where(hand_offs.c.asked.in_(bindparam("questions", expanding=True))).order_by(hand_offs.c.number)
)
_TO_SHOW = _OF_QUESTIONS.where(_IS_TO_SHOW)


def _open_row(connection: Connection, question: int) -> Row[Any] | None:
    statement = select(hand_offs).where(hand_offs.c.asked == question, hand_offs.c.state == HandOffState.OPENED)
    return connection.execute(statement).one_or_none()


def _tell(connection: Connection, what: What, row: Row[Any], by: str, at: datetime) -> None:
    data: dict[str, str | int | float | bool | None] = {"number": row.number, "is_automatic": row.is_automatic}
    tell(connection, Event(what, at, row.workspace, by, row.asked, row.id, data))


def _record(row: Row[Any]) -> HandOff:
    return HandOff(row.number, row.asked, row.state, row.opened_at, row.is_automatic)


def _seen(row: Row[Any]) -> HandOff:
    """With where office management sees it."""
    return replace(_record(row), card=Shown(row.card_channel, row.card_ts) if row.card_ts else None)
