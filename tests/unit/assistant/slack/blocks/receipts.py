"""A receipt with something in every part."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from assistant.answering.records import Verdict
from assistant.escalation.records import HandOffState
from assistant.reporting.receipt import Aside, Edition, Line, Quote, Receipt, Told, Who
from assistant.slack.blocks.records import Look
from assistant.storage.events import What
from tests.unit.assistant.slack.blocks.conftest import AT

CLAUSE = "md-16-02/policy/client-material"


def make_receipt_of(look: Look) -> Receipt:
    clause = look.library.clause(CLAUSE)
    document = look.library.document(clause.document)
    start, end = clause.words
    quote = Quote(clause.id, clause.locator, document.text[start:end])
    asker, manager = Who(person="U5", is_asker=True), Who(person="U8", office="North & West office")
    hour = timedelta(hours=1)
    assistant = Told(None, Verdict.CONDITIONAL, "It depends.", (quote,), "OK to post, if…", ("Ask first.",))
    ruling = Told(AT + 2 * hour, Verdict.YES, "Yes, *this* time. <@U9>", (quote,), signed=manager)
    return Receipt(
        number=71,
        language="en",
        zone=ZoneInfo("America/Los_Angeles"),
        made_at=AT + 3 * hour,
        state=HandOffState.ANSWERED,
        asker=asker,
        asked_at=AT,
        question="May I post *this* picture of <@U7>?",
        context="For the fair.",
        office=manager.office,
        assistant=assistant,
        answers=(ruling,),
        asides=(Aside(AT + hour, Who(office=manager.office), "Which fair?"), Aside(AT + hour, asker, "In May.")),
        steps=(Line(AT, What.HAND_OFF_OPENED, asker), Line(AT + 2 * hour, What.HAND_OFF_ANSWERED, manager)),
        editions=(Edition(document.number, document.title, document.version, document.issued, document.digest),),
    )
