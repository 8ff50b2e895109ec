"""Interruptions of responses: a unit on its way turns to what is more urgent, or turns back.

Milestones that lie behind stay. A unit that turns is at a point on the straight line of its journey, by the share of
the driving time that has passed; a crew that has not left yet leaves when it is ready. Which unit turns goes by where
the dispatcher knows them to be: at their stations, unless vehicle location shows them.
"""

from __future__ import annotations

from functools import partial

from simcity.engine.clock import Call
from simcity.engine.fleet import Fleet, Request, Unit
from simcity.engine.milestones import AT_SIDE, CANCELLED, CLEAR, IN_SERVICE
from simcity.engine.response import Assignment, depart, hand_back
from simcity.engine.roaming import RoamingFleet
from simcity.engine.setting_off import set_off
from simcity.engine.world import World
from simcity.luck import number_of
from simcity.model.roads import Spot
from simcity.trace.turning import between


def watch(world: World) -> None:
    """Let fleets turn units that are on their way, and units call others off, where the scenario says so."""
    world.set_off = set_off
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
        if isinstance(one, Assignment)
        and one.agency == agency
        and one.unit is not None
        and (one.there > now or (world.halts and one.held()))
    ]


def at_work(world: World, agency: int) -> list[Assignment]:
    """Return the responses of an agency's own units that work at the side and will take nobody with them."""
    now, found = world.env.now, []
    for one in world.out.values():
        if isinstance(one, Assignment) and one.agency == agency and one.unit is not None:
            carries = world.trace.slots[one.slot].carries
            ahead = [what for time, what in one.path if time > now]
            if CLEAR in ahead and AT_SIDE not in ahead and not (carries is not None and carries[one.place]):
                found.append(one)
    return found


def position(one: Assignment, time: float | None = None) -> Spot:
    """Return where a unit on its way or at work is, or was at a time."""
    world, now = one.world, one.clock() if time is None else min(time, one.clock())
    if now >= one.there:
        return spot(world, one.row)
    share = 0.0 if now <= one.left else (now - one.left) / (one.there - one.left)
    return between(world.driving[one.agency].wrap, start_of(one), spot(world, one.row), share)


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


def expected(those: list[Assignment], row: int) -> list[float]:
    """Return the seconds that a dispatcher expects units on their way to drive to another subject.

    One that is not shown by vehicle location counts as if it stood at its station.
    """
    if not those:
        return []
    world, agency = those[0].world, those[0].agency
    tracking, journeys, now = world.tracking[agency], world.trace.journeys[those[0].slot[0]], world.env.now
    found, far = [0.0] * len(those), []
    for nth, one in enumerate(those):
        assert one.unit is not None
        time = tracking.seen(now, world.records[one.number][0], world.types[row])
        found[nth] = journeys.estimate.item(journeys.place[row], one.unit[1])
        if time is not None and (one.origin is not None or min(time, one.clock()) > one.left):
            far.append((nth, position(one, time)))
    if far:
        expected_there = world.driving[agency].expected(row, [here for _, here in far])
        for (nth, _), seconds in zip(far, expected_there, strict=True):
            found[nth] = seconds
    return found


def turn(world: World, agency: int, request: Request, free: Unit | None) -> bool:
    """Turn a unit that is on its way to something less urgent, if the rule of the agency wants it."""
    name = world.agencies[agency]
    rule = world.scenario.agencies[name].redispatch
    if rule is None or request.rank > rule.urgent or (free is not None and rule.when == "none_free"):
        return False
    fleet, now = world.fleets[agency], world.env.now
    assert fleet is not None
    those = lesser(fleet, request, on_the_way(world, agency))
    if not those and free is None and rule.from_scene:
        those = lesser(fleet, request, at_work(world, agency))
    if not those:
        return False
    seconds = expected(those, request.row)
    best = min((max(one.left - now, 0.0) + one_way, one.number) for one, one_way in zip(those, seconds, strict=True))
    if isinstance(fleet, RoamingFleet):
        if free is not None and fleet.expected([free], request.row)[0] <= best[0]:
            return False
    elif free is not None:
        journeys = world.trace.journeys[name]
        ready = world.scenario.agencies[name].turnout.average()
        if ready + journeys.estimate.item(journeys.place[request.row], free[1]) <= best[0]:
            return False
    chosen = world.out[best[1]]
    assert isinstance(chosen, Assignment)
    redirect(chosen, request)
    return True


