"""Moving up: free units go to wait elsewhere when others have gone, by the rule of their agency."""

from __future__ import annotations

from functools import cached_property, partial

import numpy as np

from simcity.engine.clock import LAST_OF_INSTANT, Call
from simcity.engine.fleet import Unit
from simcity.engine.roaming import RoamingFleet
from simcity.engine.world import World
from simcity.luck import Luck
from simcity.model.incidents import IncidentType
from simcity.model.policies import AnyMoveUp, Cover
from simcity.model.roads import Ends, Starts, Ways
from simcity.model.scenario import Scenario
from simcity.records import Floats
from simcity.trace.drawing import LAYOUT
from simcity.trace.happenings import choice, clock_start, scatter

POINTS = 400
"""Points by which the demand for an agency is known to its rule."""


class MovingUp:
    """Asks the rule of an agency at the end of every instant in which units were sent, became free or changed duty.

    All else that happens in the instant comes first. Units on patrol take no part: they have rounds to go.
    """

    def __init__(self, fleet: RoamingFleet, rule: AnyMoveUp) -> None:
        self.fleet = fleet
        self.rule = rule
        self.moves: list[tuple[float, Unit, int]] = []
        """When, which unit, and the station to which it goes."""
        self._changed: dict[str, set[Unit]] = {}
        """By capability that has changed: units that have become free at this instant."""
        fleet.changed = self.changed

    def changed(self, ability: str, freed: Unit | None) -> None:
        """Ask the rule at the end of the instant."""
        if not self._changed:
            Call(self.fleet.env, 0.0, self._ask, None, LAST_OF_INSTANT)
        units = self._changed.setdefault(ability, set())
        if freed is not None:
            units.add(freed)

    def _ask(self, _: None) -> None:
        changed, self._changed = self._changed, {}
        for ability, freed in sorted(changed.items()):
            self._move(ability, freed)

    def _move(self, ability: str, freed: set[Unit]) -> None:
        """Let those units set off whose post changes."""
        fleet = self.fleet
        units = [unit for unit in self._free(ability) if fleet.fit(unit, 1) and not fleet.on_patrol(unit)]
        new = np.array([unit in freed for unit in units], bool)
        if not units or not (self.rule.all_units or new.any()):
            return
        cover = Cover(
            stations=tuple(station.station for station in fleet.stations),
            capability=ability,
            home=np.array([unit[1] for unit in units], np.int64),
            post=np.array([fleet.bound(unit) for unit in units], np.int64),
            freed=new,
            seconds=self._seconds(units),
            reach=self._reach,
        )
        for unit, post in zip(units, self.rule.posts(cover).tolist(), strict=True):
            if post != fleet.bound(unit):
                fleet.move(unit, post)
                self.moves.append((fleet.env.now, unit, post))

    def _free(self, ability: str) -> list[Unit]:
        return [
            (ability, station, number) for station, numbers in enumerate(self.fleet.free[ability]) for number in numbers
        ]

    def _seconds(self, units: list[Unit]) -> Floats:
        """Return unit x station the seconds of normal driving from where each is known to be."""
        fleet, now = self.fleet, self.fleet.env.now
        known = [fleet.known(unit, None) for unit in units]
        stations = [0 if where.station is None else where.station for where in known]
        found = fleet.driving.among(now)[stations]
        far = [nth for nth, where in enumerate(known) if where.station is None]
        if far:
            x, y = np.array([known[nth].spot for nth in far]).T
            found[far] = fleet.driving.homes(x, y, now)
        if any(where.extra for where in known):
            found += np.array([where.extra for where in known])[:, None]
            at = [nth for nth, where in enumerate(known) if where.station is not None]
            found[at, [stations[nth] for nth in at]] = 0.0
        return found

    @cached_property
    def _reach(self) -> Floats:
        """Station x point, the same in all replications."""
        fleet = self.fleet
        return reach(fleet.scenario, fleet)


def watch(world: World) -> None:
    """Let the rules of agencies move their free units, and keep what they say for the records."""
    rules: list[tuple[int, MovingUp]] = []
    for agency, name in enumerate(world.agencies):
        fleet, rule = world.fleets[agency], world.scenario.agencies[name].move_up
        if isinstance(fleet, RoamingFleet) and rule is not None:
            rules.append((agency, MovingUp(fleet, rule)))
    world.moved = partial(moves, world, rules)


def moves(world: World, rules: list[tuple[int, MovingUp]]) -> list[tuple[float, int, str]]:
    """Return the moves of all agencies in order of time: when, index of the unit, and the station to which it goes."""
    return sorted(
        (time, world.units[agency, *unit], rule.fleet.stations[station].name)
        for agency, rule in rules
        for time, unit, station in rule.moves
    )


def reach(scenario: Scenario, fleet: RoamingFleet) -> Floats:
    """Return station x point the seconds of driving that a dispatcher expects of responses, at the hour of the start.

    Points are places of the incidents that may need the agency, drawn by the scenario's seed; types by their mean
    rates, those with set times by their number.
    """
    agency, zones = fleet.agency, scenario.place.zones
    kinds = {name: kind for name, kind in scenario.incidents.items() if agency in kind.agencies}
    expected = {name: demand(kind, scenario.end) for name, kind in kinds.items()}
    if not any(expected.values()):
        expected = dict.fromkeys(kinds or zones, 1.0)
    luck, k = Luck(scenario.seed, LAYOUT), np.arange(POINTS)
    among = list(expected)
    drawn = choice(expected, among, luck.vector("cover type", agency, k))
    u = luck.vector("cover zone", agency, k)
    zone = np.empty(POINTS, np.int64)
    for number, name in enumerate(among):
        some = np.flatnonzero(drawn == number)
        where = kinds[name].where if name in kinds else {}
        weights = where or {one: ground.weight for one, ground in zones.items()}
        zone[some] = choice(weights, list(zones), u[some])
    x, y = scatter(zones, zone, luck.vector("cover x", agency, k), luck.vector("cover y", agency, k))
    types = list(scenario.incidents)
    kind_of = np.array([types.index(name) if name in kinds else 0 for name in among], np.int64)[drawn]
    begin_x, begin_y = np.array(fleet.driving.spots).T
    starts = Starts(tuple(station.station for station in fleet.stations), begin_x, begin_y)
    ends = Ends(x, y, zone, kind_of, np.full(POINTS, clock_start(scenario)))
    ways = Ways(starts, ends, tuple(zones), tuple(types), fleet.driving.wrap)
    return np.ascontiguousarray((fleet.driving.law.estimate(ways) + np.array(fleet.driving.approach)).T)


def demand(kind: IncidentType, end: float) -> float:
    """Return how many incidents of a type are to be expected in the run; a crowd's count as one."""
    if kind.rate is not None:
        return kind.rate * end
    return float(sum(time < end for time in kind.at)) if kind.at else 1.0
