"""Which part bought it: first-in, last-out and Shapley shares of groups of changes, from all their subsets.

A subset is a number whose bit k says whether group k is in it. First-in is what a group brings to nothing,
last-out what its leaving takes from everything; the Shapley share is the mean over all orders in which the groups
can come, so the shares of all groups add up to the whole exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

from simcity.analysis.estimate import Estimate, Measured, combined

MOST_GROUPS = 5


@dataclass(frozen=True)
class Share:
    """What one group bought; positive is more of what is measured."""

    group: int
    first_in: Estimate
    last_out: Estimate
    shapley: Estimate
    interaction: Estimate
    """Last-out less first-in: above zero the group needs the others, below zero they can stand in for it."""

    @property
    def interacts(self) -> bool:
        """Return whether first-in and last-out differ beyond noise."""
        noise = self.interaction.half_width
        # Where nothing varies the intervals are empty, and only rounding is left.
        return abs(self.interaction.value) > max(noise, 1e-9 * abs(self.shapley.value))


def weights(groups: int, group: int) -> dict[int, float]:
    """Return the weight of every subset in the Shapley share of a group; they sum to zero."""
    found: dict[int, float] = {}
    for subset in range(1 << groups):
        if subset >> group & 1:
            continue
        size = subset.bit_count()
        weight = factorial(size) * factorial(groups - size - 1) / factorial(groups)
        found[subset | 1 << group] = weight
        found[subset] = -weight
    return found


def shares(values: Sequence[Measured]) -> list[Share]:
    """Return the shares of all groups from the values of all subsets, paired by replication.

    Raises ValueError where the number of values is no power of two, or there are more than five groups.
    """
    groups = max(len(values).bit_length() - 1, 0)
    if len(values) != 1 << groups or not 1 <= groups <= MOST_GROUPS:
        raise ValueError(f"{len(values)} values are not those of all subsets of 1 to {MOST_GROUPS} groups")
    everything = (1 << groups) - 1
    found = []
    for group in range(groups):
        bit = 1 << group
        first = [(1.0, values[bit]), (-1.0, values[0])]
        last = [(1.0, values[everything]), (-1.0, values[everything ^ bit])]
        found.append(
            Share(
                group,
                combined(first).estimate,
                combined(last).estimate,
                combined([(weight, values[subset]) for subset, weight in weights(groups, group).items()]).estimate,
                combined([*last, *((-weight, one) for weight, one in first)]).estimate,
            )
        )
    return found


def whole(values: Sequence[Measured]) -> Estimate:
    """Return what all groups together bring."""
    return combined([(1.0, values[-1]), (-1.0, values[0])]).estimate
