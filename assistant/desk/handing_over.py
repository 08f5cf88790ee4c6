"""How does a question get to an office, follow what becomes of it, and get back? Its asker's side of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from assistant.desk.records import Arrival, Asked, Deed, HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.offices import Office, Offices
from assistant.escalation.promises import first_promise, promise_after, timers_after
from assistant.escalation.records import Filled, HandOffState, Letter, LetterKind, Move, Remark
from assistant.storage import hand_offs, letters, management, office_choices, rulings
from assistant.storage.hand_offs import APPROVED

ASKING = frozenset({LetterKind.QUESTION_BACK, LetterKind.NUDGE})
"""Letters that ask for a reply."""


def hand_over(
    connection: Connection, question: Asked, offices: Offices, arrival: Arrival | None, at: datetime, profile: str = "",
    deserted: Collection[str] = (),
) -> HandOff:  # fmt: skip
    """
    Give a question to an office, as its asker approved it; without an arrival, by the assistant.

    `profile` is the id of the office that the asker's profile names; "" where none is. `deserted` are those that surely
    nobody manages: what would go there goes to the next level that has somebody, at last to the fallback.
    With an office already, what its asker filled in is added to it. Answered, closed or expired: it goes on, reopened.
    A name that they left out once stays out: another form of the same question may have been open since before. What
    the assistant handed over has none until they say so, by a form of theirs or by `Move.NAME`.
    """
    latest = hand_offs.latest_hand_offs(connection, [question.id]).get(question.id)
    if latest is None or latest.state is HandOffState.WITHDRAWN:
        return _open(connection, question, offices, arrival, at, profile, deserted)
    if arrival is None:
        return latest
    filled = arrival.filled
    if next_state(latest.state, Move.REOPEN) is not None:
        after = reopen(connection, latest, question, offices, arrival, at)
    elif filled is None:
        return latest
    else:
        if filled.is_anonymous:
            rulings.unname_remarks(connection, latest.id, question.person, at)
        after = hand_offs.change_hand_off(
            connection, latest.id, Move.EDIT, arrival.person, at,
            is_automatic=False, is_anonymous=latest.is_anonymous or filled.is_anonymous,
            text=_own_words(filled, question), context=filled.context, told={APPROVED: ""},
        )  # fmt: skip
        if (after.text, after.context) != (latest.text, latest.context):
            _tell_holder(connection, after, question, arrival.key, at)
    is_named_now = filled is not None and not filled.is_anonymous and latest.is_automatic and latest.is_anonymous
    if not is_named_now:
        return after
    return hand_offs.change_hand_off(connection, after.id, Move.NAME, arrival.person, at, is_anonymous=False)


def reopen(
    connection: Connection, hand_off: HandOff, question: Asked, offices: Offices, arrival: Arrival, at: datetime
) -> HandOff:
    """Its asker still has a question: it waits again, and who answered it, or the office, is told."""
    filled = arrival.filled or Filled()
    office = offices.reachable(offices.office(hand_off.office).id, arrival.deserted)
    is_again = arrival.deed is Deed.HANDED_OVER and arrival.filled is not None
    changes: hand_offs.Changes = {"is_automatic": False, "office": office.id, "raised_to": ()}
    if is_again:  # what they approved now is what is seen; a name that was left out once stays so
        hand_off = replace(hand_off, is_anonymous=hand_off.is_anonymous or filled.is_anonymous)
        changes |= {"is_anonymous": hand_off.is_anonymous, "text": _own_words(filled, question)}
        changes["told"] = {APPROVED: ""}
        if filled.is_anonymous:
            rulings.unname_remarks(connection, hand_off.id, question.person, at)
        if filled.context:
            changes["context"] = filled.context
    said = filled.text if hand_off.ruling or not filled.context else filled.context
    if said and said != question.text:
        by = "" if hand_off.is_anonymous else arrival.person
        rulings.add_remark(connection, hand_off.id, Remark(Move.REOPEN, by, said, at))
    promise = promise_after(Move.REOPEN, hand_off, office, at)
    opened = HandOff(
        hand_off.number, hand_off.asked, HandOffState.OPENED, at, hand_off.is_automatic, promise=promise, changed_at=at
    )
    answered_by = hand_off.ruling.by if hand_off.ruling else ""
    told = channel_of(connection, question.place.workspace, office)
    if answered_by or told:
        letters.write_letter(
            connection,
            Letter(
                f"{arrival.key}:{LetterKind.REPLY.value}:0", arrival.key, LetterKind.REPLY, question.place.workspace,
                answered_by, "" if answered_by else told, hand_off.id, {"move": Move.REOPEN.value},
            ),
            at,
        )  # fmt: skip
    return hand_offs.change_hand_off(
        connection, hand_off.id, Move.REOPEN, arrival.person, at,
        **(changes | {"promise": promise, "timers": timers_after(opened, office, at)}),
    )  # fmt: skip


def take_back(connection: Connection, question: int, by: str, at: datetime, arrival: str) -> HandOff | None:
    """
    Withdraw the hand-off of a question. None: it has none that can be; what is shown of those it had is renewed.

    `arrival` is the key of the deed after which that is shown.
    """
    live = hand_offs.live_hand_off(connection, question)
    if live is None or next_state(live.state, Move.WITHDRAW) is None:
        management.renew_cards(connection, [each.id for each in hand_offs.hand_offs_of(connection, [question])])
        return None
    stop_asking(connection, live, arrival)
    stop_checking(connection, live, arrival)
    return hand_offs.change_hand_off(connection, live.id, Move.WITHDRAW, by, at)


def follow_question(connection: Connection, old: Asked, new: Asked, at: datetime, *, needs_person: bool) -> bool:
    """
    Let the hand-off of a question follow it to the one that was put in its place. False: it has none that goes on.

    What its asker handed over stays there, under its number; what the assistant did, only where it still must. Where
    they approved other words than those of their message, these stay, whatever it says now: what was cut is not shown.
    """
    live = hand_offs.live_hand_off(connection, old.id)
    if live is None or next_state(live.state, Move.EDIT) is None:
        return False
    if live.is_automatic and not needs_person:
        stop_asking(connection, live, new.key)
        hand_offs.change_hand_off(connection, live.id, Move.WITHDRAW, "", at)
    elif old.text == new.text:
        hand_offs.change_hand_off(connection, live.id, Move.EDIT, "", at, asked=new.id)
    elif live.text and live.text != new.text:
        approved = {APPROVED: str(live.approved or old.id)}
        hand_offs.change_hand_off(connection, live.id, Move.EDIT, "", at, asked=new.id, told=approved)
    else:  # what was approved was the question as it was, or is the question as it is
        after = hand_offs.change_hand_off(
            connection, live.id, Move.EDIT, "", at, asked=new.id, text="", told={APPROVED: ""}
        )
        _tell_holder(connection, after, new, new.key, at)
    return True


def stop_asking(connection: Connection, before: HandOff, arrival: str) -> None:
    """
    After a move that ends the wait for its asker's reply, what asked for it says so in its place, without buttons.

    `before` is the hand-off as it stood; `arrival` the key of the deed, after which that is shown.
    """
    if before.is_reply_due:
        asked_at = [each.at for each in before.remarks if each.move is Move.ASK_BACK]
        since = max(asked_at, default=before.opened_at)
        letters.renew_letters_since(connection, before.id, ASKING, since, arrival)


def stop_checking(connection: Connection, before: HandOff, arrival: str) -> None:
    """
    After a move that ends or renews a lease, what asked its holder whether they are still on it says so in its place.

    `before` is the hand-off as it stood: asked, its lease ended when that was written (`promises.lease_after`).
    """
    if before.leased_until is not None:
        letters.renew_letters_since(connection, before.id, (LetterKind.CHECK,), before.leased_until, arrival)


def office_of(
    connection: Connection, offices: Offices, workspace: str, person: str, channel: str, profile: str = ""
) -> Office | None:
    """The office of somebody who asks there; `channel` is "" where they ask alone. None: it is not known."""
    return offices.route(channel, office_choices.read_choice(connection, workspace, person), profile)


def housed(hand_off: HandOff, offices: Offices) -> HandOff:
    """The hand-off as it is with an office there is: what one had that the file names no more is the fallback's."""
    raised_to = tuple(dict.fromkeys(offices.office(each).id for each in hand_off.raised_to))
    return replace(hand_off, office=offices.office(hand_off.office).id, raised_to=raised_to)


