"""
The clock of the demo, which whoever tries it can put forward: what is due on the way happens as if the time had passed.

It stops at whatever is due, lets the assistant do all that follows, and goes on: a day in which somebody is reminded,
asked and given up on is lived through, and not slept through.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

from assistant.desk.desk import Desk
from assistant.escalation.hours import Hours
from assistant.slack.standin.web import CannotMove, Jump
from assistant.storage import arrivals, events, timers

OPENING, DUE = "opening", "due"

LENGTHS = {
    "hour": (timedelta(hours=1), "+1 hour"),
    "day": (timedelta(days=1), "+1 day"),
    "year": (timedelta(days=365), "+1 year"),
}
"""Jumps of a length, with what stands on their buttons."""

MOST_STOPS = 300
"""What is due after so many stops on one way is slept through."""

PATIENCE = 30.0
"""Seconds for what follows at one stop."""

NOTHING_DUE = "Nothing is due. Hand a question over to office management first."
BUSY = "The assistant is still at work. Try again in a moment."


class DemoClock:
    """
    The time of the desk and of the stand-in. It goes on by itself, and is put forward by `move`, never back.

    `hours` are those of the offices, all of which work at the same time here.
    """

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.desk: Desk | None = None
        """Whose time it is, once there is one."""
        self.ahead = timedelta()
        self._moving = Lock()
        self._pause = Event()

    def __call__(self) -> datetime:
        """The time now, in UTC."""
        return datetime.now(UTC) + self.ahead

    def drive(self, desk: Desk) -> None:
        """Be the time of that desk. Where it was put forward in an earlier run (`--keep`), it goes on from there."""
        self.desk, desk.clock = desk, self
        with desk.database.reading() as connection:
            if (last := events.last_event_at(connection)) is not None:
                self._put(last)

    # -- what the page shows ----------------------------------------------------------------------------------------

    @property
    def zone(self) -> str:
        """The time zone of the offices."""
        return self.hours.zone.key

    def seconds(self) -> float:
        """See `assistant.slack.standin.web.Clock`."""
        return self().timestamp()

    def words(self) -> str:
        """Day and time on the wall of the offices: `Fri, Nov 20, 18:10`; with its year where that is another."""
        return self._told(self())

    def note(self) -> str:
        """Whether they work then."""
        return "The offices are open." if self.hours.is_open(self()) else "The offices are closed."

    def jumps(self) -> Sequence[Jump]:
        """By an hour, a day or a year, to the next opening, and to what is due next."""
        lengths = [Jump(name, words) for name, (_, words) in LENGTHS.items()]
        return (*lengths, Jump(OPENING, "Next opening", self._told(self._opening())), Jump(DUE, "What is due next"))

    def move(self, name: str) -> None:
        """
        Put it forward, stopping at what is due; returns when everything is done.

        Raises `CannotMove` where nothing is due, or the assistant does not come to an end with something; KeyError.
        """
        with self._moving:
            self._settle()
            if name == DUE:
                due = self._next_due()
                if due is None:
                    raise CannotMove(NOTHING_DUE)
                target = self.hours.next_opening(due)
            else:
                target = self._opening() if name == OPENING else self() + LENGTHS[name][0]
            for _ in range(MOST_STOPS):
                due = self._next_due()
                if due is None or due > target:
                    break
                self._put(due)
                self._settle()
            self._put(target)
            self._settle()

    # -- how it is done ---------------------------------------------------------------------------------------------

    def _put(self, at: datetime) -> None:
        self.ahead = max(at - datetime.now(UTC), self.ahead)

    def _opening(self) -> datetime:
        return self.hours.opening_after(self())

    def _told(self, at: datetime) -> str:
        local = at.astimezone(self.hours.zone)
        year = f", {local.year}" if local.year != datetime.now(self.hours.zone).year else ""
        return f"{local:%a}, {local:%b} {local.day}{year}, {local.hour}:{local:%M}"

    def _next_due(self) -> datetime | None:
        assert self.desk is not None
        with self.desk.database.reading() as connection:
            return timers.next_due(connection, self())

    def _settle(self) -> None:
        """Let all that is due be done. Raises `CannotMove` where that does not come to an end."""
        assert self.desk is not None
        end = time.monotonic() + PATIENCE
        while True:
            fired = self.desk.fire_due().fired
            self.desk.start_work()
            while self._is_at_work():
                if time.monotonic() > end:
                    raise CannotMove(BUSY)
                self._pause.wait(0.02)
            if not fired:
                return

    def _is_at_work(self) -> bool:
        assert self.desk is not None
        with self.desk.database.reading() as connection:
            return arrivals.is_work_left(connection, self())
