"""Does `canipost precedents list` say what is published and what expired, at any width?"""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.answering.records import Verdict
from assistant.cli.failures import BadInput
from assistant.cli.main import app
from assistant.desk.likeness import Shelf
from assistant.escalation.precedents import Step
from assistant.storage.database import open_database
from assistant.storage.precedents import change_precedent, draft_precedent
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.bureau import FACE, Bureau, open_bureau

TOLD = "May a \x1b[31mpicture\x1b[0m of an empty desk be posted?"


def publish(bureau: Bureau, clauses: tuple[str, ...], *, is_laid_down: bool = False) -> None:
    hand_off = bureau.hand_over(bureau.ask("verdict=yes"))
    ruling = bureau.rule(hand_off, Verdict.CONDITIONAL, clauses)
    digest, at = Shelf(bureau.library).digest(clauses), bureau.hands()
    assert digest is not None
    with bureau.database.transaction() as connection:
        made = draft_precedent(connection, ruling, "", digest, at)
        change_precedent(connection, made.id, Step.PROPOSE, "UBOSS", at, question=TOLD, facts={}, kind="posting")
        review_at = at + timedelta(days=36_500)
        change_precedent(connection, made.id, Step.APPROVE, "U8", at, published_at=at, review_at=review_at)
        if is_laid_down:
            change_precedent(connection, made.id, Step.LAY_DOWN, "", at + timedelta(days=36_500))


@pytest.fixture
def bureau(folder_with_tables: Path, monkeypatch: pytest.MonkeyPatch, library: Library, rulebook: Rulebook) -> Bureau:
    monkeypatch.setenv("CANIPOST_HOME", str(folder_with_tables))
    monkeypatch.delenv("CANIPOST_OFFICES", raising=False)
    return open_bureau(open_database(folder_with_tables), library, rulebook)


def run(*words: str, columns: int = 0) -> str:
    env = {"COLUMNS": str(columns) if columns else ""}
    return CliRunner(env=env).invoke(app, ["precedents", "list", *words], catch_exceptions=False).output


@pytest.mark.parametrize("columns", [0, 40, 200])
def test_everything_is_told_within_the_width_that_there_is(bureau: Bureau, columns: int) -> None:
    publish(bureau, (FACE,))
    publish(bureau, (), is_laid_down=True)
    bureau.database.close()
    told = run(columns=columns)
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= (columns or 80)
    words = " ".join(told.split())
    for part in ("picture", "empty desk", "Yes, if", "MD 16-02", "2126", "shown below answers", "expired"):
        assert part in words, part
    assert words.index("expired") < words.index("shown below answers"), "what somebody has to look at stands first"
    assert told.startswith("No." if columns == 200 else "Question 2: May a")


def test_as_json_it_holds_no_person(bureau: Bureau) -> None:
    publish(bureau, (FACE,))
    bureau.database.close()
    told = run("--json")
    [found] = json.loads(told)
    assert (found["hand_off"], found["verdict"], found["now"]) == (1, "conditional", "good")
    assert found["clauses"] == [FACE]
    assert not [person for person in ("UBOSS", "U1", "U8") if f'"{person}"' in told]


def test_where_none_is_published_that_is_said(bureau: Bureau) -> None:
    bureau.database.close()
    assert run() == "No precedent is published.\n"
    assert run("--json") == "[]\n"
    with pytest.raises(BadInput, match="there is no office 'moon'"):
        run("--office", "moon")
