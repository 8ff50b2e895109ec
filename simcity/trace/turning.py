"""Journeys that begin on the road: where a unit is, and how long it takes from there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from simcity.fields import HOUR
from simcity.model.geography import wrap_of
from simcity.model.roads import Ends, FromRoad, Spot, Starts, Ways
from simcity.model.scenario import Scenario
from simcity.records import Floats
from simcity.trace import Trace
from simcity.trace.happenings import WEEK, clock_start


def between(wrap: tuple[float, float] | None, start: Spot, end: Spot, share: float) -> Spot:
    """Return the point at a share of the straight way from one to another, around the torus where there is one."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    if wrap is not None:
        dx -= wrap[0] * round(dx / wrap[0])
        dy -= wrap[1] * round(dy / wrap[1])
    return start[0] + share * dx, start[1] + share * dy


class Driving:
    """Journeys of one agency's units that begin anywhere: to subjects, and in normal traffic to its stations.

    Responses count by the hour of the onset, as those from stations do; other journeys by the hour at which they begin.
    """

    def __init__(self, scenario: Scenario, trace: Trace, agency: str) -> None:
        self.scenario = scenario
        self.law = scenario.agencies[agency].travel or scenario.place.travel
        self.wrap = wrap_of(scenario.place.zones)
        self.stations = trace.stations[agency]
        self.spots: list[Spot] = [(station.x, station.y) for station in self.stations]
        self.approach = [station.approach for station in self.stations]
        self._subjects = trace.subjects
        self._journeys = trace.journeys[agency]
        self._rides = trace.rides.get(agency)
        self._hospitals = {hospital.at: k for k, hospital in enumerate(scenario.hospitals.values())}
        self._start = clock_start(scenario)
        self._among: dict[int, Floats] = {}
        one = np.ones((1, 1))
        self.sure = self.law.real(one, np.full((1, 1), 0.5)) is one
        """True where journeys take just what is expected, so that no luck need be asked."""

    @cached_property
    def _to_subjects(self) -> FromRoad:
        subjects = self._subjects
        ends = Ends(subjects.x, subjects.y, subjects.zone, subjects.type, self._start + subjects.onset)
        return self.law.from_road(self._ways(None, ends))

    @cached_property
    def _to_stations(self) -> FromRoad:
        nowhere = np.zeros(len(self.stations), np.int64)
        x, y = np.array(self.spots).reshape(-1, 2).T
        ends = Ends(x, y, nowhere, nowhere, np.zeros(len(x)))
        return self.law.from_road(self._ways(None, ends))

    def _ways(self, starts: Starts | None, ends: Ends) -> Ways:
        return Ways(starts, ends, tuple(self.scenario.place.zones), tuple(self.scenario.incidents), self.wrap)

    def expected(self, row: int, spots: Sequence[Spot]) -> list[float]:
        """Return the seconds that a dispatcher expects of responses to a subject, from points on the road."""
        return self._to_subjects.seconds(row, spots)

    def expected_from(self, row: int, here: Spot) -> float:
        """Return the same from one point."""
        return self.expected(row, (here,))[0]

    def real(self, expected: float, u: float) -> float:
        """Return the seconds that such a journey takes, by one uniform."""
        return float(self.law.real(np.array([[expected]]), np.array([[u]]))[0, 0])

    def home(self, to: int, here: Spot, now: float, station: int | None = None, row: int | None = None) -> float:
        """Return the seconds to a station in normal traffic, with the approach to it.

        From a station, from where a subject is, and from a hospital they are those of the map; from elsewhere on the
        road those of the law's approximation.
        """
        if station is not None:
            return self.among(now).item(station, to)
        if row is not None and here == (self._subjects.x.item(row), self._subjects.y.item(row)):
            return self._journeys.back.item(self._journeys.place[row], to)
        if self._rides is not None and here in self._hospitals:
            return self._rides.way_home(self._hospitals[here], to, now)
        return self.homes(np.array([here[0]]), np.array([here[1]]), now).item(0, to)

    def homes(self, x: Floats, y: Floats, now: float) -> Floats:
        """Return point x station the seconds to each station in normal traffic, from points on the road."""
        return np.asarray(self._to_stations.normal(x, y, self._start + now) + np.array(self.approach), float)

    def among(self, now: float) -> Floats:
        """Return station x station the seconds from one to another, in normal traffic, by the hour."""
        hour = int((self._start + now) % WEEK // HOUR) if self.law.timed else 0
        found = self._among.get(hour)
        if found is None:
            nowhere = np.zeros(len(self.stations), np.int64)
            x, y = np.array(self.spots).T
            ids = tuple(station.station for station in self.stations)
            ways = self._ways(Starts(ids, x, y), Ends(x, y, nowhere, nowhere, np.full(len(x), hour * HOUR)))
            found = self.law.back(ways, self.law.estimate(ways)) + np.array(self.approach)
            np.fill_diagonal(found, 0.0)
            self._among[hour] = found
        return found
