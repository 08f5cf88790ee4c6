"""Is there a test for everything that the app listens to, and does it listen to everything that can be pressed?"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.slack.blocks import actions
from assistant.slack.listeners import register
from tests.presses import DOORS, FORMS, LINKS, PRESSES, REFUSED, Name, Row
from tests.unit.assistant.slack.blocks.conftest import nodes

TESTS = Path(__file__).parents[3]
VIEWS_ONLY = {
    actions.WHY_VIEW,
    actions.DISCLAIMER_VIEW,
    actions.RECEIPT_VIEW,
    actions.REPORT_VIEW,
    actions.WHOLE_VIEW,
    actions.HOME_VIEW,
}
"""Shown, and never sent."""


class Router:
    """In Bolt's place: keeps the names that the app listens to."""

    def __init__(self) -> None:
        self.names: dict[str, list[Name]] = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[[Name], Callable[[Any], Any]]:
        def listen(name: Name) -> Callable[[Any], Any]:
            self.names[kind].append(name)
            return lambda listener: listener

        return listen


@pytest.fixture(scope="module")
def router() -> Router:
    router = Router()
    register(cast(Any, router), cast(Any, None))
    return router


def test_every_button_menu_and_link_has_a_row(router: Router) -> None:
    assert sorted(map(str, router.names["action"])) == sorted(str(row.listened) for row in PRESSES)


def test_every_form_has_a_row(router: Router) -> None:
    assert sorted(map(str, router.names["view"])) == sorted(str(row.listened) for row in FORMS)


def test_the_command_and_every_shortcut_has_a_row(router: Router) -> None:
    assert {*router.names["command"], *router.names["shortcut"]} == set(DOORS)
    assert set(router.names) == {"event", "action", "view", "command", "shortcut"}


def is_heard(router: Router, name: str) -> bool:
    return any(
        name == heard if isinstance(heard, str) else heard.fullmatch(name) is not None
        for heard in router.names["action"]
    )


def in_goldens(key: str) -> Iterator[str]:
    for file in (TESTS / "data" / "slack").glob("*.json"):
        for node in nodes(json.loads(file.read_text(encoding="utf-8"))):
            if key in node:
                yield str(node[key])


def test_whatever_stands_on_a_message_or_view_is_listened_to(router: Router) -> None:
    pressed = {
        str(node["action_id"])
        for file in (TESTS / "data" / "slack").glob("*.json")
        for node in nodes(json.loads(file.read_text(encoding="utf-8")))
        if "action_id" in node and not _is_input(node)
    }
    assert len(pressed) > 30
    assert {name for name in pressed if not is_heard(router, name)} == set()
    assert set(in_goldens("callback_id")) <= {*map(str, router.names["view"]), *VIEWS_ONLY}


def _is_input(node: dict[str, Any]) -> bool:
    """Fields of forms are named as their block; nothing of them is told before the form is sent."""
    return str(node.get("type")) not in ("button", "feedback_buttons") and not str(node["action_id"]).startswith(
        "home_"
    )


def test_every_name_of_ours_is_listened_to(router: Router) -> None:
    """But for words inside values, and views that are never sent."""
    words = {actions.HELPFUL, actions.NOT_HELPFUL, actions.ON, actions.OFF, actions.VERSION, actions.WITH_FILES}
    ours = {value for name, value in vars(actions).items() if name.isupper() and isinstance(value, str | re.Pattern)}
    assert ours - words - VIEWS_ONLY == {*router.names["action"], *router.names["view"]}


def test_a_name_on_a_message_is_the_one_that_is_listened_to(router: Router) -> None:
    for row in PRESSES:
        assert row.shown == row.listened if isinstance(row.listened, str) else row.listened.fullmatch(row.shown), row
    assert all(is_heard(router, link) for link in LINKS)


@pytest.mark.parametrize("named", sorted({*(row.by_owner for row in (*PRESSES, *FORMS)), *DOORS.values(), REFUSED}))
def test_the_test_that_a_row_names_is_there_and_uses_it(named: str) -> None:
    """By the constant of its name, or by the function that makes the name; a form is sent by `submits`."""
    file, _, test = named.partition("::")
    source = (TESTS / file).read_text(encoding="utf-8")
    tests = {node.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}
    assert test in tests
    for row in PRESSES:
        if row.by_owner == named:
            assert any(f"{word}" in source for word in words_for(row)), f"{file} does not speak of {row.shown}"
    if any(row.by_owner == named for row in FORMS):
        assert "submits(" in source


def words_for(row: Row) -> set[str]:
    constant = next(name for name, value in vars(actions).items() if name.isupper() and value == row.listened)
    in_words = {actions.choose(0): "action_of(", actions.home_withdraw(1): '"home_withdraw"'}
    in_words |= {actions.home_channel_mode("C1"): "home_channel_mode_"}
    return {
        f"actions.{constant}", f"actions.{constant.lower()}(", in_words.get(row.shown, f"actions.{constant}"),
        *(["LINKS"] if row.shown in LINKS else []),
    }  # fmt: skip
