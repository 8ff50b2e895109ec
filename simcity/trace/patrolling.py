"""Patrolling: the round of each unit that drives through a beat, by its own luck and the clock alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcity.luck import Luck
from simcity.model.geography import offsets, wrap_of
from simcity.model.patrols import Patrol
from simcity.model.roads import Spot
from simcity.model.scenario import Scenario
from simcity.records import Floats
from simcity.trace.happenings import choice, scatter
from simcity.trace.turning import between

FIRST_DRAW = 64
AHEAD = 32
"""Points of a round that are looked at together."""


@dataclass(frozen=True, eq=False)
class Round:
    """The points of a unit's round in order, and when it comes to each and leaves it again."""

    x: Floats
    y: Floats
    comes: Floats
    leaves: Floats
    speed: float
    wrap: tuple[float, float] | None

    def at(self, time: float) -> Spot:
        """Return where a unit is that keeps to its round; beyond its last point it stays there."""
        k = int(np.searchsorted(self.comes, time, side="right")) - 1
        here = (float(self.x[k]), float(self.y[k]))
        if time <= self.leaves[k] or k + 1 == len(self.x):
            return here
        share = float((time - self.leaves[k]) / (self.comes[k + 1] - self.leaves[k]))
        return between(self.wrap, here, (float(self.x[k + 1]), float(self.y[k + 1])), share)

    def joined(self, here: Spot, time: float) -> tuple[int, float]:
        """Return the first point that a unit elsewhere can reach by the time its round leaves it, and when it is there.

        It drives straight, at the speed of the round.
        """
        first = min(int(np.searchsorted(self.leaves, time, side="left")), len(self.x) - 1)
        for k in range(first, len(self.x), AHEAD):
            some = slice(k, k + AHEAD)
            there = time + np.hypot(*offsets(self.x[some] - here[0], self.y[some] - here[1], self.wrap)) / self.speed
            able = np.flatnonzero(there <= self.leaves[some])
            if len(able):
                return k + int(able[0]), float(there[able[0]])
        # The end of the round lies behind the end of the run.
        return len(self.x) - 1, float(there[-1])


def round_of(scenario: Scenario, luck: Luck, patrol: Patrol, unit: str) -> Round:
    """Draw the round of a unit until the end of the run; it begins at its first point."""
    wrap = wrap_of(scenario.place.zones)
    size = FIRST_DRAW
    while True:
        k = np.arange(size)
        zones = scenario.place.zones
        zone = choice(patrol.beat, list(zones), luck.vector("patrol zone", unit, k))
        x, y = scatter(zones, zone, luck.vector("patrol x", unit, k), luck.vector("patrol y", unit, k))
        stay = patrol.stay.ppf(luck.vector("patrol stay", unit, k))
        drive = np.hypot(*offsets(np.diff(x), np.diff(y), wrap)) / patrol.speed
        comes = np.concatenate([[0.0], np.cumsum(stay[:-1] + drive)])
        if comes[-1] > scenario.end:
            return Round(x, y, comes, comes + stay, patrol.speed, wrap)
        size *= 2
