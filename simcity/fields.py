"""Quantities with units, and the decorator that makes a dataclass a part of a scenario.

Inside simcity every quantity is a float in seconds, metres and their products; a scenario file
writes the unit (``80 s``, ``350 m``, ``35 km/h``, ``3.1 /day``, ``12 %``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from math import inf
from typing import Annotated, Any, Protocol, TypeVar, dataclass_transform

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationInfo,
)
from pydantic_core import core_schema

MINUTE = 60.0
HOUR = 3600.0
DAY = 86400.0

_TIME = {"s": 1.0, "min": MINUTE, "h": HOUR, "d": DAY}
_LENGTH = {"m": 1.0, "km": 1000.0}
_PER = {"s": 1.0, "min": MINUTE, "h": HOUR, "day": DAY, "d": DAY, "year": 365.25 * DAY}

UNITS: dict[str, dict[str, float]] = {
    "time": _TIME,
    "length": _LENGTH,
    "area": {"m2": 1.0, "km2": 1e6},
    "speed": {"m/s": 1.0, "km/h": 1000.0 / HOUR},
    "rate": {f"/{name}": 1.0 / seconds for name, seconds in _PER.items()},
    "density": {"/m2": 1.0, "/km2": 1e-6},
    "share": {"%": 0.01},
    "angle": {"deg": 1.0},
    "acceleration": {"m/s2": 1.0},
}
"""Dimension, then unit, then its size in seconds, metres or as a plain ratio."""

# Possessive, so that a text of many digits is refused in linear time.
_QUANTITY = re.compile(r"([+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?)\s*+(\S*+)")
_EXAMPLES = {
    "time": "80 s",
    "length": "350 m",
    "area": "748 km2",
    "speed": "35 km/h",
    "rate": "3.1 /day",
    "density": "0.5 /m2",
    "share": "12 %",
    "angle": "90 deg",
    "acceleration": "0.5 m/s2",
}


def example(dimension: str) -> str:
    """Return a well-formed quantity of a dimension, for messages and the schema."""
    return _EXAMPLES[dimension]


def _one(dimension: str) -> str:
    return f"an {dimension}" if dimension[0] == "a" else f"a {dimension}"


def parse_quantity(text: str, dimension: str) -> float:
    """Return a written quantity in base units.

    Raises ValueError, in words a planner can act on, for a missing or unknown unit, a unit of
    another dimension, a decimal comma or anything that is no number.
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        if re.match(r"\d+,\d", text.strip()):
            raise ValueError(f"'{text}' has a decimal comma; write a point, such as {example(dimension)}")
        raise ValueError(f"'{text}' is no {dimension}; write a number and a unit, such as {example(dimension)}")
    number, unit = match.groups()
    units = UNITS[dimension]
    if unit in units:
        return float(number) * units[unit]
    allowed = ", ".join(units)
    if not unit:
        raise ValueError(f"'{text}' has no unit; {_one(dimension)} is written like {example(dimension)} ({allowed})")
    for other, table in UNITS.items():
        if unit in table:
            wanted = f"{_one(dimension)} is wanted, such as {example(dimension)}"
            raise ValueError(f"'{text}' is {_one(other)}, but {wanted}")
    near = get_close_matches(unit, units, 1, 0.3)
    hint = f" (did you mean '{number} {near[0]}'?)" if near else ""
    raise ValueError(f"'{unit}' is no unit of {dimension}; the units are {allowed}{hint}")


def measure(text: str) -> tuple[str, float] | None:
    """Return dimension and size in base units of a quantity with its unit; None for any other text."""
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        return None
    number, unit = match.groups()
    return next(((name, float(number) * table[unit]) for name, table in UNITS.items() if unit in table), None)


@dataclass(frozen=True)
class Quantity:
    """Marks a float as a quantity of one dimension, written with its unit; low and high bound it."""

    dimension: str
    low: float = 0.0
    high: float = float("inf")
    above_low: bool = False

    def read(self, value: object) -> float:
        """Return the value in base units; raises ValueError where it is no such quantity or out of range."""
        if not isinstance(value, str):
            given = "nothing" if value is None else f"'{value}'"
            raise ValueError(f"{given} has no unit; {_one(self.dimension)} is written like {example(self.dimension)}")
        number = parse_quantity(value, self.dimension)
        if not self.low <= number <= self.high or abs(number) == inf or (self.above_low and number == self.low):
            raise ValueError(f"'{value}' is out of range; {self.range_in_words()}")
        return number

    def range_in_words(self) -> str:
        """Return the allowed range as a clause."""
        unit, size = ("%", 0.01) if self.dimension == "share" else ("", 1.0)
        low = f"{self.low / size:g}{' ' + unit if unit else ''}"
        high = f"{self.high / size:g}{' ' + unit if unit else ''}"
        word = "more than" if self.above_low else "at least"
        return f"it must be {word} {low}" + (f" and at most {high}" if self.high < float("inf") else "")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        units = "|".join(re.escape(unit) for unit in UNITS[self.dimension])
        return {
            "type": "string",
            "pattern": rf"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*({units})\s*$",
            "description": f"{_one(self.dimension)} with its unit ({', '.join(UNITS[self.dimension])})",
            "examples": [example(self.dimension)],
        }


