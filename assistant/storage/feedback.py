"""Who found which answer helpful? A person may say it again; the last one counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from assistant.storage.events import Event, What, tell
from assistant.storage.hand_offs import find_hand_off, workspace_of
from assistant.storage.inserting import insert_over
from assistant.storage.tables import asked, feedback


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person said of an answer; the reason is screened."""

    person: str
    is_helpful: bool
    reason: str
    given_at: datetime


def give_feedback(
    connection: Connection, question: int, person: str, is_helpful: bool, reason: str, at: datetime
) -> bool:
    """Keep what a person says of an answer, in place of what they said before. False: there is no such question."""
    workspace = connection.execute(select(asked.c.workspace).where(asked.c.id == question)).scalar_one_or_none()
    if workspace is None:
        return False
    insert_over(
        connection,
        feedback,
        {"asked": question, "person": person, "is_helpful": is_helpful, "reason": reason, "given_at": at},
    )
    data: dict[str, str | int | float | bool | None] = {"is_helpful": is_helpful, "has_reason": bool(reason)}
    tell(connection, Event(What.RATED, at, workspace, person, question, data=data))
    return True


def rate_ruling(connection: Connection, hand_off: int, person: str, is_helpful: bool, at: datetime) -> bool:
    """
    Tell what its asker says of office management's answer. False: there is none by now.

    Who asked without a name has none here either.
    """
    found = find_hand_off(connection, hand_off)
    if found is None or found.ruling is None:
        return False
    by = "" if found.is_anonymous else person
    data: dict[str, str | int | float | bool | None] = {"is_helpful": is_helpful, "ruling": found.ruling.id}
    where = workspace_of(connection, hand_off)
    tell(connection, Event(What.RULING_RATED, at, where, by, found.asked, hand_off, data))
    return True


def feedback_of(connection: Connection, question: int) -> tuple[Feedback, ...]:
    """What people said of an answer, oldest first."""
    rows = connection.execute(select(feedback).where(feedback.c.asked == question).order_by(feedback.c.given_at))
    return tuple(Feedback(row.person, row.is_helpful, row.reason, row.given_at) for row in rows)
