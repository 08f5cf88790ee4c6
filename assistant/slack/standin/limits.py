"""Does Slack take these blocks? Its published limits, kept apart from those of the app: each tests the other."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.slack.standin.records import Json

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
"""https://docs.slack.dev/reference/block-kit/blocks"""

TEXT_IN_MESSAGE = 40_000
"""https://docs.slack.dev/reference/methods/chat.postMessage (truncating)"""

MARKDOWN_IN_MESSAGE = 12_000
"""`markdown_text`, and all markdown blocks of one message: https://docs.slack.dev/reference/block-kit/blocks/markdown-block"""

BYTES_OF_METADATA = 8_000
"""https://docs.slack.dev/messaging/message-metadata"""

PRIVATE_METADATA = 3_000
"""https://docs.slack.dev/reference/views"""

PROMPTS = 4
"""https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts"""

LOADING_MESSAGES = 10
"""https://docs.slack.dev/reference/methods/assistant.threads.setStatus"""

_TEXT_LIMITS: dict[tuple[str, str], int] = {
    # (type of block or element, field): characters. Each from the page of that block or element under
    # https://docs.slack.dev/reference/block-kit
    ("section", "text"): 3000,
    ("header", "text"): 150,
    ("image", "title"): 2000,
    ("input", "label"): 2000,
    ("input", "hint"): 2000,
    ("button", "text"): 75,
    ("workflow_button", "text"): 75,
    ("static_select", "placeholder"): 150,
    ("external_select", "placeholder"): 150,
    ("users_select", "placeholder"): 150,
    ("conversations_select", "placeholder"): 150,
    ("channels_select", "placeholder"): 150,
    ("multi_static_select", "placeholder"): 150,
    ("plain_text_input", "placeholder"): 150,
    ("option", "text"): 75,
    ("option", "description"): 75,
    ("option_group", "label"): 75,
    ("confirm", "title"): 100,
    ("confirm", "text"): 300,
    ("confirm", "confirm"): 30,
    ("confirm", "deny"): 30,
    ("positive_button", "text"): 75,
    ("negative_button", "text"): 75,
    ("icon_button", "text"): 75,
    ("view", "title"): 24,
    ("view", "submit"): 24,
    ("view", "close"): 24,
}

_STRING_LIMITS: dict[tuple[str, str], int] = {
    ("*", "block_id"): 255,
    ("*", "action_id"): 255,
    ("view", "callback_id"): 255,
    ("view", "external_id"): 255,
    ("view", "private_metadata"): PRIVATE_METADATA,
    ("button", "value"): 2000,
    ("button", "url"): 3000,
    ("button", "accessibility_label"): 75,
    ("option", "value"): 150,
    ("image", "alt_text"): 2000,
    ("image", "image_url"): 3000,
    ("markdown", "text"): MARKDOWN_IN_MESSAGE,
}

_COUNT_LIMITS: dict[tuple[str, str], int] = {
    ("actions", "elements"): 25,
    ("context", "elements"): 10,
    ("context_actions", "elements"): 5,
    ("section", "fields"): 10,
    ("static_select", "options"): 100,
    ("static_select", "option_groups"): 100,
    ("multi_static_select", "options"): 100,
    ("overflow", "options"): 5,
    ("checkboxes", "options"): 10,
    ("radio_buttons", "options"): 10,
    ("option_group", "options"): 100,
}

_REQUIRED: dict[str, tuple[str, ...]] = {
    "header": ("text",),
    "actions": ("elements",),
    "context": ("elements",),
    "context_actions": ("elements",),
    "input": ("label", "element"),
    "markdown": ("text",),
    "image": ("alt_text",),
    "button": ("text",),
    "static_select": ("action_id",),
    "overflow": ("options",),
    "checkboxes": ("options",),
    "radio_buttons": ("options",),
    "feedback_buttons": ("positive_button", "negative_button"),
    "rich_text": ("elements",),
    "option": ("text",),
}

_MESSAGE_BLOCKS = frozenset(
    """actions context context_actions divider file header image input markdown rich_text section video table
    data_table card carousel alert task_card plan container""".split()
)
_VIEW_BLOCKS = frozenset(
    "actions context divider header image input rich_text section video alert card container".split()
)

_NOT_EMPTY = ("section", "header", "button")


def fault_in_blocks(blocks: object, is_view: bool = False, at: str = "/blocks") -> str:
    """What Slack would refuse, as it says it, or nothing. The pointer names the first place that is wrong."""
    return next(_faults_of_blocks(blocks, is_view, at), "")


