"""Centres at work: reports of the trace come in, seats are held for orders, shifts change."""

from __future__ import annotations

from simcity.engine.clock import Call
from simcity.engine.hearing import Hearing, Then
from simcity.engine.milestones import DETECTED, DONE, RECEIVED
from simcity.engine.pools import Room
from simcity.engine.world import World


def receive(world: World, number: int, then: Then) -> None:
    """Let report ``number`` of the trace reach its centre; ``then`` goes on with it if it is believed."""
    reports = world.reports
    row, centre, channel = reports.row[number], reports.centre[number], reports.channel[number]
    now = world.env.now
    world.reported[row] = 1
    records = world.records
    noticed = len(records)
    records.append((now, DETECTED, row, 0, 0, channel, row))
    records.append((now, RECEIVED, row, centre + 1, 0, channel, noticed))
    job = Hearing(world, centre, reports.kind[number], row, noticed + 1, channel, then)
    job.answering = reports.answering[number]
    job.processing = reports.processing[number]
    job.duplicate = reports.duplicate[number]
    job.believed = reports.believed[number]
    world.rooms[centre].ask(job)


def stay(job: Hearing, seconds: float, then: Then) -> None:
    """Keep the seat for a while, then go on."""
    if seconds > 0.0:
        Call(job.world.env, seconds, then, job)
    else:
        then(job)


def release(job: Hearing) -> None:
    """Give the seat back."""
    job.world.rooms[job.centre].free(job, DONE)


def roster(world: World) -> None:
    """Change seats at shift changes."""
    for centre, time, seats in world.shifts:
        world.later(time, shift, (world.rooms[centre], seats))


def shift(change: tuple[Room, float]) -> None:
    """Set the seats of a room."""
    room, seats = change
    room.staff(seats)
