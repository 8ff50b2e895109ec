"""Links at work: one centre tells another, or shows it a picture."""

from __future__ import annotations

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.hearing import Hearing, Then
from simcity.engine.milestones import DONE, NO_ANSWER, PICTURED, RECEIVED, SHARED
from simcity.engine.pools import WAITING, Job
from simcity.engine.world import Way, World
from simcity.model.centres import JobKind
from simcity.model.links import DigitalReport, PhoneRelay
from simcity.trace.reports import KIND


def tell(world: World, way: Way, row: int, sender: int, cause: int, then: Then) -> None:
    """Tell another centre in due time; ``then`` goes on there with a report that is believed."""
    lines = world.trace.lines[way.name]
    delay = lines.joint_after[row] if way.joint else lines.transfer_after[row]
    if isinstance(way.link, PhoneRelay):
        Call(world.env, delay, dial, Caller(world, way, row, sender, cause, then))
    else:
        Call(world.env, delay, send, (world, way, row, sender, cause, then))


def told(world: World, way: Way, row: int, sender: int, kind: JobKind, cause: int, then: Then) -> Hearing:
    """Return the report that reaches the receiver, not yet waiting for a seat."""
    lines = world.trace.lines[way.name]
    job = Hearing(world, way.receiver, KIND[kind], row, cause, way.channel, then)
    job.sender = sender
    job.answering, job.believed = lines.answering[row], lines.believed[row]
    job.processing = lines.talk[row] + lines.handling[row]
    job.duplicate = lines.talk[row] + lines.duplicate[row]
    return job


def send(message: tuple[World, Way, int, int, int, Then]) -> None:
    """Send the case over a line that takes no seat at the sender."""
    world, way, row, sender, cause, then = message
    shared = world.say(world.env.now, SHARED, row, sender + 1, way.channel, cause)
    Call(world.env, world.trace.lines[way.name].latency[row], arrive, (world, way, row, sender, shared, then))


def arrive(message: tuple[World, Way, int, int, int, Then]) -> None:
    """Let the case appear at the receiver, with a picture if the line carries one."""
    world, way, row, sender, cause, then = message
    received = world.say(world.env.now, RECEIVED, row, way.receiver + 1, way.channel, cause)
    if isinstance(way.link, DigitalReport):
        picture(world, way, row, sender, way.receiver, received)
    world.rooms[way.receiver].ask(told(world, way, row, sender, "report", received, then))


def picture(world: World, way: Way, row: int, sender: int, receiver: int, cause: int) -> None:
    """Give a centre the picture, if a camera of the sender shows the scene."""
    if world.trace.pictured[world.centres[sender]][row] and row not in world.knowledge[receiver].pictured:
        world.knowledge[receiver].pictured.add(row)
        world.say(world.env.now, PICTURED, row, receiver + 1, way.channel, cause)


class Caller(Job):
    """An operator who phones another centre and keeps the seat while it rings and while they talk."""

    __slots__ = ("relay", "then", "tries", "way", "world")

    def __init__(self, world: World, way: Way, row: int, sender: int, cause: int, then: Then) -> None:
        Job.__init__(self, sender, KIND["telling"], world.rank(sender, KIND["telling"], row), row, cause)
        self.world = world
        self.way = way
        self.then = then
        self.tries = 0
        self.relay: Ringing | None = None

    def begin(self) -> None:
        """Dial: the other room answers when it has a seat."""
        world, way, row = self.world, self.way, self.row
        shared = world.say(world.env.now, SHARED, row, self.centre + 1, way.channel, self.cause)
        received = world.say(world.env.now, RECEIVED, row, way.receiver + 1, way.channel, shared)
        self.relay = Ringing(self, told(world, way, row, self.centre, "relay", received, self.then))
        world.rooms[way.receiver].ask(self.relay)
        if self.relay.state == WAITING:
            assert isinstance(way.link, PhoneRelay)
            Call(world.env, way.link.ring, give_up, self)


