"""
How does a ruling become a precedent, who reads it, and when is it one no longer?

    ruled, and may become one ──► drafted: its manager tells the question without person and place
    told ──► proposed: a second manager approves or declines
    published ──► found for what is asked in the same case (desk/likeness.py) ──► reviewed, renewed, laid down

What follows from each deed is done in the transaction of its arrival, as with hand-offs (desk/managing.py).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from assistant.answering.records import Case
from assistant.desk.handing_over import channel_of
from assistant.desk.likeness import Shelf, facts_of, kind_of
from assistant.desk.notices import REFUSALS, Notice
from assistant.desk.records import Act, Arrival, Deed
from assistant.escalation.moves import Refused
from assistant.escalation.offices import Office, Offices
from assistant.escalation.precedents import (
    ANSWER_WITHIN,
    LIVE,
    MAY_BECOME_ONE,
    REVIEW_AFTER,
    Precedent,
    PrecedentState,
    Step,
    Unfit,
    is_good,
    is_overturned,
    why_not,
)
from assistant.escalation.records import Filled, Letter, LetterKind, Ruling, Timer, TimerKind
from assistant.storage import asking, hand_offs, letters, precedents, rulings, timers
from assistant.storage.arrivals import Followed
from assistant.storage.database import Database

STEP_OF: Mapping[Deed, Step] = MappingProxyType({
    Deed.PROPOSED: Step.PROPOSE,
    Deed.APPROVED: Step.APPROVE,
    Deed.DECLINED: Step.DECLINE,
    Deed.RENEWED: Step.RENEW,
})  # fmt: skip
"""What people do to a precedent."""

DONE: Mapping[PrecedentState, Notice] = MappingProxyType({
    PrecedentState.PROPOSED: Notice.PRECEDENT_PROPOSED,
    PrecedentState.PUBLISHED: Notice.PRECEDENT_PUBLISHED,
    PrecedentState.DECLINED: Notice.PRECEDENT_DECLINED,
    PrecedentState.LAID_DOWN: Notice.PRECEDENT_LAID_DOWN,
})  # fmt: skip
"""What whoever did it is told."""

ABOUT = "precedent"
"""The name of a precedent's id in the data of a letter."""
WHY = "why"
CLAUSE_CHANGED, REVIEW_PASSED, NOBODY, CORRECTED = "clause", "review", "nobody", "corrected"
"""Why its owner is asked, or why it was laid down: words of ours, in letters and events."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is done to one precedent in one transaction, and because of which arrival."""

    connection: Connection
    arrival: Arrival
    offices: Offices
    shelf: Shelf
    at: datetime

    def letter(self, kind: LetterKind, precedent: Precedent, person: str, channel: str = "", why: str = "") -> None:
        """Write to a person, or to a channel."""
        key = f"{self.arrival.key}:{kind.value}:{precedent.id}"
        data = {ABOUT: str(precedent.id), **({WHY: why} if why else {})}
        hand_off = precedent.ruling.hand_off
        letter = Letter(key, self.arrival.key, kind, precedent.workspace, person, channel, hand_off, data)
        letters.write_letter(self.connection, letter, self.at)

    def ends_unless_done(self, precedent: Precedent) -> None:
        """Let it go when nobody has done what is to be done within some working days."""
        due = self.offices.office(precedent.ruling.office).hours.days_after(self.at, ANSWER_WITHIN)
        set_timer(self.connection, precedent, TimerKind.LAY_DOWN, due)

    def show_anew(self, precedent: Precedent) -> None:
        """Let what was written of it say what stands now."""
        letters.renew_letters(self.connection, precedent.ruling.hand_off, ABOUT, str(precedent.id), self.arrival.key)


# --- it begins with a ruling ------------------------------------------------------------------------------------------


def follow_ruling(keeping: Keeping, hand_off: int) -> None:
    """What follows for precedents when a hand-off was answered, for the first time or anew, or corrected."""
    standing = rulings.rulings_of(keeping.connection, hand_off)
    if not standing:
        return
    for earlier in standing[:-1]:
        if is_overturned(earlier, standing[-1]):
            lay_down_overturned(keeping, earlier.id)
    draft(keeping, standing[-1])


def draft(keeping: Keeping, ruling: Ruling) -> Precedent | None:
    """
    Ask the manager who ruled to tell the question without person and place. None: it cannot become a precedent.

    What the asker wrote is not copied: it goes with their question, until somebody told it in their own words.
    """
    digest = keeping.shelf.digest(ruling.clauses)
    if not ruling.may_be_precedent or ruling.verdict not in MAY_BECOME_ONE or digest is None:
        return None
    made = precedents.draft_precedent(keeping.connection, ruling, "", digest, keeping.at)
    if made.state is PrecedentState.DRAFTED:
        keeping.letter(LetterKind.RETELL, made, made.owner)
        keeping.ends_unless_done(made)
    return made


