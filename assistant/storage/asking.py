"""
What was asked, what was answered, and where does it show?

    open ──answer──► answered
     └──────┬───────────┘
            ├── replaced   by another question in its place
            └── gone       removed; its texts go at once

Open and answered questions are **live**: one for each message. Every change tells its event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, exists, or_, select, update

from assistant.answering.records import Answer, PrivateKind
from assistant.desk.records import Asked, AskedState, Audience, Place, Shown
from assistant.storage.answers import ANSWER_FORMAT, pack_answer, read_answer
from assistant.storage.blanking import REMOVED, blank_question
from assistant.storage.database import StorageError
from assistant.storage.events import Event, What, tell
from assistant.storage.hand_offs import latest_hand_offs
from assistant.storage.inserting import insert_over, insert_row
from assistant.storage.precedents import given_as_precedents
from assistant.storage.tables import asked, given, hand_offs, shown

LIVE = (AskedState.OPEN, AskedState.ANSWERED)

# What is read for every message is put together once: SQLAlchemy takes five times as long to build and recognize a
# statement as SQLite takes to run it.
_WHOLE = select(
    asked,
    exists().where(shown.c.asked == asked.c.id, shown.c.removed_at.is_(None)).correlate(asked).label("is_shown"),
    exists().where(hand_offs.c.asked == asked.c.id).correlate(asked).label("is_handed_over"),
    exists().where(given.c.asked == asked.c.id).correlate(asked).label("has_similar"),
)
"""A question, and which of what belongs to it there is: most have nothing yet, and nothing more is read for those."""
_WITH_ID = _WHOLE.where(asked.c.id == bindparam("id"))
_WITH_KEY = _WHOLE.where(asked.c.key == bindparam("key"))
_AT = _WHOLE.where(
    asked.c.workspace == bindparam("workspace"),
    asked.c.channel == bindparam("channel"),
    asked.c.message == bindparam("message"),
    asked.c.state.in_(LIVE),
)
_SHOWN_AS = (
    _WHOLE.join(shown, shown.c.asked == asked.c.id)
    .where(shown.c.channel == bindparam("channel"), shown.c.ts == bindparam("ts"), shown.c.removed_at.is_(None))
    .order_by(asked.c.id.desc())
    .limit(1)
)
_SHOWN_OF = (
    select(shown)
    .where(shown.c.asked.in_(bindparam("questions", expanding=True)), shown.c.removed_at.is_(None))
    .order_by(shown.c.shown_at, shown.c.ts)
)
_IN_THREAD = and_(
    asked.c.workspace == bindparam("workspace"),
    or_(
        and_(asked.c.channel == bindparam("channel"), asked.c.thread == bindparam("thread")),
        asked.c.id.in_(
            select(shown.c.asked).where(shown.c.channel == bindparam("channel"), shown.c.ts == bindparam("thread"))
        ),
    ),
)
"""Asked in the thread, or answered by the message that it hangs on: one given in private, and replied to there."""
_CONVERSATION = _WHOLE.where(
    _IN_THREAD,
    asked.c.state.in_(LIVE),
    or_(asked.c.person == bindparam("person"), asked.c.audience == Audience.THREAD),
).order_by(asked.c.asked_at, asked.c.id)
_CONVERSATION_BEFORE = _CONVERSATION.where(asked.c.id < bindparam("before"))
_ENGAGED = select(asked.c.id).where(_IN_THREAD, asked.c.person == bindparam("person"), asked.c.state.in_(LIVE)).limit(1)
_HOLD = select(asked.c.id).where(asked.c.id == bindparam("question")).with_for_update()
_ANSWER = (
    update(asked)
    .where(asked.c.id == bindparam("question"), asked.c.state == AskedState.OPEN)
    .values(
        state=AskedState.ANSWERED,
        answer=bindparam("packed"),
        answer_format=bindparam("form"),
        error=bindparam("why"),
        answered_at=bindparam("at"),
        audience=bindparam("seen_by"),
    )
)
_TO_STATE = (
    update(asked)
    .where(asked.c.id == bindparam("question"), asked.c.state == bindparam("before"))
    .values(state=bindparam("after"))
)


class QuestionUnknown(StorageError):
    """There is no question with that id."""


class QuestionOver(StorageError):
    """The question was replaced or removed: nothing can be done with it any more."""


class MessageTaken(StorageError):
    """The message has a live question already; a new one must replace it."""


def open_question(connection: Connection, question: Asked) -> Asked:
    """
    Keep a new question, and give it back with its id; its `id`, `state`, `answer`, `shown` and `hand_off` do not count.

    One that `replaces` another ends that one. Its key known already: nothing is changed, and the question as it stands
    is given back. Raises `QuestionUnknown` or `QuestionOver` for the one to be replaced, and `MessageTaken`.
    """
    if question.replaces is not None:
        if known := question_of(connection, question.key):
            return known
        replaced = _require_live(connection, question.replaces)
        _set_state(connection, replaced, AskedState.REPLACED)
        tell(connection, _event(What.REPLACED, question.asked_at, question.person, replaced))
    place = question.place
    row = insert_row(
        connection,
        asked,
        {
            "key": question.key,
            "person": question.person,
            "workspace": place.workspace,
            "channel": place.channel,
            "thread": place.thread,
            "is_direct": place.is_direct,
            "message": question.message,
            "entry": question.entry,
            "text": question.text,
            "hidden": [kind.value for kind in question.hidden],
            "is_cut": question.is_cut,
            "audience": question.audience,
            "state": AskedState.OPEN,
            "asked_at": question.asked_at,
            "error": "",
            "earlier": list(question.earlier),
            "settled": dict(question.settled),
            "replaces": question.replaces,
        },
    )
    if row is None:
        if known := question_of(connection, question.key):
            return known
        raise MessageTaken("The message has a live question already; a new one must replace it.")
    kept = replace(
        question, id=row.id, state=AskedState.OPEN, answer=None, error="", shown=(), hand_off=None, similar=()
    )
    data = {"entry": question.entry.value, "audience": question.audience.value, "hidden": len(question.hidden)}
    tell(connection, replace(_event(What.ASKED, question.asked_at, question.person, kept), data={**data}))
    return kept


def answer_question(
    connection: Connection,
    id: int,
    at: datetime,
    answer: Answer | None,
    *,
    error: str = "",
    audience: Audience | None = None,
) -> Asked:
    """
    Give an open question its answer, or the error in place of one; and another audience, where one is given.

    Answered already: nothing is changed, and it is given back as it stands. Raises `QuestionUnknown` or `QuestionOver`.
    """
    question = _require_live(connection, id)
    if question.state is AskedState.ANSWERED:
        return question
    outcome = connection.execute(
        _ANSWER,
        {
            "question": id,
            "packed": None if answer is None else pack_answer(answer),
            "form": None if answer is None else ANSWER_FORMAT,
            "why": error,
            "at": at,
            "seen_by": audience or question.audience,
        },
    )
    if outcome.rowcount != 1:
        raise _changed_by_another(question)
    event = _event(What.ANSWERED if answer else What.UNANSWERED, at, "", question)
    if answer:
        # Figures for the office: what was answered by what, never the words.
        data = {
            "verdict": answer.verdict.value,
            "clause": answer.citations[0].clause if answer.citations else None,
            "language": answer.language,
            "reader": answer.reader,
            "ms": round(answer.ms),
        }
        event = replace(event, data={**data})
    tell(connection, event)
    return replace(
        question, state=AskedState.ANSWERED, answer=answer, error=error, audience=audience or question.audience
    )


def outdate_question(connection: Connection, id: int, why: str, by: str, at: datetime) -> Asked:
    """
    Its message says something else by now, which is not answered: `why`, in words for the asker; "": it fits again.

    Raises `QuestionUnknown` or `QuestionOver`.
    """
    question = _require_live(connection, id)
    if question.answer is None or question.error == why:
        return question
    connection.execute(update(asked).where(asked.c.id == id).values(error=why))
    tell(connection, _event(What.OUTDATED if why else What.FITS_AGAIN, at, by, question))
    return _require(connection, id)


def share_question(connection: Connection, id: int, by: str, at: datetime) -> Asked:
    """Let everybody in its place see the answer. Raises `QuestionUnknown` or `QuestionOver`."""
    question = _require_live(connection, id)
    if question.audience is Audience.THREAD:
        return question
    connection.execute(update(asked).where(asked.c.id == id).values(audience=Audience.THREAD))
    tell(connection, _event(What.SHARED, at, by, question))
    return _require(connection, id)


def unshare_question(connection: Connection, id: int, at: datetime) -> None:
    """Its asker alone has the answer, as before it was shared. One that does not stand any more is left as it is."""
    question = _require(connection, id)
    if question.state is not AskedState.ANSWERED or question.audience is Audience.ASKER:
        return
    connection.execute(update(asked).where(asked.c.id == id).values(audience=Audience.ASKER))
    tell(connection, _event(What.UNSHARED, at, "", question))


def remove_question(connection: Connection, id: int, by: str, at: datetime) -> Asked:
    """
    The question is gone, and its texts with it, and those of the questions whose place it took.

    Where it is shown stays known, so that it can be removed there.

    Gone already: nothing is changed. An open hand-off is not touched. Raises `QuestionUnknown`.
    """
    question = _require(connection, id)
    if question.state is AskedState.GONE:
        return question
    _set_state(connection, question, AskedState.GONE)
    line: int | None = id
    while line is not None:
        blank_question(connection, line, at, REMOVED)
        line = connection.execute(select(asked.c.replaces).where(asked.c.id == line)).scalar_one()
    tell(connection, _event(What.REMOVED, at, by, question))
    return _require(connection, id)


def add_shown(connection: Connection, id: int, places: Iterable[Shown], at: datetime) -> None:
    """It shows there now. Told twice, it is one. Raises `QuestionUnknown`."""
    _require(connection, id)
    for place in places:
        insert_over(
            connection,
            shown,
            {
                "asked": id,
                "channel": place.channel,
                "ts": place.ts,
                "is_passing": place.is_passing,
                "shown_at": at,
                "removed_at": None,
            },
        )


def hold_question(connection: Connection, id: int) -> None:
    """
    Let nobody change the question before this transaction ends; whoever does after it sees what was kept in it.

    With SQLite that is so by itself: it has one writer.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_HOLD, {"question": id})