def hand_offs_with(connection: Connection, workspace: str, office: str, offices: Offices) -> tuple[HandOff, ...]:
    """What an office has to answer, or sees because it was raised to it, by number."""
    found = (housed(each, offices) for each in hand_offs.unanswered_hand_offs(connection, workspace))
    return tuple(each for each in found if office == each.office or office in each.raised_to)


def channel_of(connection: Connection, workspace: str, office: Office) -> str:
    """Where an office is told things: its own channel, else the one chosen in App Home; "" for none."""
    return office.channel or management.read_management(connection, workspace).channel


def _open(
    connection: Connection, question: Asked, offices: Offices, arrival: Arrival | None, at: datetime, profile: str,
    deserted: Collection[str],
) -> HandOff:  # fmt: skip
    filled = (arrival.filled if arrival else None) or Filled()
    office = _office_for(connection, question, offices, filled, at, profile, deserted)
    promise = first_promise(office, at)
    opened = HandOff(0, question.id, HandOffState.OPENED, at, arrival is None, promise=promise, changed_at=at)
    return hand_offs.open_hand_off(
        connection, question.id, arrival.person if arrival else "", at,
        is_automatic=arrival is None, is_anonymous=arrival is None or filled.is_anonymous, office=office.id,
        text=_own_words(filled, question), context=filled.context, promise=promise,
        timers=timers_after(opened, office, at),
    )  # fmt: skip


