"""Cases of theory on seats that can be lost and things that fail: what is measured in a run, and what is exact."""

from __future__ import annotations

import numpy as np
from theory_case import Case, Sums, means, shares
from theory_cases import EPSILON
from theory_records import Floats, Seen

from simcity.records import Milestone

HOUR = 3600.0

# --------------------------------------------------------------------------- seats


def interrupted(seen: Seen, alternative: str) -> Sums:
    stay = seen.first(Milestone.VERIFIED) - seen.first(Milestone.RECEIVED)
    return {f"T_{name}": seen.mean(stay, seen.type(name)) for name in seen.subjects.types}


A07 = Case(
    "A07",
    interrupted,
    tuple(means("base", T_red=2.5, T_yellow=4.166667, T_green=14.444444)),
    full=80,
)


def busy_tone(seen: Seen, alternative: str) -> Sums:
    asked, answered = seen.first(Milestone.RECEIVED), seen.first(Milestone.ANSWERED)
    blocked = ~np.isnan(seen.first(Milestone.BLOCKED))
    taken = seen.counted & ~blocked
    return {
        "P_block": seen.share(blocked),
        "Wq": seen.mean(answered - asked, taken),
        "Lq": seen.number(np.where(blocked, np.nan, asked), answered),
        "P_wait": seen.share(answered - asked > EPSILON, taken),
        "utilisation": seen.per(seen.seats_busy("desk"), 3.0),
    }


A09 = Case(
    "A09",
    busy_tone,
    (
        *shares("base", P_block=0.199910, P_wait=0.900640),
        *means("base", Wq=4.241870, Lq=4.072654, utilisation=0.960108),
    ),
    full=60,
)


def erlang_a(rate: float, service: float, patience: float, seats: int) -> dict[str, float]:
    """Return the stationary values of M/M/c+M by its birth and death equations."""
    chance = [1.0]
    for n in range(1, 400):
        out = min(n, seats) / service + max(n - seats, 0) / patience
        chance.append(chance[-1] * rate / out)
    p = np.array(chance) / np.sum(chance)
    waiting = float(np.sum(np.maximum(np.arange(400) - seats, 0) * p))
    return {
        "P_abandon": waiting / patience / rate,
        "P_wait": float(p[seats:].sum()),
        "Lq": waiting,
        "utilisation": float(np.sum(np.minimum(np.arange(400), seats) * p)) / seats,
    }


def hang_ups(seen: Seen, alternative: str) -> Sums:
    asked, answered = seen.first(Milestone.RECEIVED), seen.first(Milestone.ANSWERED)
    gone = seen.first(Milestone.ABANDONED)
    waited = np.fmin(answered, gone) - asked
    return {
        "P_abandon": seen.share(~np.isnan(gone)),
        "P_wait": seen.share(waited > EPSILON),
        "Lq": seen.number(asked, np.fmin(answered, gone)),
        "utilisation": seen.per(seen.seats_busy("desk"), 2.0),
    }


_ERLANG_A = erlang_a(1.2, 2.0, 4.0, 2)
A10 = Case(
    "A10",
    hang_ups,
    (
        *shares("base", P_abandon=_ERLANG_A["P_abandon"], P_wait=_ERLANG_A["P_wait"]),
        *means("base", Lq=_ERLANG_A["Lq"], utilisation=_ERLANG_A["utilisation"]),
    ),
    full=60,
)

# --------------------------------------------------------------------------- things that fail


def spells(seen: Seen, path: str) -> tuple[Floats, Floats]:
    """Return the beginnings and ends of all downtime of a component, in hours."""
    found = [(since, until) for name, since, until in seen.records.down if name == path]
    return tuple(np.array(found, float).reshape(-1, 2).T / HOUR)  # type: ignore[return-value]


def down_between(seen: Seen, path: str, low: float, high: float) -> float:
    """Return the device-hours of downtime between two hours."""
    since, until = spells(seen, path)
    return float(np.sum(np.clip(until, low, high) - np.clip(since, low, high)))


