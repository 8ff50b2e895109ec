"""The life of an incident on one page.

It happens; somebody notices, and a report reaches a centre. An operator takes it up, understands it and
believes it or not. From then on the centre knows: it tells other centres that must act, is shown
pictures, and sends its own units, which go, arrive, stand beside those in need, and come home.
Reports race one another, so a life is not one line: each step says what it leads to, and whether the
incident is reached early or late follows from who knew what when.
"""

from __future__ import annotations

from simcity.engine import control, detection, dispatch, response, sharing
from simcity.engine.hearing import Hearing
from simcity.engine.milestones import AWARE
from simcity.engine.world import World


def begin(world: World) -> None:
    """Let the reports of the trace come, shift by shift."""
    control.roster(world)
    dispatch.roster(world)
    detection.feed(world, noticed)


def noticed(world: World, report: int) -> None:
    """Somebody notices something and a report of it reaches a centre, where it takes a seat."""
    control.receive(world, report, believed)


def believed(job: Hearing) -> None:
    """An operator believes a report: the centre knows, tells others, and orders the units that it sends."""
    world, row, centre = job.world, job.row, job.centre
    know(world, centre, row, job.cause, job.sender)
    if world.cards[centre][world.types[row]]:
        control.stay(job, world.trace.dispatching[world.centres[centre]][row], order)
    else:
        control.release(job)


def know(world: World, centre: int, row: int, cause: int, sender: int | None) -> None:
    """A centre knows: from now on it can tell others, be shown pictures, and send units."""
    aware = world.say(world.env.now, AWARE, row, centre + 1, 0, cause)
    world.knowledge[centre].aware[row] = aware
    for way in world.ways[centre][world.types[row]]:
        if way.receiver != sender:
            sharing.tell(world, way, row, centre, aware, believed)
    for way in world.videos[centre][world.types[row]]:
        sharing.show(world, way, row, centre, aware)


def order(job: Hearing) -> None:
    """The dispatcher orders units and has the seat free for the next."""
    world, row, centre = job.world, job.row, job.centre
    dispatch.request(world, centre, row, world.knowledge[centre].aware[row], response.go)
    control.release(job)
