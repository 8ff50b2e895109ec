"""Hospitals: where patients are taken, and where the units that bring them may have to wait."""

from __future__ import annotations

from typing import Literal

from simcity.distributions import Law
from simcity.fields import Point, PositiveCount, Share, Time, part
from simcity.model.kinds import NO_TIME


@part
class Hospital:
    """A hospital that takes patients from units."""

    at: Point
    """Where it stands."""
    treats: tuple[str, ...] = ()
    """Incident types that it can treat; all where absent."""
    bays: PositiveCount | None = None
    """Units that can hand over at once; those that come when all bays are taken wait, first come first served.

    Without limit where absent.
    """
    handover: Law[Time] = NO_TIME
    """From a bay to the patient being handed over; the unit holds the bay for as long."""

    def can_treat(self, kind: str) -> bool:
        """Return whether it can treat an incident type."""
        return not self.treats or kind in self.treats


@part
class Transport:
    """Units of an agency take those in need to a hospital.

    Each unit that can carry takes somebody with its own luck; the journey is one in normal traffic, at the hour of the
    onset. A neighbour's unit takes people to hospitals elsewhere.
    """

    share: Share = 1.0
    """Chance that a unit takes somebody, once its work on scene is done."""
    by: tuple[str, ...] = ()
    """Capabilities that can carry; all of the agency where absent."""
    to: Literal["right", "nearest"] = "right"
    """``right``: the nearest hospital by time that treats the type; ``nearest``: the nearest of all."""