def lesser(fleet: Fleet, request: Request, those: list[Assignment]) -> list[Assignment]:
    """Return those responses whose units could do for a request and are out for something less urgent."""
    allowed = request.stations()
    return [
        one
        for one in those
        if one.unit is not None
        and one.unit[0] == request.ability
        and one.world.urgency[one.world.types[one.row]] > request.rank
        and one.unit[1] in allowed
        # A crew whose shift is over finishes what it does and takes nothing new.
        and one.unit[2] < fleet.duty[one.unit[:2]]
        and fleet.fit(one.unit, request.rank)
    ]


def asked_since(one: Assignment) -> float:
    """Return since when a unit is asked for in the place of a response, which may be that of several by turns."""
    asked = one.world.since.get(one.asked)
    return one.world.records[one.asked][0] if asked is None else asked


def redirect(one: Assignment, request: Request) -> None:
    """Send a unit that is on its way or at work to another need, and ask anew for the one that it leaves."""
    world, now, here, ready = one.world, one.world.env.now, position(one), max(one.left, one.world.env.now)
    clear = next((time for time, what in one.path if what == CLEAR), None)
    if clear is not None:
        # It walks back to its vehicle; another unit has to do the rest of its work.
        ready += world.trace.slots[one.slot].walk[one.place]
        world.rest[one.row, one.slot] = clear - now
    cause = cancel(one)
    world.records.append((now, IN_SERVICE, one.row, one.organisation, one.name, 0, cause))
    Call(world.env, 0.0, ask_again, (one, cause))
    other = Assignment(world, one.agency, request.slot, request.row, request.cause, one.unit)
    other.origin = here
    agency, ability, nth = request.slot
    u = world.chance("travel", request.row, number_of(f"{agency}/{ability}/{nth}"))
    driving, fleet = world.driving[one.agency], world.fleets[one.agency]
    if isinstance(fleet, RoamingFleet) and one.unit is not None:
        fleet.rows[one.unit] = request.row
    if one.unit is not None and one.origin is None and now <= one.left:
        other.origin = None
        travel = world.trace.slots[request.slot].travel.item(other.place, one.unit[1])
    else:
        travel = driving.real(driving.expected_from(request.row, here), u)
    depart(other, ready, ready + travel)


def ask_again(left: tuple[Assignment, int]) -> None:
    """Ask for a unit in the place of one that goes no further, since when it was first asked for."""
    one, cause = left
    since = one.world.since[cause] = asked_since(one)
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
    """Let a unit go home from where it is; it is in service again there, or at once, by the rule of its agency.

    It drives in normal traffic: as much of the way back from the scene as it has come, or where it has turned before,
    straight home.
    """
    world, here, driven = one.world, position(one), max(one.clock() - one.left, 0.0)
    cause = cancel(one)
    assert one.unit is not None
    way = 0.0
    if world.scenario.agencies[one.slot[0]].available_again != "at_station":
        one.last = here
    elif one.origin is not None:
        way = world.driving[one.agency].home(one.unit[1], here, world.env.now)
    elif driven > 0.0:
        back = world.trace.journeys[one.slot[0]].back.item(one.place, one.unit[1])
        way = back * driven / (one.there - one.left)
    Call(world.env, way, at_home, (one, cause))


def at_home(back: tuple[Assignment, int]) -> None:
    """Put a unit that has turned back in service again."""
    one, cause = back
    world = one.world
    world.records.append((world.env.now, IN_SERVICE, one.row, one.organisation, one.name, 0, cause))
    hand_back(one)
