"""A report at a seat: answered, understood, and believed or not."""

from __future__ import annotations

from collections.abc import Callable

from simcity.engine.milestones import ANSWERED, BLOCKED, KNOWN, NOT_BELIEVED, REJECTED, VERIFIED
from simcity.engine.pools import Job
from simcity.engine.world import World

Then = Callable[["Hearing"], None]


class Hearing(Job):
    """A report at a seat, with its times in seconds; ``then`` goes on with one that is believed, seat still taken."""

    __slots__ = (
        "answered",
        "answering",
        "believed",
        "channel",
        "duplicate",
        "following",
        "known",
        "level",
        "processing",
        "sender",
        "then",
        "unclear",
        "with_picture",
        "world",
    )

    def __init__(self, world: World, centre: int, kind: int, row: int, cause: int, channel: int, then: Then) -> None:
        Job.__init__(self, centre, kind, world.rank(centre, kind, row), row, cause)
        self.world = world
        self.channel = channel
        self.then = then
        self.sender: int | None = None
        self.level = 0
        """The level that another centre knew of when it told."""
        self.known = False
        self.answering = self.processing = self.duplicate = self.unclear = self.answered = 0.0
        self.with_picture: float | None = None
        """Seconds of processing where the centre has a live picture; as ``processing`` where None."""
        self.believed = True
        self.following: Job | None = None
        """Job that takes over the seat at the end."""

    def begin(self) -> None:
        """Answer; a report about something known is cut short, and what is known of it saves time."""
        world, centre, row = self.world, self.centre, self.row
        knowledge = world.knowledge[centre]
        self.known = row in knowledge.aware
        if self.known:
            seconds = self.duplicate
        else:
            seconds = self.processing
            if self.with_picture is not None and row in knowledge.pictured:
                seconds = self.with_picture
            if self.unclear > 0.0:
                seconds += world.located(world, centre, self)
        self.answered = world.env.now + self.answering
        world.rooms[centre].work(self, self.answering + seconds, conclude)

    def held_up(self, since: float, seconds: float) -> None:
        """Answer that much later, unless it was answered before."""
        if self.answered > since:
            self.answered += seconds

    def turned_away(self) -> None:
        """Say that there was no place for it."""
        self.world.say(self.world.env.now, BLOCKED, self.row, self.centre + 1, self.channel, self.cause)

    def hand_seat_to(self, other: Job) -> None:
        """Let another job of the same centre take over the seat, at once when this one is done."""
        self.following = other


def conclude(job: Hearing) -> None:
    """End the talk: known already, not believed, or believed and passed on."""
    world, row, centre = job.world, job.row, job.centre
    now = world.env.now
    answered = world.say(job.answered, ANSWERED, row, centre + 1, job.channel, job.cause)
    if job.known or row in world.knowledge[centre].aware:
        if job.level:
            world.grasp(world, centre, row, job.level, answered)
        world.rooms[centre].free(job, KNOWN)
    elif not job.believed:
        world.say(now, REJECTED, row, centre + 1, job.channel, answered)
        world.rooms[centre].free(job, NOT_BELIEVED)
    else:
        job.cause = world.say(now, VERIFIED, row, centre + 1, job.channel, answered)
        job.then(job)
