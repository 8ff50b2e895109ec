"""Whereabouts: where a free unit is, as a function of time alone, so that nothing need happen on its way."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from simcity.model.roads import Spot
from simcity.trace.patrolling import Round
from simcity.trace.turning import between


class Where(NamedTuple):
    """Where a unit is: at a station, or at a point on the road."""

    spot: Spot
    station: int | None = None
    extra: float = 0.0
    """Seconds of driving to the point, where it lies behind a gateway at the edge of the map."""


class Whereabouts(Protocol):
    """Where a free unit is at any time from now on, if nobody sends it."""

    @property
    def since(self) -> float:
        """Return when it became so."""

    def at(self, time: float) -> Where:
        """Return where it is at a time."""


class Stays(NamedTuple):
    """A unit waits where it is, at a station or at a scene."""

    since: float
    where: Where

    def at(self, time: float) -> Where:
        """Return where it waits."""
        return self.where


class Heads(NamedTuple):
    """A unit drives straight to a station, from ``since`` on."""

    since: float
    start: Where
    drives: float
    """When it leaves the point from which it starts, behind the gateway of a station or at once."""
    reaches: float
    """When it comes to the point of the station, or to its gateway."""
    there: float
    post: Where
    wrap: tuple[float, float] | None

    def at(self, time: float) -> Where:
        """Return where it is on its way; it has arrived once the time has come."""
        if time >= self.there:
            return self.post
        if time > self.reaches:
            return Where(self.post.spot, extra=time - self.reaches)
        if time < self.drives:
            return Where(self.start.spot, extra=self.drives - time)
        share = (time - self.drives) / (self.reaches - self.drives) if self.reaches > self.drives else 0.0
        return Where(between(self.wrap, self.start.spot, self.post.spot, share))


class Patrols(NamedTuple):
    """A unit goes its round, once it has driven to the point at which it joins it."""

    since: float
    round: Round
    start: Spot
    joins: int
    there: float

    def at(self, time: float) -> Where:
        """Return where it is on its way to the round, waiting for it, or on it."""
        here = (float(self.round.x[self.joins]), float(self.round.y[self.joins]))
        if time < self.there:
            share = (time - self.since) / (self.there - self.since)
            return Where(between(self.round.wrap, self.start, here, share))
        return Where(here if time <= self.round.leaves[self.joins] else self.round.at(time))
