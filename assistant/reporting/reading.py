"""
What of the database is counted? Read here once, row by row, and without any text of people.

Of an answer only verdict, clauses and facts are taken; whose it was is not read at all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from assistant.answering.records import Verdict
from assistant.desk.records import Deed
from assistant.escalation.offices import Offices
from assistant.escalation.records import HandOffState, LetterKind, Promise
from assistant.reporting.records import (
    HandOffRow,
    Period,
    Precedents,
    QuestionRow,
    Rating,
    Records,
    RulingRow,
    Step,
)
from assistant.storage.events import What
from assistant.storage.hand_offs import TOLD_AS
from assistant.storage.tables import (
    arrivals,
    asked,
    events,
    feedback,
    given,
    hand_offs,
    letters,
    precedents,
    rulings,
)
from corpus.rulebook import Rulebook

WRONG = frozenset({"wrong", "misread"})
"""What was chosen in the form "Not helpful" where the answer is disputed; the first words of the reason."""
VERDICTS = {verdict.value: verdict for verdict in Verdict}
STATES = {state.value: state for state in HandOffState}
MOVES_TOLD = frozenset(TOLD_AS.values())
"""The events that are moves of a hand-off: not those of its card, its timers or its letters."""


def read_records(
    connection: Connection,
    period: Period,
    rulebook: Rulebook,
    offices: Offices,
    *,
    workspace: str = "",
    office: str = "",
) -> Records:
    """
    What happened in the period; in one workspace, or in all with "".

    With an `office`: the hand-offs that are with it, their questions, and those asked in its channels.
    """
    whole = _hand_offs(connection, period, workspace)
    kept = tuple(each for each in whole if not office or each.office == office)
    questions = _questions(connection, period, workspace, [each.asked for each in kept], _replies(rulebook))
    if office:
        handed = {each.asked for each in kept}
        channels = frozenset(offices.by_id[office].asks_from) if office in offices.by_id else frozenset[str]()
        questions = tuple(each for each in questions if each.id in handed or each.channel in channels)
    of_these = {each.id for each in questions}
    ratings = tuple(each for each in _ratings(connection, period, workspace) if not office or each.asked in of_these)
    return Records(period, questions, kept, ratings, _precedents(connection, period, workspace, office))


def _replies(rulebook: Rulebook) -> Mapping[str, str]:
    """The ids of the fixed replies by their sentence, which is all that is kept of them, in every language."""
    books = (rulebook, *rulebook.translations.values())
    return {reply.reason: reply.id for book in books for reply in book.replies.values()}


def _in(column: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    return and_(column >= period.since, column < period.until)


def _at(column: ColumnElement[str], workspace: str) -> ColumnElement[bool]:
    return column == workspace if workspace else true()


# --- questions ---


def _questions(
    connection: Connection, period: Period, workspace: str, others: Collection[int], replies: Mapping[str, str]
) -> tuple[QuestionRow, ...]:
    handed = select(hand_offs.c.asked).where(_in(hand_offs.c.opened_at, period))
    wanted = or_(_in(asked.c.asked_at, period), asked.c.id.in_(handed)) if others else _in(asked.c.asked_at, period)
    columns = (asked.c.id, asked.c.channel, asked.c.asked_at, asked.c.state, asked.c.replaces, asked.c.answer)
    statement = (
        select(*columns, arrivals.c.deed)
        .outerjoin(arrivals, arrivals.c.key == asked.c.key)
        .where(wanted, _at(asked.c.workspace, workspace))
        .order_by(asked.c.id)
    )
    found = []
    for row in connection.execute(statement.execution_options(yield_per=500)):
        answer = row.answer if isinstance(row.answer, dict) else None
        found.append(
            QuestionRow(
                row.id, row.channel, row.asked_at, row.state, row.deed or Deed.ASKED, row.replaces,
                VERDICTS.get(str(answer.get("verdict"))) if answer else None,
                _clauses(answer or {}), _facts(answer or {}), _reply(answer or {}, replies),
            )
        )  # fmt: skip
    return tuple(found)


def _clauses(answer: Mapping[str, Any]) -> tuple[str, ...]:
    cited = answer.get("citations")
    return tuple(str(each["clause"]) for each in cited if "clause" in each) if isinstance(cited, list) else ()


def _facts(answer: Mapping[str, Any]) -> frozenset[tuple[str, bool]]:
    facts = answer.get("facts")
    if not isinstance(facts, dict):
        return frozenset()
    return frozenset((name, bool(fact.get("value"))) for name, fact in facts.items() if isinstance(fact, dict))


def _reply(answer: Mapping[str, Any], replies: Mapping[str, str]) -> str | None:
    reason = str(answer.get("reason") or "")
    return replies.get(reason, "") if reason else None


def _ratings(connection: Connection, period: Period, workspace: str) -> tuple[Rating, ...]:
    statement = (
        select(feedback.c.asked, feedback.c.is_helpful, feedback.c.reason)
        .join(asked, asked.c.id == feedback.c.asked)
        .where(_in(feedback.c.given_at, period), _at(asked.c.workspace, workspace))
        .order_by(feedback.c.asked, feedback.c.person)
    )
    return tuple(
        Rating(row.asked, row.is_helpful, not row.is_helpful and bool(WRONG & {*row.reason.split("; ")}))
        for row in connection.execute(statement)
    )


# --- hand-offs ---


def _hand_offs(connection: Connection, period: Period, workspace: str) -> tuple[HandOffRow, ...]:
    wanted = and_(_in(hand_offs.c.opened_at, period), _at(hand_offs.c.workspace, workspace))
    steps, ruled = _steps(connection, wanted), _rulings(connection, wanted)
    rows = connection.execute(select(hand_offs).where(wanted).order_by(hand_offs.c.id))
    return tuple(
        HandOffRow(
            row.id, row.asked, row.office, row.state, row.opened_at, row.is_automatic,
            _promise(row.promised_at, row.minutes_left), tuple(steps[row.id]), tuple(ruled[row.id]),
        )
        for row in rows
    )  # fmt: skip


def _promise(due_at: Any, minutes: int | None) -> Promise | None:  # noqa: ANN401 - a column's value
    if due_at is None and minutes is None:
        return None
    return Promise(due_at, None if minutes is None else timedelta(minutes=minutes))


def _steps(connection: Connection, wanted: ColumnElement[bool]) -> Mapping[int, list[Step]]:
    found: dict[int, list[Step]] = defaultdict(list)
    statement = (
        select(events.c.hand_off, events.c.what, events.c.at, events.c.data)
        .join(hand_offs, hand_offs.c.id == events.c.hand_off)
        .where(wanted, events.c.what.in_([what.value for what in MOVES_TOLD]))
        .order_by(events.c.id)
    )
    for row in connection.execute(statement):
        state, office = STATES.get(str(row.data.get("state"))), str(row.data.get("office") or "")
        found[row.hand_off].append(Step(What(row.what), row.at, state, office))
    return found


def _rulings(connection: Connection, wanted: ColumnElement[bool]) -> Mapping[int, list[RulingRow]]:
    found: dict[int, list[RulingRow]] = defaultdict(list)
    rated = _rated_rulings(connection, wanted)
    columns = (rulings.c.id, rulings.c.hand_off, rulings.c.verdict, rulings.c.clauses, rulings.c.office, rulings.c.at)
    statement = (
        select(*columns, rulings.c.replaces)
        .join(hand_offs, hand_offs.c.id == rulings.c.hand_off)
        .where(wanted)
        .order_by(rulings.c.id)
    )
    for row in connection.execute(statement):
        ruling = RulingRow(
            row.id, row.verdict, tuple(row.clauses), row.office, row.at, row.replaces, rated.get(row.id)
        )  # fmt: skip
        found[row.hand_off].append(ruling)
    return found


def _rated_rulings(connection: Connection, wanted: ColumnElement[bool]) -> Mapping[int, bool]:
    """What askers say of answers of office management, by the ruling's id; said again, the last one counts."""
    statement = (
        select(events.c.data)
        .join(hand_offs, hand_offs.c.id == events.c.hand_off)
        .where(wanted, events.c.what == What.RULING_RATED.value)
        .order_by(events.c.id)
    )
    told = connection.execute(statement).scalars()
    return {int(data["ruling"]): bool(data["is_helpful"]) for data in told}


