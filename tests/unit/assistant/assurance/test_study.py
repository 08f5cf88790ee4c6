"""The study of doubt counts as the scoring of answers does, and says of each half of the voices what it is."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.doubt import Doubt, Scale, Sign, Sort
from assistant.answering.records import Verdict
from assistant.assurance.calibration import calibration_error
from assistant.assurance.limits import Judged, Risks, halves, judge
from assistant.assurance.study import LEAST_TOPIC, Figures, Study, figures, study_doubt, suspicion
from assistant.evaluation import Passages, score_turns
from corpus.library import load_library
from corpus.rulebook import Rulebook, load_rulebook
from tests.unit.assistant.assurance.conftest import make_judged, many_judged, many_read

PASSAGES = Passages(load_library().document("md-16-02"))

_judged = st.builds(
    make_judged,
    said=st.sampled_from(Verdict),
    accepts=st.lists(st.sampled_from(Verdict), min_size=1, max_size=3),
    opinion_bars=st.sampled_from([-2.0, 0.0, 2.0]),
)
DOUBT = Doubt({sort: Scale(0.0, {Sign.OPINION_BARS: 1.0}, 0.5) for sort in Sort})
"""Doubts every answer whose `opinion_bars` is not negative."""


def scored(rows: list[Judged], said: list[Verdict]) -> Figures:
    """What the scoring makes of the rows when this was said."""
    turns = [
        (str(n), {"verdict": min(row.example.acceptable), "acceptable": sorted(row.example.acceptable)}, {"verdict": v})
        for n, (row, v) in enumerate(zip(rows, said, strict=True))
    ]
    tally = score_turns(turns, PASSAGES)
    found = tally.figures()
    return Figures(
        rows=found["rows"],
        right=found["right"] or 0.0,
        unsafe=found["unsafe"],
        barred=found["of_prohibited"],
        overcautious=tally.overcautious / tally.rows if tally.rows else 0.0,
        answered=found["answered"] or 0.0,
        right_answered=found["right_answered"] or 0.0,
    )


@given(st.lists(_judged, max_size=12))
def test_figures_are_those_of_the_scoring(rows: list[Judged]) -> None:
    assert figures(rows, None) == scored(rows, [row.decision.verdict for row in rows])


@given(st.lists(_judged, max_size=12))
def test_a_doubted_answer_counts_as_handed_over(rows: list[Judged]) -> None:
    answers = {Verdict.YES, Verdict.CONDITIONAL, Verdict.NO, Verdict.INFO, Verdict.OUT_OF_SCOPE}
    at = list(Sign).index(Sign.OPINION_BARS)
    said = [
        Verdict.ESCALATE if row.decision.verdict in answers and row.signs[at] >= 0 else row.decision.verdict
        for row in rows
    ]

    assert figures(rows, DOUBT) == scored(rows, said)


def test_figures_by_hand() -> None:
    rows = [
        make_judged(Verdict.YES, [Verdict.YES]),
        make_judged(Verdict.YES, [Verdict.NO]),  # unsafe
        make_judged(Verdict.NO, [Verdict.YES]),  # overcautious
        make_judged(Verdict.ESCALATE, [Verdict.ESCALATE, Verdict.NO]),
        make_judged(Verdict.ESCALATE, [Verdict.NO]),
    ]

    found = figures(rows, None)

    assert found == Figures(5, 0.4, 1, 3, 0.2, 0.75, 1 / 3)
    assert found.unsafe_bound == pytest.approx(0.8646, abs=1e-4)  # 1 of 3


def test_no_rows_have_no_figures() -> None:
    assert figures([], DOUBT) == Figures(0, 0.0, 0, 0, 0.0, 0.0, 0.0)


def test_what_is_no_answer_is_not_suspicious() -> None:
    sure = Doubt({sort: Scale(50.0, {}, 0.5) for sort in Sort})

    assert suspicion(make_judged(Verdict.CLARIFY), sure) == 0
    assert suspicion(make_judged(Verdict.NO), sure) == pytest.approx(1)


def test_suspicion_in_the_study_is_suspicion_in_an_answer(rulebook: Rulebook) -> None:
    weights = {sign: 0.1 * (number + 1) for number, sign in enumerate(Sign)}
    doubt = Doubt({sort: Scale(0.3 * number, weights, 0.5) for number, sort in enumerate(Sort)})

    for row in judge(many_read(40), rulebook, LEAST_TOPIC):
        assert suspicion(row, doubt) == pytest.approx(doubt.suspicion(row.decision, row.reading, rulebook))


# --- a whole study ----------------------------------------------------------------------------------------------------

RISKS = Risks(unsafe=0.2, wrong=0.1)
READ = many_read()


@pytest.fixture(scope="module")
def study() -> Study:
    return study_doubt(READ, load_rulebook(load_library()), RISKS)


def test_a_study_is_the_same_twice(study: Study, rulebook: Rulebook) -> None:
    assert study_doubt(READ, rulebook, RISKS) == study


def test_every_row_is_counted_once_in_each_view(study: Study) -> None:
    voices = {example.voice for example, _ in READ}

    assert study.undoubted.rows == study.fitting.rows + study.choosing.rows == len(READ)
    assert list(study.voices) == sorted(voices)
    assert sum(each.rows for each in study.voices.values()) == len(READ)
    assert sum(each.unsafe for each in study.voices.values()) == study.fitting.unsafe + study.choosing.unsafe
    assert (
        sum(each.count for each in study.opinion_before) == sum(each.count for each in study.opinion_after) == len(READ)
    )


def test_the_figures_are_those_of_the_halves_under_the_doubt_that_was_chosen(study: Study, rulebook: Rulebook) -> None:
    from assistant.answering.reading.local import tempered

    cooled = []
    for example, reading in READ:
        shares = tempered(np.array(list(reading.opinion.values())), study.temperature)
        opinion = dict(zip(reading.opinion, map(float, shares), strict=True))
        cooled.append((example, dataclasses.replace(reading, opinion=opinion)))
    judged = judge(cooled, rulebook, LEAST_TOPIC)
    fitting, choosing = halves(judged)

    assert study.undoubted == figures(judged, None)
    assert study.fitting == figures(fitting, study.doubt)
    assert study.choosing == figures(choosing, study.doubt)
    answers = [row for row in judged if row.sort is not None]
    assert sum(each.count for each in study.answers) == len(answers) < len(judged)
    assert study.coverage[-1].answered == 1
    assert study.coverage[-1].risk == pytest.approx(sum(row.is_wrong for row in answers) / len(answers))


def test_doubt_lowers_what_is_wrong_and_what_is_answered(study: Study) -> None:
    assert study.choosing.unsafe_bound <= RISKS.unsafe
    assert study.choosing.right_answered > study.undoubted.right_answered
    assert 0 < study.choosing.answered < study.undoubted.answered


def test_an_opinion_that_is_too_timid_is_made_bolder_and_errs_less_then(study: Study) -> None:
    assert study.temperature < 1
    assert calibration_error(study.opinion_after) < calibration_error(study.opinion_before)


def test_made_up_rows_hold_every_sort_of_answer_right_and_wrong() -> None:
    """What the tests of this folder rest on."""
    for half in halves(many_judged()):
        assert {(row.sort, row.is_wrong) for row in half} == {(sort, wrong) for sort in Sort for wrong in (True, False)}
