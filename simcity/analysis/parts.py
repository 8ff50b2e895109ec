"""Which part of the sharing bought it: all subsets of named groups of changes, lived on the same luck."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simcity.analysis.attribution import ALL
from simcity.analysis.ceiling import saved_columns
from simcity.analysis.estimate import Estimate, Measured, measured_mean, measured_ratio
from simcity.analysis.experiment import Progress, run
from simcity.analysis.metrics import is_quantile, require, unit_of
from simcity.analysis.result import Result
from simcity.analysis.saving import as_json, estimated, write_whole
from simcity.analysis.shapley import MOST_GROUPS, Share, shares, whole
from simcity.load import subsets
from simcity.model.city import City
from simcity.records import Floats

NONE = "none"
"""Name of the subset without any group."""
SCHEMA = "simcity/shares/1"


@dataclass(frozen=True)
class Bought:
    """What each group bought of one thing."""

    measure: str
    """The primary metric, or ``seconds_saved/TYPE/AGENCY``."""
    unit: str
    values: tuple[Estimate, ...]
    """Of every subset, in the order of the subsets; seconds saved are 0 in the empty one."""
    whole: Estimate
    """What all groups together bring."""
    shares: tuple[Share, ...]
    """In the order of the groups; the Shapley shares add up to the whole."""


@dataclass(frozen=True, eq=False)
class Parts:
    """What each group of changes bought, in points of the primary metric and in seconds.

    Seconds are those between onset and side that a subset saves against ``none``: mean over the incidents of
    the primary metric's type and agency, or over all, that both reached.
    """

    result: Result
    groups: tuple[str, ...]
    subsets: tuple[str, ...]
    """Alternative by subset; bit k of its place says whether group k is in it."""
    metric: Bought
    seconds: Bought | None
    """None where nobody was reached."""

    def summary(self) -> dict[str, object]:
        """Return the figures as plain data; numbers that do not exist are None."""
        bought = [one for one in (self.metric, self.seconds) if one is not None]
        return {
            "schema": SCHEMA,
            "seed": self.result.seed,
            "replications": self.result.replications,
            "groups": list(self.groups),
            "measures": [self._plain(one) for one in bought],
        }

    def _plain(self, bought: Bought) -> dict[str, object]:
        pairs = zip(self.subsets, bought.values, strict=True)
        return {
            "measure": bought.measure,
            "unit": bought.unit,
            "subsets": {name: estimated("value", value) for name, value in pairs},
            **estimated("whole", bought.whole),
            "shares": [
                {
                    "group": self.groups[share.group],
                    **estimated("first_in", share.first_in),
                    **estimated("last_out", share.last_out),
                    **estimated("shapley", share.shapley),
                    **estimated("interaction", share.interaction),
                }
                for share in bought.shares
            ],
        }

    def save(self, folder: str | Path) -> None:
        """Write shares.json beside the files of the result; equal results give equal bytes."""
        place = Path(folder)
        self.result.save(place)
        write_whole(place / "shares.json", as_json(self.summary()))


def attribute(
    path: str | os.PathLike[str],
    settings: Mapping[str, str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Parts:
    """Return what each group of changes under ``attribution`` of a scenario file bought.

    Raises ScenarioError with every fault of the file, and ValueError where there is nothing to ask about.
    """
    return parts(subsets(path, settings), replications, seed, jobs, progress)


def parts(
    city: City,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Parts:
    """Return what each group of changes bought, from a city whose alternatives are all subsets of its groups.

    Raises ValueError where the city has no such subsets, or no primary metric to ask about.
    """
    groups = city.groups
    if not 1 <= len(groups) <= MOST_GROUPS:
        raise ValueError(
            f"shares need 1 to {MOST_GROUPS} groups of changes, not {len(groups)}; see attribution: groups"
        )
    names = subsets_of(groups)
    missing = [name for name in names if name not in city.alternatives]
    if missing:
        raise ValueError(f"the subset '{missing[0]}' is missing; load the city with simcity.load.subsets")
    primary = city.alternatives[NONE].primary
    if primary is None:
        raise ValueError("shares are of the one question of a scenario; give primary: {metric: ...}")
    for name in names:
        require(primary.metric, city.alternatives[name])
    # The empty subset comes first, so that it is what all others are compared with.
    result = run(city, names, replications, seed, jobs, progress)
    group = _group(primary.metric, result)
    return Parts(
        result=result,
        groups=groups,
        subsets=names,
        metric=_bought(primary.metric, unit_of(primary.metric), _levels(result, names, primary.metric)),
        seconds=_seconds(result, names, group),
    )


def subsets_of(groups: Sequence[str]) -> tuple[str, ...]:
    """Return the names of all subsets, the empty one first; bit k of a place says whether group k is in it."""
    return tuple(
        "+".join(group for k, group in enumerate(groups) if subset >> k & 1) or NONE
        for subset in range(1 << len(groups))
    )


def _group(metric: str, result: Result) -> str:
    """Return the incident type and agency of a metric, or ``all`` where it has none."""
    group = "/".join(metric.split("/")[1:3])
    return group if group in set(result.stages["group"]) else ALL


def _bought(measure: str, unit: str, values: Sequence[Measured]) -> Bought:
    return Bought(measure, unit, tuple(one.estimate for one in values), whole(values), tuple(shares(values)))


def _levels(result: Result, names: Sequence[str], metric: str) -> list[Measured]:
    """Return a metric of every subset; raises ValueError where one of them has no such figure."""
    columns = [result.columns(name, metric) or (np.zeros(0), np.zeros(0)) for name in names]
    if is_quantile(metric):
        there = np.logical_and.reduce([denominator > 0 for _, denominator in columns])
        found = [measured_mean(numerator[there]) for numerator, _ in columns]
    else:
        found = [measured_ratio(*pair) for pair in columns]
    levels = [one for one in found if one is not None]
    if len(levels) < len(names):
        raise ValueError(f"nothing happened from which {metric} could be had in every subset; run longer")
    return levels


def _seconds(result: Result, names: Sequence[str], group: str) -> Bought | None:
    nothing: Floats = np.zeros(result.replications)
    values = [Measured(0.0, nothing)]
    for name in names[1:]:
        saved = measured_ratio(*saved_columns(result, name, group))
        if saved is None:
            return None
        values.append(saved)
    return _bought(f"seconds_saved/{group}", "s", values)
