"""Foresight: centres that know of everything that concerns them from its onset, the ceiling of any sharing."""

from __future__ import annotations

from collections.abc import Callable

from simcity.engine.clock import Call
from simcity.engine.world import World

Foreseen = Callable[[World, int, int], None]
"""Goes on with a centre that knows of a subject."""


def feed(world: World, foreseen: Foreseen) -> None:
    """Start telling centres that know everything of each incident that concerns them, at its onset."""
    if any(world.all_knowing):
        subjects = world.trace.subjects
        due = [
            (time, row)
            for row, (time, real) in enumerate(zip(subjects.onset.tolist(), subjects.real.tolist(), strict=True))
            if real and any(knows(world, centre, row) for centre in range(len(world.centres)))
        ]
        _next(world, due, 0, foreseen)


def knows(world: World, centre: int, row: int) -> bool:
    """Return whether a centre knows what there is to know of a subject without being told."""
    if not world.all_knowing[centre]:
        return False
    level = world.level[row] if world.level else 0
    return world.concerned[centre][world.types[row]] or world.acts(centre, row, level)


def _next(world: World, due: list[tuple[float, int]], number: int, foreseen: Foreseen) -> None:
    if number < len(due):
        Call(world.env, max(due[number][0] - world.env.now, 0.0), _tell, (world, due, number, foreseen))


def _tell(step: tuple[World, list[tuple[float, int]], int, Foreseen]) -> None:
    """Tell all centres that know of one incident; the next is on its way before."""
    world, due, number, foreseen = step
    _next(world, due, number + 1, foreseen)
    row = due[number][1]
    for centre in range(len(world.centres)):
        if knows(world, centre, row):
            foreseen(world, centre, row)
