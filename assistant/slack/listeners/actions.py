"""Buttons and menus: what they change is taken in already; here forms are opened, feedback noted, switches set."""

from __future__ import annotations

import re
from collections.abc import Callable

from slack_bolt import App

from assistant.desk.audience import why_not_shared
from assistant.desk.desk import QuestionNotHeld
from assistant.desk.notices import Notice
from assistant.slack.blocks import actions
from assistant.slack.blocks.forms import (
    ask_form,
    correction_form,
    disclaimer_view,
    not_helpful_form,
    share_form,
)
from assistant.slack.blocks.home import channel_form, read_mode
from assistant.slack.blocks.notices import thanks_message
from assistant.slack.blocks.why import why_view
from assistant.slack.kit import Kit
from assistant.slack.listeners.press import Press, listen
from assistant.slack.management import why_unfit
from assistant.slack.sharing import why_not_posted
from assistant.storage.channels import EVERY_OTHER

TAKEN_IN = (
    actions.CHOOSE, actions.WITHDRAW, actions.OFFICE_OF_QUESTION, actions.HOME_WITHDRAW, actions.ADD_NAME,
    actions.GET_PRIVATELY,
)  # fmt: skip
ONLY_LINKS = (actions.HOME_OPEN, actions.OPEN_ANSWER)


def register(app: App, kit: Kit) -> None:
    """Listen to every button and menu of ours."""

    def on(name: str | re.Pattern[str], do: Callable[[Press], None]) -> None:
        listen(app, kit, name, do)

    for name in (*TAKEN_IN, *ONLY_LINKS):
        on(name, lambda press: None)
    on(actions.WHY, why)
    on(actions.CORRECT, correct)
    on(actions.SHARE, share)
    on(actions.COPY_DISCLAIMER, copy_disclaimer)
    for name in (actions.FEEDBACK, actions.FEEDBACK_HELPFUL, actions.FEEDBACK_NOT_HELPFUL):
        on(name, give_feedback)
    on(actions.HOME_ASK, ask)
    on(actions.HOME_ASK_BOX, empty_box)
    on(actions.HOME_CHANNEL_MODE, set_mode)
    on(actions.HOME_OTHER_CHANNELS, set_mode_of_others)
    on(actions.HOME_ANY_CHANNEL, open_channel)
    on(actions.HOME_SWITCH, set_switch)
    on(actions.HOME_MANAGEMENT, set_management)
    on(actions.HOME_NO_MANAGEMENT, clear_management)


# --- under an answer ---


def why(press: Press) -> None:
    """Show how an answer came about, to everybody who may see it."""
    asked = press.question(is_askers=False)
    if asked is None:
        return
    try:
        press.open(why_view(press.kit.desk.why(asked), press.kit.look))
    except QuestionNotHeld:
        press.tell(Notice.UNKNOWN_QUESTION)


def correct(press: Press) -> None:
    """Let the asker correct what was understood; that is answered anew, so not while it is switched off."""
    asked = press.question(is_askers=True)
    if asked is not None and not press.is_closed():
        press.open(correction_form(asked, press.kit.look))


def share(press: Press) -> None:
    """Show the asker what everybody will see, or say why that cannot be; switched off, nothing more is said there."""
    asked = press.question(is_askers=True)
    if asked is None or asked.answer is None or press.is_closed():
        return
    kit, place = press.kit, asked.place
    why_not = why_not_shared(asked, kit.desk.mode(place.workspace, place.channel))
    if why_not := why_not or why_not_posted(kit.posting.clients, asked):
        press.tell(why_not)
    else:
        press.open(share_form(asked, kit.look))


def copy_disclaimer(press: Press) -> None:
    """Show the disclaimer, ready to be copied."""
    asked = press.question(is_askers=False)
    if asked is not None and asked.answer is not None and asked.answer.disclaimer:
        words = press.kit.look.words(asked.answer.language)
        press.open(disclaimer_view(asked.answer.disclaimer, words))


def give_feedback(press: Press) -> None:
    """Note whether an answer helped; where it did not, ask why."""
    asked = press.question(is_askers=False)
    if asked is None:
        return
    is_helpful = press.value.argument == actions.HELPFUL
    press.kit.desk.feedback(asked.id, press.person, is_helpful)
    words = press.kit.words(press.place.workspace, press.person)
    if is_helpful:
        press.kit.tell(press.place, press.person, thanks_message(words), press.key)
    else:
        press.open(not_helpful_form(asked.id, words))


# --- in App Home ---


def ask(press: Press) -> None:
    """Open the form."""
    if not press.is_closed():
        press.open(ask_form(press.kit.words(press.place.workspace, press.person), actions.Origin()))


def empty_box(press: Press) -> None:
    """What stood in the box is taken in already: show Home with an empty one."""
    press.kit.homes.publish(press.place.workspace, press.person)


def set_mode(press: Press) -> None:
    """Set what the assistant does in a channel; administrators alone."""
    workspace, chosen = press.place.workspace, press.action.get("selected_option") or {}
    if press.is_admins():
        mode = read_mode(str(chosen.get("value", "")))
        press.kit.desk.set_mode(workspace, actions.channel_of(str(press.action["action_id"])), mode, press.person)
    press.kit.homes.publish(workspace, press.person)


def set_mode_of_others(press: Press) -> None:
    """Set what the assistant does where nothing is set; administrators alone."""
    workspace, chosen = press.place.workspace, press.action.get("selected_option") or {}
    if press.is_admins():
        press.kit.desk.set_mode(workspace, EVERY_OTHER, read_mode(str(chosen.get("value", ""))), press.person)
    press.kit.homes.publish(workspace, press.person)


def open_channel(press: Press) -> None:
    """Show what is done in the channel that was chosen, to be changed; administrators alone."""
    workspace, channel = press.place.workspace, str(press.action.get("selected_conversation") or "")
    if channel and press.is_admins():
        mode = press.kit.desk.mode(workspace, channel)
        press.open(channel_form(channel, mode, press.kit.words(workspace, press.person)))


def set_switch(press: Press) -> None:
    """Switch the assistant off or on in the workspace; administrators alone."""
    if press.is_admins():
        press.kit.desk.set_switch(press.place.workspace, press.value.argument == actions.ON, press.person)
    press.kit.homes.publish(press.place.workspace, press.person)


def set_management(press: Press) -> None:
    """Choose the channel of office management, if only people of the office can read it; administrators alone."""
    workspace, channel = press.place.workspace, str(press.action.get("selected_conversation") or "")
    if channel and press.is_admins():
        unfit = why_unfit(press.kit.posting.clients, workspace, channel)
        if unfit is None:
            press.kit.desk.set_management(workspace, channel, press.person)
        else:
            words = press.kit.words(workspace, press.person)
            press.kit.tell(press.place, press.person, words(f"management-{unfit.value}"), press.key)
    press.kit.homes.publish(workspace, press.person)


def clear_management(press: Press) -> None:
    """From now on office management has no channel; administrators alone."""
    if press.is_admins():
        press.kit.desk.set_management(press.place.workspace, "", press.person)
    press.kit.homes.publish(press.place.workspace, press.person)
