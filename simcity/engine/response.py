"""Responses: one unit on its way to one subject, at work there, and back."""

from __future__ import annotations

import math

from simcity.engine.clock import Call
from simcity.engine.milestones import (
    AT_SIDE,
    CLEAR,
    DISPATCHED,
    EN_ROUTE,
    IN_SERVICE,
    LEFT_SCENE,
    ON_SCENE,
    PICTURED,
)
from simcity.engine.world import Halt, World
from simcity.trace import Slot

Place = tuple[str, int, int]


class Assignment:
    """A unit assigned to a slot of a run card; it owns its timer and says each stage when it has ended."""

    __slots__ = (
        "agency", "asked", "cause", "channel", "last", "left", "name", "number", "off",
        "organisation", "origin", "path", "place", "row", "slot", "there", "unit", "world",
    )  # fmt: skip

    def __init__(self, world: World, agency: int, slot: Slot, row: int, cause: int, unit: Place | None) -> None:
        self.world = world
        self.agency = agency
        self.slot = slot
        self.row = row
        self.unit = unit
        self.name = 0 if unit is None else world.units.get((agency, *unit), 0)
        self.organisation = len(world.centres) + agency + 1
        self.place = world.trace.journeys[slot[0]].place[row]
        self.asked = cause
        """The record of the request."""
        self.cause = cause
        """The latest record of it."""
        self.left = self.there = world.env.now
        """When it starts to drive, and arrives."""
        self.origin: tuple[float, float] | None = None
        """Where it starts from, metres; None for its station."""
        self.last: tuple[float, float] | None = None
        """Where its work ends, metres; None for the scene."""
        self.channel = 0
        """The hospital to which it takes somebody, by its place among the channels; said with that part alone."""
        self.off = False
        """True once it is called off."""
        self.path: tuple[tuple[float, int], ...] = ((world.env.now, DISPATCHED),)
        """Milestones ahead, soonest first."""
        self.reach()
        self.number = self.cause

    def reach(self, until: float = math.inf) -> None:
        """Say the milestones ahead, all of them or those until a time."""
        records, carried = self.world.records, self.channel
        for time, what in self.path:
            if time <= until:
                channel = carried if carried and what >= LEFT_SCENE else 0
                records.append((time, what, self.row, self.organisation, self.name, channel, self.cause))
                self.cause = len(records) - 1

    def halt(self) -> Halt | None:
        """Return its halt at a staging point, if it has come to one and was held there."""
        return next((halt for halt in self.world.halts.get(self.row, ()) if halt.response is self), None)

    def held(self) -> bool:
        """Return whether it waits at a staging point now."""
        halt = self.halt()
        return halt is not None and halt.waited is None

    def clock(self) -> float:
        """Return the time by which its place on the way is measured: now, or when it came to where it is held."""
        halt = self.halt()
        return self.world.env.now if halt is None or halt.waited is not None else halt.since


def go(world: World, agency: int, slot: Slot, row: int, cause: int, unit: Place | None) -> None:
    """Alert a unit and let it drive; without a unit, a neighbour's comes after the delay of mutual aid."""
    assignment = Assignment(world, agency, slot, row, cause, unit)
    fleet = world.fleets[agency]
    if unit is not None and fleet is not None and fleet.on_the_road:
        world.set_off(assignment)
        return
    takes, now = world.trace.slots[slot], world.env.now
    if unit is None:
        leaves, there = now, now + takes.aid[assignment.place]
    else:
        leaves = now + takes.turnout[assignment.place]
        there = leaves + takes.travel.item(assignment.place, unit[1])
    if takes.busy is not None and unit is not None:
        Call(world.env, takes.busy.item(assignment.place, unit[1]), free_again, assignment)
    depart(assignment, leaves, there)


def depart(assignment: Assignment, leaves: float, there: float) -> None:
    """Let a unit drive from one time to another."""
    world = assignment.world
    assignment.left, assignment.there = leaves, there
    world.out[assignment.number] = assignment
    if assignment.agency in world.held[world.types[assignment.row]]:
        world.approach(assignment)
        return
    assignment.path = ((leaves, EN_ROUTE), (there, ON_SCENE))
    Call(world.env, there - world.env.now, arrive, assignment)


