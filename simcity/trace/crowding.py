"""Crowds: how dense it is in each zone at each time, and when a crowd grows beyond a level."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from simcity.fields import DAY
from simcity.luck import Luck
from simcity.model.geography import AnyZone
from simcity.model.kinds import smooth_at
from simcity.records import Floats, Integers

BEYOND = 1e-6
"""Seconds after a crossing at which a crowd is beyond the level whatever the rounding."""


def factors(name: str, ground: AnyZone, day: Integers, luck: Luck) -> Floats:
    """Return the factor on the crowd of a zone on each of many days; day 0 is that of the run's start."""
    if ground.crowd_varies is None or len(day) == 0:
        return np.ones(len(day))
    first = int(day.min())
    days = np.arange(first, int(day.max()) + 1)
    return np.asarray(ground.crowd_varies.ppf(luck.vector("crowd", name, days))[day - first], float)


def density(zones: Mapping[str, AnyZone], zone: Integers, second: Floats, luck: Luck) -> Floats:
    """Return persons per m2 in zones given by index, at seconds from the midnight before the run's start."""
    found = np.zeros(len(zone))
    for index, (name, ground) in enumerate(zones.items()):
        here = np.flatnonzero(zone == index)
        if len(here) == 0:
            continue
        found[here] = smooth_at(ground.crowd, second[here])
        if ground.crowd_varies is not None:
            found[here] *= factors(name, ground, (second[here] // DAY).astype(np.int64), luck)
    return found


def crossings(
    name: str, ground: AnyZone, level: float, start: float, end: float, luck: Luck
) -> tuple[Floats, Integers]:
    """Return when the crowd of a zone grows beyond a level during a run, and the number of each crossing.

    The run begins ``start`` seconds after midnight. Crossings are numbered by day, and within a day of which there
    are fewer than a thousand. A crowd that is beyond the level from the start of the run has not grown.
    """
    days = np.arange(int((start + end) // DAY) + 1)
    knots = np.array(sorted({0.0, DAY, *ground.crowd}))
    # Each day keeps both its midnights: where the factor changes from day to day, the crowd jumps at midnight.
    times = (days[:, None] * DAY + knots).ravel()
    crowd = (factors(name, ground, days, luck)[:, None] * smooth_at(ground.crowd, knots)).ravel()
    low, high = crowd[:-1], crowd[1:]
    up = np.flatnonzero((low <= level) & (high > level))
    share = (level - low[up]) / (high[up] - low[up])
    crossed = times[up] + share * (times[up + 1] - times[up]) + BEYOND
    day = (crossed // DAY).astype(np.int64)
    number = day * 1000 + np.arange(len(day)) - np.searchsorted(day, day)
    inside = (crossed >= start) & (crossed < start + end)
    return crossed[inside] - start, number[inside]
