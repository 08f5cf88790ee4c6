"""
What is due, and what follows from it? Time makes moves as people do: a timer becomes an arrival, and that is worked on.

    fire_due   timer ──(its office is open)──► arrival `due:<timer>`; in one transaction, so that it fires once
    follow_due arrival ──(it is not stale)──► move, letters, timers anew; in the transaction of the responder

Nothing is fired while its office is closed or the assistant is switched off: who slept through a weekend, or was off,
finds what is due then, at the next opening, and what has become stale is not said at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Connection

from assistant.desk.handing_over import channel_of, hand_offs_with, housed, stop_asking, stop_checking
from assistant.desk.records import Act, Arrival, Deed, HandOff, Place
from assistant.escalation.hours import Hours
from assistant.escalation.moves import next_state
from assistant.escalation.offices import Office, Offices
from assistant.escalation.promises import expires_at, first_promise, is_due, lease_after, promise_after, timers_after
from assistant.escalation.records import Filled, Letter, LetterKind, Move, Timer, TimerKind
from assistant.storage import arrivals, asking, channels, hand_offs, letters, management, timers
from assistant.storage.arrivals import Followed
from assistant.storage.database import Database

PREFIX = "due:"
"""The key of an arrival that was a timer begins with it."""

FAILED_PAUSE = timedelta(hours=1)
"""When a timer whose arrival failed for good is due again."""

OFF_PAUSE = timedelta(minutes=15)
"""How long what is due waits at least while the assistant is switched off."""

EXPIRED_IN_DIGEST = timedelta(days=14)
"""So long an office is still told every morning of what nobody answered in time, when nothing else waits."""

MOVES: Mapping[TimerKind, Move] = MappingProxyType({
    TimerKind.REMIND: Move.REMIND,
    TimerKind.RAISE: Move.RAISE,
    TimerKind.CHECK: Move.CHECK,
    TimerKind.LAPSE: Move.LAPSE,
    TimerKind.NUDGE: Move.NUDGE,
    TimerKind.EXPIRE: Move.EXPIRE,
    TimerKind.CLOSE: Move.CLOSE,
})  # fmt: skip
"""What time does to a hand-off."""

LEASED = frozenset({TimerKind.CHECK, TimerKind.LAPSE})

SEEN_BY_ASKER = frozenset({Move.RAISE, Move.LAPSE, Move.EXPIRE, Move.CLOSE})
"""Moves after which the asker's answer says something else of it."""

_FIRST = (
    TimerKind.EXPIRE, TimerKind.CHECK, TimerKind.LAPSE, TimerKind.RAISE, TimerKind.REMIND, TimerKind.NUDGE,
    TimerKind.CLOSE, TimerKind.DIGEST, TimerKind.REVIEW, TimerKind.LAY_DOWN,
)  # fmt: skip
"""Of what is due at once, what comes first: the end before the reminders of it, the question before the loss."""

FindDeserted = Callable[[str, str], tuple[str, ...]]
"""Of a workspace and an office's id: it and those of its next levels that surely nobody manages."""


def nobody_known(workspace: str, office: str) -> tuple[str, ...]:
    """Where no surface tells who manages what."""
    return ()


FollowSubject = Callable[[Connection, Arrival, Timer, datetime], Followed]
"""What follows from a timer of a precedent."""


@dataclass(frozen=True, slots=True)
class Fired:
    """How many timers became arrivals, and how many were put off because nobody may be told now."""

    fired: int = 0
    put_off: int = 0


# --- timers become arrivals -------------------------------------------------------------------------------------------


