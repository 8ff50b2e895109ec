"""The life of an incident on one page.

It happens; somebody notices, and a report reaches a centre. An operator takes it up, understands it and
believes it or not. From then on the centre knows: it tells other centres that must act, is shown
pictures, and sends its own units, which go, arrive, stand beside those in need, and come home.
Reports race one another, so a life is not one line: each step says what it leads to, and whether the
incident is reached early or late follows from who knew what when. What nobody stops may grow: whoever is told
that it is graver than they took it to be orders what is missing.
"""

from __future__ import annotations

from simcity.engine import (
    carrying,
    closing,
    control,
    detection,
    dispatch,
    foresight,
    growth,
    interrupting,
    moving_up,
    out_of_order,
    response,
    sharing,
    staging,
)
from simcity.engine.clock import BEHIND_ALL, Call
from simcity.engine.hearing import Hearing
from simcity.engine.milestones import AWARE, PICTURED
from simcity.engine.world import World
from simcity.trace import Slot


def begin(world: World) -> None:
    """Let the reports of the trace come, shift by shift."""
    world.located, world.seen, world.stood = sharing.located, sharing.on_the_way, stood
    world.approach, world.made_safe = staging.approach, made_safe
    world.seek, world.grasp = seek, graver
    interrupting.watch(world)
    moving_up.watch(world)
    carrying.receive(world)
    control.roster(world)
    closing.announce(world)
    dispatch.roster(world)
    out_of_order.feed(world)
    growth.begin(world, graver)
    foresight.feed(world, foreseen)
    detection.feed(world, noticed)


def noticed(world: World, report: int) -> None:
    """Somebody notices something and a report of it reaches a centre, where it takes a seat."""
    control.receive(world, report, believed)


def believed(job: Hearing) -> None:
    """An operator believes a report: the centre knows, tells others, and orders the units that it sends."""
    world, row, centre = job.world, job.row, job.centre
    know(world, centre, row, job.cause, job)
    acts = world.cards[centre][world.types[row]] or world.acts(centre, row, world.knowledge[centre].level.get(row, 0))
    if not acts:
        order_and_release(job)
    elif world.orders_apart[centre]:
        control.release(job)
        control.ask_for_order(world, centre, row, world.knowledge[centre].aware[row], order)
    else:
        control.stay(job, world.trace.dispatching[world.centres[centre]][row], order_and_release)


def foreseen(world: World, centre: int, row: int, cause: int | None = None) -> None:
    """A centre that knows everything knows of it from the onset, with the picture, and orders before all else."""
    know(world, centre, row, row if cause is None else cause, None)
    aware, knowledge = world.knowledge[centre].aware[row], world.knowledge[centre]
    knowledge.pictured.add(row)
    knowledge.placed.add(row)
    world.say(world.env.now, PICTURED, row, centre + 1, 0, aware)
    if world.acts(centre, row, knowledge.level.get(row, 0)):
        control.ask_for_order(world, centre, row, aware, order, rank=0)
    else:
        dispatch.request(world, centre, row, aware, response.go)


def know(world: World, centre: int, row: int, cause: int, seat: Hearing | None) -> None:
    """A centre knows: from now on it can tell others, be shown pictures and footage, and send units."""
    sender, knowledge, kind = None if seat is None else seat.sender, world.knowledge[centre], world.types[row]
    graded = bool(world.alarms[centre][kind])
    aware = world.say(world.env.now, AWARE, row, centre + 1, 0, cause)
    knowledge.aware[row] = aware
    if graded and (level := growth.taken_for(world, centre, row, seat)):
        knowledge.level[row] = level
    for way in world.tellings(centre, row) if graded else world.ways[centre][kind]:
        if way.receiver != sender and not foresight.knows(world, way.receiver, row):
            if graded:
                knowledge.untold.add((way.receiver, row))
            sharing.tell(world, way, row, centre, aware, believed, seat)
    if world.securing[kind]:
        sharing.hear_late(world, centre, row, sender, aware)
    if world.all_knowing[centre]:
        return
    for way in world.videos[centre][kind]:
        sharing.show(world, way, row, centre, aware)
    for way in world.footages[centre][kind]:
        if not graded or way.link.types or world.acts(centre, row, knowledge.level.get(row, 0)):
            sharing.fetch(world, way, row, centre, aware)


def order(job: Hearing | control.Order) -> None:
    """The dispatcher orders units."""
    world, row, centre = job.world, job.row, job.centre
    dispatch.request(world, centre, row, world.knowledge[centre].aware[row], response.go)


def stood(world: World, agency: int, row: int, cause: int) -> None:
    """A unit stands at the side: police begin to make the scene safe, and its centre hears how grave it is."""
    if agency in world.securing[world.types[row]]:
        sharing.secure(world, agency, row, cause)
    if world.alarms[0][world.types[row]]:
        world.attending.setdefault(row, set()).add(agency)
        graver(world, world.senders[agency], row, world.level[row], cause)


def graver(world: World, centre: int, row: int, level: int, cause: int) -> None:
    """A centre hears or sees how grave it is; if graver than it knew, it orders what is missing and tells others.

    The others are told at the end of the instant, since they may see it for themselves.
    """
    knowledge = world.knowledge[centre]
    if row not in knowledge.aware:
        if foresight.knows(world, centre, row):
            foreseen(world, centre, row, cause)
        return
    known = knowledge.level.get(row, 0)
    if level <= known:
        return
    acted = world.acts(centre, row, known)
    knowledge.level[row] = level
    knowledge.learnt.update({(row, one): cause for one in range(known + 1, level + 1)})
    if row in knowledge.ordered:
        dispatch.request(world, centre, row, cause, response.go)
    if not acted and world.acts(centre, row, level) and not world.all_knowing[centre]:
        for way in world.footages[centre][world.types[row]]:
            if not way.link.types:
                sharing.fetch(world, way, row, centre, cause)
    Call(world.env, 0.0, sharing.spread, (world, centre, row, level, cause, believed), BEHIND_ALL)


def made_safe(world: World, centre: int, row: int, cause: int) -> None:
    """A centre knows that a scene is safe: it lets in the units that it holds there, and passes the word on."""
    staging.let_in(world, centre, row)
    sharing.pass_on(world, centre, row, cause)


def seek(world: World, agency: int, slot: Slot, row: int, cause: int, since: float) -> None:
    """A unit has turned to something more urgent: what it leaves asks for another."""
    dispatch.again(world, agency, slot, row, cause, since, response.go)


def order_and_release(job: Hearing) -> None:
    """The dispatcher orders units from the seat that heard the report, and has it free for the next."""
    order(job)
    control.release(job)
