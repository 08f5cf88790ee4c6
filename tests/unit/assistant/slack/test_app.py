"""What is done where a request fails: its asker is told, nothing of it is logged, and telling never fails itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.desk.surface import SurfaceBusy, SurfaceDown, SurfaceRefused
from assistant.slack.app import _handle_errors
from assistant.slack.heard import Us

SECRET = "what somebody wrote"
COMMAND = {"command": "/canipost", "text": SECRET, "user_id": "U1", "team_id": "T1", "trigger_id": "1.2"}
PRESS = {"type": "block_actions", "user": {"id": "U1"}, "team": {"id": "T1"}, "trigger_id": "1.2", "actions": []}
EVENT = {"type": "event_callback", "event": {"type": "message", "text": SECRET}, "team_id": "T1"}


def handler(us: Callable[[str], Us]) -> tuple[Callable[[Exception, Mapping[str, Any]], Any], list[str]]:
    """The error handler of an app whose workspaces are found by `us`, and whom it told something."""
    told: list[str] = []
    kit = SimpleNamespace(
        posting=SimpleNamespace(clients=SimpleNamespace(us=us)),
        notice=lambda notice, workspace, person: "It failed.",
        tell=lambda place, person, sentence, key: told.append(person),
        afterwards=SimpleNamespace(failed=None),
    )
    taken: list[Any] = []
    _handle_errors(SimpleNamespace(error=taken.append), kit)  # type: ignore[arg-type]
    assert kit.afterwards.failed is taken[0], "what fails after an acknowledgement is told as what fails before it"
    return taken[0], told


@pytest.mark.parametrize(("body", "people"), [(COMMAND, ["U1"]), (PRESS, ["U1"]), (EVENT, [])])
def test_who_waits_for_something_is_told_that_it_failed(
    body: Mapping[str, Any], people: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    failed, told = handler(lambda workspace: Us(workspace, "U0US"))

    assert failed(ValueError(SECRET), body) is None

    assert told == people
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("trouble", [SurfaceRefused("not_installed"), SurfaceDown("URLError"), SurfaceBusy(3.0)])
def test_a_failed_request_of_a_workspace_that_is_not_found_raises_nothing(
    trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def us(workspace: str) -> Us:
        raise trouble

    failed, told = handler(us)

    assert failed(ValueError(SECRET), COMMAND) is None

    assert told == []
    assert "nobody can be told of it" in caplog.text
    assert SECRET not in caplog.text
    assert {record.levelno for record in caplog.records} == {logging.ERROR, logging.WARNING}
