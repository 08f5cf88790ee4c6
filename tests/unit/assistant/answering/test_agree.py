"""Two readings of one question: which of them stands, and when a person has to decide."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.agree import agree
from assistant.answering.compose import compose
from assistant.answering.decide import decide, decide_reading
from assistant.answering.doubt import Doubt
from assistant.answering.records import Case, Kind, Reading, Verdict
from assistant.answering.settle import settle
from assistant.answering.verify import faults_of, verify
from corpus.library import Library
from corpus.rulebook import Rulebook
from tests.shipped import shipped_rulebook
from tests.unit.assistant.conftest import make_case, make_reading

NO = make_reading(client=True, client_in_media=True)
YES = make_reading(private_life=True)
IF = make_reading(child_welfare_content=True)
ASK = make_reading(tie_unclear=True)
SILENT = make_reading()
OTHER = make_reading(Kind.OTHER)
EMERGENCY = make_reading(Kind.EMERGENCY)
REPORT = make_reading(Kind.REPORT)


def both(first: Reading, second: Reading) -> Reading:
    return dataclasses.replace(first, second=second, reader="both")


def through(first: Reading, second: Reading, rulebook: Rulebook) -> Case:
    return decide(agree(make_case(both(first, second)), rulebook), rulebook, Doubt())


@pytest.mark.parametrize(("reading", "verdict"), [(NO, "no"), (YES, "yes"), (IF, "conditional"), (ASK, "clarify"), (SILENT, "escalate"), (OTHER, "out_of_scope")])  # fmt: skip
def test_the_readings_of_this_table_lead_where_it_says(reading: Reading, verdict: str, rulebook: Rulebook) -> None:
    assert decide_reading(reading, rulebook).verdict.value == verdict


@pytest.mark.parametrize(
    ("first", "second", "verdict", "reply"),
    [
        (YES, NO, Verdict.ESCALATE, "readers-differ"),
        (NO, YES, Verdict.ESCALATE, "readers-differ"),
        (IF, NO, Verdict.ESCALATE, "readers-differ"),
        (NO, IF, Verdict.ESCALATE, "readers-differ"),
        (OTHER, NO, Verdict.ESCALATE, "readers-differ"),
        (NO, OTHER, Verdict.ESCALATE, "readers-differ"),
        (NO, NO, Verdict.NO, None),
        (NO, SILENT, Verdict.NO, None),
        (SILENT, NO, Verdict.ESCALATE, "silent"),
        (ASK, NO, Verdict.CLARIFY, None),
        (YES, SILENT, Verdict.YES, "private-life"),
        (SILENT, YES, Verdict.ESCALATE, "silent"),
        (YES, IF, Verdict.CONDITIONAL, None),
        (IF, YES, Verdict.CONDITIONAL, None),
        (YES, EMERGENCY, Verdict.ESCALATE, "emergency"),
        (EMERGENCY, YES, Verdict.ESCALATE, "emergency"),
        (NO, EMERGENCY, Verdict.ESCALATE, "emergency"),
        (REPORT, NO, Verdict.ESCALATE, "report"),
    ],
)
def test_which_reading_stands(
    first: Reading, second: Reading, verdict: Verdict, reply: str | None, rulebook: Rulebook
) -> None:
    decision = through(first, second, rulebook).decision

    assert decision is not None
    assert (decision.verdict, decision.reply.id if decision.reply else None) == (verdict, reply)


def test_a_dispute_shows_the_clause_that_one_reading_leads_to(rulebook: Rulebook, library: Library) -> None:
    case = verify(compose(through(YES, NO, rulebook), rulebook, library), rulebook, library)

    assert case.answer is not None
    assert not case.faults
    assert case.answer.verdict is Verdict.ESCALATE
    assert case.answer.citations[0].clause == decide_reading(NO, rulebook).findings[0].rule.clause
    assert "two ways" in case.answer.reason


def test_a_dispute_in_spanish_is_told_in_spanish(rulebook: Rulebook, library: Library) -> None:
    spoken = rulebook.spoken("es")
    agreed = agree(make_case(both(YES, NO)), rulebook)
    case = verify(compose(decide(agreed, spoken, Doubt()), spoken, library), spoken, library)

    assert case.answer is not None
    assert not case.faults
    assert (case.answer.verdict, case.answer.language) == (Verdict.ESCALATE, "es")
    assert "dos maneras" in case.answer.reason


def test_a_condition_of_the_second_reading_does_not_hide_that_part_was_not_read(rulebook: Rulebook) -> None:
    cut = dataclasses.replace(YES, is_partial=True)
    decision = through(cut, IF, rulebook).decision

    assert decision is not None
    assert decision.reply is not None
    assert decision.reply.id == "too-long"


@pytest.mark.parametrize(("bars", "verdict"), [(0.05, Verdict.YES), (0.9, Verdict.ESCALATE)])
@pytest.mark.parametrize("is_beside", [True, False])
def test_the_local_opinion_doubts_a_yes_of_the_model(
    bars: float, verdict: Verdict, is_beside: bool, rulebook: Rulebook
) -> None:
    opinion = {Verdict.NO: bars, Verdict.YES: 1 - bars}
    first = make_reading(private_life=True, opinion=opinion)
    reading = both(first, make_reading(opinion=opinion)) if is_beside else first
    case = agree(settle(make_case(reading), rulebook), rulebook)

    decision = decide(case, rulebook, Doubt()).decision

    assert case.reading is not None
    assert case.reading.by_rules[Verdict.YES] == 1
    assert case.reading.second is None or sum(case.reading.second.by_rules.values()) == pytest.approx(1)
    assert decision is not None
    assert decision.verdict is verdict


def test_a_choice_of_the_asker_counts_for_both_readings(rulebook: Rulebook) -> None:
    case = make_case(both(ASK, make_reading(tie_unclear=True, client_in_media=True)))
    settled = agree(case.with_(answered={"client": True, "tie_unclear": None}), rulebook).reading

    assert settled is not None
    assert settled.second is not None
    assert settled.second.stated["client"] is True


def test_a_yes_beside_a_no_is_withheld_even_if_nobody_held_them_against_each_other(
    rulebook: Rulebook, library: Library
) -> None:
    case = compose(decide(make_case(both(YES, NO)), rulebook, Doubt()), rulebook, library)

    assert "another reading of the question leads to a prohibition" in faults_of(case, rulebook, library)


RULEBOOK = shipped_rulebook()
FACTS = st.dictionaries(st.sampled_from(sorted(RULEBOOK.facts)), st.booleans(), max_size=6)


@given(first=FACTS, second=FACTS)
def test_no_yes_leaves_where_either_reading_leads_to_a_no(first: dict[str, bool], second: dict[str, bool]) -> None:
    readings = make_reading(**first), make_reading(**second)
    verdicts = {decide_reading(reading, RULEBOOK).verdict for reading in readings}

    decision = through(*readings, RULEBOOK).decision

    assert decision is not None
    assert not (Verdict.NO in verdicts and decision.verdict in (Verdict.YES, Verdict.CONDITIONAL))
