"""Values out of luck: whole vectors, made once for equal inputs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from simcity.distributions import Constant, LawOfChance
from simcity.luck import Luck
from simcity.records import Floats, Integers

T = TypeVar("T")
LAYOUT = -1
"""The replication under which the layout of the city is drawn: it belongs to the city, not to a day."""


@dataclass(frozen=True, eq=False)
class Vector:
    """A vector among inputs: equal to one of equal numbers."""

    values: Floats | Integers

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Vector):
            return False
        return self.values is other.values or np.array_equal(self.values, other.values)


@dataclass(frozen=True)
class Memory:
    """What one replication has made already, for its other alternatives."""

    made: dict[tuple[str | int, ...], tuple[object, Any]] = field(default_factory=dict)

    def recall(self, name: tuple[str | int, ...], inputs: object, make: Callable[[], T]) -> T:
        """Return what equal inputs made under this name before, or make it."""
        known = self.made.get(name)
        # Inputs that are equal are kept anew: the next look then meets the very same ones, which compare at once.
        value: T = known[1] if known is not None and known[0] == inputs else make()
        self.made[name] = (inputs, value)
        return value


@dataclass(frozen=True)
class Group:
    """The subjects of one entity: an incident type, or a sensor with its false alarms.

    Its members are addressed by (purpose, entity, number, j), whatever else is in the city.
    """

    entity: str
    number: Integers
    luck: Luck
    memory: Memory

    def __len__(self) -> int:
        return len(self.number)

    def uniforms(self, purpose: str, j: int = 0, members: Integers | None = None) -> Floats:
        """Return one uniform for each member, or for some of them."""
        if members is not None and len(members) < len(self):
            return self.luck.vector(purpose, self.entity, self.number[members], j)
        return self.memory.recall(
            ("uniforms", purpose, self.entity, j),
            len(self),
            lambda: self.luck.vector(purpose, self.entity, self.number, j),
        )

    def values(self, law: LawOfChance, purpose: str, j: int = 0, members: Integers | None = None) -> Floats:
        """Return one value of a law for each member, or for some; equal laws give equal vectors."""
        size = len(self) if members is None else len(members)
        if isinstance(law, Constant):
            return np.full(size, law.value)
        if size < len(self):
            return law.ppf(self.uniforms(purpose, j, members))
        return self.memory.recall(
            ("values", purpose, self.entity, j), (law, size), lambda: law.ppf(self.uniforms(purpose, j))
        )
