"""What is due, and when? A row each; whoever deletes one that is due has fired it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select

from assistant.escalation.records import Timer, TimerKind
from assistant.storage.tables import hand_offs, timers


def replace_timers(connection: Connection, hand_off: int, wanted: Sequence[Timer]) -> bool:
    """
    Let a hand-off have these timers and no others; one that stands for the same time keeps its id.

    False: it had just these.
    """
    missing = {(timer.kind, timer.due_at): timer for timer in wanted}
    is_changed = False
    for old in timers_of(connection, hand_off):
        # Two that are the same are one: of two processes at once each may have set it.
        if missing.pop((old.kind, old.due_at), None) is None:
            take_timer(connection, old.id)
            is_changed = True
    for timer in missing.values():
        set_timer(connection, Timer(timer.kind, timer.due_at, hand_off, timer.subject, timer.workspace))
    return is_changed or bool(missing)


def set_timer(connection: Connection, timer: Timer) -> Timer:
    """
    Keep a timer, and give it back with its id.

    It takes the place of the one of its kind that its hand-off, or its subject in the workspace, has.
    """
    workspace = timer.workspace
    if timer.hand_off is not None:
        of_it = select(hand_offs.c.workspace).where(hand_offs.c.id == timer.hand_off)
        workspace = connection.execute(of_it).scalar_one()
        same: tuple[ColumnElement[bool], ...] = (timers.c.hand_off == timer.hand_off, timers.c.kind == timer.kind)
    else:
        same = (
            timers.c.hand_off.is_(None), timers.c.kind == timer.kind, timers.c.subject == timer.subject,
            timers.c.workspace == workspace,
        )  # fmt: skip
    connection.execute(delete(timers).where(*same))
    row = connection.execute(
        insert(timers)
        .values(
            workspace=workspace,
            kind=timer.kind,
            hand_off=timer.hand_off,
            subject=timer.subject,
            due_at=timer.due_at,
        )
        .returning(timers)
    ).one()
    return _timer(row)


def due_timers(connection: Connection, now: datetime, limit: int = 100) -> tuple[Timer, ...]:
    """
    What is due, longest due first.

    On PostgreSQL, in a transaction, what another process looks at in this moment is left out.
    """
    statement = select(timers).where(timers.c.due_at <= now).order_by(timers.c.due_at, timers.c.id).limit(limit)
    if connection.dialect.name == "postgresql":
        statement = statement.with_for_update(skip_locked=True)
    return tuple(_timer(row) for row in connection.execute(statement))


def next_due(connection: Connection, after: datetime) -> datetime | None:
    """When the first is due that is not due by then; None: nothing is."""
    statement = select(func.min(timers.c.due_at)).where(timers.c.due_at > after)
    found: datetime | None = connection.execute(statement).scalar_one()
    return found


def take_timer(connection: Connection, id: int) -> bool:
    """Delete a timer. False: it is gone, so somebody else fired it, or a move replaced it."""
    return connection.execute(delete(timers).where(timers.c.id == id)).rowcount == 1


def timers_of(connection: Connection, hand_off: int) -> tuple[Timer, ...]:
    """What is due in a hand-off, soonest first."""
    rows = connection.execute(
        select(timers).where(timers.c.hand_off == hand_off).order_by(timers.c.due_at, timers.c.id)
    )
    return tuple(_timer(row) for row in rows)


def timers_of_subject(connection: Connection, workspace: str, kind: TimerKind, subject: str) -> tuple[Timer, ...]:
    """What is due of that kind for an office or a precedent; one at most."""
    same = (timers.c.workspace == workspace, timers.c.kind == kind, timers.c.subject == subject)
    rows = connection.execute(select(timers).where(timers.c.hand_off.is_(None), *same).order_by(timers.c.id))
    return tuple(_timer(row) for row in rows)


def _timer(row: Row[Any]) -> Timer:
    return Timer(row.kind, row.due_at, row.hand_off, row.subject, row.workspace, row.id)
