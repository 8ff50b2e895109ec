"""Roaming fleets: units that are sent from wherever they are, and what their dispatcher knows of where that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import numpy as np
import simpy

from simcity.engine.fleet import Fleet, Request, Spot, Unit
from simcity.engine.tracking import Tracking
from simcity.engine.whereabouts import Heads, Patrols, Stays, Where, Whereabouts
from simcity.model.policies import Closest, Facts, Reserve
from simcity.model.scenario import Scenario
from simcity.trace import Trace
from simcity.trace.patrolling import Round, round_of
from simcity.trace.turning import Driving


class RoamingFleet(Fleet):
    """A fleet whose free units are each known by where they are; of equally good ones the first by station goes."""

    on_the_road: ClassVar[bool] = True

    def __init__(
        self,
        env: simpy.Environment,
        scenario: Scenario,
        trace: Trace,
        agency: str,
        driving: Driving,
        tracking: Tracking,
        abilities: list[str],
        refused: Callable[[Request], bool],
        leaves: Callable[[str, int], int] | None = None,
    ) -> None:
        self.stations, self.journeys = trace.stations[agency], trace.journeys[agency]
        super().__init__(env, len(self.stations), abilities, refused, self.journeys.asked is not None, leaves)
        self.scenario, self.trace, self.agency = scenario, trace, agency
        self.part = scenario.agencies[agency]
        self.policy = scenario.policy(agency)
        order = self.policy.order if isinstance(self.policy, Reserve) else self.policy
        self.nearest = isinstance(order, Closest)
        self.driving, self.tracking = driving, tracking
        self.ready, self.ready_on_road = self.part.turnout.average(), self.part.turnout_on_road.average()
        self.kinds: list[int] = trace.subjects.type.tolist()
        self.zones = tuple(scenario.place.zones)
        self.where: dict[Unit, Whereabouts] = {}
        """Of each free unit."""
        self.post: dict[Unit, int] = {}
        """Station of a free unit that waits elsewhere than at its own, or is bound there."""
        self.rows: dict[Unit, int] = {}
        """Subject to which a unit was last sent."""
        self.changed: Callable[[str, Unit | None], None] | None = None
        """Is told that units of a capability were sent, became free, or are others; and which one became free."""
        self._standing = [
            Where(spot, station, approach)
            for station, (spot, approach) in enumerate(zip(driving.spots, driving.approach, strict=True))
        ]
        self._rounds: dict[Unit, Round] = {}
        self._fresh: tuple[int | None, dict[Spot, float]] = (None, {})

    def standing(self, station: int) -> Where:
        """Return a place at a station."""
        return self._standing[station]

    def bound(self, unit: Unit) -> int:
        """Return the station at which a free unit waits, or to which it is bound."""
        return self.post.get(unit, unit[1])

    def on_patrol(self, unit: Unit) -> bool:
        """Return whether a unit drives through a beat while it is free."""
        return self.part.stations[self.stations[unit[1]].station].patrol is not None

    def back(self, unit: Unit, here: Spot | None = None) -> None:
        """Take a unit in again, from where it is; one whose shift is over goes home."""
        if unit[2] < self.duty[unit[0], unit[1]]:
            own = self.standing(unit[1])
            self.where[unit] = self._freed(unit, own if here is None or here == own.spot else Where(here))
        super().back(unit, here)
        if self.changed is not None:
            self.changed(unit[0], unit)

    def fail(self, unit: Unit) -> None:
        """Take a unit as out of order; it will be in order again at its station."""
        super().fail(unit)
        self.where.pop(unit, None)
        self.post.pop(unit, None)
        if self.changed is not None:
            self.changed(unit[0], None)

    def staff(self, ability: str, station: int, count: int) -> None:
        """Set how many units of a capability are on duty at a station; those that come on duty begin there."""
        units = [(ability, station, number) for number in range(count)]
        for unit in [one for one in self.where if one[:2] == (ability, station) and one[2] >= count]:
            del self.where[unit]
            self.post.pop(unit, None)
        for unit in units:
            if unit not in self.where and unit not in self.out:
                self.where[unit] = self._begins(unit)
        super().staff(ability, station, count)
        if self.changed is not None:
            self.changed(ability, None)

    def _begins(self, unit: Unit) -> Whereabouts:
        """Return the whereabouts of a unit that comes on duty: on its round at the start of the run."""
        now = self.env.now
        if not self.on_patrol(unit):
            return Stays(now, self.standing(unit[1]))
        if now == 0.0:
            round_ = self._round(unit)
            return Patrols(0.0, round_, round_.at(0.0), 0, 0.0)
        return self._joins(unit, self.driving.spots[unit[1]])

    def _freed(self, unit: Unit, here: Where) -> Whereabouts:
        """Return the whereabouts of a unit that has become free."""
        if self.on_patrol(unit):
            return self._joins(unit, here.spot)
        if self.part.available_again == "at_scene" or here.station == unit[1]:
            return Stays(self.env.now, here)
        return self._heads(unit, here, unit[1])

    def _round(self, unit: Unit) -> Round:
        if unit not in self._rounds:
            ability, station, number = unit
            standing = self.stations[station]
            patrol = self.part.stations[standing.station].patrol
            assert patrol is not None
            name = f"{self.agency}/{standing.name}/{ability}-{number + 1}"
            self._rounds[unit] = round_of(self.scenario, self.trace.luck, patrol, name)
        return self._rounds[unit]

    def _joins(self, unit: Unit, here: Spot) -> Patrols:
        round_ = self._round(unit)
        joins, there = round_.joined(here, self.env.now)
        return Patrols(self.env.now, round_, here, joins, there)

    def _heads(self, unit: Unit, start: Where, station: int) -> Heads:
        """Return the way of a unit to a station, in normal traffic."""
        now = self.env.now
        takes = self.driving.home(station, start.spot, now, start.station, self.rows.get(unit))
        drives = now + start.extra
        there = drives + takes
        post = self.standing(station)
        return Heads(now, start, drives, there - post.extra, there, post, self.driving.wrap)

    def move(self, unit: Unit, station: int) -> None:
        """Let a free unit set off to another station, where it is to wait."""
        self.where[unit] = self._heads(unit, self.where[unit].at(self.env.now), station)
        self.post[unit] = station

    def known(self, unit: Unit, kind: int | None) -> Where:
        """Return where the dispatcher knows a free unit to be; without vehicle location at its station."""
        where = self.where[unit]
        time = self.tracking.seen(self.env.now, where.since, kind)
        return self.standing(self.bound(unit)) if time is None else where.at(time)

    def expected(self, units: list[Unit], row: int) -> list[float]:
        """Return the seconds that the dispatcher expects units to take to a subject, turnout and driving."""
        kind, place = self.kinds[row], self.journeys.place[row]
        near: list[float] = self.journeys.estimate[place].tolist()
        if not self.tracking.shows(kind):
            return [self.ready + near[self.post.get(unit, unit[1])] for unit in units]
        now = self.env.now if self.tracking.exact(kind) else None
        found, far, spots = [], [], []
        whereabouts = self.where
        for nth, unit in enumerate(units):
            where = self.known(unit, kind) if now is None else whereabouts[unit].at(now)
            if where.station is not None:
                found.append(self.ready + near[where.station])
            else:
                found.append(self.ready_on_road + where.extra)
                far.append(nth)
                spots.append(where.spot)
        if far:
            seconds = self.driving.expected(row, spots)
            for nth, one in zip(far, seconds, strict=True):
                found[nth] += one
            self._fresh = row, dict(zip(spots, seconds, strict=True))
        return found

    def expected_from(self, row: int, here: Spot) -> float:
        """Return the seconds of driving that are expected from a point on the road; those just looked up are kept."""
        looked_up, fresh = self._fresh
        if looked_up == row and here in fresh:
            return fresh[here]
        return self.driving.expected_from(row, here)

    def pick(self, request: Request) -> Unit | None:
        """Take the free unit that is best by the policy, from where each is known to be."""
        ability, rank = request.ability, request.rank
        free = self.free[ability]
        units = [(ability, station, number) for station, numbers in enumerate(free) for number in numbers]
        if self.last_call is not None:
            units = [unit for unit in units if self.fit(unit, rank)]
        kept = 0 if self.leaves is None else self.leaves(ability, rank)
        if not units or sum(map(len, free)) <= kept:
            return None
        score = self._score(units, request)
        best = min(score)
        if best == np.inf:
            return None
        unit = units[score.index(best)]
        if self.policy.equals == "by_luck" and score.count(best) > 1:
            # The luck by which stations are told apart is in the order of the trace.
            alike = [one for one, its in zip(units, score, strict=True) if its == best]
            order: list[int] = self.journeys.order[self.journeys.place[request.row]].tolist()
            unit = min(alike, key=lambda one: (order.index(one[1]), one[2]))
        free[unit[1]].remove(unit[2])
        self.out.add(unit)
        return unit

    def _score(self, units: list[Unit], request: Request) -> list[float]:
        expected = self.expected(units, request.row)
        if self.nearest:
            return expected
        row = request.row
        facts = Facts(
            stations=tuple(self.stations[station].station for _, station, _ in units),
            zones=self.zones,
            zone=self.trace.subjects.zone[row : row + 1],
            types=self.trace.subjects.types,
            type=self.trace.subjects.type[row : row + 1],
            priority=np.array([request.rank]),
            estimate=np.array([expected]),
        )
        score: list[float] = self.policy.score(facts)[0].tolist()
        return score

    def set_off(self, unit: Unit, row: int) -> Where:
        """Let a unit go to a subject, and return where it truly is."""
        where = self.where.pop(unit).at(self.env.now)
        self.post.pop(unit, None)
        self.rows[unit] = row
        if self.changed is not None:
            self.changed(unit[0], None)
        return where
