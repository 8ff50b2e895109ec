"""Reports reach centres in order of time, as long as they are still made."""

from __future__ import annotations

from collections.abc import Callable, Generator

import numpy as np
import simpy

from simcity.engine.clock import Call
from simcity.engine.world import World
from simcity.model.sensors import WatchedCamera

Noticed = Callable[[World, int], None]


def feed(world: World, noticed: Noticed) -> None:
    """Start handing out the reports of the trace, each at its time."""
    world.env.process(_feed(world, noticed))


def _feed(world: World, noticed: Noticed) -> Generator[simpy.Event, None, None]:
    reports, env = world.reports, world.env
    for number, time in enumerate(reports.time):
        if time > env.now:
            yield env.timeout(time - env.now)
        if reports.stops[number] and world.reported[reports.row[number]]:
            continue
        if reports.again[number]:
            _watch(world, number, noticed, 0)
        else:
            noticed(world, number)


def _watch(world: World, number: int, noticed: Noticed, missed: int) -> None:
    """Find what a camera shows if an operator is free to look; else it comes up again while it still shows."""
    reports, trace = world.reports, world.trace
    room, row = world.rooms[reports.centre[number]], reports.row[number]
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
