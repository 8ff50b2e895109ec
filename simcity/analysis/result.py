"""Results: what an experiment found, as tables, as a finding and as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from simcity.analysis.estimate import (
    NOTHING,
    Estimate,
    mean,
    mean_difference,
    ratio,
    ratio_difference,
    smallest_effect,
)
from simcity.analysis.metrics import is_quantile, unit_of
from simcity.model.city import City
from simcity.records import Floats

Columns = tuple[Floats, Floats]
"""Numerators and denominators by replication."""


@dataclass(frozen=True)
class Finding:
    """The answer to the one question of a scenario."""

    metric: str
    unit: str
    baseline: str
    alternative: str
    baseline_value: float
    alternative_value: float
    difference: float
    """Alternative less baseline."""
    half_width: float
    """Of the 95 % interval of the difference; NaN with one replication."""
    smallest_effect: float
    """Smallest true difference that would have been seen with 80 % power."""
    replications: int

    @property
    def seen(self) -> bool:
        """Return whether the interval leaves out zero."""
        return abs(self.difference) > self.half_width


@dataclass(frozen=True, eq=False)
class Result:
    """What the replications of some alternatives said.

    ``table`` has alternative, replication, metric, numerator and denominator; ``stages`` has baseline,
    alternative, replication, group, stage, seconds (saved) and incidents; ``reached`` counts incidents reached
    in both, only in one and in neither; ``curves`` has how many were reached by each minute from onset;
    ``timelines`` is None unless they were kept; ``misses`` has how many the ceiling missed at which stage.
    """

    city: City
    seed: int
    replications: int
    alternatives: tuple[str, ...]
    baseline: str
    """Alternative with which stages were compared."""
    table: pd.DataFrame
    stages: pd.DataFrame
    reached: pd.DataFrame
    curves: pd.DataFrame
    misses: pd.DataFrame
    timelines: pd.DataFrame | None = None
    accesses: pd.DataFrame | None = None
    """Who saw which video when, and by whose permission; kept with the timelines."""

    @cached_property
    def _columns(self) -> dict[str, dict[str, Columns]]:
        """By alternative and metric; what a replication did not have stands as 0 of 0."""
        return {
            name: {
                metric: _by_replication(rows, "numerator", "denominator", self.replications)
                for metric, rows in _parts(self.table[self.table.alternative == name], "metric")
            }
            for name in self.alternatives
        }

    def metrics(self) -> pd.DataFrame:
        """Return alternative, metric, mean, half_width and unit."""
        rows = []
        for name in self.alternatives:
            for metric, columns in self._columns[name].items():
                found = _estimate(metric, columns)
                rows.append((name, metric, found.value, found.half_width, unit_of(metric)))
        return pd.DataFrame(rows, columns=["alternative", "metric", "mean", "half_width", "unit"])

    def compare(self, baseline: str, alternative: str, metrics: Sequence[str] | None = None) -> pd.DataFrame:
        """Return metric, both values, their paired difference, its half_width and the unit.

        The difference is alternative less baseline. Metrics that only one of the two has are left out.
        """
        before, after = self._of(baseline), self._of(alternative)
        rows = []
        for metric in metrics if metrics is not None else before:
            if metric not in before or metric not in after:
                if metrics is not None:
                    raise ValueError(f"{baseline} and {alternative} do not both have the metric '{metric}'")
                continue
            one, other = _estimate(metric, before[metric]), _estimate(metric, after[metric])
            found = _difference(metric, before[metric], after[metric])
            rows.append((metric, one.value, other.value, found.value, found.half_width, unit_of(metric)))
        return pd.DataFrame(rows, columns=["metric", "baseline", "alternative", "difference", "half_width", "unit"])

    def attribution(self, baseline: str, alternative: str) -> pd.DataFrame:
        """Return group, stage, mean seconds saved an incident reached in both, and half_width."""
        mine = self.stages[(self.stages.baseline == baseline) & (self.stages.alternative == alternative)]
        if mine.empty:
            raise ValueError(f"stages were compared with {self.baseline}, not {baseline} with {alternative}")
        rows = []
        for group, of_group in _parts(mine, "group"):
            for stage, of_stage in _parts(of_group, "stage"):
                found = ratio(*_by_replication(of_stage, "seconds", "incidents", self.replications))
                rows.append((group, stage, found.value, found.half_width))
        return pd.DataFrame(rows, columns=["group", "stage", "seconds", "half_width"])

    def columns(self, alternative: str, metric: str) -> Columns | None:
        """Return numerators and denominators of a metric by replication; None where it was not measured."""
        return self._of(alternative).get(metric)

    def finding(self) -> Finding | None:
        """Return the finding on the primary metric; None without one, or where its pair was not run."""
        primary = self.city.alternatives[self.alternatives[0]].primary
        if primary is None or not {primary.baseline, primary.alternative} <= set(self.alternatives):
            return None
        row = self.compare(primary.baseline, primary.alternative, [primary.metric]).iloc[0]
        half = float(row["half_width"])
        return Finding(
            metric=primary.metric,
            unit=unit_of(primary.metric),
            baseline=primary.baseline,
            alternative=primary.alternative,
            baseline_value=float(row["baseline"]),
            alternative_value=float(row["alternative"]),
            difference=float(row["difference"]),
            half_width=half,
            smallest_effect=smallest_effect(half, self.replications),
            replications=self.replications,
        )

    def summary(self) -> dict[str, object]:
        """Return the figures as plain data, in the shape simcity/summary/1."""
        from simcity.analysis.saving import summary

        return summary(self)

    def save(self, folder: str | Path, timelines: bool = False) -> None:
        """Write summary.json, replications.csv and provenance.json, and on request timelines.csv and accesses.csv.

        Equal results give equal bytes. Raises ValueError where timelines are wanted and were not kept.
        """
        from simcity.analysis.saving import save

        save(self, Path(folder), timelines)

    def _of(self, alternative: str) -> dict[str, Columns]:
        if alternative not in self.alternatives:
            raise ValueError(f"'{alternative}' was not run; there are {', '.join(self.alternatives)}")
        return self._columns[alternative]


def _parts(rows: pd.DataFrame, column: str) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the rows of each value of a column of names, in the order in which the names come up."""
    for name, part in rows.groupby(column, sort=False):
        yield str(name), part


def _by_replication(rows: pd.DataFrame, numerator: str, denominator: str, size: int) -> Columns:
    """Return two columns as vectors over replications, 0 where a replication has no row."""
    at = rows["replication"].to_numpy()
    columns = np.zeros(size), np.zeros(size)
    columns[0][at] = rows[numerator].to_numpy()
    columns[1][at] = rows[denominator].to_numpy()
    return columns


def _estimate(metric: str, columns: Columns) -> Estimate:
    if not is_quantile(metric):
        return ratio(*columns)
    return mean(columns[0][columns[1] > 0])


def _difference(metric: str, before: Columns, after: Columns) -> Estimate:
    if not is_quantile(metric):
        return ratio_difference(*before, *after)
    there = (before[1] > 0) & (after[1] > 0)
    return mean_difference(before[0][there], after[0][there]) if there.any() else NOTHING
