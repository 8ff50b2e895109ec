"""Journeys that begin on the road: where a unit is, and how long it takes from there."""

from __future__ import annotations

import numpy as np

from simcity.model.geography import wrap_of
from simcity.model.roads import Ends, Starts, Ways
from simcity.model.scenario import Scenario
from simcity.trace.happenings import clock_start

Spot = tuple[float, float]
"""Metres to the east and to the north."""


def between(scenario: Scenario, start: Spot, end: Spot, share: float) -> Spot:
    """Return the point at a share of the straight way from one to another, around the torus where there is one."""
    wrap = wrap_of(scenario.place.zones)
    dx, dy = end[0] - start[0], end[1] - start[1]
    if wrap is not None:
        dx -= wrap[0] * round(dx / wrap[0])
        dy -= wrap[1] * round(dy / wrap[1])
    return start[0] + share * dx, start[1] + share * dy


def estimate(scenario: Scenario, agency: str, start: Spot, end: Spot, kind: int, now: float) -> float:
    """Return the seconds that a dispatcher expects for a journey between two points, to an incident type, at a time."""
    law = scenario.agencies[agency].travel or scenario.place.travel
    starts = Starts(("",), np.array([start[0]]), np.array([start[1]]))
    nowhere = np.zeros(1, np.int64)
    clock = np.array([clock_start(scenario) + now])
    ends = Ends(np.array([end[0]]), np.array([end[1]]), nowhere, np.array([kind]), clock)
    zones = scenario.place.zones
    ways = Ways(starts, ends, tuple(zones), tuple(scenario.incidents), wrap_of(zones))
    return float(law.estimate(ways)[0, 0])


def real(scenario: Scenario, agency: str, expected: float, u: float) -> float:
    """Return the seconds that such a journey takes, by one uniform."""
    law = scenario.agencies[agency].travel or scenario.place.travel
    return float(law.real(np.array([[expected]]), np.array([[u]]))[0, 0])
