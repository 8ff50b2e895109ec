"""Location services at work: the place of a caller need not be found out in words."""

from __future__ import annotations

from simcity.engine.world import Doubtful, World
from simcity.trace.reports import KIND

CALL = KIND["call"]


def located(world: World, centre: int, report: Doubtful) -> float:
    """Return the seat time spent on a doubtful place: what asking takes, or less where a service settles it sooner.

    A service knows the place of the telephone that called, so it settles calls and not what other centres relay; it
    must be up when the call is taken up.
    """
    if report.unclear <= 0.0 or report.row in world.knowledge[centre].placed:
        return 0.0
    seconds, now = report.unclear, world.env.now
    if report.kind != CALL:
        return seconds
    for way in world.services[centre][world.types[report.row]]:
        up = way.down is None or way.down.up_from(now) <= now
        if up and way.lines.settled[report.row]:
            seconds = min(seconds, way.lines.latency[report.row])
    return seconds
