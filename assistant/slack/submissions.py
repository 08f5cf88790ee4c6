"""
Which deed is a form that was sent?

Shapes: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from assistant.desk.records import Arrival, Deed, Entry, Place
from assistant.slack.asker_intake import recognize_form
from assistant.slack.blocks import actions
from assistant.slack.blocks.filled_in import read_ask_form
from assistant.slack.heard import Aside, Heard, Ignored, Reason, Recognized, Us
from assistant.slack.management_intake import recognize_managers_form
from assistant.slack.wording import Words

Json = Mapping[str, Any]

DEEDS = {
    actions.CORRECTION_FORM: Deed.CORRECTED,
    actions.HAND_OVER_FORM: Deed.HANDED_OVER,
    actions.SHARE_FORM: Deed.SHARED,
}
"""Forms on a question, by their callback id."""


def recognize_submission(body: Json, us: Us, speak: Callable[[str], Words]) -> Recognized:
    """
    The deed that sending a form is; a form is sent once, so its id names the deed.

    `speak` gives the sentences in a person's language. Raises `actions.ButtonTooOld`.
    """
    view: Json = body.get("view") or {}
    form = str(view.get("callback_id", ""))
    if form in (actions.NOT_HELPFUL_FORM, actions.RULING_FORM, actions.CHANNEL_FORM):
        return Aside()
    if (on_hand_off := recognize_managers_form(body, us)) is not None:
        return on_hand_off
    if form == actions.ASK_FORM:
        return _asked(body, view, us, speak)
    if (reply := recognize_form(body, us.workspace)) is not None:
        return Heard(reply, is_member=_is_member(body, us), values=_values(view))
    if form not in DEEDS:
        return Ignored(Reason.NO_DEED)
    deed, person = DEEDS[form], str(body["user"]["id"])
    question = actions.read_value(view.get("private_metadata")).asked
    arrival = Arrival(
        key=f"{deed.value}:{us.workspace}:{question}:{view.get('id', '')}",
        deed=deed,
        person=person,
        place=Place(us.workspace, "", None, is_direct=True),
        at=datetime.now(UTC),
        question=question,
    )
    return Heard(arrival, is_member=_is_member(body, us), values=_values(view))


def _asked(body: Json, view: Json, us: Us, speak: Callable[[str], Words]) -> Heard:
    origin = actions.read_origin(view.get("private_metadata"))
    person = str(body["user"]["id"])
    key = f"asked:{us.workspace}:form:{view.get('id', '')}"
    is_direct = not origin.channel or origin.channel.startswith("D")
    arrival = Arrival(
        key=key,
        deed=Deed.ASKED,
        person=person,
        place=Place(us.workspace, origin.channel, None, is_direct),
        at=datetime.now(UTC),
        message=key,
        entry=Entry.SHORTCUT if origin.message else Entry.FORM,
        has_files=origin.has_files,
    )
    raw = read_ask_form(_values(view)).text(speak(person))
    return Heard(arrival, raw, _is_member(body, us), response_url=origin.response_url, values=_values(view))


def _values(view: Json) -> Json:
    values: Json = (view.get("state") or {}).get("values") or {}
    return values


def _is_member(body: Json, us: Us) -> bool:
    home = (body.get("user") or {}).get("team_id")
    return not home or home == us.workspace
