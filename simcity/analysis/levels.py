"""Levels of incidents: how far they grew, and what they came to need besides the run card."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from simcity.analysis.knowing import earliest, summed
from simcity.model.measurable import extras, grows
from simcity.model.scenario import Scenario
from simcity.records import Floats, Integers, Milestone, Records


def at_first(records: Records) -> Integers:
    """Return by subject the level at which it began, 0 for the ordinary one."""
    subjects = records.subjects
    return np.zeros(len(subjects), np.int64) if subjects.level is None else subjects.level


def at_last(records: Records) -> Integers:
    """Return by subject the level that it grew to before the end."""
    grown = np.bincount(records.incident[records.milestone == Milestone.ESCALATED], minlength=len(records.subjects))
    return np.asarray(at_first(records) + grown, np.int64)


def since(records: Records, level: int) -> Floats:
    """Return by subject when it came to a level, NaN for never."""
    first = at_first(records)
    grown = np.flatnonzero(records.milestone == Milestone.ESCALATED)
    grown = grown[np.lexsort((records.time[grown], records.incident[grown]))]
    row = records.incident[grown]
    # In order of subject and time, so that the place since a subject's first one says how often it has grown.
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    nth = np.arange(len(row)) - np.repeat(starts, np.diff(starts, append=len(row)))
    here = first[row] + nth + 1 == level
    time = np.where(first >= level, records.subjects.onset, np.nan)
    time[row[here]] = records.time[grown[here]]
    return time


def needed(records: Records, scenario: Scenario) -> Integers:
    """Return by subject the number of units on its run card and the extra alarms of the levels that it came to."""
    types, kinds = records.subjects.types, scenario.incidents
    alarms = [np.cumsum([len(alarm) for alarm in kinds[name].alarms()]) if name in kinds else [0] for name in types]
    most = max((len(alarm) for alarm in alarms), default=1)
    units = np.array([[*alarm, *[alarm[-1]] * (most - len(alarm))] for alarm in alarms], np.int64).reshape(-1, most)
    return np.asarray(units[records.subjects.type, at_last(records)], np.int64)


def names_at_last(records: Records, scenario: Scenario) -> NDArray[np.object_]:
    """Return by subject the id of the level that it grew to, empty for the ordinary one."""
    kinds = scenario.incidents
    ids = [("", *kinds[name].levels) if name in kinds else ("",) for name in records.subjects.types]
    return np.array(
        [ids[kind][level] for kind, level in zip(records.subjects.type, at_last(records), strict=True)], object
    )


def growing(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield how many counted incidents grew, and how soon agencies came that only a level needs."""
    if not any(kind.levels for kind in scenario.incidents.values()):
        return
    subjects = records.subjects
    grew = at_last(records) > at_first(records)
    places = {name: k for k, name in enumerate(records.organisations)}
    for name, kind in scenario.incidents.items():
        if not kind.real or not kind.levels:
            continue
        index = subjects.types.index(name) if name in subjects.types else -1
        mine = np.flatnonzero(subjects.counted & (subjects.type == index))
        number = float(len(mine))
        if grows(kind):
            yield f"escalated/{name}", float(np.sum(grew[mine])), number
        for agency, level in extras(kind).items():
            asked = since(records, level)[mine]
            here = (records.milestone == Milestone.AT_SIDE) & (records.organisation == places.get(agency, -1))
            came = earliest(records, here)[mine] - asked
            called = float(np.sum(~np.isnan(asked)))
            yield f"extra_share/{name}/{agency}", called, number
            yield f"extra_reached/{name}/{agency}", float(np.sum(~np.isnan(came))), called
            yield f"extra_mean/{name}/{agency}", *summed(came)
