"""A result laid out for telling: which pair comes first, and every figure at hand by its metric."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import isfinite, nan

from simcity.analysis.result import Result
from simcity.model.scenario import Scenario


@dataclass(frozen=True)
class Value:
    """A metric of one alternative and the half width of its 95 % interval."""

    mean: float
    half_width: float
    unit: str


@dataclass(frozen=True)
class Change:
    """A metric in the baseline and in another alternative, and their paired difference."""

    metric: str
    baseline: float
    alternative: float
    difference: float
    half_width: float
    unit: str

    @property
    def seen(self) -> bool:
        """Return whether the interval leaves out zero."""
        return isfinite(self.half_width) and abs(self.difference) > self.half_width

    @property
    def same(self) -> bool:
        """Return whether nothing differed in any replication."""
        return self.difference == 0.0 and self.half_width == 0.0


NOWHERE = Value(nan, nan, "s")


@dataclass(frozen=True)
class Study:
    """A result with its baseline and the alternative that is told first, if there are two."""

    result: Result
    baseline: str
    alternative: str | None

    @cached_property
    def scenario(self) -> Scenario:
        """Return the scenario of the baseline."""
        return self.result.city.alternatives[self.baseline]

    @property
    def primary(self) -> str:
        """Return the primary metric; empty where there is none."""
        primary = self.scenario.primary
        return primary.metric if primary else ""

    @property
    def others(self) -> list[str]:
        """Return the alternatives that are not told first."""
        return [name for name in self.result.alternatives if name not in (self.baseline, self.alternative)]

    @cached_property
    def values(self) -> dict[str, dict[str, Value]]:
        """Return figures by alternative and metric."""
        found: dict[str, dict[str, Value]] = {name: {} for name in self.result.alternatives}
        for name, metric, mean, half, unit in self.result.metrics().itertuples(index=False, name=None):
            found[name][metric] = Value(mean, half, unit)
        return found

    @cached_property
    def changes(self) -> dict[str, dict[str, Change]]:
        """Return differences to the baseline by alternative and metric."""
        return {
            name: {
                row[0]: Change(*row)
                for row in self.result.compare(self.baseline, name).itertuples(index=False, name=None)
            }
            for name in self.result.alternatives
            if name != self.baseline
        }

    @property
    def pair(self) -> dict[str, Change]:
        """Return the differences of the pair that is told first, by metric; empty for a single alternative."""
        return self.changes[self.alternative] if self.alternative else {}

    def value(self, metric: str, alternative: str | None = None) -> Value:
        """Return a figure, NaN where there is none."""
        return self.values[alternative or self.baseline].get(metric, NOWHERE)

    @cached_property
    def groups(self) -> list[str]:
        """Return TYPE/AGENCY of everything that anybody is sent to, that of the primary metric first."""
        kinds = {name: kind for name, kind in self.scenario.incidents.items() if kind.real}
        found = [f"{name}/{agency}" for name, kind in kinds.items() for agency in kind.needs]
        return sorted(found, key=lambda group: not self.primary.startswith(tuple(f"{w}/{group}" for w in _OF_GROUPS)))


_OF_GROUPS = ("attainment", "attainment_official", "response_mean", "response_p90", "official_mean")


def study(result: Result) -> Study:
    """Return a result with its primary pair first, or else the baseline and the first other alternative."""
    primary = result.city.alternatives[result.alternatives[0]].primary
    others = [name for name in result.alternatives if name != result.baseline]
    if primary and primary.baseline == result.baseline and primary.alternative in others:
        return Study(result, result.baseline, primary.alternative)
    return Study(result, result.baseline, others[0] if others else None)
