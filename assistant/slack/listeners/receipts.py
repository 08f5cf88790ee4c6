"""Whoever asked, or may answer, looks at the receipt of a hand-off."""

from __future__ import annotations

from slack_bolt import App

from assistant.desk.notices import Notice
from assistant.desk.records import Asked, HandOff
from assistant.reporting.receipt import Reader, make_receipt
from assistant.slack.blocks import actions
from assistant.slack.blocks.receipt import receipt_view
from assistant.slack.kit import Kit
from assistant.slack.listeners.press import Press, listen


def register(app: App, kit: Kit) -> None:
    """Listen to the button."""
    listen(app, kit, actions.RECEIPT, show_receipt)


def show_receipt(press: Press) -> None:
    """Open it for whoever pressed, with what is theirs to read; nobody else is told anything of it."""
    desk = press.kit.desk
    hand_off = desk.hand_off(press.value.hand_off)
    asked = desk.asked(hand_off.asked) if hand_off is not None else None
    if hand_off is None or asked is None or asked.place.workspace != press.place.workspace:
        press.tell(Notice.UNKNOWN_QUESTION)
        return
    reader = _reader(press, hand_off, asked)
    if reader is None:
        press.tell(Notice.NOT_YOURS)
        return
    with desk.database.reading() as connection:
        receipt = make_receipt(connection, hand_off.id, reader, press.kit.look.library, desk.offices, desk.clock())
    press.open(receipt_view(receipt, press.kit.look))


def _reader(press: Press, hand_off: HandOff, asked: Asked) -> Reader | None:
    """As what they may read it; None: not at all."""
    if press.person == asked.person:
        return Reader.ASKER
    return Reader.MANAGER if _is_manager(press, hand_off) else None


def _is_manager(press: Press, hand_off: HandOff) -> bool:
    """Is it with an office of theirs, or raised to one? Who presses in a private channel of managers is in it."""
    desk, here = press.kit.desk, press.place.channel
    seeing = {hand_off.office, *hand_off.raised_to}
    if seeing & {*desk.offices.managed_by(press.person, channels=(here,))}:
        return True
    without_channel = [id for id in seeing if not desk.offices.office(id).channel]
    return bool(without_channel) and here == desk.management(press.place.workspace).channel
