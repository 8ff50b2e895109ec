"""Closures: areas whose streets are closed, all day or for some hours of it."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from simcity.fields import DAY, Extent, HourOfDay, Point, part
from simcity.model.kinds import Kind
from simcity.model.roads.ground import in_circle, in_rectangle, pieces
from simcity.model.roads.network import Network
from simcity.records import Flags, Floats, Integers


@part
class Closed:
    """When streets are closed: every day from one hour until another, around midnight; all day where absent."""

    since: Annotated[HourOfDay | None, Field(alias="from")] = None
    """First hour of the closure."""
    until: HourOfDay | None = None
    """Hour at which it ends."""

    def __post_init__(self) -> None:
        if (self.since is None) != (self.until is None):
            raise ValueError("a closure has both from and until, or neither")

    def holds(self, clock: Floats) -> Flags:
        """Return whether streets are closed at seconds of the week."""
        if self.since is None or self.until is None:
            return np.ones(clock.shape, bool)
        hour = clock % DAY
        if self.since <= self.until:
            return np.asarray((hour >= self.since) & (hour < self.until), bool)
        return np.asarray((hour >= self.since) | (hour < self.until), bool)


@part
class CircleClosed(Closed):
    """Streets that come within a radius of a point."""

    at: Point
    """The middle."""
    radius: Extent
    """How far it reaches."""
    kind: Literal["circle"] = "circle"

    def streets(self, network: Network) -> Integers:
        """Return the streets that are closed."""
        return in_circle(pieces(network), *self.at, self.radius)


@part
class RectangleClosed(Closed):
    """Streets that touch a rectangle, such as that of a zone."""

    at: Point
    """Its south-west corner."""
    size: tuple[Extent, Extent]
    """Its extent to the east and to the north."""
    kind: Literal["rectangle"] = "rectangle"

    def streets(self, network: Network) -> Integers:
        """Return the streets that are closed."""
        return in_rectangle(pieces(network), self.at, self.size)


Closure = Annotated[CircleClosed | RectangleClosed, Field(discriminator="kind"), Kind()]
