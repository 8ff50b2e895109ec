"""Travel laws: how long a unit takes to where it is needed, with a map or without."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simcity.model.kinds import Kind
from simcity.model.roads.distance import (
    Accelerating,
    ConstantTravel,
    DrawnTravel,
    Matrix,
    RightAngle,
    SquareRootLinear,
    StraightLine,
)
from simcity.model.roads.driving import Roads
from simcity.model.roads.journeys import Ends, FromRoad, Spot, Starts, TravelLaw, Ways
from simcity.model.roads.paths import Route

__all__ = [
    "Accelerating",
    "ConstantTravel",
    "DrawnTravel",
    "Ends",
    "FromRoad",
    "Matrix",
    "RightAngle",
    "Roads",
    "Route",
    "Spot",
    "SquareRootLinear",
    "Starts",
    "StraightLine",
    "Travel",
    "TravelLaw",
    "Ways",
]

Travel = Annotated[
    ConstantTravel | DrawnTravel | StraightLine | RightAngle | SquareRootLinear | Accelerating | Matrix | Roads,
    Field(discriminator="kind"),
    Kind(),
]
