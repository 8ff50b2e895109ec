"""Sweeps: the same luck at every point of a full factorial of settings."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from simcity.analysis.experiment import Progress, run
from simcity.analysis.experiment_file import Factor
from simcity.analysis.plan import Point, read
from simcity.analysis.result import Result
from simcity.analysis.saving import as_json, provenance, write_whole
from simcity.model.city import City
from simcity.model.scenario import Scenario

SCHEMA = "simcity/sweep/1"

PointProgress = Callable[[int, int, int, int], None]
"""Told the point, the number of points, how many replications of it are done, and of how many."""


@dataclass(frozen=True, eq=False)
class SweepResult:
    """What a sweep found.

    ``table`` has point, a column for each factor with its value as written, alternative, metric, mean,
    half_width, difference and difference_half_width (to the baseline, paired; NaN for the baseline
    itself) and unit.
    """

    title: str
    path: str
    text: str
    factors: tuple[Factor, ...]
    settings: dict[str, str]
    """Held the same at all points."""
    metrics: tuple[str, ...]
    alternatives: tuple[str, ...]
    baseline: str
    seed: int
    replications: int
    city: City
    """The city at the first point."""
    results: tuple[Result, ...]
    """By point."""
    table: pd.DataFrame

    @property
    def scenario(self) -> Scenario:
        """Return the baseline's scenario at the first point."""
        return self.city.alternatives[self.baseline]

    def save(self, folder: str | Path) -> None:
        """Write sweep.csv, sweep.json and provenance.json; equal results give equal bytes."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        write_whole(place / "sweep.csv", self.table.to_csv(index=False, lineterminator="\n"))
        write_whole(place / "sweep.json", as_json(self.summary()))
        write_whole(place / "provenance.json", as_json(self._provenance()))

    def summary(self) -> dict[str, object]:
        """Return the figures as plain data; numbers that do not exist are None."""
        return {
            "schema": SCHEMA,
            "title": self.title,
            "seed": self.seed,
            "replications": self.replications,
            "alternatives": list(self.alternatives),
            "baseline": self.baseline,
            "factors": {factor.name: {"path": factor.path, "values": list(factor.values)} for factor in self.factors},
            "settings": self.settings,
            "rows": [
                {key: _plain(value) for key, value in row.items()} for row in self.table.to_dict(orient="records")
            ],
        }

    def _provenance(self) -> dict[str, object]:
        experiment = {
            "file": Path(self.path).name,
            "sha256": sha256(self.text.encode()).hexdigest(),
            "text": self.text,
        }
        return {"experiment": experiment, **provenance(self.results[0]), "settings": self.settings}


def sweep(
    path: str | os.PathLike[str],
    jobs: int | None = None,
    replications: int | None = None,
    progress: PointProgress | None = None,
) -> SweepResult:
    """Return what an experiment file asks for: every alternative at every point, on the same luck.

    All points are loaded before any is run. Raises ScenarioError with every fault of the file or of the
    scenario it names.
    """
    plan = read(path)
    number = plan.replications if replications is None else replications
    results = [
        run(point.city, plan.alternatives, number, plan.seed, jobs, _told(progress, point, len(plan.points)))
        for point in plan.points
    ]
    return SweepResult(
        title=plan.title,
        path=plan.path,
        text=plan.text,
        factors=plan.factors,
        settings=plan.settings,
        metrics=plan.metrics,
        alternatives=results[0].alternatives,
        baseline=results[0].baseline,
        seed=results[0].seed,
        replications=results[0].replications,
        city=plan.points[0].city,
        results=tuple(results),
        table=_table(plan.points, results, plan.metrics),
    )


def _told(progress: PointProgress | None, point: Point, points: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, number: progress(point.number + 1, points, done, number)


def _table(points: Sequence[Point], results: Sequence[Result], metrics: Sequence[str]) -> pd.DataFrame:
    rows = []
    for point, result in zip(points, results, strict=True):
        found = result.metrics().set_index(["alternative", "metric"])
        for name in result.alternatives:
            known = [metric for metric in metrics if (name, metric) in found.index]
            changes: Mapping[str, tuple[float, float]] = {}
            if name != result.baseline:
                shared = [metric for metric in known if (result.baseline, metric) in found.index]
                compared = result.compare(result.baseline, name, shared)
                pairs = zip(compared["difference"], compared["half_width"], strict=True)
                changes = dict(zip(compared["metric"], pairs, strict=True))
            for metric in known:
                mean, half, unit = found.loc[(name, metric), ["mean", "half_width", "unit"]]
                change = changes.get(metric, (math.nan, math.nan))
                rows.append((point.number, *point.values, name, metric, mean, half, *change, unit))
    names = list(points[0].factors)
    figures = ["mean", "half_width", "difference", "difference_half_width", "unit"]
    return pd.DataFrame(rows, columns=["point", *names, "alternative", "metric", *figures])


def _plain(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
