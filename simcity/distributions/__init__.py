"""Laws of chance: how a uniform number becomes a time, a length or another quantity.

Every law is inverted, one uniform per value, so that the same luck under a law with a larger scale never
gives a smaller value. A new law is one class and one name in the union at the foot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from simcity.distributions.bounded import Beta, Empirical, Triangular, Uniform
from simcity.distributions.law import D, LawOfChance
from simcity.distributions.mixture import Hyperexponential
from simcity.distributions.waiting import Constant, Erlang, Exponential, Gamma, Lognormal, Weibull

__all__ = [
    "Beta",
    "Constant",
    "Empirical",
    "Erlang",
    "Exponential",
    "Gamma",
    "Hyperexponential",
    "Law",
    "LawOfChance",
    "Lognormal",
    "Triangular",
    "Uniform",
    "Weibull",
]


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
