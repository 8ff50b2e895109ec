"""Last call: units whose shift is about to end are sent to what is urgent alone."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial
from itertools import pairwise

from simcity.engine.fleet import Unit
from simcity.engine.world import World
from simcity.fields import DAY
from simcity.model.agencies import LastCall
from simcity.model.kinds import steps
from simcity.trace.happenings import clock_start

Ends = dict[tuple[str, int], list[list[float]]]
"""By capability and station: for each unit the ends of its shifts, in order."""


def announce(world: World) -> None:
    """Let fleets know which units may still be sent, where agencies have a last call."""
    for agency, name in enumerate(world.agencies):
        fleet, rule = world.fleets[agency], world.scenario.agencies[name].last_call
        if fleet is not None and rule is not None:
            fleet.last_call = partial(may_go, world, rule, ends_of(world, name, rule.before))


def ends_of(world: World, agency: str, beyond: float) -> Ends:
    """Return when the shifts of an agency's units end, up to so many seconds after the run.

    The shift of unit n ends where no more than n units of its capability are on duty at its station any longer.
    """
    scenario, found = world.scenario, {}
    for place, standing in enumerate(world.trace.stations[agency]):
        for ability, table in scenario.agencies[agency].stations[standing.station].units.items():
            changes = steps(table, clock_start(scenario) % DAY, scenario.end + beyond)
            found[ability, place] = [
                [time for (_, before), (time, after) in pairwise(changes) if after <= n < before]
                for n in range(max(count for _, count in changes))
            ]
    return found


def may_go(world: World, rule: LastCall, ends: Ends, unit: Unit, rank: int) -> bool:
    """Return whether a unit is sent to a rank: urgent enough, or long enough before the end of its shift."""
    if rank <= rule.urgent:
        return True
    ability, station, number = unit
    shifts = ends[ability, station][number]
    following = bisect_right(shifts, world.env.now)
    return following == len(shifts) or world.env.now < shifts[following] - rule.before
