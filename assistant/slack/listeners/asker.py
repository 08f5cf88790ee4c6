"""An asker and their hand-off: they hand over, reply, ask again, rate an answer, say which office is theirs."""

from __future__ import annotations

from slack_bolt import App

from assistant.desk.notices import Notice
from assistant.desk.records import Asked, HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.records import Move
from assistant.slack.blocks import actions
from assistant.slack.blocks.asker_letters import question_back
from assistant.slack.blocks.hand_over_forms import Routed, hand_over_form, reply_form, still_form
from assistant.slack.blocks.notices import thanks_message
from assistant.slack.kit import Kit
from assistant.slack.listeners.press import Press, listen
from assistant.slack.routing import find_deserted


def register(app: App, kit: Kit) -> None:
    """Listen to the buttons of askers on a hand-off."""
    listen(app, kit, actions.ASK_MANAGEMENT, hand_over)
    listen(app, kit, actions.PUT_TO_THEM, put_to_them)
    listen(app, kit, actions.LETTER_REPLY, reply)
    listen(app, kit, actions.LETTER_STILL, still)
    for name in (actions.LETTER_HELPFUL, actions.LETTER_NOT_HELPFUL):
        listen(app, kit, name, rate)
    listen(app, kit, actions.HOME_OFFICE, choose_office)


def hand_over(press: Press) -> None:
    """Show the asker what office management will see, and which office gets it."""
    asked = press.question(is_askers=True)
    if asked is not None and not press.is_strangers():
        _open_hand_over(press, asked)


def put_to_them(press: Press) -> None:
    """Let the asker put a later question to the office that has, or had, an earlier one, as that stands now."""
    later = press.question(is_askers=True)
    if later is None or press.is_strangers():
        return
    hand_off = press.kit.desk.hand_off(press.value.number)
    first = press.kit.desk.asked(hand_off.asked) if hand_off is not None else None
    if hand_off is None or first is None or not first.text or first.person != press.person:
        press.tell(Notice.UNKNOWN_QUESTION)
    elif next_state(hand_off.state, Move.REOPEN) is not None:
        press.open(still_form(hand_off, press.kit.look, _language(first), later.text))
    elif hand_off.is_reply_due:
        asks = question_back(hand_off)
        press.open(reply_form(hand_off, asks, press.kit.look, _language(first), later.text))
    elif next_state(hand_off.state, Move.EDIT) is not None:
        _open_hand_over(press, first, later.text)
    else:  # it was withdrawn
        _open_hand_over(press, later)


def _open_hand_over(press: Press, asked: Asked, adds: str = "") -> None:
    desk, place = press.kit.desk, asked.place
    profile = press.kit.people.office(place.workspace, asked.person, desk.offices)
    office = desk.office_of(place.workspace, asked.person, "" if place.is_direct else place.channel, profile)
    if office is not None:
        deserted = find_deserted(place.workspace, office.id, press.kit.people, press.kit.managers)
        office = desk.offices.reachable(office.id, deserted)
    routed = Routed(desk.clock(), office, tuple(desk.offices.by_id.values()))
    press.open(hand_over_form(asked, press.kit.look, routed, adds))


def reply(press: Press) -> None:
    """Let the asker reply to what office management asks."""
    if (found := _theirs(press, Move.REPLY)) is not None:
        hand_off, asked = found
        if not hand_off.is_reply_due:
            press.tell(Notice.NOT_NOW)
            return
        press.open(reply_form(hand_off, question_back(hand_off), press.kit.look, _language(asked)))


def still(press: Press) -> None:
    """Let the asker say what is still not clear."""
    if (found := _theirs(press, Move.REOPEN)) is not None:
        hand_off, asked = found
        press.open(still_form(hand_off, press.kit.look, _language(asked)))


def rate(press: Press) -> None:
    """Note whether office management's answer helped; where it did not, it can be asked again."""
    hand_off, asked = _hand_off(press)
    if hand_off is None or asked is None:
        return
    is_helpful = press.action.get("action_id") == actions.LETTER_HELPFUL
    press.kit.desk.rate_ruling(hand_off.id, press.person, is_helpful)
    words = press.kit.words(press.place.workspace, press.person)
    said = thanks_message(words) if is_helpful else words("to-asker-not-helpful")
    press.kit.tell(press.place, press.person, said, press.key)


def choose_office(press: Press) -> None:
    """Remember which office somebody says is theirs."""
    workspace = press.place.workspace
    chosen = str((press.action.get("selected_option") or {}).get("value", ""))
    if chosen in press.kit.desk.offices.by_id:
        press.kit.desk.choose_office(workspace, press.person, chosen)
    press.kit.homes.publish(workspace, press.person)


def _theirs(press: Press, move: Move) -> tuple[HandOff, Asked] | None:
    """The hand-off, if whoever pressed asked it and may make the move as it stands; else why not is said."""
    hand_off, asked = _hand_off(press)
    if hand_off is None or asked is None or press.is_strangers():
        return None
    if next_state(hand_off.state, move) is None:
        press.tell(Notice.NOT_NOW)
        return None
    return hand_off, asked


def _hand_off(press: Press) -> tuple[HandOff | None, Asked | None]:
    hand_off = press.kit.desk.hand_off(press.value.asked)
    asked = press.kit.desk.asked(hand_off.asked) if hand_off is not None else None
    if asked is None or asked.place.workspace != press.place.workspace:
        press.tell(Notice.UNKNOWN_QUESTION)
    elif asked.person != press.person:
        press.tell(Notice.NOT_YOURS)
    else:
        return hand_off, asked
    return None, None


def _language(asked: Asked) -> str:
    return asked.answer.language if asked.answer else "en"
