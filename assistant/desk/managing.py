"""
What follows from a deed on a hand-off? The move, the ruling, letters and timers: in the transaction of the arrival.

Who may do it is decided here, by the table of moves and from what the surface found the person to be a manager of. What
is refused changes nothing, and the person is told why, alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from assistant.desk.following import lineage
from assistant.desk.handing_over import channel_of, housed, reopen, stop_asking, stop_checking
from assistant.desk.likeness import Shelf
from assistant.desk.notices import HOLDER, REFUSALS, Notice
from assistant.desk.records import Act, Arrival, Asked, Deed, HandOff
from assistant.escalation.moves import MOVES as TABLE
from assistant.escalation.moves import Refused, next_state, why_not
from assistant.escalation.offices import Offices
from assistant.escalation.precedents import is_overturned
from assistant.escalation.promises import lease_after, promise_after, timers_after
from assistant.escalation.records import Actor, Filled, Letter, LetterKind, Move, Remark, Ruling
from assistant.escalation.resting import rests_on
from assistant.storage import asking, hand_offs, letters, rulings
from assistant.storage.arrivals import Followed

MOVES: Mapping[Deed, Move] = MappingProxyType({
    Deed.CLAIMED: Move.CLAIM,
    Deed.RELEASED: Move.RELEASE,
    Deed.STAYED: Move.STAY,
    Deed.REASSIGNED: Move.REASSIGN,
    Deed.PASSED_ON: Move.PASS_ON,
    Deed.ASKED_BACK: Move.ASK_BACK,
    Deed.REPLIED: Move.REPLY,
    Deed.RULED: Move.ANSWER,
    Deed.RECTIFIED: Move.CORRECT,
    Deed.REOPENED: Move.REOPEN,
    Deed.NAMED: Move.NAME,
})  # fmt: skip
"""What people do to a hand-off."""

WRITTEN = frozenset({Move.ASK_BACK, Move.ANSWER, Move.CORRECT})
"""What a manager writes about the question as they read it: not made where that was changed meanwhile."""

UNSEEN_BY_ASKER = frozenset({Move.STAY, Move.REASSIGN})
"""Moves after which the asker's answer says what it said before."""

SENT = MappingProxyType({
    Move.REPLY: Notice.REPLY_SENT, Move.REOPEN: Notice.QUESTION_REOPENED, Move.NAME: Notice.NAME_ADDED,
})  # fmt: skip
"""What an asker is told of a move of theirs that was made."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A move that is being made: by whom, on what, as it stood before."""

    connection: Connection
    arrival: Arrival
    move: Move
    hand_off: HandOff
    question: Asked
    offices: Offices
    shelf: Shelf
    at: datetime

    @property
    def filled(self) -> Filled:
        """What was filled in with it."""
        return self.arrival.filled or Filled()


def follow_deed(connection: Connection, arrival: Arrival, offices: Offices, shelf: Shelf, at: datetime) -> Followed:
    """What follows from somebody's deed on a hand-off. It is made in this transaction, or refused with a sentence."""
    hand_off = hand_offs.find_hand_off(connection, arrival.hand_off or 0, is_locked=True)
    question = asking.find_question(connection, hand_off.asked) if hand_off else None
    if hand_off is None or question is None or question.place.workspace != arrival.place.workspace:
        return Followed(Act.TELL, note=Notice.UNKNOWN_QUESTION.value)
    hand_off = housed(hand_off, offices)
    if MOVES[arrival.deed] is Move.REOPEN and not question.text:  # gone of age, or deleted: nobody could read it
        return Followed(Act.TELL, note=Notice.UNKNOWN_QUESTION.value)
    moving = Moving(connection, arrival, MOVES[arrival.deed], hand_off, question, offices, shelf, at)
    actors = actors_of(arrival, hand_off, question)
    if moving.move is Move.CLAIM and Actor.HOLDER in actors and next_state(hand_off.state, Move.CLAIM) is None:
        return Followed(hand_off=hand_off.id, why="holds it already")
    if moving.move is Move.NAME and Actor.ASKER in actors and not hand_off.is_anonymous:
        return Followed(hand_off=hand_off.id, why="has their name already")
    refused = why_not(
        hand_off.state, moving.move, actors, is_held=bool(hand_off.holder), is_changed=_is_changed(moving),
        is_alone=offices.is_alone(arrival.person),
    )  # fmt: skip
    if refused is None and moving.move is Move.REASSIGN and _is_given_back_to_asker(moving):
        refused = Refused.OWN_QUESTION
    if refused is None and moving.move is Move.REPLY and not hand_off.is_reply_due:
        refused = Refused.NOT_NOW
    if refused is None and not _is_complete(moving):
        refused = Refused.CHANGED
    if refused is not None:
        values = {HOLDER: hand_off.holder} if refused is Refused.HELD_BY_ANOTHER else {}
        return Followed(Act.TELL, note=REFUSALS[refused].value, values=values, hand_off=hand_off.id)
    _make(moving)
    if moving.move in UNSEEN_BY_ASKER:
        return Followed(why=moving.move.value, hand_off=hand_off.id)
    if (sent := SENT.get(moving.move)) is not None:
        values = {"number": str(hand_off.number)}
        return Followed(Act.RENEW, asked=question.id, hand_off=hand_off.id, note=sent.value, values=values)
    return Followed(Act.RENEW, asked=question.id, hand_off=hand_off.id)


