"""What happens to a request for a unit when none is free."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Flag, PositiveCount, Time, part
from simcity.model.kinds import Kind


@part
class Wait:
    """The request waits for a unit, by priority of the incident, then by age."""

    kind: Literal["wait"] = "wait"


@part
class Lost:
    """The request is given up, as in a loss system, and the incident counts as missed."""

    kind: Literal["lost"] = "lost"


@part
class MutualAid:
    """A neighbour sends a unit of its own, which is there after a delay."""

    delay: Law[Time]
    """From the request to the arrival of the neighbour's unit."""
    kind: Literal["mutual_aid"] = "mutual_aid"


@part
class Redispatch:
    """A unit on its way to something less urgent turns; that asks for a unit anew, with the age it has."""

    urgent: PositiveCount = 1
    """Priorities from 1 to this make units turn."""
    when: Literal["none_free", "sooner"] = "none_free"
    """``none_free``: if no unit is free; ``sooner``: also if it is expected there before any free one."""
    from_scene: Flag = False
    """Whether a unit also leaves what is less urgent while it is at work at its side, if none is free or on its way.

    What is left of its work waits for another unit; one that is to take somebody to a hospital stays.
    """


WhenNoneFree = Annotated[Wait | Lost | MutualAid, Field(discriminator="kind"), Kind()]
