"""The exact values of the cases of theory, derived again from their formulas."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, factorial, pi, sqrt

import exact_further
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import beta
from theory_cases import LIMITS, NAMES
from theory_runs import CASES

Exact = dict[tuple[str, str], float]


def erlang_b(offered: float, servers: int) -> float:
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = offered * blocked / (k + offered * blocked)
    return blocked


def erlang_c(offered: float, servers: int) -> float:
    blocked, load = erlang_b(offered, servers), offered / servers
    return blocked / (1.0 - load * (1.0 - blocked))


def wait(rate: float, mean: float, servers: int) -> float:
    return erlang_c(rate * mean, servers) / (servers / mean - rate)


def a01() -> Exact:
    found: Exact = {}
    for name, units in (
        ("exponential", 6),
        ("lognormal", 6),
        ("deterministic", 6),
        ("eight_units", 8),
        ("ten_units", 10),
    ):
        found[name, "blocked"] = erlang_b(5.0, units)
        found[name, "utilisation"] = 5.0 * (1.0 - erlang_b(5.0, units)) / units
    return found


def a02() -> Exact:
    delayed, spare = erlang_c(3.0, 4), 4 / 6 - 0.5
    mean = delayed / spare
    # The wait of the delayed and the work, exponential with rates spare and 1/6, are equal in law here.
    stay = (1 - delayed) * (1 - exp(-10 / 6)) + delayed * (1 - exp(-10 / 6) * (1 + 10 / 6))
    return {
        ("base", "P_wait"): delayed,
        ("base", "P_wait_gt_1"): delayed * exp(-spare),
        ("base", "P_wait_gt_5"): delayed * exp(-5 * spare),
        ("base", "P_sojourn_le_10"): stay,
        ("base", "Wq_le_p80"): 1 - delayed * exp(-5.609897 * spare),
        ("base", "Wq_le_p90"): 1 - delayed * exp(-9.768780 * spare),
        ("base", "Wq_le_p95"): 1 - delayed * exp(-13.927663 * spare),
        ("base", "Wq_le_p99"): 1 - delayed * exp(-23.584291 * spare),
        ("base", "Wq"): mean,
        ("base", "Lq"): 0.5 * mean,
        ("base", "W"): mean + 6,
        ("base", "L"): 0.5 * (mean + 6),
        ("base", "Wq_given_wait"): 1 / spare,
        ("base", "utilisation"): 0.75,
    }


def a03() -> Exact:
    squares = {"exponential": 1.0, "deterministic": 0.0, "erlang": 0.25, "lognormal": 2.25, "hyperexponential": 4.0}
    found = {(law, "Wq"): 0.3 * 4.0 * (1.0 + scv) / (2 * 0.4) for law, scv in squares.items()}
    return found | {("hyperexponential", "P_wait"): 0.6}


def a04() -> Exact:
    """Return Crommelin's M/D/c by the chain N(t + D) = max(N(t) - c, 0) + Poisson(lambda D)."""
    size, arrive = 200, np.array([exp(-3.0)] + [0.0] * 199)
    for k in range(1, size):
        arrive[k] = arrive[k - 1] * 3.0 / k
    number = arrive.copy()
    for _ in range(3000):
        left = np.concatenate([[number[:5].sum()], number[5:]])
        number = np.convolve(left, arrive)[:size]
    queue = float(np.sum(np.maximum(np.arange(size) - 4, 0) * number))
    return {("base", "Wq"): queue / 0.5, ("base", "P_wait"): 1.0 - float(number[:4].sum())}


def a05() -> Exact:
    delayed = erlang_c(3.0, 4)
    loads = np.cumsum([0.0, 0.1, 0.2, 0.2]) * 6 / 4
    spare = 4 / 6 - 0.1
    return {
        ("base", "P_wait"): delayed,
        ("base", "Wq_all"): wait(0.5, 6, 4),
        **{
            ("base", f"Wq_{name}"): delayed * 1.5 / ((1 - loads[k]) * (1 - loads[k + 1]))
            for k, name in enumerate(("red", "yellow", "green"))
        },
        ("base", "P_red_gt_1"): delayed * exp(-spare),
        ("base", "red_le_p90"): 1 - delayed * exp(-2.873171 * spare),
        ("base", "red_le_p95"): 1 - delayed * exp(-4.096372 * spare),
    }


