"""
What is noted on an answer that is no part of it? Pictures that nobody saw, a second correction, a hand-off next to it.

Notes are names of ours, kept with the answer as they were when it was given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection

from assistant.answering.records import Answer, Case, Verdict
from assistant.desk.following import lineage
from assistant.desk.records import DISPUTED, FILES_UNSEEN, Arrival, Asked, Audience, Deed, HandOff
from assistant.escalation.records import HandOffState
from assistant.storage import arrivals, asking, hand_offs, letters

BESIDE = "beside"

OF_A_QUESTION = frozenset({Verdict.NO, Verdict.CONDITIONAL, Verdict.YES, Verdict.INFO, Verdict.CLARIFY})
"""Verdicts on something that office management could be asked: not on thanks, nor on what goes to a person anyway."""

NEXT_TO = frozenset({
    HandOffState.OPENED, HandOffState.CLAIMED, HandOffState.ANSWERED, HandOffState.CLOSED, HandOffState.EXPIRED,
})  # fmt: skip
"""How a hand-off stands that is spoken of. Who is asked back is told so by a word of its own (slack/reception.py)."""


@dataclass(frozen=True, slots=True)
class Beside:
    """
    A hand-off of the same conversation, as it stood when a later question in it was answered.

    `is_offered`: the way to put that question to them is offered under this answer; said once as long as it stands so.
    """

    hand_off: int
    number: int
    state: HandOffState
    ruling: int = 0
    is_offered: bool = False

    @property
    def note(self) -> str:
        """As it is kept; read by `beside_of`."""
        offered = "offered" if self.is_offered else ""
        return ":".join((BESIDE, str(self.hand_off), str(self.number), self.state.value, str(self.ruling), offered))


def beside_of(answer: Answer | None) -> Beside | None:
    """The hand-off that is spoken of under an answer; None where none is, or it was written in another way."""
    for note in answer.notes if answer else ():
        name, *parts = note.split(":")
        if name == BESIDE and len(parts) == 5 and parts[2] in set(HandOffState):
            hand_off, number, state, ruling, offered = parts
            return Beside(int(hand_off), int(number), HandOffState(state), int(ruling), bool(offered))
    return None


def noted(case: Case, *notes: str) -> Case:
    """The case with these noted on its answer."""
    if case.answer is None or not notes:
        return case
    return replace(case, answer=replace(case.answer, notes=(*case.answer.notes, *notes)))


def has_files(question: Asked) -> bool:
    """Did its message carry pictures or files?"""
    return question.answer is not None and FILES_UNSEEN in question.answer.notes


def notes_of(connection: Connection, arrival: Arrival, question: Asked | None = None) -> tuple[str, ...]:
    """What is noted on what follows from an arrival; `question` is the one that is answered anew."""
    is_of_old = question is not None and arrival.deed is not Deed.EDITED and has_files(question)
    is_again = question is not None and arrival.deed is Deed.CORRECTED and _was_corrected(connection, question)
    told = ((FILES_UNSEEN, arrival.has_files or is_of_old), (DISPUTED, is_again))
    return tuple(note for note, is_so in told if is_so)


def note_beside(connection: Connection, question: Asked, case: Case, audience: Audience) -> tuple[str, ...]:
    """
    The note on a hand-off that the asker has in the same conversation, beside the question that is answered now.

    None where its answer is for nobody else's eyes and this one is.
    """
    if case.answer is None or case.answer.verdict not in OF_A_QUESTION:
        return ()
    if question.replaces is None and question.place.thread in (None, question.message):
        return ()  # it began its conversation: nothing can be beside it yet
    turns = asking.conversation(connection, question.place, question.person, before=question.id)
    own = [turn for turn in turns if turn.person == question.person]
    found = _hand_off_there(connection, question, own)
    if found is None:
        return ()
    hand_off, where = found
    is_seen_by_others = audience is Audience.THREAD and not question.place.is_direct
    if hand_off.state not in NEXT_TO or (is_seen_by_others and where is Audience.ASKER):
        return ()
    beside = Beside(hand_off.id, hand_off.number, hand_off.state, hand_off.ruling.id if hand_off.ruling else 0, True)
    is_said = any(beside_of(turn.answer) == beside for turn in own)
    return (replace(beside, is_offered=not is_said).note,)


def _hand_off_there(
    connection: Connection, question: Asked, own: list[Asked]
) -> tuple[HandOff, Audience] | None:  # fmt: skip
    """The asker's latest in this thread, or the one that the letter is on to which they write; and who may know it."""
    place = question.place
    letter = letters.letter_shown_as(connection, place.channel, place.thread) if place.thread else None
    if letter is not None and letter.person == question.person and letter.hand_off is not None:
        hand_off = hand_offs.find_hand_off(connection, letter.hand_off)
        return None if hand_off is None else (hand_off, Audience.ASKER)
    found = [turn for turn in own if turn.hand_off is not None]
    latest = max(found, key=lambda turn: turn.hand_off.id if turn.hand_off else 0, default=None)
    return None if latest is None or latest.hand_off is None else (latest.hand_off, latest.audience)


def _was_corrected(connection: Connection, question: Asked) -> bool:
    return Deed.CORRECTED in arrivals.deeds_of(connection, [each.key for each in lineage(connection, question)])
