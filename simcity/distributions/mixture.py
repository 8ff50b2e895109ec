"""Mixtures: one of several exponential laws, chosen by weight."""

from __future__ import annotations

import math
from typing import Generic, Literal

import numpy as np

from simcity.distributions.law import D, above_zero, require
from simcity.fields import Positive, part
from simcity.records import Floats

_MOST_STEPS = 200


@part
class Hyperexponential(Generic[D]):
    """A mixture of exponential laws, one of them chosen for each value; given by their means and weights."""

    kind: Literal["hyperexponential"] = "hyperexponential"
    means: tuple[D, ...]
    """Mean of each exponential law."""
    weights: tuple[Positive, ...]
    """How often each is chosen, in the order of the means; only their ratios count."""

    def __post_init__(self) -> None:
        require(len(self.means) > 0, "a hyperexponential law needs at least one mean")
        require(
            len(self.means) == len(self.weights),
            f"a hyperexponential law needs one weight for each mean, but has {len(self.means)} means "
            f"and {len(self.weights)} weights",
        )
        for mean in self.means:
            above_zero(mean, "means", "a hyperexponential")
        for weight in self.weights:
            require(0 < weight < math.inf, "the weights of a hyperexponential law must be more than 0")

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