def end_shown(connection: Connection, id: int, at: datetime, places: Iterable[Shown] | None = None) -> None:
    """It does not show there any more; without `places`, nowhere."""
    condition: ColumnElement[bool] = (shown.c.asked == id) & shown.c.removed_at.is_(None)
    if places is not None:
        here = [(shown.c.channel == place.channel) & (shown.c.ts == place.ts) for place in places]
        if not here:
            return
        condition &= or_(*here)
    connection.execute(update(shown).where(condition).values(removed_at=at))


def find_question(connection: Connection, id: int) -> Asked | None:
    """The question with that id."""
    return _one(connection, _WITH_ID, id=id)


def question_of(connection: Connection, key: str) -> Asked | None:
    """The question that the arrival with that key asked."""
    return _one(connection, _WITH_KEY, key=key)


def question_at(connection: Connection, workspace: str, channel: str, message: str) -> Asked | None:
    """The live question of a message."""
    return _one(connection, _AT, workspace=workspace, channel=channel, message=message)


def question_shown_as(connection: Connection, channel: str, ts: str) -> Asked | None:
    """The question whose answer a message of ours shows; the latest, where one was put over another."""
    return _one(connection, _SHOWN_AS, channel=channel, ts=ts)


def conversation(connection: Connection, place: Place, person: str, before: int | None = None) -> tuple[Asked, ...]:
    """
    The live questions of a thread that this person may know of, oldest first; with `before`, only those before that id.

    What others asked in private is left out: it must not come back in an answer to somebody else. Without a thread
    there is no conversation.
    """
    if place.thread is None:
        return ()
    named: dict[str, object] = {**_names(place), "person": person}
    if before is None:
        return _several(connection, _CONVERSATION, **named)
    return _several(connection, _CONVERSATION_BEFORE, **named, before=before)