def _office_for(
    connection: Connection, question: Asked, offices: Offices, filled: Filled, at: datetime, profile: str,
    deserted: Collection[str],
) -> Office:  # fmt: skip
    """As its asker chose, which is remembered; else as it is known; never none, nor one without eyes or people."""
    place = question.place
    channel = "" if place.is_direct else place.channel
    known = office_of(connection, offices, place.workspace, question.person, channel, profile)
    if filled.to in offices.by_id:
        if known is None or known.id != filled.to:
            office_choices.choose_office(connection, place.workspace, question.person, filled.to, at)
        known = offices.office(filled.to)
    unreachable = {id for id, office in offices.by_id.items() if not channel_of(connection, place.workspace, office)}
    return offices.reachable((known or offices.fallback).id, unreachable | set(deserted))


def _tell_holder(connection: Connection, hand_off: HandOff, question: Asked, arrival: str, at: datetime) -> None:
    """Whoever is on it is told that there is something new on the card; where nobody is, the card alone says it."""
    if hand_off.holder and hand_off.state in (HandOffState.CLAIMED, HandOffState.ASKED_BACK):
        key, workspace = f"{arrival}:{LetterKind.REPLY.value}:0", question.place.workspace
        data = {"move": Move.EDIT.value}
        letter = Letter(
            key, arrival, LetterKind.REPLY, workspace, hand_off.holder, hand_off=hand_off.id, data=data
        )  # fmt: skip
        letters.write_letter(connection, letter, at)


def _own_words(filled: Filled, question: Asked) -> str:
    """The question as approved, where that is not the question itself: what is not said twice goes with it."""
    return "" if filled.text == question.text else filled.text
