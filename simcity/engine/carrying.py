"""Carrying: units whose work on scene is done take somebody to a hospital and wait for a bay there to hand over."""

from __future__ import annotations

from functools import partial
from heapq import heappop, heappush

import simpy

from simcity.engine.clock import Call, EndOfInstant
from simcity.engine.milestones import AT_HOSPITAL, HANDED_OVER, LEFT_SCENE
from simcity.engine.response import Assignment, leave
from simcity.engine.world import Out, World
from simcity.trace import Slot

Waiting = tuple[float, int, int, Slot, int, Assignment]
"""Since when, subject, unit, slot, number of the response, and the response that waits."""


class Bays:
    """The bays of one hospital: first come first served; of those that come at once by incident, then unit."""

    __slots__ = ("_freed", "_number", "_settling", "_taken", "_waiting")

    def __init__(self, env: simpy.Environment, number: int | None) -> None:
        self._number = number
        """None where there is no limit."""
        self._taken = 0
        self._waiting: list[Waiting] = []
        self._settling = EndOfInstant(env, self._settle)

    def reached(self, response: Assignment) -> None:
        """Say that a unit is at the hospital, and let it hand over once a bay is free."""
        response.reach()
        if self._number is None:
            self._hand_over(response)
            return
        since = response.world.records[response.cause][0]
        heappush(self._waiting, (since, response.row, response.name, response.slot, response.number, response))
        self._settling.call()

    def _settle(self) -> None:
        while self._waiting and (self._number is None or self._taken < self._number):
            self._hand_over(heappop(self._waiting)[-1])

    def _hand_over(self, response: Assignment) -> None:
        world = response.world
        self._taken += 1
        # By rounding the clock may be a trifle behind the time at which the unit has come.
        since = max(world.env.now, world.records[response.cause][0])
        handover = world.trace.slots[response.slot].handover
        assert handover is not None
        response.path = ((since + handover[response.place], HANDED_OVER),)
        Call(world.env, response.path[0][0] - world.env.now, self._handed_over, response)

    def _handed_over(self, response: Assignment) -> None:
        """Free the bay and let the unit go."""
        world = response.world
        done = response.path[0][0]
        response.reach()
        response.path, response.channel = (), 0
        self._taken -= 1
        if self._waiting:
            self._settling.call()
        way = None
        if response.unit is not None and world.scenario.agencies[response.slot[0]].available_again == "at_station":
            ride = world.trace.rides[response.slot[0]]
            way = ride.way_home(ride.hospital[response.place], response.unit[1], done)
        leave(response, done, way)


def receive(world: World) -> None:
    """Open the hospitals."""
    if world.scenario.hospitals:
        bays = [Bays(world.env, hospital.bays) for hospital in world.scenario.hospitals.values()]
        world.carry = partial(carry, bays)


def carry(bays: list[Bays], response: Out) -> None:
    """Let a unit that is clear of its work drive to the hospital."""
    assert isinstance(response, Assignment)
    world = response.world
    response.reach()
    left = world.records[response.cause][0]
    hospital = world.trace.rides[response.slot[0]].hospital[response.place]
    ride = world.trace.slots[response.slot].ride
    assert ride is not None
    response.last = list(world.scenario.hospitals.values())[hospital].at
    there = left + ride[response.place]
    response.channel = len(world.trace.channels) - len(world.scenario.hospitals) + hospital
    response.path = ((left, LEFT_SCENE),)
    response.reach()
    response.path = ((there, AT_HOSPITAL),)
    Call(world.env, there - world.env.now, bays[hospital].reached, response)
