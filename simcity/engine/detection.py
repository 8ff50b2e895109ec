"""Reports reach centres in order of time, as long as they are still made."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.world import World
from simcity.model.sensors import Steady, Wall
from simcity.trace.happenings import clock_start

Noticed = Callable[[World, int], None]


def feed(world: World, noticed: Noticed) -> None:
    """Start handing out the reports of the trace, each at its time."""
    if world.reports.time:
        Call(world.env, world.reports.time[0], _hand_out, (world, 0, noticed))


def _hand_out(step: tuple[World, int, Noticed]) -> None:
    """Hand out one report; the next is on its way before, so that one of the same instant is seen to be due."""
    world, number, noticed = step
    reports, env = world.reports, world.env
    following = number + 1
    while following < len(reports.time) and needless(world, following):
        following += 1
    if following < len(reports.time):
        time = reports.time[following]
        wait = max(time - env.now, 0.0) if time > reports.time[number] else 0.0
        Call(env, wait, _hand_out, (world, following, noticed))
    if reports.again[number]:
        _watch(world, number, noticed, 0)
    elif not needless(world, number):
        noticed(world, number)


def needless(world: World, number: int) -> bool:
    """Return whether a report is no longer made, since a centre has heard of its subject."""
    return world.reports.stops[number] and world.reported[world.reports.row[number]] > 0


def _watch(world: World, number: int, noticed: Noticed, missed: int) -> None:
    """Find what a camera shows if its operator is free to look; else it comes up again while it still shows."""
    if needless(world, number):
        return
    if looked_at(world, number, missed):
        noticed(world, number)
        return
    row = world.reports.row[number]
    delay = next_look(world, number, missed)
    if delay < math.inf and world.env.now + delay <= world.trace.gone[row]:
        Call(world.env, delay, lambda again: _watch(world, again, noticed, missed + 1), number)


def looked_at(world: World, number: int, missed: int) -> bool:
    """Return whether the operator before whom a picture comes up is free: with b of n busy, with chance 1 - b/n."""
    reports = world.reports
    room = world.rooms[reports.centre[number]]
    busy, seats = room.staffed(reports.kind[number], reports.row[number])
    if busy >= seats or not room.open():
        return False
    if busy == 0:
        return True
    name = world.trace.channels[reports.channel[number]]
    return world.chance(f"{name}: watcher", reports.row[number], missed) > busy / seats


def next_look(world: World, number: int, missed: int) -> float:
    """Return the seconds until the picture comes up again before an operator who would see it."""
    reports, trace, now = world.reports, world.trace, world.env.now
    name, row, period = trace.channels[reports.channel[number]], reports.row[number], reports.again[number]
    camera = world.scenario.sensors[name]
    assert isinstance(camera, Wall)
    u = world.chance(f"{name}: seen after all", row, missed)
    _, seats = world.rooms[reports.centre[number]].staffed(reports.kind[number], row)
    chance = float(camera.glimpse(np.array([max(seats, 1.0)]))[1][0])
    if chance == 0.0:
        return math.inf
    if isinstance(camera.vigilance, Steady):
        looks = float(np.floor(np.log(u) / np.log1p(-chance))) if chance < 1.0 else 0.0
        return period * (1.0 + looks)
    clock, unseen, delay = clock_start(world.scenario) + now, 1.0, 0.0
    while unseen >= u and now + delay <= trace.gone[row] and now + delay <= world.scenario.end:
        delay += period
        unseen *= 1.0 - chance * float(camera.vigilance.attention(np.array([clock + delay]))[0])
    return delay
