"""Driving through real streets: shortest times on a network, by hour, with lights and sirens or without."""

from __future__ import annotations

from dataclasses import field
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from simcity.fields import DAY, Extent, Factor, Flag, HourOfDay, Number, Point, Share, Speed, part
from simcity.model.incidents import DAYS, Day
from simcity.model.kinds import Hourly, Kind, values_at
from simcity.model.roads.distance import NOISE
from simcity.model.roads.ground import in_circle, in_rectangle, pieces
from simcity.model.roads.journeys import Ways, noisy
from simcity.model.roads.network import Network, NetworkFile
from simcity.model.roads.paths import Paths, Route
from simcity.records import Flags, Floats, Integers


@part
class Closed:
    """When streets are closed: every day from one hour until another, around midnight; all day where absent."""

    since: Annotated[HourOfDay | None, Field(alias="from")] = None
    """First hour of the closure."""
    until: HourOfDay | None = None
    """Hour at which it ends."""

    def __post_init__(self) -> None:
        if (self.since is None) != (self.until is None):
            raise ValueError("a closure has both from and until, or neither")

    def holds(self, clock: Floats) -> Flags:
        """Return whether streets are closed at seconds of the week."""
        if self.since is None or self.until is None:
            return np.ones(clock.shape, bool)
        hour = clock % DAY
        if self.since <= self.until:
            return np.asarray((hour >= self.since) & (hour < self.until), bool)
        return np.asarray((hour >= self.since) | (hour < self.until), bool)


@part
class CircleClosed(Closed):
    """Streets that come within a radius of a point."""

    at: Point
    """The middle."""
    radius: Extent
    """How far it reaches."""
    kind: Literal["circle"] = "circle"

    def streets(self, network: Network) -> Integers:
        """Return the streets that are closed."""
        return in_circle(pieces(network), *self.at, self.radius)


@part
class RectangleClosed(Closed):
    """Streets that touch a rectangle, such as that of a zone."""

    at: Point
    """Its south-west corner."""
    size: tuple[Extent, Extent]
    """Its extent to the east and to the north."""
    kind: Literal["rectangle"] = "rectangle"

    def streets(self, network: Network) -> Integers:
        """Return the streets that are closed."""
        return in_rectangle(pieces(network), self.at, self.size)


Closure = Annotated[CircleClosed | RectangleClosed, Field(discriminator="kind"), Kind()]


@lru_cache(maxsize=32)
def paths(network: Network, closures: tuple[Closure, ...], speeds: tuple[tuple[str, float], ...]) -> Paths:
    """Return the shortest times of a network with some areas closed, found once for equal content."""
    closed = [closure.streets(network) for closure in closures]
    return Paths(network, np.unique(np.concatenate([np.empty(0, np.int64), *closed])), speeds)


@part
class Roads:
    """The quickest way through real streets, from door to door.

    A point lies beside the nearest street on which one can stop; what is left is covered at ``off_road``. Responses
    drive with lights and sirens, journeys back in normal traffic; both keep to one-way streets. The hour is that of
    the onset. The way into a closed area ends at the nearest open street. Turns cost nothing.
    """

    network: Annotated[Network, NetworkFile()]
    """Name of a .roads file, which simcity roads import makes; its place counts from the scenario's folder."""
    factor: Factor = 1.0
    """City factor on the time of driving: more than 100 % is slower."""
    by_hour: Hourly[Factor] = field(default_factory=lambda: {0.0: 1.0})
    """Factor on the time of driving by hour of the day."""
    by_day: dict[Day, Factor] = field(default_factory=dict)
    """Factor on the time of driving by day; days left out count 100 %."""
    speeds: dict[str, Speed] = field(default_factory=dict)
    """Speed in normal driving by class of street, in place of what the file says; lights gain in proportion."""
    lights: Flag = True
    """Whether responses drive with lights and sirens."""
    normal_for: tuple[str, ...] = ()
    """Incident types to which units drive without lights."""
    preemption: Share = 0.0
    """Share of the time under lights that signals save which let responders pass; 0 % is none.

    Measured: 51 to 63 % in Goyang and Paju (facts 3.28, S).
    """
    off_road: Speed = 5.0 / 3.6
    """Speed from the street to the point and from the station to the street: 5 km/h, on foot (assumed)."""
    farthest: Extent = 300.0
    """Stations and zones farther than this from any street are refused as off the map (assumed)."""
    closures: dict[str, Closure] = field(default_factory=dict)
    """Areas whose streets are closed, by id."""
    noise: Annotated[Number, NOISE] = 0.0
    kind: Literal["roads"] = "roads"

    timed: ClassVar[bool] = True

    def __post_init__(self) -> None:
        for name in self.speeds:
            if name not in self.network.kinds:
                known = ", ".join(self.network.kinds)
                raise ValueError(f"there are no streets of class '{name}' in {self.network.name}; there are {known}")
        if self.preemption >= 1.0:
            raise ValueError("preemption of 100 % leaves no time at all; write such as 51 %")

    def paths(self, closures: tuple[Closure, ...] = ()) -> Paths:
        """Return the shortest times while some closures hold."""
        return paths(self.network, closures, tuple(sorted(self.speeds.items())))

    def route(self, start: tuple[float, float], end: tuple[float, float], lights: bool = True) -> Route:
        """Return the quickest way between two points in metres while no closure holds, without city factors."""
        return self.paths().route(start, end, lights)

    def estimate(self, ways: Ways) -> Floats:
        """Return the seconds of responses: quickest way, city, hour and day, then the last metres."""
        normal = [number for number, name in enumerate(ways.types) if name in self.normal_for]
        lit = ~np.isin(ways.ends.type, normal) & self.lights
        return self._seconds(ways, lit, turned=False)

    def back(self, ways: Ways, there: Floats) -> Floats:
        """Return the seconds of journeys back, in normal traffic."""
        return self._seconds(ways, np.zeros(len(ways.ends.x), bool), turned=True)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)

    def _seconds(self, ways: Ways, lit: Flags, turned: bool) -> Floats:
        """Return the seconds by end and start; with ``turned`` of journeys from ends to starts."""
        if ways.starts is None:
            return np.zeros(ways.shape)
        ends, starts = ways.ends, ways.starts
        found = np.empty(ways.shape)
        holding = [closure.holds(ends.clock) for closure in self.closures.values()]
        # One bit for each closure that holds at the hour of an end.
        state = sum((flags.astype(np.int64) << k for k, flags in enumerate(holding)), np.zeros(len(ends.x), np.int64))
        pace = self.pace(ends.clock)
        for closed in np.unique(state).tolist():
            open_now = self.paths(tuple(c for k, c in enumerate(self.closures.values()) if closed >> k & 1))
            begin = open_now.ground.spots(starts.x, starts.y)
            for lights in (True, False):
                here = np.flatnonzero((state == closed) & (lit == lights))
                if not len(here):
                    continue
                finish = open_now.ground.spots(ends.x[here], ends.y[here])
                driven = (
                    open_now.driving(finish, begin, lights).T if turned else open_now.driving(begin, finish, lights)
                )
                saved = 1.0 - self.preemption if lights else 1.0
                on_foot = (finish.gap[:, None] + begin.gap) / self.off_road
                found[here] = driven * (pace[here, None] * saved) + on_foot
        return found

    def pace(self, clock: Floats) -> Floats:
        """Return the factor on the time of driving at seconds of the week."""
        days = np.array([self.by_day.get(day, 1.0) for day in DAYS])
        return np.asarray(
            self.factor * values_at(self.by_hour, clock) * days[(clock // DAY).astype(np.int64) % 7], float
        )
