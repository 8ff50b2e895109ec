"""Driving through real streets: shortest times on a network, by hour, with lights and sirens or without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from functools import lru_cache
from typing import Annotated, ClassVar, Literal

import numpy as np

from simcity.fields import DAY, MINUTE, Extent, Factor, Flag, Number, Share, Speed, part
from simcity.model.incidents import DAYS, Day
from simcity.model.kinds import Hourly, values_at
from simcity.model.roads.closures import Closure
from simcity.model.roads.crossings import Arrivals, Crossings
from simcity.model.roads.distance import NOISE
from simcity.model.roads.journeys import FromRoad, Spot, Ways, noisy
from simcity.model.roads.network import Network, NetworkFile
from simcity.model.roads.paths import Paths, Route
from simcity.records import Flags, Floats, Integers


@lru_cache(maxsize=32)
def paths(network: Network, closures: tuple[Closure, ...], speeds: tuple[tuple[str, float], ...]) -> Paths:
    """Return the shortest times of a network with some areas closed, found once for equal content."""
    closed = [closure.streets(network) for closure in closures]
    return Paths(network, np.unique(np.concatenate([np.empty(0, np.int64), *closed])), speeds)


@lru_cache(maxsize=32)
def crossings(paths: Paths) -> Crossings:
    """Return the crossings of a network with some areas closed, chosen once."""
    return Crossings(paths)


@part
class Roads:
    """The quickest way through real streets, from door to door.

    A point lies beside the nearest street on which one can stop; what is left is covered at ``off_road``. Responses
    drive with lights and sirens, journeys back in normal traffic; both keep to one-way streets. The hour is that of
    the onset. The way into a closed area ends at the nearest open street. Turns cost nothing. A unit on the road is
    taken to be at the nearest of fixed crossings, so that its journeys need no search of their own.
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
        return self._seconds(ways, self.lit(ways), turned=False)

    def back(self, ways: Ways, there: Floats) -> Floats:
        """Return the seconds of journeys back, in normal traffic."""
        return self._seconds(ways, np.zeros(len(ways.ends.x), bool), turned=True)

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate times its noise."""
        return noisy(estimate, self.noise, u)

    def from_road(self, ways: Ways) -> FromRoad:
        """Return journeys that begin at the crossing nearest to a point on the road."""
        return RoadsFromRoad(self, ways)

    def lit(self, ways: Ways) -> Flags:
        """Return by end whether responses to it drive with lights and sirens."""
        normal = [number for number, name in enumerate(ways.types) if name in self.normal_for]
        return ~np.isin(ways.ends.type, normal) & self.lights

    def closed(self, clock: Floats) -> Integers:
        """Return at seconds of the week which closures hold: one bit for each."""
        holding = [closure.holds(clock) for closure in self.closures.values()]
        return sum((flags.astype(np.int64) << k for k, flags in enumerate(holding)), np.zeros(clock.shape, np.int64))

    def open_streets(self, closed: int) -> Paths:
        """Return the shortest times while closures hold that are given by bits."""
        return self.paths(tuple(c for k, c in enumerate(self.closures.values()) if closed >> k & 1))

    def _seconds(self, ways: Ways, lit: Flags, turned: bool) -> Floats:
        """Return the seconds by end and start; with ``turned`` of journeys from ends to starts."""
        if ways.starts is None:
            return np.zeros(ways.shape)
        ends, starts = ways.ends, ways.starts
        found = np.empty(ways.shape)
        state = self.closed(ends.clock)
        pace = self.pace(ends.clock)
        for closed in np.unique(state).tolist():
            open_now = self.open_streets(closed)
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


MINUTES = 7 * 24 * 60
BLOCK = 1024
"""Ends whose nearest streets are looked up together."""


class RoadsFromRoad:
    """Journeys from the crossings nearest to points on the road, to ends beside streets."""

    def __init__(self, law: Roads, ways: Ways) -> None:
        self.law = law
        self.ends = ways.ends
        self._lit: list[bool] = law.lit(ways).tolist()
        self._pace: list[float] = law.pace(ways.ends.clock).tolist()
        self._closed: list[int] = law.closed(ways.ends.clock).tolist()
        self._open: dict[int, Crossings] = {}
        self._blocks: dict[tuple[int, int, bool], tuple[Arrivals, list[float]]] = {}
        self._tables: dict[int, tuple[Floats, Floats]] = {}
        self._hours: dict[int, tuple[int, float]] = {}

    def seconds(self, end: int, spots: Sequence[Spot]) -> list[float]:
        """Return by point the seconds that a dispatcher expects of a response to one end."""
        closed, lights = self._closed[end], self._lit[end]
        ends, on_foot = self._block(closed, end // BLOCK, lights)
        driven = self._crossings(closed).driving(spots, ends, end % BLOCK, lights)
        pace, walk = self._pace[end] * (1.0 - self.law.preemption if lights else 1.0), on_foot[end % BLOCK]
        return [seconds * pace + walk for seconds in driven]

    def _crossings(self, closed: int) -> Crossings:
        found = self._open.get(closed)
        if found is None:
            found = self._open[closed] = crossings(self.law.open_streets(closed))
        return found

    def normal(self, x: Floats, y: Floats, clock: float) -> Floats:
        """Return point x end the seconds of journeys in normal traffic that begin at a second of the week."""
        closed, pace = self._hour(clock)
        here = self._crossings(closed)
        if closed not in self._tables:
            spots = here.paths.ground.spots(self.ends.x, self.ends.y)
            self._tables[closed] = here.to_all(spots), spots.gap / self.law.off_road
        driven, on_foot = self._tables[closed]
        return np.asarray(driven[here.nearest(x, y)] * pace + on_foot, float)

    def _hour(self, clock: float) -> tuple[int, float]:
        """Return which closures hold and the factor on times: hours of the day are written to the minute."""
        minute = int(clock // MINUTE) % MINUTES
        found = self._hours.get(minute)
        if found is None:
            when = np.array([minute * MINUTE])
            found = self._hours[minute] = int(self.law.closed(when)[0]), float(self.law.pace(when)[0])
        return found

    def _block(self, closed: int, number: int, lights: bool) -> tuple[Arrivals, list[float]]:
        """Return the last parts of the ways to a block of ends, and the seconds from the street to each."""
        found = self._blocks.get((closed, number, lights))
        if found is None:
            some, here = slice(number * BLOCK, (number + 1) * BLOCK), self._crossings(closed)
            spots = here.paths.ground.spots(self.ends.x[some], self.ends.y[some])
            on_foot: list[float] = (spots.gap / self.law.off_road).tolist()
            found = self._blocks[closed, number, lights] = here.arrivals(spots, lights), on_foot
        return found
