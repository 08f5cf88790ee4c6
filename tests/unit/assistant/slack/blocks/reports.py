"""A report of a few questions, counted from made-up records."""

from __future__ import annotations

from datetime import timedelta

from assistant.answering.records import Verdict
from assistant.desk.records import AskedState, Deed
from assistant.escalation.offices import default_offices
from assistant.escalation.records import HandOffState
from assistant.reporting.records import Ground, HandOffRow, QuestionRow, Records, RulingRow, Step, last_days
from assistant.reporting.report import Report, count_all
from assistant.reporting.wording import spoken
from assistant.slack.blocks.records import Look
from assistant.storage.events import What
from tests.unit.assistant.slack.blocks.conftest import AT

CLAUSES = ("md-16-02/policy/client-material", "md-16-02/policy/name-and-logo", "md-16-02/policy/unsure")


def make_report_of(look: Look, count: int = 9) -> Report:
    """Questions in turn on three clauses, each second left to a person and every fourth ruled on within an hour."""
    offices = default_offices("C9")
    period = last_days(90, AT, offices.fallback.hours.zone)
    questions = tuple(
        QuestionRow(
            id, "C1", AT, AskedState.ANSWERED, Deed.ASKED, None, Verdict.ESCALATE if id % 2 else Verdict.NO,
            (CLAUSES[id % 3],), frozenset({(name, True) for name in ("client_in_media", "face_hidden")[: id % 3]}),
        )
        for id in range(1, count + 1)
    )  # fmt: skip
    office, hour = offices.fallback_id, timedelta(hours=1)
    hand_offs = tuple(
        HandOffRow(
            id, id, office, HandOffState.ANSWERED, AT, True, None,
            (Step(What.HAND_OFF_OPENED, AT, HandOffState.OPENED, office),
             Step(What.HAND_OFF_ANSWERED, AT + hour, HandOffState.ANSWERED, office)),
            (RulingRow(id, Verdict.NO if id % 3 else Verdict.YES, (), office, AT + hour, None),),
        )
        for id in range(1, count + 1, 2)
    )  # fmt: skip
    ground = Ground(look.library, look.rulebook, offices, spoken("en"), AT)
    tables = count_all(Records(period, questions, hand_offs), ground)
    return Report(period, "", AT, offices.fallback.hours.zone, tables)
