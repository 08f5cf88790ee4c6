"""A process that works on arrivals with a surface that writes a file, and that kills itself where a test says."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.desk.notices import Notice, Notices
from assistant.desk.records import Arrival, Card, Response, Shown
from assistant.desk.settings import DeskSettings
from assistant.desk.work import Handling, Work
from assistant.escalation.records import Letter
from assistant.storage.database import open_database
from tests.quick_desk import quick_desk

LEASE = timedelta(seconds=1)

PLACES_TO_DIE = (
    "claimed", "before begin", "after begin", "before respond", "after respond", "before show", "in show", "after show",
    "before settle", "after settle",
)  # fmt: skip


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

    def begin(self, arrival: Arrival) -> None:
        self.begun.append(arrival.key)

    def take_longer(self, arrival: Arrival) -> None:
        pass

    def show_card(self, card: Card) -> Shown:
        return Shown(card.channel, f"card {card.hand_off.number}")

    def show_letter(self, letter: Letter) -> Shown:
        return Shown(letter.channel or letter.person, f"letter {letter.key}")

    def show(self, response: Response) -> list[Shown]:
        line = f"{response.act.value} {response.key}\n"
        if line not in self.lines():
            with self.file.open("a", encoding="utf-8") as file:
                file.write(line)
        if self.dies == "in show":
            die()
        return [Shown(response.place.channel, response.key)]

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


def work_until_done(url: str, file: str, dies: str = "") -> None:
    """Work until nothing is left that can be claimed, or until the death that is asked for."""
    database = open_database(url)
    desk = quick_desk(database, plain_notices(), clock=now, settings=DeskSettings(workers=4, sweep_seconds=0.3))
    work = Work(desk, FileSurface(Path(file), dies), lease=LEASE)
    if dies == "claimed":
        desk.claim(1, LEASE)
        die()
    work.handling = Dying(Handling(desk, work.surface), dies)  # type: ignore[assignment]
    work.start()
    until = time.monotonic() + 60
    while desk.health().waiting and time.monotonic() < until:
        time.sleep(0.1)
    work.close()
    database.close()
    sys.exit(0 if time.monotonic() < until else 3)
