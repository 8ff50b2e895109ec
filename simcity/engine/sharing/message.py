"""Messages: what one centre tells another over a link."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.hearing import Hearing, Then
from simcity.engine.knowing import Way
from simcity.engine.milestones import DONE, RECEIVED, SHARED
from simcity.engine.world import World
from simcity.model.links import Telling
from simcity.records import Floats
from simcity.trace.reports import KIND
from simcity.trace.telling import heard_as


class Message:
    """Word of one incident on its way from one centre to another; ``then`` goes on at the receiver.

    It is a case, or news of one that is known there, such as that its scene is safe, which needs no decision. All
    tries of one telling, over whatever links, count as delivered once the first of them is.
    """

    __slots__ = ("_first", "cause", "delivered", "level", "news", "row", "sender", "then", "tries", "way", "world")

    def __init__(self, world: World, way: Way, row: int, sender: int, cause: int, then: Then, news: str = "") -> None:
        self.world = world
        self.way = way
        self.row = row
        self.sender = sender
        self.cause = cause
        """The record that led to it."""
        self.then = then
        """Takes a report that is believed; or takes note of the news."""
        self.news = news
        """What the news is, under which its luck is addressed; nothing for a case."""
        self.level = 0
        """The level that the sender knew of when it told last."""
        self.tries = 0
        self.delivered = False
        self._first: Message | None = None

    @property
    def link(self) -> Telling:
        """Return the link as one that tells."""
        assert isinstance(self.way.link, Telling)
        return self.way.link

    def over(self, way: Way) -> Message:
        """Return the same word over another link."""
        other = Message(self.world, way, self.row, self.sender, self.cause, self.then, self.news)
        other._first = self.first()
        return other

    def first(self) -> Message:
        """Return the telling to which this belongs, over whatever link it began."""
        return self._first or self

    def deliver(self) -> None:
        """Take it as delivered, so that the sender turns to no other link."""
        self.first().delivered = True

    def unheard(self) -> None:
        """Take it as not delivered after all."""
        self.first().delivered = False

    def undelivered(self) -> bool:
        """Return whether no try has been delivered."""
        return not self.first().delivered

    def shared(self) -> int:
        """Say that it is told, with all that the sender knows by now."""
        knowledge = self.world.knowledge[self.sender]
        self.level = knowledge.level.get(self.row, 0)
        knowledge.untold.discard((self.way.receiver, self.row))
        return self.world.say(self.world.env.now, SHARED, self.row, self.sender + 1, self.way.channel, self.cause)

    def received(self, cause: int) -> int:
        """Say that it has come to the receiver; news is no report."""
        if self.news:
            return cause
        return self.world.say(self.world.env.now, RECEIVED, self.row, self.way.receiver + 1, self.way.channel, cause)

    def luck(self, purpose: str, first: int, count: int = 1) -> Floats:
        """Return uniform numbers of this message for a purpose, from the first-th on."""
        subjects = self.world.trace.subjects
        entity = subjects.entities[subjects.entity[self.row]]
        name = f"{self.news}: {purpose}" if self.news else purpose
        number = subjects.number[self.row : self.row + 1]
        return self.world.trace.luck.vector(name, entity, number, np.arange(first, first + count))

    def lost(self) -> bool:
        """Return whether this try is lost by bad luck, which is each link's own."""
        loss = self.link.loss
        return loss > 0.0 and bool(self.luck(f"{self.way.name}: lost", self.tries)[0] < loss)

    def again(self, attempt: Callable[[Message], None], until: float = 0.0) -> None:
        """Try once more after the link's time, or after so many times of it that an outage is over; never without."""
        after = self.link.repeat_after
        if after is not None and not math.isinf(until):
            times = max(1, math.ceil((until - self.world.env.now) / after))
            self.tries += times
            Call(self.world.env, times * after, attempt, self)

    def report(self, cause: int) -> Hearing:
        """Return the report that it is at the receiver, not yet waiting for a seat."""
        kind = KIND[heard_as(self.way.link)]
        return furnish(Hearing(self.world, self.way.receiver, kind, self.row, cause, self.way.channel, self.then), self)

    def heed(self, job: Hearing) -> None:
        """End a talk in which news was told."""
        self.then(job)
        self.world.rooms[job.centre].free(job, DONE)


def furnish(job: Hearing, message: Message) -> Hearing:
    """Put down on a report what its seat at the receiver takes."""
    lines, row = message.way.lines, message.row
    talk = lines.talk[row]
    job.sender, job.level = message.sender, message.level
    job.answering, job.believed = lines.answering[row], lines.believed[row]
    job.processing = talk + lines.handling[row]
    job.unclear = lines.unclear[row]
    job.duplicate = talk + lines.duplicate[row]
    if lines.with_picture is not None:
        job.with_picture = talk + lines.with_picture[row]
    return job
