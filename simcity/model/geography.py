"""Places: where incidents happen, how crowded it is there, and how far things are from one another."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.distributions import Law, Uniform
from simcity.fields import Coordinate, Density, Extent, Factor, Length, Number, Point, Share, part
from simcity.model.kinds import Hourly, Kind
from simcity.records import Flags, Floats

NOBODY: dict[float, float] = {0.0: 0.0}


class Places(Protocol):
    """A part of the city in which things happen."""

    def spread(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return the coordinates, in metres, of points drawn by two uniforms each."""


@part
class Ground:
    """What all zones say of themselves."""

    weight: Annotated[
        Number, Field(description="Share of the incidents of types that name no zones, relative to other zones.")
    ] = 1.0
    crowd: Annotated[
        Hourly[Density], Field(description="Persons per m2 by hour of the day, joined by straight lines.")
    ] = field(default_factory=lambda: dict(NOBODY))
    crowd_varies: Annotated[
        Law[Factor] | None,
        Field(description="Factor on the crowd, drawn for each day; 100 % where absent."),
    ] = None
    walk_in: Annotated[
        Law[Length] | None, Field(description="How far a crew walks from its vehicle to the scene; none where absent.")
    ] = None


@part
class Zone(Ground):
    """A rectangle in which every point is equally likely."""

    at: Point
    """Its south-west corner."""
    size: tuple[Extent, Extent]
    """Its extent to the east and to the north."""
    kind: Literal["zone"] = "zone"

    def spread(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return points uniform over the rectangle."""
        return self.at[0] + u * self.size[0], self.at[1] + v * self.size[1]


@part
class Spot(Ground):
    """A single point, such as a station concourse seen from the city."""

    at: Point
    """Where it is."""
    kind: Literal["point"] = "point"

    def spread(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return the point itself, once for each pair."""
        return np.full(u.shape, self.at[0]), np.full(u.shape, self.at[1])


@part
class Plane(Ground):
    """An open plane with a law for each axis."""

    x: Law[Coordinate]
    """Metres to the east."""
    y: Law[Coordinate]
    """Metres to the north."""
    kind: Literal["plane"] = "plane"

    def spread(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return points by the two laws."""
        return self.x.ppf(u), self.y.ppf(v)


@part
class Torus(Ground):
    """A rectangle from the origin whose opposite edges meet, so that nothing is near a border."""

    size: tuple[Extent, Extent]
    """Its extent to the east and to the north."""
    x: Law[Share] = Uniform(low=0.0, high=1.0)
    """Where along the first side, as a share of it."""
    y: Law[Share] = Uniform(low=0.0, high=1.0)
    """Where along the second side, as a share of it."""
    kind: Literal["torus"] = "torus"

    def spread(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return points on the torus."""
        return self.x.ppf(u) * self.size[0], self.y.ppf(v) * self.size[1]


@part
class Unplaced(Ground):
    """A zone known by name alone: how far it is, only a table of times says."""

    kind: Literal["unplaced"] = "unplaced"

    def spread(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return no coordinates: not a number, once for each pair."""
        return np.full(u.shape, np.nan), np.full(u.shape, np.nan)


@part
class Cells(Ground):
    """A grid of cells with a weight each, such as the people who live there; within a cell all points are alike."""

    cells: Annotated[
        tuple[tuple[Coordinate, Coordinate, Number], ...],
        Field(
            min_length=1,
            description="Middle of each cell and its weight, or the name of a CSV file that holds them, beside the"
            " scenario file.",
        ),
    ]
    size: tuple[Extent, Extent]
    """Extent of every cell to the east and to the north."""
    kind: Literal["cells"] = "cells"

    def __post_init__(self) -> None:
        if not any(weight for _, _, weight in self.cells):
            raise ValueError("all cells have a weight of 0; give one at least a weight above 0")

    def spread(self, u: Floats, v: Floats) -> tuple[Floats, Floats]:
        """Return points by weight of their cells; what is left of u within its cell says how far east they lie."""
        x, y, weight, until = self._columns
        here = u * until[-1]
        # A cell without weight ends where the one before it ends, so that nothing falls into it.
        cell = np.searchsorted(until, here, side="right").clip(0, np.flatnonzero(weight)[-1])
        east = (here - until[cell] + weight[cell]) / weight[cell]
        return x[cell] + (east.clip(0.0, 1.0) - 0.5) * self.size[0], y[cell] + (v - 0.5) * self.size[1]

    def around(self, x: Floats, y: Floats) -> Flags:
        """Return whether points lie in any of the cells."""
        from scipy.spatial import cKDTree

        halves = np.array(self.size) / 2
        middles = np.column_stack(self._columns[:2]) / halves
        # In units of half a cell, a point lies in the cell whose middle is at most 1 away along both axes.
        away, _ = cKDTree(middles).query(np.column_stack([x, y]) / halves, p=np.inf)
        return np.asarray(away <= 1.0, bool)

    @cached_property
    def _columns(self) -> tuple[Floats, Floats, Floats, Floats]:
        """East, north and weight of each cell, and the sum of the weights up to it."""
        x, y, weight = np.array(self.cells, float).T
        return x, y, weight, np.cumsum(weight)


AnyZone = Annotated[Zone | Spot | Plane | Torus | Cells | Unplaced, Field(discriminator="kind"), Kind("zone")]


def wrap_of(zones: dict[str, AnyZone]) -> tuple[float, float] | None:
    """Return the size of the torus among the zones, if there is one."""
    return next((zone.size for zone in zones.values() if isinstance(zone, Torus)), None)


def offsets(dx: Floats, dy: Floats, wrap: tuple[float, float] | None) -> tuple[Floats, Floats]:
    """Return the shortest offsets to the east and north, around the torus where there is one."""
    if wrap is None:
        return np.abs(dx), np.abs(dy)
    width, height = wrap
    east, north = np.abs(dx) % width, np.abs(dy) % height
    return np.minimum(east, width - east), np.minimum(north, height - north)
