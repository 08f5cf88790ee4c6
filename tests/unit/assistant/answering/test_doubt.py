"""When an answer is not given: which signs make it suspicious, and what is never doubted."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.decide import decide_reading
from assistant.answering.doubt import SORTS, Doubt, Scale, Sign, Sort, log_odds, signs_of
from assistant.answering.records import Decision, FactDoubt, Kind, Reading, Verdict
from corpus.rulebook import Rulebook
from tests.unit.assistant.conftest import make_reading

POLICY = "md-16-02/policy/"
SCHEDULE, PLACEMENT, OFFICE = POLICY + "work-schedule", POLICY + "placement", POLICY + "office-photography"

# A yes that rests on the clause about schedules, of which nothing is sure and nothing is suspicious.
MIDDLING = dataclasses.replace(
    make_reading(
        opinion={Verdict.YES: 0.5, Verdict.NO: 0.5},
        relevance={SCHEDULE: 0.5, PLACEMENT: 0.5},
        own_schedule=True,
        schedule_details=False,
    ),
    kind_confidence=0.5,
    by_rules={Verdict.YES: 0.5, Verdict.NO: 0.5},
)


def opinion(yes: float, no: float) -> Reading:
    return dataclasses.replace(MIDDLING, opinion={Verdict.YES: yes, Verdict.NO: no})


def by_rules(yes: float, no: float) -> Reading:
    return dataclasses.replace(MIDDLING, by_rules={Verdict.YES: yes, Verdict.NO: no})


def relevance(schedule: float, placement: float, **more: float) -> Reading:
    found = {SCHEDULE: schedule, PLACEMENT: placement, **{POLICY + name: value for name, value in more.items()}}
    return dataclasses.replace(MIDDLING, relevance=found)


def open_facts(count: int) -> Reading:
    doubts = {f"fact-{number}": FactDoubt(0.5, 0.5, 0.0, "") for number in range(count)}
    return dataclasses.replace(MIDDLING, doubts=doubts)


def decided(reading: Reading, rulebook: Rulebook) -> Decision:
    decision = decide_reading(reading, rulebook)
    assert decision.verdict is Verdict.YES
    assert [finding.rule.clause for finding in decision.findings] == [SCHEDULE]
    return decision


def doubt_of(weights: Mapping[Sign, float], bias: float = 0.0, limit: float = 0.5) -> Doubt:
    return Doubt(dict.fromkeys(Sort, Scale(bias, weights, limit)))


# --- signs ------------------------------------------------------------------------------------------------------------

SIGNS = [
    (Sign.OPINION_AGREES, opinion(0.8, 0.5), math.log(4)),
    (Sign.OPINION_BARS, opinion(0.5, 0.8), math.log(4)),
    (Sign.RULES_AGREE, by_rules(0.8, 0.5), math.log(4)),
    (Sign.RULES_BAR, by_rules(0.5, 0.8), math.log(4)),
    (Sign.KIND, dataclasses.replace(MIDDLING, kind_confidence=0.8), math.log(4)),
    (Sign.OTHER_BARS, relevance(0.5, 0.8), math.log(4)),
    (Sign.GROUND, relevance(0.8, 0.5), math.log(4)),
    (Sign.OPEN_FACTS, open_facts(3), 0.3),
]


def test_every_sign_is_looked_at_below() -> None:
    assert [row[0] for row in SIGNS] == list(Sign)


@pytest.mark.parametrize(("sign", "reading", "value"), SIGNS, ids=[row[0] for row in SIGNS])
def test_more_of_a_sign_moves_the_suspicion_as_its_weight_says(
    sign: Sign, reading: Reading, value: float, rulebook: Rulebook
) -> None:
    decision = decided(reading, rulebook)

    for weight in (1.0, -1.0, 0.5):
        doubt = doubt_of({sign: weight})
        before, after = (doubt.suspicion(decision, each, rulebook) for each in (MIDDLING, reading))
        assert before == pytest.approx(0.5)
        assert after == pytest.approx(1 / (1 + math.exp(-weight * value)))


@pytest.mark.parametrize(("sign", "reading", "value"), SIGNS, ids=[row[0] for row in SIGNS])
def test_each_sign_is_moved_by_its_own_cause_alone(
    sign: Sign, reading: Reading, value: float, rulebook: Rulebook
) -> None:
    before = signs_of(decided(MIDDLING, rulebook), MIDDLING, rulebook)
    after = signs_of(decided(reading, rulebook), reading, rulebook)

    assert before == pytest.approx(dict.fromkeys(Sign, 0.0))
    assert after == pytest.approx(dict.fromkeys(Sign, 0.0) | {sign: value})


def test_the_bias_and_every_weight_add_up(rulebook: Rulebook) -> None:
    reading = dataclasses.replace(opinion(0.8, 0.8), kind_confidence=0.8)
    doubt = doubt_of({Sign.OPINION_AGREES: -1.0, Sign.OPINION_BARS: 2.0, Sign.KIND: 0.5}, bias=-math.log(4))

    assert doubt.suspicion(decided(reading, rulebook), reading, rulebook) == pytest.approx(2 / 3)  # odds 4 ** 0.5


@pytest.mark.parametrize(
    ("claim", "reading", "sign", "value"),
    [
        ("the clause it rests on bars nothing else", relevance(0.9, 0.2), Sign.OTHER_BARS, 0.2),
        ("nor does a clause that prohibits nothing", relevance(0.5, 0.2, **{"office-photography": 0.9}), Sign.OTHER_BARS, 0.2),
        ("the most relevant of those that prohibit", relevance(0.5, 0.2, **{"blurred-face": 0.7}), Sign.OTHER_BARS, 0.7),
        ("a clause it does not rest on is no ground", relevance(0.3, 0.9), Sign.GROUND, 0.3),
        ("a clause without a relevance has none", dataclasses.replace(MIDDLING, relevance={}), Sign.GROUND, 0.0),
        ("a verdict without a share has none", opinion(0.0, 1.0), Sign.OPINION_AGREES, 0.0),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else "",
)  # fmt: skip
def test_what_a_sign_counts(claim: str, reading: Reading, sign: Sign, value: float, rulebook: Rulebook) -> None:
    assert signs_of(decided(reading, rulebook), reading, rulebook)[sign] == pytest.approx(log_odds(value)), claim


def test_the_ground_of_an_answer_about_the_policy_is_its_topic(rulebook: Rulebook) -> None:
    reading = make_reading(Kind.POLICY, relevance={SCHEDULE: 0.8, PLACEMENT: 0.3}, opinion={Verdict.INFO: 1.0})
    decision = decide_reading(reading, rulebook)
    assert decision.topic is not None
    assert SCHEDULE in decision.topic.clauses

    signs = signs_of(decision, reading, rulebook)

    assert signs[Sign.GROUND] == pytest.approx(log_odds(0.8))
    assert signs[Sign.OTHER_BARS] == pytest.approx(log_odds(0.3))


# --- what is doubted, and what is not ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "reading", "is_doubted"),
    [
        (Verdict.YES, {"opinion": {Verdict.NO: 0.25}}, True),
        (Verdict.YES, {"opinion": {Verdict.NO: 0.15, Verdict.YES: 0.85}}, False),
        (Verdict.CONDITIONAL, {"opinion": {Verdict.NO: 0.25}}, True),
        (Verdict.CONDITIONAL, {"opinion": {Verdict.NO: 0.15}}, False),
        (Verdict.NO, {"opinion": {Verdict.NO: 0.05}}, True),
        (Verdict.NO, {"opinion": {Verdict.NO: 0.15}}, False),
        (Verdict.INFO, {"opinion": {Verdict.INFO: 1.0}, "sure": 0.45}, True),
        (Verdict.INFO, {"opinion": {Verdict.NO: 1.0}, "sure": 0.55}, False),
        (Verdict.OUT_OF_SCOPE, {"opinion": {Verdict.INFO: 1.0}, "sure": 0.45}, True),
    ],
)
def test_the_rules_of_thumb(said: Verdict, reading: dict[str, object], is_doubted: bool, rulebook: Rulebook) -> None:
    read = dataclasses.replace(MIDDLING, opinion=reading["opinion"], kind_confidence=reading.get("sure", 1.0))  # type: ignore[arg-type]
    doubt = Doubt()

    suspicion = doubt.suspicion(Decision(said), read, rulebook)

    assert doubt.is_too_much(suspicion, said) is is_doubted


@pytest.mark.parametrize("verdict", Verdict)
def test_a_reader_without_an_opinion_is_never_doubted(verdict: Verdict, rulebook: Rulebook) -> None:
    silent = dataclasses.replace(MIDDLING, opinion={}, kind_confidence=0.01)
    for doubt in (Doubt(), doubt_of({}, bias=50, limit=0.001)):
        suspicion = doubt.suspicion(Decision(verdict), silent, rulebook)

        assert suspicion == 0
        assert not doubt.is_too_much(suspicion, verdict)


@pytest.mark.parametrize("verdict", [Verdict.ESCALATE, Verdict.CLARIFY])
def test_what_is_no_answer_is_never_doubted(verdict: Verdict, rulebook: Rulebook) -> None:
    doubt = doubt_of({}, bias=50, limit=0.001)

    assert doubt.suspicion(Decision(verdict), MIDDLING, rulebook) == 0
    assert not doubt.is_too_much(1.0, verdict)


def test_every_verdict_that_is_an_answer_has_a_sort() -> None:
    assert set(Verdict) - set(SORTS) == {Verdict.ESCALATE, Verdict.CLARIFY}


def test_each_sort_of_answer_has_its_own_score_and_limit(rulebook: Rulebook) -> None:
    limits = {Sort.RELEASING: 0.1, Sort.BARRING: 0.5, Sort.TELLING: 0.9}
    doubt = Doubt({sort: Scale(bias=log_odds(limit), weights={}, limit=limit) for sort, limit in limits.items()})

    for verdict, sort in SORTS.items():
        limit = limits[sort]
        assert doubt.suspicion(Decision(verdict), MIDDLING, rulebook) == pytest.approx(limit)
        assert doubt.is_too_much(limit, verdict), "from the limit on"
        assert not doubt.is_too_much(limit - 0.001, verdict)


_numbers = st.floats(-1e6, 1e6)


@given(_numbers, st.dictionaries(st.sampled_from(Sign), _numbers), st.fixed_dictionaries(dict.fromkeys(Sign, _numbers)))
def test_a_suspicion_is_always_a_probability(bias: float, weights: dict[Sign, float], signs: dict[Sign, float]) -> None:
    assert 0 <= Scale(bias, weights, 0.5).suspicion(signs) <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_log_odds_are_finite_and_rise_with_the_probability(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert math.isfinite(log_odds(one))
    assert log_odds(low) <= log_odds(high)
    assert log_odds(one) == pytest.approx(-log_odds(1 - one), abs=1e-6)
