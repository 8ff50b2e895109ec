"""Breakdowns: when each of many devices is down, and whether it works at any time."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace

import numpy as np

from simcity.distributions import LawOfChance
from simcity.luck import Luck
from simcity.model.outages import Breakdown
from simcity.records import Flags, Floats, Integers
from simcity.trace.downtime import NEVER_DOWN, Downtime

_AT_ONCE = 1 << 20
"""Failures that are drawn at once."""


@dataclass(frozen=True, eq=False)
class Spells:
    """Downtime of many like things, one thing after another: those of thing n are ``first[n]`` to ``first[n + 1]``."""

    first: Integers
    since: Floats
    until: Floats

    def down(self, thing: Integers, time: Floats) -> Flags:
        """Return whether things are down at times, pair by pair; one is up again at the very end of a spell."""
        if len(self.since) == 0:
            return np.zeros(len(thing), np.bool_)
        first = self.first[thing]
        low, high = first, self.first[thing + 1]
        # A binary search in each thing's own spells, all at once.
        while (low < high).any():
            middle = (low + high) // 2
            begun = (low < high) & (self.since[np.minimum(middle, len(self.since) - 1)] <= time)
            high = np.where((low < high) & ~begun, middle, high)
            low = np.where(begun, middle + 1, low)
        return np.asarray((low > first) & (time < self.until[np.maximum(low - 1, 0)]), np.bool_)

    def of(self, thing: int) -> Downtime:
        """Return the downtime of one thing."""
        here = slice(self.first[thing], self.first[thing + 1])
        return Downtime(self.since[here], self.until[here])


def spells(number: int, thing: Integers, since: Floats, until: Floats) -> Spells:
    """Return spells in order of things; those of one thing are given in order of time."""
    order = np.argsort(thing, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(thing, minlength=number))])
    return Spells(first, since[order], until[order])


@dataclass(frozen=True)
class Wear:
    """How like things fail and are repaired by turns: failure k of the thing at an address has its own luck."""

    up: LawOfChance
    down: LawOfChance
    entity: str
    address: Integers
    repair: str = "down"
    """Purpose of the luck of ``down``."""

    def drawn(self, luck: Luck, k: Integers, things: Integers) -> tuple[Floats, Floats]:
        """Return times up and down: a row for each of some things, a column for each failure."""
        address = self.address[things][:, None]
        return (
            self.up.ppf(luck.vector("up", self.entity, k, address)),
            self.down.ppf(luck.vector(self.repair, self.entity, k, address)),
        )


def renewals(wear: Wear, end: float, luck: Luck) -> Spells:
    """Return when things are down that are repaired at once, each for itself; all are up at the start."""
    number = len(wear.address)
    alive, now, k = np.arange(number), np.zeros(number), 0
    found: list[tuple[Integers, Floats, Floats]] = []
    each = wear.up.average() + wear.down.average()
    while len(alive):
        wanted = int((end - float(now.min())) / each) + 1
        block = max(1, min(wanted, _AT_ONCE // len(alive)))
        up, down = wear.drawn(luck, np.arange(k, k + block), alive)
        steps = np.empty((len(alive), 2 * block + 1))
        steps[:, 0], steps[:, 1::2], steps[:, 2::2] = now, up, down
        # One running sum, so that the size of a block changes not even the rounding.
        times = np.cumsum(steps, axis=1)
        since, until = times[:, 1::2], times[:, 2::2]
        row, column = np.nonzero(since < end)
        found.append((alive[row], since[row, column], until[row, column]))
        still = until[:, -1] < end
        alive, now, k = alive[still], until[still, -1], k + block
    if not found:
        return Spells(np.zeros(1, np.int64), np.empty(0), np.empty(0))
    thing, since, until = (np.concatenate(column) for column in zip(*found, strict=True))
    return spells(number, thing, since, until)


def repaired(wear: Wear, crews: int, end: float, luck: Luck) -> Spells:
    """Return when things are down that wait for one of few crews, first come first served (machine repair)."""
    number = len(wear.address)
    everything = np.arange(number)
    drawn: list[tuple[list[float], list[float]]] = []

    def nth(k: int) -> tuple[list[float], list[float]]:
        while len(drawn) <= k:
            up, down = wear.drawn(luck, np.array([len(drawn)]), everything)
            drawn.append((up[:, 0].tolist(), down[:, 0].tolist()))
        return drawn[k]

    failing = [(time, thing, 0) for thing, time in enumerate(nth(0)[0])] if number else []
    heapify(failing)
    free_at = [0.0] * crews
    found: list[tuple[int, float, float]] = []
    # Failures come off the heap in order of time, since none leads to an earlier one.
    while failing and failing[0][0] < end:
        failed, thing, k = heappop(failing)
        done = max(failed, free_at[0]) + nth(k)[1][thing]
        heapreplace(free_at, done)
        found.append((thing, failed, done))
        heappush(failing, (done + nth(k + 1)[0][thing], thing, k + 1))
    table = np.array(found, float).reshape(-1, 3)
    return spells(number, table[:, 0].astype(np.int64), table[:, 1], table[:, 2])


def broken(part: Breakdown, entity: str, address: Integers, end: float, luck: Luck) -> Spells:
    """Return the spells of devices, or of groups of them, by one cause."""
    wear = Wear(part.up, part.repair, entity, address, "repair")
    return renewals(wear, end, luck) if part.crews is None else repaired(wear, part.crews, end, luck)


@dataclass(frozen=True, eq=False)
class Condition:
    """When the devices of a sensor work: all of them while its domains are up, each while no cause holds it down."""

    devices: Integers
    """Numbers of the devices that there are."""
    whole: Downtime = NEVER_DOWN
    causes: tuple[tuple[Integers, Spells], ...] = ()
    """For each cause the thing that each device is, or is part of, and the spells of the things."""

    @property
    def unfailing(self) -> bool:
        """Return whether all work throughout."""
        return len(self.whole) == 0 and all(len(spells.since) == 0 for _, spells in self.causes)

    def works(self, device: Integers, time: Floats) -> Flags:
        """Return whether devices work at times, pair by pair."""
        up = ~self.whole.at(time)
        for thing, spells in self.causes:
            up &= ~spells.down(thing[device], time)
        return up

    def down(self, end: float) -> tuple[Integers, Floats, Floats]:
        """Return devices with their spells until the end of the run, each time of a device once only."""
        number = len(self.devices)
        since, until = np.tile(self.whole.since, number), np.tile(self.whole.until, number)
        pieces = [(np.repeat(self.devices, len(self.whole)), since, until)]
        for thing, spells in self.causes:
            first = spells.first[thing[self.devices]]
            count = spells.first[thing[self.devices] + 1] - first
            device = np.repeat(self.devices, count)
            spell = np.arange(len(device)) + np.repeat(first - np.cumsum(count) + count, count)
            pieces.append((device, spells.since[spell], spells.until[spell]))
        device, since, until = (np.concatenate(column) for column in zip(*pieces, strict=True))
        return joined(device, since, np.minimum(until, end))


def joined(device: Integers, since: Floats, until: Floats) -> tuple[Integers, Floats, Floats]:
    """Join the spells of each device that meet or overlap."""
    time = np.concatenate([since, until])
    change = np.repeat([1, -1], len(since))
    whose = np.concatenate([device, device])
    order = np.lexsort((-change, time, whose))
    # All that goes down comes up again, so one running count serves all devices.
    count = np.cumsum(change[order])
    ends = np.flatnonzero(count == 0)
    starts = np.concatenate([[0], ends + 1])[: len(ends)]
    return whose[order][starts], time[order][starts], time[order][ends]
