"""Is there a test for everything that the app listens to, and does it listen to everything that can be pressed?"""

from __future__ import annotations

import ast
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from textwrap import dedent
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
    """
    By the constant of its name, or by the function that makes the name; a form is sent by `submits`.

    Looked for in the test itself, its parameters, and the helpers and constants that it names; not elsewhere in its file.
    """
    file, _, test = named.partition("::")
    said = reached_from(TESTS / file, test)
    assert said, f"{file} has no such test"
    presses = [row for row in PRESSES if row.by_owner == named]
    for row in presses:
        assert any(word in said for word in words_for(row)), f"{named} does not speak of {row.shown}"
    if presses:
        assert any(f"{verb}(" in said for verb in PRESSING), f"{named} presses nothing"
    if any(row.by_owner == named for row in FORMS):
        assert "submits(" in said, f"{named} sends nothing"


PRESSING = ("presses", "chooses", "submits", "forges", "publish")
"""What a test calls of the stand-in, or in its place, to press something; a page of Home is turned by `publish`."""


def test_what_stands_in_another_test_of_the_file_does_not_count() -> None:
    file = TESTS / "scenario/test_managing.py"
    assert "CARD_REASSIGN" in file.read_text(encoding="utf-8")
    assert "CARD_REASSIGN" not in reached_from(file, "test_asking_back_stops_the_clock")
    assert "PRECEDENT" not in reached_from(file, "test_only_the_holder_releases_and_then_nobody_holds_it")
    assert reached_from(file, "test_that_nobody_wrote") == ""


def reached_from(file: Path, test: str) -> str:
    """The source of a test with its decorators, and of what it names in its file and what that takes from other tests."""
    kept = {name: text for each in (*_tests_taken(file), file) for name, text in _pieces(each).items()}
    if test not in _pieces(file):
        return ""
    found, left = dict[str, str](), [test]
    while left:
        name = left.pop()
        if name in found or (name.startswith("test_") and name != test):
            continue
        found[name] = kept[name]
        left += [each for each in _named_in(kept[name]) if each in kept]
    return "\n".join(found.values())


def _named_in(source: str) -> Iterator[str]:
    """What a piece of source calls or takes by name: no word of its sentences."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg):
            yield node.arg


@cache
def _pieces(file: Path) -> dict[str, str]:
    """The functions, methods and constants of a file by their names, as they are written."""
    source = file.read_text(encoding="utf-8")
    pieces: dict[str, str] = {}
    tree = ast.parse(source)
    for node in [*tree.body, *(each for one in tree.body if isinstance(one, ast.ClassDef) for each in one.body)]:
        if isinstance(node, ast.FunctionDef):
            parts = [*node.decorator_list, node]
            pieces[node.name] = "\n".join(
                dedent(ast.get_source_segment(source, part, padded=True) or "") for part in parts
            )
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [each.id for one in targets for each in ast.walk(one) if isinstance(each, ast.Name)]
            pieces.update(dict.fromkeys(names, ast.get_source_segment(source, node) or ""))
    return pieces


def _tests_taken(file: Path) -> list[Path]:
    """The files of other tests that it takes something from."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    taken = [node.module for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    named = [
        TESTS.joinpath(*module.split(".")[1:]).with_suffix(".py") for module in taken if module.startswith("tests.")
    ]
    return [each for each in named if each.exists()]


def words_for(row: Row) -> set[str]:
    constant = next(name for name, value in vars(actions).items() if name.isupper() and value == row.listened)
    in_words = {actions.choose(0): "action_of(", actions.home_withdraw(1): '"home_withdraw"'}
    in_words |= {actions.home_channel_mode("C1"): "home_channel_mode_"}
    return {
        f"actions.{constant}", f"actions.{constant.lower()}(", in_words.get(row.shown, f"actions.{constant}"),
        *(["LINKS"] if row.shown in LINKS else []),
    }  # fmt: skip
