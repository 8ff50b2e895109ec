"""A travel law by table: seconds from each station to each zone, wherever these are."""

from __future__ import annotations

from typing import Literal

import numpy as np

from simcity.fields import Time, part
from simcity.records import Floats


@part
class Matrix:
    """A table of times from each station to each zone, wherever these are."""

    times: dict[str, dict[str, Time]]
    """By station and zone."""
    kind: Literal["matrix"] = "matrix"

    def table(self, stations: list[str], zones: list[str]) -> Floats:
        """Return zone x station; not a number where the table says nothing."""
        return np.array([[self.times.get(one, {}).get(zone, np.nan) for one in stations] for zone in zones], float)

    def estimate(self, east: Floats, north: Floats) -> Floats:
        """Raise, since a table does not go by distance."""
        raise TypeError("a table of times knows stations and zones, no distances")

    def real(self, estimate: Floats, u: Floats) -> Floats:
        """Return the estimate."""
        return estimate
