"""Crowds: how fast one walks among people."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.fields import Density, Positive, Speed, part
from simcity.model.kinds import Kind
from simcity.records import Floats


class WalkingLaw(Protocol):
    """Gives the walking speed of a crew among people."""

    def speed(self, density: Floats) -> Floats:
        """Return metres a second at densities in persons per m2."""


@part
class Weidmann:
    """Walking slows with density: v = free (1 - exp(-shape (1/density - 1/jam))), never below slowest.

    Source of the form and its constants: Weidmann, ETH IVT 90, 1993 (confidence B).
    """

    free: Speed = 1.34
    """Speed with nobody about; 1.34 m/s (B)."""
    shape: Positive = 1.913
    """Steepness in persons per m2; 1.913 (B)."""
    jam: Density = 5.4
    """Density at which nobody moves; 5.4 /m2 (B)."""
    slowest: Speed = 0.1
    """Crews push through: an assumption (B), since the law itself falls to zero."""
    kind: Literal["weidmann"] = "weidmann"

    def speed(self, density: Floats) -> Floats:
        """Return metres a second at densities in persons per m2."""
        people = np.maximum(density, 1e-9)
        law = self.free * -np.expm1(-self.shape * np.maximum(1.0 / people - 1.0 / self.jam, 0.0))
        return np.maximum(law, self.slowest)


@part
class Steady:
    """Walking takes the same pace in any crowd."""

    pace: Speed
    """Metres a second."""
    kind: Literal["steady"] = "steady"

    def speed(self, density: Floats) -> Floats:
        """Return metres a second, the same at all densities."""
        return np.full(np.shape(density), self.pace)


Walking = Annotated[Weidmann | Steady, Field(discriminator="kind"), Kind()]