def fire_due(
    database: Database, offices: Offices, now: datetime, limit: int = 100, find_deserted: FindDeserted = nobody_known
) -> Fired:
    """
    Make an arrival of every timer that is due while those work who are told; put the others off until they do.

    Sees first that nothing which waits is without its timers, and no office with something open without its digest.
    Called by every process at every sweep; of two at once one fires.
    """
    with database.reading() as connection:
        is_idle = (
            not timers.due_timers(connection, now, 1)
            and not hand_offs.untimed_hand_offs(connection, 1)
            and not _digests_to_set(connection, offices, now)
        )
        raising = _to_raise(connection, offices, now, limit)
    if is_idle:  # a transaction that writes would hold up those who have something to do
        return Fired()
    deserted = {timer: find_deserted(*to) for timer, to in raising.items()}  # may take long, so in no transaction
    with database.transaction() as connection:
        _time_untimed(connection, offices, now)
        for timer in _digests_to_set(connection, offices, now):
            timers.set_timer(connection, timer)
        fired, put_off, moved = 0, 0, set[int]()
        for timer in sorted(timers.due_timers(connection, now, limit), key=lambda each: _FIRST.index(each.kind)):
            left = deserted.get(timer.id, ())
            if (later := _put_off_until(connection, timer, offices, now, left)) is not None:
                timers.set_timer(connection, replace(timer, due_at=later))
                put_off += 1
            elif timer.hand_off in moved:
                continue  # one at a time: the move that follows says what else is still due
            elif timers.take_timer(connection, timer.id):
                arrivals.record(connection, arrival_of(timer, now, left), now)
                fired += 1
                moved |= {timer.hand_off} if timer.hand_off is not None else set()
    return Fired(fired, put_off)


def put_back(connection: Connection, key: str, now: datetime) -> None:
    """An arrival failed for good, with nothing done: if it was a timer, it is due again later, so that none is lost."""
    if not key.startswith(PREFIX):
        return
    arrival = arrivals.find_arrival(connection, key)
    if arrival is not None and arrival.filled and arrival.filled.due:
        timers.set_timer(connection, replace(arrival.filled.due, due_at=now + FAILED_PAUSE))


def arrival_of(timer: Timer, now: datetime, deserted: tuple[str, ...] = ()) -> Arrival:
    """What a timer becomes when it is fired; `deserted` are offices that nobody manages by then."""
    return Arrival(
        f"{PREFIX}{timer.id}", Deed.DUE, "", Place(timer.workspace, ""), now,
        hand_off=timer.hand_off, deserted=deserted, filled=Filled(due=timer),
    )  # fmt: skip


def _to_raise(connection: Connection, offices: Offices, now: datetime, limit: int) -> dict[int, tuple[str, str]]:
    """Of the timers that raise something now, by id: the workspace, and the office that it would be raised to."""
    found = {}
    for timer in timers.due_timers(connection, now, limit):
        hand_off = hand_offs.find_hand_off(connection, timer.hand_off or 0) if timer.kind is TimerKind.RAISE else None
        if hand_off is not None:
            found[timer.id] = (timer.workspace, offices.office(hand_off.office).raises_to)
    return found


def _put_off_until(
    connection: Connection, timer: Timer, offices: Offices, now: datetime, deserted: Collection[str] = ()
) -> datetime | None:
    """When it may be said; None: now."""
    if not channels.read_switch(connection, timer.workspace).is_on:
        return now + OFF_PAUSE
    hours = _hours_of(connection, timer, offices, deserted)
    if timer.kind is TimerKind.DIGEST:
        return None if hours.is_day(now) else hours.morning_after(now)
    if hours.is_open(now):
        return None
    later = hours.next_opening(now)
    return later if timer.kind is not TimerKind.RAISE or _is_in_time(connection, timer, offices, later) else None


def _is_in_time(connection: Connection, timer: Timer, offices: Offices, at: datetime) -> bool:
    """Is it raised before its time is over? Else its card goes there at once, and the letter waits."""
    hand_off = hand_offs.find_hand_off(connection, timer.hand_off or 0)
    return hand_off is None or at < expires_at(hand_off, offices.office(hand_off.office))


def _hours_of(connection: Connection, timer: Timer, offices: Offices, deserted: Collection[str]) -> Hours:
    """The hours of whoever is told: of the next level, of what is raised. The fallback's for what is no office's."""
    if timer.hand_off is not None and (hand_off := hand_offs.find_hand_off(connection, timer.hand_off)):
        office = offices.office(hand_off.office)
        if timer.kind is TimerKind.RAISE:
            return offices.reachable(office.raises_to, deserted).hours
        return office.hours
    return offices.office(timer.subject if timer.kind is TimerKind.DIGEST else "").hours


