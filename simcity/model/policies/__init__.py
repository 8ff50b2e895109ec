"""Policies: which free unit goes, and what happens when none is free."""

from typing import Annotated

from pydantic import Field

from simcity.model.kinds import Kind
from simcity.model.policies.facts import DispatchPolicy, Facts, Ordering, places
from simcity.model.policies.none_free import Lost, MutualAid, Redispatch, Wait, WhenNoneFree
from simcity.model.policies.ordering import Closest, DistrictFirst, InOrder, Preference
from simcity.model.policies.reserve import Reserve

__all__ = [
    "Closest",
    "Dispatch",
    "DispatchPolicy",
    "DistrictFirst",
    "Facts",
    "InOrder",
    "Lost",
    "MutualAid",
    "Ordering",
    "Preference",
    "Redispatch",
    "Reserve",
    "Wait",
    "WhenNoneFree",
    "places",
]

Dispatch = Annotated[Closest | InOrder | Preference | DistrictFirst | Reserve, Field(discriminator="kind"), Kind()]
