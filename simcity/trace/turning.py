"""Journeys that begin on the road: where a unit is, and how long it takes from there."""

from __future__ import annotations

import numpy as np

from simcity.model.geography import offsets, wrap_of
from simcity.model.scenario import Scenario

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


def estimate(scenario: Scenario, agency: str, start: Spot, end: Spot) -> float:
    """Return the seconds that a dispatcher expects for a journey between two points."""
    law = scenario.agencies[agency].travel or scenario.place.travel
    dx, dy = np.array([end[0] - start[0]]), np.array([end[1] - start[1]])
    return float(law.estimate(*offsets(dx, dy, wrap_of(scenario.place.zones)))[0])


def real(scenario: Scenario, agency: str, expected: float, u: float) -> float:
    """Return the seconds that such a journey takes, by one uniform."""
    law = scenario.agencies[agency].travel or scenario.place.travel
    return float(law.real(np.array([[expected]]), np.array([[u]]))[0, 0])
