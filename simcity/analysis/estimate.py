"""Estimates over replications: means, ratios, their differences, and half widths of 95 % intervals.

Replications are the only independent units: incidents of one replication share queues and units. The
intervals speak of simulation error alone. A single replication has no half width (NaN).
"""

from __future__ import annotations

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
    else where the number of incidents goes with the load. NaN where the denominator is nothing.
    """
    if not np.sum(denominator):
        return NOTHING
    value = float(np.sum(numerator) / np.sum(denominator))
    return Estimate(value, half_width(_deviations(numerator, denominator)))


def ratio_difference(
    baseline: Floats, baseline_denominator: Floats, alternative: Floats, denominator: Floats
) -> Estimate:
    """Return the ratio of the alternative less that of the baseline, paired by replication."""
    if not (np.sum(baseline_denominator) and np.sum(denominator)):
        return NOTHING
    value = float(np.sum(alternative) / np.sum(denominator) - np.sum(baseline) / np.sum(baseline_denominator))
    deviations = _deviations(alternative, denominator) - _deviations(baseline, baseline_denominator)
    return Estimate(value, half_width(deviations))


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
