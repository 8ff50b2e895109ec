"""A report at a seat: answered, understood, and believed or not."""

from __future__ import annotations

from collections.abc import Callable

from simcity.engine.clock import Call
from simcity.engine.milestones import ANSWERED, KNOWN, NOT_BELIEVED, REJECTED, VERIFIED
from simcity.engine.pools import Job
from simcity.engine.world import World

Then = Callable[["Hearing"], None]


class Hearing(Job):
    """A report at a seat, with its times in seconds; ``then`` goes on with one that is believed, seat still taken."""

    __slots__ = ("answering", "believed", "channel", "duplicate", "known", "processing", "sender", "then", "world")

    def __init__(self, world: World, centre: int, kind: int, row: int, cause: int, channel: int, then: Then) -> None:
        Job.__init__(self, centre, kind, world.rank(centre, kind, row), row, cause)
        self.world = world
        self.channel = channel
        self.then = then
        self.sender: int | None = None
        self.known = False
        self.answering = self.processing = self.duplicate = 0.0
        self.believed = True

    def begin(self) -> None:
        """Answer; a report about something known is cut short."""
        self.known = self.row in self.world.knowledge[self.centre].aware
        seconds = self.answering + (self.duplicate if self.known else self.processing)
        Call(self.world.env, seconds, conclude, self)


def conclude(job: Hearing) -> None:
    """End the talk: known already, not believed, or believed and passed on."""
    world, row, centre = job.world, job.row, job.centre
    now = world.env.now
    answered = world.say(job.start + job.answering, ANSWERED, row, centre + 1, job.channel, job.cause)
    if job.known or row in world.knowledge[centre].aware:
        world.rooms[centre].free(job, KNOWN)
    elif not job.believed:
        world.say(now, REJECTED, row, centre + 1, job.channel, answered)
        world.rooms[centre].free(job, NOT_BELIEVED)
    else:
        job.cause = world.say(now, VERIFIED, row, centre + 1, job.channel, answered)
        job.then(job)
