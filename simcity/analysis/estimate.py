"""Estimates over replications: means, ratios, their differences, and half widths of 95 % intervals.

Replications are the only independent units: incidents of one replication share queues and units. The
intervals speak of simulation error alone. A single replication has no half width (NaN).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from simcity.records import Floats

LEVEL = 0.95
POWER = 0.8


@dataclass(frozen=True)
class Estimate:
    """A value and the half width of its 95 % interval; NaN where there is none."""

    value: float
    half_width: float


NOTHING = Estimate(float("nan"), float("nan"))


@lru_cache(maxsize=1024)
def t_quantile(share: float, freedom: int) -> float:
    """Return the quantile of Student's t distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, share))


def half_width(deviations: Floats) -> float:
    """Return the half width for a mean with these deviations, whose sum is zero."""
    n = len(deviations)
    if n < 2:
        return float("nan")
    return t_quantile((1.0 + LEVEL) / 2.0, n - 1) * float(np.sqrt(np.sum(deviations**2) / (n * (n - 1))))


def mean(values: Floats) -> Estimate:
    """Return the mean over replications."""
    if not len(values):
        return NOTHING
    value = float(np.mean(values))
    return Estimate(value, half_width(values - value))


def mean_difference(baseline: Floats, alternative: Floats) -> Estimate:
    """Return the mean of alternative less baseline, paired by replication."""
    return mean(alternative - baseline)


def ratio(numerator: Floats, denominator: Floats) -> Estimate:
    """Return the ratio of sums over replications, with its linearised half width.

    It estimates the share over all incidents; a mean of shares per replication would estimate something
    else where the number of incidents goes with the load. NaN where the denominator is nothing; no half width
    where it is nothing in all replications but one.
    """
    if not np.sum(denominator):
        return NOTHING
    value = float(np.sum(numerator) / np.sum(denominator))
    half = half_width(_deviations(numerator, denominator))
    return Estimate(value, half if np.count_nonzero(denominator) > 1 else float("nan"))


def ratio_difference(
    baseline: Floats, baseline_denominator: Floats, alternative: Floats, denominator: Floats
) -> Estimate:
    """Return the ratio of the alternative less that of the baseline, paired by replication.

    A difference that rests on a single replication has no half width, but nothing is nothing in all of them.
    """
    if not (np.sum(baseline_denominator) and np.sum(denominator)):
        return NOTHING
    value = float(np.sum(alternative) / np.sum(denominator) - np.sum(baseline) / np.sum(baseline_denominator))
    deviations = _deviations(alternative, denominator) - _deviations(baseline, baseline_denominator)
    alone = np.count_nonzero(baseline_denominator + denominator) < 2 and value != 0.0
    return Estimate(value, float("nan") if alone else half_width(deviations))


def _deviations(numerator: Floats, denominator: Floats) -> Floats:
    """Return by replication how far it pulls the ratio: (Y - R N) / mean N."""
    value = np.sum(numerator) / np.sum(denominator)
    return np.asarray((numerator - value * denominator) / np.mean(denominator), float)


def smallest_effect(half_width: float, replications: int) -> float:
    """Return the smallest true difference that would be seen in 80 of 100 such experiments.

    Seen means that the 95 % interval, of this half width, leaves out zero.
    """
    if replications < 2:
        return float("nan")
    seen = t_quantile((1.0 + LEVEL) / 2.0, replications - 1)
    return half_width / seen * (seen + t_quantile(POWER, replications - 1))


@dataclass(frozen=True)
class Measured:
    """A value and by replication how far each pulls it; what is made of such values keeps its pairs."""

    value: float
    deviations: Floats

    @property
    def estimate(self) -> Estimate:
        """Return the value with the half width of its interval."""
        return Estimate(self.value, half_width(self.deviations))


@dataclass(frozen=True)
class Quotient:
    """A quotient and the ends of its 95 % interval, which need not lie alike on both sides."""

    value: float
    low: float
    high: float


def measured_ratio(numerator: Floats, denominator: Floats) -> Measured | None:
    """Return the ratio of sums over replications; None where the denominator is nothing."""
    if not np.sum(denominator):
        return None
    return Measured(float(np.sum(numerator) / np.sum(denominator)), _deviations(numerator, denominator))


def measured_mean(values: Floats) -> Measured | None:
    """Return the mean over replications; None where there are none."""
    if not len(values):
        return None
    value = float(np.mean(values))
    return Measured(value, values - value)


def combined(parts: Iterable[tuple[float, Measured]]) -> Measured:
    """Return a sum of values with weights, paired by replication."""
    weighed = list(parts)
    value = sum(weight * one.value for weight, one in weighed)
    return Measured(float(value), np.asarray(sum(weight * one.deviations for weight, one in weighed), float))


def quotient(top: Measured, bottom: Measured) -> Quotient | None:
    """Return a quotient of paired values with its interval by Fieller's theorem.

    None where the interval of the bottom includes zero, or there is one replication: it has no bounds then.
    """
    n = len(bottom.deviations)
    if n < 2 or bottom.value == 0.0:
        return None
    t = t_quantile((1.0 + LEVEL) / 2.0, n - 1)
    a, b = top.deviations, bottom.deviations
    aa, bb, ab = (float(np.sum(x * y) / (n * (n - 1))) for x, y in ((a, a), (b, b), (a, b)))
    g = t**2 * bb / bottom.value**2
    if g >= 1.0:
        return None
    value = top.value / bottom.value
    # Bounds are the roots r of (top - r bottom)^2 = t^2 Var(top - r bottom).
    middle = (value - t**2 * ab / bottom.value**2) / (1.0 - g)
    inside = aa - 2.0 * value * ab + value**2 * bb - t**2 * (aa * bb - ab**2) / bottom.value**2
    half = t / abs(bottom.value) * float(np.sqrt(max(inside, 0.0))) / (1.0 - g)
    return Quotient(value, middle - half, middle + half)
