"""Scene safety: police make a scene safe, and word of it goes to all who have sent units there.

Whoever comes to know passes it on over the links that carry word of the type: to centres that know of the case, do not
know that it is safe, and send units to it, or are hubs from which the news can go on to such a centre.
"""

from __future__ import annotations

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.milestones import SHARED
from simcity.engine.sharing.message import Message
from simcity.engine.sharing.news import SCENE_SAFE, heed, know_safe
from simcity.engine.sharing.telling import set_out
from simcity.engine.world import World
from simcity.model.ways import acting


def secure(world: World, agency: int, row: int, cause: int) -> None:
    """Begin to make a scene safe, now that police stand there; units that come later change nothing.

    Where nothing has happened there is nothing to be done.
    """
    if row in world.secured:
        return
    world.secured.add(row)
    law = world.scenario.incidents[kind_of(world, row)].safe_after
    if law is not None:
        real = bool(world.trace.subjects.real[row])
        seconds = float(law.ppf(np.array([world.chance("safe after", row)]))[0]) if real else 0.0
        Call(world.env, seconds, safe, (world, world.senders[agency], row, cause))


def safe(secured: tuple[World, int, int, int]) -> None:
    """Let the centre that sent the police know, and those that know everything without being told."""
    world, centre, row, cause = secured
    known = know_safe(world, centre, row, 0, cause)
    for other, knows in enumerate(world.all_knowing):
        if knows and wants(world, other, row):
            know_safe(world, other, row, 0, known)


def pass_on(world: World, centre: int, row: int, cause: int) -> None:
    """Let a centre that knows tell the others, once over each link."""
    passed = world.knowledge[centre].passed
    for way in world.tellings(centre, row):
        fresh = (row, way.name) not in passed and not world.all_knowing[way.receiver]
        if fresh and wants(world, way.receiver, row):
            passed.add((row, way.name))
            set_out(Message(world, way, row, centre, cause, heed, SCENE_SAFE))


def hear_late(world: World, centre: int, row: int, sender: int | None, cause: int) -> None:
    """Let a centre that has only now come to know of a case hear that its scene is safe.

    What its teller knew when it told of the case was part of what it said; else whoever knows passes it on now.
    """
    if not wants(world, centre, row):
        return
    knowing = [other for other, known in enumerate(world.knowledge) if row in known.safe]
    if knowing and (world.all_knowing[centre] or (sender in knowing and said_with_it(world, sender, row, cause))):
        know_safe(world, centre, row, 0, cause)
        return
    for other in knowing:
        pass_on(world, other, row, world.knowledge[other].safe[row])


def said_with_it(world: World, sender: int, row: int, cause: int) -> bool:
    """Return whether a centre knew of the safety when it told of the case, which is among what has led to a record."""
    time, what, *_, before = world.records[cause]
    while what != SHARED and before != cause:
        cause = before
        time, what, *_, before = world.records[cause]
    return what == SHARED and world.records[world.knowledge[sender].safe[row]][0] <= time


def wants(world: World, centre: int, row: int, passed: frozenset[int] = frozenset()) -> bool:
    """Return whether news of safety is still of use to a centre, or to those to whom it would pass it on."""
    knowledge = world.knowledge[centre]
    if row in knowledge.safe or row not in knowledge.aware:
        return False
    incident = world.scenario.incidents[kind_of(world, row)]
    if world.centres[centre] in acting(incident, world.scenario.agencies, len(incident.levels)):
        return True
    passed |= {centre}
    return any(
        wants(world, way.receiver, row, passed) for way in world.tellings(centre, row) if way.receiver not in passed
    )


def kind_of(world: World, row: int) -> str:
    """Return the id of the type of a subject."""
    return world.trace.subjects.types[world.types[row]]