def arrive(assignment: Assignment) -> None:
    """Walk in, search and work; a picture may shorten the search if the centre has one by now."""
    world, place, unit = assignment.world, assignment.place, assignment.unit
    now = world.env.now
    if assignment.off:
        return
    assignment.reach()
    # By rounding the clock may be a trifle behind the time at which it was to come: it is there all the same.
    assignment.there = now
    takes = world.trace.slots[assignment.slot]
    agency = world.scenario.agencies[assignment.slot[0]]
    centre = world.senders[assignment.agency]
    pictured = assignment.row in world.knowledge[centre].pictured or see_on_the_way(assignment)
    search = takes.pictured_search if pictured else takes.search
    side = now + takes.walk[place] + search[place]
    work = takes.work[place]
    if takes.own_work is not None and unit is not None:
        work = takes.own_work.item(place, unit[1])
    if world.level:
        work *= world.labour(world, assignment.row)
    if world.rest:
        work = world.rest.pop((assignment.row, assignment.slot), work)
    clear = side + work
    assignment.path = ((side, AT_SIDE), (clear, CLEAR))
    if assignment.agency in world.attended[world.types[assignment.row]]:
        Call(world.env, side - now, stand_there, assignment)
    if agency.called_off and not world.trace.subjects.real[assignment.row]:
        Call(world.env, side - now, world.nothing_there, (assignment.agency, assignment.row))
    if takes.carries is not None and unit is not None and takes.carries[place]:
        world.carry(assignment, clear)
    else:
        leave(assignment, clear)


def see_on_the_way(assignment: Assignment) -> bool:
    """Return whether the unit that arrives has had a picture in its vehicle, and say so."""
    world, unit, row = assignment.world, assignment.unit, assignment.row
    if unit is None or not world.to_units[assignment.agency][world.types[row]]:
        return False
    travel = assignment.there - assignment.left
    start, stations = assignment.origin, world.trace.stations[assignment.slot[0]]
    if start is None and stations:
        start = stations[unit[1]].x, stations[unit[1]].y
    picture = world.seen(world, assignment.agency, row, start, travel, assignment.halt())
    if picture is None:
        return False
    time, channel = picture
    world.records.append((time, PICTURED, row, assignment.organisation, assignment.name, channel, assignment.number))
    return True


def stand_there(assignment: Assignment) -> None:
    """Say that the unit stands at the side, since what follows from it must not wait for its way home."""
    world, side = assignment.world, assignment.path[0][0]
    assignment.reach(side)
    assignment.path = tuple(ahead for ahead in assignment.path if ahead[0] > side)
    world.stood(world, assignment.agency, assignment.row, assignment.cause)


def leave(assignment: Assignment, clear: float, way: float | None = None) -> None:
    """Let a unit be in service again: when it is clear of its work, or on the way back from there, or back.

    ``way`` is how long it takes back to its station, where that is not the way from the scene.
    """
    world, unit = assignment.world, assignment.unit
    taken = world.trace.slots[assignment.slot].busy is not None
    back = clear
    if unit is not None and not taken:
        if world.scenario.agencies[assignment.slot[0]].available_again == "at_station":
            home = world.trace.journeys[assignment.slot[0]].back
            back += home.item(assignment.place, unit[1]) if way is None else way
        assignment.path = (*assignment.path, (back, IN_SERVICE))
    Call(world.env, back - world.env.now, return_home, assignment)


def return_home(assignment: Assignment) -> None:
    """End the assignment and put the unit in service again, unless it has left for something more urgent."""
    world = assignment.world
    if assignment.off:
        return
    assignment.reach()
    del world.out[assignment.number]
    if world.trace.slots[assignment.slot].busy is None:
        hand_back(assignment)


def free_again(assignment: Assignment) -> None:
    """Say that a unit is in service, whose time is drawn by itself: be its work done or not."""
    world = assignment.world
    said = (world.env.now, IN_SERVICE, assignment.row, assignment.organisation, assignment.name, 0, assignment.number)
    world.records.append(said)
    hand_back(assignment)


def hand_back(assignment: Assignment) -> None:
    """Put the unit of an assignment back on duty; a fleet whose units are sent from the road is told where it is."""
    world = assignment.world
    fleet = world.fleets[assignment.agency]
    if fleet is None or assignment.unit is None:
        return
    here = None
    if fleet.on_the_road:
        subjects, row = world.trace.subjects, assignment.row
        here = assignment.last or (float(subjects.x[row]), float(subjects.y[row]))
    fleet.back(assignment.unit, here)


def leave_open(world: World) -> None:
    """Say what responses that are still out have reached at the end of the run."""
    for assignment in world.out.values():
        assignment.reach(world.env.now)
