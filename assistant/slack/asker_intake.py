"""
Which deed on a hand-off is what its asker pressed or sent, and what did they fill in?

Keys name no person: they stand in logs and in the metadata of posts, and who asked without a name has none there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.answering.screening import NothingToScreen, PrivateKind, Screened
from assistant.desk.records import Arrival, Asked, Deed, Place
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions
from assistant.slack.blocks.hand_over_forms import read_hand_over, read_words
from assistant.slack.message_events import moment

Json = Mapping[str, Any]

PRESSES = {actions.ADD_NAME: Deed.NAMED}
"""Buttons on a hand-off whose press is a deed of its asker."""
FORMS = {actions.REPLY_FORM: Deed.REPLIED, actions.STILL_FORM: Deed.REOPENED}
"""Forms on a hand-off, by their callback id."""
WITH_WORDS = frozenset({Deed.REPLIED, Deed.REOPENED})
"""Deeds of an asker that say nothing without words."""
FILLED_BY_ASKERS = WITH_WORDS | {Deed.HANDED_OVER}


def press_key(deed: Deed, workspace: str, question: int, person: str, pressed_at: str) -> str:
    """The key of a press under an answer; that of taking a question back names nobody."""
    who = "" if deed is Deed.WITHDREW else person
    return f"{deed.value}:{workspace}:{question}:{who}:{pressed_at}"


def recognize_press(body: Json, workspace: str, place: Place) -> Arrival | None:
    """
    The deed that pressing a button on a hand-off is; the same press gives the same key. None: it is another button.

    Raises `actions.ButtonTooOld`.
    """
    pressed = (body.get("actions") or [{}])[0]
    deed = PRESSES.get(str(pressed.get("action_id", "")))
    if deed is None:
        return None
    carried = actions.read_value(pressed.get("value"))
    action_ts = str(pressed.get("action_ts", ""))
    return Arrival(
        key=f"{deed.value}:{workspace}:{carried.hand_off}:{action_ts}",
        deed=deed,
        person=str(body["user"]["id"]),
        place=place,
        at=moment(action_ts),
        hand_off=carried.hand_off,
    )


def recognize_form(body: Json, workspace: str) -> Arrival | None:
    """The deed that a form on a hand-off is; None: it is another form. Raises `actions.ButtonTooOld`."""
    view: Json = body.get("view") or {}
    deed = FORMS.get(str(view.get("callback_id", "")))
    if deed is None:
        return None
    carried = actions.read_value(view.get("private_metadata"))
    return Arrival(
        key=f"{deed.value}:{workspace}:{carried.asked}:{view.get('id', '')}",
        deed=deed,
        person=str(body["user"]["id"]),
        place=Place(workspace, "", None, is_direct=True),
        at=datetime.now(UTC),
        hand_off=carried.asked,
        filled=Filled(version=carried.number),
    )


def fill_in(arrival: Arrival, values: Json, asked: Asked | None, screen: Callable[[str], Screened]) -> Arrival:
    """
    The arrival with what was filled in, screened; `hidden` tells what was hidden in that alone.

    `asked` is the question that is handed over. Raises `NothingToScreen` where there is nothing to read and there
    must be.
    """
    if arrival.deed is Deed.HANDED_OVER:
        filled = read_hand_over(values, asked) if asked is not None else Filled()
    else:
        filled = read_words(values, arrival.filled.version if arrival.filled else None)
        if not filled.text:
            raise NothingToScreen
    return screen_filled(arrival, filled, screen)


def screen_filled(arrival: Arrival, filled: Filled, screen: Callable[[str], Screened]) -> Arrival:
    """With its words screened, each by itself. Raises `NothingToScreen` where a text holds nothing to read."""
    hidden: list[PrivateKind] = []
    is_cut = False

    def read(raw: str) -> str:
        nonlocal is_cut
        if not raw:
            return ""
        screened = screen(raw)
        hidden.extend(each.kind for each in screened.redactions)
        is_cut = is_cut or screened.is_cut
        return screened.text

    filled = replace(filled, text=read(filled.text), context=read(filled.context))
    return replace(arrival, filled=filled, hidden=tuple(hidden), is_cut=is_cut)
