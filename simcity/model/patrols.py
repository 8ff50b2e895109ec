"""Patrols: units that drive through their beat, rather than wait at a station."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Duration, Positive, Speed, part


@part
class Patrol:
    """A unit stays at a point of its beat for a while, drives straight to the next, and so on.

    Points and stays are the unit's own luck and go by the clock, whatever else happens. At the start of the run it is
    at the first point. After a job, and from its station when it comes on duty later, it drives straight to the first
    point that it can reach before its round leaves it, and waits there for its round. It takes no part in move-up.
    """

    beat: Annotated[dict[str, Positive], Field(min_length=1)]
    """Zones of the beat, with the relative chance that the next point lies in each."""
    stay: Law[Duration]
    """How long it stays at a point."""
    speed: Speed
    """Speed between points, along the straight line."""
