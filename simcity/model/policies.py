"""Policies: which free unit goes, and what happens when none is free."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Time, part
from simcity.model.kinds import Kind
from simcity.records import Floats, Integers


class DispatchPolicy(Protocol):
    """Orders the stations of an agency for each incident; the first with a free unit sends it."""

    def order(self, estimates: Floats) -> Integers:
        """Return station indexes, best first, for rows of estimated travel times (incident x station)."""


@part
class Closest:
    """The free unit with the shortest estimated travel time goes; equal ones in the order of the file."""

    kind: Literal["closest"] = "closest"

    def order(self, estimates: Floats) -> Integers:
        """Return stations by estimated travel time."""
        return np.argsort(estimates, axis=1, kind="stable")


@part
class InOrder:
    """The first free unit in the order of the file goes, wherever it stands."""

    kind: Literal["in_order"] = "in_order"

    def order(self, estimates: Floats) -> Integers:
        """Return stations as the file names them."""
        return np.broadcast_to(np.arange(estimates.shape[1]), estimates.shape)


Dispatch = Annotated[Closest | InOrder, Field(discriminator="kind"), Kind()]


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


WhenNoneFree = Annotated[Wait | Lost | MutualAid, Field(discriminator="kind"), Kind()]