def _time_untimed(connection: Connection, offices: Offices, now: datetime) -> None:
    """What waits and has no timer, because it is of an older release or one was lost, gets those it should have."""
    for hand_off in hand_offs.untimed_hand_offs(connection):
        office = offices.office(hand_off.office)
        promise = hand_off.promise or first_promise(office, now)
        due = timers_after(replace(hand_off, promise=promise), office, now)
        hand_offs.time_hand_off(connection, hand_off.id, due, now, promise)


def _digests_to_set(connection: Connection, offices: Offices, now: datetime) -> list[Timer]:
    """A digest for the next morning of every office that has something open and no digest before it."""
    found = []
    for workspace, office in sorted(hand_offs.offices_at_work(connection, now - EXPIRED_IN_DIGEST)):
        known = offices.office(office)
        if not timers.timers_of_subject(connection, workspace, TimerKind.DIGEST, known.id):
            found.append(Timer(TimerKind.DIGEST, known.hours.morning_after(now), None, known.id, workspace))
    return list({(timer.workspace, timer.subject): timer for timer in found}.values())


# --- what follows -----------------------------------------------------------------------------------------------------


def follow_due(
    connection: Connection, arrival: Arrival, offices: Offices, now: datetime, of_precedent: FollowSubject | None = None
) -> Followed:
    """
    What follows from a timer that was fired, kept in this transaction: the move, its letters, its timers.

    Nothing where it is stale; put off again where its office has closed since it was fired. `of_precedent` does what
    follows from `REVIEW` and `LAY_DOWN`.
    """
    timer = arrival.filled.due if arrival.filled else None
    if timer is None:
        return Followed(why="late", hand_off=arrival.hand_off)  # shows what was held up: desk/mailing.py
    if (later := _put_off_until(connection, timer, offices, now, arrival.deserted)) is not None:
        timers.set_timer(connection, replace(timer, due_at=later))
        return Followed(why="closed")
    if timer.kind is TimerKind.DIGEST:
        return _digest(connection, arrival, timer, offices, now)
    if timer.kind in MOVES:
        return _move(connection, arrival, timer, offices, now)
    return of_precedent(connection, arrival, timer, now) if of_precedent else Followed(why="nobody does this")


def _move(connection: Connection, arrival: Arrival, timer: Timer, offices: Offices, now: datetime) -> Followed:
    hand_off = hand_offs.find_hand_off(connection, timer.hand_off or 0, is_locked=True)
    is_asked = timer.kind in LEASED and hand_offs.is_holder_asked(connection, timer.hand_off or 0)
    # Both may be due at once, and worked on in any order: nobody loses it unasked, and nobody is asked twice.
    move = Move.CHECK if timer.kind is TimerKind.LAPSE and not is_asked else MOVES[timer.kind]
    if hand_off is None or next_state(hand_off.state, move) is None:
        return Followed(why="stale")
    hand_off = housed(hand_off, offices)
    office = offices.office(hand_off.office)
    if not is_due(timer.kind, hand_off, office, now) or (timer.kind is TimerKind.CHECK and is_asked):
        # Its office may have other hours and lengths by now: what is due by those is set, so that nothing stands still.
        hand_offs.time_hand_off(connection, hand_off.id, timers_after(hand_off, office, now), now)
        return Followed(why="stale")
    raised_to = hand_off.raised_to
    if move is Move.RAISE:
        above, seeing = _levels_above(connection, office, offices, timer.workspace, arrival.deserted)
        # The one that was skipped counts as raised to: else it would be raised again and again.
        raised_to = tuple(dict.fromkeys((*raised_to, office.raises_to, above.id, seeing.id)))
    after = replace(
        hand_off, state=next_state(hand_off.state, move) or hand_off.state, raised_to=raised_to,
        promise=promise_after(move, hand_off, office, now), leased_until=lease_after(move, hand_off, office, now),
    )  # fmt: skip
    if after.state is not hand_off.state:
        after = replace(after, changed_at=now)
    hand_offs.change_hand_off(
        connection, hand_off.id, move, "", now,
        office=after.office, raised_to=after.raised_to, promise=after.promise, leased_until=after.leased_until,
        timers=timers_after(after, office, now),
    )  # fmt: skip
    if move is Move.EXPIRE:
        stop_asking(connection, hand_off, arrival.key)
    if move in (Move.EXPIRE, Move.LAPSE):
        stop_checking(connection, hand_off, arrival.key)
    told = _letters(connection, hand_off, move, office, offices, timer.workspace, arrival.deserted)
    for number, (kind, person, channel, data) in enumerate(told):
        key = f"{arrival.key}:{kind.value}:{number}"
        letter = Letter(key, arrival.key, kind, timer.workspace, person, channel, hand_off.id, data)
        letters.write_letter(connection, letter, now)
    act = Act.RENEW if move in SEEN_BY_ASKER else None
    return Followed(act, asked=hand_off.asked if act else None, why=move.value, hand_off=hand_off.id)