def a06() -> Exact:
    left = 0.2 * (1.0 + 9.0) / 2
    short, long = left / (1 - 0.2), left / ((1 - 0.2) * (1 - 0.8))
    return {
        ("short_first", "Wq_short"): short,
        ("short_first", "Wq_long"): long,
        ("short_first", "Wq"): (short + long) / 2,
        ("short_first", "P_wait"): 0.8,
        ("in_order", "Wq_short"): left / (1 - 0.8),
        ("in_order", "Wq_long"): left / (1 - 0.8),
    }


def a11() -> Exact:
    from scipy.stats import lognorm

    law = lognorm(s=sqrt(np.log(2.0)), scale=20.0 / sqrt(2.0))
    return {("base", f"after_{t}"): 0.4 * quad(law.sf, 0, t)[0] for t in (10, 20, 60)}


def a12() -> Exact:
    """Return the mean number at work, which each half day drives towards 21 or 3 with a time constant of 30 min."""
    noon = midnight = 0.0
    for _ in range(10):
        noon = 21 + (midnight - 21) * exp(-24)
        midnight = 3 + (noon - 3) * exp(-24)
    return {
        ("base", "at_00_15"): 21 + (midnight - 21) * exp(-0.5),
        ("base", "at_00_30"): 21 + (midnight - 21) * exp(-1.0),
        ("base", "at_12_00"): noon,
        ("base", "at_12_30"): 3 + (noon - 3) * exp(-1.0),
    }


def a13() -> Exact:
    room, police, ems = wait(0.5, 3, 2), wait(0.3, 10, 5), wait(0.2, 20, 6)
    total = room + 3 + 0.6 * (police + 10) + 0.4 * (ems + 20)
    return {
        ("base", "Wq_room"): room,
        ("base", "W_room"): room + 3,
        ("base", "Wq_police"): police,
        ("base", "W_police"): police + 10,
        ("base", "Wq_ems"): ems,
        ("base", "W_ems"): ems + 20,
        ("base", "W_total"): total,
        ("base", "L_total"): 0.5 * total,
        ("base", "utilisation_room"): 0.75,
        ("base", "utilisation_police"): 0.6,
        ("base", "utilisation_ems"): 4 / 6,
    }


def below(transform: Callable[[complex], complex], t: float) -> float:
    """Return a distribution function from the Laplace transform of its density (Abate and Whitt 1995, Euler)."""
    if t <= 0:
        return 0.0
    a, terms, extra = 18.4, 30, 12
    value = 0.5 * (transform(a / (2 * t)) / (a / (2 * t))).real
    sums = []
    for k in range(1, terms + extra + 1):
        s = complex(a, 2 * k * pi) / (2 * t)
        value += (-1) ** k * (transform(s) / s).real
        if k >= terms:
            sums.append(value)
    weights = [factorial(extra) / (factorial(j) * factorial(extra - j)) / 2**extra for j in range(extra + 1)]
    return exp(a / 2) / t * float(np.dot(weights, sums))


def a14() -> Exact:
    delayed, spare = erlang_c(1.2, 3), 1.5 - 0.6

    def rest(s: complex) -> complex:
        verify = 0.5 / (0.5 + s) * (1 - delayed + delayed * spare / (spare + s))
        return verify * 0.4 / (0.4 + s) * (0.5 / (0.5 + s)) ** 3

    first: dict[str, tuple[Callable[[complex], complex], float, float]] = {
        "base": (lambda s: 1 / (1 + 3 * s), 3.0, 2.0),
        "integrated": (lambda s: 0.3 / (1 + 3 * s) + 0.7 / (1 + 0.75 * s), 1.425, 0.1),
    }
    found: Exact = {}
    for name, (detect, mean, relay) in first.items():
        found[name, "mean"] = mean + wait(0.6, 2, 3) + 2 + relay + 2.5 + 6
        for label, limit in zip(NAMES, LIMITS[name], strict=True):
            found[name, label] = below(lambda s, detect=detect: detect(s) * rest(s), limit - relay)
    difference = {label: found["integrated", label] - found["base", label] for label in ("mean", "P_le_10")}
    return found | {("integrated", f"{label} less base"): value for label, value in difference.items()}


def a16() -> Exact:
    single = 1 / (1 - 0.7)
    return {("base", "T"): (12 - 0.7) / 8 * single, ("base", "T_police"): single, ("base", "T_fire"): single}


