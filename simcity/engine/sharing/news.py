"""News of safety: a centre comes to know that a scene is safe."""

from __future__ import annotations

from simcity.engine.hearing import Hearing
from simcity.engine.milestones import DONE, SAFE
from simcity.engine.world import World


def know_safe(world: World, centre: int, row: int, channel: int, cause: int) -> int:
    """Let a centre know that a scene is safe, and return the record of it, or the cause where it knew."""
    if row in world.knowledge[centre].safe:
        return cause
    world.knowledge[centre].safe.add(row)
    return world.say(world.env.now, SAFE, row, centre + 1, channel, cause)


def heed(job: Hearing) -> None:
    """End a talk in which the news was told: it needs no decision."""
    know_safe(job.world, job.centre, job.row, job.channel, job.cause)
    job.world.rooms[job.centre].free(job, DONE)
