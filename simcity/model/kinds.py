"""How a file may write a part briefly: a bare kind, a default kind, a value for all day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import numpy as np
from pydantic import Discriminator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, Tag
from pydantic_core import core_schema

from simcity.distributions import Constant
from simcity.fields import DAY, Count, HourOfDay
from simcity.records import Floats

D = TypeVar("D")
NO_TIME: Constant[float] = Constant(value=0.0)


@dataclass(frozen=True)
class Kind:
    """Marks a union of kinds: text alone names a kind, and a mapping without ``kind`` gets the default."""

    default: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def fill(value: object) -> object:
            if isinstance(value, str):
                return {"kind": value}
            if isinstance(value, dict) and self.default and "kind" not in value:
                return {"kind": self.default, **value}
            return value

        return core_schema.no_info_before_validator_function(fill, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        full = handler(schema)
        kinds = sorted(full.get("discriminator", {}).get("mapping", {}))
        marked = {"x-default-kind": self.default} if self.default else {}
        return {"anyOf": [{"enum": kinds}, {"oneOf": full["oneOf"]} if "oneOf" in full else full], **marked}


class AllDay:
    """Marks a table by hour of the day: a bare value holds all day, and at least one hour is named."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        def fill(value: object) -> object:
            if value == {}:
                raise ValueError('the table is empty; name at least one hour, such as "08:00"')
            return value if isinstance(value, dict) or value is None else {"00:00": value}

        return core_schema.no_info_before_validator_function(fill, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        table = handler(schema)
        value = next(iter(table.get("patternProperties", {}).values()), table.get("additionalProperties", {}))
        return {"anyOf": [value, table]}


Hourly = Annotated[dict[HourOfDay, D], AllDay()]
"""A value by hour of the day; each holds from its hour until the next, around midnight."""

Schedule = Hourly[Count]
"""How many are on duty, by hour of the day."""

Unlimited = Annotated[
    Annotated[str, Field(pattern="^unlimited$"), Tag("unlimited")] | Annotated[Schedule, Tag("schedule")],
    Discriminator(lambda value: "unlimited" if value == "unlimited" else "schedule"),
]
"""How many are on duty, or the word unlimited."""


def value_at(table: dict[float, float], second: float) -> float:
    """Return the value of an hourly table at a second of the day (steps)."""
    hours = sorted(table)
    earlier = [hour for hour in hours if hour <= second % DAY]
    return table[earlier[-1] if earlier else hours[-1]]


def values_at(table: dict[float, float], seconds: Floats) -> Floats:
    """Return the values of an hourly table at seconds of the day (steps)."""
    hours = np.array(sorted(table))
    values = np.array([table[hour] for hour in hours], float)
    return np.asarray(values[np.searchsorted(hours, seconds % DAY, side="right") - 1], float)


def smooth_at(table: dict[float, float], seconds: Floats) -> Floats:
    """Return the values of an hourly table, joined by straight lines around midnight."""
    hours = np.array(sorted(table))
    values = np.array([table[hour] for hour in hours], float)
    return np.asarray(np.interp(seconds % DAY, hours, values, period=DAY), float)


def steps(table: dict[float, int], start: float, end: float) -> list[tuple[float, int]]:
    """Return (second from the start, value) at each change of a schedule over a run; the clock starts at ``start``."""
    first = (0.0, int(value_at({hour: float(count) for hour, count in table.items()}, start)))
    changes = sorted(
        (day * DAY + hour - start, count)
        for day in range(int((start + end) // DAY) + 1)
        for hour, count in table.items()
        if 0 < day * DAY + hour - start < end
    )
    return [first, *changes]