def a17() -> Exact:
    r = [1 / 4, 1 / 6, 1 / 5]
    pairs = [1 / (r[0] + r[1]), 1 / (r[0] + r[2]), 1 / (r[1] + r[2])]
    return {
        ("base", "first"): 1 / sum(r),
        ("base", "all"): 4 + 6 + 5 - sum(pairs) + 1 / sum(r),
        ("base", "all_le_10"): float(np.prod([1 - exp(-10 * rate) for rate in r])),
    }


def a27() -> Exact:
    disc, sector = pi * 0.25**2 / 25, pi * 0.25**2 / 4 / 25
    return {
        ("base", "covered"): 1 - (1 - disc) ** 150,
        ("sector", "covered"): 1 - (1 - sector) ** 150,
        ("failing", "covered"): 1 - (1 - 0.95 * disc) ** 150,
    }


def a28() -> Exact:
    """Return the nearest of exactly 100 points on 100 km2; the reference has a Poisson number of them."""

    def none_within(d: float) -> float:
        return max(1 - pi * d**2 / 100, 0.0) ** 100

    # T'(d) of 2 sqrt(d / a) up to 2 km, then of a constant minute a kilometre.
    root = quad(lambda d: none_within(d) * sqrt(2 / d), 0, 2)[0] + quad(none_within, 2, 5)[0]
    return {
        ("euclid", "mean"): sqrt(100 / pi) * beta(0.5, 101) / 2,
        ("euclid", "square"): 100 / pi / 101,
        ("euclid", "le_p90"): 1 - none_within(0.856117),
        ("manhattan", "mean"): sqrt(100 / 2) * beta(0.5, 101) / 2,
        ("manhattan", "le_p90"): 1 - (1 - 2 * 1.072983**2 / 100) ** 100,
        ("square_root", "mean"): root,
    }


def a29() -> Exact:
    return {
        ("square_euclid", "mean"): (sqrt(2) + np.arcsinh(1.0)) / 6,
        ("square_manhattan", "mean"): 0.5,
        ("patrol", "mean"): 2 / 3,
    }


def a32() -> Exact:
    return {
        ("without", "delay"): 3.0,
        ("without", "P_le_2"): 1 - exp(-2 / 3),
        ("with", "delay"): 0.3 * 3 + 0.7 * 0.75,
        ("with", "P_le_2"): 0.3 * (1 - exp(-2 / 3)) + 0.7 * (1 - exp(-8 / 3)),
        ("with", "camera_first"): 0.7 * 0.75,
        ("with", "delay less without"): 0.3 * 3 + 0.7 * 0.75 - 3,
    }


def a34() -> Exact:
    missed = np.arange(200)
    chance = 0.6 * 0.4**missed
    square = float(np.sum(chance * 4 * (missed**2 + missed + 1 / 3)))
    return {
        ("lasting", "delay"): 1 + 2 * (1 / 0.6 - 1),
        ("lasting", "square"): square,
        ("lasting", "P_le_2"): 0.6,
        # Shown twice in five minutes for sure, and a third time in half of all phases.
        ("five_minutes", "noticed"): 1 - 0.4**2 * (0.5 + 0.5 * 0.4),
    }


def a36() -> Exact:
    true, false = 0.9, 9.0
    sent = 0.95 * true + 0.05 * false
    return {
        ("base", "alarms_per_hour"): true + false,
        ("base", "dispatches_per_hour"): sent,
        ("base", "operator_load"): (true + false) / 30,
        ("base", "true_alarms"): true / (true + false),
        ("base", "true_dispatches"): 0.95 * true / sent,
    }


def a37() -> Exact:
    return {("base", "public"): 0.35 * 576, ("base", "hidden"): 0.65 * 576}


def a07() -> Exact:
    """Return Conway, Maxwell and Miller's preemptive-resume M/G/1 with exponential work."""
    works, found, load, rest = (("red", 2.0), ("yellow", 2.0), ("green", 3.0)), {}, 0.0, 0.0
    for name, mean in works:
        before, load, rest = load, load + 0.1 * mean, rest + 0.1 * 2 * mean**2 / 2
        found["base", f"T_{name}"] = mean / (1 - before) + rest / ((1 - before) * (1 - load))
    return found


def births_and_deaths(up: Callable[[int], float], down: Callable[[int], float], size: int) -> np.ndarray:
    chance = [1.0]
    for n in range(1, size + 1):
        chance.append(chance[-1] * up(n - 1) / down(n))
    return np.array(chance) / sum(chance)


