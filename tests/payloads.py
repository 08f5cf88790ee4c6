"""
What every button and form of ours carried at a release, frozen: a message or a form stays clickable for years.

With each release, from the root of the repository:

    python -m tests.payloads 2026-11-23

writes `tests/data/slack/payloads/2026-11-23.json`, made of the real blocks of `tests/data/slack`. A file that is there is
never made anew or changed: `tests/unit/assistant/slack/test_payloads.py` holds what is listened to today against each.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from assistant.desk.records import Arrival, Deed
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions as act
from assistant.slack.blocks import forms
from assistant.slack.blocks.answer import answer_message
from assistant.slack.blocks.filled_in import read_correction, read_not_helpful
from assistant.slack.blocks.hand_over_forms import read_hand_over, read_words
from assistant.slack.blocks.home import read_channel_form, read_mode
from assistant.slack.blocks.management_filled_in import at_version, read_ruling
from assistant.slack.heard import Heard, Us
from assistant.slack.intake import recognize
from assistant.slack.listeners import register
from tests.presses import FORMS, PRESSES
from tests.unit.assistant.slack.blocks.conftest import make_answer, make_private
from tests.unit.assistant.slack.blocks.goldens import FACE, make_look

FOLDER = Path(__file__).parent / "data" / "slack" / "payloads"
US = Us("T1", "U0US")
Json = dict[str, Any]
NO_MORE = "nothing more"
"""What a listener does with a press that is a deed, taken in before it."""


# --- made of the blocks as they are -----------------------------------------------------------------------------------


def collect() -> list[Json]:
    """One payload of each kind of button, option of a menu, and form, as they stand on messages and views today."""
    found: dict[tuple[str, ...], Json] = {}
    sent = {str(row.listened) for row in FORMS}
    look = make_look()
    # Where somebody who has it alone may share it: the picture that is looked at is of one who may not.
    shared = answer_message(make_private(make_answer(look, FACE)), look)
    shown: dict[str, Json] = {"answer-to-share": {"blocks": json.loads(json.dumps(shared.blocks))}}
    for file in sorted(FOLDER.parent.glob("*.json")):
        shown[file.stem] = json.loads(file.read_text(encoding="utf-8"))
    for on, view in shown.items():
        if view.get("callback_id") in sent:
            found["form", on] = {"on": on, "form": _filled_in(view)}
            continue
        for action in _elements(view):
            carried = json.dumps({name: value for name, value in action.items() if name != "action_id"})
            key = re.sub(r"\d+", "#", action["action_id"]), re.sub(r"\d+", "#", carried)
            payload = {"on": on, "action": action}
            if action["action_id"] == act.HOME_ASK_BOX:  # it sends what stands in the field beside it
                payload["values"] = _values_of(view)
            found.setdefault(key, payload)
    return list(found.values())


def _elements(value: object) -> Iterator[Json]:
    """What Slack tells of each press that is possible there."""
    if isinstance(value, list):
        for each in value:
            yield from _elements(each)
    if not isinstance(value, dict) or value.get("type") == "input":  # nothing is told of a field before it is sent
        return
    if "action_id" in value:
        name = {"action_id": value["action_id"], "type": value["type"]}
        if value["type"] == "feedback_buttons":
            for button in ("positive_button", "negative_button"):
                yield name | {"value": value[button]["value"]}
        elif value["type"] == "conversations_select":
            yield name | {"selected_conversation": "C1"}
        elif options := _options(value):
            yield from (name | {"selected_option": {"value": each}} for each in options)
        else:
            yield name | ({"value": value["value"]} if "value" in value else {})
        return
    for each in value.values():
        yield from _elements(each)


def _filled_in(view: Json) -> Json:
    """A form that was filled in and is sent, or was open all the time of the upgrade."""
    carried = {"callback_id": view["callback_id"], "private_metadata": view.get("private_metadata", "")}
    return {**carried, "values": _values_of(view)}


def _values_of(view: Json) -> Json:
    values: Json = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            element = block["element"]
            values[block["block_id"]] = {element["action_id"]: {"type": element["type"], **_given(element)}}
    return values


def _given(element: Json) -> Json:
    options = [{"value": each} for each in _options(element)]
    match element["type"]:
        case "plain_text_input":
            return {"value": element.get("initial_value") or "A word."}
        case "checkboxes" | "multi_static_select":
            return {"selected_options": options[:2]}
        case "users_select":
            return {"selected_user": "U9"}
        case "conversations_select":
            return {"selected_conversation": "C1"}
        case _:
            return {"selected_option": options[-1]}


def _options(element: Json) -> list[str]:
    groups = element.get("option_groups") or [element]
    return [str(each["value"]) for group in groups for each in group.get("options", ())]


# --- what they mean ---------------------------------------------------------------------------------------------------


def meaning(payload: Json) -> Json:
    """
    What a payload is to the listeners of today: which of them hears it, the deed, on what, and what was filled in.

    Raises `ButtonTooOld` where it is told as old, `LookupError` where nobody hears it.
    """
    body = request_of(payload)
    found = recognize(body, US)
    form = payload.get("form")
    heard = listener_of("view", form["callback_id"]) if form else listener_of("action", payload["action"]["action_id"])
    means: Json = {"heard by": heard}
    if isinstance(found, Heard):
        means |= _deed(found)
    elif form:
        means |= _read(form)
    else:
        means |= _pressed(payload["action"])
    plain: Json = json.loads(json.dumps(means))
    return plain


def request_of(payload: Json) -> Json:
    """The request in which Slack tells of it."""
    common: Json = {"user": {"id": "U8", "team_id": "T1"}, "team": {"id": "T1"}, "trigger_id": "1.2"}
    if form := payload.get("form"):
        view = {"id": "V1", "callback_id": form["callback_id"], "private_metadata": form["private_metadata"]}
        return common | {"type": "view_submission", "view": view | {"state": {"values": form["values"]}}}
    action = payload["action"] | {"action_ts": "1700000000.000100"}
    if payload["on"].startswith("home"):
        where = {"container": {"type": "view", "view_id": "V1"}, "actions": [action]}
        view = {"id": "V1", "type": "home", "hash": "1.a", "state": {"values": payload.get("values", {})}}
        return common | {"type": "block_actions", "view": view, **where}
    where = {"type": "message", "channel_id": "C9", "message_ts": "1700000000.000001"}
    return common | {"type": "block_actions", "container": where, "channel": {"id": "C9"}, "actions": [action]}


def _deed(found: Heard) -> Json:
    arrival, values = found.arrival, found.values
    means: Json = {"deed": arrival.deed.value} | _said(arrival)
    match arrival.deed:
        case Deed.ASKED:
            means["asks"] = found.raw
        case Deed.CORRECTED:
            understood = {name.removeprefix(forms.FACT): True for name in values if name.startswith(forms.FACT)}
            correction = read_correction(values, understood, {})
            means |= {"facts": correction.facts, "missed": correction.missed}
        case Deed.HANDED_OVER:
            question = SimpleNamespace(hand_off=None, text="")
            means["filled"] = _said(read_hand_over(values, cast(Any, question)))
        case Deed.REPLIED | Deed.REOPENED:
            means["filled"] = _said(read_words(values, arrival.filled.version if arrival.filled else None))
        case _ if found.filled or arrival.filled:
            means["filled"] = _said(cast(Filled, found.filled or arrival.filled))
    return means


def _pressed(action: Json) -> Json:
    """Of a press that is no deed, and read by its listener."""
    name, option = action["action_id"], (action.get("selected_option") or {}).get("value")
    if name == act.HOME_OTHER_CHANNELS:
        return {"mode": read_mode(option).value}
    if act.HOME_CHANNEL_MODE.fullmatch(name):
        return {"channel": act.channel_of(name), "mode": read_mode(option).value}
    if "value" in action:
        pressed = act.read_value(action["value"])
        return {"on": pressed.asked, "says": list(pressed.arguments)}
    return {"chosen": chosen} if (chosen := option or action.get("selected_conversation")) else {}


def _read(form: Json) -> Json:
    """Of a form that is no deed, and read by its listener."""
    metadata, values = form["private_metadata"], form["values"]
    match form["callback_id"]:
        case act.CHANNEL_FORM:
            return {"channel": act.read_channel(metadata), "mode": read_channel_form(values).value}
        case act.NOT_HELPFUL_FORM:
            found = read_not_helpful(values)
            return {"on": act.read_value(metadata).asked, "reasons": list(found.reasons), "more": found.more}
        case act.RULING_FORM:
            value = act.read_value(metadata)
            return {"on": value.hand_off, "filled": _said(at_version(read_ruling(values), value.version))}
        case other:
            raise LookupError(other)


ABOUT = frozenset({"question", "hand_off", "choice"})


def _said(record: Arrival | Filled) -> Json:
    """What a record says: of an arrival what it is on, of what was filled in all but what is as if nothing were."""
    if isinstance(record, Arrival):
        return {name: value for name in sorted(ABOUT) if (value := getattr(record, name)) is not None}
    said = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.default is MISSING or value != field.default:
            said[field.name] = list(value) if isinstance(value, tuple) else value
    return said


# --- who hears them ---------------------------------------------------------------------------------------------------


class Router:
    """In Bolt's place: keeps who listens to what."""

    def __init__(self) -> None:
        self.heard: dict[str, list[tuple[str | re.Pattern[str], Callable[..., Any]]]] = defaultdict(list)

    def __getattr__(self, kind: str) -> Callable[[str | re.Pattern[str]], Callable[[Any], Any]]:
        def listen(name: str | re.Pattern[str]) -> Callable[[Any], Any]:
            def keep(listener: Callable[..., Any]) -> Callable[..., Any]:
                self.heard[kind].append((name, listener))
                return listener

            return keep

        return listen


