"""
What has arrived, who works on it, and what did nobody finish?

    received ──claim──► working ──finish──► done
        ▲                  │ └─────fail───► failed
        └────postpone──────┘

A worker holds an arrival for the time of its lease; when the lease ran out, another may claim it. Each claim has a
number, its **turn**: who comes too late with an old turn changes nothing. Done is done, whoever says so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from assistant.desk.records import Act, Arrival, Deed
from assistant.storage.database import StorageError
from assistant.storage.inserting import insert_new
from assistant.storage.tables import ArrivalState, arrivals

_ARRIVAL = TypeAdapter(Arrival)
_OVER = (ArrivalState.DONE, ArrivalState.FAILED)

# What is done for every message is put together once: SQLAlchemy takes five times as long to build and recognize a
# statement as SQLite takes to run it.
_NAMED = arrivals.c.key == bindparam("named")
_CLAIMABLE = or_(
    and_(arrivals.c.state == ArrivalState.RECEIVED, arrivals.c.due_at <= bindparam("now")),
    and_(arrivals.c.state == ArrivalState.WORKING, arrivals.c.lease_until <= bindparam("now")),
)
_OVERDUE = (
    select(arrivals.c.key)
    .where(_CLAIMABLE)
    .order_by(arrivals.c.due_at, arrivals.c.received_at, arrivals.c.key)
    .limit(bindparam("most"))
)
_OVERDUE_BUT_LOCKED = _OVERDUE.with_for_update(skip_locked=True)
_CLAIM = (
    update(arrivals)
    .where(_NAMED, _CLAIMABLE)
    .values(state=ArrivalState.WORKING, tries=arrivals.c.tries + 1, lease_until=bindparam("until"))
    .returning(arrivals.c.payload, arrivals.c.tries, arrivals.c.received_at)
)
_FINISH = (
    update(arrivals)
    .where(_NAMED, arrivals.c.state.not_in(_OVER))
    .values(state=ArrivalState.DONE, done_at=bindparam("now"), lease_until=None)
)
_WHOLE = select(arrivals).where(_NAMED)
_PAYLOAD = select(arrivals.c.payload).where(_NAMED)
_WHAT_FOLLOWED = select(arrivals.c.followed).where(_NAMED)
_KEPT = select(arrivals.c.payload, arrivals.c.followed).where(_NAMED)
_FOLLOW = update(arrivals).where(_NAMED).values(followed=bindparam("packed"))
_TOLD_OF = select(arrivals.c.key, arrivals.c.payload).where(
    arrivals.c.workspace == bindparam("workspace"),
    arrivals.c.channel == bindparam("channel"),
    arrivals.c.message == bindparam("message"),
    arrivals.c.deed.in_(bindparam("deeds", expanding=True)),
    arrivals.c.payload.is_not(None),
)
_COUNT_SINCE = (
    select(func.count())
    .select_from(arrivals)
    .where(
        arrivals.c.workspace == bindparam("workspace"),
        arrivals.c.person == bindparam("person"),
        arrivals.c.received_at >= bindparam("since"),
        arrivals.c.deed.in_(bindparam("deeds", expanding=True)),
    )
)


class ArrivalUnreadable(StorageError):
    """What is kept of an arrival cannot be read: its text is gone of age, or another release wrote it."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An arrival in the hands of one worker. `turn` counts its claims from 1."""

    arrival: Arrival
    turn: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """How an arrival stands. `failure` is the kind of the last failure, "" for none."""

    state: ArrivalState
    turn: int
    due_at: datetime
    received_at: datetime
    done_at: datetime | None
    failure: str

    @property
    def is_over(self) -> bool:
        """Is nothing more to be done?"""
        return self.state in _OVER


@dataclass(frozen=True, slots=True)
class Followed:
    """
    What the desk decided to show for an arrival, by names and ids alone; no `act`: nothing, and `why`.

    Kept so that an arrival that is worked on twice is decided once.
    """

    act: Act | None = None
    asked: int | None = None
    replaced: int | None = None
    note: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    why: str = ""
    hand_off: int | None = None
    """The id of the hand-off that it was on, whose cards may have to say something else now."""


