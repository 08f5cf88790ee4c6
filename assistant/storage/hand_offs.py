"""
Which questions were given to office management, under which number, and how do they stand?

`change_hand_off` is the one place where a hand-off changes: each change is a move that the table of moves allows
(assistant/escalation/moves.py), counts the version up, and tells its event. Who may make it is decided before. Only
blanking.py, which takes texts out, writes here besides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, TypedDict, Unpack

from sqlalchemy import Connection, Row, Select, bindparam, exists, insert, select, update

from assistant.desk.records import HandOff, Shown
from assistant.escalation.moves import MOVES, next_state
from assistant.escalation.offices import DEFAULT_OFFICE
from assistant.escalation.records import LIVE, WAITING, Actor, HandOffState, Move, Promise, Timer
from assistant.storage.database import StorageError
from assistant.storage.events import Event, What, events_of_hand_off, tell
from assistant.storage.inserting import count_up
from assistant.storage.letters import troubles_of
from assistant.storage.rulings import remarks_of, standing_rulings
from assistant.storage.standing import tell_standing
from assistant.storage.tables import asked, cards, hand_off_numbers, hand_offs, timers
from assistant.storage.timers import replace_timers

TOLD_AS = MappingProxyType({
    Move.OPEN: What.HAND_OFF_OPENED,
    Move.CLAIM: What.HAND_OFF_CLAIMED,
    Move.RELEASE: What.HAND_OFF_RELEASED,
    Move.REASSIGN: What.HAND_OFF_REASSIGNED,
    Move.PASS_ON: What.HAND_OFF_PASSED_ON,
    Move.ASK_BACK: What.HAND_OFF_ASKED_BACK,
    Move.REPLY: What.HAND_OFF_REPLIED,
    Move.ANSWER: What.HAND_OFF_ANSWERED,
    Move.CORRECT: What.HAND_OFF_CORRECTED,
    Move.STAY: What.HAND_OFF_KEPT,
    Move.REOPEN: What.HAND_OFF_REOPENED,
    Move.WITHDRAW: What.HAND_OFF_WITHDRAWN,
    Move.NAME: What.HAND_OFF_NAMED,
    Move.EDIT: What.HAND_OFF_MOVED,
    Move.REMIND: What.HAND_OFF_REMINDED,
    Move.RAISE: What.HAND_OFF_RAISED,
    Move.CHECK: What.HAND_OFF_CHECKED,
    Move.LAPSE: What.HAND_OFF_LAPSED,
    Move.NUDGE: What.HAND_OFF_NUDGED,
    Move.EXPIRE: What.HAND_OFF_EXPIRED,
    Move.CLOSE: What.HAND_OFF_CLOSED,
})  # fmt: skip

REWRITTEN_BY = frozenset({
    What.HAND_OFF_MOVED, What.HAND_OFF_REPLIED, What.HAND_OFF_ANSWERED, What.HAND_OFF_CORRECTED, What.HAND_OFF_REOPENED,
})  # fmt: skip
"""After these, what a manager was filling in a form about is not what they read."""

BEGINNING_ANEW = frozenset({Move.PASS_ON, Move.CORRECT})
"""Moves after which it counts as changed though its state may be what it was."""

APPROVED = "approved"
"""In what an event says besides: the id of the question whose words were approved, "" from when that is its own."""

UNHELD = frozenset({HandOffState.OPENED, HandOffState.EXPIRED, HandOffState.WITHDRAWN})
UNTIMED = frozenset({HandOffState.WITHDRAWN, HandOffState.CLOSED})

MINUTE = timedelta(minutes=1)


class NothingToHandOff(StorageError):
    """There is no question with that id."""


class HandOffUnknown(StorageError):
    """There is no hand-off with that id."""


class MoveNotAllowed(StorageError):
    """The state of the hand-off does not allow the move; look again at how it stands."""


class Opening(TypedDict, total=False):
    """With what a hand-off begins; what is not named is empty, and the office is the one there is without a file."""

    office: str
    text: str
    context: str
    is_anonymous: bool
    promise: Promise | None
    timers: Sequence[Timer]


class Changes(Opening, total=False):
    """
    What a move changes beside the state; what is not named stays. `timers` replace all that it has.

    `told` is said in its event besides.
    """

    asked: int
    raised_to: tuple[str, ...]
    is_automatic: bool
    holder: str
    leased_until: datetime | None
    told: Mapping[str, str]


def open_hand_off(
    connection: Connection,
    question: int,
    by: str,
    at: datetime,
    *,
    is_automatic: bool = False,
    **changes: Unpack[Opening],
) -> HandOff:
    """
    Give a question to office management, under the next number of its workspace; `by` is "" for the assistant.

    Live already: it is given back as it stands. Withdrawn or closed before: it is opened anew, under another number.
    Raises `NothingToHandOff`.
    """
    # The question's row is locked first, so that of two clicks at once the second finds what the first did.
    workspace = connection.execute(
        select(asked.c.workspace).where(asked.c.id == question).with_for_update()
    ).scalar_one_or_none()
    if workspace is None:
        raise NothingToHandOff(f"There is no question {question} to hand over.")
    if standing := live_hand_off(connection, question):
        return standing
    number = count_up(connection, hand_off_numbers, {"workspace": workspace}, "last")
    values = {"office": DEFAULT_OFFICE, "raised_to": [], "is_anonymous": False, "text": "", "context": "", "holder": ""}
    row = connection.execute(
        insert(hand_offs)
        .values(
            **{**values, **_columns(changes), "is_automatic": is_automatic},
            workspace=workspace,
            number=number,
            asked=question,
            state=HandOffState.OPENED,
            opened_at=at,
            changed_at=at,
            version=1,
        )
        .returning(hand_offs)
    ).one()
    replace_timers(connection, row.id, changes.get("timers", ()))
    _tell(connection, Move.OPEN, row, None, by, at)
    return _require(connection, row.id)


def change_hand_off(
    connection: Connection, id: int, move: Move, by: str, at: datetime, **changes: Unpack[Changes]
) -> HandOff:
    """
    Make a move; `by` is a person, "" for the assistant and for time.

    Nobody holds what is open, expired or withdrawn, whatever `changes` say; where nothing can follow, nothing is due.
    Raises `HandOffUnknown` or `MoveNotAllowed`; then nothing is changed.
    """
    before = connection.execute(select(hand_offs).where(hand_offs.c.id == id).with_for_update()).one_or_none()
    if before is None:
        raise HandOffUnknown(f"There is no hand-off with the id {id}.")
    state = next_state(before.state, move)
    if state is None:
        raise MoveNotAllowed(f"Hand-off {before.number} is {before.state}: it cannot {move.value}.")
    values = _columns(changes)
    if state in UNHELD:
        values["holder"] = ""
    if state is not HandOffState.CLAIMED:
        values["leased_until"] = None
    if move is Move.WITHDRAW:
        values["withdrawn_at"] = at
    if state is not before.state or move in BEGINNING_ANEW:
        values["changed_at"] = at
    row = connection.execute(
        update(hand_offs)
        .where(hand_offs.c.id == id)
        .values(**values, state=state, version=before.version + 1)
        .returning(hand_offs)
    ).one()
    if "timers" in changes or state in UNTIMED:
        replace_timers(connection, id, () if state in UNTIMED else changes["timers"])
    _tell(connection, move, row, before, by, at, changes.get("told"))
    return _require(connection, id)


def find_hand_off(connection: Connection, id: int, *, is_locked: bool = False) -> HandOff | None:
    """The hand-off with that id. Locked: nobody else changes it before this transaction ends."""
    if is_locked:
        connection.execute(select(hand_offs.c.id).where(hand_offs.c.id == id).with_for_update())
    return _one(connection, select(hand_offs).where(hand_offs.c.id == id))


def numbered_hand_off(connection: Connection, workspace: str, number: int) -> HandOff | None:
    """The hand-off that people know by that number."""
    numbered = (hand_offs.c.workspace == workspace, hand_offs.c.number == number)
    return _one(connection, select(hand_offs).where(*numbered))


def live_hand_off(connection: Connection, question: int) -> HandOff | None:
    """The hand-off of a question that goes on; None: it has none, or none any more."""
    return _one(connection, select(hand_offs).where(hand_offs.c.asked == question, hand_offs.c.state.in_(LIVE)))


def hand_offs_of(connection: Connection, questions: Collection[int]) -> tuple[HandOff, ...]:
    """Every hand-off of these questions, by number."""
    if not questions:
        return ()
    return _several(connection, _OF_QUESTIONS, questions=list(questions))


def latest_hand_offs(connection: Connection, questions: Collection[int]) -> dict[int, HandOff]:
    """The latest hand-off of each of these questions that has one."""
    return {hand_off.asked: hand_off for hand_off in hand_offs_of(connection, questions)}


def open_hand_offs(connection: Connection, workspace: str, person: str) -> tuple[HandOff, ...]:
    """What a person waits for, or got no answer to, newest first."""
    statement = (
        select(hand_offs)
        .join(asked, asked.c.id == hand_offs.c.asked)
        .where(asked.c.workspace == workspace, asked.c.person == person, hand_offs.c.state.in_(_UNANSWERED))
        .order_by(hand_offs.c.number.desc())
    )
    return _several(connection, statement)


def waiting_hand_offs(connection: Connection, workspace: str) -> tuple[HandOff, ...]:
    """Those whose askers wait for an answer, by number."""
    waiting = (hand_offs.c.workspace == workspace, hand_offs.c.state.in_(WAITING))
    return _several(connection, select(hand_offs).where(*waiting).order_by(hand_offs.c.number))


def unanswered_hand_offs(connection: Connection, workspace: str) -> tuple[HandOff, ...]:
    """What somebody has to answer, or did not answer in time, by number."""
    unanswered = (hand_offs.c.workspace == workspace, hand_offs.c.state.in_(_UNANSWERED))
    return _several(connection, select(hand_offs).where(*unanswered).order_by(hand_offs.c.number))


def untimed_hand_offs(connection: Connection, limit: int = 100) -> tuple[HandOff, ...]:
    """What waits and has nothing that is due: of an older release."""
    has_timer = exists().where(timers.c.hand_off == hand_offs.c.id)
    statement = select(hand_offs).where(hand_offs.c.state.in_(WAITING), ~has_timer).order_by(hand_offs.c.id)
    return _several(connection, statement.limit(limit))


def time_hand_off(
    connection: Connection, id: int, due: Sequence[Timer], at: datetime, promise: Promise | None = None
) -> bool:
    """
    Give it these timers, and a promise where one is named. No move: nothing else about it changes.

    Told, where any of that is another than before; False: it is not.
    """
    before = connection.execute(select(hand_offs).where(hand_offs.c.id == id)).one()
    row = before
    if promise is not None:
        values = _columns({"promise": promise})
        row = connection.execute(
            update(hand_offs).where(hand_offs.c.id == id).values(values).returning(hand_offs)
        ).one()
    is_new = replace_timers(connection, id, due)
    if not is_new and (row.promised_at, row.minutes_left) == (before.promised_at, before.minutes_left):
        return False
    data = tell_standing(row, before)
    tell(connection, Event(What.HAND_OFF_TIMED, at, row.workspace, "", row.asked, id, data))
    return True


def offices_at_work(connection: Connection, since: datetime) -> set[tuple[str, str]]:
    """Workspace and id of every office with something that waits, or that nobody answered in time since then."""
    is_fresh = (hand_offs.c.state == HandOffState.EXPIRED) & (hand_offs.c.changed_at >= since)
    statement = select(hand_offs.c.workspace, hand_offs.c.office, hand_offs.c.raised_to)
    rows = connection.execute(statement.where(hand_offs.c.state.in_(WAITING) | is_fresh))
    return {(row.workspace, office) for row in rows for office in (row.office, *row.raised_to)}


def workspaces_waiting(connection: Connection) -> tuple[str, ...]:
    """The workspaces in which somebody waits for an answer."""
    statement = select(hand_offs.c.workspace).where(hand_offs.c.state.in_(WAITING)).distinct()
    return tuple(connection.execute(statement.order_by(hand_offs.c.workspace)).scalars())


def workspace_of(connection: Connection, id: int) -> str:
    """The workspace of a hand-off. Raises `HandOffUnknown`."""
    statement = select(hand_offs.c.workspace).where(hand_offs.c.id == id)
    found: str | None = connection.execute(statement).scalar_one_or_none()
    if found is None:
        raise HandOffUnknown(f"There is no hand-off with the id {id}.")
    return found


def is_rewritten_since(connection: Connection, id: int, version: int) -> bool:
    """Was its question changed or asked again, replied to or answered, after that version? A claim does not count."""
    told = events_of_hand_off(connection, id)
    return any(each.what in REWRITTEN_BY and int(each.data.get("version") or 0) > version for each in told)


def is_holder_asked(connection: Connection, id: int) -> bool:
    """Was its holder asked whether they are still on it, since they took it, got it back or said that they are?"""
    told = [each.what for each in events_of_hand_off(connection, id) if each.what in _LEASED]
    return bool(told) and told[-1] is TOLD_AS[Move.CHECK]


_LEASED = frozenset(TOLD_AS[move] for move in (Move.CLAIM, Move.REASSIGN, Move.STAY, Move.REPLY, Move.CHECK))
_ELSEWHERE = frozenset({"timers", "promise", "told"})
"""Changes that are no columns of the row."""
_UNANSWERED = WAITING | {HandOffState.EXPIRED}


def _columns(changes: Changes | Opening) -> dict[str, Any]:
    values: dict[str, Any] = {name: value for name, value in changes.items() if name not in _ELSEWHERE}
    if "raised_to" in values:
        values["raised_to"] = list(values["raised_to"])
    if "promise" in changes:
        promise = changes["promise"]
        left = promise.left if promise else None
        values["promised_at"] = promise.due_at if promise else None
        values["minutes_left"] = None if left is None else left // MINUTE
    return values


def _tell(
    connection: Connection, move: Move, row: Row[Any], before: Row[Any] | None, by: str, at: datetime,
    more: Mapping[str, str] | None = None,
) -> None:  # fmt: skip
    data = {**(more or {}), **tell_standing(row, before)}
    # What somebody does as a manager says nothing of who asked; without their name it would.
    if by and row.is_anonymous and (move is Move.OPEN or Actor.ASKER in MOVES[move].by):
        asker = connection.execute(select(asked.c.person).where(asked.c.id == row.asked)).scalar_one()
        if by == asker:
            by, data["is_by_asker"] = "", True  # without a name; but it was not the assistant either
    tell(connection, Event(TOLD_AS[move], at, row.workspace, by, row.asked, row.id, data))


def _require(connection: Connection, id: int) -> HandOff:
    found = find_hand_off(connection, id)
    assert found is not None
    return found


def _one(connection: Connection, statement: Select[Any]) -> HandOff | None:
    found = _several(connection, statement)
    return found[0] if found else None


def _several(connection: Connection, statement: Select[Any], **values: object) -> tuple[HandOff, ...]:
    rows = connection.execute(statement, values).all()
    if not rows:
        return ()
    ids = [row.id for row in rows]
    seen = _cards_of(connection, ids)
    ruled, said, lost = standing_rulings(connection, ids), remarks_of(connection, ids), troubles_of(connection, ids)
    return tuple(
        replace(
            _record(row),
            card=next((seen[row.id, each] for each in (row.office, *row.raised_to) if (row.id, each) in seen), None),
            ruling=ruled.get(row.id),
            remarks=said.get(row.id, ()),
            undelivered=lost.get(row.id, ""),
            approved=_approved(connection, row.id) if row.text else None,
        )
        for row in rows
    )


def _approved(connection: Connection, id: int) -> int | None:
    """The question whose words its asker approved before they changed their message, as the last event says of it."""
    told = (each.data for each in reversed(events_of_hand_off(connection, id)))
    said = next((data[APPROVED] for data in told if APPROVED in data), None)
    return int(said) if said else None


def _cards_of(connection: Connection, ids: Collection[int]) -> dict[tuple[int, str], Shown]:
    rows = connection.execute(select(cards).where(cards.c.hand_off.in_(ids)))
    return {(row.hand_off, row.office): Shown(row.channel, row.ts) for row in rows}


# Read for every message, so put together once.
_OF_QUESTIONS = (
    select(hand_offs).where(hand_offs.c.asked.in_(bindparam("questions", expanding=True))).order_by(hand_offs.c.number)
)


def _record(row: Row[Any]) -> HandOff:
    left = None if row.minutes_left is None else row.minutes_left * MINUTE
    return HandOff(
        number=row.number,
        asked=row.asked,
        state=row.state,
        opened_at=row.opened_at,
        is_automatic=row.is_automatic,
        id=row.id,
        office=row.office,
        raised_to=tuple(row.raised_to),
        is_anonymous=row.is_anonymous,
        text=row.text,
        context=row.context,
        holder=row.holder,
        leased_until=row.leased_until,
        promise=None if row.promised_at is None and left is None else Promise(row.promised_at, left),
        changed_at=row.changed_at,
        version=row.version,
    )
