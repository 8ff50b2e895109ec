"""Misses: at which stage the golden time ran out of those that were not reached inside it."""

from __future__ import annotations

import numpy as np

from simcity.analysis.chains import STAGES, Chains

NEVER = "never"
"""Stands for those whom nobody of the agency ever reached before the end of the run."""

Missed = tuple[str, str, int, int]
"""Group, stage or ``never``, how many were missed there, and incidents of the group."""


def misses(chains: Chains) -> list[Missed]:
    """Return by group with a golden time and by stage how many were missed; they add up to all misses."""
    late = chains.reached & ~chains.within_golden
    elapsed = np.cumsum(chains.stages(), axis=0)
    # A sum of stages can miss the whole by a rounding error, so the last stage takes what is left.
    over = elapsed > chains.goldens[chains.group]
    ran_out = np.where(over.any(axis=0), np.argmax(over, axis=0), len(STAGES) - 1)
    found: list[Missed] = []
    for number, group in enumerate(chains.groups):
        if np.isnan(chains.goldens[number]):
            continue
        mine = chains.group == number
        size = int(np.count_nonzero(mine))
        counts = np.bincount(ran_out[mine & late], minlength=len(STAGES)).tolist()
        name = "/".join(group)
        found += [(name, stage, count, size) for stage, count in zip(STAGES, counts, strict=True)]
        found.append((name, NEVER, int(np.count_nonzero(mine & ~chains.reached)), size))
    return found