Told = tuple[LetterKind, str, str, dict[str, str]]
"""A letter's kind, person, channel and data."""


def _letters(
    connection: Connection, hand_off: HandOff, move: Move, office: Office, offices: Offices, workspace: str,
    deserted: Collection[str],
) -> list[Told]:  # fmt: skip
    """Who is told, of a hand-off as it stood before the move."""
    own = _where_seen(connection, hand_off, office, workspace)
    data = {"office": office.id}
    match move:
        case Move.REMIND if hand_off.holder:
            return [(LetterKind.REMIND, hand_off.holder, "", data)]
        case Move.REMIND:
            return [(LetterKind.REMIND, "", own, data)] if own else []
        case Move.RAISE:
            return _raised(connection, office, offices, workspace, deserted)
        case Move.CHECK:
            return [(LetterKind.CHECK, hand_off.holder, "", data)]
        case Move.LAPSE:
            return [(LetterKind.LAPSED, "", own, {**data, "holder": hand_off.holder})] if own else []
        case Move.NUDGE | Move.EXPIRE:
            asked = asking.find_question(connection, hand_off.asked)
            kind = LetterKind.NUDGE if move is Move.NUDGE else LetterKind.EXPIRED
            return [(kind, asked.person, "", data)] if asked else []
        case _:
            return []


def _where_seen(connection: Connection, hand_off: HandOff, office: Office, workspace: str) -> str:
    """The channel of its office; where that cannot be shown it, the one that it was raised to."""
    standing = management.cards_of(connection, hand_off.id)
    if office.id not in standing:
        for above in hand_off.raised_to:
            if above in standing:
                return standing[above].shown.channel
    return channel_of(connection, workspace, office)


def _raised(
    connection: Connection, office: Office, offices: Offices, workspace: str, deserted: Collection[str]
) -> list[Told]:
    """The next level's channel and deputy; where it has no channel, that of the level above it that has one."""
    above, seeing = _levels_above(connection, office, offices, workspace, deserted)
    data, channel = {"office": office.id}, channel_of(connection, workspace, seeing)
    told: list[Told] = [(LetterKind.RAISED, "", channel, {**data, "to": seeing.id})] if channel else []
    return [*told, (LetterKind.RAISED, above.deputy, "", {**data, "to": above.id})] if above.deputy else told


def _levels_above(
    connection: Connection, office: Office, offices: Offices, workspace: str, deserted: Collection[str]
) -> tuple[Office, Office]:
    """The first of its next levels that has somebody, and the first from there that is told things in a channel."""
    above = offices.reachable(office.raises_to, deserted)
    without = {id for id, each in offices.by_id.items() if not channel_of(connection, workspace, each)}
    return above, offices.reachable(above.id, without | set(deserted))


def _digest(connection: Connection, arrival: Arrival, timer: Timer, offices: Offices, now: datetime) -> Followed:
    """Once a day of the office, under a key of that day, whichever process fires it; nothing where nothing is open."""
    office = offices.office(timer.subject)
    channel = channel_of(connection, timer.workspace, office)
    if not channel or not hand_offs_with(connection, timer.workspace, office.id, offices):
        return Followed(why="nothing to tell")
    day = now.astimezone(office.hours.zone).date()
    key = f"{LetterKind.DIGEST.value}:{timer.workspace}:{office.id}:{day.isoformat()}"
    letter = Letter(key, arrival.key, LetterKind.DIGEST, timer.workspace, "", channel, None, {"office": office.id})
    is_new = letters.write_letter(connection, letter, now)
    return Followed(why="digest" if is_new else "told already")