def fault_in_view(view: object) -> str:
    """What Slack would refuse in a modal or a home tab, or nothing."""
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return "unsupported type: a view is a `modal` or a `home` [json-pointer:/view/type]"
    for missing in ("title", "blocks") if view["type"] == "modal" else ("blocks",):
        if missing not in view:
            return f"missing required field: {missing} [json-pointer:/view]"
    has_input = any(isinstance(b, dict) and b.get("type") == "input" for b in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        return "missing required field: submit, as there are inputs [json-pointer:/view]"
    shell = {name: value for name, value in view.items() if name != "blocks"}
    return next(_faults_of(shell, "view", "/view"), "") or fault_in_blocks(view["blocks"], True, "/view/blocks")


def _faults_of_blocks(blocks: object, is_view: bool, at: str) -> Iterator[str]:
    if not isinstance(blocks, list):
        yield f"must be an array [json-pointer:{at}]"
        return
    limit = BLOCKS_IN_VIEW if is_view else BLOCKS_IN_MESSAGE
    if len(blocks) > limit:
        yield f"no more than {limit} items allowed [json-pointer:{at}]"
    names: set[str] = set()
    markdown = 0
    for number, block in enumerate(blocks):
        place = f"{at}/{number}"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in (_VIEW_BLOCKS if is_view else _MESSAGE_BLOCKS):
            yield f"unsupported type: {kind} [json-pointer:{place}/type]"
            continue
        name = block.get("block_id")
        if name and name in names:
            yield f"`block_id` already exists: {name} [json-pointer:{place}/block_id]"
        names.add(name)
        if kind == "section" and not (block.get("text") or block.get("fields")):
            yield f"must have `text` or `fields` [json-pointer:{place}]"
        if kind == "markdown":
            markdown += len(str(block.get("text", "")))
        yield from _faults_of(block, str(kind), place)
        yield from _repeated_actions(block, place)
    if markdown > MARKDOWN_IN_MESSAGE:
        yield f"must be no more than {MARKDOWN_IN_MESSAGE} characters of markdown together [json-pointer:{at}]"


def _repeated_actions(block: Json, at: str) -> Iterator[str]:
    elements = block.get("elements")
    names = [e.get("action_id") for e in elements if isinstance(e, dict)] if isinstance(elements, list) else []
    for name in {n for n in names if n and names.count(n) > 1}:
        yield f"`action_id` already exists: {name} [json-pointer:{at}/elements]"


def _faults_of(thing: Json, kind: str, at: str) -> Iterator[str]:
    for name in _REQUIRED.get(kind, ()):
        if name not in thing:
            yield f"missing required field: {name} [json-pointer:{at}]"
    for name, value in thing.items():
        place = f"{at}/{name}"
        if isinstance(value, dict) and isinstance(value.get("text"), str):
            length = len(value["text"])
            limit = _TEXT_LIMITS.get((kind, name))
            if limit is not None and length > limit:
                yield f"must be less than {limit + 1} characters [json-pointer:{place}/text]"
            if limit is not None and length == 0 and kind in _NOT_EMPTY:
                yield f"must be more than 0 characters [json-pointer:{place}/text]"
        if isinstance(value, str):
            for owner in (kind, "*"):
                limit = _STRING_LIMITS.get((owner, name))
                if limit is not None and len(value) > limit:
                    yield f"must be less than {limit + 1} characters [json-pointer:{place}]"
        if isinstance(value, list):
            limit = _COUNT_LIMITS.get((kind, name))
            if limit is not None and len(value) > limit:
                yield f"no more than {limit} items allowed [json-pointer:{place}]"
            if limit is not None and not value:
                yield f"no less than 1 items allowed [json-pointer:{place}]"
        yield from _faults_inside(value, name, place)


_NAMELESS = {
    # Things that carry no type of their own are known by the field they stand in.
    "options": "option",
    "initial_option": "option",
    "initial_options": "option",
    "option_groups": "option_group",
    "confirm": "confirm",
    "positive_button": "positive_button",
    "negative_button": "negative_button",
}


def _faults_inside(value: object, name: str, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        if name == "fields" and len(str(value.get("text", ""))) > 2000:
            yield f"must be less than 2001 characters [json-pointer:{at}/text]"
        kind = _NAMELESS.get(name) or str(value.get("type", ""))
        yield from _faults_of(value, kind, at)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _faults_inside(item, name, f"{at}/{number}")
