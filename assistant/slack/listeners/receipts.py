"""Whoever asked, or may answer, looks at the receipt of a hand-off; who may answer, at all of its question."""

from __future__ import annotations

from slack_bolt import App

from assistant.desk.notices import Notice
from assistant.desk.receipts import reader_of
from assistant.desk.records import HandOff, Reader
from assistant.escalation.records import HandOffState
from assistant.reporting.receipt import make_receipt
from assistant.slack.blocks import actions
from assistant.slack.blocks.long_words import whole_view
from assistant.slack.blocks.receipt import AsFile, receipt_view
from assistant.slack.blocks.records import View
from assistant.slack.kit import Kit
from assistant.slack.listeners.press import Press, listen
from assistant.slack.posting import SENDING


def register(app: App, kit: Kit) -> None:
    """Listen to the buttons."""
    listen(app, kit, actions.RECEIPT, show_receipt)
    listen(app, kit, actions.RECEIPT_FILE, say_that_it_comes)
    listen(app, kit, actions.CARD_READ, show_whole)


def show_receipt(press: Press) -> None:
    """Open it for whoever pressed, with what is theirs to read; nobody else is told anything of it."""
    desk = press.kit.desk
    hand_off = desk.hand_off(press.value.hand_off)
    asked = desk.asked(hand_off.asked) if hand_off is not None else None
    if hand_off is None or asked is None or asked.place.workspace != press.place.workspace:
        press.tell(Notice.UNKNOWN_QUESTION)
        return
    is_askers = press.person == asked.person
    if not is_askers and not _is_manager(press, hand_off, Notice.NOT_YOURS):
        return
    reader = reader_of(hand_off, asked, press.person, hand_off.seen_by)
    if reader is None:  # its asker took it back
        press.tell(Notice.NOT_NOW)
        return
    may_send = not press.kit.posting.clients.us(press.place.workspace).lacks(SENDING)
    press.open(_view(press, hand_off, reader, AsFile.OFFERED if may_send else AsFile.NOT_ALLOWED))


def say_that_it_comes(press: Press) -> None:
    """Show in the receipt that its file is on the way. Whose it is the desk decides, and tells anybody else."""
    kit, workspace, opened = press.kit, press.place.workspace, str((press.body.get("view") or {}).get("id") or "")
    hand_off = kit.desk.hand_off(press.value.hand_off)
    asked = kit.desk.asked(hand_off.asked) if hand_off is not None else None
    if not opened or hand_off is None or asked is None or asked.place.workspace != workspace:
        return
    manages = kit.managers.offices_of(workspace, press.person).offices
    if (reader := reader_of(hand_off, asked, press.person, manages)) is not None:
        kit.change(workspace, opened, _view(press, hand_off, reader, AsFile.WANTED))


def _view(press: Press, hand_off: HandOff, reader: Reader, as_file: AsFile) -> View:
    desk, look = press.kit.desk, press.kit.look
    with desk.database.reading() as connection:
        receipt = make_receipt(connection, hand_off.id, reader, look.library, desk.offices, desk.clock())
    return receipt_view(receipt, look, actions.write_value(hand_off.id, hand_off.version), as_file)


def show_whole(press: Press) -> None:
    """Open all of what was written, where the card holds its beginning alone, for a manager who may act on it."""
    desk, workspace = press.kit.desk, press.place.workspace
    hand_off = desk.hand_off(press.value.hand_off)
    asked = desk.asked(hand_off.asked) if hand_off is not None else None
    if hand_off is None or asked is None or asked.place.workspace != workspace:
        press.tell(Notice.UNKNOWN_QUESTION)
    elif not press.is_strangers() and _is_manager(press, hand_off, Notice.NOT_A_MANAGER):
        if hand_off.state is HandOffState.WITHDRAWN:  # what was taken back stands on no card either
            press.tell(Notice.NOT_NOW)
        else:
            language = asked.answer.language if asked.answer else "en"  # as the card
            press.open(whole_view(desk.as_approved(asked, hand_off), hand_off, press.kit.look.words(language)))


def _is_manager(press: Press, hand_off: HandOff, otherwise: Notice) -> bool:
    """Is it with an office of theirs, or raised to one? Slack is asked anew; who is no manager is told why not."""
    workspace, person = press.place.workspace, press.person
    manages = press.kit.managers.offices_of(workspace, person, anew=True)
    if hand_off.acted_on_for(manages.offices):
        return True
    if manages.is_sure:
        press.tell(otherwise)
    else:
        press.kit.tell(press.place, person, press.kit.words(workspace, person)("managers-unknown"), press.key)
    return False