def is_engaged(connection: Connection, place: Place, person: str) -> bool:
    """Has the thread a live question of this person? Then what they say in it is for the assistant, unmentioned too."""
    if place.thread is None:
        return False
    return connection.execute(_ENGAGED, {**_names(place), "person": person}).first() is not None


def recent(connection: Connection, workspace: str, person: str, count: int) -> tuple[Asked, ...]:
    """The latest live questions of a person, newest first; those whose texts are gone of age are left out."""
    statement = (
        _WHOLE.where(
            asked.c.workspace == workspace,
            asked.c.person == person,
            asked.c.state.in_(LIVE),
            asked.c.blanked_at.is_(None),
        )
        .order_by(asked.c.asked_at.desc(), asked.c.id.desc())
        .limit(count)
    )
    return _several(connection, statement)


def _require(connection: Connection, id: int) -> Asked:
    question = find_question(connection, id)
    if question is None:
        raise QuestionUnknown(f"There is no question {id}.")
    return question


def _require_live(connection: Connection, id: int) -> Asked:
    question = _require(connection, id)
    if question.state not in LIVE:
        raise QuestionOver(f"Question {id} is {question.state}: nothing can be done with it any more.")
    return question


def _set_state(connection: Connection, question: Asked, state: AskedState) -> None:
    """A question changes its state, but to answered. Raises `QuestionOver` when another got here first."""
    outcome = connection.execute(_TO_STATE, {"question": question.id, "before": question.state, "after": state})
    if outcome.rowcount != 1:
        raise _changed_by_another(question)


