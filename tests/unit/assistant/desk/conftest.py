"""A desk with quick answers over a database of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.desk.desk import Desk
from assistant.desk.notices import Notices, load_notices
from assistant.desk.records import Arrival, Response, Shown
from assistant.storage.database import Database, open_database
from corpus.rulebook import Rulebook
from tests.quick_desk import Hands, quick_desk


@pytest.fixture(scope="session")
def notices(rulebook: Rulebook) -> Notices:
    return load_notices(rulebook)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def hands() -> Hands:
    return Hands()


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
