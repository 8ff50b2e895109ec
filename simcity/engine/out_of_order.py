"""Out of order: vehicles that break down, and what becomes of those that they were driving to."""

from __future__ import annotations

from simcity.engine.clock import START_OF_INSTANT, Call
from simcity.engine.fleet import Unit
from simcity.engine.interrupting import ask_again, cancel, on_the_way, position
from simcity.engine.milestones import IN_SERVICE
from simcity.engine.response import Assignment
from simcity.engine.world import World

Change = tuple[World, int, Unit]


def feed(world: World) -> None:
    """Let vehicles break down and be repaired; what else happens at such an instant comes after that."""
    end = world.scenario.end
    for agency, name in enumerate(world.agencies):
        those = world.trace.failures.fleets.get(name)
        spells = [] if those is None else those.spells(end)
        due = [(until, mend, unit) for _, until, unit in spells] + [(since, fail, unit) for since, _, unit in spells]
        for time, happens, unit in sorted(due, key=lambda change: (change[0], change[1] is fail)):
            if time > 0.0:
                Call(world.env, time, happens, (world, agency, unit), START_OF_INSTANT)
            else:
                happens((world, agency, unit))


def fail(change: Change) -> None:
    """Take a unit out of order: one that is free at once, one on its way too, any other when its job is done.

    A unit whose time is drawn by itself finishes its job, as nothing is known of its journey.
    """
    world, agency, unit = change
    fleet = world.fleets[agency]
    assert fleet is not None
    fleet.fail(unit)
    for one in on_the_way(world, agency):
        if one.unit == unit and world.trace.slots[one.slot].busy is None:
            stop(one)


def stop(one: Assignment) -> None:
    """Let a unit go no further, and ask for another in its place."""
    world, fleet = one.world, one.world.fleets[one.agency]
    assert fleet is not None and one.unit is not None
    here = position(one) if fleet.on_the_road else None
    cause = cancel(one)
    world.records.append((world.env.now, IN_SERVICE, one.row, one.organisation, one.name, 0, cause))
    fleet.back(one.unit, here)
    Call(world.env, 0.0, ask_again, (one, cause))


def mend(change: Change) -> None:
    """Take a unit as in order again."""
    world, agency, unit = change
    fleet = world.fleets[agency]
    assert fleet is not None
    fleet.mend(unit)
