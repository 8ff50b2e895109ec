"""Policies: which free unit goes, and what happens when none is free."""

from typing import Annotated

from pydantic import Field

from simcity.model.kinds import Kind
from simcity.model.policies.facts import DispatchPolicy, Facts, Ordering, places
from simcity.model.policies.moving_up import (
    AnyMoveUp,
    ComplianceTable,
    Cover,
    MaximalCoverage,
    MoveUp,
    PriorityList,
)
from simcity.model.policies.none_free import Lost, MutualAid, Redispatch, Wait, WhenNoneFree
from simcity.model.policies.ordering import Closest, DistrictFirst, InOrder, Preference
from simcity.model.policies.reserve import Reserve

__all__ = [
    "AnyMoveUp",
    "Closest",
    "ComplianceTable",
    "Cover",
    "Dispatch",
    "DispatchPolicy",
    "DistrictFirst",
    "Facts",
    "InOrder",
    "Lost",
    "MaximalCoverage",
    "MoveUp",
    "MutualAid",
    "Ordering",
    "Preference",
    "PriorityList",
    "Redispatch",
    "Reserve",
    "Wait",
    "WhenNoneFree",
    "places",
]

Dispatch = Annotated[Closest | InOrder | Preference | DistrictFirst | Reserve, Field(discriminator="kind"), Kind()]
