"""Growing: the level at which incidents begin, when they would grow, and what the words of their reports say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcity.model.levels import Level
from simcity.model.scenario import Scenario
from simcity.records import Floats, Integers
from simcity.trace.drawing import Group
from simcity.trace.happenings import Happening


@dataclass(frozen=True)
class Growing:
    """What becomes of incidents to which nobody comes, by row of the trace; what never happens has no level."""

    level: Integers
    """Level at onset, 0 for the ordinary one."""
    after: Floats
    """By level as well, from 1: seconds from reaching the level below until it grows to it; infinite for never."""
    told: Integers
    """By level as well, from 0: the level that its report tells while it is at that level."""


def growing(scenario: Scenario, happenings: list[Happening], rows: list[Integers], size: int) -> Growing | None:
    """Draw how grave incidents are and become; None where no type has levels."""
    kinds = scenario.incidents
    highest = max((len(kind.levels) for kind in kinds.values()), default=0)
    if highest == 0:
        return None
    level = np.zeros(size, np.int64)
    after = np.full((size, highest), np.inf)
    told = np.zeros((size, highest + 1), np.int64)
    for happening, row in zip(happenings, rows, strict=True):
        levels = list(kinds[happening.group.entity].levels.values()) if happening.real else []
        if levels and len(row):
            level[row] = at_onset(levels, happening.group)
            after[row, : len(levels)] = delays(levels, happening.group)
            told[row, : len(levels) + 1] = in_words(levels, happening.group)
    return Growing(level, after, told)


def at_onset(levels: list[Level], group: Group) -> Integers:
    """Return the level at which each member begins: shares are counted from the highest down.

    So a share that is raised never lowers the level of anything.
    """
    shares = np.array([level.share for level in levels])
    at_least = np.cumsum(shares[::-1])[::-1]
    return np.asarray((group.uniforms("level")[:, None] < at_least).sum(axis=1), np.int64)


def delays(levels: list[Level], group: Group) -> Floats:
    """Return member x level: seconds from reaching the level below; infinite where it never grows to it."""
    never = np.full(len(group), np.inf)
    return np.column_stack(
        [
            never if level.after is None else group.values(level.after, "growth", number + 1)
            for number, level in enumerate(levels)
        ]
    )


def in_words(levels: list[Level], group: Group) -> Integers:
    """Return member x level from 0: the highest level up to it that words tell, by one uniform a member."""
    u = group.uniforms("told")
    tells = [np.zeros(len(group), np.int64)]
    for number, level in enumerate(levels):
        tells.append(np.where(u < level.told, number + 1, tells[-1]))
    return np.column_stack(tells)