def lay_down_overturned(keeping: Keeping, ruling: int) -> None:
    """The ruling with that id was corrected, or answered otherwise: it is no precedent any more, and never again."""
    found = precedents.precedent_of(keeping.connection, ruling)
    if found is not None and found.state in LIVE:
        _lay_down(keeping, found, keeping.arrival.person, CORRECTED)


# --- what people do ---------------------------------------------------------------------------------------------------


def follow_step(keeping: Keeping, told: Case | None = None) -> Followed:
    """
    What follows from somebody's deed on a precedent. `told` is its question as it is told now, read as any question.

    It is done in this transaction, or refused with a sentence.
    """
    arrival = keeping.arrival
    filled, step = arrival.filled or Filled(), STEP_OF[arrival.deed]
    found = precedents.find_precedent(keeping.connection, filled.subject or 0, is_locked=True)
    if found is None or found.workspace != arrival.place.workspace:
        return Followed(Act.TELL, note=Notice.PRECEDENT_NOT_NOW.value)
    is_told = step is not Step.PROPOSE or bool(filled.text.strip())
    refused = why_not(found, step, arrival.person, arrival.manages, is_told=is_told) or _unfit(keeping, found, step)
    if refused is not None:
        return Followed(Act.TELL, note=Notice(refused.value).value)
    if step is Step.APPROVE and _is_own_question(keeping, found):
        return Followed(Act.TELL, note=REFUSALS[Refused.OWN_QUESTION].value)
    after = _take(keeping, found, step, filled.text, told)
    keeping.show_anew(after)
    return Followed(Act.TELL, note=DONE[after.state].value)


def _is_own_question(keeping: Keeping, found: Precedent) -> bool:
    """Did whoever does it ask what was ruled on, while another manager could do it? As with hand-offs (moves.py)."""
    hand_off = hand_offs.find_hand_off(keeping.connection, found.ruling.hand_off)
    question = asking.find_question(keeping.connection, hand_off.asked) if hand_off else None
    person = keeping.arrival.person
    return question is not None and question.person == person and not keeping.offices.is_alone(person)


def _unfit(keeping: Keeping, found: Precedent, step: Step) -> Unfit | None:
    """Do the words that it rests on, and the ruling itself, still stand?"""
    if step is Step.DECLINE:
        return None
    standing = rulings.rulings_of(keeping.connection, found.ruling.hand_off)
    if not found.ruling.text or standing[-1].id != found.ruling.id:
        return Unfit.NOT_NOW
    digest = keeping.shelf.digest(found.ruling.clauses)
    if digest is None or (step is Step.APPROVE and digest != found.clauses_digest):
        return Unfit.CLAUSE_GONE
    return None


def _take(keeping: Keeping, found: Precedent, step: Step, text: str, told: Case | None) -> Precedent:
    connection, at, by = keeping.connection, keeping.at, keeping.arrival.person
    digest = keeping.shelf.digest(found.ruling.clauses) or ""
    clear_timers(connection, found)
    match step:
        case Step.PROPOSE:
            facts, kind = facts_of(told), kind_of(told)
            after = precedents.change_precedent(
                connection, found.id, step, by, at,
                question=text.strip(), facts=facts, kind=kind, owner=by, clauses_digest=digest,
            )  # fmt: skip
            return _propose(keeping, after)
        case Step.APPROVE:
            review_at = at + REVIEW_AFTER
            after = precedents.change_precedent(
                connection, found.id, step, by, at, approved_by=by, published_at=at, review_at=review_at
            )
            set_timer(connection, after, TimerKind.REVIEW, review_at)
            return after
        case Step.RENEW:
            if digest != found.clauses_digest and found.state is PrecedentState.PUBLISHED:
                found = precedents.change_precedent(connection, found.id, Step.LAY_DOWN, "", at, CLAUSE_CHANGED)
            if found.state is PrecedentState.PUBLISHED:
                review_at = at + REVIEW_AFTER
                after = precedents.change_precedent(connection, found.id, step, by, at, owner=by, review_at=review_at)
                set_timer(connection, after, TimerKind.REVIEW, review_at)
                return after
            after = precedents.change_precedent(
                connection, found.id, step, by, at, owner=by, clauses_digest=digest, approved_by=""
            )
            return _propose(keeping, after)
        case _:
            return precedents.change_precedent(connection, found.id, step, by, at)


def _propose(keeping: Keeping, found: Precedent) -> Precedent:
    """Ask for a second manager, where there is one."""
    office = _second_office(keeping, found)
    channel = channel_of(keeping.connection, found.workspace, office)
    if channel:
        keeping.letter(LetterKind.PROPOSED, found, "", channel)
    keeping.ends_unless_done(found)
    return found


