"""Is every kind of message and view as it was looked at, and would Slack, its SDK and the stand-in take it?"""

from __future__ import annotations

import importlib
import inspect
import json
import logging
import pkgutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from slack_sdk.models.blocks import Block as SdkBlock
from slack_sdk.models.views import View as SdkView

from assistant import slack
from assistant.answering.records import Verdict
from assistant.escalation.records import HandOffState, LetterKind
from assistant.slack import blocks
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


def makers() -> set[CodeType]:
    """All that makes a message or view, whoever calls it: by what our source says that it returns."""
    found: set[CodeType] = set()
    for module in pkgutil.iter_modules(blocks.__path__):
        for made in vars(importlib.import_module(f"{blocks.__name__}.{module.name}")).values():
            if inspect.isfunction(made) and str(made.__annotations__.get("return")) in ("Message", "View"):
                found.add(made.__code__)
    return found


@pytest.fixture(scope="module")
def made(look: Look) -> tuple[set[CodeType], dict[str, set[object]]]:
    """What was called while every kind was made; and of which letters, verdicts and states there is one."""
    called: set[CodeType] = set()
    seen: dict[str, set[object]] = {"letter": set(), "verdict": set(), "card": set()}

    def note(frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        called.add(frame.f_code)
        given = frame.f_locals
        match frame.f_code.co_name:
            case "letter_message":
                seen["letter"].add(given["told"].kind)
            case "asker_letter" | "precedent_letter":
                seen["letter"].add(given["kind"])
            case "digest_message":
                seen["letter"].add(LetterKind.DIGEST)
            case "answer_message" if given["asked"].answer:
                seen["verdict"].add(given["asked"].answer.verdict)
            case "card_message":
                seen["card"].add(given["card"].hand_off.state)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        for make in KINDS.values():
            make(look)
    finally:
        sys.setprofile(before)
    return called, seen


def test_whatever_makes_a_message_or_view_has_a_golden_file(
    made: tuple[set[CodeType], dict[str, set[object]]],
) -> None:
    wanted = makers()
    assert len(wanted) > 35
    assert {code.co_qualname for code in wanted - made[0]} == set(), "give it a kind in goldens.KINDS"


def test_every_letter_verdict_and_state_of_a_card_has_a_golden_file(
    made: tuple[set[CodeType], dict[str, set[object]]],
) -> None:
    """A hand-off that is closed looks as one that is answered, on its card too."""
    _, seen = made
    assert seen == {
        "letter": set(LetterKind) - {LetterKind.RECEIPT},  # two files: their goldens are in tests/data/reporting
        "verdict": set(Verdict),
        "card": set(HandOffState) - {HandOffState.CLOSED},
    }


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
        parsed = [SdkBlock.parse(block) for block in made["blocks"]]
        shown = [block.to_dict() for block in parsed if block is not None]
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
