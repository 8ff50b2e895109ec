"""What a dispatch policy goes by, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.fields import part
from simcity.records import Flags, Floats, Integers

Equals = Annotated[
    Literal["in_order", "by_luck"],
    Field(description="Among stations that are equally good: the first in the file, or any of them by luck."),
]


@dataclass(frozen=True)
class Facts:
    """What is known of incidents and of the stations of one agency; one row an incident, one column a station."""

    stations: tuple[str, ...]
    """Ids of the stations; several placed alike share one."""
    zones: tuple[str, ...]
    zone: Integers
    """By incident: index into ``zones``."""
    types: tuple[str, ...]
    type: Integers
    """By incident: index into ``types``."""
    priority: Integers
    """By incident; 1 is the most urgent."""
    estimate: Floats
    """Seconds that a dispatcher expects for the journey, incident x station."""

    def by_zone(self, table: dict[str, dict[str, float]]) -> Floats:
        """Return incident x station what a table says by zone and station; infinite where it says nothing."""
        rows = [[table.get(zone, {}).get(station, np.inf) for station in self.stations] for zone in self.zones]
        return np.array(rows, float).reshape(len(self.zones), len(self.stations))[self.zone]


class DispatchPolicy(Protocol):
    """Says which of an agency's stations is asked first for a unit, and how many units are kept back."""

    @property
    def equals(self) -> Literal["in_order", "by_luck"]:
        """Return how stations of the same score are told apart."""

    def score(self, facts: Facts) -> Floats:
        """Return incident x station: the lowest is asked first, one that is infinite never."""

    def leaves(self, ability: str, priority: int) -> int:
        """Return how many free units of a capability must be left when one is sent to a priority."""


@part
class Ordering:
    """What policies have in common that keep no unit back."""

    equals: Equals = "in_order"

    def leaves(self, ability: str, priority: int) -> int:
        """Return 0: the last free unit goes."""
        return 0


def places(estimate: Floats) -> Floats:
    """Return by row the place of each column from the smallest, 0; equal ones share a place, infinite ones stay."""
    order = np.argsort(estimate, axis=1, kind="stable")
    ordered = np.take_along_axis(estimate, order, axis=1)
    more: Flags = np.zeros(estimate.shape, bool)
    more[:, 1:] = ordered[:, 1:] > ordered[:, :-1]
    found = np.empty(estimate.shape)
    np.put_along_axis(found, order, np.cumsum(more, axis=1).astype(float), axis=1)
    return np.where(np.isfinite(estimate), found, np.inf)
