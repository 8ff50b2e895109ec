"""Laws within bounds, and values as they were seen."""

from __future__ import annotations

import math
from typing import Generic, Literal

import numpy as np

from simcity.distributions.law import D, require
from simcity.fields import Number, Positive, part
from simcity.records import Floats


@part
class Triangular(Generic[D]):
    """A triangular law; given by its lowest, most likely and highest value."""

    kind: Literal["triangular"] = "triangular"
    low: D
    """Lowest value."""
    mode: D
    """Most likely value."""
    high: D
    """Highest value."""

    def __post_init__(self) -> None:
        require(
            -math.inf < self.low <= self.mode <= self.high < math.inf,
            "a triangular law needs low, mode and high in rising order",
        )

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        width, rise, fall = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = np.minimum(self.low + np.sqrt(u * width * rise), self.mode)
        if fall == 0:
            return rising
        # From the mode upwards, since high less a root would lose the digits of small values.
        past = np.maximum(u * width - rise, 0.0) * fall / (fall + np.sqrt((1.0 - u) * width * fall))
        return np.where(u * width < rise, rising, np.minimum(self.mode + past, self.high))

    def average(self) -> float:
        """Return the mean."""
        return (self.low + self.mode + self.high) / 3.0


@part
class Uniform(Generic[D]):
    """A uniform law; given by its lowest and highest value."""

    kind: Literal["uniform"] = "uniform"
    low: D
    """Lowest value."""
    high: D
    """Highest value."""

    def __post_init__(self) -> None:
        require(
            -math.inf < self.low <= self.high < math.inf,
            "a uniform law needs a low that does not pass its high",
        )

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        return np.minimum(self.low + (self.high - self.low) * u, self.high)

    def average(self) -> float:
        """Return the mean."""
        return (self.low + self.high) / 2.0


@part
class Beta(Generic[D]):
    """A beta law stretched between two values; given by these and its two exponents."""

    kind: Literal["beta"] = "beta"
    low: D
    """Lowest value."""
    high: D
    """Highest value."""
    a: Positive
    """Exponent at the low end; the larger, the rarer are values near it."""
    b: Positive
    """Exponent at the high end; the larger, the rarer are values near it."""

    def __post_init__(self) -> None:
        require(
            -math.inf < self.low <= self.high < math.inf,
            "a beta law needs a low that does not pass its high",
        )
        require(0 < self.a < math.inf and 0 < self.b < math.inf, "a and b of a beta law must be more than 0")

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        from scipy.special import betaincinv

        values = self.low + (self.high - self.low) * betaincinv(self.a, self.b, u)
        return np.asarray(np.minimum(values, self.high), dtype=np.float64)

    def average(self) -> float:
        """Return the mean."""
        return self.low + (self.high - self.low) * (self.a / (self.a + self.b))


@part
class Empirical(Generic[D]):
    """A law of observed values, no value between them; given by these and, if wanted, their weights."""

    kind: Literal["empirical"] = "empirical"
    values: tuple[D, ...]
    """Observed values, in any order."""
    weights: tuple[Number, ...] | None = None
    """How often each was seen, in the order of the values; all are equal where none is given."""

    def __post_init__(self) -> None:
        require(len(self.values) > 0, "an empirical law needs at least one value")
        if self.weights is None:
            return
        require(
            len(self.values) == len(self.weights),
            f"an empirical law needs one weight for each value, but has {len(self.values)} values "
            f"and {len(self.weights)} weights",
        )
        require(
            all(0 <= weight < math.inf for weight in self.weights) and sum(self.weights) > 0,
            "the weights of an empirical law must be at least 0, and one of them more",
        )

    def _sorted(self) -> tuple[Floats, Floats]:
        values = np.array(self.values, dtype=np.float64)
        weights = np.ones(values.size) if self.weights is None else np.array(self.weights, dtype=np.float64)
        order = np.argsort(values, kind="stable")
        return values[order], weights[order]

    def ppf(self, u: Floats) -> Floats:
        """Return, for each uniform, the smallest value whose cumulative share reaches it."""
        values, weights = self._sorted()
        cumulative = np.cumsum(weights)
        shares = cumulative / cumulative[-1]
        return np.asarray(values[np.searchsorted(shares, u, side="left")], dtype=np.float64)

    def average(self) -> float:
        """Return the weighted mean of the values."""
        values, weights = self._sorted()
        return float(np.average(values, weights=weights))