class Ringing(Hearing):
    """The receiving end of a phone relay: its seat talks, and the caller's seat with it."""

    __slots__ = ("caller",)

    def __init__(self, caller: Caller, report: Hearing) -> None:
        Hearing.__init__(
            self, report.world, report.centre, report.kind, report.row, report.cause, report.channel, report.then
        )
        self.caller = caller
        self.sender = report.sender
        self.answering, self.believed = report.answering, report.believed
        self.processing, self.duplicate = report.processing, report.duplicate

    def begin(self) -> None:
        """Pick up: the talk ends for the caller before the receiver has done with it."""
        Hearing.begin(self)
        talk = self.world.trace.lines[self.caller.way.name].talk[self.row]
        Call(self.world.env, self.answering + talk, hang_up, self.caller)


def dial(caller: Caller) -> None:
    """Take a seat at the sender for the call."""
    caller.state = WAITING
    caller.world.rooms[caller.centre].ask(caller)


def hang_up(caller: Caller) -> None:
    """End the caller's part of the talk."""
    caller.world.rooms[caller.centre].free(caller, DONE)


def give_up(caller: Caller) -> None:
    """Put the phone down if nobody has picked up, and try again later."""
    relay, world, link = caller.relay, caller.world, caller.way.link
    assert relay is not None and isinstance(link, PhoneRelay)
    if relay.state != WAITING:
        return
    world.rooms[caller.way.receiver].withdraw(relay, NO_ANSWER)
    world.rooms[caller.centre].free(caller, NO_ANSWER)
    subjects = world.trace.subjects
    entity = subjects.entities[subjects.entity[caller.row]]
    purpose = f"redial {link.sender} to {link.receiver}"
    u = world.trace.luck.single(purpose, entity, int(subjects.number[caller.row]), caller.tries)
    caller.tries += 1
    Call(world.env, float(link.redial.ppf(np.array([u]))[0]), dial, caller)


def show(world: World, way: Way, row: int, receiver: int, cause: int) -> None:
    """Push a picture of a case to a centre that handles it, searching for cameras by hand where it must be."""
    lines = world.trace.lines[way.name]
    if lines.talk[row] > 0.0:
        job = Looking(world, way, row, way.receiver, receiver, cause, lines.talk[row])
        world.rooms[way.receiver].ask(job)
    else:
        Call(
            world.env,
            lines.latency[row],
            look,
            Looking(world, way, row, receiver, receiver, cause, lines.handling[row]),
        )


class Looking(Job):
    """A seat that searches for cameras at the sender, or looks at the picture at the receiver."""

    __slots__ = ("receiver", "seconds", "way", "world")

    def __init__(
        self, world: World, way: Way, row: int, centre: int, receiver: int, cause: int, seconds: float
    ) -> None:
        Job.__init__(self, centre, KIND["picture"], world.rank(centre, KIND["picture"], row), row, cause)
        self.world = world
        self.way = way
        self.receiver = receiver
        self.seconds = seconds

    def begin(self) -> None:
        """Look for as long as it takes."""
        Call(self.world.env, self.seconds, seen, self)


def look(job: Looking) -> None:
    """Take a seat to look at a picture that has arrived; one that needs no look is known at once."""
    if job.seconds > 0.0:
        job.world.rooms[job.centre].ask(job)
    else:
        picture(job.world, job.way, job.row, job.way.receiver, job.receiver, job.cause)


def seen(job: Looking) -> None:
    """End a search, and send what was found, or end a look."""
    world, way, row = job.world, job.way, job.row
    world.rooms[job.centre].free(job, DONE)
    if job.centre == job.receiver:
        picture(world, way, row, way.receiver, job.receiver, job.cause)
        return
    lines = world.trace.lines[way.name]
    shared = world.say(world.env.now, SHARED, row, job.centre + 1, way.channel, job.cause)
    Call(
        world.env,
        lines.latency[row],
        look,
        Looking(world, way, row, job.receiver, job.receiver, shared, lines.handling[row]),
    )