Time = Annotated[float, Quantity("time")]
Duration = Annotated[float, Quantity("time", above_low=True)]
Length = Annotated[float, Quantity("length")]
Coordinate = Annotated[float, Quantity("length", low=float("-inf"))]
Extent = Annotated[float, Quantity("length", above_low=True)]
Area = Annotated[float, Quantity("area", above_low=True)]
Speed = Annotated[float, Quantity("speed", above_low=True)]
Acceleration = Annotated[float, Quantity("acceleration", above_low=True)]
Rate = Annotated[float, Quantity("rate")]
Density = Annotated[float, Quantity("density")]
Share = Annotated[float, Quantity("share", high=1.0)]
Factor = Annotated[float, Quantity("share")]
"""A ratio written in per cent that may pass 100 %."""
Angle = Annotated[float, Quantity("angle", high=360.0)]
"""Degrees; a bearing is counted clockwise from north."""


def _number(value: object) -> object:
    if isinstance(value, str) and measure(f"{value} s") is not None:
        raise ValueError(f"'{value}' is text; write the number without quotes")
    if isinstance(value, (str, bool)):
        raise ValueError(f"'{value}' is no plain number")
    return value


def _integer(value: object) -> object:
    if isinstance(value, str) and value.strip().isdecimal():
        raise ValueError(f"'{value}' is text; write the number without quotes")
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"'{value}' is no whole number")
    return value


Flag = Annotated[bool, Strict()]
"""True or false; the texts yes, no, on and off are refused."""
Number = Annotated[float, BeforeValidator(_number), Field(ge=0, allow_inf_nan=False)]
Positive = Annotated[float, BeforeValidator(_number), Field(gt=0, allow_inf_nan=False)]
Signed = Annotated[float, BeforeValidator(_number), Field(allow_inf_nan=False)]
Count = Annotated[int, BeforeValidator(_integer), Field(ge=0)]
PositiveCount = Annotated[int, BeforeValidator(_integer), Field(ge=1)]


class OnTheGlobe(Protocol):
    """Where a scenario is on the globe."""

    def metres(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return metres east and north of the origin of the place; raises ValueError where it has none."""


class InDegrees:
    """Marks a point that may also be written as ``{lat: 60.17, lon: 24.94}``."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def read(value: object, info: ValidationInfo) -> object:
            if not isinstance(value, dict):
                return value
            if set(value) != {"lat", "lon"} or not all(type(one) in (int, float) for one in value.values()):
                raise ValueError("a point is [east, north] in metres, or {lat: 60.17, lon: 24.94} in degrees")
            if not (abs(value["lat"]) <= 90 and abs(value["lon"]) <= 180):
                raise ValueError("lat must be from -90 to 90 and lon from -180 to 180; they may be swapped")
            if info.context is None:
                raise ValueError("a point in degrees needs the origin of a place")
            globe: OnTheGlobe = info.context
            east, north = globe.metres(float(value["lat"]), float(value["lon"]))
            return [f"{east!r} m", f"{north!r} m"]

        return core_schema.with_info_before_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        degrees = {
            "type": "object",
            "properties": {
                "lat": {"type": "number", "minimum": -90, "maximum": 90},
                "lon": {"type": "number", "minimum": -180, "maximum": 180},
            },
            "required": ["lat", "lon"],
            "additionalProperties": False,
        }
        return {"anyOf": [handler(schema), degrees]}


Point = Annotated[tuple[Coordinate, Coordinate], InDegrees()]
"""East and north of the origin of the place, metres; a file may give degrees."""

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def parse_clock(text: object) -> float:
    """Return the seconds after midnight of a written hour such as 08:30."""
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError(f"'{text}' is no hour of the day; write it like 08:30, from 00:00 to 23:59")
    return int(match[1]) * HOUR + int(match[2]) * MINUTE


class Clock:
    """Marks a float as an hour of the day, written ``08:30`` and held in seconds after midnight."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(parse_clock)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$",
            "description": "an hour of the day",
            "examples": ["08:30"],
        }


HourOfDay = Annotated[float, Clock()]

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def part(cls: type[T]) -> type[T]:
    """Make a class a part: a frozen, keyword-only dataclass whose file form refuses unknown keys."""
    cls.__pydantic_config__ = ConfigDict(extra="forbid", use_attribute_docstrings=True)  # type: ignore[attr-defined]  # where pydantic looks
    return dataclass(frozen=True, kw_only=True)(cls)
