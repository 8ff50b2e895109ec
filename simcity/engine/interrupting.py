"""Interruptions of responses: a unit on its way turns to what is more urgent, or turns back.

Milestones that lie behind stay. A unit that turns is at a point on the straight line of its journey, by the share of
the driving time that has passed; a crew that has not left yet leaves when it is ready.
"""

from __future__ import annotations

from functools import partial

from simcity.engine.clock import Call
from simcity.engine.fleet import Request, Unit
from simcity.engine.milestones import CANCELLED, IN_SERVICE
from simcity.engine.response import Assignment, depart, hand_back
from simcity.engine.world import World
from simcity.luck import number_of
from simcity.trace.turning import Spot, between, estimate, real


def watch(world: World) -> None:
    """Let fleets turn units that are on their way, and units call others off, where the scenario says so."""
    for agency, name in enumerate(world.agencies):
        fleet = world.fleets[agency]
        if fleet is not None and world.scenario.agencies[name].redispatch is not None:
            fleet.turn = partial(turn, world, agency)
    world.nothing_there = partial(call_off, world)


def on_the_way(world: World, agency: int) -> list[Assignment]:
    """Return the responses of an agency's own units that have not arrived, oldest first."""
    now = world.env.now
    return [
        one
        for one in world.out.values()
        if isinstance(one, Assignment) and one.agency == agency and one.unit is not None and one.there > now
    ]


def position(one: Assignment) -> Spot:
    """Return where a unit on its way is."""
    world, now = one.world, one.world.env.now
    share = 0.0 if now <= one.left else (now - one.left) / (one.there - one.left)
    return between(world.scenario, start_of(one), spot(world, one.row), share)


def start_of(one: Assignment) -> Spot:
    """Return where a unit on its way has come from."""
    if one.origin is not None:
        return one.origin
    assert one.unit is not None
    station = one.world.trace.stations[one.slot[0]][one.unit[1]]
    return station.x, station.y


def spot(world: World, row: int) -> Spot:
    """Return where a subject is."""
    return float(world.trace.subjects.x[row]), float(world.trace.subjects.y[row])


def expected_from(world: World, agency: str, here: Spot, row: int, there: Spot) -> float:
    """Return the seconds that a dispatcher expects for a journey of a response to a subject, between two points."""
    return estimate(world.scenario, agency, here, there, world.types[row], world.env.now)


def turn(world: World, agency: int, request: Request, free: Unit | None) -> bool:
    """Turn a unit that is on its way to something less urgent, if the rule of the agency wants it."""
    name = world.agencies[agency]
    rule = world.scenario.agencies[name].redispatch
    if rule is None or request.rank > rule.urgent or (free is not None and rule.when == "none_free"):
        return False
    allowed, now = request.stations(), world.env.now
    best: tuple[float, int] | None = None
    for one in on_the_way(world, agency):
        assert one.unit is not None
        if one.unit[0] != request.ability or world.urgency[world.types[one.row]] <= request.rank:
            continue
        if one.unit[1] in allowed:
            expected = expected_from(world, name, position(one), request.row, spot(world, request.row))
            best = min(best or (float("inf"), 0), (max(one.left - now, 0.0) + expected, one.number))
    if best is None:
        return False
    if free is not None:
        journeys = world.trace.journeys[name]
        ready = world.scenario.agencies[name].turnout.average()
        if ready + journeys.estimate.item(journeys.place[request.row], free[1]) <= best[0]:
            return False
    chosen = world.out[best[1]]
    assert isinstance(chosen, Assignment)
    redirect(chosen, request)
    return True


def redirect(one: Assignment, request: Request) -> None:
    """Send a unit that is on its way to another need, and ask anew for the one that it leaves."""
    world, now, here, ready = one.world, one.world.env.now, position(one), max(one.left, one.world.env.now)
    cause = cancel(one)
    world.records.append((now, IN_SERVICE, one.row, one.organisation, one.name, 0, cause))
    since = world.records[one.asked][0]
    Call(world.env, 0.0, ask_again, (one, cause, since))
    other = Assignment(world, one.agency, request.slot, request.row, request.cause, one.unit)
    other.origin = here
    agency, ability, nth = request.slot
    u = world.chance("travel", request.row, number_of(f"{agency}/{ability}/{nth}"))
    expected = expected_from(world, agency, here, request.row, spot(world, request.row))
    depart(other, ready, ready + real(world.scenario, agency, expected, u))


def ask_again(left: tuple[Assignment, int, float]) -> None:
    """Ask for a unit in the place of one that has turned."""
    one, cause, since = left
    one.world.seek(one.world, one.agency, one.slot, one.row, cause, since)


def cancel(one: Assignment) -> int:
    """Say that a unit goes no further, and return the record of it."""
    world, now = one.world, one.world.env.now
    one.reach(now)
    one.path, one.off = (), True
    del world.out[one.number]
    world.records.append((now, CANCELLED, one.row, one.organisation, one.name, 0, one.cause))
    return len(world.records) - 1


def call_off(world: World, found: tuple[int, int]) -> None:
    """Let the units of an agency turn back, and its requests lapse, where there is nothing to be done."""
    agency, row = found
    fleet = world.fleets[agency]
    for one in on_the_way(world, agency):
        if one.row == row:
            turn_back(one)
    for request in [] if fleet is None else fleet.withdraw(row):
        world.say(world.env.now, CANCELLED, row, len(world.centres) + agency + 1, 0, request.cause)


def turn_back(one: Assignment) -> None:
    """Let a unit go home from where it is; it is in service again there, or at once, by the rule of its agency."""
    world, now, here = one.world, one.world.env.now, position(one)
    cause = cancel(one)
    way = max(now - one.left, 0.0)
    assert one.unit is not None
    if world.scenario.agencies[one.slot[0]].available_again == "when_clear":
        way = 0.0
    elif one.origin is not None:
        station = world.trace.stations[one.slot[0]][one.unit[1]]
        way = expected_from(world, one.slot[0], here, one.row, (station.x, station.y))
    Call(world.env, way, at_home, (one, cause))


def at_home(back: tuple[Assignment, int]) -> None:
    """Put a unit that has turned back in service again."""
    one, cause = back
    world = one.world
    world.records.append((world.env.now, IN_SERVICE, one.row, one.organisation, one.name, 0, cause))
    hand_back(one)
