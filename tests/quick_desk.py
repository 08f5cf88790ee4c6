"""A desk whose answers cost nothing: what a question says decides what is answered, by plain words in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from assistant.answering.records import Answer, Case, Decision, FactReading, Verdict
from assistant.answering.screening import NothingToScreen, PrivateKind, Redaction, Screened
from assistant.desk.desk import Desk
from assistant.desk.notices import Notices, load_notices
from assistant.desk.records import Arrival, ChannelMode, Deed, Entry, Place
from assistant.desk.settings import DeskSettings
from assistant.storage.channels import EVERY_OTHER
from assistant.storage.database import Database
from assistant.storage.inserting import insert_over
from assistant.storage.tables import channel_modes
from corpus.facts import Choice, QuestionBack
from corpus.rule_rows import Reply
from tests.shipped import shipped_rulebook

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

MORNING = START + timedelta(hours=8)
"""Monday, 9:00 in Los Angeles."""

ASK = QuestionBack(
    text="Is it your own account?",
    choices=(
        Choice(label="Yes", sets={"personal_account": True}),
        Choice(label="No", sets={"personal_account": False}),
    ),
)


@dataclass(slots=True)
class QuickAnswering:
    """By a word in the question: `barred`, `which`, `doubtful`, `danger`, `unread`, `broken`, `raises`, `thanks`; else yes."""

    calls: list[tuple[str, tuple[str, ...], dict[str, bool | None]]] = field(default_factory=list)
    carried: list[dict[str, bool | None]] = field(default_factory=list)
    """What was settled before in the conversation, as each of the calls was told."""

    def case(
        self,
        question: str,
        earlier: Sequence[str] = (),
        answered: Mapping[str, bool | None] = MappingProxyType({}),
        *,
        carried: Mapping[str, bool | None] = MappingProxyType({}),
        is_cut: bool = False,
    ) -> Case:
        self.calls.append((question, tuple(earlier), dict(answered)))
        self.carried.append(dict(carried))
        if "raises" in question:
            raise RuntimeError(question)
        if "broken" in question:
            return Case(raw=question, error="the question could not be answered: read failed (RuntimeError)")
        verdict, decision, ask = self.verdict(question, answered)
        # As the real answer does, this one holds words of the question.
        facts = {name: FactReading(bool(value), "", 1.0) for name, value in answered.items()}
        answer = Answer(verdict, verdict.value, f"because of: {question}", ask=ask, facts=facts)
        return Case(raw=question, decision=decision, answer=answer)

    def verdict(
        self, question: str, answered: Mapping[str, bool | None]
    ) -> tuple[Verdict, Decision | None, QuestionBack | None]:
        if "unread" in question:
            return Verdict.ESCALATE, None, None
        for word, reply in (("doubtful", "doubt"), ("danger", "emergency")):
            if word in question:
                fixed = Reply(id=reply, verdict=Verdict.ESCALATE, reason="A person decides.")
                return Verdict.ESCALATE, Decision(Verdict.ESCALATE, reply=fixed), None
        if "which" in question and not answered:
            return Verdict.CLARIFY, Decision(Verdict.CLARIFY, ask=ASK), ASK
        verdict = Verdict.OUT_OF_SCOPE if "thanks" in question else Verdict.YES
        verdict = Verdict.NO if "barred" in question else verdict
        return verdict, Decision(verdict), None


class QuickScreening:
    """Hides every word that begins with a capital letter X."""

    def screen(self, text: str) -> Screened:
        if not text.strip():
            raise NothingToScreen
        found = [Redaction(*each.span(), PrivateKind.PERSON) for each in re.finditer(r"\bX\w+", text)]
        return Screened(re.sub(r"\bX\w+", "[name 1]", text), tuple(found), False)


@dataclass(slots=True)
class Hands:
    """A clock that a test moves."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def quick_desk(database: Database, notices: Notices | None = None, **changes: object) -> Desk:
    if notices is None:
        notices = load_notices(shipped_rulebook())
    with database.transaction() as connection:
        # As after a press of an administrator: in every channel it is invited to.
        answering = {"channel": EVERY_OTHER, "mode": ChannelMode.ANSWERS, "set_by": "U9", "set_at": START}
        insert_over(connection, channel_modes, {"workspace": "T1", **answering})
    parts: dict[str, object] = {
        "known_facts": frozenset({"personal_account", "client"}), "settings": DeskSettings(), "clock": Hands(),
    }  # fmt: skip
    return Desk(database, QuickAnswering(), QuickScreening(), notices, **{**parts, **changes})  # type: ignore[arg-type]


OFFICE = Place("T1", "C1", "1.0")
DIRECT = Place("T1", "D1", "1.0", is_direct=True)


def asked(
    text: str = "may I?",
    *,
    message: str = "1.0",
    person: str = "U1",
    place: Place = OFFICE,
    key: str = "",
    **changes: object,
) -> Arrival:
    """Somebody asks; X marks a private word, which is hidden as the surface would."""
    return deed(
        Deed.ASKED, text=text, message=message, person=person, place=place, key=key or f"asked:{place.channel}:{message}",
        entry=changes.pop("entry", Entry.DIRECT if place.is_direct else Entry.MENTION), **changes,
    )  # fmt: skip


def deed(
    what: Deed, *, key: str, text: str = "", person: str = "U1", place: Place = OFFICE, **changes: object
) -> Arrival:
    screened = QuickScreening().screen(text) if text.strip() else None
    parts: dict[str, object] = {
        "at": START, "text": screened.text if screened else "",
        "hidden": tuple(each.kind for each in screened.redactions) if screened else (),
    }  # fmt: skip
    return Arrival(key, what, person, place, **{**parts, **changes})  # type: ignore[arg-type]
