"""The life of an incident on one page.

It happens; somebody notices, and a report reaches a centre. An operator takes it up, understands it and
believes it or not. From then on the centre knows: it tells other centres that must act, is shown
pictures, and sends its own units, which go, arrive, stand beside those in need, and come home.
Reports race one another, so a life is not one line: each step says what it leads to, and whether the
incident is reached early or late follows from who knew what when.
"""

from __future__ import annotations

from simcity.engine import control, detection, dispatch, foresight, interrupting, response, sharing
from simcity.engine.hearing import Hearing
from simcity.engine.milestones import AWARE, PICTURED
from simcity.engine.world import World
from simcity.trace import Slot


def begin(world: World) -> None:
    """Let the reports of the trace come, shift by shift."""
    world.located, world.seen, world.stood = sharing.located, sharing.on_the_way, stood
    world.seek = seek
    interrupting.watch(world)
    control.roster(world)
    dispatch.roster(world)
    foresight.feed(world, foreseen)
    detection.feed(world, noticed)


def noticed(world: World, report: int) -> None:
    """Somebody notices something and a report of it reaches a centre, where it takes a seat."""
    control.receive(world, report, believed)


def believed(job: Hearing) -> None:
    """An operator believes a report: the centre knows, tells others, and orders the units that it sends."""
    world, row, centre = job.world, job.row, job.centre
    know(world, centre, row, job.cause, job)
    if not world.cards[centre][world.types[row]]:
        control.release(job)
    elif world.orders_apart[centre]:
        control.release(job)
        control.ask_for_order(world, centre, row, world.knowledge[centre].aware[row], order)
    else:
        control.stay(job, world.trace.dispatching[world.centres[centre]][row], order_and_release)


def foreseen(world: World, centre: int, row: int) -> None:
    """A centre that knows everything knows of it from the onset, with the picture, and orders before all else."""
    know(world, centre, row, row, None)
    aware, knowledge = world.knowledge[centre].aware[row], world.knowledge[centre]
    knowledge.pictured.add(row)
    knowledge.placed.add(row)
    world.say(world.env.now, PICTURED, row, centre + 1, 0, aware)
    if world.cards[centre][world.types[row]]:
        control.ask_for_order(world, centre, row, aware, order, rank=0)


def know(world: World, centre: int, row: int, cause: int, seat: Hearing | None) -> None:
    """A centre knows: from now on it can tell others, be shown pictures and footage, and send units."""
    sender = None if seat is None else seat.sender
    aware = world.say(world.env.now, AWARE, row, centre + 1, 0, cause)
    world.knowledge[centre].aware[row] = aware
    for way in world.ways[centre][world.types[row]]:
        if way.receiver != sender and not foresight.knows(world, way.receiver, row):
            sharing.tell(world, way, row, centre, aware, believed, seat)
    if world.all_knowing[centre]:
        return
    for way in world.videos[centre][world.types[row]]:
        sharing.show(world, way, row, centre, aware)
    for way in world.footages[centre][world.types[row]]:
        sharing.fetch(world, way, row, centre, aware)


def order(job: Hearing | control.Order) -> None:
    """The dispatcher orders units."""
    world, row, centre = job.world, job.row, job.centre
    dispatch.request(world, centre, row, world.knowledge[centre].aware[row], response.go)


def stood(world: World, agency: int, row: int, cause: int) -> None:
    """A unit stands at the side: police begin to make the scene safe."""
    if agency in world.securing[world.types[row]]:
        sharing.secure(world, agency, row, cause)


def seek(world: World, agency: int, slot: Slot, row: int, cause: int, since: float) -> None:
    """A unit has turned to something more urgent: what it leaves asks for another."""
    dispatch.again(world, agency, slot, row, cause, since, response.go)


def order_and_release(job: Hearing) -> None:
    """The dispatcher orders units from the seat that heard the report, and has it free for the next."""
    order(job)
    control.release(job)
