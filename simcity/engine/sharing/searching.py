"""Searches: a seat at the sender that looks for cameras, or for what they recorded."""

from __future__ import annotations

from collections.abc import Callable

from simcity.engine.knowing import Way
from simcity.engine.pools import Job
from simcity.engine.world import World
from simcity.model.centres import JobKind
from simcity.trace.reports import KIND


class Search(Job):
    """A seat at the sender that searches for a receiver; ``then`` goes on with what was found."""

    __slots__ = ("receiver", "then", "way", "world")

    def __init__(
        self, world: World, way: Way, row: int, receiver: int, cause: int, kind: JobKind, then: Callable[[Search], None]
    ) -> None:
        Job.__init__(self, way.receiver, KIND[kind], world.rank(way.receiver, KIND[kind], row), row, cause)
        self.world = world
        self.way = way
        self.receiver = receiver
        self.then = then

    def begin(self) -> None:
        """Search for as long as it takes."""
        self.world.rooms[self.centre].work(self, self.way.lines.talk[self.row], self.then)

    def wait(self, takes: float) -> float:
        """Return the seconds that something takes over the link, with the outages that it meets."""
        down, now = self.way.down, self.world.env.now
        return takes if down is None else down.done(now, takes) - now
