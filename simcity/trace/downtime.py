"""Downtime: when something is down, in continuous time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np

from simcity.records import Flags, Floats


@dataclass(frozen=True)
class Downtime:
    """Disjoint spells during which something is down, in order; seconds from the start of the run."""

    since: Floats
    until: Floats

    @cached_property
    def _starts(self) -> list[float]:
        return list(map(float, self.since))

    @cached_property
    def _ends(self) -> list[float]:
        return list(map(float, self.until))

    def __len__(self) -> int:
        return len(self.since)

    def at(self, times: Floats) -> Flags:
        """Return whether it is down at each of many times; it is up again at the very end of a spell."""
        if len(self) == 0:
            return np.zeros(np.shape(times), np.bool_)
        spell = np.searchsorted(self.since, times, side="right") - 1
        return np.asarray((spell >= 0) & (np.asarray(times) < self.until[np.maximum(spell, 0)]), np.bool_)

    def up_from(self, time: float) -> float:
        """Return the first time from this one on at which it is up."""
        spell = bisect_right(self._starts, time) - 1
        return self._ends[spell] if spell >= 0 and time < self._ends[spell] else time

    def down_from(self, time: float) -> float:
        """Return the first time from this one on at which it is down; infinite for never."""
        if self.up_from(time) > time:
            return time
        spell = bisect_left(self._starts, time)
        return self._starts[spell] if spell < len(self._starts) else inf

    def done(self, time: float, takes: float) -> float:
        """Return when something that takes so long while it is up is done, begun at ``time``.

        What meets a spell half way waits for the rest of it only, and goes on where it stopped.
        """
        now = self.up_from(time)
        spell = bisect_right(self._starts, now)
        while spell < len(self._starts) and now + takes > self._starts[spell]:
            takes -= self._starts[spell] - now
            now = self._ends[spell]
            spell += 1
        return now + takes

    def seconds(self, low: float, high: float) -> float:
        """Return for how long it is down between two times."""
        return float(np.sum(np.clip(self.until, low, high) - np.clip(self.since, low, high)))


NEVER_DOWN = Downtime(np.empty(0), np.empty(0))


def fewer_than(up: int, of: Sequence[Downtime]) -> Downtime:
    """Return when fewer than ``up`` of some things are up: with all of them needed, the union of their spells."""
    if not any(len(one) for one in of):
        return NEVER_DOWN
    times = np.concatenate([np.concatenate([one.since, one.until]) for one in of])
    change = np.concatenate([np.concatenate([np.ones(len(one)), -np.ones(len(one))]) for one in of])
    # At one time recoveries come before failures, so that spells that touch are told apart; they are joined below.
    order = np.lexsort((change, times))
    times, down = times[order], np.cumsum(change[order])
    bad = down > len(of) - up
    turns = np.flatnonzero(np.diff(np.concatenate([[False], bad, [False]]).astype(np.int8)))
    since, until = times[turns[::2]], times[turns[1::2]]
    if len(since) == 0:
        return NEVER_DOWN
    apart = np.concatenate([[True], since[1:] > until[:-1]])
    starts = np.flatnonzero(apart)
    ends = np.concatenate([starts[1:], [len(since)]]) - 1
    kept = until[ends] > since[starts]
    return Downtime(since[starts][kept], until[ends][kept])


def either(first: Downtime, second: Downtime) -> Downtime:
    """Return when either of two things is down, so that what needs both is."""
    return fewer_than(2, (first, second))
