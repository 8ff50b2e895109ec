"""Footage at work: recorded video is asked for, found, and brought."""

from __future__ import annotations

import math

from simcity.engine import permission
from simcity.engine.clock import Call
from simcity.engine.knowing import Way
from simcity.engine.milestones import DONE, FOOTAGE, SHARED
from simcity.engine.sharing.searching import Search
from simcity.engine.world import World
from simcity.model.links import Footage


def fetch(world: World, way: Way, row: int, receiver: int, cause: int) -> None:
    """Ask for footage of a case."""
    job = Search(world, way, row, receiver, cause, "footage", found)
    wait = job.wait(way.lines.asking[row])
    if not math.isinf(wait):
        Call(world.env, wait, asked, job)


def asked(job: Search) -> None:
    """Let the request lie before the sender, where the permission comes first."""
    link = job.way.link
    assert isinstance(link, Footage)
    if link.approval is None:
        search(job)
        return

    def granted(cause: int) -> None:
        job.cause = cause
        search(job)

    permission.ask(
        job.world,
        link.approval,
        job.row,
        job.receiver + 1,
        job.cause,
        granted,
        lambda refused: None,
        f"footage {link.sender} to {link.receiver}",
        job.way.channel,
    )


def search(job: Search) -> None:
    """Take a seat to look for it, where that takes any time."""
    if job.way.lines.talk[job.row] > 0.0:
        job.world.rooms[job.centre].ask(job)
    else:
        bring(job)


def found(job: Search) -> None:
    """End the search, and bring what was found."""
    job.world.rooms[job.centre].free(job, DONE)
    bring(job)


def bring(job: Search) -> None:
    """Let the footage be on its way."""
    world, way = job.world, job.way
    job.cause = world.say(world.env.now, SHARED, job.row, job.centre + 1, way.channel, job.cause)
    wait = job.wait(way.lines.latency[job.row])
    if not math.isinf(wait):
        Call(world.env, wait, brought, job)


def brought(job: Search) -> None:
    """Let the receiver have the footage."""
    world = job.world
    world.say(world.env.now, FOOTAGE, job.row, job.receiver + 1, job.way.channel, job.cause)
