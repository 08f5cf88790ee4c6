from __future__ import annotations

import numpy as np
import pytest

from assistant.assurance.calibration import (
    TemperatureTrial,
    calibration_error,
    fit_temperature,
    log_loss,
    reliability,
    risk_coverage,
)


def test_confidence_that_comes_true_has_no_error() -> None:
    bins = reliability([0.75] * 4 + [0.25] * 4, [True, True, True, False, False, False, False, True])

    assert [(each.count, each.confidence, each.right) for each in bins] == [(4, 0.25, 0.25), (4, 0.75, 0.75)]
    assert calibration_error(bins) == 0


def test_the_error_is_the_gap_weighed_by_how_often_it_occurs() -> None:
    # Nine answers at 1.0, all right; one at 0.5, wrong: a tenth of the answers is half off.
    assert calibration_error(reliability([1.0] * 9 + [0.5], [True] * 9 + [False])) == pytest.approx(0.05)


def test_no_answers_have_no_error() -> None:
    assert calibration_error(reliability([], [])) == 0


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_the_temperature_that_made_the_odds_too_bold_is_found(temperature: float) -> None:
    pick = np.random.default_rng(5)
    honest = np.log(pick.dirichlet(np.ones(4) * 0.7, size=4000))
    drawn = [pick.choice(4, p=np.exp(row)) for row in honest]
    accepted = np.eye(4, dtype=bool)[drawn]

    assert fit_temperature(honest * temperature, accepted) == pytest.approx(temperature, rel=0.1)


def test_the_loss_is_that_of_all_accepted_verdicts_together() -> None:
    odds = np.log(np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1]]))
    accepted = np.array([[True, True, False], [False, True, False]])

    assert log_loss(odds, accepted, 1.0) == pytest.approx(-(np.log(0.75) + np.log(0.8)) / 2)
    assert log_loss(odds, accepted, 0.5) == pytest.approx(-(np.log(0.3125 / 0.375) + np.log(0.64 / 0.66)) / 2)


@pytest.mark.parametrize(
    ("loss", "error", "is_better"),
    [(0.29, 0.02, True), (0.29, 0.03, True), (0.29, 0.031, False), (0.30, 0.02, False), (0.31, 0.02, False)],
)
def test_a_temperature_is_taken_only_where_both_measures_of_other_rows_allow_it(
    loss: float, error: float, is_better: bool
) -> None:
    trial = TemperatureTrial(1.5, loss_without=0.30, loss_with=loss, error_without=0.03, error_with=error)

    assert trial.is_better is is_better
    assert trial.chosen == (1.5 if is_better else 1.0)


def test_handing_over_the_suspicious_ones_first_lowers_the_risk() -> None:
    points = risk_coverage([0.9, 0.1, 0.2, 0.8], [True, False, False, True], steps=4)

    assert [(point.answered, point.risk) for point in points] == [(0.25, 0), (0.5, 0), (0.75, 1 / 3), (1.0, 0.5)]