def number_down(seen: Seen, path: str, low: float, high: float) -> dict[int, float]:
    """Return for how many of the hours between two so many devices are down."""
    since, until = spells(seen, path)
    times = np.concatenate([since, until])
    step = np.concatenate([np.ones(len(since)), -np.ones(len(until))])
    order = np.lexsort((step, times))
    edges = np.clip(np.concatenate([[low], times[order], [high]]), low, high)
    level = np.concatenate([[0.0], np.cumsum(step[order])]).astype(int)
    hours = np.bincount(level, np.diff(edges))
    return {number: float(value) for number, value in enumerate(hours)}


def renewed(seen: Seen, alternative: str) -> Sums:
    devices, path = 200.0, "sensors/cameras"
    since, until = spells(seen, path)
    if alternative == "other_laws":
        low, high = 10000.0, 20000.0
        return {"long_run": (devices * (high - low) - down_between(seen, path, low, high), devices * (high - low))}
    found: Sums = {
        f"after_{hour}": (devices - float(np.count_nonzero((since <= hour) & (hour < until))), devices)
        for hour in (24, 168)
    }
    found["first_720"] = (devices * 720.0 - down_between(seen, path, 0.0, 720.0), devices * 720.0)
    return found


A18 = Case(
    "A18",
    renewed,
    (
        *shares("exponential", after_24=0.974165, after_168=0.938995, first_720=0.941406),
        *shares("other_laws", long_run=0.9375),
    ),
    full=80,
)


def repaired(seen: Seen, alternative: str) -> Sums:
    low, high = seen.records.warm_up / HOUR, seen.records.horizon / HOUR
    hours = number_down(seen, "sensors/cameras", low, high)
    total = high - low
    return {
        "mean_down": (sum(n * time for n, time in hours.items()), total),
        "P_all_up": (hours.get(0, 0.0), total),
        "P_at_least_18_up": (sum(time for n, time in hours.items() if n <= 2), total),
        "crews_busy": (sum(min(n, 2) * time for n, time in hours.items()), 2.0 * total),
    }


A19 = Case(
    "A19",
    repaired,
    (
        *means("base", mean_down=4.830552, crews_busy=0.910167),
        *shares("base", P_all_up=0.040833, P_at_least_18_up=0.250553),
    ),
    full=60,
)


def redundant(seen: Seen, alternative: str) -> Sums:
    low, high = seen.records.warm_up / HOUR, seen.records.horizon / HOUR
    total = high - low
    return {
        name: (total - down_between(seen, path, low, high), total)
        for name, path in (
            ("one_of_three", "domains/one_of_three"),
            ("two_of_three", "links/most"),
            ("all_three", "links/all"),
        )
    }


A20 = Case(
    "A20",
    redundant,
    tuple(shares("base", one_of_three=0.999992, two_of_three=0.998816, all_three=0.941192)),
    full=60,
    bounded=False,
)


def residual(seen: Seen, alternative: str) -> Sums:
    sent, arrived = seen.first(Milestone.SHARED), seen.first(Milestone.RECEIVED, "ems_room")
    wait = arrived - sent
    return {"delay": seen.mean(wait), "P_gt_60": seen.share(wait > 60.0), "P_wait": seen.share(wait > EPSILON)}


A21 = Case(
    "A21",
    residual,
    (
        *means("exponential", delay=5.0),
        *means("constant", delay=2.5),
        *shares("exponential", P_gt_60=0.027441, P_wait=0.05),
        *shares("constant", P_gt_60=0.02, P_wait=0.05),
    ),
    full=130,
    bounded=False,
)


def on_watch(seen: Seen, alternative: str) -> Sums:
    seen_at_all = ~np.isnan(seen.first(Milestone.DETECTED))
    minute = (seen.subjects.onset / 60.0) % 60.0
    return {
        "hit": seen.share(seen_at_all),
        "at_30": seen.share(seen_at_all, seen.counted & (np.abs(minute - 30.0) < 2.5)),
    }


A35 = Case(
    "A35",
    on_watch,
    (
        *shares("hourly", hit=0.645021, at_30=0.616835),
        *shares("half_hourly", hit=0.705374),
        *shares("half_unattended", hit=0.587511),
    ),
    full=60,
    bounded=False,
)
