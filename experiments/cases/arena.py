"""What docs/predictions-cases.md foretold of the arena."""

from __future__ import annotations

import numpy as np
from reading import Figures, Lived, lives, mean

from simcity.fields import MINUTE
from simcity.records import Floats, Milestone

ALTERNATIVES = (
    "as_it_was",
    "shared_picture",
    "reachable",
    "own_officer",
    "own_officer_with_picture",
    "not_needed",
    "quiet_officer",
    "perfect",
)


def figures(replication: int) -> Figures:
    """Return the figures of one night."""
    found: Figures = {}
    for lived in lives("arena-relay-break", replication, ALTERNATIVES):
        found |= {f"{name} ({lived.name})": pair for name, pair in _of(lived).items()}
    return found


def _of(lived: Lived) -> Figures:
    found = {
        "A1 first engine, min": _minutes(lived.times("bombing", Milestone.ON_SCENE, "fire")),
        "A8 roll and travel, min": _minutes(
            lived.times("bombing", Milestone.ON_SCENE, "fire") - lived.times("bombing", Milestone.DISPATCHED, "fire")
        ),
        "   request lies there, min": _minutes(lived.times("bombing", Milestone.ASKED, "duty_officer")),
        "   permission, min": _minutes(lived.times("bombing", Milestone.APPROVED)),
    }
    if lived.name != "as_it_was":
        return found
    late = lived.times("bombing", Milestone.ON_SCENE, "fire")
    return found | {
        "A1 spread: square of the first engine, min2": mean((late / MINUTE) ** 2),
        "A1 later than 63 min, %": (100.0 * float(np.sum(late > 63 * MINUTE)), float(len(late))),
        "A2 fire control knows, min": _minutes(lived.times("bombing", Milestone.AWARE, "fire_control")),
        "A3 first armed police, min": _minutes(lived.times("bombing", Milestone.ON_SCENE, "police")),
        "A3 twelfth ambulance, min": _minutes(lived.times("bombing", Milestone.ON_SCENE, "ems", 12)),
    }


def _minutes(seconds: Floats) -> tuple[float, float]:
    total, number = mean(seconds)
    return total / MINUTE, number
