"""Units kept back for what is urgent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcity.fields import PositiveCount, part
from simcity.model.kinds import Kind
from simcity.model.policies.facts import Equals, Facts
from simcity.model.policies.ordering import Closest, DistrictFirst, InOrder, Preference
from simcity.records import Floats

Order = Annotated[Closest | InOrder | Preference | DistrictFirst, Field(discriminator="kind"), Kind()]


@part
class Reserve:
    """The last free units of the agency are kept back for urgent incidents; others wait, or go elsewhere."""

    keep: dict[str, PositiveCount]
    """By capability: units that are kept back."""
    urgent: PositiveCount = 1
    """Priorities from 1 to this get the last unit too."""
    order: Order = Closest()
    """Which of the free units goes."""
    kind: Literal["reserve"] = "reserve"

    @property
    def equals(self) -> Equals:
        """Return how the order tells equally good stations apart."""
        return self.order.equals

    def score(self, facts: Facts) -> Floats:
        """Return the scores of the order."""
        return self.order.score(facts)

    def leaves(self, ability: str, priority: int) -> int:
        """Return the units kept back from a priority."""
        return 0 if priority <= self.urgent else self.keep.get(ability, 0)
