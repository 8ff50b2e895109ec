"""Staging: units that are held short of a violent scene until their centre knows it to be safe.

The staging point lies on the way, so many seconds of driving before the scene. Whoever comes there when the centre
that sends it knows already goes on without a stop.
"""

from __future__ import annotations

import numpy as np

from simcity.distributions import LawOfChance
from simcity.engine.clock import END_OF_INSTANT, Call
from simcity.engine.milestones import EN_ROUTE, ON_SCENE, RELEASED, STAGED
from simcity.engine.response import Assignment, arrive
from simcity.engine.world import Halt, Out, World
from simcity.luck import number_of
from simcity.model.agencies import Agency

Path = tuple[tuple[float, int], ...]


def approach(response: Out) -> None:
    """Let a unit drive to the scene, and look at the staging point whether it may go in."""
    assert isinstance(response, Assignment)
    now, left, there = response.world.env.now, response.left, response.there
    point = max(left, there - drawn(response, agency_of(response).staging, "staging"))
    way: Path = ((left, EN_ROUTE), (there, ON_SCENE))
    response.path = way
    if point < there:
        Call(response.world.env, there - now, go_on, (response, way))
    # Word that comes at the very instant lets it in.
    Call(response.world.env, point - now, look, (response, way, point), END_OF_INSTANT)


def go_on(unheld: tuple[Assignment, Path]) -> None:
    """Let a unit arrive that was not held, nor sent elsewhere."""
    response, way = unheld
    if response.path is way:
        arrive(response)


def look(due: tuple[Assignment, Path, float]) -> None:
    """Hold a unit that is at the staging point, unless its centre knows that the scene is safe."""
    response, way, point = due
    world, row = response.world, response.row
    if response.path is not way:
        return
    if row in world.knowledge[world.senders[response.agency]].safe:
        if point == response.there:
            arrive(response)
        return
    response.path = (way[0], (point, STAGED))
    response.reach()
    response.path = ()
    world.halts.setdefault(row, []).append(Halt(response, point, response.there - point))
    law = agency_of(response).goes_in_after
    if law is not None:
        Call(world.env, drawn(response, law, "goes in after"), go_in, response)


def go_in(response: Assignment) -> None:
    """Let a unit that is held drive the last part of its way; what was let in or sent elsewhere needs no leave."""
    world, halt = response.world, response.halt()
    if response.off or halt is None or halt.waited is not None:
        return
    # By rounding the clock may be a trifle behind the time at which the unit has come.
    now = max(world.env.now, halt.since)
    halt.waited = now - halt.since
    response.path = ((now, RELEASED),)
    response.reach()
    # Its way is measured by the time that it drives.
    response.left += halt.waited
    response.there = now + halt.rest
    response.path = ((response.there, ON_SCENE),)
    Call(world.env, response.there - world.env.now, arrive, response)


def let_in(world: World, centre: int, row: int) -> None:
    """Let in the units that a centre has sent to a scene and that are held there."""
    for halt in world.halts.get(row, ()):
        assert isinstance(halt.response, Assignment)
        if world.senders[halt.response.agency] == centre:
            go_in(halt.response)


def agency_of(response: Assignment) -> Agency:
    """Return the agency of a response."""
    return response.world.scenario.agencies[response.slot[0]]


def drawn(response: Assignment, law: LawOfChance, purpose: str) -> float:
    """Return the seconds of a law, by the luck of the incident, agency and slot."""
    agency, ability, nth = response.slot
    u = response.world.chance(purpose, response.row, number_of(f"{agency}/{ability}/{nth}"))
    return float(law.ppf(np.array([u]))[0])
