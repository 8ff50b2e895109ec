"""Responses: one unit on its way to one subject, at work there, and back."""

from __future__ import annotations

import math

from simcity.engine.clock import Call
from simcity.engine.milestones import AT_SIDE, CLEAR, DISPATCHED, EN_ROUTE, IN_SERVICE, ON_SCENE, PICTURED
from simcity.engine.world import World
from simcity.trace import Slot

Place = tuple[str, int, int]


class Assignment:
    """A unit assigned to a slot of a run card; it owns its timer and says each stage when it has ended."""

    __slots__ = ("agency", "cause", "name", "number", "organisation", "path", "place", "row", "slot", "unit", "world")

    def __init__(self, world: World, agency: int, slot: Slot, row: int, cause: int, unit: Place | None) -> None:
        self.world = world
        self.agency = agency
        self.slot = slot
        self.row = row
        self.unit = unit
        self.name = 0 if unit is None else world.units.get((agency, *unit), 0)
        self.organisation = len(world.centres) + agency + 1
        self.place = world.trace.journeys[slot[0]].place[row]
        self.cause = cause
        """The latest record of it."""
        self.path: tuple[tuple[float, int], ...] = ((world.env.now, DISPATCHED),)
        """Milestones ahead, soonest first."""
        self.reach()
        self.number = self.cause

    def reach(self, until: float = math.inf) -> None:
        """Say the milestones ahead, all of them or those until a time."""
        records = self.world.records
        for time, what in self.path:
            if time <= until:
                records.append((time, what, self.row, self.organisation, self.name, 0, self.cause))
                self.cause = len(records) - 1


def go(world: World, agency: int, slot: Slot, row: int, cause: int, unit: Place | None) -> None:
    """Alert a unit and let it drive; without a unit, a neighbour's comes after the delay of mutual aid."""
    assignment = Assignment(world, agency, slot, row, cause, unit)
    takes, now = world.trace.slots[slot], world.env.now
    if unit is None:
        leaves, there = now, now + takes.aid[assignment.place]
    else:
        leaves = now + takes.turnout[assignment.place]
        there = leaves + takes.travel.item(assignment.place, unit[1])
    assignment.path = ((leaves, EN_ROUTE), (there, ON_SCENE))
    world.out[assignment.number] = assignment
    Call(world.env, there - now, arrive, assignment)


def arrive(assignment: Assignment) -> None:
    """Walk in, search and work; a picture may shorten the search if the centre has one by now."""
    world, place, unit = assignment.world, assignment.place, assignment.unit
    now = world.env.now
    assignment.reach()
    takes = world.trace.slots[assignment.slot]
    agency = world.scenario.agencies[assignment.slot[0]]
    centre = world.senders[assignment.agency]
    pictured = assignment.row in world.knowledge[centre].pictured or see_on_the_way(assignment)
    search = takes.pictured_search if pictured else takes.search
    side = now + takes.walk[place] + search[place]
    clear = side + takes.work[place]
    back = clear
    if unit is not None and agency.available_again == "at_station":
        back += world.trace.journeys[assignment.slot[0]].back.item(place, unit[1])
    assignment.path = ((side, AT_SIDE), (clear, CLEAR), (back, IN_SERVICE))
    if assignment.agency in world.securing[world.types[assignment.row]]:
        Call(world.env, side - now, stand_there, assignment)
    Call(world.env, back - now, return_home, assignment)


def see_on_the_way(assignment: Assignment) -> bool:
    """Return whether the unit that arrives has had a picture in its vehicle, and say so."""
    world, unit, row = assignment.world, assignment.unit, assignment.row
    if unit is None or not world.to_units[assignment.agency][world.types[row]]:
        return False
    travel = float(world.trace.slots[assignment.slot].travel.item(assignment.place, unit[1]))
    picture = world.seen(world, assignment.agency, row, unit[1], travel)
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
    world.secure(world, assignment.agency, assignment.row, assignment.cause)


def return_home(assignment: Assignment) -> None:
    """End the assignment and put the unit in service again."""
    world, unit = assignment.world, assignment.unit
    assignment.reach()
    del world.out[assignment.number]
    fleet = world.fleets[assignment.agency]
    if fleet is not None and unit is not None:
        fleet.back(unit)


def leave_open(world: World) -> None:
    """Say what responses that are still out have reached at the end of the run."""
    for assignment in world.out.values():
        assignment.reach(world.env.now)
