"""Buttons and forms of managers: what is a deed is taken in already; here forms are opened, and previews shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from slack_bolt import Ack, App, BoltContext

from assistant.answering.screening import NothingToScreen
from assistant.desk.notices import HOLDER, REFUSALS, Notice
from assistant.desk.records import Asked, HandOff, Place
from assistant.escalation.moves import Refused, why_not
from assistant.escalation.offices import Signs
from assistant.escalation.precedents import Step, Unfit
from assistant.escalation.precedents import why_not as why_not_step
from assistant.escalation.records import Actor, Move, Ruling
from assistant.slack.blocks import actions
from assistant.slack.blocks import management_forms as forms
from assistant.slack.blocks.asker_letters import ruling_blocks
from assistant.slack.blocks.carried import Carried, TooLongToCarry
from assistant.slack.blocks.management_filled_in import at_version, read_ruling
from assistant.slack.blocks.notices import button_old_message
from assistant.slack.blocks.precedent_letters import retell_form
from assistant.slack.blocks.records import View
from assistant.slack.in_time import deadline, hurried
from assistant.slack.kit import Kit, field_of, us_of
from assistant.slack.listeners.press import Press, listen
from assistant.slack.management_intake import HOME_PRESSES, PRESSES, TO_SEND
from assistant.slack.reception import before_acknowledging, outcome_of
from assistant.slack.routing import find_deserted
from assistant.slack.showing import sentence_with_person

MOST_NAMED = 25
"""Managers whose names are looked up for a menu; of more, anybody can be picked, and who is none is refused."""


def register(app: App, kit: Kit) -> None:
    """Listen to what managers press and send."""
    for name in PRESSES:
        listen(app, kit, name, lambda press: None)
    for in_home, _ in HOME_PRESSES:
        listen(app, kit, in_home, lambda press: None)
    listen(app, kit, actions.OPEN_CARD, lambda press: None)
    listen(app, kit, actions.LETTER_RETELL, _retell)
    for way in (actions.HOME_PRECEDENTS_BACK, actions.HOME_PRECEDENTS_NEXT):
        listen(app, kit, way, _turn_page)
    for opening, (move, view_of) in OPENED.items():
        listen(app, kit, opening, partial(_open, move=move, view_of=view_of))

    def sent(ack: Ack, view: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        outcome = outcome_of(context)
        field = field_of(view)
        if outcome.is_unfit and field:
            ack(response_action="errors", errors={field: outcome.says})
            return
        if outcome.is_unfit or view.get("callback_id") not in CLEARING:
            ack()  # what lies below stays, with all that was written there
        else:
            ack(response_action="clear")
        kit.afterwards.do(body, lambda: kit.say(outcome))

    for form in TO_SEND:
        app.view(form)(sent)

    @app.view(actions.RULING_FORM)
    def preview(ack: Ack, view: dict[str, Any], body: dict[str, Any], context: BoltContext) -> None:
        workspace, person = us_of(context).workspace, str(body["user"]["id"])
        with before_acknowledging(context):
            words = kit.words(workspace, person)
        try:
            with before_acknowledging(context):
                made = _preview(kit, view, workspace, person)
        except NothingToScreen:
            ack(response_action="errors", errors={forms.TEXT: words("ruling-empty")})
        except TooLongToCarry as surplus:
            ack(response_action="errors", errors={forms.TEXT: words("ruling-too-long", count=surplus.surplus)})
        except _NotTheirs as why:
            ack(response_action="errors", errors={forms.TEXT: why.sentence})
        except actions.ButtonTooOld:
            ack()
            place = Place(workspace, "", None, is_direct=True)
            kit.afterwards.do(body, lambda: kit.tell(place, person, button_old_message(words), f"old:{view['id']}"))
        else:
            ack(response_action="push", view=made)


CLEARING = frozenset({actions.RULING_PREVIEW})
"""Forms that lie on another one, which goes with them."""


# --- opening a form ---


def _open(press: Press, move: Move, view_of: Callable[[Press, HandOff, Asked], View | None]) -> None:
    """Open it for a manager who may make the move; anybody else is told why not, alone."""
    if press.is_strangers():
        return
    workspace, person = press.place.workspace, press.person
    hand_off = press.kit.desk.hand_off(press.value.hand_off)
    asked = press.kit.desk.asked(hand_off.asked) if hand_off else None
    if hand_off is None or asked is None or asked.place.workspace != workspace:
        press.tell(Notice.UNKNOWN_QUESTION)
        return
    manages = press.kit.managers.offices_of(workspace, person, anew=True)
    is_manager = bool(hand_off.acted_on_for(manages.offices))
    if not is_manager and not manages.is_sure:
        _say_unknown(press)
        return
    actors = {Actor.MANAGER} if is_manager else set()
    if is_manager and hand_off.holder == person:
        actors.add(Actor.HOLDER)
    if asked.person == person:
        actors.add(Actor.ASKER)
    is_alone = press.kit.desk.offices.is_alone(person)
    refused = why_not(hand_off.state, move, frozenset(actors), is_held=bool(hand_off.holder), is_alone=is_alone)
    if refused is not None:
        _refuse(press, refused, hand_off)
    elif (view := view_of(press, hand_off, press.kit.desk.as_approved(asked, hand_off))) is not None:
        press.open(view)


def _retell(press: Press) -> None:
    """Let a manager tell the question of a ruling; who may propose it is decided when they send it."""
    if press.is_strangers():
        return
    kit, arguments = press.kit, press.value.arguments
    found = kit.desk.precedent(int(arguments[1])) if len(arguments) > 1 and arguments[1].isdecimal() else None
    hand_off = kit.desk.hand_off(found.ruling.hand_off) if found else None
    asked = kit.desk.asked(hand_off.asked) if hand_off else None
    if found is None or hand_off is None or found.workspace != press.place.workspace:
        press.tell(Notice.PRECEDENT_NOT_NOW)
        return
    manages = kit.managers.offices_of(found.workspace, press.person, anew=True)
    refused = why_not_step(found, Step.PROPOSE, press.person, manages.offices)
    if refused is Unfit.NOT_A_MANAGER and not manages.is_sure:
        _say_unknown(press)
        return
    if refused is not None:
        press.tell(Notice(refused.value))
        return
    start = hand_off.text or (asked.text if asked else "")
    press.open(retell_form(found, hand_off.version, start, kit.words(found.workspace, press.person)))


def _say_unknown(press: Press) -> None:
    """Slack did not tell whether they are a manager, and nobody may act by a guess."""
    words = press.kit.words(press.place.workspace, press.person)
    press.kit.tell(press.place, press.person, words("managers-unknown"), press.key)


def _turn_page(press: Press) -> None:
    """Show another page of the precedents in Home; whose they are is found out anew."""
    press.kit.homes.publish(press.place.workspace, press.person, press.value.number)


def _refuse(press: Press, refused: Refused, hand_off: HandOff) -> None:
    notices, workspace = press.kit.desk.notices, press.place.workspace
    language = press.kit.people.language(workspace, press.person)
    values = {HOLDER: hand_off.holder} if refused is Refused.HELD_BY_ANOTHER else {}
    sentence = sentence_with_person(notices, REFUSALS[refused], language, values)
    press.kit.tell(press.place, press.person, sentence, press.key)


def _ruling(press: Press, hand_off: HandOff, asked: Asked) -> View:
    kit, workspace = press.kit, press.place.workspace
    office = _signing(kit, hand_off, workspace, press.person)
    is_named = kit.desk.offices.office(office).signs is Signs.NAME
    return forms.ruling_form(hand_off, asked, kit.look, kit.words(workspace, press.person), is_named=is_named)


def _signing(kit: Kit, hand_off: HandOff, workspace: str, person: str) -> str:
    """The office that an answer of theirs is signed for, as when it is sent; its own for who is no manager any more."""
    manages = kit.managers.offices_of(workspace, person)
    return hand_off.acted_on_for(manages.offices) or hand_off.office


def _ask_back(press: Press, hand_off: HandOff, asked: Asked) -> View:
    return forms.ask_back_form(hand_off, press.kit.words(press.place.workspace, press.person))


def _reassign(press: Press, hand_off: HandOff, asked: Asked) -> View:
    kit, workspace = press.kit, press.place.workspace
    office = kit.managers.offices(workspace).office(hand_off.office)
    members = [each for each in kit.managers.members(workspace, office) or () if each != hand_off.holder]
    named: dict[str, str] = {}
    if len(members) <= MOST_NAMED:
        fit = [person for person in members if kit.people.may_be_given(workspace, person)]
        named = {person: kit.people.profile(workspace, person).name or person for person in fit}
    return forms.reassign_form(hand_off, named, kit.words(workspace, press.person))


def _pass_on(press: Press, hand_off: HandOff, asked: Asked) -> View | None:
    kit, workspace = press.kit, press.place.workspace
    words = kit.words(workspace, press.person)
    others = {id: each.name for id, each in kit.desk.offices.by_id.items() if id != hand_off.office}
    with hurried(deadline()):  # the form has to be open within 3 s
        left = {id for id in others if find_deserted(workspace, id, kit.people, kit.managers)}
    others = {id: name for id, name in others.items() if id not in left}
    if not others:
        kit.tell(press.place, press.person, words("pass-on-none"), press.key)
        return None
    return forms.pass_on_form(hand_off, others, words)


OPENED: Mapping[str | re.Pattern[str], tuple[Move, Callable[[Press, HandOff, Asked], View | None]]] = MappingProxyType({
    actions.CARD_ANSWER: (Move.ANSWER, _ruling),
    actions.CARD_CORRECT: (Move.CORRECT, _ruling),
    actions.HOME_CORRECT: (Move.CORRECT, _ruling),
    actions.CARD_ASK: (Move.ASK_BACK, _ask_back),
    actions.CARD_REASSIGN: (Move.REASSIGN, _reassign),
    actions.CARD_PASS_ON: (Move.PASS_ON, _pass_on),
})  # fmt: skip
"""Buttons of a card, and in App Home, that open a form, each with the move that it leads to."""


# --- what the asker will read ---


class _NotTheirs(Exception):
    """Somebody filled in an answer who may not give one; `sentence` says so to them."""

    def __init__(self, sentence: str) -> None:
        super().__init__("an answer is filled in by managers of the office alone")
        self.sentence = sentence


def _preview(kit: Kit, view: Mapping[str, Any], workspace: str, person: str) -> View:
    """
    The preview of what was filled in, screened.

    Nobody else gets one, whatever they send: it tells whose office has the question. Raises `_NotTheirs`,
    `ButtonTooOld`, `NothingToScreen` and `TooLongToCarry`.
    """
    value = actions.read_value(view.get("private_metadata"))
    filled = at_version(read_ruling((view.get("state") or {}).get("values") or {}), value.version)
    hand_off = kit.desk.hand_off(value.hand_off)
    asked = kit.desk.asked(hand_off.asked) if hand_off else None
    if hand_off is None or asked is None or asked.place.workspace != workspace:
        raise actions.ButtonTooOld("the question is gone")
    manages = kit.managers.offices_of(workspace, person)
    office = hand_off.acted_on_for(manages.offices)
    if not office:
        raise _NotTheirs(_why_not_theirs(kit, workspace, person, manages.is_sure))
    screened = kit.desk.screen(filled.text)
    filled = replace(filled, text=screened.text, note=_screened_note(kit, filled.note))
    language = asked.answer.language if asked.answer else "en"
    if filled.verdict is None:  # Slack's client sends no form without it, but one of another release may have none
        raise actions.ButtonTooOld("the form has no verdict")
    ruling = Ruling(
        0, hand_off.id, filled.verdict, filled.text, filled.clauses, person, office, kit.desk.clock(),
        is_named=filled.is_named,
    )  # fmt: skip
    shown = tuple(ruling_blocks(ruling, kit.look, language))
    carried = Carried(hand_off.id, filled, is_correction=forms.corrects(hand_off))
    return forms.ruling_preview(carried, shown, kit.words(workspace, person), is_hidden=bool(screened.redactions))


def _why_not_theirs(kit: Kit, workspace: str, person: str, is_sure: bool) -> str:
    if not is_sure:
        return kit.words(workspace, person)("managers-unknown")
    return kit.desk.notices.say(Notice.NOT_A_MANAGER.value, kit.people.language(workspace, person))


def _screened_note(kit: Kit, raw: str) -> str:
    try:
        return kit.desk.screen(raw).text if raw else ""
    except NothingToScreen:
        return ""
