"""Does a probability of 0.8 come true eight times in ten?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating]

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: how many, the mean confidence, and the share that was right."""

    count: int
    confidence: float
    right: float


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> list[Bin]:
    """Bins of equal width from 0 to 1, empty ones left out (the diagram of DeGroot and Fienberg 1983)."""
    confidence, hit = np.asarray(confidences, float), np.asarray(right, bool)
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(int(inside.sum()), float(confidence[inside].mean()), float(hit[inside].mean()))
        for number in range(bins)
        if (inside := place == number).any()
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: the gap of each bin, weighed by its count (Naeini et al. 2015)."""
    whole = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.right) for each in bins) / whole if whole else 0.0


def fit_temperature(log_probabilities: Array, accepted: npt.NDArray[np.bool_]) -> float:
    """
    The temperature that makes the accepted verdicts of [rows, verdicts] most probable (Guo et al. 2017, §4.2).

    Several verdicts may be accepted for a row: their probabilities add up. Between 0.25 and 4.
    """
    from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]

    def surprise(log_temperature: float) -> float:
        return log_loss(log_probabilities, accepted, float(np.exp(log_temperature)))

    return float(np.exp(minimize_scalar(surprise, bounds=(np.log(0.25), np.log(4)), method="bounded").x))


def log_loss(log_probabilities: Array, accepted: npt.NDArray[np.bool_], temperature: float) -> float:
    """The mean of -ln of the probability that the accepted verdicts of a row have together, at a temperature."""
    scaled = log_probabilities / temperature
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    share = (raised * accepted).sum(axis=1) / raised.sum(axis=1)
    return float(-np.log(np.maximum(share, 1e-12)).mean())


@dataclass(frozen=True, slots=True)
class TemperatureTrial:
    """A temperature that was fitted on some rows, and what the opinion errs on others without it and with it."""

    fitted: float
    loss_without: float
    """`log_loss` at temperature 1, on rows that the temperature was not fitted on; `loss_with`: at it."""
    loss_with: float
    error_without: float
    """`calibration_error` of the likeliest verdict, likewise."""
    error_with: float

    @property
    def is_better(self) -> bool:
        """Does it make the accepted verdicts more probable, and the likeliest one no worse calibrated?"""
        return self.loss_with < self.loss_without and self.error_with <= self.error_without

    @property
    def chosen(self) -> float:
        """The temperature, or 1 where it is not better: what does not help on other rows is left out."""
        return self.fitted if self.is_better else 1.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What is answered when the most doubtful are handed over: the share answered, and the share of those wrong."""

    answered: float
    risk: float


def risk_coverage(suspicions: Sequence[float], wrong: Sequence[bool], steps: int = 20) -> list[Coverage]:
    """The curve of El-Yaniv and Wiener 2010: for each share of the least suspicious answers, how many are wrong."""
    order = np.argsort(np.asarray(suspicions), kind="stable")
    errors = np.cumsum(np.asarray(wrong, float)[order])
    points = []
    for step in range(1, steps + 1):
        kept = max(1, round(len(order) * step / steps))
        points.append(Coverage(kept / len(order), float(errors[kept - 1] / kept)))
    return points
