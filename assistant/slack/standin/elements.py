"""What can be pressed, chosen and filled in on blocks, and how does Slack tell of it?

https://docs.slack.dev/reference/block-kit/block-elements and reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.slack.standin.records import Json

Entered = str | Sequence[str] | None
"""What a person enters: a text, the value or the label of an option, or several of them; None takes it out again."""

_ONE_OPTION = ("static_select", "radio_buttons", "overflow", "external_select")
_MANY_OPTIONS = ("checkboxes", "multi_static_select", "multi_external_select")
_ID_FIELDS = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_TEXTS = ("plain_text_input", "email_text_input", "url_text_input", "number_input")


class NotThere(AssertionError):
    """A person cannot see what they were to use. The message lists what they do see."""


@dataclass(frozen=True, slots=True)
class Element:
    """An interactive element and the block it stands in."""

    content: Json
    block: Json

    @property
    def kind(self) -> str:
        """Slack's type of it."""
        return str(self.content.get("type"))

    @property
    def action_id(self) -> str:
        """The app's name for it."""
        return str(self.content.get("action_id", ""))

    @property
    def block_id(self) -> str:
        """The name of its block."""
        return str(self.block.get("block_id", ""))


def elements_of(blocks: Sequence[Json]) -> Iterator[Element]:
    """All elements with an action id, in reading order."""
    for block in blocks:
        for found in _inside(block):
            yield Element(found, block)


def _inside(thing: object) -> Iterator[Json]:
    if isinstance(thing, dict):
        if "action_id" in thing:
            yield thing
            return
        for value in thing.values():
            yield from _inside(value)
    elif isinstance(thing, list):
        for item in thing:
            yield from _inside(item)


def find(blocks: Sequence[Json], action_id: str, block_id: str | None = None) -> Element:
    """The element of this name. Raises `NotThere`."""
    everything = list(elements_of(blocks))
    for element in everything:
        if element.action_id == action_id and block_id in (None, element.block_id):
            return element
    raise NotThere(f"nothing called {action_id!r} to use; there are {[e.action_id for e in everything]}")


def is_stateful(element: Element) -> bool:
    """Does it keep what was entered, so that it stands in `state.values`?"""
    return element.kind in (*_ONE_OPTION, *_MANY_OPTIONS, *_ID_FIELDS, *_TEXTS) and element.kind != "overflow"


def initial_state(element: Element) -> Json:
    """Its state before anybody touched it."""
    content, kind = element.content, element.kind
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": copy.deepcopy(content.get("initial_option"))}
    if kind in _MANY_OPTIONS:
        return {"type": kind, "selected_options": copy.deepcopy(content.get("initial_options", []))}
    if kind in _ID_FIELDS:
        name = _ID_FIELDS[kind]
        return {"type": kind, name: content.get(name.replace("selected", "initial"), [] if name[-1] == "s" else None)}
    return {"type": kind, "value": content.get("initial_value")}


def state_with(element: Element, entered: Entered) -> Json:
    """Its state after somebody entered this. Raises `NotThere` for an option that is not offered."""
    kind = element.kind
    several = [] if entered is None else [entered] if isinstance(entered, str) else list(entered)
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": _option(element, several[0]) if several else None}
    if kind in _MANY_OPTIONS:
        return {"type": kind, "selected_options": [_option(element, one) for one in several]}
    if kind in _ID_FIELDS:
        name = _ID_FIELDS[kind]
        return {"type": kind, name: several if name[-1] == "s" else (several[0] if several else None)}
    return {"type": kind, "value": several[0] if several and several[0] else None}


def _option(element: Element, wanted: str) -> Json:
    options = list(element.content.get("options", []))
    for group in element.content.get("option_groups", []):
        options += group["options"]
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return copy.deepcopy(dict(option))
    shown = [option["text"]["text"] for option in options]
    raise NotThere(f"{element.action_id!r} offers no {wanted!r}; it offers {shown}")


def is_empty(state: Json) -> bool:
    """Was nothing entered?"""
    return not any(value for name, value in state.items() if name != "type")


def action_json(element: Element, action_ts: str, entered: Entered = None) -> Json:
    """What stands in `actions` of the payload."""
    kind, content = element.kind, element.content
    action: Json = {
        "type": kind,
        "action_id": element.action_id,
        "block_id": element.block_id,
        "action_ts": action_ts,
    }
    if kind == "feedback_buttons":
        sides = [content["positive_button"], content["negative_button"]]
        side = next((s for s in sides if entered in (s["value"], s["text"]["text"])), None)
        if side is None:
            raise NotThere(f"{element.action_id!r} has no {entered!r}; it has {[s['value'] for s in sides]}")
        return action | {"text": copy.deepcopy(side["text"]), "value": side["value"]}
    if kind in ("button", "icon_button", "workflow_button"):
        action["text"] = copy.deepcopy(content.get("text"))
        for name in ("value", "style", "confirm"):
            if name in content:
                action[name] = copy.deepcopy(content[name])
        if isinstance(entered, str):
            action["value"] = entered
        return action
    action |= {name: value for name, value in state_with(element, entered).items() if name != "type"}
    if "placeholder" in content:
        action["placeholder"] = copy.deepcopy(content["placeholder"])
    return action
