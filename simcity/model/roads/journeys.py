"""Journeys to be measured, and what every travel law can say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Protocol

import numpy as np

from simcity.model.geography import offsets
from simcity.records import Floats, Integers

Spot = tuple[float, float]
"""Metres to the east and to the north."""


@dataclass(frozen=True, eq=False)
class Starts:
    """Where journeys begin: coordinates in metres and the ids of the stations there."""

    stations: tuple[str, ...]
    x: Floats
    y: Floats


@dataclass(frozen=True, eq=False)
class Ends:
    """Where journeys lead: coordinates in metres, place in ``Ways.zones`` and ``Ways.types``, second of the week."""

    x: Floats
    y: Floats
    zone: Integers
    type: Integers
    clock: Floats


@dataclass(frozen=True, eq=False)
class Ways:
    """All journeys from some starts to some ends; what is said of them has a row by end and a column by start.

    Without starts there is one column: the journeys of units that come from nowhere in particular.
    """

    starts: Starts | None
    ends: Ends
    zones: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    wrap: tuple[float, float] | None = None
    """Size of the torus, where there is one."""

    @property
    def shape(self) -> tuple[int, int]:
        """Return the number of ends and of starts."""
        return len(self.ends.x), 1 if self.starts is None else len(self.starts.x)

    def offsets(self) -> tuple[Floats, Floats]:
        """Return the metres to the east and to the north between all ends and starts."""
        if self.starts is None:
            return np.zeros(self.shape), np.zeros(self.shape)
        east, north = self.ends.x[:, None] - self.starts.x, self.ends.y[:, None] - self.starts.y
        return offsets(east, north, self.wrap)


class FromRoad(Protocol):
    """Journeys from points on the road to some ends, whose ways are prepared once."""

    def seconds(self, end: int, spots: Sequence[Spot]) -> list[float]:
        """Return by point the seconds that a dispatcher expects of a response to one end."""

    def normal(self, x: Floats, y: Floats, clock: float) -> Floats:
        """Return point x end the seconds of journeys in normal traffic that begin at a second of the week."""


class TravelLaw(Protocol):
    """Estimates travel times and says how the real ones differ from the estimates."""

    timed: ClassVar[bool]
    """Whether the hour, or what kind of incident it is, makes a difference."""

    def estimate(self, ways: Ways) -> Floats:
        """Return the seconds that a dispatcher expects of a response, by end and start."""

    def back(self, ways: Ways, there: Floats) -> Floats:
        """Return the seconds of the journeys back, from ends to starts; ``there`` is the estimate of the same ways."""

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the seconds that the same journeys take, by one uniform each."""

    def from_road(self, ways: Ways) -> FromRoad:
        """Return the journeys from points on the road to the ends of some ways."""


class SameBack:
    """Laws under which a journey takes as long back as there, at any hour, and from the road as from a station."""

    timed: ClassVar[bool] = False

    def from_road(self: TravelLaw, ways: Ways) -> FromRoad:
        """Return journeys by the estimate of the law."""
        return Estimated(self, ways)

    def back(self, ways: Ways, there: Floats) -> Floats:
        """Return the estimate of the way there."""
        return there


@dataclass(frozen=True, eq=False)
class Estimated:
    """Journeys from the road that take what the law estimates of journeys from stations."""

    law: TravelLaw
    ways: Ways

    def seconds(self, end: int, spots: Sequence[Spot]) -> list[float]:
        """Return by point the seconds that a dispatcher expects of a response to one end."""
        x, y = np.array(spots).T
        ends, one = self.ways.ends, slice(end, end + 1)
        there = Ends(ends.x[one], ends.y[one], ends.zone[one], ends.type[one], ends.clock[one])
        ways = replace(self.ways, starts=Starts(("",) * len(x), x, y), ends=there)
        found: list[float] = self.law.estimate(ways)[0].tolist()
        return found

    def normal(self, x: Floats, y: Floats, clock: float) -> Floats:
        """Return point x end the seconds of journeys in normal traffic that begin at a second of the week."""
        ends = self.ways.ends
        nowhere = np.zeros(len(x), np.int64)
        starts = Starts(("",) * len(ends.x), ends.x, ends.y)
        ways = replace(self.ways, starts=starts, ends=Ends(x, y, nowhere, nowhere, np.full(len(x), clock)))
        return self.law.back(ways, self.law.estimate(ways))


def noisy(estimate: Floats, sigma: float, u: Floats) -> Floats:
    """Return estimates times lognormal noise of median 1."""
    if sigma == 0.0:
        return estimate
    from scipy.special import ndtri

    return np.asarray(estimate * np.exp(sigma * ndtri(u)), float)
