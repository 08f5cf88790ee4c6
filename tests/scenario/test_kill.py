"""A process is killed between any two steps, and others work at the same time: is each deed done once, and none lost?"""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from assistant.desk.records import AskedState
from assistant.storage.database import Database, open_database
from tests.desk_process import PLACES_TO_DIE, PLACES_TO_DIE_OVERTAKEN, UNBROKEN, now, plain_notices, work_until_done
from tests.postgres import PostgresServer
from tests.quick_desk import asked, quick_desk

PATIENCE = 60


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    yield opened
    opened.close()


def run(
    processes: ForkServerContext, url: str, file: Path, dies: str = "", is_overtaken: bool = False, shape: str = ""
) -> int | None:
    given = {"is_overtaken": is_overtaken, "shape": shape}
    process = processes.Process(target=work_until_done, args=(url, str(file), dies), kwargs=given)
    process.start()
    process.join(PATIENCE)
    assert process.exitcode is not None, "the process did not end"
    try:
        return process.exitcode
    finally:
        process.close()


def test_a_kill_between_any_two_steps_loses_and_doubles_nothing(
    processes: ForkServerContext, url: str, database: Database, tmp_path: Path
) -> None:
    desk = quick_desk(database, plain_notices(), clock=now)
    file = tmp_path / "shown"
    for number, place in enumerate(PLACES_TO_DIE, 1):
        desk.receive(asked("doubtful?", message=f"{number}.0", key=f"k{number}"))
        assert run(processes, url, file, dies=place) == -signal.SIGKILL, place
    assert run(processes, url, file) == 0
    keys = [f"k{number}" for number in range(1, len(PLACES_TO_DIE) + 1)]
    assert Counter(file.read_text(encoding="utf-8").splitlines()) == Counter(f"post {key}" for key in keys)
    questions = [desk.asked_at("T1", "C1", f"{number}.0") for number in range(1, len(PLACES_TO_DIE) + 1)]
    assert [question.state for question in questions if question] == [AskedState.ANSWERED] * len(keys)
    assert [len(question.shown) for question in questions if question] == [1] * len(keys)
    assert len(desk.hand_offs("U1", "T1")) == len(keys)
    assert desk.health().waiting == 0


def test_a_kill_while_an_answer_is_overtaken_leaves_none_that_does_not_stand_any_more(
    processes: ForkServerContext, url: str, database: Database, tmp_path: Path
) -> None:
    desk = quick_desk(database, plain_notices(), clock=now)
    file = tmp_path / "shown"
    for number, place in enumerate(PLACES_TO_DIE_OVERTAKEN, 1):
        desk.receive(asked("may I?", message=f"{number}.0", key=f"k{number}"))
        assert run(processes, url, file, dies=place, is_overtaken=True) == -signal.SIGKILL, place
    assert run(processes, url, file, is_overtaken=True) == 0

    keys = [f"k{number}" for number in range(1, len(PLACES_TO_DIE_OVERTAKEN) + 1)]
    lines = file.read_text(encoding="utf-8").splitlines()
    assert Counter(lines) == Counter(
        line for key in keys for line in (f"post {key}", f"replace edit of {key}", f"strike {key}")
    )
    assert desk.health().waiting == 0


def test_what_a_process_with_a_workflow_of_another_shape_left_is_taken_up_after_the_upgrade_and_posted_once(
    processes: ForkServerContext, url: str, database: Database, tmp_path: Path
) -> None:
    desk = quick_desk(database, plain_notices(), clock=now)
    file = tmp_path / "shown"
    places = ("after respond", "after show")
    for number, place in enumerate(places, 1):
        desk.receive(asked("doubtful?", message=f"{number}.0", key=f"k{number}"))
        assert run(processes, url, file, dies=place, shape="arrival-2") == -signal.SIGKILL, place
    assert desk.health().waiting == len(places)
    assert run(processes, url, file) == 0
    assert Counter(file.read_text(encoding="utf-8").splitlines()) == Counter(["post k1", "post k2"])
    assert desk.health().waiting == 0
    for number in (1, 2):
        question = desk.asked_at("T1", "C1", f"{number}.0")
        assert question is not None
        assert (question.state, len(question.shown)) == (AskedState.ANSWERED, 1)


def test_two_replicas_do_each_of_fifty_once(
    processes: ForkServerContext, postgres: PostgresServer, tmp_path: Path
) -> None:
    url = postgres.new_database()
    database = open_database(url)
    desk = quick_desk(database, plain_notices(), clock=now)
    for number in range(50):
        desk.receive(asked("may I?", message=f"{number}.0", key=f"k{number}"))
    files = [tmp_path / "one", tmp_path / "other"]
    both = [
        processes.Process(target=work_until_done, args=(url, str(file)), kwargs={"lease": UNBROKEN}) for file in files
    ]
    for process in both:
        process.start()
    for process in both:
        process.join(PATIENCE)
    assert [process.exitcode for process in both] == [0, 0]
    for process in both:
        process.close()
    lines = [line for file in files if file.exists() for line in file.read_text(encoding="utf-8").splitlines()]
    assert Counter(lines) == Counter(f"post k{number}" for number in range(50))
    assert desk.health().waiting == 0
    database.close()
    postgres.drop_database(url)
