"""Replications, as they came, put together as a result."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simcity.analysis.replicate import Replication
from simcity.analysis.result import Result
from simcity.model.city import City


def collect(
    city: City, seed: int, alternatives: tuple[str, ...], baseline: str, replications: Sequence[Replication]
) -> Result:
    """Return replications, in their order, as a result."""
    others = [name for name in alternatives if name != baseline]
    table, stages, reached = [], [], []
    for one in replications:
        for name in alternatives:
            table += [(name, one.number, *metric) for metric in one.metrics[name]]
        for name in others:
            stages += [(baseline, name, one.number, *saved) for saved in one.saved[name]]
            reached += [(baseline, name, one.number, *counts) for counts in one.reached[name]]
    kept, seen = (
        [
            getattr(one, part)[name].assign(alternative=name, replication=one.number)
            for one in replications
            for name in alternatives
            if name in getattr(one, part)
        ]
        for part in ("timelines", "accesses")
    )
    missed = [(name, one.number, *row) for one in replications for name in one.misses for row in one.misses[name]]
    pair = ["baseline", "alternative", "replication", "group"]
    return Result(
        city=city,
        seed=seed,
        replications=len(replications),
        alternatives=alternatives,
        baseline=baseline,
        table=pd.DataFrame(table, columns=["alternative", "replication", "metric", "numerator", "denominator"]),
        stages=pd.DataFrame(stages, columns=[*pair, "stage", "seconds", "incidents"]),
        reached=pd.DataFrame(reached, columns=[*pair, "both", "only_baseline", "only_alternative", "neither"]),
        curves=_curves(alternatives, replications),
        misses=pd.DataFrame(missed, columns=["alternative", "replication", "group", "stage", "missed", "incidents"]),
        timelines=_leading(kept) if kept else None,
        accesses=_leading(seen) if seen else None,
    )


def _leading(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables as one, with the alternative and the replication first."""
    joined, first = (
        pd.concat([one for one in tables if len(one)] or tables[:1], ignore_index=True),
        ["alternative", "replication"],
    )
    return joined[[*first, *(name for name in joined.columns if name not in first)]]


def _curves(alternatives: tuple[str, ...], replications: Sequence[Replication]) -> pd.DataFrame:
    parts = []
    for one in replications:
        for name in alternatives:
            groups, reached, incidents = one.curves[name]
            minutes = reached.shape[1]
            parts.append(
                pd.DataFrame(
                    {
                        "alternative": name,
                        "replication": one.number,
                        "group": np.repeat(np.array(groups, object), minutes),
                        "minute": np.tile(np.arange(minutes), len(groups)),
                        "reached": reached.ravel(),
                        "incidents": np.repeat(incidents, minutes),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)
