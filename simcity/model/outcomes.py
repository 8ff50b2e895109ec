"""Outcome curves: the chance of a good outcome after so many seconds from onset."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.fields import Duration, Share, Signed, part
from simcity.model.kinds import Kind
from simcity.records import Floats


class OutcomeCurve(Protocol):
    """Gives the chance of a good outcome; incidents never reached count with the chance of an endless wait."""

    agency: str

    def chance(self, seconds: Floats) -> Floats:
        """Return the chance for delays in seconds from onset; infinity is never."""


@part
class Logistic:
    """Chance 1 / (1 + exp(a + b t)), t in minutes, as fitted for cardiac arrests.

    De Maio et al. 2003: a = 0.679, b = 0.262 (coefficients confidence B).
    """

    agency: str
    """Whose arrival at the side stops the clock."""
    a: Signed
    """Intercept."""
    b: Signed
    """Slope per minute; positive where delay harms."""
    kind: Literal["logistic"] = "logistic"

    def chance(self, seconds: Floats) -> Floats:
        """Return the logistic chance."""
        with np.errstate(over="ignore"):
            return np.asarray(1.0 / (1.0 + np.exp(self.a + self.b * seconds / 60.0)), float)


@part
class LinearDecline:
    """Chance that falls along a straight line from a start to nothing.

    Larsen et al. 1993 untreated: 67 %, to zero just past 12 min (facts 2.40, S).
    """

    agency: str
    """Whose arrival at the side stops the clock."""
    start: Share
    """Chance at once."""
    zero_after: Duration
    """When nothing is left."""
    kind: Literal["linear_decline"] = "linear_decline"

    def chance(self, seconds: Floats) -> Floats:
        """Return the straight line, never below zero."""
        return np.maximum(self.start * (1.0 - seconds / self.zero_after), 0.0)


OutcomeLaw = Annotated[Logistic | LinearDecline, Field(discriminator="kind"), Kind()]
