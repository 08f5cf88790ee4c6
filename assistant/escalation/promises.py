"""
Until when is an answer promised, and what is due when? Pure: an office, a hand-off as it stands, and the time.

Every move puts a hand-off's timers anew: `timers_after` says which it has by then, from what stands alone. A timer that
would fall outside the hours is put to the next opening. As long as a hand-off waits, it has a timer that ends the wait.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from assistant.escalation.offices import Office
from assistant.escalation.records import WAITING, HandOffState, Move, Promise, Timer, TimerKind

MINUTE = timedelta(minutes=1)


class Standing(Protocol):
    """What has to be known of a hand-off: as `assistant.desk.records.HandOff` has it."""

    @property
    def id(self) -> int:
        """The id of its row."""
        ...

    @property
    def state(self) -> HandOffState:
        """How it stands."""
        ...

    @property
    def opened_at(self) -> datetime:
        """When it was opened."""
        ...

    @property
    def changed_at(self) -> datetime | None:
        """When its state last changed."""
        ...

    @property
    def leased_until(self) -> datetime | None:
        """When its holder is asked."""
        ...

    @property
    def raised_to(self) -> tuple[str, ...]:
        """Ids of the offices that it was raised to."""
        ...

    @property
    def promise(self) -> Promise | None:
        """Until when an answer is promised."""
        ...


# --- the promise ------------------------------------------------------------------------------------------------------


def first_promise(office: Office, at: datetime) -> Promise:
    """What the office promises for what it gets at that time."""
    return Promise(office.hours.add(at, office.answer_within))


def paused(promise: Promise, office: Office, at: datetime) -> Promise:
    """The clock stands still from then on; paused already, it stays as it is."""
    if promise.due_at is None:
        return promise
    return Promise(None, office.hours.between(at, promise.due_at) * MINUTE)


def resumed(promise: Promise, office: Office, at: datetime) -> Promise:
    """The clock goes on from then on, with what was left; a running one stays as it is."""
    if promise.due_at is not None:
        return promise
    return Promise(office.hours.add(at, int((promise.left or timedelta()) / MINUTE)))


def promise_after(move: Move, hand_off: Standing, office: Office, at: datetime) -> Promise | None:
    """
    The promise that holds once the move is made; `hand_off` as it stood before, `office` the one it is with after.

    A hand-off that begins anew (opened, reopened, passed on, taken up after it expired) has a new promise. Nothing else
    does: neither a note, nor an edit, nor another holder.
    """
    promise = hand_off.promise
    is_anew = move in (Move.OPEN, Move.REOPEN, Move.PASS_ON) or (
        hand_off.state is HandOffState.EXPIRED and move in (Move.CLAIM, Move.REASSIGN)
    )
    if is_anew or promise is None:
        return first_promise(office, at)
    if move is Move.ASK_BACK:
        return paused(promise, office, at)
    if move in (Move.REPLY, Move.RELEASE):
        return resumed(promise, office, at)
    return promise


def lease_after(move: Move, hand_off: Standing, office: Office, at: datetime) -> datetime | None:
    """
    Until when its holder is left alone once the move is made; None: nobody holds it, or the asker has to reply.

    Asked whether they are still on it (`CHECK`), the lease is over, and `grace` begins.
    """
    if move in (Move.CLAIM, Move.REASSIGN, Move.STAY, Move.REPLY):
        return office.hours.add(at, office.lease)
    if move is Move.CHECK:
        return at
    if move in (Move.EDIT, Move.NAME, Move.REMIND, Move.RAISE):
        return hand_off.leased_until
    return None


# --- what is due ------------------------------------------------------------------------------------------------------


def timers_after(hand_off: Standing, office: Office, at: datetime) -> tuple[Timer, ...]:
    """
    All timers of a hand-off as it stands after a move at that time; they take the place of those it had.

    Each falls into the hours of the office. What was due before `at` was fired, unless the hand-off itself says that it
    was not: who slept through a weekend is not given what is past.
    """
    state = hand_off.state
    found: list[tuple[TimerKind, datetime]] = []
    if state in (HandOffState.OPENED, HandOffState.CLAIMED):
        found += _of_the_promise(hand_off, office, at)
    if state is HandOffState.CLAIMED:
        found += _of_the_lease(hand_off, office, at)
    if state is HandOffState.ASKED_BACK:
        nudge = office.hours.days_after(_changed(hand_off), 1)
        found += [(TimerKind.NUDGE, nudge)] if nudge > at else []
    if state in WAITING:
        found.append((TimerKind.EXPIRE, max(expires_at(hand_off, office), at)))
    if state is HandOffState.ANSWERED:
        found.append((TimerKind.CLOSE, max(office.hours.add(_changed(hand_off), office.close_after), at)))
    return tuple(Timer(kind, office.hours.next_opening(due), hand_off.id) for kind, due in found)


def is_due(kind: TimerKind, hand_off: Standing, office: Office, at: datetime) -> bool:
    """
    Does what was due when its timer was fired still hold? A move in between, or a long sleep, makes a timer stale.

    Nobody is reminded of a promise that is broken already: then it is raised. Nor is anybody called or nudged when its
    time is over: then its end is told, in whatever order two timers are worked on that came due while nobody ran.
    """
    state, promise, hours = hand_off.state, hand_off.promise, office.hours
    is_running = state in (HandOffState.OPENED, HandOffState.CLAIMED)
    match kind:
        case TimerKind.REMIND:
            ends = promise.due_at if promise and is_running else None
            return ends is not None and hours.before(ends, office.remind_before) <= at < ends
        case TimerKind.RAISE:
            ends = promise.due_at if promise and is_running else None
            is_broken = ends is not None and ends <= at < expires_at(hand_off, office)
            return is_broken and office.raises_to not in hand_off.raised_to
        case TimerKind.CHECK:
            return state is HandOffState.CLAIMED and (hand_off.leased_until or at) <= at
        case TimerKind.LAPSE:
            lease = hours.next_opening(hand_off.leased_until or at)
            return state is HandOffState.CLAIMED and hours.add(lease, office.grace) <= at
        case TimerKind.NUDGE:
            is_asked = state is HandOffState.ASKED_BACK
            return is_asked and hours.days_after(_changed(hand_off), 1) <= at < expires_at(hand_off, office)
        case TimerKind.EXPIRE:
            return state in WAITING and expires_at(hand_off, office) <= at
        case TimerKind.CLOSE:
            return state is HandOffState.ANSWERED and hours.add(_changed(hand_off), office.close_after) <= at
        case _:
            return False  # not of a hand-off


def expires_at(hand_off: Standing, office: Office) -> datetime:
    """
    When its asker is told that there is no answer: `limit` after it was opened, not counting what they had to reply to.

    While they have to reply: `limit` after they were asked.
    """
    promise = hand_off.promise
    if hand_off.state is HandOffState.ASKED_BACK:
        return office.hours.add(_changed(hand_off), office.limit)
    if promise is None or promise.due_at is None:
        return office.hours.add(hand_off.opened_at, office.limit)
    return office.hours.add(promise.due_at, office.limit - office.answer_within)


def is_overdue(promise: Promise | None, at: datetime) -> bool:
    """Was the promise broken by then? A clock that stands still breaks none."""
    return promise is not None and promise.due_at is not None and promise.due_at < at


def _of_the_promise(hand_off: Standing, office: Office, at: datetime) -> list[tuple[TimerKind, datetime]]:
    promise = hand_off.promise
    if promise is None or promise.due_at is None:
        return []
    hours, due = office.hours, promise.due_at
    found = []
    remind = hours.next_opening(hours.before(due, office.remind_before))
    if remind > at:
        found.append((TimerKind.REMIND, remind))
    if office.raises_to not in hand_off.raised_to:
        found.append((TimerKind.RAISE, max(due, at)))
    return found


def _of_the_lease(hand_off: Standing, office: Office, at: datetime) -> list[tuple[TimerKind, datetime]]:
    hours, lease = office.hours, hand_off.leased_until or at
    found = []
    check = hours.next_opening(lease)
    if check > at:
        found.append((TimerKind.CHECK, check))
    # Counted from the question, which may be asked late: nobody loses it without having been asked.
    found.append((TimerKind.LAPSE, max(hours.add(check, office.grace), at)))
    return found


def _changed(hand_off: Standing) -> datetime:
    return hand_off.changed_at or hand_off.opened_at
