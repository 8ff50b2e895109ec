"""Journeys to be measured, and what every travel law can say of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from simcity.model.geography import offsets
from simcity.records import Floats, Integers


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


class SameBack:
    """Laws under which a journey takes as long back as there, at any hour."""

    timed: ClassVar[bool] = False

    def back(self, ways: Ways, there: Floats) -> Floats:
        """Return the estimate of the way there."""
        return there


def noisy(estimate: Floats, sigma: float, u: Floats) -> Floats:
    """Return estimates times lognormal noise of median 1."""
    if sigma == 0.0:
        return estimate
    from scipy.special import ndtri

    return np.asarray(estimate * np.exp(sigma * ndtri(u)), float)
