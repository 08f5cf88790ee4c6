"""
Which rulings were made precedents, how do they stand, and who read which?

`change_precedent` is the one place where one changes: each change is a step that the table of steps allows
(assistant/escalation/precedents.py), and tells its event.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, Row, Select, bindparam, exists, select, true, update

from assistant.escalation.precedents import LIVE, STEPS, Precedent, PrecedentState, Step
from assistant.escalation.records import Ruling
from assistant.storage.database import StorageError
from assistant.storage.events import Event, Plain, What, tell
from assistant.storage.inserting import insert_new
from assistant.storage.rulings import read_ruling
from assistant.storage.tables import given, hand_offs, precedents, rulings

TOLD_AS = {
    Step.PROPOSE: What.PRECEDENT_PROPOSED,
    Step.APPROVE: What.PRECEDENT_PUBLISHED,
    Step.DECLINE: What.PRECEDENT_DECLINED,
    Step.RENEW: What.PRECEDENT_RENEWED,
    Step.LAY_DOWN: What.PRECEDENT_LAID_DOWN,
}

_RULED = [column.label(f"ruling_{column.name}") for column in rulings.c]
_WHOLE = select(precedents, *_RULED).join(rulings, rulings.c.id == precedents.c.ruling)
_PUBLISHED = _WHOLE.where(
    precedents.c.workspace == bindparam("workspace"), precedents.c.state == PrecedentState.PUBLISHED.value
).order_by(precedents.c.id)
# Read for every message, so put together once. What answered the question itself is no precedent of it.
_GIVEN = (
    _WHOLE.add_columns(given.c.asked.label("given_to"))
    .join(given, given.c.ruling == rulings.c.id)
    .join(hand_offs, hand_offs.c.id == rulings.c.hand_off)
    .where(
        given.c.asked.in_(bindparam("questions", expanding=True)),
        precedents.c.state == PrecedentState.PUBLISHED.value,
        hand_offs.c.asked != given.c.asked,
    )
    .order_by(given.c.given_at, precedents.c.id)
)


class PrecedentUnknown(StorageError):
    """There is no precedent with that id."""


class StepNotAllowed(StorageError):
    """The state of the precedent does not allow the step; look again at how it stands."""


class Changes(TypedDict, total=False):
    """What a step changes beside the state; what is not named stays."""

    question: str
    facts: Mapping[str, bool]
    kind: str
    clauses_digest: str
    owner: str
    approved_by: str
    published_at: datetime | None
    review_at: datetime | None


def draft_precedent(connection: Connection, ruling: Ruling, question: str, digest: str, at: datetime) -> Precedent:
    """
    Begin a precedent of a ruling; its question is told as it was asked, until somebody tells it anew.

    Begun already: it is given back as it stands.
    """
    workspace = connection.execute(select(hand_offs.c.workspace).where(hand_offs.c.id == ruling.hand_off)).scalar_one()
    is_new = insert_new(
        connection,
        precedents,
        {
            "workspace": workspace,
            "ruling": ruling.id,
            "question": question,
            "state": PrecedentState.DRAFTED.value,
            "clauses_digest": digest,
            "owner": ruling.by,
            "approved_by": "",
        },
    )
    found = precedent_of(connection, ruling.id)
    assert found is not None
    if is_new:
        _tell(connection, What.PRECEDENT_DRAFTED, found, ruling.by, at)
    return found


def change_precedent(
    connection: Connection, id: int, step: Step, by: str, at: datetime, why: str = "", **changes: Unpack[Changes]
) -> Precedent:
    """
    Take a step; `by` is a person, "" for the assistant and for time. `why` is a word of ours, told with the event.

    Raises `PrecedentUnknown` or `StepNotAllowed`; then nothing is changed.
    """
    before = find_precedent(connection, id, is_locked=True)
    if before is None:
        raise PrecedentUnknown(f"There is no precedent {id}.")
    state = STEPS[step].get(before.state)
    if state is None:
        raise StepNotAllowed(f"Precedent {id} is {before.state}: it cannot {step.value}.")
    over_at = None if state in LIVE else at
    connection.execute(
        update(precedents).where(precedents.c.id == id).values(**changes, state=state.value, over_at=over_at)
    )
    after = find_precedent(connection, id)
    assert after is not None
    _tell(connection, TOLD_AS[step], after, by, at, why=why)
    return after


def find_precedent(connection: Connection, id: int, *, is_locked: bool = False) -> Precedent | None:
    """The precedent with that id. Locked: nobody else changes it before this transaction ends."""
    if is_locked:
        connection.execute(select(precedents.c.id).where(precedents.c.id == id).with_for_update())
    return _one(connection, _WHOLE.where(precedents.c.id == id))


def precedent_of(connection: Connection, ruling: int) -> Precedent | None:
    """The precedent that a ruling became, or is to become."""
    return _one(connection, _WHOLE.where(precedents.c.ruling == ruling))


def published_precedents(connection: Connection, workspace: str) -> tuple[Precedent, ...]:
    """What may be found there, oldest first."""
    return tuple(_precedent(row) for row in connection.execute(_PUBLISHED, {"workspace": workspace}))


def listed_precedents(connection: Connection, workspace: str, since: datetime) -> tuple[Precedent, ...]:
    """
    What is published, and what was laid down since then though its ruling stands; of every workspace with "".

    What was corrected, or answered otherwise, is not among it: nothing can be done about that any more.
    """
    later = rulings.alias("later")
    is_corrected = exists().where(later.c.hand_off == rulings.c.hand_off, later.c.id > rulings.c.id)
    was_laid_down = (precedents.c.state == PrecedentState.LAID_DOWN.value) & (precedents.c.over_at >= since)
    wanted = (precedents.c.state == PrecedentState.PUBLISHED.value) | (was_laid_down & ~is_corrected)
    here = precedents.c.workspace == workspace if workspace else true()
    return tuple(_precedent(row) for row in connection.execute(_WHOLE.where(wanted, here).order_by(precedents.c.id)))


def live_precedents(connection: Connection) -> tuple[Precedent, ...]:
    """Everything that somebody has to do with or reads, of every workspace."""
    statement = _WHOLE.where(precedents.c.state.in_([state.value for state in LIVE])).order_by(precedents.c.id)
    return tuple(_precedent(row) for row in connection.execute(statement))


def given_as_precedents(connection: Connection, questions: Collection[int]) -> dict[int, tuple[Precedent, ...]]:
    """What stands below the answers to these questions; what was laid down meanwhile no longer does."""
    found: dict[int, tuple[Precedent, ...]] = {}
    if not questions:
        return found
    for row in connection.execute(_GIVEN, {"questions": list(questions)}):
        found[row.given_to] = (*found.get(row.given_to, ()), _precedent(row))
    return found


def _tell(connection: Connection, what: What, precedent: Precedent, by: str, at: datetime, **data: str) -> None:
    told: dict[str, Plain] = {"precedent": precedent.id, "ruling": precedent.ruling.id}
    told |= {name: value for name, value in data.items() if value}
    tell(connection, Event(what, at, precedent.workspace, by, None, precedent.ruling.hand_off, told))


def _one(connection: Connection, statement: Select[Any]) -> Precedent | None:
    row = connection.execute(statement).one_or_none()
    return None if row is None else _precedent(row)


def _precedent(row: Row[Any]) -> Precedent:
    return Precedent(
        id=row.id,
        workspace=row.workspace,
        ruling=read_ruling(row, "ruling_"),
        question=row.question,
        state=PrecedentState(row.state),
        clauses_digest=row.clauses_digest,
        owner=row.owner,
        facts=dict(row.facts),
        kind=row.kind,
        approved_by=row.approved_by,
        published_at=row.published_at,
        review_at=row.review_at,
        over_at=row.over_at,
    )
