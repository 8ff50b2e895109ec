"""Workload: seats and units in use, and attention that false reports took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from simcity.fields import DAY
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers, Milestone, Outcome, Records


def workload(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield utilisation and false alarms by centre, and busy shares by agency, inside the counted time.

    Work that was broken off or handed over takes seats in each of its entries and is one piece of work.
    """
    organisations = {name: k for k, name in enumerate(records.organisations)}
    days = (records.horizon - records.warm_up) / DAY
    started = ~np.isnan(records.job_start)
    inside = started & (records.job_start >= records.warm_up) & (records.job_start < records.horizon)
    false = ~records.subjects.real[records.job_incident] & ~_resumed(records, started)
    end = np.where(np.isnan(records.job_end), records.end, records.job_end)
    for name in scenario.centres:
        mine = records.job_centre == organisations.get(name, 0)
        seats = capacity(records, [(since, number) for centre, since, number in records.seats if centre == name])
        if 0.0 < seats < np.inf:
            taken = started & mine
            yield f"utilisation/{name}", _inside(records, records.job_start[taken], end[taken]), seats
        yield f"false_alarms/{name}", float(np.sum(inside & mine & false)), days
    sent, back = _missions(records)
    for name in scenario.agencies:
        units = capacity(records, [(since, number) for agency, since, number in records.duty if agency == name])
        if 0.0 < units < np.inf:
            mine = records.organisation[sent] == organisations.get(name, 0)
            yield f"busy/{name}", _inside(records, records.time[sent[mine]], back[mine]), units


def _resumed(records: Records, started: Flags) -> Flags:
    """Return by job whether it goes on with what was taken up in an earlier entry."""
    broken = np.flatnonzero((records.job_outcome == Outcome.INTERRUPTED) & started)
    resumed = np.zeros(len(records.job_start), bool)
    if not len(broken):
        return resumed
    key = np.column_stack([records.job_centre, records.job_kind, records.job_incident])
    left = Counter((*key[job].tolist(), records.job_end[job]) for job in broken.tolist())
    candidates = np.flatnonzero(np.isin(records.job_asked, records.job_end[broken]))
    for job in candidates.tolist():
        at = (*key[job].tolist(), records.job_asked[job])
        if left[at] > 0:
            left[at] -= 1
            resumed[job] = True
    return resumed


def capacity(records: Records, steps: list[tuple[float, float]]) -> float:
    """Return seat-seconds or unit-seconds on duty inside the counted time."""
    total = 0.0
    for k, (start, number) in enumerate(steps):
        stop = steps[k + 1][0] if k + 1 < len(steps) else records.end
        seconds = min(stop, records.horizon) - max(start, records.warm_up)
        if seconds > 0.0:
            total += number * seconds
    return total


def _missions(records: Records) -> tuple[Integers, Floats]:
    """Return the dispatch records of units of the city and when each unit was in service again."""
    back = np.full(len(records), records.end)
    done = np.flatnonzero(records.milestone == Milestone.IN_SERVICE)
    at = done
    while len(at):
        found = records.milestone[at] == Milestone.DISPATCHED
        back[at[found]] = records.time[done[found]]
        further = ~found & (records.cause[at] != at)
        at, done = records.cause[at][further], done[further]
    sent = np.flatnonzero((records.milestone == Milestone.DISPATCHED) & (records.unit != 0))
    return sent, back[sent]


def _inside(records: Records, start: Floats, end: Floats) -> float:
    low, high = records.warm_up, records.horizon
    return float(np.sum(np.clip(end, low, high) - np.clip(start, low, high)))
