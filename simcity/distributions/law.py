"""What every law of chance offers, and how a law refuses parameters that make no sense."""

from __future__ import annotations

import math
from typing import Protocol, TypeVar, runtime_checkable

from simcity.records import Floats

D = TypeVar("D", bound=float)
"""The quantity a law gives, such as Time or Length."""


@runtime_checkable
class LawOfChance(Protocol):
    """Gives a value for a uniform number, and the mean of all values."""

    def ppf(self, u: Floats) -> Floats:
        """Return the values at uniforms in (0, 1), in the same shape and never falling with ``u``."""
        ...

    def average(self) -> float:
        """Return the mean of the law, in base units."""
        ...


def require(condition: bool, sentence: str) -> None:
    """Raise ValueError with a sentence where a condition does not hold."""
    if not condition:
        raise ValueError(sentence)


def above_zero(value: float, name: str, law: str) -> None:
    """Raise ValueError where a parameter of a law is not more than 0."""
    require(0 < value < math.inf, f"the {name} of {law} law must be more than 0; a fixed value is written alone")