_FOLLOWED = TypeAdapter(Followed)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is not over: how many, and since when the oldest of them waits."""

    waiting: int
    working: int
    oldest: datetime | None


def record(connection: Connection, arrival: Arrival, now: datetime) -> bool:
    """Keep an arrival, due at once. False: its key is known already, and nothing is changed."""
    return insert_new(
        connection,
        arrivals,
        {
            "key": arrival.key,
            "deed": arrival.deed,
            "person": arrival.person,
            "workspace": arrival.place.workspace,
            "channel": arrival.place.channel,
            "thread": arrival.place.thread,
            "message": arrival.message,
            "payload": _ARRIVAL.dump_python(arrival, mode="json"),
            "state": ArrivalState.RECEIVED,
            "tries": 0,
            "due_at": now,
            "received_at": now,
        },
    )


def claim(connection: Connection, key: str, now: datetime, lease: timedelta) -> Claimed | None:
    """
    Take an arrival for the time of the lease. Of two that claim at once, one gets it.

    None: it is over, not due yet, unknown, or somebody else has it. Raises `ArrivalUnreadable`: `fail` it then.
    """
    taken = connection.execute(_CLAIM, {"named": key, "now": now, "until": now + lease}).one_or_none()
    return None if taken is None else Claimed(_unpacked(key, taken.payload), taken.tries, taken.received_at)


def extend(connection: Connection, key: str, turn: int, until: datetime) -> bool:
    """Hold an arrival longer. False: somebody else has it now, or it is over."""
    return _change(connection, key, turn, lease_until=until)


def finish(connection: Connection, key: str, now: datetime) -> bool:
    """It is done, whoever did it. False: it was over before."""
    return connection.execute(_FINISH, {"named": key, "now": now}).rowcount == 1


def postpone(connection: Connection, key: str, turn: int, until: datetime, failure: str) -> bool:
    """Put it back until then; `failure` is the kind of what went wrong, no text. False: it is not this worker's now."""
    return _change(connection, key, turn, state=ArrivalState.RECEIVED, due_at=until, lease_until=None, failure=failure)


def fail(connection: Connection, key: str, now: datetime, failure: str) -> bool:
    """Give up on it, whoever has it; `failure` is the kind of what went wrong, no text. False: it was over before."""
    outcome = connection.execute(
        update(arrivals)
        .where(arrivals.c.key == key, arrivals.c.state.not_in(_OVER))
        .values(state=ArrivalState.FAILED, done_at=now, lease_until=None, failure=failure)
    )
    return outcome.rowcount == 1


def overdue(connection: Connection, now: datetime, limit: int = 100) -> tuple[str, ...]:
    """
    The keys that may be claimed now, longest due first: new, postponed until now, or left by a worker that is gone.

    On PostgreSQL a sweep in a transaction leaves out what another sweep looks at in this moment.
    """
    statement = _OVERDUE_BUT_LOCKED if connection.dialect.name == "postgresql" else _OVERDUE
    return tuple(connection.execute(statement, {"now": now, "most": limit}).scalars())


def find_arrival(connection: Connection, key: str) -> Arrival | None:
    """The arrival with that key; None where none is. Raises `ArrivalUnreadable`."""
    row = connection.execute(_PAYLOAD, {"named": key}).one_or_none()
    return None if row is None else _unpacked(key, row.payload)


def deeds_of(connection: Connection, keys: Collection[str]) -> frozenset[Deed]:
    """What the arrivals with these keys are, whether their texts are still kept or not."""
    return frozenset(connection.execute(select(arrivals.c.deed).where(arrivals.c.key.in_(keys))).scalars())


