"""
What follows from a deed? Decided from how things stand, and from nothing else: no table is read or written here.

A deed may arrive twice, late, or before the one it follows; every order ends in a `Step` to be taken or in `Nothing`,
which says why.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from assistant.answering.conversation.carrying import Turn
from assistant.answering.screening import PrivateKind
from assistant.desk.audience import ALONE, stays_when_deleted, why_not_shared
from assistant.desk.notices import Notice
from assistant.desk.records import Arrival, Asked, AskedState, Audience, ChannelMode, Deed, Entry
from assistant.escalation.moves import next_state
from assistant.escalation.records import WAITING, Move

SPEAKING = frozenset({Deed.ASKED, Deed.EDITED, Deed.CHOSE, Deed.CORRECTED, Deed.SHARED, Deed.COPIED})
"""Deeds after which the assistant would say something new. What is taken back is taken back even when it is off."""


@dataclass(frozen=True, slots=True)
class Situation:
    """How things stand for an arrival."""

    arrival: Arrival
    question: Asked | None
    """The question that the deed is on, as it is now; None: there is none."""
    mode: ChannelMode
    """What the assistant does in the place of the question."""
    later_edits: tuple[Arrival, ...] = ()
    """Edits of the same message that were made after this deed, also those that were refused."""
    is_deleted: bool = False
    """Is the message of an edit deleted by now?"""
    known_facts: frozenset[str] = frozenset()
    turns: tuple[Turn, ...] = ()
    """What its asker asked before in the conversation, as it stands."""
    is_on: bool = True
    """Is the assistant switched on in the workspace?"""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is to be shown, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Tell:
    """One sentence to the person alone."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class AnswerNow:
    """Answer the question that is open."""

    question: Asked


@dataclass(frozen=True, slots=True)
class AnswerAnew:
    """Put another question in the place of this one, and answer it."""

    question: Asked
    text: str
    hidden: tuple[PrivateKind, ...]
    is_cut: bool = False
    settled: dict[str, bool | None] = field(default_factory=dict)
    wants_private: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """The question goes unanswered; with a sentence to the person, or in silence."""

    question: Asked
    notice: Notice | None


@dataclass(frozen=True, slots=True)
class Remove:
    """The question goes, with its answer and its hand-off."""

    question: Asked


