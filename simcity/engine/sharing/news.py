"""News of safety: a centre comes to know that a scene is safe."""

from __future__ import annotations

from simcity.engine.hearing import Hearing
from simcity.engine.milestones import SAFE
from simcity.engine.world import World

SCENE_SAFE = "scene safe"
"""What the news is called."""


def know_safe(world: World, centre: int, row: int, channel: int, cause: int) -> int:
    """Let a centre know that a scene is safe, and return the record of it, or the cause where it knew."""
    if row in world.knowledge[centre].safe:
        return cause
    known = world.say(world.env.now, SAFE, row, centre + 1, channel, cause)
    world.knowledge[centre].safe[row] = known
    world.made_safe(world, centre, row, known)
    return known


def heed(job: Hearing) -> None:
    """Let a centre know that a scene is safe, of which it was told."""
    know_safe(job.world, job.centre, job.row, job.channel, job.cause)
