"""What a map file says, before it is made into a network: nodes, streets, what was left out, and places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import asin, cos, inf, radians, sin, sqrt
from typing import NamedTuple

from simcity.model.roads.network import EARTH

Degrees = tuple[float, float]
"""Latitude and longitude."""

SHORTEST = 0.01
"""Metres of a street whose ends are the same point."""


class MapError(ValueError):
    """A map file that cannot be used; says in words what is wrong and the cure."""


class Street(NamedTuple):
    """A street between two nodes, in seconds; infinite in a direction that is not allowed."""

    tail: int
    head: int
    bends: tuple[Degrees, ...]
    metres: float
    kind: str
    ahead: float
    back: float
    ahead_lights: float
    back_lights: float
    stops: bool = True

    def turned(self) -> Street:
        """Return the same street from head to tail."""
        return self._replace(
            tail=self.head,
            head=self.tail,
            bends=self.bends[::-1],
            ahead=self.back,
            back=self.ahead,
            ahead_lights=self.back_lights,
            back_lights=self.ahead_lights,
        )


@dataclass(frozen=True)
class Found:
    """A station or hospital on the map."""

    kind: str
    name: str
    at: Degrees


@dataclass
class Raw:
    """All that was read from a map file."""

    nodes: list[Degrees] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    dropped: dict[str, float] = field(default_factory=dict)
    """Metres that were left out, by reason."""
    places: list[Found] = field(default_factory=list)
    attribution: str = ""
    notes: list[str] = field(default_factory=list)
    """What a planner should know of how it was read."""

    def leave_out(self, reason: str, metres: float) -> None:
        """Note that some metres are left out."""
        self.dropped[reason] = self.dropped.get(reason, 0.0) + metres


def distance(a: Degrees, b: Degrees) -> float:
    """Return the metres between two points along a great circle."""
    north, east = radians(b[0] - a[0]) / 2, radians(b[1] - a[1]) / 2
    return 2 * EARTH * asin(sqrt(sin(north) ** 2 + cos(radians(a[0])) * cos(radians(b[0])) * sin(east) ** 2))


def length(points: Sequence[Degrees]) -> float:
    """Return the metres along a line of points."""
    return max(sum(map(distance, points, points[1:])), SHORTEST)


def paired(streets: Iterable[Street]) -> list[Street]:
    """Return one-way streets with each put together with its opposite direction, where there is one."""
    found: list[Street] = []
    waiting: dict[tuple[int, int, str, tuple[Degrees, ...]], int] = {}
    for street in streets:
        other = waiting.pop((street.head, street.tail, street.kind, street.bends[::-1]), None)
        if other is None or found[other].back < inf:
            waiting[street.tail, street.head, street.kind, street.bends] = len(found)
            found.append(street)
        else:
            found[other] = found[other]._replace(back=street.ahead, back_lights=street.ahead_lights)
    return found
