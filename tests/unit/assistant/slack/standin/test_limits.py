"""Slack's published limits: what stands at a boundary is taken, one more is not."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.slack.standin.limits import fault_in_blocks


def text(length: int) -> dict[str, str]:
    return {"type": "plain_text", "text": "x" * length}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": "a", "text": text(5)} | more


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": text(5), "value": str(number)} for number in range(count)]


def actions(*elements: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "actions", "elements": list(elements)}]


AT_THE_BOUNDARY = [
    # (what is within the limit, what is one beyond it)
    ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
    ([{"type": "section", "text": text(3000)}], [{"type": "section", "text": text(3001)}]),
    ([{"type": "section", "fields": [text(2000)] * 10}], [{"type": "section", "fields": [text(5)] * 11}]),
    ([{"type": "section", "fields": [text(2000)]}], [{"type": "section", "fields": [text(2001)]}]),
    ([{"type": "header", "text": text(150)}], [{"type": "header", "text": text(151)}]),
    ([{"type": "context", "elements": [text(5)] * 10}], [{"type": "context", "elements": [text(5)] * 11}]),
    ([{"type": "markdown", "text": "x" * 12_000}], [{"type": "markdown", "text": "x" * 12_001}]),
    (
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}],
    ),
    (actions(button(text=text(75))), actions(button(text=text(76)))),
    (actions(button(value="v" * 2000)), actions(button(value="v" * 2001))),
    (actions(button(action_id="a" * 255)), actions(button(action_id="a" * 256))),
    (
        actions(*[button(action_id=str(n)) for n in range(25)]),
        actions(*[button(action_id=str(n)) for n in range(26)]),
    ),
    (
        actions({"type": "overflow", "action_id": "o", "options": options(5)}),
        actions({"type": "overflow", "action_id": "o", "options": options(6)}),
    ),
    (
        actions({"type": "checkboxes", "action_id": "o", "options": options(10)}),
        actions({"type": "checkboxes", "action_id": "o", "options": options(11)}),
    ),
    (
        actions({"type": "static_select", "action_id": "o", "options": options(100)}),
        actions({"type": "static_select", "action_id": "o", "options": options(101)}),
    ),
    ([{"type": "divider", "block_id": "b" * 255}], [{"type": "divider", "block_id": "b" * 256}]),
]


@pytest.mark.parametrize(("within", "beyond"), AT_THE_BOUNDARY)
def test_the_limit_is_taken_and_one_more_is_not(within: list[Any], beyond: list[Any]) -> None:
    assert fault_in_blocks(within) == ""
    assert fault_in_blocks(beyond) != ""


@pytest.mark.parametrize(
    ("blocks", "fault"),
    [
        ("not a list", "must be an array [json-pointer:/blocks]"),
        ([{"type": "sparkle"}], "unsupported type: sparkle [json-pointer:/blocks/0/type]"),
        ([{"type": "section"}], "must have `text` or `fields` [json-pointer:/blocks/0]"),
        ([{"type": "section", "text": text(0)}], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([{"type": "divider", "block_id": "x"}] * 2, "`block_id` already exists: x [json-pointer:/blocks/1/block_id]"),
        (actions(button(), button()), "`action_id` already exists: a [json-pointer:/blocks/0/elements]"),
        (actions(), "no less than 1 items allowed [json-pointer:/blocks/0/elements]"),
        (
            actions({"type": "overflow", "action_id": "o", "options": [{"text": text(76), "value": "v"}]}),
            "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
        ),
    ],
)
def test_a_fault_is_said_with_its_place(blocks: object, fault: str) -> None:
    assert fault_in_blocks(blocks) == fault
