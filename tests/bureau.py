"""An office at work: questions through the desk, with answers that say what a question says; hand-offs move by move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from assistant.answering.compose import cite, fixed_answer
from assistant.answering.records import Answer, Case, Decision, FactReading, Verdict
from assistant.desk.desk import Desk
from assistant.desk.notices import load_notices
from assistant.desk.records import Asked, Deed, HandOff, Shown
from assistant.escalation.offices import Office, Offices, default_hours
from assistant.escalation.records import Move, Ruling
from assistant.reporting.records import Period
from assistant.reporting.report import Report, make_report
from assistant.storage.database import Database
from assistant.storage.hand_offs import change_hand_off, open_hand_off
from assistant.storage.rulings import add_ruling, give_ruling
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.quick_desk import Hands, asked, deed, quick_desk

MONDAY = datetime(2026, 11, 16, 17, 0, tzinfo=UTC)
"""9:00 in Los Angeles, on a day on which offices work."""
FACE = "md-16-02/policy/blurred-face"
NAME = "md-16-02/policy/name-and-logo"
UNSURE = "md-16-02/policy/unsure"
CLAUSES = {"face": FACE, "name": NAME}
FACTS = {"client": ("client_in_media", True), "permission": ("client_permission", True)}
SECRET = "zebra-quux"
"""Stands in every text that people write: no report may hold it."""


@dataclass(slots=True)
class SaidAnswering:
    """Answers what the question says: ``verdict=no clause=face facts=client reply=doubt``."""

    library: Library
    rulebook: Rulebook

    def case(
        self,
        question: str,
        earlier: Sequence[str] = (),
        answered: Mapping[str, bool | None] = MappingProxyType({}),
        *,
        carried: Mapping[str, bool | None] = MappingProxyType({}),
        is_cut: bool = False,
    ) -> Case:
        said = dict(word.split("=") for line in question.splitlines()[-1:] for word in line.split() if "=" in word)
        if reply := said.get("reply"):
            answer = fixed_answer(self.rulebook.replies[reply], self.rulebook, self.library)
            return Case(raw=question, answer=answer, decision=Decision(answer.verdict))
        verdict = Verdict(said["verdict"])
        names = [FACTS[name] for name in said.get("facts", "").split(",") if name]
        cited = [CLAUSES[name] for name in said.get("clause", "").split(",") if name]
        facts = {name: FactReading(value, question, 1.0) for name, value in names}
        citations = tuple(cite(clause, self.library, self.rulebook) for clause in cited)
        answer = Answer(verdict, verdict.value, f"because of {question}", citations=citations, facts=facts)
        return Case(raw=question, answer=answer, decision=Decision(verdict))


@dataclass(slots=True)
class Bureau:
    """What people do in it, each at the time that the hands show."""

    desk: Desk
    database: Database
    library: Library
    rulebook: Rulebook
    offices: Offices
    hands: Hands
    count: int = 0

    def ask(self, said: str, person: str = "U1") -> Asked:
        self.count += 1
        return self._do(asked(f"{SECRET}\n{said}", message=f"{self.count}.0", person=person, at=self.hands()))

    def correct(self, question: Asked, said: str) -> Asked:
        self.count += 1
        key, text = f"corrected:{self.count}", f"{SECRET} {said}"
        return self._do(
            deed(Deed.CORRECTED, key=key, question=question.id, text=text, person=question.person, at=self.hands())
        )

    def rate(self, question: Asked, is_helpful: bool, reason: str = "") -> None:
        self.desk.feedback(question.id, question.person, is_helpful, reason)

    def hand_over(self, question: Asked, office: str = "north", **changes: object) -> HandOff:
        with self.database.transaction() as connection:
            by, at = question.person, self.hands()
            return open_hand_off(connection, question.id, by, at, office=office, **changes)  # type: ignore[arg-type]

    def move(self, hand_off: HandOff, move: Move, by: str = "UBOSS", **changes: object) -> HandOff:
        with self.database.transaction() as connection:
            return change_hand_off(connection, hand_off.id, move, by, self.hands(), **changes)  # type: ignore[arg-type]

    def rule(
        self, hand_off: HandOff, verdict: Verdict, clauses: Sequence[str] = (), *, replaces: Ruling | None = None,
        is_named: bool = True,
    ) -> Ruling:  # fmt: skip
        move = Move.CORRECT if replaces else Move.ANSWER
        moved = self.move(hand_off, move)
        with self.database.transaction() as connection:
            ruling = add_ruling(
                connection,
                Ruling(
                    0, hand_off.id, verdict, f"{SECRET} the ruling", tuple(clauses), "UBOSS", moved.office, self.hands(),
                    note="NOTE-INSIDE", is_named=is_named, replaces=replaces.id if replaces else None,
                ),
            )  # fmt: skip
            give_ruling(connection, ruling.id, hand_off.asked, self.hands())
            return ruling

    def wait(self, **lengths: float) -> None:
        self.hands.at += timedelta(**lengths)

    def report(self, office: str = "", days: int = 7, **changes: object) -> Report:
        period = Period(MONDAY - timedelta(hours=1), MONDAY + timedelta(days=days))
        with self.database.reading() as connection:
            return make_report(
                connection,
                period,
                self.library,
                self.rulebook,
                self.offices,
                self.hands(),
                office=office,
                **changes,  # type: ignore[arg-type]
            )

    def _do(self, arrival: object) -> Asked:
        self.desk.receive(arrival)  # type: ignore[arg-type]
        response = self.desk.respond(arrival.key)  # type: ignore[attr-defined]
        assert response is not None
        assert response.asked is not None
        self.desk.settle(arrival.key, (Shown("C1", f"{self.count}.5"),))  # type: ignore[attr-defined]
        return response.asked


def some_offices() -> Offices:
    hours = default_hours()
    offices = (
        Office("north", "North office", "CNORTH", hours, asks_from=("C1",), answer_within=120, next="policy"),
        Office("south", "South office", "CSOUTH", hours, answer_within=120, next="policy"),
        Office("policy", "Policy section", "CPOLICY", hours, answer_within=480),
    )
    return Offices(MappingProxyType({office.id: office for office in offices}), "policy")


def open_bureau(database: Database, library: Library, rulebook: Rulebook) -> Bureau:
    hands = Hands(MONDAY)
    desk = quick_desk(database, load_notices(rulebook), clock=hands)
    desk.answering = SaidAnswering(library, rulebook)
    return Bureau(desk, database, library, rulebook, some_offices(), hands)


def a_week(bureau: Bureau) -> Report:
    """Something in every table."""
    for number in range(6):
        bureau.ask("verdict=no clause=face facts=client", person=f"UPERSON{number}")
    for _ in range(4):
        handed = bureau.hand_over(bureau.ask("verdict=conditional clause=name"))
        bureau.wait(minutes=25)
        bureau.rule(handed, Verdict.NO, (FACE,))
    for _ in range(3):
        open_question = bureau.ask("verdict=escalate clause=name facts=permission")
        assert open_question.hand_off is not None
        bureau.wait(minutes=35)
        bureau.rule(open_question.hand_off, Verdict.YES)
        bureau.desk.rate_ruling(open_question.hand_off.id, "U1", False)
    bureau.hand_over(bureau.ask("verdict=yes"), "south", is_anonymous=True)
    doubted = bureau.ask("reply=doubt")
    assert doubted.hand_off is not None
    bureau.move(doubted.hand_off, Move.CLAIM)
    bureau.correct(bureau.ask("verdict=yes clause=name"), "verdict=no clause=face facts=client")
    bureau.rate(bureau.ask("verdict=no clause=face"), False, f"wrong; {SECRET}")
    return bureau.report()


def figures(report: Report, table: str) -> dict[str, tuple[object, ...]]:
    """The rows of a table by their first cell."""
    return {str(row[0]): row[1:] for row in report.table(table).rows}