def actors_of(arrival: Arrival, hand_off: HandOff, question: Asked) -> frozenset[Actor]:
    """
    Everything that whoever did it is to the hand-off.

    Who holds it is its holder only as long as they are a manager there.
    """
    actors = set()
    if arrival.person == question.person:
        actors.add(Actor.ASKER)
    if hand_off.acted_on_for(arrival.manages):
        actors.add(Actor.MANAGER)
        if arrival.person == hand_off.holder:
            actors.add(Actor.HOLDER)
    return frozenset(actors)


def _is_changed(moving: Moving) -> bool:
    version = moving.filled.version
    if version is None or moving.move not in WRITTEN:
        return False
    return hand_offs.is_rewritten_since(moving.connection, moving.hand_off.id, version)


def _is_given_back_to_asker(moving: Moving) -> bool:
    """Not said of who asked without a name: that would tell who it was. They can only give it to somebody else."""
    return moving.filled.to == moving.question.person and not moving.hand_off.is_anonymous


def _is_complete(moving: Moving) -> bool:
    """Was everything filled in that the move needs? A surface asks for it; what it did not ask is not made up here."""
    filled = moving.filled
    match moving.move:
        case Move.ANSWER | Move.CORRECT:
            return filled.verdict is not None and bool(filled.text.strip())
        case Move.ASK_BACK | Move.REPLY:
            return bool(filled.text.strip())
        case Move.REASSIGN:
            return bool(filled.to)
        case Move.PASS_ON:
            return filled.to in moving.offices.by_id and filled.to != moving.hand_off.office
        case _:
            return True


def _make(moving: Moving) -> None:
    person, filled, hand_off = moving.arrival.person, moving.filled, moving.hand_off
    match moving.move:
        case Move.CLAIM:
            _change(moving, holder=person)
        case Move.REASSIGN:
            _change(moving, holder=filled.to)
            _say(moving, filled.note)
            if filled.to != person:
                _write(moving, LetterKind.ASSIGNED, filled.to, {"by": person})
        case Move.PASS_ON:
            _change(moving, office=filled.to, raised_to=())
            _say(moving, filled.note or filled.text)
        case Move.ASK_BACK:
            _change(moving, holder=person)
            _say(moving, filled.text)
            _write(moving, LetterKind.QUESTION_BACK, moving.question.person)
        case Move.REPLY:
            _change(moving)
            _say(moving, filled.text)
            stop_asking(moving.connection, hand_off, moving.arrival.key)
            _write_to_office(moving, LetterKind.REPLY, {"move": Move.REPLY.value})
        case Move.ANSWER:
            _change(moving, holder=person, told=rests_on(filled.clauses, moving.shelf.library))
            stop_asking(moving.connection, hand_off, moving.arrival.key)
            ruling = _rule(moving)
            rulings.give_ruling(moving.connection, ruling.id, hand_off.asked, moving.at)
            _write(moving, LetterKind.RULING, moving.question.person, {"ruling": str(ruling.id)})
            _recall(moving, ruling)
        case Move.CORRECT:
            _change(moving, holder=person, told=rests_on(filled.clauses, moving.shelf.library))
            _recall(moving, _rule(moving))
        case Move.NAME:
            _change(moving, is_anonymous=False)
        case Move.REOPEN:
            reopen(moving.connection, hand_off, moving.question, moving.offices, moving.arrival, moving.at)
        case _:
            _change(moving)


