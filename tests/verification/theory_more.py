"""Further cases of theory: what is measured in a run, and what is exact."""

from __future__ import annotations

import numpy as np
from theory_case import Case, Sums, means, shares
from theory_cases import EPSILON
from theory_records import Seen

from simcity.records import Milestone

# --------------------------------------------------------------------------- desks


def wait_alone(seen: Seen, alternative: str) -> Sums:
    wait = seen.first(Milestone.ANSWERED) - seen.first(Milestone.RECEIVED)
    return {
        "P_wait": seen.share(wait > EPSILON),
        "Wq": seen.mean(wait),
        **{f"Wq_{name}": seen.mean(wait, seen.type(name)) for name in seen.subjects.types},
    }


A03 = Case(
    "A03",
    wait_alone,
    (
        *means("exponential", Wq=3.0),
        *means("deterministic", Wq=1.5),
        *means("erlang", Wq=1.875),
        *means("lognormal", Wq=4.875),
        *means("hyperexponential", Wq=7.5),
        *shares("hyperexponential", P_wait=0.6),
    ),
    full=110,
    bounded=False,
)

A04 = Case("A04", wait_alone, (*means("base", Wq=1.601767), *shares("base", P_wait=0.490437)), full=45, bounded=False)

A06 = Case(
    "A06",
    wait_alone,
    (
        *means("short_first", Wq_short=1.25, Wq_long=6.25, Wq=3.75),
        *means("in_order", Wq_short=5.0, Wq_long=5.0),
        *shares("short_first", P_wait=0.8),
    ),
    full=75,
    bounded=False,
)

# --------------------------------------------------------------------------- units


def at_work(seen: Seen, minutes: list[float]) -> float:
    """Return the number of units at work at some minutes, summed over these."""
    start, end = seen.first(Milestone.DISPATCHED), seen.first(Milestone.CLEAR)
    return float(sum(np.count_nonzero((start <= t) & ~(end <= t)) for t in minutes))


def from_empty(seen: Seen, alternative: str) -> Sums:
    return {f"after_{t}": (at_work(seen, [float(t)]), 1.0) for t in (10, 20, 60)}


A11 = Case(
    "A11",
    from_empty,
    tuple(means("base", after_10=3.492492, after_20=5.417657, after_60=7.525608)),
    full=4000,
    bounded=False,
)


def by_day(seen: Seen, alternative: str) -> Sums:
    days = range(1, 31)
    return {
        f"at_{t // 60:02d}_{t % 60:02d}": (at_work(seen, [day * 1440.0 + t for day in days]), 30.0)
        for t in (15, 30, 720, 750)
    }


A12 = Case(
    "A12",
    by_day,
    tuple(means("base", at_00_15=10.082448, at_00_30=14.378170, at_12_00=21.0, at_12_30=9.621830)),
    full=90,
    bounded=False,
)


def joint(seen: Seen, alternative: str) -> Sums:
    requested = seen.first(Milestone.REQUESTED)
    return {
        "T": seen.mean(seen.last(Milestone.CLEAR) - requested),
        "T_police": seen.mean(seen.first(Milestone.CLEAR, "police") - requested),
        "T_fire": seen.mean(seen.first(Milestone.CLEAR, "fire") - requested),
    }


A16 = Case("A16", joint, tuple(means("base", T=4.708333, T_police=3.333333, T_fire=3.333333)), full=20, bounded=False)


def arrivals(seen: Seen, alternative: str) -> Sums:
    onset = seen.first(Milestone.ONSET)
    everybody = seen.last(Milestone.AT_SIDE) - onset
    return {
        "first": seen.mean(seen.first(Milestone.AT_SIDE) - onset),
        "all": seen.mean(everybody),
        "all_le_10": seen.below(everybody, 10.0),
    }


A17 = Case(
    "A17", arrivals, (*means("base", first=1.621622, all=9.272127), *shares("base", all_le_10=0.643780)), full=64
)

# --------------------------------------------------------------------------- ground


def covered(seen: Seen, alternative: str) -> Sums:
    return {"covered": seen.share(seen.first(Milestone.DETECTED) >= 0.0)}


A27 = Case(
    "A27",
    covered,
    (
        *shares("base", covered=0.693565),
        *shares("sector", covered=0.255330),
        *shares("failing", covered=0.674824),
    ),
    by_seed=True,
    full=800,
)


def nearest(seen: Seen, alternative: str) -> Sums:
    way = seen.first(Milestone.AT_SIDE) - seen.first(Milestone.ONSET)
    limit = 1.072983 if alternative == "manhattan" else 0.856117
    return {"mean": seen.mean(way), "square": seen.mean(way**2), "le_p90": seen.below(way, limit)}


A28 = Case(
    "A28",
    nearest,
    (
        *means("euclid", mean=0.498135, square=0.315158),
        *shares("euclid", le_p90=0.902657),
        *means("manhattan", mean=0.624319),
        *shares("manhattan", le_p90=0.902656),
        *means("square_root", mean=1.922657),
    ),
    by_seed=True,
    full=600,
)
A29 = Case(
    "A29",
    nearest,
    (
        *means("square_euclid", mean=0.382598),
        *means("square_manhattan", mean=0.5),
        *means("patrol", mean=0.666667),
    ),
    by_seed=True,
    full=1600,
)


def scanned(seen: Seen, alternative: str) -> Sums:
    delay = seen.first(Milestone.DETECTED) - seen.first(Milestone.ONSET)
    noticed = seen.share(delay >= 0.0)
    if alternative == "five_minutes":
        return {"noticed": noticed}
    return {"delay": seen.mean(delay), "square": seen.mean(delay**2), "P_le_2": seen.below(delay, 2.0)}


A34 = Case(
    "A34",
    scanned,
    (
        *means("lasting", delay=2.333333, square=10.222222),
        *shares("lasting", P_le_2=0.6),
        *shares("five_minutes", noticed=0.888),
    ),
    full=200,
)
