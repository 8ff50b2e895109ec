"""Travel laws: how long a unit takes over a distance, without a map."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Extent, Factor, Number, Positive, Speed, Time, part
from simcity.model.kinds import Kind
from simcity.model.matrix import Matrix
from simcity.records import Floats

NOISE = Field(description="Sigma of the lognormal noise about the law (its median is 1); 0 is none.")


class TravelLaw(Protocol):
    """Estimates a travel time and says how the real one differs from the estimate."""

    def estimate(self, east: Floats, north: Floats) -> Floats:
        """Return the seconds that a dispatcher expects for offsets in metres."""

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the seconds that the same journeys take, by one uniform each."""


def noisy(estimate: Floats, sigma: float, u: Floats) -> Floats:
    """Return estimates times lognormal noise of median 1."""
    if sigma == 0.0:
        return estimate
    from scipy.special import ndtri

    return np.asarray(estimate * np.exp(sigma * ndtri(u)), float)


@part
class ConstantTravel:
    """Every journey takes the same time."""

    time: Time
    """Seconds from leaving to the scene."""
    kind: Literal["constant"] = "constant"

    def estimate(self, east: Floats, north: Floats) -> Floats:
        """Return the constant."""
        return np.full(east.shape, self.time)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate."""
        return estimate


@part
class DrawnTravel:
    """Journeys are drawn from a law, whatever the distance."""

    time: Law[Time]
    """The law of the travel time."""
    kind: Literal["law"] = "law"

    def estimate(self, east: Floats, north: Floats) -> Floats:
        """Return the mean of the law."""
        return np.full(east.shape, self.time.average())

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return draws of the law."""
        return self.time.ppf(u)


@part
class StraightLine:
    """Constant speed along a straight line made longer by a detour factor."""

    speed: Speed
    """Mean speed on the road."""
    detour: Positive = 1.0
    """Road distance over straight distance."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["straight_line"] = "straight_line"

    def estimate(self, east: Floats, north: Floats) -> Floats:
        """Return distance times detour over speed."""
        return np.hypot(east, north) * (self.detour / self.speed)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)


@part
class RightAngle:
    """Constant speed along a grid of streets."""

    speed: Speed
    """Mean speed on the road."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["right_angle"] = "right_angle"

    def estimate(self, east: Floats, north: Floats) -> Floats:
        """Return the sum of the two offsets over speed."""
        return (east + north) / self.speed

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)


@part
class SquareRootLinear:
    """Square root of the distance for short journeys, linear for long ones, with equal slope at the join.

    Form: Kolesar, Walker and Hausner 1975 (RAND R-1449). Beyond ``join`` the speed is ``cruise``; below it
    T = 2 sqrt(join d) / cruise; above it T = (join + d) / cruise. With a join of 1.416 km and a cruise of
    63.1 km/h this is the law recalled for New York (facts 3.21, confidence B).
    """

    join: Extent
    """Distance at which the root gives way to the line."""
    cruise: Speed
    """Speed on the straight part of the law."""
    factor: Factor = 1.0
    """City factor on the time: more than 100 % is slower."""
    detour: Positive = 1.0
    """Road distance over straight distance."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["square_root_linear"] = "square_root_linear"

    def estimate(self, east: Floats, north: Floats) -> Floats:
        """Return the law at the road distance."""
        distance = np.hypot(east, north) * self.detour
        root = 2.0 * np.sqrt(self.join * distance)
        return np.asarray(
            self.factor * np.where(distance <= self.join, root, self.join + distance) / self.cruise, float
        )

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)


Travel = Annotated[
    ConstantTravel | DrawnTravel | StraightLine | RightAngle | SquareRootLinear | Matrix,
    Field(discriminator="kind"),
    Kind(),
]