def make_router() -> Router:
    """The app as it listens today."""
    router = Router()
    register(cast(Any, router), cast(Any, None))
    return router


_ROUTER = make_router()


def listener_of(kind: str, name: str) -> str:
    """What does something with it, by its name in the code. Raises `LookupError` where nothing, or more than one, does."""
    fit = [
        listener
        for heard, listener in _ROUTER.heard[kind]
        if (heard == name if isinstance(heard, str) else heard.fullmatch(name))
    ]
    if len(fit) != 1:
        raise LookupError(f"{len(fit)} listeners hear {kind} {name!r}")
    return _name_of(inspect.getclosurevars(fit[0]).nonlocals.get("do") or fit[0])


def _name_of(listener: Any) -> str:  # noqa: ANN401 - a function, or one with its first arguments given
    if isinstance(listener, partial):
        return f"{listener.func.__name__}: {listener.keywords['move'].value}"
    name = str(listener.__name__)
    return NO_MORE if name == "<lambda>" else name


def names_of(payloads: list[Json]) -> set[str]:
    """The names of the buttons and forms that are among them."""
    return {each["form"]["callback_id"] if "form" in each else each["action"]["action_id"] for each in payloads}


def unseen(payloads: list[Json]) -> list[str]:
    """What the app listens to and what is not among them."""
    names = names_of(payloads)
    return [
        str(row.listened)
        for row in (*PRESSES, *FORMS)
        if not any(
            name == row.listened if isinstance(row.listened, str) else row.listened.fullmatch(name) for name in names
        )
    ]


def read_frozen() -> Mapping[str, list[Json]]:
    """Every frozen file, by its name, oldest first."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.json"))}


def main(name: str) -> None:
    """Freeze what there is today under that name. Fails where a file of that name is there, or something is missing."""
    file = FOLDER / f"{name}.json"
    if file.exists():
        raise SystemExit(f"{file} is frozen: choose another name, the date or the number of the release")
    payloads = collect()
    if missing := unseen(payloads):
        raise SystemExit(f"no golden file in {FOLDER.parent} shows: {', '.join(missing)}; add a kind to goldens.KINDS")
    for each in payloads:
        each["means"] = meaning(each)
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = ",\n".join(json.dumps(each, ensure_ascii=False) for each in payloads)
    file.write_text(f"[\n{rows}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("say the name of the release: python -m tests.payloads 2026-11-23")
    main(sys.argv[1])
