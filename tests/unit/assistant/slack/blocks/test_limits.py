"""Is everything that Slack would refuse found before it is sent, and named?"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.slack.blocks.limits import LIMITS, TooMuchForSlack, check_message, check_view, cut, limit, measure


def plain(length: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length}


def button(text: int = 5, value: int = 5, name: str = "press") -> dict[str, Any]:
    return {"type": "button", "action_id": name, "text": plain(text), "value": "v" * value}


def options(count: int, text: int = 5, value: int = 3) -> list[dict[str, Any]]:
    return [{"text": plain(text), "value": "v" * value} for _ in range(count)]


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def header(length: int) -> dict[str, Any]:
    return {"type": "header", "text": plain(length)}


def section(length: int) -> dict[str, Any]:
    return {"type": "section", "text": plain(length)}


def modal(*blocks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(10), "blocks": list(blocks), **changes}


def field(element: dict[str, Any], label: int = 5) -> dict[str, Any]:
    return {"type": "input", "label": plain(label), "element": element}


RIGHT = [
    [],
    [header(150), section(3000), actions(*(button(75, 2000, f"b{n}") for n in range(25)))],
    [{"type": "divider"}] * 50,
    [{"type": "context", "elements": [plain(10)] * 10}],
    [
        actions(
            {"type": "static_select", "action_id": "pick", "placeholder": plain(150), "options": options(100, 75, 150)}
        )
    ],
]


@pytest.mark.parametrize("blocks", RIGHT)
def test_what_slack_takes_passes(blocks: list[dict[str, Any]]) -> None:
    check_message("text", blocks)


CONFIRM = {"title": plain(100), "text": plain(300), "confirm": plain(30), "deny": plain(30)}


@pytest.mark.parametrize(
    ("text", "blocks", "named"),
    [
        ("", [], "message: text has 0, Slack takes at least 1"),
        ("x" * 4001, [], "message: text has 4,001, Slack takes at most 4,000"),
        ("x", [{"type": "divider"}] * 51, "message: blocks has 51, Slack takes at most 50"),
        ("x", [{"type": "divider"}, header(151)], "block 1 (header): text.text has 151, Slack takes at most 150"),
        ("x", [section(3001)], "block 0 (section): text.text has 3,001"),
        ("x", [section(0)], "plain_text: text has 0, Slack takes at least 1"),
        ("x", [section(3000)] * 5, "its texts have 15,000 characters"),
        ("x", [actions()], "elements has 0, Slack takes at least 1"),
        ("x", [actions(*(button(name=f"b{n}") for n in range(26)))], "elements has 26, Slack takes at most 25"),
        ("x", [actions(button(76))], "block 0 (actions), button: text.text has 76, Slack takes at most 75"),
        ("x", [actions(button(5, 2001))], "button: value has 2,001"),
        ("x", [actions(button(name="b" * 256))], "action_id has 256"),
        ("x", [actions(button(), button())], "action_id 'press' is used 2 times"),
        ("x", [actions(button()), actions(button())], "action_id 'press' is used 2 times"),
        ("x", [{"type": "divider", "block_id": "a"}] * 2, "block_id 'a' is used 2 times"),
        ("x", [{"type": "context", "elements": [plain(1)] * 11}], "block 0 (context): elements has 11"),
        ("x", [actions({"type": "checkboxes", "action_id": "c", "options": options(11)})], "checkboxes: options has 11"),
        ("x", [actions({"type": "radio_buttons", "action_id": "c", "options": options(0)})], "options has 0"),
        ("x", [actions({"type": "static_select", "action_id": "c", "options": options(101)})], "options has 101"),
        ("x", [actions({"type": "static_select", "action_id": "c", "placeholder": plain(151), "options": options(1)})], "placeholder.text has 151"),
        ("x", [actions({"type": "checkboxes", "action_id": "c", "options": options(1, 76)})], "option: text.text has 76"),
        ("x", [actions({"type": "checkboxes", "action_id": "c", "options": options(1, 5, 151)})], "option: value has 151"),
        ("x", [actions(button() | {"confirm": CONFIRM | {"text": plain(301)}})], "confirm: text.text has 301"),
        ("x", [actions(button() | {"confirm": CONFIRM | {"deny": plain(31)}})], "confirm: deny.text has 31"),
        ("x", [{"type": "carrousel"}], "block 0 (carrousel): not a block that we send"),
        ("x", [{"type": "image", "image_url": "https://x"}], "alt_text is missing"),
    ],
)  # fmt: skip
def test_what_slack_refuses_is_named(text: str, blocks: list[dict[str, Any]], named: str) -> None:
    with pytest.raises(TooMuchForSlack) as refused:
        check_message(text, blocks)
    assert named in str(refused.value)


@pytest.mark.parametrize(
    ("view", "named"),
    [
        (modal(), "modal: blocks has 0"),
        (modal(*[{"type": "divider"}] * 101), "modal: blocks has 101, Slack takes at most 100"),
        (modal(section(5), title=plain(25)), "modal: title.text has 25, Slack takes at most 24"),
        (modal(section(5), private_metadata="x" * 3001), "private_metadata has 3,001"),
        (modal(field({"type": "plain_text_input", "action_id": "a"})), "needs 'submit'"),
        (modal(field({"type": "plain_text_input", "action_id": "a", "initial_value": "x" * 3001}), submit=plain(4)), "initial_value has 3,001"),
        (modal(field({"type": "plain_text_input", "action_id": "a"}, label=2001), submit=plain(4)), "label.text has 2,001"),
        (modal({"type": "context_actions", "elements": [plain(1)]}), "cannot stand in a modal"),
        ({"type": "home", "blocks": [{"type": "divider"}] * 101}, "home: blocks has 101"),
    ],
)  # fmt: skip
def test_a_view_that_slack_refuses_is_named(view: dict[str, Any], named: str) -> None:
    with pytest.raises(TooMuchForSlack) as refused:
        check_view(view)
    assert named in str(refused.value)


@given(st.text(), st.integers(2, 40))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    shown = cut(text, most)

    assert measure(shown) <= most
    assert shown == text or shown.endswith("…")


def test_every_limit_names_its_page_and_stands_once() -> None:
    assert all(rule.source and rule.most > 0 for rule in LIMITS)
    assert len({(rule.part, rule.what) for rule in LIMITS}) == len(LIMITS)
    assert limit("header", "text.text") == 150
