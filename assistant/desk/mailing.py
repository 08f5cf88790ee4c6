"""
May a letter still be shown, and when? One that was held up says nothing that is no longer so, and nothing at night.

    written ─┬─ what it says is over ──► dropped
             ├─ time wrote it, and who is told has closed ──► waits for their opening
             └─ shown; while the surface is down, tried again for days (`KEPT_TRYING`)

What waits gets an arrival of its own, `late:...`, which shows the cards of its hand-off too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from assistant.desk.cards import find_cards
from assistant.desk.handing_over import housed
from assistant.desk.records import Arrival, Deed, HandOff, Place
from assistant.escalation.offices import Offices
from assistant.escalation.records import WAITING, HandOffState, Letter, LetterKind
from assistant.storage import arrivals, hand_offs, letters

PREFIX = "late:"
"""The key of an arrival that shows what was held up begins with it."""

KEPT_TRYING = timedelta(days=3)
"""So long after a deed what follows from it is still tried to be shown: more than a weekend without a surface."""

PAUSE = timedelta(hours=1)
"""Between two arrivals that try it."""

IN_HOURS = frozenset({
    LetterKind.REMIND, LetterKind.CHECK, LetterKind.LAPSED, LetterKind.RAISED, LetterKind.NUDGE, LetterKind.EXPIRED,
    LetterKind.DIGEST, LetterKind.REVIEW,
})  # fmt: skip
"""What time writes, and nobody waits for at night."""


def sort_letters(connection: Connection, key: str, offices: Offices, now: datetime) -> tuple[Letter, ...]:
    """The letters of an arrival that are to be shown now; what is over is dropped, what must wait is put off."""
    found = []
    for letter in letters.letters_to_show(connection, key):
        held = hand_offs.find_hand_off(connection, letter.hand_off) if letter.hand_off is not None else None
        hand_off = housed(held, offices) if held else None
        if letters.where_shown(connection, letter.key) is not None:
            found.append(letter)  # it stands, and is changed in its place: that rings nobody
        elif is_over(letter, hand_off, offices, now):
            letters.drop_letter(connection, letter.key, now)
        elif (until := waits_until(letter, hand_off, offices, now)) is not None:
            late = f"{PREFIX}{letter.key}:{until.isoformat()}"
            letters.move_letters(connection, [letter.key], late)
            arrivals.record(connection, _late(late, letter.workspace, letter.hand_off, now), until)
        else:
            found.append(letter)
    return tuple(found)


def is_over(letter: Letter, hand_off: HandOff | None, offices: Offices, now: datetime) -> bool:
    """Would it say what is not so any more? What followed meanwhile has letters of its own."""
    data = letter.data or {}
    if letter.kind is LetterKind.DIGEST:
        day = now.astimezone(offices.office(data.get("office", "")).hours.zone).date()
        return not letter.key.endswith(f":{day.isoformat()}")
    if hand_off is None:
        return False
    state, holder = hand_off.state, hand_off.holder
    match letter.kind:
        case LetterKind.QUESTION_BACK | LetterKind.NUDGE:
            return state is not HandOffState.ASKED_BACK
        case LetterKind.EXPIRED:
            return state is not HandOffState.EXPIRED
        case LetterKind.RULING | LetterKind.RECALL:
            return hand_off.ruling is None or str(hand_off.ruling.id) != data.get("ruling")
        case LetterKind.CHECK | LetterKind.ASSIGNED:
            return state is not HandOffState.CLAIMED or holder != letter.person
        case LetterKind.REMIND:
            return state not in (HandOffState.OPENED, HandOffState.CLAIMED) or holder != letter.person
        case LetterKind.LAPSED:
            return state is not HandOffState.OPENED
        case LetterKind.RAISED:
            return state not in WAITING
        case _:
            return False


def waits_until(letter: Letter, hand_off: HandOff | None, offices: Offices, now: datetime) -> datetime | None:
    """When it may be shown, by the hours of whoever is told; None: now."""
    if letter.kind not in IN_HOURS:
        return None
    data = letter.data or {}
    office = hand_off.office if hand_off else data.get("office", "")
    hours = offices.office(data.get("to") or office if letter.kind is LetterKind.RAISED else office).hours
    if letter.kind is LetterKind.DIGEST:
        return None if hours.is_day(now) else hours.morning_after(now)
    return None if hours.is_open(now) else hours.next_opening(now)


def is_shown_later(key: str) -> bool:
    """Is it an arrival that only shows things? Given up before anybody looked at it, it is tried again all the same."""
    return key.startswith((PREFIX, f"{Deed.CHANNEL_CHOSEN.value}:"))


def try_later(connection: Connection, arrival: Arrival, failure: str, offices: Offices, now: datetime) -> None:
    """
    An arrival is given up though something followed from it: what nobody saw of that is tried again later.

    After `KEPT_TRYING` its letters are lost, and its cards have a last turn to say so.
    """
    unseen = letters.letters_to_show(connection, arrival.key)
    cards = find_cards(connection, arrival.key, offices)
    is_unlooked = arrivals.what_followed(connection, arrival.key) is None
    if not unseen and not cards and not is_unlooked:
        return
    is_last = now - arrival.at > KEPT_TRYING
    if is_last:
        for letter in unseen:
            letters.lose_letter(connection, letter, failure, now)
        if not unseen:  # the cards had their last turn
            return
    root, until = arrival.key.removeprefix(PREFIX).partition("@")[0], now + PAUSE
    late = f"{PREFIX}{root}@{'lost' if is_last else until.isoformat()}"
    live = hand_offs.live_hand_off(connection, arrival.question) if arrival.question is not None else None
    found = [each.hand_off.id for each in cards] or ([live.id] if live else [])
    hand_off = arrival.hand_off or next(iter(found), None)
    letters.move_letters(connection, [each.key for each in unseen], late)
    arrivals.record(connection, _late(late, arrival.place.workspace, hand_off, arrival.at), until)


def _late(key: str, workspace: str, hand_off: int | None, at: datetime) -> Arrival:
    return Arrival(key, Deed.DUE, "", Place(workspace, ""), at, hand_off=hand_off)
