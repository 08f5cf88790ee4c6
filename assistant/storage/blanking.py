"""What is taken out of the database when the texts of a question have to go?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, null, or_, select, update

from assistant.desk.records import Deed
from assistant.storage.answers import ANSWER_FORMAT, blank_answer, forget_words, pack_answer, read_answer
from assistant.storage.events import Event, Plain, What, tell
from assistant.storage.tables import ArrivalState, arrivals, asked, feedback, hand_offs, remarks

ON_HAND_OFF = (
    Deed.REASSIGNED, Deed.PASSED_ON, Deed.ASKED_BACK, Deed.REPLIED, Deed.RULED, Deed.RECTIFIED, Deed.REOPENED,
)  # fmt: skip
"""Deeds on a hand-off with which something is said."""

AGE, REMOVED = "age", "removed"
"""Why texts were taken out, in the event that tells it."""


def blank_question(connection: Connection, id: int, at: datetime, why: str = AGE) -> None:
    """
    Take every text of people out of a question: its own, where it was read again with a later one, what arrived for it,
    the reasons given with its feedback, and what its hand-offs hold of it and was said there. Rulings go later
    (retention.py): others may rely on them.

    Who asked, where and when stays, with the verdict and the clauses; nobody can read any more what it was about. What
    has arrived for its message and is not worked on yet keeps its text until it is.

    Told once: a question without texts loses none when this is called again.
    """
    row = connection.execute(select(asked).where(asked.c.id == id)).one()
    answer = None if row.answer is None else pack_answer(blank_answer(read_answer(row.answer, row.answer_format)))
    connection.execute(
        update(asked)
        .where(asked.c.id == id)
        .values(
            text="",
            earlier=[],
            settled={},
            answer=answer,
            answer_format=None if answer is None else ANSWER_FORMAT,
            blanked_at=at,
        )
    )
    connection.execute(update(feedback).where(feedback.c.asked == id).values(reason=""))
    own = list(connection.execute(select(hand_offs.c.id).where(hand_offs.c.asked == id)).scalars())
    connection.execute(update(hand_offs).where(hand_offs.c.id.in_(own)).values(text="", context=""))
    connection.execute(update(remarks).where(remarks.c.hand_off.in_(own)).values(text=""))
    connection.execute(
        update(arrivals)
        .where(
            arrivals.c.workspace == row.workspace,
            or_(
                and_(arrivals.c.channel == row.channel, arrivals.c.message == row.message),
                # What was missed, in the asker's words: no message carries it.
                and_(
                    arrivals.c.person == row.person,
                    arrivals.c.deed.in_((Deed.CORRECTED, Deed.HANDED_OVER)),
                    arrivals.c.payload["question"].as_integer() == id,
                ),
                and_(arrivals.c.deed.in_(ON_HAND_OFF), arrivals.c.payload["hand_off"].as_integer().in_(own)),
            ),
            arrivals.c.state.in_((ArrivalState.DONE, ArrivalState.FAILED)),
        )
        .values(payload=null())
    )
    if row.blanked_at is None:
        data: dict[str, Plain] = {"of": "question", "why": why, "hand_offs": len(own)}
        tell(connection, Event(What.BLANKED, at, row.workspace, "", id, None, data))
    if row.text and row.thread is not None:
        _forget_turn(connection, row.workspace, row.channel, row.thread, row.text, at)


def _forget_turn(
    connection: Connection, workspace: str, channel: str, thread: str, turn: str, at: datetime
) -> None:  # fmt: skip
    """The questions that followed in the thread were read with this one; their rows hold its text, or words of it."""
    followers = connection.execute(
        select(asked.c.id, asked.c.text, asked.c.earlier, asked.c.answer, asked.c.answer_format).where(
            asked.c.workspace == workspace,
            asked.c.channel == channel,
            asked.c.thread == thread,
            asked.c.blanked_at.is_(None),
        )
    ).all()
    for follower in followers:
        if turn not in follower.earlier:
            continue
        changes: dict[str, Any] = {"earlier": [each for each in follower.earlier if each != turn]}
        if follower.answer is not None:
            left = "\n".join([follower.text, *changes["earlier"]])
            answer = forget_words(read_answer(follower.answer, follower.answer_format), turn, left)
            changes |= {"answer": pack_answer(answer), "answer_format": ANSWER_FORMAT}
        connection.execute(update(asked).where(asked.c.id == follower.id).values(changes))
        tell(connection, Event(What.TURN_FORGOTTEN, at, workspace, "", follower.id))
