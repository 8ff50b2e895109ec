"""Travel laws without a map: how long a unit takes over a distance, a table, or always."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Acceleration, Extent, Factor, Flag, Number, Positive, Speed, Time, part
from simcity.model.roads.journeys import SameBack, Ways, noisy
from simcity.records import Floats

NOISE = Field(description="Sigma of the lognormal noise about the law (its median is 1); 0 is none.")


@part
class ConstantTravel(SameBack):
    """Every journey takes the same time."""

    time: Time
    """Seconds from leaving to the scene."""
    kind: Literal["constant"] = "constant"

    def estimate(self, ways: Ways) -> Floats:
        """Return the constant."""
        return np.full(ways.shape, self.time)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate."""
        return estimate


@part
class DrawnTravel(SameBack):
    """Journeys are drawn from a law, whatever the distance."""

    time: Law[Time]
    """The law of the travel time."""
    kind: Literal["law"] = "law"

    def estimate(self, ways: Ways) -> Floats:
        """Return the mean of the law."""
        return np.full(ways.shape, self.time.average())

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return draws of the law."""
        return self.time.ppf(u)


@part
class StraightLine(SameBack):
    """Constant speed along a straight line made longer by a detour factor."""

    speed: Speed
    """Mean speed on the road."""
    detour: Positive = 1.0
    """Road distance over straight distance."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["straight_line"] = "straight_line"

    def estimate(self, ways: Ways) -> Floats:
        """Return distance times detour over speed."""
        return np.hypot(*ways.offsets()) * (self.detour / self.speed)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)


@part
class RightAngle(SameBack):
    """Constant speed along a grid of streets."""

    speed: Speed
    """Mean speed on the road."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["right_angle"] = "right_angle"

    def estimate(self, ways: Ways) -> Floats:
        """Return the sum of the two offsets over speed."""
        east, north = ways.offsets()
        return (east + north) / self.speed

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)


@part
class SquareRootLinear(SameBack):
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

    def estimate(self, ways: Ways) -> Floats:
        """Return the law at the road distance."""
        distance = np.hypot(*ways.offsets()) * self.detour
        root = 2.0 * np.sqrt(self.join * distance)
        return np.asarray(
            self.factor * np.where(distance <= self.join, root, self.join + distance) / self.cruise, float
        )

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)


@part
class Accelerating(SameBack):
    """Units speed up evenly to their cruising speed, and slow down evenly before the scene.

    T = 2 sqrt(d / a) where the distance is too short to reach cruising speed, which takes v^2 / a to reach and to
    leave again; v / a + d / v beyond it (Larson and Odoni, eq. 3.88; facts 3.23, S).
    """

    cruise: Speed
    """Speed that is reached on long journeys."""
    acceleration: Acceleration
    """How fast it is reached, and left again."""
    right_angle: Flag = False
    """Whether distances are along a grid of streets; straight where false."""
    detour: Positive = 1.0
    """Road distance over the distance by the line."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["acceleration"] = "acceleration"

    def estimate(self, ways: Ways) -> Floats:
        """Return the law at the road distance."""
        east, north = ways.offsets()
        distance = (east + north if self.right_angle else np.hypot(east, north)) * self.detour
        short = distance <= self.cruise**2 / self.acceleration
        root = 2.0 * np.sqrt(distance / self.acceleration)
        return np.asarray(np.where(short, root, self.cruise / self.acceleration + distance / self.cruise), float)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)


@part
class Matrix(SameBack):
    """A table of times from each station to each zone, wherever these are.

    Where units take people to hospitals, each hospital has a row of its own, with each zone, and where they are in
    service again at their stations, the row of each station has each hospital beside the zones.
    """

    times: dict[str, dict[str, Time]]
    """Seconds by station and zone, each station with each zone; hospitals are rows and ends as well."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["matrix"] = "matrix"

    def estimate(self, ways: Ways) -> Floats:
        """Return the times of the table."""
        stations = () if ways.starts is None else ways.starts.stations
        table = np.array([[self.times[station].get(zone, np.nan) for station in stations] for zone in ways.zones])
        return np.asarray(table[ways.ends.zone], float).reshape(ways.shape)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)
