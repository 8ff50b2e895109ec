"""Estimates: fixtures D01, D20 and D21 of the validation, and coverage of the interval of a difference."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simcity.analysis.estimate import (
    half_width,
    mean,
    mean_difference,
    ratio,
    ratio_difference,
    smallest_effect,
    t_quantile,
)

A = np.array([12.1, 11.4, 13.0, 12.7, 11.9, 12.5, 13.3, 11.1, 12.0, 12.8])
B = np.array([9.2, 8.3, 10.4, 9.6, 9.1, 9.9, 10.1, 8.6, 9.0, 9.7])
Y = np.array([18.0, 22.0, 15.0, 30.0, 25.0])
N = np.array([20.0, 25.0, 20.0, 32.0, 28.0])


def test_paired_difference_d01() -> None:
    found = mean_difference(A, B)
    assert found.value == pytest.approx(-2.89)
    assert found.half_width == pytest.approx(0.17986955185523773, rel=1e-9)
    assert mean(B - A) == found


def test_ratio_d20() -> None:
    found = ratio(Y, N)
    assert found.value == pytest.approx(0.88)
    assert found.half_width == pytest.approx(0.02889318258690102 * t_quantile(0.975, 4), rel=1e-9)


def test_the_linearised_error_is_near_the_jackknife_d20() -> None:
    whole = ratio(Y, N)
    parts = np.array([ratio(np.delete(Y, k), np.delete(N, k)).value for k in range(5)])
    jackknife = 5 * whole.value - 4 * parts.mean()
    assert jackknife == pytest.approx(0.8820351243922915)
    assert jackknife == pytest.approx(whole.value, abs=0.003)


def test_with_equal_denominators_a_ratio_is_a_mean() -> None:
    found = ratio_difference(A, np.ones(10), B, np.ones(10))
    assert found.value == pytest.approx(mean_difference(A, B).value)
    assert found.half_width == pytest.approx(mean_difference(A, B).half_width)


def test_no_difference_is_exactly_none() -> None:
    found = ratio_difference(Y, N, Y, N)
    assert (found.value, found.half_width) == (0.0, 0.0)


def test_a_replication_without_incidents_counts_as_nothing_of_nothing() -> None:
    found = ratio(np.append(Y, 0.0), np.append(N, 0.0))
    assert found.value == pytest.approx(0.88)
    assert not math.isnan(found.half_width)


def test_what_happened_in_one_replication_alone_has_no_half_width() -> None:
    nothing, once = np.array([0.0, 0.0, 0.0]), np.array([0.0, 2.0, 0.0])
    found = ratio(np.array([0.0, 500.0, 0.0]), once)
    assert found.value == 250.0
    assert np.isnan(found.half_width)
    changed = ratio_difference(np.array([0.0, 500.0, 0.0]), once, np.array([0.0, 400.0, 0.0]), once)
    assert changed.value == -50.0
    assert np.isnan(changed.half_width)
    # In two of three there is one, and what never differed does not.
    assert ratio(np.array([0.0, 500.0, 90.0]), np.array([0.0, 2.0, 1.0])).half_width > 0.0
    same = ratio_difference(np.array([0.0, 500.0, 0.0]), once, np.array([0.0, 500.0, 0.0]), once)
    assert (same.value, same.half_width) == (0.0, 0.0)
    assert np.isnan(ratio(nothing, nothing).value)


def test_one_replication_has_no_half_width_and_nothing_has_no_value() -> None:
    assert ratio(Y[:1], N[:1]).value == pytest.approx(0.9)
    assert math.isnan(ratio(Y[:1], N[:1]).half_width)
    assert math.isnan(mean(A[:1]).half_width)
    assert math.isnan(half_width(np.zeros(1)))
    assert math.isnan(smallest_effect(0.1, 1))
    assert math.isnan(ratio(np.zeros(3), np.zeros(3)).value)
    assert math.isnan(ratio_difference(Y, N, np.zeros(5), np.zeros(5)).value)
    assert math.isnan(mean(np.zeros(0)).value)


def test_smallest_effect_agrees_with_the_replications_needed_d21() -> None:
    """A difference of .02 with a spread of .05 needs 52 replications for 80 % power, and 51 are too few."""
    for number, enough in ((52, True), (51, False)):
        half = t_quantile(0.975, number - 1) * 0.05 / math.sqrt(number)
        assert (smallest_effect(half, number) <= 0.02) is enough


def test_an_effect_of_that_size_is_seen_in_80_of_100_experiments() -> None:
    """Share seen in 20 000 experiments: .80 within .0125, which is 4.4 standard errors of a share.

    The formula itself is an approximation to the noncentral t, good to .005 at 20 replications.
    """
    draw = np.random.default_rng(5)
    number, trials = 20, 20_000
    effect = smallest_effect(t_quantile(0.975, number - 1) / math.sqrt(number), number)
    values = draw.normal(effect, 1.0, (trials, number))
    half = t_quantile(0.975, number - 1) * values.std(axis=1, ddof=1) / math.sqrt(number)
    assert np.mean(np.abs(values.mean(axis=1)) > half) == pytest.approx(0.80, abs=0.0125)


def test_interval_of_a_difference_of_ratios_covers() -> None:
    """Coverage in 4 000 experiments of 20 replications lies in .93 to .965.

    Incidents of a replication share its load, so their outcomes are correlated; both alternatives live the
    same incidents. The nominal .95 has a standard error of .0034: a right estimator near its usual .945
    leaves the band by chance less than once in 10 000 seeds, and the naive binomial interval fails it.
    """
    draw = np.random.default_rng(3)
    trials, number = 4000, 20
    load = draw.gamma(8.0, 1.0 / 8.0, (trials, number))
    n = draw.poisson(60.0 * load)
    before = np.clip(0.75 - 0.12 * (load - 1.0), 0.0, 1.0)
    after = np.clip(0.80 - 0.10 * (load - 1.0), 0.0, 1.0)
    y0 = draw.binomial(n, before)
    # An incident reached before is reached after, and some others are.
    y1 = y0 + draw.binomial(n - y0, (after - before) / (1.0 - before))
    # Truth: E[N p] / E[N], with the gamma's E[load (load - 1)] = variance = 1/8, and no clipping to speak of.
    truth = (0.80 - 0.10 / 8.0) - (0.75 - 0.12 / 8.0)
    covered = naive = 0
    for k in range(trials):
        found = ratio_difference(y0[k], n[k], y1[k], n[k])
        covered += abs(found.value - truth) <= found.half_width
        share0, share1, size = y0[k].sum() / n[k].sum(), y1[k].sum() / n[k].sum(), n[k].sum()
        width = 1.96 * math.sqrt((share0 * (1 - share0) + share1 * (1 - share1)) / size)
        naive += abs(found.value - truth) <= width
    assert 0.93 <= covered / trials <= 0.965
    assert naive / trials > 0.99
