"""Pictures at work: they come with a report, are pushed to a centre, or are seen by units on their way."""

from __future__ import annotations

import math

from simcity.engine import permission
from simcity.engine.clock import Call
from simcity.engine.knowing import Way
from simcity.engine.milestones import DONE, PICTURED, SHARED
from simcity.engine.pools import Job
from simcity.engine.sharing.searching import Search
from simcity.engine.world import Halt, World
from simcity.model.geography import offsets, wrap_of
from simcity.model.links import PushedVideo, VideoToUnit
from simcity.trace.reports import KIND

Shown = tuple[World, Way, int, int, int]
"""World, way, row, centre that sees it, and what led to it."""


def picture(shown: Shown) -> None:
    """Give a centre the picture, and with it the exact place."""
    world, way, row, centre, cause = shown
    knowledge = world.knowledge[centre]
    if row not in knowledge.pictured:
        knowledge.pictured.add(row)
        knowledge.placed.add(row)
        seen = world.say(world.env.now, PICTURED, row, centre + 1, way.channel, cause)
        if world.alarms[centre][world.types[row]] and world.env.now < world.trace.gone[row]:
            world.grasp(world, centre, row, world.level[row], seen)


def seconds_to_show(way: Way, row: int) -> float:
    """Return how long it takes a camera to show the scene, once the link is open; infinite where none can."""
    return math.inf if way.shows is None else way.shows[row]


def picture_after(world: World, way: Way, row: int, centre: int, cause: int) -> None:
    """Give a centre the picture once a camera shows the scene, if any does."""
    wait = seconds_to_show(way, row)
    if wait <= 0.0:
        picture((world, way, row, centre, cause))
    elif not math.isinf(wait):
        Call(world.env, wait, picture, (world, way, row, centre, cause))


def show(world: World, way: Way, row: int, receiver: int, cause: int) -> None:
    """Push a picture of a case to a centre that handles it, once it is permitted."""
    link = way.link
    assert isinstance(link, PushedVideo)
    if link.approval is None:
        open_line(world, way, row, receiver, cause)
        return
    permission.ask(
        world,
        link.approval,
        row,
        receiver + 1,
        cause,
        lambda granted: open_line(world, way, row, receiver, granted),
        lambda refused: None,
        f"pushed video {link.sender} to {link.receiver}",
        way.channel,
    )


def open_line(world: World, way: Way, row: int, receiver: int, cause: int) -> None:
    """Search for cameras by hand where it must be, and send what they show."""
    if way.lines.talk[row] > 0.0:
        world.rooms[way.receiver].ask(Search(world, way, row, receiver, cause, "picture", found))
    else:
        send_picture((world, way, row, receiver, cause))


class Look(Job):
    """A seat at the receiver that looks at the picture."""

    __slots__ = ("shown",)

    def __init__(self, shown: Shown) -> None:
        world, _, row, centre, cause = shown
        kind = KIND["picture"]
        Job.__init__(self, centre, kind, world.rank(centre, kind, row), row, cause)
        self.shown = shown

    def begin(self) -> None:
        """Look for as long as it takes."""
        world, way, row, _, _ = self.shown
        world.rooms[self.centre].work(self, way.lines.handling[row], seen)


def found(job: Search) -> None:
    """End a search, and send what was found."""
    world, way, row = job.world, job.way, job.row
    world.rooms[job.centre].free(job, DONE)
    shared = world.say(world.env.now, SHARED, row, job.centre + 1, way.channel, job.cause)
    send_picture((world, way, row, job.receiver, shared))


def send_picture(shown: Shown) -> None:
    """Let the picture be on its way; a link that is down shows nothing until it is up again."""
    world, way, row, _, _ = shown
    wait = way.lines.latency[row]
    if way.down is not None:
        wait = way.down.done(world.env.now, wait) - world.env.now
    shows = seconds_to_show(way, row)
    # Cameras that cannot see the scene are opened and looked at all the same.
    wait += 0.0 if math.isinf(shows) else shows
    if not math.isinf(wait):
        Call(world.env, wait, look, shown)


def look(shown: Shown) -> None:
    """Take a seat to look at a picture that has arrived; one that needs no look is known at once."""
    world, way, row, centre, _ = shown
    if way.lines.handling[row] > 0.0:
        world.rooms[centre].ask(Look(shown))
    elif not math.isinf(seconds_to_show(way, row)):
        picture(shown)


def seen(job: Look) -> None:
    """End a look: what a camera shows is known now."""
    world, way, row, centre, _ = job.shown
    world.rooms[centre].free(job, DONE)
    if not math.isinf(seconds_to_show(way, row)):
        picture(job.shown)


def on_the_way(
    world: World, agency: int, row: int, start: tuple[float, float] | None, travel: float, halt: Halt | None
) -> tuple[float, int] | None:
    """Return when a unit that arrives now has had a picture on its way, and over which channel; None for not at all.

    It is sent when the unit comes near, which is that part of the journey that lies within the distance, and the time
    for which it was held there.
    """
    now, first = world.env.now, None
    for way in world.to_units[agency][world.types[row]]:
        assert isinstance(way.link, VideoToUnit)
        distance = 0.0 if start is None else _distance(world, row, start)
        near = travel * min(1.0, way.link.within / distance) if distance > 0.0 else travel
        if halt is not None and halt.rest <= near:
            near += halt.waited or 0.0
        takes = way.lines.latency[row]
        came = now - near + takes if way.down is None else way.down.done(now - near, takes)
        came += seconds_to_show(way, row)
        if came <= now and (first is None or came < first[0]):
            first = (came, way.channel)
    return first


def _distance(world: World, row: int, start: tuple[float, float]) -> float:
    """Return the metres in a straight line from a point to a scene."""
    subjects, wrap = world.trace.subjects, wrap_of(world.scenario.place.zones)
    east, north = offsets(subjects.x[row] - start[0], subjects.y[row] - start[1], wrap)
    return math.hypot(float(east), float(north))
