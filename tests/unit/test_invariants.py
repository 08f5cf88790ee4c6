"""
What must never happen, one part an invariant of the design; each test fails when its invariant is broken.

1  A `yes` or `conditional` for what a clause prohibits.
2  A quote that is not in the corpus, or a verdict without the clause it rests on.
3  The bot granting an authorization.
4  Private data in a log or in what leaves the pipeline.
5  A question that ends in silence.

The first is held against the whole bank in `tests/acceptance/answering/test_bank_safety.py`. Single ways of breaking an answer are tried one by one in `assistant/answering/test_verify.py`; here the whole way of a
question is looked at. The invariants on events, managers and precedents (6 to 8) need what is not built yet.
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Sequence
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.compose import DISCLAIMER
from assistant.answering.doubt import Doubt
from assistant.answering.pipeline import ANSWER_STEPS, Step, Tools, run
from assistant.answering.records import Case, FactReading, Kind, Reading, Standing, Verdict
from assistant.answering.rules import apply
from assistant.answering.settle import settle_reading
from assistant.answering.verify import NEEDS_CLAUSE
from assistant.cli.answer_view import show_answer, show_why
from assistant.cli.terminal import Terminal
from assistant.interface import case_object
from corpus.rule_rows import Effect
from tests.shipped import shipped_library, shipped_rulebook, shipped_screener
from tests.unit.assistant.conftest import NoSearch, ToldReader, make_reading

LIBRARY = shipped_library()
RULEBOOK = shipped_rulebook()
SCREENER = shipped_screener()

FACTS = st.dictionaries(st.sampled_from(sorted(RULEBOOK.facts)), st.booleans(), max_size=10)
CLAUSES = [clause.id for clause in LIBRARY.document("md-16-02").clauses]


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """Whatever a reader may read, with an opinion of its own."""
    weights = [draw(st.floats(0.0, 1.0)) for _ in Verdict]
    total = sum(weights) or 1.0
    facts = {
        name: FactReading(value, draw(st.sampled_from(["", "my client"])), 1.0) for name, value in draw(FACTS).items()
    }
    return Reading(
        kind=draw(st.sampled_from(Kind)),
        kind_confidence=draw(st.floats(0, 1)),
        facts=MappingProxyType(facts),
        opinion={verdict: weight / total for verdict, weight in zip(Verdict, weights, strict=True)},
        relevance=draw(st.dictionaries(st.sampled_from(CLAUSES), st.floats(0, 1), max_size=4)),
        reader="told",
    )


def tools(reader: object) -> Tools:
    return Tools(library=LIBRARY, rulebook=RULEBOOK, screener=SCREENER, reader=reader, search=NoSearch(), doubt=Doubt())  # type: ignore[arg-type]


def answered(reading: Reading, question: str = "can i post this?") -> Case:
    return run([Case(raw=question)], tools(ToldReader(reading)))[0]


def is_prohibited(reading: Reading) -> bool:
    applied = (apply(rule, reading.stated, RULEBOOK.facts) for rule in RULEBOOK.rules)
    return any(finding is not None and finding.standing is Standing.PROHIBITED for finding in applied)


# --- 1: a yes or conditional for what a clause prohibits ----------------------------------------------------------------


@given(readings())
def test_nothing_that_a_clause_prohibits_leaves_as_a_yes_or_an_if(reading: Reading) -> None:
    case = answered(reading)

    assert case.answer is not None
    if is_prohibited(reading):
        assert case.answer.verdict not in (Verdict.YES, Verdict.CONDITIONAL)


EVIDENCE = sorted(
    {test.fact for reply in RULEBOOK.replies.values() for situation in reply.situations for test in situation.tests}
    | {name for rule in RULEBOOK.rules for name, _ in rule.required}
    | {test.fact for rule in RULEBOOK.rules for situation in rule.lifting for test in situation.tests}
)
"""The facts that speak for a yes: evidence, requirements that are met, permissions and exceptions."""


@st.composite
def prohibited_readings(draw: st.DrawFn) -> Reading:
    """The facts that make a rule prohibit, beside facts that speak for a yes."""
    rule = draw(st.sampled_from([rule for rule in RULEBOOK.rules if rule.effect is Effect.PROHIBITS]))
    situation = draw(st.sampled_from(rule.situations))
    facts = draw(st.dictionaries(st.sampled_from(EVIDENCE), st.booleans(), min_size=2, max_size=8))
    for test in situation.tests:
        facts.pop(test.fact, None)
        if None not in test.values:
            facts[test.fact] = draw(st.sampled_from(sorted(bool(value) for value in test.values)))
    return make_reading(**facts)


@given(prohibited_readings())
def test_no_evidence_for_a_yes_outweighs_a_prohibition_that_is_not_lifted(reading: Reading) -> None:
    case = answered(reading)

    assert case.answer is not None
    if is_prohibited(reading):
        assert case.answer.verdict is Verdict.NO


@given(readings())
def test_a_yes_has_evidence_of_its_own(reading: Reading) -> None:
    case = answered(reading)

    assert case.answer is not None
    assert case.decision is not None
    if case.answer.verdict is Verdict.YES:
        reply = case.decision.reply
        assert reply is not None
        assert case.decision.findings or any(situation.holds(reading.stated) for situation in reply.situations)


@given(FACTS)
def test_settling_leaves_a_sure_reading_alone(facts: dict[str, bool]) -> None:
    """The second opinion may turn doubtful facts only: it never talks a sure prohibition away."""
    reading = make_reading(opinion={Verdict.YES: 1.0}, **facts)

    assert settle_reading(reading, RULEBOOK).stated == facts


# --- 2: a quote that is not in the corpus, or a verdict without its clause ----------------------------------------------


@given(readings())
def test_every_quote_stands_in_its_document_and_every_verdict_on_a_clause(reading: Reading) -> None:
    answer = answered(reading).answer

    assert answer is not None
    for citation in answer.citations:
        document = LIBRARY.document(citation.document)
        clause = LIBRARY.clause(citation.clause)
        assert clause.document == document.id
        assert document.text[citation.start : citation.end] == citation.quote != ""
        assert clause.text.endswith(citation.quote)
        assert citation.lead_in == (LIBRARY.clause(clause.lead_in).text if clause.lead_in else None)
    if answer.verdict in NEEDS_CLAUSE and reading.kind is not Kind.EMERGENCY:
        assert answer.citations
    assert answer.disclaimer in (None, LIBRARY.clause(DISCLAIMER).text)


@given(readings())
def test_a_no_and_an_if_are_led_by_a_clause_whose_own_words_carry_them(reading: Reading) -> None:
    answer = answered(reading).answer

    assert answer is not None
    if answer.verdict in (Verdict.NO, Verdict.CONDITIONAL):
        first = answer.citations[0]
        said = f"{first.lead_in or ''}\n{first.quote}"
        assert any(rule.modal in said for rule in RULEBOOK.rules if rule.clause == first.clause)


# --- 3: the bot granting an authorization -------------------------------------------------------------------------------

GRANTS = re.compile(
    r"\b(you (have|now have) (my |our |the department's )?(permission|authorization)|(i|we) (hereby )?(approve|authorize|permit|allow)\b|"
    r"(is|are) (hereby )?(approved|authorized)\b|permission (is )?granted|on behalf of (dcfs|the department))",
    re.IGNORECASE,
)


@given(readings())
def test_no_answer_grants_permission(reading: Reading) -> None:
    answer = answered(reading).answer

    assert answer is not None
    assert not GRANTS.search("\n".join((answer.headline, answer.reason, *answer.conditions, answer.instead)))


def test_no_sentence_of_the_rules_grants_permission() -> None:
    sentences = [text for rule in RULEBOOK.rules for text in (rule.reason, rule.instead)]
    sentences += [text for reply in RULEBOOK.replies.values() for text in (reply.reason, reply.instead)]
    sentences += [fact.condition or "" for fact in RULEBOOK.facts.values()]
    sentences += [topic.says for topic in RULEBOOK.topics] + list(RULEBOOK.headlines.values())

    assert [sentence for sentence in sentences if GRANTS.search(sentence)] == []


# --- 4: private data ----------------------------------------------------------------------------------------------------

PRIVATE = {
    "can i post a photo of Jayden Morales from the visit?": ["Jayden", "Morales"],
    "ok to share that Mrs. Delgado called me at 626-555-0142?": ["Delgado", "626-555-0142"],
    "can i tweet about case number 19CCJP04412 in dept 412?": ["19CCJP04412", "412"],
    "is it fine to post keisha.raymore@example.com and her ssn 219-09-9999": ["keisha", "219-09-9999"],
    "can i post that she lives at 4418 Maplewood Ave, Pomona 91766": ["4418", "Maplewood"],
    "my client Ximena Calloway dob 03/14/2015, ok to post her drawing?": ["Ximena", "Calloway", "03/14/2015"],
}


class CarelessReader(ToldReader):
    """Reads with the whole text as its words, as a reader does that quotes too much."""

    def read(self, conversations: Sequence[Sequence[str]]) -> list[Reading]:
        super().read(conversations)
        return [
            make_reading(words={"client": turns[-1], "client_in_media": turns[-1]}, client=True, client_in_media=True)
            for turns in conversations
        ]


def outputs(case: Case) -> str:
    """All that leaves: the interface, the answer and its `--why`."""
    stream = io.StringIO()
    terminal = Terminal(stream, 200, False, "utf-8")
    if case.answer is not None:
        show_answer(case.answer, RULEBOOK, terminal)
        show_why(case, terminal)
    return (
        json.dumps(case_object(case), ensure_ascii=False)
        + stream.getvalue()
        + repr((case.answer, case.error, case.faults))
    )


@pytest.mark.parametrize("question", PRIVATE)
@pytest.mark.parametrize("broken", [None, *(name for name, _ in ANSWER_STEPS)])
def test_private_data_is_in_no_log_and_in_nothing_that_leaves(
    question: str, broken: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(cases: Sequence[Case], _: Tools) -> list[Case]:
        raise ValueError(f"cannot go on with {[(case.raw, case.screened) for case in cases]}")

    steps: list[tuple[str, Step]] = [(name, fail if name == broken else step) for name, step in ANSWER_STEPS]
    reader = CarelessReader(make_reading())

    with caplog.at_level(logging.DEBUG):
        (case,) = run([Case(raw=question)], tools(reader), steps)

    logged = "\n".join(
        f"{record.getMessage()} {record.args} {record.exc_info} {record.exc_text}" for record in caplog.records
    )
    for secret in PRIVATE[question]:
        assert secret not in logged
        assert secret not in outputs(case)
        assert secret not in repr(reader.seen)
    assert (case.answer is None) == (broken is not None)


def test_of_what_was_hidden_only_the_place_and_the_kind_are_told() -> None:
    question = "can i post a photo of Jayden Morales from the visit?"

    found = case_object(answered(make_reading(visit_media=True), question))

    (redaction,) = found["redactions"]
    assert redaction == {"start": question.index("Jayden"), "end": question.index(" from"), "kind": "person"}


def test_earlier_turns_are_only_ever_kept_screened() -> None:
    from assistant.answering.answerer import Answerer

    reader = ToldReader(make_reading(private_life=True))
    list(Answerer(tools(reader)).conversation(["a photo of Jayden Morales?", "and of Mrs. Delgado at lunch?", "ok?"]))

    assert not re.search("Jayden|Morales|Delgado", repr(reader.seen))


# --- 5: a question that ends in silence ---------------------------------------------------------------------------------


def is_told(case: Case) -> bool:
    """Does the case end in words for the asker?"""
    if case.answer is None:
        return bool(case.error)
    if case.answer.verdict is Verdict.CLARIFY and case.answer.ask is None:
        return False
    return bool(case.answer.headline and case.answer.reason)


@given(st.lists(st.text(max_size=80), min_size=1, max_size=3), readings())
def test_whatever_is_asked_ends_in_an_answer_or_a_plain_error(questions: list[str], reading: Reading) -> None:
    cases = run([Case(raw=question) for question in questions], tools(ToldReader(reading)))

    assert [case.raw for case in cases] == questions
    for case in cases:
        assert case.is_over
        assert is_told(case)
        json.dumps(case_object(case))


AWKWARD = st.text(alphabet=st.sampled_from("\"“‘'«:\n\t \u200b\u202e\ud83d🎉[]1a.@#\x00\x1b¿ñ中ا"), max_size=60)


@given(AWKWARD, st.lists(AWKWARD, max_size=2))
def test_awkward_characters_end_well_too_alone_and_in_a_conversation(question: str, earlier: list[str]) -> None:
    (case,) = run([Case(raw=question, earlier=tuple(earlier))], tools(ToldReader(make_reading(placement=True))))

    assert is_told(case)


@pytest.mark.parametrize(
    "question",
    ["a" * 20_000, "can i post this? " * 2_000, "(" * 20_000, '"' * 20_000, " 'a" * 7_000, "a@" * 10_000, "1-" * 10_000, "\u0301" * 20_000],
    ids=["one word", "words", "brackets", "quotes", "single quotes", "at signs", "digits", "combining marks"],
)  # fmt: skip
def test_very_long_questions_end_too(question: str) -> None:
    assert is_told(answered(make_reading(placement=True), question))


@given(readings())
def test_a_hand_off_says_what_to_do_meanwhile(reading: Reading) -> None:
    answer = answered(reading).answer

    assert answer is not None
    if answer.verdict is Verdict.ESCALATE:
        assert answer.instead
