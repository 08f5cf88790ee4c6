"""Is every kind of message and view as it was looked at, and would Slack, its SDK and the stand-in take it?"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.views import View as SdkView

from assistant import slack
from assistant.slack.blocks.elements import day, time_of
from assistant.slack.blocks.limits import check_message, check_view
from assistant.slack.blocks.records import Look, Message
from assistant.slack.standin.limits import fault_in_blocks, fault_in_view
from tests.unit.assistant.slack.blocks.conftest import nodes
from tests.unit.assistant.slack.blocks.goldens import FOLDER, KINDS, make_look, written

AGAIN = "make them anew (python -m tests.unit.assistant.slack.blocks.goldens) and read the difference"


@pytest.fixture(scope="module")
def look() -> Look:
    return make_look()


def read(name: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return made


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_looks_as_it_was_last_looked_at(look: Look, name: str) -> None:
    assert json.loads(written(KINDS[name](look))) == read(name), AGAIN


def test_no_file_is_of_a_kind_that_is_no_more() -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == set(KINDS), AGAIN


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_is_within_the_limits_of_slack_and_of_the_stand_in(look: Look, name: str) -> None:
    made = KINDS[name](look)
    if isinstance(made, Message):
        check_message(made.text, made.blocks)
        assert fault_in_blocks(read(name)["blocks"]) == ""
    else:
        check_view(made)
        assert fault_in_view(read(name)) == ""


def test_no_sentence_gets_a_date_that_slack_turns_into_today() -> None:
    """After "desde el" or "on" only a date can stand, in every sentence of every language: none is made otherwise."""
    sources = Path(slack.__file__).parent
    written_in = [file.name for file in sources.rglob("*.py") if "<!date^" in file.read_text(encoding="utf-8")]

    assert written_in == ["elements.py"]
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    assert "_pretty" not in day(moment) + time_of(moment)


@pytest.mark.parametrize("name", KINDS)
def test_the_sdk_of_slack_reads_all_of_it(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Every key is known to the SDK, its own checks pass, and nothing is lost on the way."""
    made = read(name)
    with caplog.at_level(logging.DEBUG, "slack_sdk.models"):
        blocks = [SdkBlock.parse(block) for block in made["blocks"]]
        shown = [block.to_dict() for block in blocks if block is not None]
        if "type" in made:
            SdkView(**made).to_dict()

    assert [record for record in caplog.records if "ignored" in record.getMessage()] == []
    assert shown == made["blocks"]


@pytest.mark.parametrize("name", KINDS)
def test_a_screen_reader_has_words_for_everything(name: str) -> None:
    made = read(name)

    assert made.get("text") or made.get("type") in ("modal", "home")
    for node in nodes(made):
        if node.get("type") == "image":
            assert node["alt_text"]
        if node.get("type") == "button":
            assert any(letter.isalpha() for letter in node["text"]["text"])
        if node.get("type") == "header":
            assert any(letter.isalpha() for letter in node["text"]["text"]), "a sign stands beside words, never alone"
        if node.get("type") == "plain_text":
            assert node["emoji"] is False, "or `:x:` in somebody's words would become a picture"
        if node.get("type") == "mrkdwn":
            assert node["verbatim"] is True, "or Slack would make links and mentions of its own"
