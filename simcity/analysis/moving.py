"""Moving: units that were held outside, patients taken to hospitals, and units that moved up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.analysis.knowing import earliest, summed
from simcity.fields import DAY
from simcity.model.measurable import held, takes
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers, Milestone, Records


def moving(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield how long units were held and how soon patients were at hospitals, then hospitals and moves."""
    subjects = records.subjects
    places = {name: k for k, name in enumerate(records.organisations)}
    for name, kind in scenario.incidents.items():
        if not kind.real:
            continue
        index = subjects.types.index(name) if name in subjects.types else -1
        mine = subjects.counted & (subjects.type == index)
        for agency in held(scenario, name):
            yield from _staged(records, mine, f"{name}/{agency}", places.get(agency, -1))
        for agency in takes(kind):
            there = (records.milestone == Milestone.AT_HOSPITAL) & (records.organisation == places.get(agency, -1))
            yield f"hospital_mean/{name}/{agency}", *summed((earliest(records, there) - subjects.onset)[mine])
    yield from _hospitals(records, scenario)
    yield from _moves(records, scenario)


def _staged(records: Records, mine: Flags, group: str, agency: int) -> Iterator[tuple[str, float, float]]:
    here = (records.organisation == agency) & mine[records.incident]
    staged = here & (records.milestone == Milestone.STAGED)
    yield f"staged_share/{group}", float(len(np.unique(records.incident[staged]))), float(np.sum(mine))
    waits = _since(records, np.flatnonzero(here & (records.milestone == Milestone.RELEASED)))
    yield f"staged_mean/{group}", float(np.sum(waits)), float(len(waits))


def _hospitals(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield by hospital who came inside the counted time, and how long the units that brought them stayed there."""
    if not any(takes(kind) for kind in scenario.incidents.values()):
        return
    days = (records.horizon - records.warm_up) / DAY
    inside = (records.time >= records.warm_up) & (records.time < records.horizon)
    came = np.flatnonzero((records.milestone == Milestone.AT_HOSPITAL) & inside)
    among = np.zeros(len(records), bool)
    among[came] = True
    over = np.flatnonzero((records.milestone == Milestone.HANDED_OVER) & among[records.cause])
    for name in scenario.hospitals:
        here = np.array([channel == name for channel in records.channels], bool)
        yield f"carried/{name}", float(np.sum(here[records.channel[came]])), days
        stays = _since(records, over[here[records.channel[over]]])
        yield f"turnaround_mean/{name}", float(np.sum(stays)), float(len(stays))
        if len(stays):
            yield f"turnaround_p90/{name}", float(np.quantile(stays, 0.9)), 1.0


def _moves(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    days = (records.horizon - records.warm_up) / DAY
    inside = [unit for time, unit, _ in records.moves if records.warm_up <= time < records.horizon]
    agencies = [records.units[unit].partition("/")[0] for unit in inside]
    for name, agency in scenario.agencies.items():
        if agency.move_up is not None:
            yield f"moves/{name}", float(agencies.count(name)), days


def _since(records: Records, found: Integers) -> Floats:
    """Return seconds from what led to each of some records until it."""
    return np.asarray(records.time[found] - records.time[records.cause[found]], float)