def _change(
    moving: Moving,
    *,
    holder: str | None = None,
    office: str | None = None,
    raised_to: tuple[str, ...] | None = None,
    is_anonymous: bool | None = None,
    told: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Make the move, with the promise, the lease and the timers that follow from how it stands then."""
    before = moving.hand_off
    after = replace(
        before,
        state=next_state(before.state, moving.move) or before.state,
        holder=before.holder if holder is None else holder,
        office=office or before.office,
        raised_to=before.raised_to if raised_to is None else raised_to,
        is_anonymous=before.is_anonymous if is_anonymous is None else is_anonymous,
    )
    taking = moving.offices.office(after.office)
    promise = promise_after(moving.move, before, taking, moving.at)
    lease = lease_after(moving.move, before, taking, moving.at)
    if lease != before.leased_until:
        stop_checking(moving.connection, before, moving.arrival.key)
    is_as_it_was = after.state is before.state and moving.move not in hand_offs.BEGINNING_ANEW
    after = replace(
        after, promise=promise, leased_until=lease, changed_at=before.changed_at if is_as_it_was else moving.at
    )
    hand_offs.change_hand_off(
        moving.connection, before.id, moving.move, moving.arrival.person, moving.at,
        holder=after.holder, office=after.office, raised_to=after.raised_to, is_anonymous=after.is_anonymous,
        promise=promise, leased_until=lease, told=told,
        timers=timers_after(after, taking, moving.at),
    )  # fmt: skip


def _say(moving: Moving, text: str) -> None:
    """Keep what was said with the move."""
    if not text.strip():
        return
    person, hand_off = moving.arrival.person, moving.hand_off
    is_askers = Actor.ASKER in TABLE[moving.move].by
    by = "" if hand_off.is_anonymous and is_askers else person
    rulings.add_remark(moving.connection, hand_off.id, Remark(moving.move, by, text, moving.at))


def _rule(moving: Moving) -> Ruling:
    """Keep what the manager answered; a correction takes the place of the one that stands."""
    filled, hand_off = moving.filled, moving.hand_off
    assert filled.verdict is not None
    replaces = hand_off.ruling.id if moving.move is Move.CORRECT and hand_off.ruling else None
    office = hand_off.acted_on_for(moving.arrival.manages)
    ruling = Ruling(
        0, hand_off.id, filled.verdict, filled.text, filled.clauses, moving.arrival.person,
        office, moving.at, filled.note, filled.is_named, filled.may_be_precedent, replaces,
    )  # fmt: skip
    return rulings.add_ruling(moving.connection, ruling)


def _recall(moving: Moving, ruling: Ruling) -> None:
    """
    Tell everybody whose last answer from this hand-off stands no longer.

    Its asker is one of them after a correction; an answer to what they asked again reaches them as such.
    """
    connection, last_given = moving.connection, dict[int, Ruling]()
    for earlier in rulings.rulings_of(connection, moving.hand_off.id):
        if earlier.id != ruling.id:
            last_given |= dict.fromkeys(rulings.given_to(connection, earlier.id), earlier)
    own = {each.id for each in lineage(connection, moving.question)}
    told = own - ({moving.question.id} if ruling.replaces is not None else set())
    for number, asked in enumerate(sorted(last_given.keys() - told)):
        question, earlier = asking.find_question(connection, asked), last_given[asked]
        if question is None or not is_overturned(earlier, ruling):
            continue
        rulings.give_ruling(connection, ruling.id, asked, moving.at)
        data = {"ruling": str(ruling.id), "replaced": str(earlier.id), "asked": str(asked)}
        _write(moving, LetterKind.RECALL, question.person, data, number)


def _write_to_office(moving: Moving, kind: LetterKind, data: dict[str, str]) -> None:
    """To who holds it, else to the channel of its office; where it has none, nobody sees the hand-off either."""
    holder = moving.hand_off.holder
    office = moving.offices.office(moving.hand_off.office)
    channel = "" if holder else channel_of(moving.connection, moving.question.place.workspace, office)
    if holder or channel:
        _write(moving, kind, holder, data, channel=channel)


def _write(
    moving: Moving,
    kind: LetterKind,
    person: str,
    data: dict[str, str] | None = None,
    number: int = 0,
    *,
    channel: str = "",
) -> None:
    key = f"{moving.arrival.key}:{kind.value}:{number}"
    workspace = moving.question.place.workspace
    letter = Letter(key, moving.arrival.key, kind, workspace, person, channel, moving.hand_off.id, data)
    letters.write_letter(moving.connection, letter, moving.at)
