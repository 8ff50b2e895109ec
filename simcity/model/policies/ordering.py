"""Orders in which stations are asked for a unit: by time, as the file names them, by list, by district."""

from __future__ import annotations

from typing import Literal

import numpy as np

from simcity.fields import PositiveCount, part
from simcity.model.policies.facts import Facts, Ordering, places
from simcity.records import Floats


@part
class Closest(Ordering):
    """The free unit with the shortest estimated travel time goes."""

    kind: Literal["closest"] = "closest"

    def score(self, facts: Facts) -> Floats:
        """Return the estimated travel times."""
        return facts.estimate


@part
class InOrder(Ordering):
    """The first free unit in the order of the file goes, wherever it stands."""

    kind: Literal["in_order"] = "in_order"

    def score(self, facts: Facts) -> Floats:
        """Return the place of the station in the file."""
        return np.broadcast_to(np.arange(len(facts.stations), dtype=float), facts.estimate.shape)


@part
class Preference(Ordering):
    """A fixed list for each zone says who goes first, second and so on; a station that is not on it never goes."""

    ranks: dict[str, dict[str, PositiveCount]]
    """By zone and station: 1 is asked first; equal numbers are equally good."""
    kind: Literal["preference"] = "preference"

    def score(self, facts: Facts) -> Floats:
        """Return the ranks of the incident's zone."""
        return facts.by_zone({zone: {one: float(k) for one, k in list_.items()} for zone, list_ in self.ranks.items()})

    def __post_init__(self) -> None:
        if not self.ranks:
            raise ValueError("there is no list; name the stations of each zone, such as {centre: {north: 1, south: 2}}")


@part
class DistrictFirst(Ordering):
    """The nearest free unit of the zone's own stations goes; those of other districts come after them, or never."""

    districts: dict[str, tuple[str, ...]]
    """By zone: the stations in whose district it lies; a zone that is not named has the nearest of all."""
    crossing: Literal["when_none_free", "never"] = "when_none_free"
    """Whether units of other districts come when none of the own is free."""
    urgent: PositiveCount | None = None
    """Priorities from 1 to this have the nearest unit regardless of districts; none where absent.

    Police 112 in Korea sends the nearest unit to codes 0 and 1 regardless of beat (facts 2.04, S).
    """
    kind: Literal["district_first"] = "district_first"

    def score(self, facts: Facts) -> Floats:
        """Return places by travel time, those of other districts behind all of the own."""
        own = np.isfinite(facts.by_zone({z: dict.fromkeys(stations, 1.0) for z, stations in self.districts.items()}))
        free = np.array([zone not in self.districts for zone in facts.zones], bool)[facts.zone]
        if self.urgent is not None:
            free = free | (facts.priority <= self.urgent)
        behind = len(facts.stations) if self.crossing == "when_none_free" else np.inf
        return places(facts.estimate) + np.where(own | free[:, None], 0.0, behind)
