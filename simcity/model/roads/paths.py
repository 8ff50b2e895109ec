"""Shortest times through a network, between any points beside its streets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simcity.model.roads.ground import Ground, Pieces, Spots, pieces
from simcity.model.roads.network import Network
from simcity.records import Flags, Floats, Integers

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LEAST = 1e-6
"""Seconds of a street of no length: a weight of zero would be no street at all."""
MOST_KEPT = 64_000_000
"""Numbers of shortest times that are kept at once, 8 bytes each."""


@dataclass(frozen=True)
class Route:
    """The way between two points: the nodes on it, the points from door to door, and the seconds of driving."""

    nodes: tuple[int, ...]
    points: tuple[tuple[float, float], ...]
    seconds: float


def along(seconds: Floats, share: Floats) -> Floats:
    """Return the seconds of a share of streets; where driving is not allowed, no share is."""
    allowed = np.isfinite(seconds)
    return np.where(allowed, np.where(allowed, seconds, 0.0) * share, np.inf)


class Paths:
    """The open streets of a network and the shortest times through them; what was found is kept."""

    def __init__(self, network: Network, closed: Integers, speeds: tuple[tuple[str, float], ...] = ()) -> None:
        self.network = network
        streets = network.streets
        self.open: Flags = np.ones(len(streets), bool)
        self.open[closed] = False
        self.speeds = dict(speeds)
        self._kept: dict[tuple[bool, bool], dict[int, Floats]] = {}
        self._seconds: dict[bool, tuple[Floats, Floats]] = {}
        if len(closed) and self.open.any():
            self.open &= self._connected()
        if not (self.open & streets.stops).any():
            raise ValueError("no street is left on which one could drive and stop")
        self.ground = Ground(_cut(network).of(self.open & streets.stops))

    def seconds(self, lights: bool) -> tuple[Floats, Floats]:
        """Return the seconds of each street ahead and back; infinite where it is closed or not allowed."""
        if lights not in self._seconds:
            self._seconds[lights] = self._of_streets(lights)
        return self._seconds[lights]

    def _of_streets(self, lights: bool) -> tuple[Floats, Floats]:
        streets = self.network.streets
        ahead, back = (streets.ahead_lights, streets.back_lights) if lights else (streets.ahead, streets.back)
        for name, speed in self.speeds.items():
            chosen = streets.kind == self.network.kinds.index(name)
            # Lights gain in proportion what they gain at the speeds of the file.
            ratio = streets.metres / speed / np.minimum(streets.ahead, streets.back)
            ahead, back = np.where(chosen, ahead * ratio, ahead), np.where(chosen, back * ratio, back)
        return np.where(self.open, ahead, np.inf), np.where(self.open, back, np.inf)

    @cached_property
    def _graphs(self) -> dict[tuple[bool, bool], csr_array]:
        return {(lights, turned): self._graph(lights, turned) for lights in (True, False) for turned in (True, False)}

    def _graph(self, lights: bool, turned: bool) -> csr_array:
        """Return the seconds between neighbouring nodes; of streets side by side the quickest counts."""
        from scipy.sparse import csr_array

        streets, size = self.network.streets, self.network.nodes
        tail, head = np.concatenate([streets.tail, streets.head]), np.concatenate([streets.head, streets.tail])
        seconds = np.concatenate(self.seconds(lights))
        allowed = np.isfinite(seconds)
        tail, head, seconds = tail[allowed], head[allowed], np.maximum(seconds[allowed], LEAST)
        order = np.lexsort([seconds, head, tail])
        tail, head, seconds = tail[order], head[order], seconds[order]
        first = np.concatenate([[True], (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])])
        rows, columns = (head, tail) if turned else (tail, head)
        return csr_array((seconds[first], (rows[first], columns[first])), shape=(size, size))

    def _connected(self) -> Flags:
        """Return the streets that lie in the largest part within which one comes from anywhere to anywhere."""
        from scipy.sparse.csgraph import connected_components

        streets = self.network.streets
        _, part = connected_components(self._graph(False, False), directed=True, connection="strong")
        inside = self.open & (part[streets.tail] == part[streets.head])
        metres = np.bincount(part[streets.tail[inside]], streets.metres[inside]) if inside.any() else np.zeros(1)
        return np.asarray(inside & (part[streets.tail] == metres.argmax()), bool)

    def _rows(self, nodes: Integers, lights: bool, turned: bool) -> Floats:
        """Return the seconds from given nodes to all others, or with ``turned`` from all others to them."""
        from scipy.sparse.csgraph import dijkstra

        kept = self._kept.setdefault((lights, turned), {})
        missing = [node for node in np.unique(nodes).tolist() if node not in kept]
        if missing:
            if (len(kept) + len(missing)) * self.network.nodes > MOST_KEPT:
                kept.clear()
                missing = np.unique(nodes).tolist()
            found = dijkstra(self._graphs[lights, turned], directed=True, indices=missing)
            kept |= dict(zip(missing, found, strict=True))
        return np.array([kept[node] for node in nodes.tolist()]).reshape(len(nodes), self.network.nodes)

    def from_nodes(self, nodes: Integers, lights: bool) -> Floats:
        """Return the seconds from nodes to all nodes, found anew."""
        from scipy.sparse.csgraph import dijkstra

        return np.asarray(dijkstra(self._graphs[lights, False], directed=True, indices=nodes), float)

    def driving(self, starts: Spots, ends: Spots, lights: bool) -> Floats:
        """Return the seconds of driving, by end and start."""
        ahead, back = self.seconds(lights)
        # From the fewer points outward: the rows of shortest times are what takes long.
        turned = len(ends.street) < len(starts.street)
        few, many = (ends, starts) if turned else (starts, ends)
        tail, head = self.network.streets.tail, self.network.streets.head
        out_head, out_tail = along(ahead[few.street], 1.0 - few.share), along(back[few.street], few.share)
        in_tail, in_head = along(ahead[many.street], many.share), along(back[many.street], 1.0 - many.share)
        if turned:
            out_head, out_tail = along(back[few.street], 1.0 - few.share), along(ahead[few.street], few.share)
            in_tail, in_head = along(back[many.street], many.share), along(ahead[many.street], 1.0 - many.share)
        found = np.empty((len(few.street), len(many.street)))
        for number in range(len(few.street)):
            street = few.street[number]
            rows = self._rows(np.array([head[street], tail[street]]), lights, turned)
            there = np.minimum(rows[0] + out_head[number], rows[1] + out_tail[number])
            found[number] = np.minimum(there[tail[many.street]] + in_tail, there[head[many.street]] + in_head)
            here = np.flatnonzero(many.street == street)
            on = (many.share[here] - few.share[number]) * (-1.0 if turned else 1.0)
            onward = np.where(on >= 0.0, along(ahead[[street]], np.abs(on)), np.inf)
            against = np.where(on <= 0.0, along(back[[street]], np.abs(on)), np.inf)
            found[number, here] = np.minimum(found[number, here], np.minimum(onward, against))
        return found if turned else np.ascontiguousarray(found.T)

    def route(self, start: tuple[float, float], end: tuple[float, float], lights: bool = True) -> Route:
        """Return the quickest way between two points in metres; ``driving`` gives the same seconds."""
        from scipy.sparse.csgraph import dijkstra

        x, y = np.array([start, end]).T
        spots = self.ground.spots(x, y)
        first, last = spots.at(0), spots.at(1)
        seconds = float(self.driving(first, last, lights)[0, 0])
        ahead, back = self.seconds(lights)
        tail, head = self.network.streets.tail, self.network.streets.head
        one, two = first.street[0], last.street[0]
        leave = {
            int(head[one]): along(ahead[one], 1.0 - first.share)[0],
            int(tail[one]): along(back[one], first.share)[0],
        }
        enter = {
            int(tail[two]): along(ahead[two], last.share)[0],
            int(head[two]): along(back[two], 1.0 - last.share)[0],
        }
        graph = self._graphs[lights, False]
        far, before = dijkstra(graph, directed=True, indices=list(leave), return_predecessors=True)
        ways = [(out + far[k, n] + into, k, n) for k, out in enumerate(leave.values()) for n, into in enter.items()]
        quickest, k, node = min(ways)
        nodes: list[int] = []
        # On one street, in its direction, no node is passed.
        if quickest <= seconds + LEAST * self.network.nodes:
            nodes = [node]
            while nodes[-1] != list(leave)[k]:
                nodes.append(int(before[k, nodes[-1]]))
            nodes.reverse()
        px, py = self.network.points()
        inner = tuple((float(px[n]), float(py[n])) for n in nodes)
        return Route(tuple(nodes), (start, *inner, end), seconds)


_cuts: dict[Network, Pieces] = {}


def _cut(network: Network) -> Pieces:
    """Return the pieces of a network, cut once."""
    if network not in _cuts:
        _cuts.clear() if len(_cuts) > 8 else None
        _cuts[network] = pieces(network)
    return _cuts[network]
