"""Vehicles of agencies: when each is out of order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simcity.luck import Luck, number_of
from simcity.model.scenario import Scenario
from simcity.trace.breakdowns import Condition, Spells, broken
from simcity.trace.drawing import Memory
from simcity.trace.responding import Standing, standings

Vehicle = tuple[str, int, int]
"""Capability, station, and number among those of the capability there."""


@dataclass(frozen=True, eq=False)
class Vehicles:
    """The vehicles of an agency."""

    units: tuple[Vehicle, ...]
    condition: Condition
    """By place in ``units``."""

    def spells(self, end: float) -> list[tuple[float, float, Vehicle]]:
        """Return when vehicles are out of order, from and until, in order of time; until the end of the run."""
        vehicle, since, until = self.condition.down(end)
        found = zip(since.tolist(), until.tolist(), vehicle.tolist(), strict=True)
        return [(low, high, self.units[one]) for low, high, one in sorted(found) if low < high]


def vehicles_of(stations: list[Standing]) -> list[Vehicle]:
    """Return all vehicles that are ever manned, station by station."""
    return [
        (ability, place, number)
        for place, station in enumerate(stations)
        for ability, changes in station.duty.items()
        for number in range(max(count for _, count in changes))
    ]


def vehicles(scenario: Scenario, agency: str, luck: Luck, memory: Memory) -> Vehicles | None:
    """Draw when the vehicles of an agency break down; None where they never do.

    Failure k of a vehicle has its own luck, by the names of station and vehicle: be it manned or not, out or not.
    Vehicles that fail together are next to one another at one station; they have the luck of the first of them.
    """
    part = scenario.agencies[agency].breakdowns
    if part is None or scenario.agencies[agency].units is not None:
        return None
    stations = standings(scenario, agency)
    units = vehicles_of(stations)
    thing, names = np.zeros(len(units), np.int64), []
    nth_at: dict[int, int] = {}
    for index, (ability, place, number) in enumerate(units):
        nth = nth_at[place] = nth_at.get(place, -1) + 1
        if nth % part.together == 0:
            names.append(f"{stations[place].name}/{ability}-{number + 1}")
        thing[index] = len(names) - 1

    def draw() -> Spells:
        address = np.array([number_of(name) for name in names], np.int64)
        return broken(part, f"agencies/{agency}", address, scenario.end, luck)

    spells = memory.recall(("breakdown", "agencies", agency), (part, names, scenario.end), draw)
    return Vehicles(tuple(units), Condition(np.arange(len(units)), causes=((thing, spells),)))
