"""Files of a result: equal results give equal bytes."""

from __future__ import annotations

import json
import math
import os
import platform
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from simcity.version import __version__

if TYPE_CHECKING:
    from simcity.analysis.estimate import Estimate
    from simcity.analysis.result import Result

SCHEMA = "simcity/summary/1"
PACKAGES = ("numpy", "scipy", "simpy", "pydantic", "pandas")
"""Packages on whose version the numbers can depend."""


def summary(result: Result) -> dict[str, object]:
    """Return the figures of a result as plain data; numbers that do not exist are None."""
    others = [name for name in result.alternatives if name != result.baseline]
    alternatives: dict[str, dict[str, dict[str, object]]] = {name: {"metrics": {}} for name in result.alternatives}
    for row in result.metrics().itertuples(index=False):
        alternatives[str(row.alternative)]["metrics"][str(row.metric)] = {
            "mean": _number(row.mean),
            "half_width": _number(row.half_width),
            "unit": row.unit,
        }
    pairs = [{"baseline": result.baseline, "alternative": name} for name in others]
    return {
        "schema": SCHEMA,
        "scenario": result.city.alternatives[result.alternatives[0]].title,
        "seed": result.seed,
        "replications": result.replications,
        "alternatives": alternatives,
        "comparisons": [
            {
                **pair,
                "metric": row.metric,
                "difference": _number(row.difference),
                "half_width": _number(row.half_width),
            }
            for pair in pairs
            for row in result.compare(**pair).itertuples(index=False)
        ],
        "attribution": [
            {
                **pair,
                "group": row.group,
                "stage": row.stage,
                "seconds": _number(row.seconds),
                "half_width": _number(row.half_width),
            }
            for pair in pairs
            for row in result.attribution(**pair).itertuples(index=False)
        ],
        **_ceiling(result),
    }


def _ceiling(result: Result) -> dict[str, object]:
    """Return the shares of the ceiling, and what is beyond it; nothing where no alternative is the ceiling."""
    from simcity.analysis.ceiling import beyond, perfect_of, reaches

    perfect = perfect_of(result)
    if perfect is None:
        return {}
    return {
        "ceiling": {
            "baseline": result.baseline,
            "perfect": perfect,
            "reached": [
                {
                    "alternative": one.alternative,
                    "measure": one.measure,
                    **estimated("gain", one.gain),
                    **estimated("ceiling", one.ceiling),
                    "share": _number(one.share.value) if one.share else None,
                    "low": _number(one.share.low) if one.share else None,
                    "high": _number(one.share.high) if one.share else None,
                }
                for one in reaches(result)
            ],
            "beyond": [
                {"group": one.group, "stage": one.stage, **estimated("share", one.share)} for one in beyond(result)
            ],
        }
    }


def estimated(name: str, found: Estimate) -> dict[str, object]:
    """Return an estimate as plain data under a name."""
    return {name: _number(found.value), f"{name}_half_width": _number(found.half_width)}


def provenance(result: Result) -> dict[str, object]:
    """Return what is needed to get the same numbers again."""
    city = result.city
    return {
        "scenario": {
            "file": Path(city.path).name,
            "sha256": sha256(city.text.encode()).hexdigest(),
            "text": city.text,
            # Files of positions and streets, by name; their text is too much to keep.
            **({"files": city.files} if city.files else {}),
        },
        "settings": city.settings,
        "changes": {name: city.changes.get(name, {}) for name in result.alternatives},
        "alternatives": list(result.alternatives),
        "baseline": result.baseline,
        "seed": result.seed,
        "replications": result.replications,
        "versions": {
            "simcity": __version__,
            "python": platform.python_version(),
            **{name: _version(name) for name in PACKAGES},
        },
    }


def save(result: Result, folder: Path, timelines: bool = False) -> None:
    """Write the files of a result into a folder, each at once or not at all."""
    if timelines and result.timelines is None:
        raise ValueError("the timelines were not kept; run with keep_timelines=True")
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "summary.json", as_json(summary(result)))
    write_whole(folder / "replications.csv", result.table.to_csv(index=False, lineterminator="\n"))
    write_whole(folder / "provenance.json", as_json(provenance(result)))
    if timelines and result.timelines is not None:
        write_whole(folder / "timelines.csv", result.timelines.to_csv(index=False, lineterminator="\n"))
    if timelines and result.accesses is not None:
        write_whole(folder / "accesses.csv", result.accesses.to_csv(index=False, lineterminator="\n"))


def _number(value: object) -> float | None:
    number = float(str(value))
    return number if math.isfinite(number) else None


def as_json(data: object) -> str:
    """Return data as JSON text; raises ValueError for what is no finite number."""
    return json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write a file at once or not at all."""
    beside = path.with_name(f".{path.name}")
    beside.write_text(text, encoding="utf-8", newline="\n")
    os.replace(beside, path)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
