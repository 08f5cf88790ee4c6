"""How much does Slack take? Its published limits in one table, and the check of what we send against them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Node = Mapping[str, Any]
"""A block, an element or a view, as it is sent."""

REFERENCE = "https://docs.slack.dev/reference/"


class TooMuchForSlack(ValueError):
    """A message or a view that Slack would refuse. The message names the block, the part of it, and the limit."""


class Surface(StrEnum):
    """Where blocks stand."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Limit:
    """Of `what` in `part`, at least `least` and at most `most`: characters of a text, entries of a list."""

    part: str
    what: str
    most: int
    source: str
    least: int = 0


# fmt: off
LIMITS = (
    Limit("message", "blocks", 50, "block-kit/blocks"),
    Limit("message", "text", 4_000, "methods/chat.postMessage", least=1),
    Limit("modal", "blocks", 100, "views/modal-views", least=1),
    Limit("modal", "title.text", 24, "views/modal-views", least=1),
    Limit("modal", "submit.text", 24, "views/modal-views"),
    Limit("modal", "close.text", 24, "views/modal-views"),
    Limit("modal", "private_metadata", 3_000, "views/modal-views"),
    Limit("modal", "callback_id", 255, "views/modal-views"),
    Limit("modal", "external_id", 255, "views/modal-views"),
    Limit("home", "blocks", 100, "views/home-tab-views", least=1),
    Limit("home", "private_metadata", 3_000, "views/home-tab-views"),
    Limit("home", "callback_id", 255, "views/home-tab-views"),
    Limit("block", "block_id", 255, "block-kit/blocks"),
    Limit("section", "text.text", 3_000, "block-kit/blocks/section-block"),
    Limit("section", "fields", 10, "block-kit/blocks/section-block"),
    Limit("header", "text.text", 150, "block-kit/blocks/header-block"),
    Limit("context", "elements", 10, "block-kit/blocks/context-block", least=1),
    Limit("context_actions", "elements", 5, "block-kit/blocks/context-actions-block", least=1),
    Limit("actions", "elements", 25, "block-kit/blocks/actions-block", least=1),
    Limit("markdown", "text", 12_000, "block-kit/blocks/markdown-block", least=1),
    Limit("input", "label.text", 2_000, "block-kit/blocks/input-block", least=1),
    Limit("input", "hint.text", 2_000, "block-kit/blocks/input-block"),
    Limit("image", "image_url", 3_000, "block-kit/blocks/image-block", least=1),
    Limit("image", "alt_text", 2_000, "block-kit/blocks/image-block", least=1),
    Limit("image", "title.text", 2_000, "block-kit/blocks/image-block"),
    Limit("rich_text", "elements", 100, "block-kit/blocks/rich-text-block", least=1),
    Limit("plain_text", "text", 3_000, "block-kit/composition-objects/text-object", least=1),
    Limit("mrkdwn", "text", 3_000, "block-kit/composition-objects/text-object", least=1),
    Limit("element", "action_id", 255, "block-kit/block-elements"),
    Limit("element", "placeholder.text", 150, "block-kit/block-elements/select-menu-element"),
    Limit("button", "text.text", 75, "block-kit/block-elements/button-element", least=1),
    Limit("button", "value", 2_000, "block-kit/block-elements/button-element"),
    Limit("button", "url", 3_000, "block-kit/block-elements/button-element"),
    Limit("button", "accessibility_label", 75, "block-kit/block-elements/button-element"),
    Limit("feedback_button", "text.text", 75, "block-kit/block-elements/feedback-buttons-element", least=1),
    Limit("feedback_button", "value", 2_000, "block-kit/block-elements/feedback-buttons-element", least=1),
    Limit("feedback_button", "accessibility_label", 75, "block-kit/block-elements/feedback-buttons-element"),
    Limit("checkboxes", "options", 10, "block-kit/block-elements/checkboxes-element", least=1),
    Limit("radio_buttons", "options", 10, "block-kit/block-elements/radio-button-group-element", least=1),
    Limit("static_select", "options", 100, "block-kit/block-elements/select-menu-element", least=1),
    Limit("multi_static_select", "options", 100, "block-kit/block-elements/multi-select-menu-element"),
    Limit("multi_static_select", "option_groups", 100, "block-kit/block-elements/multi-select-menu-element"),
    Limit("option_group", "options", 100, "block-kit/composition-objects/option-group-object", least=1),
    Limit("option_group", "label.text", 75, "block-kit/composition-objects/option-group-object", least=1),
    Limit("overflow", "options", 5, "block-kit/block-elements/overflow-menu-element", least=1),
    Limit("plain_text_input", "initial_value", 3_000, "block-kit/block-elements/plain-text-input-element"),
    Limit("option", "text.text", 75, "block-kit/composition-objects/option-object", least=1),
    Limit("option", "value", 150, "block-kit/composition-objects/option-object", least=1),
    Limit("option", "description.text", 75, "block-kit/composition-objects/option-object"),
    Limit("confirm", "title.text", 100, "block-kit/composition-objects/confirmation-dialog-object", least=1),
    Limit("confirm", "text.text", 300, "block-kit/composition-objects/confirmation-dialog-object", least=1),
    Limit("confirm", "confirm.text", 30, "block-kit/composition-objects/confirmation-dialog-object", least=1),
    Limit("confirm", "deny.text", 30, "block-kit/composition-objects/confirmation-dialog-object", least=1),
)
# fmt: on
"""
Slack cuts a message's `text` at 40,000 characters and asks for at most 4,000; the elements of a rich text block have no
published number, ours is a guard. The rest is as published; `source` is the page under `REFERENCE`.
"""

