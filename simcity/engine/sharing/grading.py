"""Grading: a centre that knows how grave an incident is tells those who must act on it."""

from __future__ import annotations

from simcity.engine.hearing import Hearing, Then
from simcity.engine.sharing.message import Message
from simcity.engine.sharing.telling import set_out, tell
from simcity.engine.world import World

Told = tuple[World, int, int, int, int, Then]
"""World, centre that knows, row, level, the record that told it, and how a report goes on where it is believed."""


def spread(told: Told) -> None:
    """Tell all who must act at the level or below and do not know it.

    To those who know of the case it is news. To the others it is a report, unless that is on its way already: what
    the sender knows by then is told with it.
    """
    world, centre, row, level, cause, then = told
    knowledge = world.knowledge[centre]
    if knowledge.level[row] > level:
        return
    ways = world.wider[centre][world.types[row]][level - 1]
    awaiting = {way.receiver for way in ways if (way.receiver, row) in knowledge.untold}
    for way in ways:
        other = world.knowledge[way.receiver]
        if other.level.get(row, 0) >= level:
            continue
        if row in other.aware:
            set_out(Message(world, way, row, centre, cause, heed, f"level {level}"))
        elif way.receiver not in awaiting:
            knowledge.untold.add((way.receiver, row))
            after = way.lines.level_after
            tell(world, way, row, centre, cause, then, None, None if after is None else after[row])


def heed(job: Hearing) -> None:
    """Let a centre know the level of which it was told."""
    job.world.grasp(job.world, job.centre, job.row, job.level, job.cause)
