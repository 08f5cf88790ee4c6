"""A process that works on arrivals with a surface that writes a file, and that kills itself where a test says."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from assistant.desk import desk as desk_module
from assistant.desk import due, workflow
from assistant.desk.desk import Desk
from assistant.desk.due import FindDeserted, Fired, fire_due
from assistant.desk.handling import Handling
from assistant.desk.notices import Notice, Notices
from assistant.desk.records import Act, Arrival, Asked, Card, Deed, Response, Shown
from assistant.desk.settings import DeskSettings
from assistant.desk.work import Work
from assistant.escalation.offices import Offices
from assistant.escalation.records import Letter
from assistant.storage.database import Database, open_database
from assistant.storage.timers import due_timers, take_timer
from tests.quick_desk import deed, quick_desk
from tests.quick_office import three_offices

LEASE = timedelta(seconds=1)
UNBROKEN = timedelta(minutes=10)
"""A lease that no machine is too slow for, where nobody dies."""

PLACES_TO_DIE = (
    "claimed", "before begin", "after begin", "before respond", "after respond", "before show", "in show", "after show",
    "before settle", "after settle",
)  # fmt: skip

PLACES_TO_DIE_OVERTAKEN = ("in show", "after show", "before put_right", "in strike", "after put_right")
"""Where an answer that an edit overtook while it was shown may be left standing."""


def now() -> datetime:
    return datetime.now(UTC)


def plain_notices() -> Notices:
    """The names for the sentences: a process starts quicker without the rulebook they are checked against."""
    return Notices({"en": {notice: notice.value for notice in Notice}})


@dataclass(slots=True)
class FileSurface:
    """Shows by writing a line; looks first whether the line is there, as Slack's is looked for by its metadata."""

    file: Path
    dies: str = ""
    begun: list[str] = field(default_factory=list)
    on_post: Callable[[Response], None] = lambda response: None
    """What happens at the same moment."""

    def begin(self, arrival: Arrival) -> None:
        self.begun.append(arrival.key)

    def take_longer(self, arrival: Arrival) -> None:
        pass

    def show_card(self, card: Card) -> Shown:
        if card.shown is not None and card.shown.channel == card.channel:
            return card.shown
        self._post(f"card {card.channel} {card.hand_off.id}\n")
        self._die_in("card")
        return Shown(card.channel, f"card {card.hand_off.number}")

    def show_letter(self, letter: Letter) -> Shown:
        if self.dies == "before letter":
            die()
        to = letter.channel or letter.person
        self._post(f"{letter.kind.value} {to} {letter.hand_off} {letter.key}\n")
        self._die_in("letter")
        return Shown(to, f"letter {letter.key}")

    def show(self, response: Response) -> list[Shown]:
        self._post(f"{response.act.value} {response.key}\n")
        if response.act is Act.STRIKE:
            self._die_in("strike")
            return [Shown(response.place.channel, response.key)]
        self.on_post(response)
        self._die_in("show")
        return [Shown(response.place.channel, response.key)]

    def find(self, key: str, asked: Asked) -> list[Shown]:
        posts = (f"{act.value} {key}\n" for act in (Act.POST, Act.REPLACE))
        return [Shown(asked.place.channel, key)] if any(post in self.lines() for post in posts) else []

    def _post(self, line: str) -> None:
        if line not in self.lines():
            with self.file.open("a", encoding="utf-8") as file:
                file.write(line)

    def _die_in(self, what: str) -> None:
        if self.dies == f"in {what}" or (self.dies == f"in {what}, one" and self._is_the_one()):
            die()

    def _is_the_one(self) -> bool:
        """Is this the first process of several that comes here?"""
        try:
            self.file.with_suffix(".died").touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    def lines(self) -> list[str]:
        return self.file.read_text(encoding="utf-8").splitlines(keepends=True) if self.file.exists() else []


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(slots=True)
class Dying:
    """The steps, with a death before or after one of them."""

    steps: Handling
    dies: str

    def __getattr__(self, name: str) -> object:
        step = getattr(self.steps, name)

        def take(*values: object) -> object:
            if self.dies == f"before {name}":
                die()
            result = step(*values)
            if self.dies == f"after {name}":
                die()
            return result

        return take


def die_firing(dies: str) -> None:
    """Let the firing of what is due end in a death: before it, in its transaction, or after it."""

    def take(connection: Connection, id: int) -> bool:
        is_taken = take_timer(connection, id)
        if dies == "in fire":
            die()
        return is_taken

    def fire(database: Database, offices: Offices, at: datetime, *, find_deserted: FindDeserted) -> Fired:
        if dies == "before fire":
            die()
        fired = fire_due(database, offices, at, find_deserted=find_deserted)
        if dies == "after fire" and fired.fired:
            die()
        return fired

    due.timers.take_timer = take  # type: ignore[attr-defined]
    desk_module.fire_due = fire  # type: ignore[attr-defined, assignment]


def edit_elsewhere(desk: Desk, surface: FileSurface, response: Response) -> None:
    """What another replica does with an edit of the question that is being shown."""
    if response.act is not Act.POST or response.asked is None:
        return
    key, message = f"edit of {response.key}", response.asked.message
    desk.receive(deed(Deed.EDITED, key=key, message=message, text="barred?", at=now(), place=response.place))
    edited = desk.respond(key)
    assert edited is not None
    elsewhere = FileSurface(surface.file)
    desk.settle(key, elsewhere.show(edited))


def is_done(desk: Desk) -> bool:
    """Is nothing left, and nothing due?"""
    if desk.health().waiting:
        return False
    with desk.database.reading() as connection:
        return not due_timers(connection, desk.clock(), 1)


def work_until_done(
    url: str,
    file: str,
    dies: str = "",
    ahead: timedelta = timedelta(),
    is_office: bool = False,
    is_overtaken: bool = False,
    lease: timedelta = LEASE,
    shape: str = "",
) -> None:
    """
    Work until nothing is left that can be claimed, or until the death that is asked for.

    The clock is `ahead` of this machine's. An office has its own channels and managers. `is_overtaken`: what is posted
    is edited in that moment, and another replica is done with the edit before the post returns. `shape` is that of the
    workflow in a release before, "" for today's.
    """
    workflow.SHAPE = shape or workflow.SHAPE
    database = open_database(url)
    desk = quick_desk(
        database, plain_notices(), clock=lambda: now() + ahead, settings=DeskSettings(workers=4, sweep_seconds=0.3)
    )
    if is_office:
        desk.offices = three_offices()
    if dies.endswith("fire"):
        die_firing(dies)
    surface = FileSurface(Path(file), dies)
    if is_overtaken:
        surface.on_post = lambda response: edit_elsewhere(desk, surface, response)
    work = Work(desk, surface, lease=lease)
    if dies == "claimed":
        desk.claim(1, lease)
        die()
    work.handling = Dying(Handling(desk, work.surface), dies)  # type: ignore[assignment]
    work.start()
    until = time.monotonic() + 60
    while not is_done(desk) and time.monotonic() < until:
        time.sleep(0.1)
    work.close()
    database.close()
    sys.exit(0 if time.monotonic() < until else 3)
