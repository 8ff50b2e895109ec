"""Reports reach centres in order of time, as long as they are still made."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.world import World
from simcity.model.sensors import WatchedCamera

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
    return world.reports.stops[number] and world.reported[world.reports.row[number]] == 1


def _watch(world: World, number: int, noticed: Noticed, missed: int) -> None:
    """Find what a camera shows if an operator is free to look; else it comes up again while it still shows."""
    reports, trace = world.reports, world.trace
    room, row = world.rooms[reports.centre[number]], reports.row[number]
    if needless(world, number):
        return
    if len(room.seated) < room.seats:
        noticed(world, number)
        return
    name, subjects = trace.channels[reports.channel[number]], trace.subjects
    camera = world.scenario.sensors[name]
    assert isinstance(camera, WatchedCamera)
    entity = subjects.entities[subjects.entity[row]]
    u = trace.luck.single(f"{name}: seen after all", entity, int(subjects.number[row]), missed)
    delay = reports.again[number] * (1.0 + float(camera.showings(np.array(u))))
    if world.env.now + delay <= trace.gone[row]:
        Call(world.env, delay, lambda again: _watch(world, again, noticed, missed + 1), number)
