"""Centres at work: reports of the trace come in, seats are held for orders, shifts change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from simcity.engine.calling import Arrival, reach
from simcity.engine.hearing import Hearing, Then
from simcity.engine.milestones import DETECTED, DONE, RECEIVED
from simcity.engine.pools import Floor, Job
from simcity.engine.staffing import Change
from simcity.engine.world import World
from simcity.model.centres import JOB_KINDS

ORDER = JOB_KINDS.index("order")
H = TypeVar("H", bound=Hearing)
Ordered = Callable[["Order"], None]


def receive(world: World, number: int, then: Then) -> None:
    """Let report ``number`` of the trace reach its centre; ``then`` goes on with it if it is believed."""
    reports = world.reports
    row, centre, channel = reports.row[number], reports.centre[number], reports.channel[number]
    now = world.env.now
    records = world.records
    noticed = len(records)
    records.append((now, DETECTED, row, 0, 0, channel, row))
    if world.elaborate[centre]:
        arrival = furnish(Arrival(world, centre, reports.kind[number], row, noticed, channel, then), number)
        arrival.caller, arrival.stops = reports.caller[number], reports.stops[number]
        reach(arrival)
        return
    world.reported[row] += 1
    records.append((now, RECEIVED, row, centre + 1, 0, channel, noticed))
    world.rooms[centre].ask(
        furnish(Hearing(world, centre, reports.kind[number], row, noticed + 1, channel, then), number)
    )


def furnish(job: H, number: int) -> H:
    """Give a job the seat times of a report."""
    reports = job.world.reports
    job.answering = reports.answering[number]
    job.processing = reports.processing[number]
    job.with_picture = reports.with_picture[number]
    job.unclear = reports.unclear[number]
    job.duplicate = reports.duplicate[number]
    job.believed = reports.believed[number]
    return job


def stay(job: Hearing, seconds: float, then: Then) -> None:
    """Keep the seat for a while, then go on."""
    if seconds > 0.0:
        job.world.rooms[job.centre].work(job, seconds, then)
    else:
        then(job)


def release(job: Hearing) -> None:
    """Give the seat back, or to the job that takes it over."""
    room = job.world.rooms[job.centre]
    if job.following is None:
        room.free(job, DONE)
    else:
        room.pass_seat(job, job.following)


class Order(Job):
    """The order to the first units, where it is not given from the seat that heard the report."""

    __slots__ = ("seconds", "then", "world")

    def __init__(self, world: World, centre: int, row: int, cause: int, rank: int, then: Ordered) -> None:
        Job.__init__(self, centre, ORDER, rank, row, cause)
        self.world = world
        self.seconds = world.trace.dispatching[world.centres[centre]][row]
        self.then = then

    def begin(self) -> None:
        """Take the time that an order takes."""
        self.world.rooms[self.centre].work(self, self.seconds, given)


def ask_for_order(world: World, centre: int, row: int, cause: int, then: Ordered, rank: int | None = None) -> None:
    """Let somebody with a seat for it order units; ``then`` goes on with the order, the seat being free."""
    place = world.rank(centre, ORDER, row) if rank is None else rank
    world.rooms[centre].ask(Order(world, centre, row, cause, place, then))


def given(order: Order) -> None:
    """Go on with an order and have the seat free for the next."""
    order.then(order)
    order.world.rooms[order.centre].free(order, DONE)


def roster(world: World) -> None:
    """Change seats at shift changes and breaks, and give them again after outages."""
    for change in world.roster:
        if change.time > 0.0:
            world.later(change.time, staff, (world, change))
    for room in world.rooms:
        if isinstance(room, Floor):
            for spell in room.rules.down.until.tolist():
                world.later(spell, room.reopen, None)


def staff(due: tuple[World, Change]) -> None:
    """Set the seats of a desk, and note them where nobody could know them beforehand."""
    world, change = due
    room = world.rooms[change.centre]
    if isinstance(room, Floor):
        room.staff(change.seats, change.desk, change.shift)
    else:
        room.staff(change.seats)
    if world.scenario.centres[world.centres[change.centre]].surge is not None:
        world.shifts.append((change.centre, world.env.now, room.seats))
