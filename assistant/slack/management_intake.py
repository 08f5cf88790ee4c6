"""
Which deed on a hand-off is a press on a card or a letter, or a form of a manager that was sent?

What was written there is screened by the reception, like all that people write.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from assistant.answering.screening import NothingToScreen, PrivateKind
from assistant.desk.desk import Desk
from assistant.desk.records import Arrival, Deed, HandOff, Place
from assistant.escalation.records import Filled
from assistant.slack.blocks import actions
from assistant.slack.blocks.carried import read_carried
from assistant.slack.blocks.management_filled_in import at_version, read_ask_back, read_pass_on, read_reassign
from assistant.slack.blocks.precedent_letters import read_retold
from assistant.slack.heard import Heard, Us
from assistant.slack.managers import Managers
from assistant.slack.message_events import moment
from assistant.slack.profile import People
from assistant.slack.routing import find_deserted

Json = Mapping[str, Any]

PRESSES = {
    actions.CARD_CLAIM: Deed.CLAIMED,
    actions.CARD_RELEASE: Deed.RELEASED,
    actions.LETTER_STAY: Deed.STAYED,
    actions.LETTER_APPROVE: Deed.APPROVED,
    actions.LETTER_DECLINE: Deed.DECLINED,
    actions.LETTER_RENEW: Deed.RENEWED,
}
"""Buttons whose press is a deed. The others of a card open a form."""

HOME_PRESSES = ((actions.HOME_RENEW, Deed.RENEWED), (actions.HOME_DECLINE, Deed.DECLINED))
"""The same in App Home, where each has a name of its own."""

OPENING = (
    actions.CARD_ANSWER,
    actions.CARD_ASK,
    actions.CARD_REASSIGN,
    actions.CARD_PASS_ON,
    actions.CARD_CORRECT,
)
"""Buttons that open a form."""

FORMS: Mapping[str, tuple[Deed, Callable[[Mapping[str, Any]], Filled]]] = {
    actions.ASK_BACK_FORM: (Deed.ASKED_BACK, read_ask_back),
    actions.REASSIGN_FORM: (Deed.REASSIGNED, read_reassign),
    actions.PASS_ON_FORM: (Deed.PASSED_ON, read_pass_on),
    actions.RETELL_FORM: (Deed.PROPOSED, read_retold),
}
"""Forms whose sending is a deed. The ruling form opens the preview, whose sending is one."""

WITH_WORDS = frozenset({Deed.ASKED_BACK, Deed.RULED, Deed.RECTIFIED, Deed.PROPOSED})
"""Deeds that say nothing without words."""

SEEKING_A_SECOND = frozenset({Deed.PROPOSED, Deed.RENEWED})
"""Deeds after which another manager is asked to approve."""

TO_SEND = (*FORMS, actions.RULING_PREVIEW)


def recognize_managers_press(body: Json, us: Us, place: Place) -> Heard | None:
    """
    The deed that pressing a button is; the same press gives the same key. None: it is no such button.

    Raises `actions.ButtonTooOld`.
    """
    pressed = (body.get("actions") or [{}])[0]
    deed = _deed_of(str(pressed.get("action_id", "")))
    if deed is None:
        return None
    value = actions.read_value(pressed.get("value"))
    person, action_ts = str(body["user"]["id"]), str(pressed.get("action_ts", ""))
    arrival = Arrival(
        key=f"{deed.value}:{us.workspace}:hand-off-{value.hand_off}:{person}:{action_ts}",
        deed=deed,
        person=person,
        place=place,
        at=moment(action_ts),
        hand_off=value.hand_off,
    )
    return Heard(
        arrival,
        is_member=_is_member(body, us),
        response_url=str(body.get("response_url") or ""),
        filled=Filled(version=value.version, subject=_subject(value)),
    )


def recognize_wish(body: Json, us: Us, place: Place) -> Heard | None:
    """
    That somebody wants a receipt as a file; pressed twice in one that is open, it is one. None: it is another button.

    Its key names nobody, as those of askers: they may be without a name there. Raises `actions.ButtonTooOld`.
    """
    pressed = (body.get("actions") or [{}])[0]
    if pressed.get("action_id") != actions.RECEIPT_FILE:
        return None
    value, action_ts = actions.read_value(pressed.get("value")), str(pressed.get("action_ts", ""))
    opened = str((body.get("view") or {}).get("id") or action_ts)
    arrival = Arrival(
        key=f"{Deed.RECEIPT_WANTED.value}:{us.workspace}:hand-off-{value.hand_off}:{opened}",
        deed=Deed.RECEIPT_WANTED,
        person=str(body["user"]["id"]),
        place=place,
        at=moment(action_ts),
        hand_off=value.hand_off,
    )
    return Heard(arrival, is_member=_is_member(body, us), filled=Filled())


def _deed_of(action_id: str) -> Deed | None:
    in_home = next((deed for name, deed in HOME_PRESSES if name.fullmatch(action_id)), None)
    return in_home or PRESSES.get(action_id)


def recognize_managers_form(body: Json, us: Us) -> Heard | None:
    """
    The deed that sending a form is; a form is sent once, so its id names the deed. None: it is no such form.

    Its texts are not screened yet. Raises `actions.ButtonTooOld`.
    """
    view: Json = body.get("view") or {}
    form = str(view.get("callback_id", ""))
    if form == actions.RULING_PREVIEW:
        carried = read_carried(view.get("private_metadata"))
        deed = Deed.RECTIFIED if carried.is_correction else Deed.RULED
        hand_off, filled = carried.hand_off, carried.filled
    elif form in FORMS:
        deed, read = FORMS[form]
        value = actions.read_value(view.get("private_metadata"))
        hand_off = value.hand_off
        filled = at_version(read((view.get("state") or {}).get("values") or {}), value.version)
        filled = replace(filled, subject=_subject(value))
    else:
        return None
    arrival = Arrival(
        key=f"{deed.value}:{us.workspace}:hand-off-{hand_off}:{view.get('id', '')}",
        deed=deed,
        person=str(body["user"]["id"]),
        place=Place(us.workspace, "", None, is_direct=True),
        at=datetime.now(UTC),
        hand_off=hand_off,
    )
    return Heard(arrival, is_member=_is_member(body, us), filled=filled)


def _subject(value: actions.Pressed) -> int | None:
    """The precedent that a letter on one carries behind the version; None on what is on a hand-off alone."""
    return int(value.arguments[1]) if len(value.arguments) > 1 and value.arguments[1].isdecimal() else None


def _is_member(body: Json, us: Us) -> bool:
    user = body.get("user")
    home = user.get("team_id") if isinstance(user, Mapping) else ""
    return not home or home == us.workspace


class NotTaken(Exception):
    """A deed is not taken in; `sentence` names what is said of it. What was filled in stays where it was written."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def take_as_manager(heard: Heard, desk: Desk, managers: Managers, people: People) -> Arrival:
    """
    The arrival with what was filled in, screened, and with what the person is a manager of at this moment.

    Raises `NotTaken`, and what the database raises.
    """
    arrival, filled = heard.arrival, heard.filled or Filled()
    workspace = arrival.place.workspace
    hand_off = desk.hand_off(arrival.hand_off or 0)
    manages = managers.offices_of(workspace, arrival.person, anew=hand_off.seen_by if hand_off else ())
    is_manager = hand_off is not None and bool(hand_off.acted_on_for(manages.offices))
    if not manages.is_sure and not is_manager and not _is_askers_wish(arrival, desk, hand_off):
        raise NotTaken("managers-unknown")
    # Of anybody else the desk says what they are not; whether another is a manager is not for them to hear.
    if arrival.deed is Deed.REASSIGNED and hand_off is not None and is_manager:
        members = managers.members(workspace, managers.offices(workspace).office(hand_off.office), anew=True)
        if members is None:
            raise NotTaken("managers-unknown")
        if filled.to not in members or not people.may_be_given(workspace, filled.to):
            raise NotTaken("reassign-not-a-manager")
    if arrival.deed is Deed.PASSED_ON and is_manager and find_deserted(workspace, filled.to, people, managers):
        raise NotTaken("pass-on-deserted")
    (text, hidden), (note, hidden_there) = (_screened(desk, each) for each in (filled.text, filled.note))
    if not text and (filled.text or arrival.deed in WITH_WORDS):
        raise NotTaken("ruling-empty")
    filled = replace(filled, text=text, note=note)
    if arrival.deed in SEEKING_A_SECOND and is_manager and hand_off is not None and hand_off.ruling is not None:
        ruling = hand_off.ruling
        theirs = {arrival.person, ruling.by}
        arrival = replace(arrival, deserted=find_deserted(workspace, ruling.office, people, managers, but=theirs))
    return replace(arrival, manages=manages.offices, filled=filled, hidden=(*hidden, *hidden_there))


def _is_askers_wish(arrival: Arrival, desk: Desk, hand_off: HandOff | None) -> bool:
    """Does somebody want the receipt of what they asked? Then it does not matter what they are a manager of."""
    asked = desk.asked(hand_off.asked) if hand_off and arrival.deed is Deed.RECEIPT_WANTED else None
    return asked is not None and asked.person == arrival.person


def _screened(desk: Desk, raw: str) -> tuple[str, tuple[PrivateKind, ...]]:
    """What was written without what is private, "" where there is nothing to read in it; and what was hidden."""
    try:
        screened = desk.screen(raw) if raw else None
    except NothingToScreen:
        screened = None
    return (screened.text, tuple(each.kind for each in screened.redactions)) if screened else ("", ())