# --- precedents ---


def _precedents(connection: Connection, period: Period, workspace: str, office: str) -> Precedents:
    own = rulings.c.office == office if office else true()
    states = connection.execute(
        select(precedents.c.state, func.count())
        .join(rulings, rulings.c.id == precedents.c.ruling)
        .where(own, _at(precedents.c.workspace, workspace))
        .group_by(precedents.c.state)
    )
    by_state = Counter({str(state): int(count) for state, count in states})
    # Given to somebody else than who asked office management: below an answer, as a precedent.
    of_ruling = and_(rulings.c.id == given.c.ruling, own)
    shown = (
        select(func.count())
        .select_from(given)
        .join(rulings, of_ruling)
        .join(hand_offs, hand_offs.c.id == rulings.c.hand_off)
        .where(_in(given.c.given_at, period), given.c.asked != hand_offs.c.asked, _at(hand_offs.c.workspace, workspace))
    )
    recalled = (
        select(func.count())
        .select_from(letters)
        .join(hand_offs, hand_offs.c.id == letters.c.hand_off)
        .where(
            letters.c.kind == LetterKind.RECALL,
            letters.c.shown_at.is_not(None),
            _in(letters.c.written_at, period),
            _at(letters.c.workspace, workspace),
            hand_offs.c.office == office if office else true(),
        )
    )
    return Precedents(
        tuple(sorted(by_state.items())),
        connection.execute(shown).scalar_one(),
        connection.execute(recalled).scalar_one(),
    )
