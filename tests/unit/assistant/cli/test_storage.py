"""Do the commands `canipost storage …` say where the database stands, and show nothing of what is in it?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.settings import Settings
from assistant.storage.arrivals import record
from assistant.storage.asking import find_question, open_question
from assistant.storage.database import DatabaseTooNew, open_database
from assistant.storage.releases import steps
from tests.unit.assistant.storage.conftest import make_arrival, make_question

Run = Callable[..., str]
NOW = datetime.now(UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CANIPOST_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    def run(*words: str, answer: str = "") -> str:
        outcome = CliRunner().invoke(app, ["storage", *words], input=answer, catch_exceptions=False)
        return outcome.output

    return run


def test_an_empty_database_is_brought_up_and_taken_down(run: Run, home: Path) -> None:
    newest = steps()[-1]
    assert f"Tables: empty (step base, this release has {newest})" in run("info")
    assert run("upgrade").replace("\n", "") == f"sqlite:///{home}/canipost.db is at step {newest}."
    assert f"Tables: current (step {newest}" in run("info")
    assert "Take sqlite:///" in run("downgrade", "base", answer="n\n")
    assert "Tables: current" in run("info")
    assert "is at step base." in run("downgrade", "base", "--yes").replace("\n", " ")


def test_info_counts_and_shows_no_text(run: Run, home: Path) -> None:
    database = open_database(home)
    with database.transaction() as connection:
        record(connection, make_arrival(text="s3cret"), NOW)
        open_question(connection, make_question(text="s3cret"))
    database.close()
    found = json.loads(run("info", "--json"))
    assert found["rows"]["asked"] == 1
    assert found["waiting"] == {"waiting": 1, "being worked on": 0, "oldest since": NOW.isoformat(timespec="seconds")}
    shown = run("info")
    assert "s3cret" not in json.dumps(found) + shown
    assert "being worked on" in shown


@pytest.mark.parametrize(("words", "is_kept"), [((), True), (("--days", "30"), False)])
def test_sweep_old_takes_the_texts_of_old_questions(run: Run, words: tuple[str, ...], is_kept: bool) -> None:
    settings = Settings()
    database = open_database(settings.database_place)
    with database.transaction() as connection:
        id = open_question(connection, make_question(asked_at=NOW - timedelta(days=100))).id
    said = run("sweep-old", *words)
    assert said.startswith(f"{0 if is_kept else 1} questions and 0 arrivals lost their texts")
    with database.reading() as connection:
        question = find_question(connection, id)
        assert question is not None
        assert bool(question.text) is is_kept
    database.close()


def test_a_database_of_a_newer_release_is_described_and_not_swept(run: Run, home: Path) -> None:
    database = open_database(home)
    with database.transaction() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "of a newer release (step 9999" in run("info")
    with pytest.raises(DatabaseTooNew):
        run("sweep-old")


def test_a_step_nobody_knows_is_bad_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.cli.failures import BadInput

    with pytest.raises(BadInput, match="no step 'x'"):
        run("downgrade", "x", "--yes")
    monkeypatch.setenv("CANIPOST_DATABASE", "oracle://u:s3cret@h/n")
    with pytest.raises(BadInput, match="Write postgresql://") as refused:
        run("info")
    assert "s3cret" not in str(refused.value)