def find_kept(connection: Connection, key: str) -> tuple[Arrival, Followed | None] | None:
    """The arrival with that key, and what followed from it so far; None: there is none. Raises `ArrivalUnreadable`."""
    row = connection.execute(_KEPT, {"named": key}).one_or_none()
    return None if row is None else (_unpacked(key, row.payload), _followed(key, row.followed))


def find_progress(connection: Connection, key: str) -> Progress | None:
    """How the arrival with that key stands; None where none is."""
    row = connection.execute(_WHOLE, {"named": key}).one_or_none()
    if row is None:
        return None
    return Progress(row.state, row.tries, row.due_at, row.received_at, row.done_at, row.failure or "")


def keep_followed(connection: Connection, key: str, followed: Followed) -> None:
    """Keep what was decided to show for an arrival."""
    packed = _FOLLOWED.dump_python(followed, mode="json")
    connection.execute(_FOLLOW, {"named": key, "packed": packed})


def what_followed(connection: Connection, key: str) -> Followed | None:
    """What was decided to show for an arrival; None: nothing was decided yet. Raises `ArrivalUnreadable`."""
    return _followed(key, connection.execute(_WHAT_FOLLOWED, {"named": key}).scalar_one_or_none())


def told_of(
    connection: Connection, workspace: str, channel: str, message: str, deeds: Collection[Deed]
) -> tuple[Arrival, ...]:
    """
    What was done to a message, oldest first by when it was done, with the deeds asked for.

    Deeds may arrive out of order: who is about to answer a question looks here for an edit or a deletion. Those whose
    text is gone of age are left out.
    """
    on = {"workspace": workspace, "channel": channel, "message": message, "deeds": list(deeds)}
    rows = connection.execute(_TOLD_OF, on)
    return tuple(sorted((_unpacked(row.key, row.payload) for row in rows), key=lambda arrival: arrival.at))


def count_since(connection: Connection, workspace: str, person: str, since: datetime, deeds: Collection[Deed]) -> int:
    """How many arrivals of a person came since then."""
    by = {"workspace": workspace, "person": person, "since": since, "deeds": list(deeds)}
    count: int = connection.execute(_COUNT_SINCE, by).scalar_one()
    return count


def read_backlog(connection: Connection) -> Backlog:
    """What is not over."""
    rows = connection.execute(
        select(arrivals.c.state, func.count().label("how_many"), func.min(arrivals.c.received_at).label("oldest"))
        .where(arrivals.c.state.not_in(_OVER))
        .group_by(arrivals.c.state)
    ).all()
    counts = {row.state: row.how_many for row in rows}
    return Backlog(
        counts.get(ArrivalState.RECEIVED, 0),
        counts.get(ArrivalState.WORKING, 0),
        min((row.oldest for row in rows), default=None),
    )


def is_work_left(connection: Connection, now: datetime) -> bool:
    """Is anything being worked on, or due to be?"""
    due = (arrivals.c.state == ArrivalState.RECEIVED) & (arrivals.c.due_at <= now)
    left = select(arrivals.c.key).where((arrivals.c.state == ArrivalState.WORKING) | due)
    return connection.execute(left.limit(1)).first() is not None


def _change(connection: Connection, key: str, turn: int, **values: object) -> bool:
    outcome = connection.execute(
        update(arrivals)
        .where(arrivals.c.key == key, arrivals.c.state == ArrivalState.WORKING, arrivals.c.tries == turn)
        .values(values)
    )
    return outcome.rowcount == 1


def _followed(key: str, packed: object) -> Followed | None:
    try:
        return None if packed is None else _FOLLOWED.validate_python(packed)
    except ValidationError:
        raise ArrivalUnreadable(f"What followed from the arrival {key} is of another release.") from None


def _unpacked(key: str, payload: object) -> Arrival:
    try:
        return _ARRIVAL.validate_python(payload)
    except ValidationError:
        # Not quoted: it holds what a person wrote.
        raise ArrivalUnreadable(f"The arrival {key} cannot be read; its text is gone, or of another release.") from None
