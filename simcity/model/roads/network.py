"""The streets of a city as a network: nodes, streets between them, how long each takes, and how they bend."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians
from typing import Any, Protocol

import numpy as np
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import core_schema

from simcity.records import Flags, Floats, Integers

EARTH = 6_371_008.8
"""Mean radius of the earth in metres."""

Origin = tuple[float, float]
"""Latitude and longitude of a place's origin, degrees."""


def on_the_ground(origin: Origin, latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
    """Return metres east and north of an origin (local equirectangular projection)."""
    metres = radians(1.0) * EARTH
    # Around the date line the shorter way counts.
    east = metres * cos(radians(origin[0])) * ((longitude - origin[1] + 180.0) % 360.0 - 180.0)
    return np.asarray(east, float), np.asarray(metres * (latitude - origin[0]), float)


@dataclass(frozen=True, eq=False)
class Streets:
    """Streets, each between two nodes; what stands in a direction that is not allowed is infinite."""

    tail: Integers
    head: Integers
    metres: Floats
    kind: Integers
    """Place of its class in ``Network.kinds``."""
    ahead: Floats
    """Seconds from tail to head in normal driving."""
    back: Floats
    """Seconds from head to tail in normal driving."""
    ahead_lights: Floats
    """Seconds from tail to head with lights and sirens."""
    back_lights: Floats
    stops: Flags
    """Whether one can stop on it and go on by foot; not on motorways."""
    bends: Integers
    """Place of the first bend of each street, and one more for the end."""

    def __len__(self) -> int:
        return len(self.tail)


@dataclass(frozen=True, eq=False)
class Network:
    """Streets that are strongly connected, on the ground around an origin; equal where made from the same file."""

    name: str
    digest: str
    """SHA-256 of its file, in hexadecimal digits."""
    origin: Origin
    attribution: str
    """Who must be named on every picture and in every text that is made with it."""
    source: str
    """What it was made from, as a sentence."""
    kinds: tuple[str, ...]
    """Classes of streets."""
    latitude: Floats
    """Of the nodes, then of the bends, degrees."""
    longitude: Floats
    nodes: int
    streets: Streets

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Network) and (self.digest, self.origin) == (other.digest, other.origin)

    def __hash__(self) -> int:
        return hash((self.digest, self.origin))

    def points(self) -> tuple[Floats, Floats]:
        """Return metres east and north of the nodes, then of the bends."""
        return on_the_ground(self.origin, self.latitude, self.longitude)

    def km_by_class(self) -> dict[str, float]:
        """Return the length of the streets of each class, the longest first."""
        metres = np.bincount(self.streets.kind, self.streets.metres, len(self.kinds))
        found = {self.kinds[k]: float(metres[k]) / 1000.0 for k in np.argsort(-metres, kind="stable")}
        return {name: length for name, length in found.items() if length > 0.0}


class NetworkFiles(Protocol):
    """Where the networks come from that a scenario names."""

    def network(self, name: str) -> Network:
        """Return a network on the ground of the place; raises ValueError in words."""


class NetworkFile:
    """Marks a network that a scenario writes as the name of a file; who reads the scenario also reads the file."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def read(value: object, info: ValidationInfo) -> Network:
            if isinstance(value, Network):
                return value
            if not isinstance(value, str):
                raise ValueError("the name of a .roads file is wanted, such as city.roads")
            if info.context is None:
                raise ValueError(f"the file '{value}' cannot be found from here")
            files: NetworkFiles = info.context
            return files.network(value)

        return core_schema.with_info_plain_validator_function(read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "pattern": r"\.roads$", "examples": ["city.roads"]}
