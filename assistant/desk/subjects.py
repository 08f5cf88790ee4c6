"""Which question is an arrival on, or does it open one? Who may see what is answered there?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from assistant.answering.conversation.carrying import Turn, carry
from assistant.answering.conversation.choices import chosen
from assistant.answering.pipeline import TURNS_KEPT
from assistant.desk.allowing import read_mode
from assistant.desk.audience import choose_audience, is_private
from assistant.desk.records import Arrival, Asked, AskedState, Audience, ChannelMode, Deed, Entry
from assistant.escalation.offices import Offices
from assistant.storage import arrivals, asking
from assistant.storage.arrivals import Followed
from assistant.storage.database import Database


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


def open_asked(connection: Connection, arrival: Arrival, offices: Offices) -> Asked | None:
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
    audience = audience_of(question, read_mode(connection, place, offices), arrival.wants_private)
    return asking.open_question(connection, replace(question, audience=audience))


def as_choice(connection: Connection, arrival: Arrival) -> Arrival:
    """
    The arrival; a reply typed in the thread that picks a choice of the question back there, as that choice.

    What counts is the asker's latest question of the thread, as long as its answer asks back. A typed choice that was
    edited into another one corrects what was chosen.
    """
    if arrival.place.thread in (None, arrival.message):
        return arrival
    if arrival.deed is Deed.EDITED:
        return _choice_anew(connection, arrival)
    if arrival.deed is not Deed.ASKED:
        return arrival
    conversation = asking.conversation(connection, arrival.place, arrival.person)
    own = [question for question in conversation if question.person == arrival.person]
    latest = max(own, key=lambda question: question.id, default=None)
    ask = latest.answer.ask if latest is not None and latest.answer is not None and not latest.is_outdated else None
    choice = chosen(arrival.text, ask)
    if latest is None or choice is None:
        return arrival
    return replace(_wordless(arrival), deed=Deed.CHOSE, question=latest.id, choice=choice)


def _choice_anew(connection: Connection, arrival: Arrival) -> Arrival:
    place = arrival.place
    if asking.question_at(connection, place.workspace, place.channel, arrival.message) is not None:
        return arrival
    typed = arrivals.told_of(connection, place.workspace, place.channel, arrival.message, (Deed.CHOSE,))
    first = asking.find_question(connection, typed[0].question) if typed and typed[0].question is not None else None
    ask = first.answer.ask if first is not None and first.answer is not None else None
    choice = chosen(arrival.text, ask)
    if first is None or ask is None or choice is None:
        return arrival
    now = asking.question_at(connection, first.place.workspace, first.place.channel, first.message)
    if now is None:
        return arrival
    return replace(_wordless(arrival), deed=Deed.CORRECTED, question=now.id, facts=dict(ask.choices[choice].sets))


def _wordless(arrival: Arrival) -> Arrival:
    return replace(arrival, text="", hidden=(), is_cut=False)


def turns_before(connection: Connection, question: Asked) -> tuple[Turn, ...]:
    """
    The asker's own questions of the conversation before this one, oldest first, as they stand.

    One that was edited since this one was asked is not what it goes on from; one that is gone never counts.
    """
    if not question.earlier:
        return ()
    began = _began(connection, question)
    before = []
    for each in asking.conversation(connection, question.place, question.person):
        if each.person != question.person or each.is_outdated or each.message == question.message:
            continue
        at = _began(connection, each)
        if at < began and (each.id < began or each.text in question.earlier):
            before.append((at, Turn(each.text, each.settled, each.answer)))
    return tuple(turn for _, turn in sorted(before, key=lambda pair: pair[0]))


def carried_to(database: Database, question: Asked) -> dict[str, bool | None]:
    """What its asker settled before in the conversation, and goes on to this question."""
    with database.reading() as connection:
        return carry(turns_before(connection, question), question.text)


def _began(connection: Connection, question: Asked) -> int:
    """The id of the first question of its message: they tell the order of messages, whatever became of them since."""
    id, replaces = question.id, question.replaces
    while replaces is not None and (before := asking.find_question(connection, replaces)) is not None:
        id, replaces = before.id, before.replaces
    return id


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


def is_deleted(connection: Connection, arrival: Arrival) -> bool:
    """Was it told that the arrival's message is deleted?"""
    place = arrival.place
    return bool(arrivals.told_of(connection, place.workspace, place.channel, arrival.message, (Deed.DELETED,)))


def later_edits(connection: Connection, arrival: Arrival) -> tuple[Arrival, ...]:
    """Edits of the arrival's message that were made after it, answered or not, oldest first."""
    return _after(arrival, _edits(connection, arrival))


def is_change_refused(connection: Connection, arrival: Arrival) -> bool:
    """Is the last that was done to the arrival's message an edit that was not taken?"""
    edits = _edits(connection, arrival)
    return bool(edits) and edits[-1].deed is Deed.EDIT_REFUSED


def _edits(connection: Connection, arrival: Arrival) -> tuple[Arrival, ...]:
    place, deeds = arrival.place, (Deed.EDITED, Deed.EDIT_REFUSED)
    return arrivals.told_of(connection, place.workspace, place.channel, arrival.message, deeds)


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