def a09() -> Exact:
    p = births_and_deaths(lambda n: 1.2, lambda n: min(n, 3) / 3, 10)
    waiting = float(sum((n - 3) * p[n] for n in range(3, 11)))
    return {
        ("base", "P_block"): float(p[10]),
        ("base", "P_wait"): float(p[3:10].sum() / (1 - p[10])),
        ("base", "Wq"): waiting / (1.2 * (1 - float(p[10]))),
        ("base", "Lq"): waiting,
        ("base", "utilisation"): 1.2 * (1 - float(p[10])),
    }


def a10() -> Exact:
    p = births_and_deaths(lambda n: 1.2, lambda n: min(n, 2) / 2 + max(n - 2, 0) / 4, 300)
    n = np.arange(301)
    waiting = float(np.sum(np.maximum(n - 2, 0) * p))
    return {
        ("base", "P_abandon"): waiting / 4 / 1.2,
        ("base", "P_wait"): float(p[2:].sum()),
        ("base", "Lq"): waiting,
        ("base", "utilisation"): float(np.sum(np.minimum(n, 2) * p)) / 2,
    }


def a18() -> Exact:
    up, rate = 720 / 768, 1 / 720 + 1 / 48
    mean = up + (1 - up) * (1 - exp(-rate * 720)) / (rate * 720)
    return {
        ("exponential", "after_24"): up + (1 - up) * exp(-rate * 24),
        ("exponential", "after_168"): up + (1 - up) * exp(-rate * 168),
        ("exponential", "first_720"): mean,
        ("other_laws", "long_run"): up,
    }


def a19() -> Exact:
    p = births_and_deaths(lambda n: (20 - n) / 200, lambda n: min(n, 2) / 24, 20)
    return {
        ("base", "mean_down"): float(np.sum(np.arange(21) * p)),
        ("base", "crews_busy"): float(np.sum(np.minimum(np.arange(21), 2) * p)) / 2,
        ("base", "P_all_up"): float(p[0]),
        ("base", "P_at_least_18_up"): float(p[:3].sum()),
    }


def a20() -> Exact:
    up = 0.98
    return {
        ("base", "one_of_three"): 1 - (1 - up) ** 3,
        ("base", "two_of_three"): up**3 + 3 * up**2 * (1 - up),
        ("base", "all_three"): up**3,
    }


def a21() -> Exact:
    """Return the residual time of an outage that a message meets: the inspection paradox."""
    return {
        ("exponential", "delay"): 0.05 * 2 * 100**2 / (2 * 100),
        ("constant", "delay"): 0.05 * 100 / 2,
        ("exponential", "P_gt_60"): 0.05 * exp(-0.6),
        ("constant", "P_gt_60"): 0.05 * 0.4,
        ("exponential", "P_wait"): 0.05,
        ("constant", "P_wait"): 0.05,
    }


def a35() -> Exact:
    """Return means over the time on watch; a look comes up to 10 s after onset, felt in the window at 30 min alone."""

    def hit(t: float) -> float:
        return 0.55 + 0.30 * exp(-t / 20)

    hour, half = quad(hit, 0, 60)[0] / 60, quad(hit, 0, 30)[0] / 30
    late = quad(lambda look: quad(hit, 27.5 + look, 32.5 + look)[0] / 5, 0, 1 / 6)[0] * 6
    return {
        ("hourly", "hit"): hour,
        ("hourly", "at_30"): late,
        ("half_hourly", "hit"): half,
        ("half_unattended", "hit"): (hour + 0.53) / 2,
    }


FORMULAS = (
    a01,
    a02,
    a03,
    a04,
    a05,
    a06,
    a07,
    a09,
    a10,
    a11,
    a12,
    a13,
    a14,
    a16,
    a17,
    a18,
    a19,
    a20,
    a21,
    a27,
    a28,
    a29,
    a32,
    a34,
    a35,
    a36,
    a37,
    *exact_further.FORMULAS,
)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.__name__.upper())
def test_exact_values_follow_from_their_formulas(formula: Callable[[], Exact]) -> None:
    case = CASES[formula.__name__.upper()]
    exact = {
        (one.alternative, f"{one.name} less {one.less}" if one.less else one.name): one.exact for one in case.quantities
    }
    assert formula() == pytest.approx(exact, abs=2e-6)


def test_every_case_has_a_formula() -> None:
    assert [formula.__name__.upper() for formula in FORMULAS] == sorted(CASES)