def _changed_by_another(question: Asked) -> QuestionOver:
    return QuestionOver(f"Question {question.id} was changed by another in this moment.")


def _event(what: What, at: datetime, by: str, question: Asked) -> Event:
    return Event(what, at, question.place.workspace, by, question.id)


def _one(connection: Connection, statement: Select[Any], **values: object) -> Asked | None:
    found = _several(connection, statement, **values)
    return found[0] if found else None


def _several(connection: Connection, statement: Select[Any], **values: object) -> tuple[Asked, ...]:
    rows = connection.execute(statement, values).all()
    if not rows:
        return ()
    places = _shown_of(connection, [row.id for row in rows if row.is_shown])
    handed_over = latest_hand_offs(connection, [row.id for row in rows if row.is_handed_over])
    similar = given_as_precedents(connection, [row.id for row in rows if row.has_similar])
    return tuple(
        replace(
            _record(row),
            shown=places.get(row.id, ()),
            hand_off=handed_over.get(row.id),
            similar=similar.get(row.id, ()),
        )
        for row in rows
    )


def _names(place: Place) -> dict[str, str | None]:
    return {"workspace": place.workspace, "channel": place.channel, "thread": place.thread}


def _shown_of(connection: Connection, ids: list[int]) -> dict[int, tuple[Shown, ...]]:
    found: dict[int, tuple[Shown, ...]] = {}
    if not ids:
        return found
    for row in connection.execute(_SHOWN_OF, {"questions": ids}):
        found[row.asked] = (*found.get(row.asked, ()), Shown(row.channel, row.ts, row.is_passing))
    return found


def _record(row: Row[Any]) -> Asked:
    return Asked(
        id=row.id,
        key=row.key,
        person=row.person,
        place=Place(row.workspace, row.channel, row.thread, row.is_direct),
        message=row.message,
        entry=row.entry,
        text=row.text,
        hidden=tuple(PrivateKind(kind) for kind in row.hidden),
        is_cut=row.is_cut,
        audience=row.audience,
        state=row.state,
        asked_at=row.asked_at,
        answer=None if row.answer is None else read_answer(row.answer, row.answer_format),
        error=row.error,
        earlier=tuple(row.earlier),
        settled=dict(row.settled),
        replaces=row.replaces,
    )
