"""One replication: all alternatives live the same luck, and what comes of it is made small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simcity.analysis.accesses import accesses
from simcity.analysis.attribution import Reached, Saved, attribute
from simcity.analysis.chains import Chains, follow
from simcity.analysis.metrics import Metric, curves, measure
from simcity.analysis.misses import Missed, misses
from simcity.analysis.timelines import table
from simcity.engine.run import run
from simcity.luck import Luck
from simcity.model.city import City
from simcity.model.measurable import knows_everything
from simcity.records import Integers
from simcity.trace import Memory, draw

if TYPE_CHECKING:
    import pandas as pd


@dataclass
class Replication:
    """What one replication says, by alternative."""

    number: int
    metrics: dict[str, list[Metric]] = field(default_factory=dict)
    curves: dict[str, tuple[tuple[str, ...], Integers, Integers]] = field(default_factory=dict)
    """Groups, group x minute reached, and incidents by group."""
    saved: dict[str, list[Saved]] = field(default_factory=dict)
    """By alternative other than the baseline."""
    reached: dict[str, list[Reached]] = field(default_factory=dict)
    misses: dict[str, list[Missed]] = field(default_factory=dict)
    """Of alternatives in which all centres know everything."""
    timelines: dict[str, pd.DataFrame] = field(default_factory=dict)
    accesses: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Who saw what video, kept with the timelines."""


def replicate(
    city: City, alternatives: Sequence[str], baseline: str, seed: int, number: int, keep_timelines: bool = False
) -> Replication:
    """Return what the alternatives say in one replication; the baseline is one of them."""
    result = Replication(number)
    memory = Memory()
    luck = Luck(seed, number)
    first: Chains | None = None
    for name in (baseline, *(name for name in alternatives if name != baseline)):
        scenario = city.alternatives[name]
        chains = follow(run(scenario, draw(scenario, luck, memory)), scenario)
        result.metrics[name] = measure(chains, scenario)
        result.curves[name] = (tuple("/".join(group) for group in chains.groups), *curves(chains))
        if knows_everything(scenario):
            result.misses[name] = misses(chains)
        if keep_timelines:
            result.timelines[name] = table(chains, scenario)
            result.accesses[name] = accesses(chains.records, scenario)
        if first is None:
            first = chains
        else:
            result.saved[name], result.reached[name] = attribute(first, chains)
    return result
