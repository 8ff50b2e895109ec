"""Laws of chance: how a uniform number becomes a time, a length or another quantity.

Every law is inverted, one uniform per value, so that the same luck under a law with a larger scale never
gives a smaller value. A new law is one class and one name in the union at the foot.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any, Generic, Literal, Protocol, TypeVar, get_args, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from .fields import Number, Positive, PositiveCount, part

D = TypeVar("D", bound=float)
"""The quantity a law gives, such as Time or Length."""

Floats = NDArray[np.float64]

_MOST_STEPS = 200


@runtime_checkable
class LawOfChance(Protocol):
    """Gives a value for a uniform number, and the mean of all values."""

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1), in the same shape and never falling with ``u``."""
        ...

    def average(self) -> float:
        """Return the mean of the law, in base units."""
        ...


def _require(condition: bool, sentence: str) -> None:
    if not condition:
        raise ValueError(sentence)


def _above_zero(value: float, name: str, law: str) -> None:
    _require(0 < value < math.inf, f"the {name} of {law} law must be more than 0; a fixed value is written alone")


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
        _above_zero(self.mean, "mean", "an exponential")

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
        _above_zero(self.mean, "mean", "an erlang")
        _require(self.shape >= 1, "the shape of an erlang law is a whole number of phases, at least 1")

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
        _above_zero(self.mean, "mean", "a gamma")
        _above_zero(self.sd, "sd", "a gamma")

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
        _require(
            set(given) in ({"mean", "sd"}, {"median", "sigma"}),
            f"a lognormal law is given by mean and sd, or by median and sigma, not by {names}",
        )
        for name, value in given.items():
            _above_zero(value, name, "a lognormal")
        _require(
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
class Hyperexponential(Generic[D]):
    """A mixture of exponential laws, one of them chosen for each value; given by their means and weights."""

    kind: Literal["hyperexponential"] = "hyperexponential"
    means: tuple[D, ...]
    """Mean of each exponential law."""
    weights: tuple[Positive, ...]
    """How often each is chosen, in the order of the means; only their ratios count."""

    def __post_init__(self) -> None:
        _require(len(self.means) > 0, "a hyperexponential law needs at least one mean")
        _require(
            len(self.means) == len(self.weights),
            f"a hyperexponential law needs one weight for each mean, but has {len(self.means)} means "
            f"and {len(self.weights)} weights",
        )
        for mean in self.means:
            _above_zero(mean, "means", "a hyperexponential")
        for weight in self.weights:
            _require(0 < weight < math.inf, "the weights of a hyperexponential law must be more than 0")

    def _parts(self) -> list[tuple[float, float]]:
        total = math.fsum(self.weights)
        return [(mean, weight / total) for mean, weight in zip(self.means, self.weights, strict=True)]

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1).

        The hazard of the mixture falls, so its cumulative hazard is concave and Newton's steps from
        below climb to the root without passing it.
        """
        target = -np.log1p(-u)
        parts = self._parts()
        low = np.asarray(target / math.fsum(share / mean for mean, share in parts))
        high = target * max(self.means)
        x = low
        for mean, share in parts:
            x = np.maximum(x, mean * (target + math.log(share)))
        for _ in range(_MOST_STEPS):
            hazard, slope = self._cumulative_hazard(x, parts)
            missing = target - hazard
            x = np.clip(x + missing / slope, low, high)
            if np.all(np.abs(missing) <= 1e-13 * target):
                break
        return x

    @staticmethod
    def _cumulative_hazard(x: Floats, parts: list[tuple[float, float]]) -> tuple[Floats, Floats]:
        reached, survival, density = np.zeros(x.shape), np.zeros(x.shape), np.zeros(x.shape)
        for mean, share in parts:
            tail = share * np.exp(-x / mean)
            survival += tail
            density += tail / mean
            reached -= share * np.expm1(-x / mean)
        # Each form keeps its digits on its own side of the median.
        hazard = np.where(reached < 0.5, -np.log1p(-np.minimum(reached, 0.5)), -np.log(survival))
        return hazard, density / survival

    def average(self) -> float:
        """Return the mean of the mixture."""
        return math.fsum(mean * share for mean, share in self._parts())


@part
class Weibull(Generic[D]):
    """A Weibull law; given by its scale and shape."""

    kind: Literal["weibull"] = "weibull"
    scale: D
    """Value that 63.2 % of all draws stay below."""
    shape: Positive
    """Below 1 the hazard falls with time, above 1 it rises, and at 1 the law is exponential; at least 0.1."""

    def __post_init__(self) -> None:
        _above_zero(self.scale, "scale", "a weibull")
        _require(0.1 <= self.shape < math.inf, "the shape of a weibull law must be at least 0.1")

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1)."""
        return self.scale * np.power(-np.log1p(-u), 1.0 / self.shape)

    def average(self) -> float:
        """Return the mean."""
        return self.scale * math.gamma(1.0 + 1.0 / self.shape)


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
        _require(
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
        _require(
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
        _require(
            -math.inf < self.low <= self.high < math.inf,
            "a beta law needs a low that does not pass its high",
        )
        _require(0 < self.a < math.inf and 0 < self.b < math.inf, "a and b of a beta law must be more than 0")

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
        _require(len(self.values) > 0, "an empirical law needs at least one value")
        if self.weights is None:
            return
        _require(
            len(self.values) == len(self.weights),
            f"an empirical law needs one weight for each value, but has {len(self.values)} values "
            f"and {len(self.weights)} weights",
        )
        _require(
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


class BareIsConstant:
    """Marks a union of laws whose file form may also be a bare quantity, meaning a constant."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        (quantity,) = get_args(get_args(source)[0])
        return core_schema.no_info_before_validator_function(
            _constant_if_bare, handler(source), metadata={"bare": handler.generate_schema(quantity)}
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return handler(core_schema.union_schema([schema["metadata"]["bare"], schema["schema"]]))


def _constant_if_bare(value: object) -> object:
    if isinstance(value, (Mapping, LawOfChance)):
        return value
    return {"kind": "constant", "value": value}


Law = Annotated[
    Constant[D]
    | Exponential[D]
    | Erlang[D]
    | Gamma[D]
    | Lognormal[D]
    | Hyperexponential[D]
    | Weibull[D]
    | Triangular[D]
    | Uniform[D]
    | Beta[D]
    | Empirical[D],
    Field(discriminator="kind"),
    BareIsConstant(),
]
"""Any law of chance of one quantity, such as ``Law[Time]``."""
