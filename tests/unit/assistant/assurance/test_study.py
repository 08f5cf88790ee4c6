"""The study of doubt counts as the scoring of answers does, and judges no voice by scores that saw it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.doubt import LEAST_TOPIC, Doubt, Scale, Sign, Sort
from assistant.answering.records import Verdict
from assistant.assurance.calibration import calibration_error
from assistant.assurance.limits import SIGNS, Judged, Risks, choose_doubt, judge
from assistant.assurance.study import Figures, Study, figures, study_doubt
from assistant.evaluation import Passages, score_turns
from corpus.rulebook import Rulebook
from tests.shipped import shipped_library, shipped_rulebook
from tests.unit.assistant.assurance.conftest import make_judged, many_judged, many_read

PASSAGES = Passages(shipped_library().document("md-16-02"))

_judged = st.builds(
    make_judged,
    said=st.sampled_from(Verdict),
    accepts=st.lists(st.sampled_from(Verdict), min_size=1, max_size=3),
)

DOUBT = Doubt({sort: Scale(0.0, {}, limit) for sort, limit in zip(Sort, (0.3, 0.5, 0.7), strict=True)})
SORTS = {
    Verdict.YES: 0.3, Verdict.CONDITIONAL: 0.3, Verdict.NO: 0.5, Verdict.INFO: 0.7, Verdict.OUT_OF_SCOPE: 0.7,
}  # fmt: skip
"""From which suspicion on `DOUBT` hands over an answer with this verdict."""


def scored(rows: list[Judged], said: list[Verdict]) -> Figures:
    """What the scoring makes of the rows when this was said."""
    turns = [
        (str(n), {"verdict": min(row.example.acceptable), "acceptable": sorted(row.example.acceptable)}, {"verdict": v})
        for n, (row, v) in enumerate(zip(rows, said, strict=True))
    ]
    tally = score_turns(turns, PASSAGES)
    return Figures(
        rows=tally.rows,
        right=share(tally.right, tally.rows),
        unsafe=tally.unsafe,
        barred=tally.of_prohibited,
        overcautious=tally.overcautious,
        others=tally.of_not_no,
        answered=share(tally.answered, tally.decidable),
        right_answered=share(tally.answered_right, tally.answered),
    )


def share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@given(st.lists(_judged, max_size=12))
def test_figures_are_those_of_the_scoring(rows: list[Judged]) -> None:
    assert figures(rows, [0.0] * len(rows), DOUBT) == scored(rows, [row.decision.verdict for row in rows])


@given(st.lists(st.tuples(_judged, st.sampled_from([0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0])), max_size=12))
def test_a_doubted_answer_counts_as_handed_over(rows: list[tuple[Judged, float]]) -> None:
    judged, suspicions = [row for row, _ in rows], [each for _, each in rows]
    said = [
        Verdict.ESCALATE if each >= SORTS.get(row.decision.verdict, 2) else row.decision.verdict for row, each in rows
    ]

    assert figures(judged, suspicions, DOUBT) == scored(judged, said)


def test_figures_by_hand() -> None:
    rows = [
        make_judged(Verdict.YES, [Verdict.YES]),
        make_judged(Verdict.YES, [Verdict.NO]),  # unsafe
        make_judged(Verdict.NO, [Verdict.YES]),  # overcautious
        make_judged(Verdict.ESCALATE, [Verdict.ESCALATE, Verdict.NO]),
        make_judged(Verdict.ESCALATE, [Verdict.NO]),
    ]

    found = figures(rows, [0.0] * len(rows), DOUBT)

    assert found == Figures(5, 0.4, 1, 3, 1, 2, 0.75, 1 / 3)
    assert found.unsafe_bound == pytest.approx(0.8646, abs=1e-4)  # 1 of 3


def test_no_rows_have_no_figures() -> None:
    assert figures([], [], DOUBT) == Figures(0, 0.0, 0, 0, 0, 0, 0.0, 0.0)


def test_suspicion_in_the_study_is_suspicion_in_an_answer(rulebook: Rulebook) -> None:
    weights = {sign: 0.1 * (number + 1) for number, sign in enumerate(Sign)}
    doubt = Doubt({sort: Scale(0.3 * number, weights, 0.5) for number, sort in enumerate(Sort)})

    for row in judge(many_read(40), rulebook, LEAST_TOPIC):
        signs = dict(zip(SIGNS, row.signs, strict=True))
        expected = doubt.scales[row.sort].suspicion(signs) if row.sort else 0.0
        assert doubt.suspicion(row.decision, row.reading, rulebook) == pytest.approx(expected)


# --- a whole study ----------------------------------------------------------------------------------------------------

RISKS = Risks(unsafe=0.2, wrong=0.1)
READ = many_read()


@pytest.fixture(scope="module")
def study() -> Study:
    return study_doubt(READ, shipped_rulebook(), RISKS)


def test_a_study_is_the_same_twice(study: Study, rulebook: Rulebook) -> None:
    assert study_doubt(READ, rulebook, RISKS) == study


def test_every_row_is_counted_once_in_each_view(study: Study) -> None:
    voices = {example.voice for example, _ in READ}

    assert study.undoubted.rows == study.doubted.rows == len(READ)
    assert list(study.voices) == sorted(voices)
    for counted in ("rows", "unsafe", "barred", "overcautious", "others"):
        assert sum(getattr(each, counted) for each in study.voices.values()) == getattr(study.doubted, counted)
    for bins in (study.opinion_before, study.opinion_after):
        assert sum(each.count for each in bins) == len(READ)


def test_the_figures_are_those_of_the_rows_under_the_doubt_that_was_chosen(study: Study, rulebook: Rulebook) -> None:
    from assistant.answering.reading.local import tempered

    cooled = []
    for example, reading in READ:
        shares = tempered(np.array(list(reading.opinion.values())), study.temperature)
        opinion = dict(zip(reading.opinion, map(float, shares), strict=True))
        cooled.append((example, dataclasses.replace(reading, opinion=opinion)))
    judged = judge(cooled, rulebook, LEAST_TOPIC)
    doubt, suspicions = choose_doubt(judged, RISKS, LEAST_TOPIC)

    assert study.doubt == doubt
    assert study.undoubted == figures(judged, [0.0] * len(judged), doubt)
    assert study.doubted == figures(judged, suspicions, doubt)
    for voice, found in study.voices.items():
        numbers = [number for number, row in enumerate(judged) if row.example.voice == voice]
        assert found == figures([judged[n] for n in numbers], [suspicions[n] for n in numbers], doubt), voice
    answers = [row for row in judged if row.sort is not None]
    assert sum(each.count for each in study.answers) == len(answers) < len(judged)
    sure = sum(1 - each for each, row in zip(suspicions, judged, strict=True) if row.sort is not None)
    assert sum(each.count * each.confidence for each in study.answers) == pytest.approx(sure)
    assert study.coverage[-1].answered == 1
    assert study.coverage[-1].risk == pytest.approx(sum(row.is_wrong for row in answers) / len(answers))


def test_doubt_lowers_what_is_wrong_and_what_is_answered(study: Study) -> None:
    assert study.doubted.unsafe_bound <= RISKS.unsafe
    assert study.doubted.right_answered > study.undoubted.right_answered
    assert 0 < study.doubted.answered < study.undoubted.answered


def test_an_opinion_that_is_too_bold_is_cooled_and_errs_less_then(study: Study) -> None:
    assert study.temperature == pytest.approx(2, rel=0.2), "the odds were squared"
    assert calibration_error(study.opinion_after) < calibration_error(study.opinion_before)


def test_an_opinion_that_needs_no_cooling_keeps_the_temperature_of_its_training(rulebook: Rulebook) -> None:
    honest = []
    for example, reading in READ:
        raised = np.sqrt(np.array(list(reading.opinion.values())))
        opinion = dict(zip(reading.opinion, map(float, raised / raised.sum()), strict=True))
        honest.append((example, dataclasses.replace(reading, opinion=opinion)))

    found = study_doubt(honest, rulebook, RISKS)

    assert found.trial.fitted == pytest.approx(1, abs=0.1)
    assert found.temperature in (found.trial.fitted, 1.0)
    assert (found.temperature == found.trial.fitted) is found.trial.is_better


def test_there_are_as_many_cases_as_wrong_yeses_are_counted(study: Study, rulebook: Rulebook) -> None:
    voice = sorted(study.voices)[0]
    apart = study_doubt(READ, rulebook, RISKS, (voice,))

    assert len(study.cases) == study.doubted.unsafe > 0
    assert (len(apart.cases), len(apart.alone_cases)) == (apart.doubted.unsafe, apart.alone.unsafe)
    assert {case.voice for case in apart.alone_cases} <= {voice}
    assert sum(count.rows for count in study.kinds) == study.doubted.rows
    assert sum(count.rows for count in apart.alone_kinds) == apart.alone.rows
    assert sum(each.count for each in apart.alone_opinion) == apart.alone.rows


def test_made_up_rows_hold_every_sort_of_answer_right_and_wrong() -> None:
    """What the tests of this folder rest on."""
    found = {(row.sort, row.is_wrong) for row in many_judged()}
    assert found == {(sort, is_wrong) for sort in Sort for is_wrong in (True, False)}


def test_voices_counted_alone_change_nothing_that_is_chosen_and_are_judged_by_it(
    study: Study, rulebook: Rulebook
) -> None:
    voice = sorted(study.voices)[0]
    others = [(example, reading) for example, reading in READ if example.voice != voice]

    apart = study_doubt(READ, rulebook, RISKS, (voice,))

    without = study_doubt(others, rulebook, RISKS)
    assert (apart.doubt, apart.temperature, apart.doubted) == (without.doubt, without.temperature, without.doubted)
    assert voice not in apart.voices
    assert apart.alone_voices == {voice: apart.alone}
    assert apart.alone.rows == len(READ) - len(others)
    assert without.alone.rows == 0