@dataclass(frozen=True, slots=True)
class HandOver:
    """Give the question to office management."""

    question: Asked


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take it back from them."""

    question: Asked


@dataclass(frozen=True, slots=True)
class Reroute:
    """Give it to the office that its asker names."""

    question: Asked


@dataclass(frozen=True, slots=True)
class ShowAnew:
    """Office management is to see the question; then its asker, that they do."""

    question: Asked


@dataclass(frozen=True, slots=True)
class Outdate:
    """
    The answer does not fit what the message says now; without `why`, it does again.

    `minutes` fills the gap of a sentence that has one.
    """

    question: Asked
    why: Notice | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """Let everybody in its place see the answer."""

    question: Asked


@dataclass(frozen=True, slots=True)
class Copy:
    """Send its asker a copy of the answer."""

    question: Asked


Step = (
    Nothing | Tell | AnswerNow | AnswerAnew | Drop | Remove | HandOver | Withdraw | Reroute | ShowAnew | Outdate | Share
    | Copy
)  # fmt: skip


def decide(now: Situation) -> Step:
    """What follows from the arrival, as things stand."""
    deed, question = now.arrival.deed, now.question
    if not now.is_on and deed in SPEAKING:
        return _switched_off(now)
    if deed is Deed.ASKED:
        return _asked(now)
    if deed is Deed.EDITED:
        return _edited(now)
    if deed is Deed.EDIT_REFUSED:
        return _edit_refused(now)
    if deed is Deed.DELETED:
        return _deleted(question)
    if deed is Deed.CHANNEL_CHOSEN:
        return _channel_chosen(question)
    return _on_answer(now)


def _switched_off(now: Situation) -> Step:
    """
    Silent at once in channels; alone with the assistant, or after a press, which others do not see, a person is told.

    What was answered before a change of the question is taken back all the same.
    """
    arrival, question = now.arrival, now.question
    is_changed = arrival.deed is Deed.EDITED and _is_changed(now)
    if is_changed and isinstance(step := _taken_back(now, Notice.CHANGED_WHILE_OFF), Outdate):
        return step
    is_pressed = arrival.question is not None and not arrival.message  # a choice that is typed has a message
    hears_alone = arrival.place.is_direct or arrival.entry in ALONE or is_pressed
    notice = Notice.SWITCHED_OFF if hears_alone else None
    is_its = question is not None and (is_changed or question.key == arrival.key)
    if question is not None and is_its and question.state is AskedState.OPEN:
        return Drop(question, notice)
    return Tell(notice) if notice else Nothing("switched off")


def _asked(now: Situation) -> Step:
    question = now.question
    if question is None:
        return Nothing("its message was deleted, or asks already")
    if question.state is not AskedState.OPEN:
        return Nothing("it was edited or deleted meanwhile")
    if now.mode is ChannelMode.OFF and question.entry not in ALONE:
        return Drop(question, Notice.OFF_HERE if question.entry is Entry.MENTION else None)
    return AnswerNow(question)


def _edited(now: Situation) -> Step:
    arrival, question = now.arrival, now.question
    if question is None or now.is_deleted:
        return Nothing("the message was never asked, or is deleted")
    if question.key == arrival.key:
        return _asked(now)  # its message did not ask before
    if question.state is AskedState.ANSWERED and now.mode is ChannelMode.OFF and question.entry not in ALONE:
        return _taken_back(now, Notice.CHANGED_OFF_HERE) if _is_changed(now) else Nothing("off in the channel")
    # One that was refused takes back what is answered now; if it did so already, nothing is answered any more.
    if any(each.deed is Deed.EDITED or question.is_outdated for each in now.later_edits):
        return Nothing("the message was edited again")
    if arrival.text == question.text:
        return Outdate(question) if question.is_outdated else Nothing("the text is what it was")
    return AnswerAnew(
        question,
        arrival.text,
        arrival.hidden,
        arrival.is_cut,
        # Who wished to be answered alone does so still.
        wants_private=arrival.wants_private or _wished_alone(question),
    )


def _edit_refused(now: Situation) -> Step:
    minutes = now.arrival.wait_minutes
    return _taken_back(now, Notice.CHANGED_SINCE if minutes else Notice.CHANGED_UNANSWERED, minutes)


def _is_changed(now: Situation) -> bool:
    """Is it an edit of a question that was asked before, into other words?"""
    arrival, question = now.arrival, now.question
    return question is not None and question.key != arrival.key and question.text != arrival.text


def _taken_back(now: Situation, why: Notice, minutes: int = 0) -> Step:
    """After a change that is not answered: an answer to other words must not stand, nor be given yet."""
    question = now.question
    if question is None:
        return Nothing("there is no answer that could be out of date")
    if now.later_edits:
        return Nothing("the message was edited again")
    if question.state is AskedState.OPEN:
        return Drop(question, Notice.CHANGE_UNREAD)
    if question.answer is None or question.is_outdated:
        return Nothing("there is no answer that could be out of date")
    return Outdate(question, why, minutes)


def _deleted(question: Asked | None) -> Step:
    if question is None:
        return Nothing("the message was never asked, or its answer is removed")
    if question.state is AskedState.ANSWERED and stays_when_deleted(question):
        return Nothing("the asker was told to delete it")
    return Remove(question)


def _channel_chosen(question: Asked | None) -> Step:
    waits = question is not None and question.hand_off is not None and question.hand_off.state in WAITING
    if question is None or not waits or not question.text:
        return Nothing("it does not wait for office management any more")
    return ShowAnew(question)


def _on_answer(now: Situation) -> Step:
    """Deeds on an answer: by its asker alone, and while it stands."""
    arrival, question = now.arrival, now.question
    if question is None or question.place.workspace != arrival.place.workspace:
        return Tell(Notice.UNKNOWN_QUESTION)
    if question.person != arrival.person:
        return Tell(Notice.NOT_YOURS)
    if question.state is AskedState.GONE:
        return Tell(Notice.GONE)
    if question.state is AskedState.REPLACED:
        return Tell(Notice.SUPERSEDED)
    if not question.text:  # gone of age
        return Tell(Notice.UNKNOWN_QUESTION)
    if question.is_outdated and arrival.deed is not Deed.WITHDREW:
        return Tell(Notice.CHANGE_UNREAD)
    match arrival.deed:
        case Deed.CHOSE:
            return _chose(arrival, question)
        case Deed.CORRECTED:
            return _corrected(now, question)
        case Deed.HANDED_OVER:
            return HandOver(question)
        case Deed.OFFICE_TOLD:
            return Reroute(question)
        case Deed.WITHDREW:
            hand_off = question.hand_off
            is_there = hand_off is not None and next_state(hand_off.state, Move.WITHDRAW) is not None
            return Withdraw(question) if is_there else Tell(Notice.NOTHING_HANDED_OVER)
        case Deed.COPIED:
            return Tell(Notice.NOT_ANSWERED_YET) if question.state is AskedState.OPEN else Copy(question)
        case _:
            return _shared(now, question)


def _chose(arrival: Arrival, question: Asked) -> Step:
    if question.state is AskedState.OPEN:
        return Tell(Notice.NOT_ANSWERED_YET)
    choices = question.answer.ask.choices if question.answer and question.answer.ask else ()
    if arrival.choice is None or not 0 <= arrival.choice < len(choices):
        return Tell(Notice.NO_SUCH_CHOICE)
    return _with_facts(question, choices[arrival.choice].sets)


def _corrected(now: Situation, question: Asked) -> Step:
    if question.state is AskedState.OPEN:
        return Tell(Notice.NOT_ANSWERED_YET)
    arrival = now.arrival
    facts = {name: value for name, value in arrival.facts.items() if name in now.known_facts}
    if not facts and not arrival.text.strip():
        return Tell(Notice.NOTHING_CORRECTED)
    anew = _with_facts(question, facts)
    if not arrival.text.strip():
        return anew
    # What was missed is said beside the question; it may hold private data of its own.
    return replace(
        anew,
        text=f"{question.text}\n{arrival.text}",
        hidden=(*question.hidden, *arrival.hidden),
        is_cut=question.is_cut or arrival.is_cut,
    )


def _with_facts(question: Asked, facts: dict[str, bool | None]) -> AnswerAnew:
    return AnswerAnew(
        question,
        question.text,
        question.hidden,
        question.is_cut,
        settled={**question.settled, **facts},
        wants_private=question.audience is Audience.ASKER,
    )


def _shared(now: Situation, question: Asked) -> Step:
    if question.state is AskedState.OPEN:
        return Tell(Notice.NOT_ANSWERED_YET)
    why_not = why_not_shared(question, now.mode)
    return Share(question) if why_not is None else Tell(why_not)


def _wished_alone(question: Asked) -> bool:
    """Was it answered alone though nothing in it was private?"""
    return question.audience is Audience.ASKER and not question.hidden
