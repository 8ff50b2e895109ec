"""Scene safety: police make a scene safe, and the others who have sent units are told."""

from __future__ import annotations

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.sharing.message import Message
from simcity.engine.sharing.news import heed, know_safe
from simcity.engine.sharing.telling import set_out
from simcity.engine.world import World


def secure(world: World, agency: int, row: int, cause: int) -> None:
    """Begin to make a scene safe, now that police stand there; units that come later change nothing."""
    if row in world.secured:
        return
    world.secured.add(row)
    kind = world.trace.subjects.types[world.types[row]]
    law = world.scenario.incidents[kind].safe_after
    if law is not None:
        seconds = float(law.ppf(np.array([world.chance("safe after", row)]))[0])
        Call(world.env, seconds, safe, (world, world.senders[agency], row, cause))


def safe(secured: tuple[World, int, int, int]) -> None:
    """Let the centre that sent the police know, and tell the others that have sent units over the same links.

    A centre that knows everything needs no telling.
    """
    world, centre, row, cause = secured
    kind = world.types[row]
    known = know_safe(world, centre, row, 0, cause)
    for other, knows in enumerate(world.all_knowing):
        if knows and other != centre and world.cards[other][kind]:
            know_safe(world, other, row, 0, known)
    for way in world.ways[centre][kind]:
        acts = world.cards[way.receiver][kind] and row in world.knowledge[way.receiver].aware
        if acts and not world.all_knowing[way.receiver]:
            set_out(Message(world, way, row, centre, known, heed, safety=True))
