"""Laws of waiting and working: from no chance at all to the long tails of jobs."""

from __future__ import annotations

import math
from typing import Generic, Literal

import numpy as np

from simcity.distributions.law import D, above_zero, require
from simcity.fields import Number, Positive, PositiveCount, part
from simcity.records import Floats


@part
class Constant(Generic[D]):
    """The same value always; a bare quantity means this law."""

    kind: Literal["constant"] = "constant"
    value: D
    """The value."""

    def ppf(self, u: Floats) -> Floats:
        """Return the value, once for every uniform."""
        return np.full(u.shape, self.value, dtype=np.float64)

    def average(self) -> float:
        """Return the value."""
        return self.value


@part
class Exponential(Generic[D]):
    """An exponential law, the waiting time without memory; given by its mean."""

    kind: Literal["exponential"] = "exponential"
    mean: D
    """Mean of the law; its standard deviation is the same."""

    def __post_init__(self) -> None:
        above_zero(self.mean, "mean", "an exponential")

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        return -self.mean * np.log1p(-u)

    def average(self) -> float:
        """Return the mean."""
        return self.mean


@part
class Erlang(Generic[D]):
    """An Erlang law, the sum of equal exponential phases; given by the mean of the sum and their number."""

    kind: Literal["erlang"] = "erlang"
    mean: D
    """Mean of the whole sum, not of one phase."""
    shape: PositiveCount
    """Number of phases; the standard deviation is the mean over the root of it."""

    def __post_init__(self) -> None:
        above_zero(self.mean, "mean", "an erlang")
        require(self.shape >= 1, "the shape of an erlang law is a whole number of phases, at least 1")

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        from scipy.special import gammaincinv

        return np.asarray(gammaincinv(self.shape, u) * (self.mean / self.shape), dtype=np.float64)

    def average(self) -> float:
        """Return the mean."""
        return self.mean


@part
class Gamma(Generic[D]):
    """A gamma law; given by its mean and standard deviation."""

    kind: Literal["gamma"] = "gamma"
    mean: D
    """Mean of the law."""
    sd: D
    """Standard deviation of the law."""

    def __post_init__(self) -> None:
        above_zero(self.mean, "mean", "a gamma")
        above_zero(self.sd, "sd", "a gamma")

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        from scipy.special import gammaincinv

        shape = (self.mean / self.sd) ** 2
        return np.asarray(gammaincinv(shape, u) * (self.mean / shape), dtype=np.float64)

    def average(self) -> float:
        """Return the mean."""
        return self.mean


@part
class Lognormal(Generic[D]):
    """A lognormal law; given by mean and sd, or by median and sigma, and by no other pair."""

    kind: Literal["lognormal"] = "lognormal"
    mean: D | None = None
    """Mean of the law itself; goes with sd."""
    sd: D | None = None
    """Standard deviation of the law itself; goes with mean."""
    median: D | None = None
    """Value that half of all draws stay below; goes with sigma."""
    sigma: Number | None = None
    """Standard deviation of the natural logarithm, a plain number up to 10; goes with median."""

    def __post_init__(self) -> None:
        pairs = {"mean": self.mean, "sd": self.sd, "median": self.median, "sigma": self.sigma}
        given = {name: value for name, value in pairs.items() if value is not None}
        names = " and ".join(given) or "nothing"
        require(
            set(given) in ({"mean", "sd"}, {"median", "sigma"}),
            f"a lognormal law is given by mean and sd, or by median and sigma, not by {names}",
        )
        for name, value in given.items():
            above_zero(value, name, "a lognormal")
        require(
            self.sigma is None or self.sigma <= 10,
            "the sigma of a lognormal law is that of the logarithm, and at most 10; "
            "write mean and sd for a spread in units",
        )

    def _median_and_sigma(self) -> tuple[float, float]:
        if self.median is not None and self.sigma is not None:
            return self.median, self.sigma
        assert self.mean is not None
        assert self.sd is not None
        ratio = self.sd / self.mean
        return self.mean / math.hypot(1.0, ratio), math.sqrt(math.log1p(ratio**2))

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        from scipy.special import ndtri

        median, sigma = self._median_and_sigma()
        return np.asarray(median * np.exp(sigma * ndtri(u)), dtype=np.float64)

    def average(self) -> float:
        """Return the mean."""
        median, sigma = self._median_and_sigma()
        return median * math.exp(sigma**2 / 2) if self.mean is None else self.mean


@part
class Weibull(Generic[D]):
    """A Weibull law; given by its scale and shape."""

    kind: Literal["weibull"] = "weibull"
    scale: D
    """Value that 63.2 % of all draws stay below."""
    shape: Positive
    """Below 1 the hazard falls with time, above 1 it rises, and at 1 the law is exponential; at least 0.1."""

    def __post_init__(self) -> None:
        above_zero(self.scale, "scale", "a weibull")
        require(0.1 <= self.shape < math.inf, "the shape of a weibull law must be at least 0.1")

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        return self.scale * np.power(-np.log1p(-u), 1.0 / self.shape)

    def average(self) -> float:
        """Return the mean."""
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)
