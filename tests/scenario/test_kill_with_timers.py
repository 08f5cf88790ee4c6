"""
A process is killed while hand-offs wait, and others work at the same time: does time do everything once, and nothing twice?

Reminders, raises, nudges, questions whether somebody is still on it, an end without an answer, a digest, and answers
on their way to askers. The clock is a Wednesday noon of the office, whatever day it is.
"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path
from types import MappingProxyType

import pytest
from sqlalchemy import select

from assistant.desk.records import Deed, HandOff
from assistant.escalation.records import Filled, LetterKind, Move, Timer, TimerKind
from assistant.storage import events, letters
from assistant.storage.database import Database, open_database
from assistant.storage.tables import hand_offs
from assistant.storage.timers import set_timer
from tests.desk_process import now, plain_notices, work_until_done
from tests.quick_desk import Hands, quick_desk
from tests.quick_office import ASKER, COLLEAGUE, MANAGER, NORTH, RULED, QuickOffice, on, three_offices
from tests.time_passing import HERE, MOVE_OF, check_once

PATIENCE = 120
NOON = datetime(2026, 11, 18, 12, 30, tzinfo=HERE).astimezone(UTC)
PLACES_TO_DIE = MappingProxyType({
    "before fire": "remind", "in fire": "remind", "after fire": "raise", "claimed": "remind", "after respond": "relay",
    "before letter": "raise", "in letter": "raise", "in card": "raise", "after show": "relay", "after settle": "relay",
})  # fmt: skip
"""With what waits then, so that there is something to be killed at."""


TOLD = frozenset({"card", *LetterKind})
"""What begins a line of those that count; the others say something of an answer that stands."""


class Waiting:
    """What waits in the north, and what has to be told of it: `expected` counts it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.hands = Hands()
        self.office = QuickOffice(quick_desk(database, plain_notices(), clock=self.hands, offices=three_offices()))
        self.expected = Counter[str]()
        self.claimed: list[HandOff] = []
        """Claimed by two at once."""

    def opened(self, *when: int) -> HandOff:
        self.hands.at = datetime(2026, 11, *when, tzinfo=HERE).astimezone(UTC)  # type: ignore[arg-type, misc]
        return self.office.opened(filled=Filled(to=NORTH))

    def add(self, what: str) -> None:
        """One to be reminded of, one to be raised, or one whose answer nobody worked on yet."""
        if what == "remind":
            hand_off = self.opened(17, 15)
            self.expected[f"remind C-north {hand_off.id}"] += 1
        elif what == "raise":
            hand_off = self.opened(16, 16)
            for line in ("raised C-fallback", "raised U5", "card C-fallback"):
                self.expected[f"{line} {hand_off.id}"] += 1
        elif what == "claims":
            hand_off = self.opened(18, 10)
            self.claimed.append(hand_off)
            for person in (MANAGER, COLLEAGUE):
                self.office.desk.receive(on(hand_off, Deed.CLAIMED, person, f"{hand_off.id}-{person}", self.hands.at))
        else:
            hand_off = self.opened(18, 9)
            self.office.do(Deed.CLAIMED, hand_off)
            self.office.desk.receive(on(hand_off, Deed.RULED, MANAGER, f"ruled {hand_off.id}", self.hands.at, **RULED))
            self.expected[f"ruling {ASKER} {hand_off.id}"] += 1

    def add_rare(self) -> None:
        """One to be nudged, one whose holder is asked, one that nobody answered, and the digest of the morning."""
        to_nudge = self.opened(16, 10)
        self.office.do(Deed.ASKED_BACK, to_nudge, text="Which one?")
        self.expected[f"nudge {ASKER} {to_nudge.id}"] += 1
        to_check = self.opened(17, 16)
        self.office.do(Deed.CLAIMED, to_check)
        self.expected[f"check {MANAGER} {to_check.id}"] += 1
        to_end = self.opened(12, 12)
        self.expected[f"expired {ASKER} {to_end.id}"] += 1
        with self.database.transaction() as connection:
            morning = datetime(2026, 11, 18, 8, tzinfo=HERE).astimezone(UTC)
            set_timer(connection, Timer(TimerKind.DIGEST, morning, None, NORTH, "T1"))
        self.expected["digest C-north None"] += 1

    def check(self, file: Path) -> None:
        """All of it was told, and nothing else; nothing is left to be told."""
        told = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
        said = Counter(" ".join(words[:3]) for words in told if words[0] in TOLD)
        assert said == self.expected
        assert self.office.desk.health().waiting == 0
        with self.database.reading() as connection:
            for id in connection.execute(select(hand_offs.c.id)).scalars():
                check_once([each for each in events.events_of_hand_off(connection, id) if each.what in MOVE_OF], 3)
                for letter in letters.letters_of(connection, id):
                    assert letter not in letters.letters_to_show(connection, letter.arrival)

    def check_claims(self, file: Path) -> None:
        """One holds it, and the other is told."""
        lines = file.read_text(encoding="utf-8").splitlines()
        for hand_off in self.claimed:
            holder = self.office.now(hand_off).holder
            other = {MANAGER: COLLEAGUE, COLLEAGUE: MANAGER}[holder]
            assert lines.count(f"tell {hand_off.id}-{other}") == 1
            assert f"tell {hand_off.id}-{holder}" not in lines
            with self.database.reading() as connection:
                told = [MOVE_OF.get(each.what) for each in events.events_of_hand_off(connection, hand_off.id)]
            assert told.count(Move.CLAIM) == 1


@pytest.fixture
def waiting(url: str) -> Iterator[Waiting]:
    database = open_database(url)
    yield Waiting(database)
    database.close()


def test_killed_between_any_two_steps_time_does_everything_once(
    processes: ForkServerContext, url: str, waiting: Waiting, tmp_path: Path
) -> None:
    file, ahead = tmp_path / "shown", NOON - now()
    waiting.add_rare()
    for place, what in PLACES_TO_DIE.items():
        waiting.add(what)
        assert run(processes, url, file, ahead, place) == [-signal.SIGKILL], place
    assert run(processes, url, file, ahead, "") == [0]
    waiting.check(file)


def test_replicas_of_which_one_is_killed_do_everything_once_and_of_two_claims_take_one(
    processes: ForkServerContext, url: str, waiting: Waiting, tmp_path: Path
) -> None:
    file, ahead = tmp_path / "shown", NOON - now()
    waiting.add_rare()
    for what in ("remind", "raise", "relay", "claims") * 2:
        waiting.add(what)
    assert sorted(run(processes, url, file, ahead, *["in letter, one"] * 3)) == [-signal.SIGKILL, 0, 0]
    waiting.check(file)
    waiting.check_claims(file)


def run(processes: ForkServerContext, url: str, file: Path, ahead: timedelta, *dies: str) -> list[int | None]:
    """Processes side by side, each with its death; how they ended."""
    started = [processes.Process(target=work_until_done, args=(url, str(file), each, ahead, True)) for each in dies]
    for process in started:
        process.start()
    for process in started:
        process.join(PATIENCE)
    codes = [process.exitcode for process in started]
    assert None not in codes, "a process did not end"
    for process in started:
        process.close()
    return codes