MOST_WORDS = 12_000
"""
Characters of all texts of a message. Slack answers `msg_blocks_too_long` without saying how much is too much; this is
what it publishes for the markdown of one message (`block-kit/blocks/markdown-block`).
"""

LONGEST_INPUT = 3_000
"""What a person can type into one field (`block-kit/block-elements/plain-text-input-element`)."""

_ONLY_IN = {"context_actions": {Surface.MESSAGE}, "markdown": {Surface.MESSAGE}}
_BLOCKS = frozenset("section header context context_actions actions divider image input markdown rich_text".split())
_ROLES = {"positive_button": "feedback_button", "negative_button": "feedback_button", "confirm": "confirm"}
_OPTIONS = frozenset({"options", "initial_options", "initial_option"})
_GROUPS = "option_groups"


def limit(part: str, what: str) -> int:
    """The most that Slack takes of it. KeyError when the table has no such limit."""
    return _MOST[part, what]


def cut(text: str, most: int) -> str:
    """
    The text, or its beginning up to the last whole word with an ellipsis, in at most `most` characters.

    >>> cut("may not be posted", 12)
    'may not be…'
    """
    if measure(text) <= most:
        return text
    kept = text
    while measure(kept) > most - 1:
        kept = kept[: most - 1] if len(kept) > most - 1 else kept[:-1]
    whole = kept if text[len(kept)].isspace() else kept.rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else kept).rstrip() + "…"


def measure(value: str | Sequence[object]) -> int:
    """The size of a text or a list. A character outside the basic plane counts twice, as it does in a browser."""
    return len(value.encode("utf-16-le", "surrogatepass")) // 2 if isinstance(value, str) else len(value)


def check_message(text: str, blocks: Sequence[Node]) -> None:
    """
    Would Slack take this message? Raises `TooMuchForSlack` with the first thing that it would refuse.

    Stricter than Slack in one way: a fallback text must be there, for screen readers and notifications.
    """
    _check_node("message", "message", {"text": text, "blocks": blocks})
    _check_blocks(blocks, Surface.MESSAGE)
    if (words := words_in(blocks)) > MOST_WORDS:
        raise TooMuchForSlack(f"message: its texts have {words:,} characters, at most {MOST_WORDS:,} are sent")


def check_view(view: Node) -> None:
    """Would Slack take this modal or Home? Raises `TooMuchForSlack` with the first thing that it would refuse."""
    surface = Surface(view["type"])
    _check_node(surface.value, surface.value, view)
    _check_blocks(view["blocks"], surface)
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if surface is Surface.MODAL and has_input and "submit" not in view:
        raise TooMuchForSlack("modal: a form with input blocks needs 'submit' (views/modal-views)")


def _check_blocks(blocks: Sequence[Node], surface: Surface) -> None:
    for number, block in enumerate(blocks):
        where = f"block {number} ({block['type']})"
        if block["type"] not in _BLOCKS:
            raise TooMuchForSlack(f"{where}: not a block that we send; add it to the limits first")
        if surface not in _ONLY_IN.get(block["type"], set(Surface)):
            raise TooMuchForSlack(f"{where}: cannot stand in a {surface.value}")
        _check_node("block", where, block)
        for part, node in _parts(block["type"], block):
            _check_node(part, where if node is block else f"{where}, {part}", node)
            if "action_id" in node or "placeholder" in node:
                _check_node("element", f"{where}, {part}", node)
    for key in ("block_id", "action_id"):
        used = Counter(value for block in blocks for value in _values(block, key))
        twice = next((value for value, count in used.items() if count > 1), None)
        if twice is not None:
            raise TooMuchForSlack(f"{surface.value}: {key} {twice!r} is used {used[twice]} times, it must be unique")


def _check_node(part: str, where: str, node: Node) -> None:
    for rule in _BY_PART.get(part, ()):
        value: Any = node
        for step in rule.what.split("."):
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None:
            if rule.least and "." not in rule.what:
                raise TooMuchForSlack(f"{where}: {rule.what} is missing ({REFERENCE}{rule.source})")
            continue
        size = measure(value)
        if not rule.least <= size <= rule.most:
            bound = f"at most {rule.most:,}" if size > rule.most else f"at least {rule.least}"
            raise TooMuchForSlack(f"{where}: {rule.what} has {size:,}, Slack takes {bound} ({REFERENCE}{rule.source})")


def _parts(part: str, node: Node) -> Iterator[tuple[str, Node]]:
    """The node and everything in it that has limits of its own, each with the name it has in the table."""
    yield part, node
    for key, value in node.items():
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, Mapping):
                role = "option" if key in _OPTIONS else "option_group" if key == _GROUPS else _ROLES.get(key)
                name = role or str(child.get("type", ""))
                yield from _parts("" if part == "confirm" and key == "confirm" else name, child)


def words_in(blocks: Sequence[Node]) -> int:
    """Characters of all texts of a message; at most `MOST_WORDS` are sent."""
    return sum(measure(each) for block in blocks for each in _words(block))


def _words(node: Node) -> Iterator[str]:
    for key, value in node.items():
        if key == "text" and isinstance(value, str):
            yield value
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, Mapping):
                yield from _words(child)


def _values(node: Node, key: str) -> Iterator[str]:
    if key in node:
        yield node[key]
    for value in node.values():
        for child in value if isinstance(value, list | tuple) else (value,):
            if isinstance(child, Mapping):
                yield from _values(child, key)


_MOST = {(rule.part, rule.what): rule.most for rule in LIMITS}
_BY_PART: dict[str, list[Limit]] = {}
for _rule in LIMITS:
    _BY_PART.setdefault(_rule.part, []).append(_rule)
