"""
The box to ask in App Home: what was written in it, and which box is shown next?

A Home has no form to be sent: what stands in its fields comes with each press of a button in it
(https://docs.slack.dev/reference/interaction-payloads/block_actions-payload/, `view.state`). A field keeps what was
written as long as its block keeps its name (https://docs.slack.dev/reference/views/home-tab-views/), so after each
question the box has another one, and is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assistant.desk.records import Arrival, Asked, Deed, Entry, Place
from assistant.slack.blocks import actions
from assistant.slack.blocks.home import BOX
from assistant.slack.heard import Heard, Us
from assistant.slack.markup import written_words
from assistant.slack.message_events import moment

Json = Mapping[str, Any]

KEY = "asked:{workspace}:home:"
"""With it begins the key of what was asked in the box."""
EMPTY = "home-ask-empty"
"""The sentence for whoever pressed the button with nothing in the box."""


def recognize_box(body: Json, us: Us, *, is_member: bool) -> Heard | None:
    """The question that was written in the box; None where another button was pressed."""
    pressed: Json = (body.get("actions") or [{}])[0]
    if pressed.get("action_id") != actions.HOME_ASK_BOX:
        return None
    person, action_ts = str(body["user"]["id"]), str(pressed.get("action_ts", ""))
    key = f"{KEY.format(workspace=us.workspace)}{person}:{action_ts}"
    arrival = Arrival(
        key=key,
        deed=Deed.ASKED,
        person=person,
        place=Place(us.workspace, "", None, is_direct=True),
        at=moment(action_ts),
        message=key,
        entry=Entry.FORM,
    )
    return Heard(arrival, written_words(_written(body), us.bot_user), is_member, if_empty=EMPTY)


def box_of(recent: Iterable[Asked]) -> int:
    """The number of the box that is shown to somebody whose latest questions these are: another after each question."""
    ours = (each.id for each in recent if each.message.startswith(KEY.format(workspace=each.place.workspace)))
    return max(ours, default=0)


def _written(body: Json) -> str:
    """What stands in the box, whatever its number is."""
    values: Json = ((body.get("view") or {}).get("state") or {}).get("values") or {}
    for fields in values.values():
        if BOX in fields:
            return str(fields[BOX].get("value") or "")
    return ""
