"""Which precedents does an office have, how do they stand, and what may somebody do about each?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from assistant.desk.handing_over import housed
from assistant.desk.likeness import Shelf
from assistant.desk.records import HandOff
from assistant.escalation.moves import next_state
from assistant.escalation.offices import Offices
from assistant.escalation.precedents import Precedent, Step, Validity, validity, why_not
from assistant.escalation.records import Move
from assistant.storage import hand_offs, precedents

KEPT = timedelta(days=90)
"""So long what was laid down is still listed: it can be renewed."""

_FIRST = tuple(Validity)
"""What somebody has to look at stands first."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A precedent with the hand-off it came from, and what may be done about it."""

    precedent: Precedent
    hand_off: HandOff
    office: str
    """The id of the office it is of; the fallback, where the file names the one that ruled no more."""
    validity: Validity
    may_be_renewed: bool = False
    may_be_corrected: bool = False
    may_be_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list: the page with that number, from 0, of so many; `count` is how many there are in all."""

    rows: tuple[Listed, ...] = ()
    number: int = 0
    pages: int = 1
    count: int = 0


def list_precedents(
    connection: Connection, workspace: str, offices: Offices, shelf: Shelf, at: datetime
) -> tuple[Listed, ...]:
    """
    What is published, and what was laid down of late, of every office: what somebody has to look at first, then new.

    Of every workspace with "". Nobody may do anything about it: `page_of` says what somebody may.
    """
    found = []
    for each in precedents.listed_precedents(connection, workspace, at - KEPT):
        hand_off = hand_offs.find_hand_off(connection, each.ruling.hand_off)
        assert hand_off is not None
        office = offices.office(each.ruling.office).id
        stands = validity(each, shelf.digest(each.ruling.clauses), at)
        found.append(Listed(each, housed(hand_off, offices), office, stands))
    found.sort(key=lambda each: each.precedent.ruling.at, reverse=True)
    return tuple(sorted(found, key=lambda each: _FIRST.index(each.validity)))


def page_of(
    listed: Collection[Listed], person: str, manages: Collection[str], shelf: Shelf, number: int, size: int
) -> Page:
    """
    What is of the offices that somebody manages, with what they may do about each, as far as that is known now.

    A page that is not there any more is the last one.
    """
    theirs = [each for each in listed if each.office in manages]
    pages = max(1, -(-len(theirs) // size))
    number = min(max(number, 0), pages - 1)
    shown = theirs[number * size : (number + 1) * size]
    return Page(tuple(_for(each, person, tuple(manages), shelf) for each in shown), number, pages, len(theirs))


def _for(each: Listed, person: str, manages: tuple[str, ...], shelf: Shelf) -> Listed:
    found, hand_off = each.precedent, each.hand_off
    stands = hand_off.ruling is not None and hand_off.ruling.id == found.ruling.id
    is_whole = bool(found.ruling.text) and shelf.digest(found.ruling.clauses) is not None
    return Listed(
        found,
        hand_off,
        each.office,
        each.validity,
        may_be_renewed=stands and is_whole and why_not(found, Step.RENEW, person, manages) is None,
        may_be_corrected=(
            stands and next_state(hand_off.state, Move.CORRECT) is not None and bool(hand_off.acted_on_for(manages))
        ),
        may_be_withdrawn=why_not(found, Step.DECLINE, person, manages) is None,
    )
