"""What must never happen: each way of breaking an answer is tried, and the answer is withheld."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from assistant.answering.compose import compose
from assistant.answering.decide import decide
from assistant.answering.doubt import Doubt
from assistant.answering.records import Answer, Case, Citation, Kind, PrivateKind, Reading, Redaction, Verdict
from assistant.answering.screening.records import Screened
from assistant.answering.verify import faults_of, verify
from corpus.document import Document
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_case, make_reading

PROHIBITED = make_reading(client=True, client_in_media=True, face_hidden=True)
CONDITIONAL = make_reading(child_welfare_content=True)
LISTED = make_reading(client=True, placement=True)
DOUBTED = make_reading(opinion={Verdict.NO: 0.9}, private_life=True)


def composed(reading: Reading, rulebook: Rulebook, library: Library) -> Case:
    return compose(decide(make_case(reading), rulebook, Doubt()), rulebook, library)


@pytest.mark.parametrize(
    "reading",
    [
        PROHIBITED, CONDITIONAL, LISTED, DOUBTED, make_reading(private_life=True), make_reading(), make_reading(content_unclear=True),
        make_reading(Kind.EMERGENCY), make_reading(Kind.REPORT, client_in_media=True), make_reading(Kind.SMALL_TALK),
        make_reading(Kind.POLICY, relevance={"md-16-02/policy/must-not-disclose": 1.0}), make_reading(management_question=True),
        make_reading(work_search=True, personal_account=False), make_reading(wording_unseen=True),
    ],
)  # fmt: skip
def test_what_the_steps_compose_passes(reading: Reading, rulebook: Rulebook, library: Library) -> None:
    case = composed(reading, rulebook, library)

    assert faults_of(case, rulebook, library) == []
    assert verify(case, rulebook, library) == case


def first(answer: Answer, **changes: object) -> Answer:
    return dataclasses.replace(
        answer, citations=(dataclasses.replace(answer.citations[0], **changes), *answer.citations[1:])
    )  # type: ignore[arg-type]


Breakage = Callable[[Answer], Answer]

BROKEN: list[tuple[str, Reading, Breakage]] = [
    ("a word of the quote is lost", PROHIBITED, lambda a: first(a, quote=a.citations[0].quote.replace(" not", ""))),
    ("the quote is shortened", PROHIBITED, lambda a: first(a, quote=a.citations[0].quote[:40], end=a.citations[0].start + 40)),
    ("the quote is invented", PROHIBITED, lambda a: first(a, quote="Photos of clients are fine on Fridays.")),
    ("the offsets point elsewhere", PROHIBITED, lambda a: first(a, start=a.citations[0].start + 1)),
    ("the quote is attributed to another document", PROHIBITED, lambda a: first(a, document="Board Policy 6.105")),
    ("the lead-in of a list item is lost", LISTED, lambda a: first(a, lead_in=None)),
    ("the lead-in is turned round", LISTED, lambda a: first(a, lead_in="Employees may disclose:")),
    ("a no becomes a yes", PROHIBITED, lambda a: dataclasses.replace(a, verdict=Verdict.YES, headline="OK to post")),
    ("a no becomes an if", PROHIBITED, lambda a: dataclasses.replace(a, verdict=Verdict.CONDITIONAL, headline="OK to post, if…")),
    ("the headline says another verdict", PROHIBITED, lambda a: dataclasses.replace(a, headline="OK to post")),
    ("a no without a clause", PROHIBITED, lambda a: dataclasses.replace(a, citations=())),
    ("an if without a clause", CONDITIONAL, lambda a: dataclasses.replace(a, citations=())),
    ("the deciding clause comes second", CONDITIONAL, lambda a: dataclasses.replace(a, citations=a.citations[::-1])),
    ("a condition is dropped", CONDITIONAL, lambda a: dataclasses.replace(a, conditions=())),
    ("the disclaimer is dropped", CONDITIONAL, lambda a: dataclasses.replace(a, disclaimer=None)),
    ("the disclaimer is reworded", CONDITIONAL, lambda a: dataclasses.replace(a, disclaimer="Views are my own.")),
    ("the reason grants permission", CONDITIONAL, lambda a: dataclasses.replace(a, reason="You have permission to post this.")),
    ("the reason authorizes", CONDITIONAL, lambda a: dataclasses.replace(a, reason="It is approved.")),
    ("it speaks for the Department", CONDITIONAL, lambda a: dataclasses.replace(a, instead="The Department allows this.")),
    ("what was held back is not what was decided", DOUBTED, lambda a: dataclasses.replace(a, withheld=None)),
    ("the reason of a no loses its not", PROHIBITED, lambda a: dataclasses.replace(a, reason="A client's picture may be posted.")),
]  # fmt: skip


@pytest.mark.parametrize(("reading", "breakage"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_it_is_withheld_when(reading: Reading, breakage: Breakage, rulebook: Rulebook, library: Library) -> None:
    case = composed(reading, rulebook, library)
    assert case.answer is not None
    broken = case.with_(answer=breakage(case.answer))

    checked = verify(broken, rulebook, library)

    assert checked.faults
    assert checked.answer is not None
    assert checked.answer.verdict is Verdict.ESCALATE
    assert checked.answer.reason == rulebook.replies["unverified"].reason


BROKEN_IN_SPANISH: list[tuple[str, Reading, Breakage]] = [
    ("the reason authorizes", CONDITIONAL, lambda a: dataclasses.replace(a, reason="Esto está autorizado.")),
    ("the reason gives permission", CONDITIONAL, lambda a: dataclasses.replace(a, reason="Usted tiene el permiso del Departamento.")),
    ("it speaks for the Department", CONDITIONAL, lambda a: dataclasses.replace(a, instead="El Departamento lo permite.")),
    ("it approves in English", CONDITIONAL, lambda a: dataclasses.replace(a, reason="It is approved.")),
    ("the reason of a no loses its no", PROHIBITED, lambda a: dataclasses.replace(a, reason="La foto de un cliente se puede publicar.")),
    ("the headline says another verdict", PROHIBITED, lambda a: dataclasses.replace(a, headline="Se puede publicar")),
    ("the headline is English", PROHIBITED, lambda a: dataclasses.replace(a, headline="Don't post this")),
    ("a condition is dropped", CONDITIONAL, lambda a: dataclasses.replace(a, conditions=())),
    ("the disclaimer is translated", CONDITIONAL, lambda a: dataclasses.replace(a, disclaimer="Las opiniones son mías.")),
    ("the quote is translated", PROHIBITED, lambda a: first(a, quote="No se permite publicar fotos de clientes.")),
    ("the answer passes for English", PROHIBITED, lambda a: dataclasses.replace(a, language="en")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "breakage"), [row[1:] for row in BROKEN_IN_SPANISH], ids=[row[0] for row in BROKEN_IN_SPANISH]
)
def test_a_spanish_answer_is_withheld_when(
    reading: Reading, breakage: Breakage, rulebook: Rulebook, library: Library
) -> None:
    spanish = rulebook.spoken("es")
    case = composed(reading, spanish, library)
    assert case.answer is not None
    assert faults_of(case, spanish, library) == []

    checked = verify(case.with_(answer=breakage(case.answer)), spanish, library)

    assert checked.faults
    assert checked.answer is not None
    assert checked.answer.reason == spanish.replies["unverified"].reason
    assert checked.answer.language == "es"


def test_an_english_decision_is_not_sent_to_somebody_who_asked_in_spanish(rulebook: Rulebook, library: Library) -> None:
    case = composed(PROHIBITED, rulebook, library)

    assert "not in 'es'" in "; ".join(faults_of(case, rulebook.spoken("es"), library))


def test_a_summary_marked_as_verbatim_is_withheld(rulebook: Rulebook, library: Library) -> None:
    summary = next(clause for clause in library.clauses() if not clause.is_quotable)
    case = composed(PROHIBITED, rulebook, library)
    assert case.answer is not None
    number = library.document(summary.document).number
    cited = Citation(number, summary.id, summary.locator, summary.text, summary.start, summary.end, verbatim=True)

    assert faults_of(
        case.with_(answer=dataclasses.replace(case.answer, citations=(*case.answer.citations, cited))),
        rulebook,
        library,
    )


def test_a_changed_corpus_withholds_every_answer_that_quotes_the_changed_clause(
    rulebook: Rulebook, library: Library
) -> None:
    case = composed(PROHIBITED, rulebook, library)
    directive = library.document("md-16-02")
    changed = directive.text.replace("is not permitted", "is now permitted", 1)
    clauses = tuple(dataclasses.replace(c, text=changed[c.start : c.end]) for c in directive.clauses)
    tampered = Document(
        directive.id, directive.number, directive.title, directive.issued, directive.version, directive.held,
        directive.note, changed, clauses, directive.source, directive.cited_in,
    )  # fmt: skip
    others = tuple(document for document in library.documents if document.id != directive.id)

    checked = verify(case, rulebook, Library((tampered, *others)))

    assert checked.faults
    assert checked.answer is not None
    assert checked.answer.verdict is Verdict.ESCALATE


def test_a_rule_turned_round_after_the_answer_was_composed_withholds_it(rulebook: Rulebook, library: Library) -> None:
    case = composed(PROHIBITED, rulebook, library)
    without = dataclasses.replace(rulebook, rules=tuple(rule for rule in rulebook.rules if rule.id != "blurred-face"))

    assert verify(case, without, library).faults


def test_hidden_data_that_comes_back_in_the_answer_is_withheld(rulebook: Rulebook, library: Library) -> None:
    raw = "can i post Jayden Morales?"
    reading = make_reading(client=True, client_in_media=True, words={"client": "post Jayden Morales"})
    screened = Screened("can i post [name 1]?", (Redaction(11, 25, PrivateKind.PERSON),), False)
    case = Case(raw=raw, screened=screened, reading=reading)

    checked = verify(compose(decide(case, rulebook, Doubt()), rulebook, library), rulebook, library)

    assert checked.faults == ("hidden person data shows in the answer",)
    assert checked.answer is not None
    assert "Jayden" not in repr(checked.answer)
