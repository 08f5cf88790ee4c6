"""No voice is judged by a score that saw it, and a limit for a yes keeps its risk."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from assistant.answering.doubt import Scale, Sign, Sort, signs_of
from assistant.answering.records import Kind, Verdict
from assistant.assurance.limits import LIMITS, NEVER, SIGNS, Judged, Risks, choose_doubt, cross_fitted, fit_scale, judge
from corpus.rulebook import Rulebook
from tests.unit.assistant.assurance.conftest import make_example, make_judged, many_judged
from tests.unit.assistant.conftest import make_reading

ROWS = many_judged()

# --- what a row counts as ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "accepts", "is_wrong", "is_unsafe"),
    [
        (Verdict.YES, [Verdict.NO], True, True),
        (Verdict.CONDITIONAL, [Verdict.NO], True, True),
        (Verdict.YES, [Verdict.ESCALATE, Verdict.NO], True, True),
        (Verdict.YES, [Verdict.NO, Verdict.YES], False, False),  # both are accepted
        (Verdict.YES, [Verdict.ESCALATE], True, False),  # nothing says that it is prohibited
        (Verdict.CONDITIONAL, [Verdict.YES], True, False),
        (Verdict.INFO, [Verdict.NO], True, False),
        (Verdict.ESCALATE, [Verdict.NO], True, False),
        (Verdict.CLARIFY, [Verdict.NO], True, False),
        (Verdict.NO, [Verdict.YES], True, False),
        (Verdict.NO, [Verdict.NO], False, False),
    ],
)
def test_unsafe_is_a_yes_or_if_where_no_was_right(
    said: Verdict, accepts: list[Verdict], is_wrong: bool, is_unsafe: bool
) -> None:
    row = make_judged(said, accepts)

    assert (row.is_wrong, row.is_unsafe) == (is_wrong, is_unsafe)


@pytest.mark.parametrize(
    ("said", "sort"),
    [
        (Verdict.YES, Sort.RELEASING),
        (Verdict.CONDITIONAL, Sort.RELEASING),
        (Verdict.NO, Sort.BARRING),
        (Verdict.INFO, Sort.TELLING),
        (Verdict.OUT_OF_SCOPE, Sort.TELLING),
        (Verdict.ESCALATE, None),
        (Verdict.CLARIFY, None),
    ],
)
def test_asking_back_and_handing_over_are_of_no_sort(said: Verdict, sort: Sort | None) -> None:
    assert make_judged(said).sort is sort


def test_a_row_is_judged_by_the_rules_on_its_settled_reading(rulebook: Rulebook) -> None:
    read = make_reading(opinion={Verdict.YES: 0.7, Verdict.NO: 0.3}, private_life=True)
    policy, faint = (make_reading(Kind.POLICY, relevance={"md-16-02/policy/disclaimer": r}) for r in (0.3, 0.1))

    yes, told, unsure = judge(
        [(make_example("A"), read), (make_example("B"), policy), (make_example("C"), faint)],
        rulebook,
        least_topic=0.2,
    )

    assert [row.decision.verdict for row in (yes, told, unsure)] == [Verdict.YES, Verdict.INFO, Verdict.ESCALATE]
    assert [row.example.id for row in (yes, told, unsure)] == ["A", "B", "C"]
    assert yes.reading.by_rules[Verdict.YES] == 1, "settled"
    assert not told.reading.by_rules, "there is nothing to settle in a question about the policy"
    for row in (yes, told, unsure):
        assert dict(zip(SIGNS, row.signs, strict=True)) == signs_of(row.decision, row.reading, rulebook)


def test_words_of_danger_are_heard_before_a_row_is_judged(rulebook: Rulebook) -> None:
    example = dataclasses.replace(make_example(), turns=("can i comment", "she wants to die"))

    (row,) = judge([(example, make_reading(private_life=True))], rulebook, least_topic=0.2)

    assert row.reading.kind is Kind.EMERGENCY
    assert row.decision.verdict is Verdict.ESCALATE


# --- scores -----------------------------------------------------------------------------------------------------------


def test_a_sign_of_wrong_answers_gets_a_weight_and_an_idle_one_none() -> None:
    bias, weights = fit_scale([row for row in ROWS if row.sort is Sort.RELEASING])

    assert set(weights) == set(Sign)
    assert weights[Sign.OPINION_BARS] > 0.5
    assert {weights[sign] for sign in Sign if sign is not Sign.OPINION_BARS} == {0.0}
    assert Scale(bias, weights, 0.5).suspicion(dict.fromkeys(Sign, 0.0)) < 0.5, "most answers are right"


@pytest.mark.parametrize("accepts", [Verdict.YES, Verdict.NO])
def test_rows_that_are_all_right_or_all_wrong_teach_nothing(accepts: Verdict) -> None:
    with pytest.raises(ValueError, match="too few to learn"):
        fit_scale([make_judged(Verdict.YES, [accepts]) for _ in range(3)])


def relabeled(row: Judged) -> Judged:
    """The row as if what was right had been wrong, and the other way round."""
    accepts = {Verdict.ESCALATE} if not row.is_wrong else {row.decision.verdict}
    return dataclasses.replace(row, example=dataclasses.replace(row.example, acceptable=frozenset(accepts)))


def test_the_labels_of_a_voice_never_reach_its_own_suspicions() -> None:
    rows = [row for row in ROWS if row.sort is Sort.RELEASING]
    voice = rows[0].example.voice
    before = cross_fitted(rows)

    after = cross_fitted([relabeled(row) if row.example.voice == voice else row for row in rows])

    for row, was, now in zip(rows, before, after, strict=True):
        assert (was == now) is (row.example.voice == voice), row.example.id


def test_a_row_is_scored_by_what_the_other_voices_teach() -> None:
    rows = [row for row in ROWS if row.sort is Sort.BARRING]

    for row, suspicion in list(zip(rows, cross_fitted(rows), strict=True))[:3]:
        bias, weights = fit_scale([other for other in rows if other.example.voice != row.example.voice])
        assert suspicion == Scale(bias, weights, 0.5).suspicion(dict(zip(SIGNS, row.signs, strict=True)))


def test_one_voice_alone_cannot_be_judged_by_others() -> None:
    with pytest.raises(ValueError, match="too few to learn"):
        cross_fitted([make_judged(Verdict.YES, [accepted]) for accepted in (Verdict.YES, Verdict.NO)])


@given(st.permutations(ROWS[:300]))
@settings(max_examples=5)
def test_the_order_of_the_rows_changes_nothing(rows: list[Judged]) -> None:
    doubt, suspicions = choose_doubt(rows, Risks(0.1, 0.1), 0.05)
    expected, kept = choose_doubt(ROWS[:300], Risks(0.1, 0.1), 0.05)

    by_id = {row.example.id: suspicion for row, suspicion in zip(ROWS[:300], kept, strict=True)}
    assert suspicions == pytest.approx([by_id[row.example.id] for row in rows], abs=1e-3)
    for sort in Sort:
        assert doubt.scales[sort].weights == pytest.approx(dict(expected.scales[sort].weights), abs=1e-3)


def test_what_ships_is_fitted_on_all_voices_and_a_row_gets_its_suspicion_from_its_own_sort() -> None:
    rows = [*ROWS[:200], make_judged(Verdict.CLARIFY), *ROWS[200:], make_judged(Verdict.ESCALATE)]

    doubt, suspicions = choose_doubt(rows, Risks(0.05, 0.2), 0.05)

    assert suspicions[200] == suspicions[-1] == 0, "no answer, no suspicion"
    for sort in Sort:
        of_sort = [row for row in rows if row.sort is sort]
        bias, weights = fit_scale(of_sort)
        assert (doubt.scales[sort].bias, doubt.scales[sort].weights) == (bias, weights), sort
        assert [s for s, row in zip(suspicions, rows, strict=True) if row.sort is sort] == cross_fitted(of_sort)


def test_the_least_topic_is_handed_through() -> None:
    assert choose_doubt(ROWS, Risks(0.05, 0.2), 0.123)[0].least_topic == 0.123


# --- limits -----------------------------------------------------------------------------------------------------------


def keeps(sort: Sort, suspicions: list[float], limit: float, risks: Risks) -> bool:
    """Worked out anew, from the binomial itself: are both risks kept at this limit?"""
    given = [row for row, each in zip(ROWS, suspicions, strict=True) if row.sort is sort and each < limit]
    if given and sum(row.is_wrong for row in given) / len(given) > risks.wrong:
        return False
    if sort is not Sort.RELEASING:
        return True
    barred = sum(Verdict.NO in row.example.acceptable for row in ROWS)
    unsafe = sum(row.is_unsafe for row in given)
    return bool(binom.cdf(unsafe, barred, risks.unsafe) <= risks.error)


@pytest.mark.parametrize("risks", [Risks(0.05, 0.1), Risks(0.1, 0.02), Risks(0.1, 1.0), Risks(0.05, 1.0, 0.2)])
def test_a_limit_keeps_its_risks_and_the_next_laxer_one_would_not(risks: Risks) -> None:
    doubt, suspicions = choose_doubt(ROWS, risks, 0.05)

    for sort in Sort:
        scale = doubt.scales[sort]
        assert keeps(sort, suspicions, scale.limit, risks), sort
        laxer = [limit for limit in LIMITS if limit > scale.limit]
        assert not laxer or not keeps(sort, suspicions, laxer[0], risks), sort
    assert doubt.scales[Sort.RELEASING].limit > LIMITS[0], "the case is not an idle one"


def test_only_a_yes_or_if_is_held_to_the_risk_of_a_wrong_yes() -> None:
    strict, lax = (choose_doubt(ROWS, Risks(unsafe, 1.0), 0.05)[0].scales for unsafe in (0.03, 0.3))

    assert strict[Sort.RELEASING].limit < lax[Sort.RELEASING].limit
    for sort in (Sort.BARRING, Sort.TELLING):
        assert strict[sort].limit == lax[sort].limit == LIMITS[-1]


def test_a_laxer_risk_never_gives_a_stricter_limit() -> None:
    for risks in (
        [Risks(unsafe, 0.3) for unsafe in (0.001, 0.02, 0.05, 0.1, 0.3, 1.0)],
        [Risks(0.3, wrong) for wrong in (0.0, 0.01, 0.02, 0.05, 0.1, 0.5)],
        [Risks(0.05, 1.0, error) for error in (0.001, 0.01, 0.05, 0.2, 0.5)],
    ):
        limits = [tuple(scale.limit for scale in choose_doubt(ROWS, each, 0.05)[0].scales.values()) for each in risks]
        for before, after in itertools.pairwise(limits):
            assert all(b <= a for b, a in zip(before, after, strict=True)), limits
        assert limits[0] != limits[-1], "the risk has a say"


def test_with_too_few_rows_to_show_anything_no_yes_is_given() -> None:
    doubt, suspicions = choose_doubt(ROWS, Risks(0.0001, 1.0), 0.05)

    releasing = [each for each, row in zip(suspicions, ROWS, strict=True) if row.sort is Sort.RELEASING]
    assert doubt.scales[Sort.RELEASING].limit == NEVER
    assert releasing
    assert all(doubt.is_too_much(each, Verdict.YES) for each in releasing)


def test_every_limit_that_is_tried_may_be_written() -> None:
    assert list(LIMITS) == sorted(set(LIMITS))
    assert 0 < LIMITS[0] < LIMITS[-1] < 1
