"""Watching: what an operator sees of what is shown, and how that falls off with time on watch."""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.fields import DAY, Duration, Share, part
from simcity.model.kinds import Kind
from simcity.records import Floats

PSDB: dict[int, float] = {1: 0.85, 4: 0.74, 6: 0.58, 9: 0.53}
"""Share of targets found by pictures shown at once to one operator (PSDB, Home Office; facts 4.01, S)."""


def hit_rate(tiles: int, table: dict[int, float] = PSDB) -> float:
    """Return the chance that an operator sees what one of so many pictures shows.

    Between the trials it is interpolated; beyond the last it falls on by 6 % a picture (facts 4.08, D), which
    no trial has shown.
    """
    last = max(table)
    if tiles > last:
        return float(table[last] * np.exp(-0.06 * (tiles - last)))
    return float(np.interp(tiles, sorted(table), [table[n] for n in sorted(table)]))


class Watch(Protocol):
    """Says how attention changes with time on watch."""

    def attention(self, clock: Floats) -> Floats:
        """Return factors on the hit rate at seconds after midnight."""


@part
class Steady:
    """Attention does not change: specialists, who held it for 90 min (facts 4.02, S)."""

    kind: Literal["steady"] = "steady"

    def attention(self, clock: Floats) -> Floats:
        """Return 1 throughout."""
        return np.ones(np.shape(clock))


@part
class Decaying:
    """Attention falls off exponentially towards a floor, and is fresh again after each relief.

    Reliefs come at each midnight and at every multiple of ``relieved_every`` after it. Generalists lose about
    exp(-t / 90 min) (facts 4.08, D); spells of 30 min are practice (facts 4.05, s2).
    """

    floor: Share
    """What is left of the hit rate in the end, as a share of the fresh one."""
    time: Duration
    """Time constant of the loss."""
    relieved_every: Duration
    """From relief to relief."""
    kind: Literal["decaying"] = "decaying"

    def attention(self, clock: Floats) -> Floats:
        """Return the floor plus what is left of the rest at this time on watch."""
        on_watch = np.asarray(clock, float) % DAY % self.relieved_every
        return np.asarray(self.floor + (1.0 - self.floor) * np.exp(-on_watch / self.time), float)


Vigilance = Annotated[Steady | Decaying, Field(discriminator="kind"), Kind()]
