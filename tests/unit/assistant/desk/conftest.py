"""A desk with quick answers over a database of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from assistant.desk.desk import Desk
from assistant.desk.notices import Notices, load_notices
from assistant.desk.records import Arrival, Deed, HandOff, Response, Shown
from assistant.escalation.records import Filled
from assistant.storage.database import Database, open_database
from corpus.rulebook import Rulebook
from tests.quick_desk import MORNING, Hands, quick_desk
from tests.quick_office import NORTH, PaperSurface, QuickOffice, three_offices


@pytest.fixture(scope="session")
def notices(rulebook: Rulebook) -> Notices:
    return load_notices(rulebook)


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""Where it is the tables that have to hold what is claimed. On PostgreSQL a test takes three times as long."""


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database:
    """Without rows; SQLite, unless a test names `BOTH`."""
    on_sqlite = getattr(request, "param", "sqlite") == "sqlite"
    opened: Database = request.getfixturevalue("sqlite_database" if on_sqlite else "postgres_database")
    return opened


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> Database:
    """One of each kind, without rows."""
    opened: Database = request.getfixturevalue("sqlite_database" if request.param == "sqlite" else "postgres_database")
    return opened


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def office(database: Database, notices: Notices, hands: Hands) -> QuickOffice:
    """Three offices in the morning of a working day."""
    hands.at = MORNING
    return QuickOffice(quick_desk(database, notices, clock=hands, offices=three_offices()))


@pytest.fixture
def desk(database: Database, notices: Notices, hands: Hands) -> Desk:
    return quick_desk(database, notices, clock=hands)


WorkOn = Callable[[Arrival], Response | None]


@pytest.fixture
def work_on(desk: Desk) -> WorkOn:
    """Does an arrival from beginning to end, as a worker would; shows it under a number of its own."""
    numbers = iter(range(100, 1000))

    def work(arrival: Arrival) -> Response | None:
        desk.receive(arrival)
        response = desk.respond(arrival.key)
        shown = (Shown(arrival.place.channel, f"{next(numbers)}.0"),) if response and response.asked else ()
        desk.settle(arrival.key, shown)
        return response

    return work


@pytest.fixture(params=["sqlite", "postgresql"])
def place_of_either(request: pytest.FixtureRequest) -> str | Path:
    """Where a database without rows is, of each kind."""
    found: str | Path = request.getfixturevalue("folder_with_tables" if request.param == "sqlite" else "empty_postgres")
    return found


@dataclass(frozen=True, slots=True)
class Kept:
    """An office at one moment: its tables and what everybody sees, to begin there again instead of at nothing."""

    file: Path
    surface: PaperSurface
    posts: int
    keys: int
    hand_off: HandOff

    def begin_here(self, office: QuickOffice) -> None:
        """Only for an office in which nothing happened yet."""
        office.desk.database.close()
        shutil.copy(self.file, str(office.desk.database.url.database))
        seen = self.surface
        office.surface = PaperSurface(
            cards={**seen.cards}, letters={**seen.letters}, responses=[*seen.responses], posts=count(self.posts),
            stands={**seen.stands},
        )  # fmt: skip
        office.keys = count(self.keys)


@pytest.fixture(scope="session")
def once_held(tmp_path_factory: pytest.TempPathFactory, empty_database: Path, notices: Notices) -> Kept:
    """North's manager claimed what was handed over to it."""
    file = Path(shutil.copy(empty_database, tmp_path_factory.mktemp("held")))
    database = open_database(file.parent)
    office = QuickOffice(quick_desk(database, notices, clock=Hands(), offices=three_offices()))
    opened = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.CLAIMED, opened)
    hand_off = office.now(opened)
    database.close()
    return Kept(file, office.surface, next(office.surface.posts), next(office.keys), hand_off)


@pytest.fixture
def held(office: QuickOffice, once_held: Kept) -> HandOff:
    """A hand-off that the manager of north holds, in the `office` of the module."""
    if office.desk.database.is_sqlite:
        once_held.begin_here(office)
        return once_held.hand_off
    opened = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.CLAIMED, opened)
    return office.now(opened)


@pytest.fixture
def held_since_morning(office: QuickOffice) -> HandOff:
    """The same, claimed at the hour at which `office` stands: its timers run from there."""
    opened = office.opened(filled=Filled(to=NORTH))
    office.do(Deed.CLAIMED, opened)
    return office.now(opened)
