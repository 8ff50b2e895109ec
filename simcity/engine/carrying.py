"""Carrying: units whose work on scene is done take somebody to a hospital and wait for a bay there to hand over."""

from __future__ import annotations

from functools import partial
from heapq import heappop, heappush

import simpy

from simcity.engine.clock import Call, EndOfInstant
from simcity.engine.milestones import AT_HOSPITAL, HANDED_OVER, LEFT_SCENE
from simcity.engine.response import Assignment, leave
from simcity.engine.world import Out, World
from simcity.model.roads import Spot
from simcity.trace import Slot

Waiting = tuple[float, int, int, Slot, int, Assignment]
"""Since when, subject, unit, slot, number of the response, and the response that waits."""


class Bays:
    """The bays of one hospital: first come first served; of those that come at once by incident, then unit."""

    __slots__ = ("_freed", "_number", "_settling", "_taken", "_waiting")

    def __init__(self, env: simpy.Environment, number: int) -> None:
        self._number = number
        self._taken = 0
        self._waiting: list[Waiting] = []
        self._settling = EndOfInstant(env, self._settle)

    def reached(self, response: Assignment) -> None:
        """Say that a unit is at the hospital, and let it hand over once a bay is free."""
        response.reach()
        # Whoever waits for a bay has nothing ahead of which the time is known.
        response.path = ()
        since = response.world.records[response.cause][0]
        heappush(self._waiting, (since, response.row, response.name, response.slot, response.number, response))
        self._settling.call()

    def _settle(self) -> None:
        while self._waiting and self._taken < self._number:
            self._hand_over(heappop(self._waiting)[-1])

    def _hand_over(self, response: Assignment) -> None:
        world = response.world
        self._taken += 1
        # By rounding the clock may be a trifle behind the time at which the unit has come.
        since = max(world.env.now, world.records[response.cause][0])
        response.path = ((since + handover(response), HANDED_OVER),)
        Call(world.env, response.path[0][0] - world.env.now, self._handed_over, response)

    def _handed_over(self, response: Assignment) -> None:
        """Free the bay and let the unit go."""
        done = response.path[0][0]
        response.reach()
        response.path = ()
        self._taken -= 1
        if self._waiting:
            self._settling.call()
        go_on(response, done)


def receive(world: World) -> None:
    """Open the hospitals."""
    hospitals = world.scenario.hospitals.values()
    if hospitals:
        bays = [None if hospital.bays is None else Bays(world.env, hospital.bays) for hospital in hospitals]
        world.carry = partial(carry, bays, [hospital.at for hospital in hospitals])


def carry(bays: list[Bays | None], spots: list[Spot], response: Out, clear: float) -> None:
    """Let a unit drive to the hospital once it is clear of its work; without limit of bays all is known beforehand."""
    assert isinstance(response, Assignment)
    world, place = response.world, response.place
    hospital = world.trace.rides[response.slot[0]].hospital[place]
    ride = world.trace.slots[response.slot].ride
    assert ride is not None
    response.last = spots[hospital]
    there = clear + ride[place]
    response.channel = len(world.trace.channels) - len(bays) + hospital
    response.path = (*response.path, (clear, LEFT_SCENE), (there, AT_HOSPITAL))
    queue = bays[hospital]
    if queue is None:
        done = there + handover(response)
        response.path = (*response.path, (done, HANDED_OVER))
        go_on(response, done)
    else:
        Call(world.env, there - world.env.now, queue.reached, response)


def handover(response: Assignment) -> float:
    """Return the seconds of handing over."""
    takes = response.world.trace.slots[response.slot].handover
    assert takes is not None
    return takes[response.place]


def go_on(response: Assignment, done: float) -> None:
    """Let a unit go from a hospital at a time."""
    world, way = response.world, None
    if response.unit is not None and world.scenario.agencies[response.slot[0]].available_again == "at_station":
        ride = world.trace.rides[response.slot[0]]
        way = ride.way_home(ride.hospital[response.place], response.unit[1], done)
    leave(response, done, way)
