"""
How long are the texts of people kept?

Questions and answers lose their texts after `CANIPOST_KEEP_DAYS` days; what arrived loses its text 30 days after it was
worked on. Rows, times, verdicts and events stay: they say nothing of what was asked. A question whose hand-off goes on
keeps its text, however old; one that nobody answered in time, as long again. A ruling keeps its words as long as it is
a precedent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, exists, not_, null, select, update

from assistant.escalation.records import LIVE, HandOffState
from assistant.storage.blanking import AGE, blank_question
from assistant.storage.database import Database
from assistant.storage.events import Event, Plain, What, tell
from assistant.storage.tables import ArrivalState, arrivals, asked, hand_offs, precedents, remarks, rulings

KEEP_ARRIVALS = timedelta(days=30)
"""Long enough to look into a failure."""
AT_ONCE = 200
"""Questions blanked in one transaction: nobody who writes at the same time waits long."""


@dataclass(frozen=True, slots=True)
class Swept:
    """How many lost their texts."""

    questions: int
    arrivals: int


def sweep_old(database: Database, now: datetime, keep: timedelta) -> Swept:
    """Take the texts out of all that is older than `keep`, in many small transactions. Doing it again does no harm."""
    questions = 0
    while True:
        with database.transaction() as connection:
            blanked = blank_old_questions(connection, now, keep)
        questions += blanked
        if blanked < AT_ONCE:
            break
    with database.transaction() as connection:
        blank_old_rulings(connection, now)
        return Swept(questions, blank_old_arrivals(connection, now))


def blank_old_questions(connection: Connection, now: datetime, keep: timedelta) -> int:
    """Blank up to `AT_ONCE` questions that were asked before that, those in a hand-off left alone. Says how many."""
    # What nobody answered in time goes on for a while, not for ever.
    is_forgotten = and_(hand_offs.c.state == HandOffState.EXPIRED, hand_offs.c.changed_at < now - keep)
    is_handed_off = exists().where(hand_offs.c.asked == asked.c.id, hand_offs.c.state.in_(LIVE), not_(is_forgotten))
    ids = connection.execute(
        select(asked.c.id)
        .where(asked.c.asked_at < now - keep, asked.c.blanked_at.is_(None), ~is_handed_off)
        .order_by(asked.c.id)
        .limit(AT_ONCE)
    ).scalars()
    old = list(ids)
    for id in old:
        blank_question(connection, id, now)
    return len(old)


def blank_old_rulings(connection: Connection, now: datetime) -> int:
    """Take the words out of rulings whose question is blanked, whose hand-off is over, and which no precedent is of."""
    is_precedent = exists().where(precedents.c.ruling == rulings.c.id, precedents.c.over_at.is_(None))
    over = (
        select(hand_offs.c.id)
        .join(asked, asked.c.id == hand_offs.c.asked)
        .where(asked.c.blanked_at.is_not(None), hand_offs.c.state.not_in(LIVE))
    )
    # What was said after the question was blanked.
    said = connection.execute(
        update(remarks)
        .where(remarks.c.hand_off.in_(over), remarks.c.text != "")
        .values(text="")
        .returning(remarks.c.hand_off)
    ).scalars()
    _tell_blanked(connection, "remarks", Counter(said), now)
    of_them = select(rulings.c.id).where(rulings.c.hand_off.in_(over))
    retold = connection.execute(
        update(precedents)
        .where(precedents.c.ruling.in_(of_them), precedents.c.over_at.is_not(None), precedents.c.question != "")
        .values(question="", facts={})
        .returning(precedents.c.ruling)
    ).scalars()
    of_precedents = connection.execute(select(rulings.c.hand_off).where(rulings.c.id.in_(list(retold)))).scalars()
    _tell_blanked(connection, "precedents", Counter(of_precedents), now)
    ruled = connection.execute(
        update(rulings)
        .where(rulings.c.hand_off.in_(over), (rulings.c.text != "") | (rulings.c.note != ""), ~is_precedent)
        .values(text="", note="")
        .returning(rulings.c.hand_off)
    ).scalars()
    counted = Counter(ruled)
    _tell_blanked(connection, "rulings", counted, now)
    return counted.total()


def _tell_blanked(connection: Connection, of: str, counted: Mapping[int, int], now: datetime) -> None:
    """An event for each hand-off, with how many of them lost their words."""
    rows = connection.execute(select(hand_offs).where(hand_offs.c.id.in_(list(counted))).order_by(hand_offs.c.id))
    for row in rows.all():
        data: dict[str, Plain] = {"of": of, "why": AGE, "count": counted[row.id]}
        tell(connection, Event(What.BLANKED, now, row.workspace, "", row.asked, row.id, data))


def blank_old_arrivals(connection: Connection, now: datetime) -> int:
    """Take the text out of the arrivals that were over 30 days ago. Their keys stay: a deed told again is known."""
    outcome = connection.execute(
        update(arrivals)
        .where(
            arrivals.c.state.in_((ArrivalState.DONE, ArrivalState.FAILED)),
            arrivals.c.done_at < now - KEEP_ARRIVALS,
            arrivals.c.payload.is_not(None),
        )
        .values(payload=null())
        .returning(arrivals.c.workspace)
    )
    counted = Counter(outcome.scalars())
    for workspace, count in sorted(counted.items()):
        tell(connection, Event(What.ARRIVALS_BLANKED, now, workspace, data={"count": count}))
    return counted.total()
