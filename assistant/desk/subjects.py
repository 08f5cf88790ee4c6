"""Which question is an arrival on, or does it open one? Who may see what is answered there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from assistant.answering.pipeline import TURNS_KEPT
from assistant.desk.audience import choose_audience, is_private
from assistant.desk.records import Arrival, Asked, AskedState, Audience, ChannelMode, Deed, Entry, Place
from assistant.storage import arrivals, asking, channels
from assistant.storage.arrivals import Followed


class ArrivalUnknown(Exception):
    """There is no arrival with that key."""


def require_arrival(connection: Connection, key: str) -> Arrival:
    """The arrival with that key. Raises `ArrivalUnknown`."""
    return require_kept(connection, key)[0]


def require_kept(connection: Connection, key: str) -> tuple[Arrival, Followed | None]:
    """The arrival with that key, and what followed from it so far. Raises `ArrivalUnknown`."""
    kept = arrivals.find_kept(connection, key)
    if kept is None:
        raise ArrivalUnknown(f"there is no arrival {key}")
    return kept


def open_asked(connection: Connection, arrival: Arrival) -> Asked | None:
    """
    Open the question that an arrival asks, so that it is in its conversation before it is answered.

    An edit asks where its message did not: it was refused, held nothing to read, or is not told of yet.

    None: it asks nothing, its message was deleted, or asks something already. An edit that came first counts.
    """
    place = arrival.place
    is_asking_edit = arrival.deed is Deed.EDITED and (place.is_direct or arrival.entry is Entry.MENTION)
    if arrival.deed is not Deed.ASKED and not is_asking_edit:
        return None
    told = arrivals.told_of(connection, place.workspace, place.channel, arrival.message, (Deed.DELETED, Deed.EDITED))
    if any(each.deed is Deed.DELETED for each in told):
        return None
    if asking.question_at(connection, place.workspace, place.channel, arrival.message):
        return None
    edits = _after(arrival, told)
    said = edits[-1] if edits else arrival
    earlier = _turns_before(connection, arrival)
    question = Asked(
        id=0,
        key=arrival.key,
        person=arrival.person,
        place=place,
        message=arrival.message,
        entry=arrival.entry,
        text=said.text,
        hidden=said.hidden,
        is_cut=said.is_cut,
        audience=Audience.ASKER,
        state=AskedState.OPEN,
        asked_at=arrival.at,
        earlier=earlier[-TURNS_KEPT:],
    )
    audience = audience_of(question, read_mode(connection, place), arrival.wants_private)
    return asking.open_question(connection, replace(question, audience=audience))


def audience_of(question: Asked, mode: ChannelMode, wants_private: bool) -> Audience:
    """Who may see the answer to a question; what it is read with counts as much as what it says."""
    return choose_audience(
        question.place,
        question.entry,
        mode,
        is_private_matter=is_private(question.text, question.hidden)
        or any(is_private(turn, ()) for turn in question.earlier),
        wants_private=wants_private,
    )


def read_mode(connection: Connection, place: Place) -> ChannelMode:
    """What the assistant does in a place; a direct message has no mode."""
    if place.is_direct:
        return ChannelMode.ANSWERS
    return channels.read_mode(connection, place.workspace, place.channel) or ChannelMode.ANSWERS


def is_deleted(connection: Connection, arrival: Arrival) -> bool:
    """Was it told that the arrival's message is deleted?"""
    place = arrival.place
    return bool(arrivals.told_of(connection, place.workspace, place.channel, arrival.message, (Deed.DELETED,)))


def later_edits(connection: Connection, arrival: Arrival) -> tuple[Arrival, ...]:
    """Edits of the arrival's message that were made after it, oldest first."""
    place = arrival.place
    return _after(
        arrival, arrivals.told_of(connection, place.workspace, place.channel, arrival.message, (Deed.EDITED,))
    )


def _after(arrival: Arrival, edits: Sequence[Arrival]) -> tuple[Arrival, ...]:
    return tuple(edit for edit in edits if (edit.at, edit.key) > (arrival.at, arrival.key))


def _turns_before(connection: Connection, arrival: Arrival) -> tuple[str, ...]:
    """What was said in its thread that it is read with; nothing was before the message that began the thread."""
    if arrival.place.thread == arrival.message:
        return ()
    return tuple(turn.text for turn in asking.conversation(connection, arrival.place, arrival.person) if turn.text)


def find_subject(connection: Connection, arrival: Arrival) -> Asked | None:
    """The question that an arrival is on, as it is now."""
    place = arrival.place
    if arrival.deed is Deed.ASKED:
        return asking.question_of(connection, arrival.key)
    if arrival.deed in (Deed.EDITED, Deed.EDIT_REFUSED, Deed.DELETED):
        return asking.question_at(connection, place.workspace, place.channel, arrival.message)
    return None if arrival.question is None else asking.find_question(connection, arrival.question)
