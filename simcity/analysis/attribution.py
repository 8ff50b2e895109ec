"""Attribution: at which stage time was saved, over incidents that both alternatives reached.

It is accounting along causal chains and no proof of cause; that takes switching parts of the sharing.
"""

from __future__ import annotations

import numpy as np

from simcity.analysis.chains import STAGES, Chains
from simcity.records import Floats, Integers

TOTAL = "total"
ALL = "all"

Saved = tuple[str, str, float, float]
"""Group, stage, seconds saved and number of incidents."""
Reached = tuple[str, int, int, int, int]
"""Group and how many incidents were reached in both, only in the baseline, only in the alternative, in neither."""


def attribute(baseline: Chains, alternative: Chains) -> tuple[list[Saved], list[Reached]]:
    """Return seconds saved by group and stage, positive where the alternative is faster, and who was reached.

    Groups are TYPE/AGENCY and ``all``. Incidents are matched by type and number, since false alarms shift
    the rows; those that only one alternative has are left out.
    """
    before, after = baseline.stages(), alternative.stages()
    saved: list[Saved] = []
    counts: list[Reached] = []
    whole = np.zeros(len(STAGES) + 2)
    everyone = np.zeros(4, np.int64)
    for group in baseline.groups:
        if group not in alternative.groups:
            continue
        one, other = _matched(baseline, alternative, group)
        first, second = baseline.reached[one], alternative.reached[other]
        both = first & second
        stages = np.sum(before[:, one[both]] - after[:, other[both]], axis=1)
        total = np.sum(baseline.golden[one[both]] - alternative.golden[other[both]])
        row = np.array([*stages, total, np.sum(both)], float)
        tally = np.array([np.sum(both), np.sum(first & ~second), np.sum(second & ~first), np.sum(~first & ~second)])
        whole += row
        everyone += tally
        saved += _rows("/".join(group), row)
        counts.append(_counts("/".join(group), tally))
    return [*saved, *_rows(ALL, whole)], [*counts, _counts(ALL, everyone)]


def _matched(baseline: Chains, alternative: Chains, group: tuple[str, str]) -> tuple[Integers, Integers]:
    """Return entries of the same incidents of a group in both."""
    entries, numbers = [], []
    for chains in (baseline, alternative):
        mine = np.flatnonzero(chains.group == chains.groups.index(group))
        entries.append(mine)
        numbers.append(chains.records.subjects.number[chains.incident[mine]])
    _, one, other = np.intersect1d(numbers[0], numbers[1], assume_unique=True, return_indices=True)
    return entries[0][one], entries[1][other]


def _rows(group: str, row: Floats) -> list[Saved]:
    return [(group, stage, float(row[k]), float(row[-1])) for k, stage in enumerate((*STAGES, TOTAL))]


def _counts(group: str, tally: Integers) -> Reached:
    both, only_baseline, only_alternative, neither = (int(number) for number in tally)
    return group, both, only_baseline, only_alternative, neither
