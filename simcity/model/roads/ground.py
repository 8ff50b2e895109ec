"""The ground beside the streets: the nearest point of a street, and what lies in a closed area."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from simcity.model.roads.network import Network
from simcity.records import Flags, Floats, Integers

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

LONGEST = 50.0
"""Metres of a piece of street; shorter pieces make the search for the nearest one quicker, not other."""
FIRST_LOOK = 8
MOST_KEPT = 2_000_000
"""Points that are remembered at once."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Straight pieces of streets: both ends, the street, and the shares of its length at which they lie."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats
    street: Integers
    start: Floats
    end: Floats

    def of(self, chosen: Flags) -> Pieces:
        """Return the pieces of some streets."""
        here = chosen[self.street]
        ax, ay, bx, by = (column[here] for column in (self.ax, self.ay, self.bx, self.by))
        return Pieces(ax, ay, bx, by, self.street[here], self.start[here], self.end[here])

    def nearest(self, number: Integers, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return how far along given pieces (0 to 1) their points nearest to (x, y) lie, and their distance."""
        ax, ay = self.ax[number], self.ay[number]
        dx, dy = self.bx[number] - ax, self.by[number] - ay
        square = dx * dx + dy * dy
        along = ((x - ax) * dx + (y - ay) * dy) / np.where(square > 0.0, square, 1.0)
        along = np.clip(along, 0.0, 1.0)
        return along, np.hypot(ax + along * dx - x, ay + along * dy - y)


def pieces(network: Network) -> Pieces:
    """Cut all streets into straight pieces of at most LONGEST metres."""
    x, y = network.points()
    streets = network.streets
    number = np.arange(len(streets))
    count = np.diff(streets.bends)
    # Points of each street in order: its tail, its bends, its head.
    first = np.concatenate([[0], np.cumsum(count + 2)])
    street = np.repeat(number, count + 2)
    place = np.arange(first[-1]) - first[street]
    point = network.nodes + streets.bends[street] + place - 1
    point = np.where(
        place == 0, streets.tail[street], np.where(place == count[street] + 1, streets.head[street], point)
    )
    inner = street[1:] == street[:-1]
    a, b, street = point[:-1][inner], point[1:][inner], street[1:][inner]
    length = np.hypot(x[b] - x[a], y[b] - y[a])
    until = np.cumsum(length)
    whole = np.bincount(street, length, len(streets))
    before = np.concatenate([[0.0], np.cumsum(whole)])[street]
    scale = 1.0 / np.where(whole[street] > 0.0, whole[street], 1.0)
    begin, finish = (until - length - before) * scale, (until - before) * scale
    parts = np.maximum(np.ceil(length / LONGEST), 1).astype(np.int64)
    which = np.repeat(np.arange(len(a)), parts)
    nth = np.arange(len(which)) - np.concatenate([[0], np.cumsum(parts)])[which]
    low, high = nth / parts[which], (nth + 1) / parts[which]

    def between(from_: Floats, to: Floats, share: Floats) -> Floats:
        return np.asarray(from_[which] + share * (to - from_)[which], float)

    return Pieces(
        between(x[a], x[b], low),
        between(y[a], y[b], low),
        between(x[a], x[b], high),
        between(y[a], y[b], high),
        street[which],
        np.clip(between(begin, finish, low), 0.0, 1.0),
        np.clip(between(begin, finish, high), 0.0, 1.0),
    )


@dataclass(frozen=True, eq=False)
class Spots:
    """Points beside streets: the street, the share of its length, and the metres from there to the point."""

    street: Integers
    share: Floats
    gap: Floats

    def at(self, number: int) -> Spots:
        """Return one of the points alone."""
        here = slice(number, number + 1)
        return Spots(self.street[here], self.share[here], self.gap[here])


class Ground:
    """Finds the nearest point of a street where one can stop."""

    def __init__(self, parts: Pieces) -> None:
        from scipy.spatial import cKDTree

        self.parts = parts
        self.tree: cKDTree = cKDTree(np.column_stack([(parts.ax + parts.bx) / 2, (parts.ay + parts.by) / 2]))
        self.reach = float(np.hypot(parts.bx - parts.ax, parts.by - parts.ay).max(initial=0.0)) / 2
        self._kept: dict[bytes, Spots] = {}

    def spots(self, x: Floats, y: Floats) -> Spots:
        """Return the nearest points of streets; of equally near ones the first piece by number.

        What was found is kept by content, for the way back, other agencies and other alternatives.
        """
        key = blake2b(np.concatenate([x, y]).tobytes(), digest_size=16).digest()
        found = self._kept.get(key)
        if found is None:
            found = self._look(x, y)
            if sum(len(one.street) for one in self._kept.values()) + len(x) > MOST_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _look(self, x: Floats, y: Floats) -> Spots:
        street, share, gap = np.zeros(len(x), np.int64), np.zeros(len(x)), np.zeros(len(x))
        left, size = np.arange(len(x)), min(FIRST_LOOK, len(self.parts.street))
        while len(left):
            found = self.tree.query(np.column_stack([x[left], y[left]]), k=np.arange(1, size + 1))
            far, near = np.asarray(found[0], float), np.asarray(found[1], np.int64)
            along, distance = self.parts.nearest(near, x[left, None], y[left, None])
            ties = np.where(distance <= distance.min(axis=1, keepdims=True), near, len(self.parts.street))
            best = ties.argmin(axis=1)
            row = np.arange(len(left))
            chosen, part = near[row, best], along[row, best]
            street[left] = self.parts.street[chosen]
            share[left] = self.parts.start[chosen] + part * (self.parts.end[chosen] - self.parts.start[chosen])
            gap[left] = distance[row, best]
            # A piece whose middle is farther than this cannot come nearer.
            sure = far[:, -1] >= gap[left] + self.reach
            if size == len(self.parts.street):
                break
            left, size = left[~sure], min(4 * size, len(self.parts.street))
        return Spots(street, share, gap)


def in_circle(parts: Pieces, x: float, y: float, radius: float) -> Integers:
    """Return the streets that come within a radius of a point."""
    _, distance = parts.nearest(np.arange(len(parts.street)), np.array(x), np.array(y))
    return np.unique(parts.street[distance <= radius])


def in_rectangle(parts: Pieces, at: tuple[float, float], size: tuple[float, float]) -> Integers:
    """Return the streets that touch a rectangle given by its south-west corner and its extent."""
    low, high = np.zeros(len(parts.street)), np.ones(len(parts.street))
    for a, b, lower, extent in ((parts.ax, parts.bx, at[0], size[0]), (parts.ay, parts.by, at[1], size[1])):
        step = np.where(b == a, 1.0, b - a)
        one, other = (lower - a) / step, (lower + extent - a) / step
        inside = (a >= lower) & (a <= lower + extent)
        # A piece that runs along the other axis is inside this strip all along or nowhere.
        enters = np.where(b == a, np.where(inside, -np.inf, np.inf), np.minimum(one, other))
        leaves = np.where(b == a, np.where(inside, np.inf, -np.inf), np.maximum(one, other))
        low, high = np.maximum(low, enters), np.minimum(high, leaves)
    return np.unique(parts.street[low <= high])
