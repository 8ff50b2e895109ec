"""Cells for a scenario: where people live by a raster, or where streets are, as the text of a CSV file."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, cos, radians

import numpy as np

from simcity.load.streets.raster import Raster
from simcity.model.roads.ground import pieces
from simcity.model.roads.network import EARTH, Network, Origin

DEGREE = radians(1.0) * EARTH
COARSE = 100.0
"""Metres of a cell to which a finer raster is put together."""
SIDE = 250.0
"""Metres of a cell where streets stand for people."""


@dataclass(frozen=True)
class People:
    """A file of cells and their extent."""

    text: str
    cells: int
    size: tuple[float, float]
    """Metres to the east and to the north."""
    whole: float
    """Sum of the weights."""


def of_raster(found: Raster, origin: Origin) -> People:
    """Return the cells of a raster, put together to about COARSE metres, in degrees.

    The north-west corner stays, and a last row or column that is not full counts the cells that are there.
    """
    across = found.width * DEGREE * cos(radians(origin[0]))
    north = found.height * DEGREE
    columns, rows = max(round(COARSE / across), 1), max(round(COARSE / north), 1)
    high, wide = found.values.shape
    padded = np.zeros((ceil(high / rows) * rows, ceil(wide / columns) * columns))
    padded[:high, :wide] = found.values
    sums = padded.reshape(padded.shape[0] // rows, rows, -1, columns).sum(axis=(1, 3))
    row, column = np.nonzero(sums)
    latitude = found.north - (row + 0.5) * rows * found.height
    longitude = found.west + (column + 0.5) * columns * found.width
    weight = sums[row, column]
    lines = [
        f"{up:.6f},{along:.6f},{value:.6g}"
        for up, along, value in zip(latitude.tolist(), longitude.tolist(), weight.tolist(), strict=True)
    ]
    text = "\n".join(["lat,lon,weight", *lines]) + "\n"
    return People(text, len(lines), (columns * across, rows * north), float(weight.sum()))


def of_streets(network: Network) -> People:
    """Return cells of SIDE metres weighted by the metres of street in them where one can stop."""
    parts = pieces(network)
    here = np.flatnonzero(network.streets.stops[parts.street])
    column = np.floor((parts.ax[here] + parts.bx[here]) / 2 / SIDE).astype(np.int64)
    row = np.floor((parts.ay[here] + parts.by[here]) / 2 / SIDE).astype(np.int64)
    metres = np.hypot(parts.bx - parts.ax, parts.by - parts.ay)[here]
    cells, which = np.unique(np.column_stack([row, column]), axis=0, return_inverse=True)
    weight = np.bincount(which.ravel(), metres)
    lines = [
        f"{(east + 0.5) * SIDE:g},{(north + 0.5) * SIDE:g},{value:.0f}"
        for (north, east), value in zip(cells.tolist(), weight.tolist(), strict=True)
        if value >= 1
    ]
    text = "\n".join(["x,y,weight", *lines]) + "\n"
    return People(text, len(lines), (SIDE, SIDE), float(weight.sum()))