def _second_office(keeping: Keeping, found: Precedent) -> Office:
    """
    Where a second manager is found: the office itself, else the first of its next levels that has one.

    Of groups and channels the surface has told it with the deed (`Arrival.deserted`). Nobody anywhere: itself.
    """
    offices, own = keeping.offices, keeping.offices.office(found.ruling.office)
    alone, office, seen = {found.owner, found.ruling.by}, own, {own.id}
    while office.id in keeping.arrival.deserted or _is_known_without(office, alone):
        if not office.next or offices.office(office.next).id in seen:
            return own
        office = offices.office(office.next)
        seen.add(office.id)
    return office


def _is_known_without(office: Office, people: Collection[str]) -> bool:
    """Does the file name everybody who manages it, and nobody but these?"""
    named = {*office.managers, *((office.deputy,) if office.deputy else ())}
    return not office.user_group and not office.is_open_to_members and named <= set(people)


# --- what time does ---------------------------------------------------------------------------------------------------


def follow_timer(keeping: Keeping, timer: Timer) -> Followed:
    """What follows from `REVIEW` and `LAY_DOWN`; nothing where it is stale."""
    number = int(timer.subject) if timer.subject.isdecimal() else 0
    found = precedents.find_precedent(keeping.connection, number, is_locked=True)
    if found is None or found.workspace != timer.workspace:
        return Followed(why="stale")
    is_past = found.review_at is not None and found.review_at <= keeping.at
    if timer.kind is TimerKind.REVIEW:
        if found.state is PrecedentState.LAID_DOWN:
            keeping.letter(LetterKind.REVIEW, found, found.owner, why=CLAUSE_CHANGED)
            return Followed(why=CLAUSE_CHANGED)
        if found.state is PrecedentState.PUBLISHED and is_past:
            keeping.letter(LetterKind.REVIEW, found, found.owner, why=REVIEW_PASSED)
            keeping.ends_unless_done(found)
            return Followed(why=REVIEW_PASSED)
        return Followed(why="stale")
    if found.state not in LIVE or (found.state is PrecedentState.PUBLISHED and not is_past):
        return Followed(why="stale")
    _lay_down(keeping, found, "", NOBODY)
    return Followed(why=NOBODY)


def _lay_down(keeping: Keeping, found: Precedent, by: str, why: str) -> None:
    clear_timers(keeping.connection, found)
    keeping.show_anew(precedents.change_precedent(keeping.connection, found.id, Step.LAY_DOWN, by, keeping.at, why))


def lay_down_changed(database: Database, shelf: Shelf, at: datetime) -> int:
    """
    Lay down every precedent whose clauses no longer say what they said, and have its owner asked in office hours.

    To be called when the texts may have changed: at start. Says how many. Done again it does no harm.
    """
    with database.reading() as connection:
        changed = [each for each in precedents.live_precedents(connection) if _is_changed(each, shelf)]
    for stale in changed:
        with database.transaction() as connection:
            found = precedents.find_precedent(connection, stale.id, is_locked=True)
            if found is None or found.state not in LIVE or not _is_changed(found, shelf):
                continue
            clear_timers(connection, found)
            was_published = found.state is PrecedentState.PUBLISHED
            precedents.change_precedent(connection, found.id, Step.LAY_DOWN, "", at, CLAUSE_CHANGED)
            if was_published:
                set_timer(connection, found, TimerKind.REVIEW, at)
    return len(changed)


def _is_changed(precedent: Precedent, shelf: Shelf) -> bool:
    return shelf.digest(precedent.ruling.clauses) != precedent.clauses_digest


# --- who reads it -----------------------------------------------------------------------------------------------------


def give(connection: Connection, asked: int, similar: Sequence[Precedent], shelf: Shelf, at: datetime) -> None:
    """Let these stand below the answer to a question; its asker is told when one of them is corrected."""
    for each in similar:
        found = precedents.find_precedent(connection, each.id)
        if found is not None and is_good(found, shelf.digest(found.ruling.clauses), at):
            rulings.give_ruling(connection, found.ruling.id, asked, at)


# --- timers -----------------------------------------------------------------------------------------------------------


def set_timer(connection: Connection, precedent: Precedent, kind: TimerKind, due: datetime) -> None:
    """Let something be due."""
    timers.set_timer(connection, Timer(kind, due, None, str(precedent.id), precedent.workspace))


def clear_timers(connection: Connection, precedent: Precedent) -> None:
    """Nothing of it is due any more."""
    for kind in (TimerKind.REVIEW, TimerKind.LAY_DOWN):
        for timer in timers.timers_of_subject(connection, precedent.workspace, kind, str(precedent.id)):
            timers.take_timer(connection, timer.id)
