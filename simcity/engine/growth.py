"""Growth: incidents become graver while nobody stands there who stops it, and who is there to see it.

What grows at an instant grows behind all else that happens then, so that a unit that comes to stand at the side at
that very instant is in time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from simcity.engine.clock import BEHIND_ALL, Call
from simcity.engine.hearing import Hearing
from simcity.engine.milestones import AT_SIDE, CLEAR, ESCALATED
from simcity.engine.response import Assignment
from simcity.engine.world import World
from simcity.model.levels import Level

Seen = Callable[[World, int, int, int, int], None]
"""Goes on where a centre sees how grave a subject is: world, centre, row, level, and the record that tells."""


class Growth:
    """What grows in a city, and the latest record of it."""

    __slots__ = ("due", "grown", "seen", "unless", "world")

    def __init__(self, world: World, seen: Seen) -> None:
        self.world = world
        self.seen = seen
        self.due: list[int] = []
        """Rows that would grow at this instant."""
        self.grown: dict[int, int] = {}
        """By row: the record of its latest growth."""
        names = world.agencies
        self.unless: list[list[int | None]] = [
            [None if level.unless is None else names.index(level.unless) for level in kind.levels.values()]
            for kind in world.scenario.incidents.values()
        ]
        """By type and level: the agency that stops the growth to it."""

    def grow(self, row: int) -> bool:
        """Let a subject grow to the next level unless somebody stands there who stops it, for good."""
        world, level = self.world, self.world.level[row]
        if self.unless[world.types[row]][level] in world.attending.get(row, ()):
            return False
        world.level[row] = level + 1
        self.grown[row] = world.say(world.env.now, ESCALATED, row, 0, 0, self.grown.get(row, row))
        after = to_next(world, row)
        if not math.isinf(after):
            Call(world.env, after, self.ripe, row)
        return True

    def ripe(self, row: int) -> None:
        """Let a subject grow once all else of this instant has happened."""
        if not self.due:
            Call(self.world.env, 0.0, self.settle, None, BEHIND_ALL)
        self.due.append(row)

    def settle(self, _: None) -> None:
        """Let all grow that is due, before anybody acts on any of it."""
        rows, self.due = sorted(self.due), []
        for row in [row for row in rows if self.grow(row)]:
            Call(self.world.env, 0.0, self.show, row)

    def show(self, row: int) -> None:
        """Let those centres know that see it grow."""
        world = self.world
        for centre in range(len(world.centres)):
            if world.all_knowing[centre] or watches(world, centre, row) or attends(world, centre, row):
                self.seen(world, centre, row, world.level[row], self.grown[row])


def begin(world: World, seen: Seen) -> None:
    """Let incidents grow, and work on scene take as long as their level makes it; nothing where no type has levels."""
    growing = world.trace.growing
    if growing is None:
        return
    world.level = growing.level.tolist()
    world.labour = partial(labour, [list(kind.levels.values()) for kind in world.scenario.incidents.values()])
    highest = growing.after.shape[1]
    row = np.flatnonzero(growing.level < highest)
    time = world.trace.subjects.onset[row] + growing.after[row, growing.level[row]]
    soon = time < world.scenario.end
    order = np.lexsort((row[soon], time[soon]))
    due = list(zip(time[soon][order].tolist(), row[soon][order].tolist(), strict=True))
    _next(world, due, 0, Growth(world, seen))


def _next(world: World, due: list[tuple[float, int]], number: int, growth: Growth) -> None:
    if number < len(due):
        Call(world.env, max(due[number][0] - world.env.now, 0.0), _ripe, (world, due, number, growth))


def _ripe(step: tuple[World, list[tuple[float, int]], int, Growth]) -> None:
    """Let one subject be due for its first growth; the next is on its way before."""
    world, due, number, growth = step
    _next(world, due, number + 1, growth)
    growth.ripe(due[number][1])


def to_next(world: World, row: int) -> float:
    """Return the seconds until a subject would grow again; infinite for never."""
    growing, level = world.trace.growing, world.level[row]
    assert growing is not None
    return growing.after.item(row, level) if level < growing.after.shape[1] else math.inf


def labour(levels: list[list[Level]], world: World, row: int) -> float:
    """Return the factor on the work on scene at the level that a subject has reached."""
    level = world.level[row]
    return levels[world.types[row]][level - 1].work if level else 1.0


def watches(world: World, centre: int, row: int) -> bool:
    """Return whether a centre has a live picture that still shows a subject for what it is."""
    return row in world.knowledge[centre].pictured and world.env.now < world.trace.gone[row]


def attends(world: World, centre: int, row: int) -> bool:
    """Return whether a unit that a centre has sent stands at the side and is not clear yet."""
    if not any(world.senders[agency] == centre for agency in world.attending.get(row, ())):
        return False
    now = world.env.now
    for one in world.out.values():
        if isinstance(one, Assignment) and one.row == row and world.senders[one.agency] == centre:
            ahead = [what for time, what in one.path if time > now]
            if CLEAR in ahead and AT_SIDE not in ahead:
                return True
    return False


def taken_for(world: World, centre: int, row: int, seat: Hearing | None) -> int:
    """Return the level at which a centre takes a subject to be when it comes to know of it.

    That is the truth where it knows everything or has a live picture; else what the other centre knew that told it, or
    what the words of the report say.
    """
    growing, truth = world.trace.growing, world.level[row]
    assert growing is not None
    if world.all_knowing[centre] or watches(world, centre, row):
        return truth
    if seat is not None and seat.sender is not None:
        return seat.level
    return growing.told.item(row, truth)
