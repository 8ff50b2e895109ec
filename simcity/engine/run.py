"""A run: one alternative of one replication, from its trace to its records."""

from __future__ import annotations

import gc
import math
from itertools import chain

import numpy as np

from simcity.engine import lifecycle, response
from simcity.engine.building import build, unit_keys
from simcity.engine.milestones import OPEN
from simcity.engine.pools import SEATED, JobRow
from simcity.engine.world import RecordRow, World
from simcity.model.centres import ANSWERING_ROLES, JOB_KINDS
from simcity.model.scenario import Scenario
from simcity.records import Floats, Records
from simcity.trace import Trace


def run(scenario: Scenario, trace: Trace) -> Records:
    """Live one alternative through one trace and return what was said, up to the end of the drain.

    The garbage collector rests meanwhile, since its passes over the growing record find nothing; the record is
    emptied before the collector wakes.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        world = build(scenario, trace)
        lifecycle.begin(world)
        world.env.run(until=scenario.end)
        response.leave_open(world)
        records = gather(world)
        world.records.clear()
        world.jobs.clear()
        return records
    finally:
        if collecting:
            gc.enable()


def unit_names(scenario: Scenario, trace: Trace) -> list[str]:
    """Return the names of all units, such as ems/north/als-1."""
    agencies = list(scenario.agencies)
    return [
        f"{agencies[agency]}/{trace.stations[agencies[agency]][place].name}/{ability}-{number + 1}"
        for agency, ability, place, number in unit_keys(scenario, trace)
    ]


def open_jobs(world: World) -> list[JobRow]:
    """Return the work that the end of the run cuts off, in the order of its asking."""
    held = [job for room in world.rooms for job in [*room.seated, *room.waiting()]]
    return [
        (
            job.centre,
            job.kind,
            job.row,
            job.asked,
            job.start if job.state == SEATED else math.nan,
            math.nan,
            OPEN,
        )
        for job in sorted(held, key=lambda job: (job.asked, job.row, job.centre, job.kind))
    ]


def gather(world: World) -> Records:
    """Turn what was said into columns."""
    scenario, trace = world.scenario, world.trace
    end = scenario.end
    said = columns(world.records, 7)
    jobs = columns([*world.jobs, *open_jobs(world)], 7)
    return Records(
        subjects=trace.subjects,
        organisations=("", *world.centres, *world.agencies),
        answering_points=tuple(n for n, centre in scenario.centres.items() if centre.role in ANSWERING_ROLES),
        units=("", *unit_names(scenario, trace)),
        channels=trace.channels,
        warm_up=scenario.warm_up,
        horizon=scenario.horizon,
        end=end,
        time=said[0],
        milestone=said[1].astype(np.int64),
        incident=said[2].astype(np.int64),
        organisation=said[3].astype(np.int64),
        unit=said[4].astype(np.int64),
        channel=said[5].astype(np.int64),
        cause=said[6].astype(np.int64),
        job_centre=jobs[0].astype(np.int64) + 1,
        job_kind=jobs[1].astype(np.int64),
        job_incident=jobs[2].astype(np.int64),
        job_asked=jobs[3],
        job_start=jobs[4],
        job_end=np.where(np.isnan(jobs[5]), end, jobs[5]),
        job_outcome=jobs[6].astype(np.int64),
        job_kinds=JOB_KINDS,
        seats=tuple((world.centres[centre], time, seats) for centre, time, seats in world.shifts),
        duty=duty(scenario, trace),
        components=trace.failures.components,
        down=tuple(trace.failures.spells(end)),
        moves=tuple(world.moved()),
    )


def columns(rows: list[RecordRow] | list[JobRow], width: int) -> Floats:
    """Return rows of numbers as columns."""
    numbers = chain.from_iterable(rows)
    return np.fromiter(numbers, float, width * len(rows)).reshape(-1, width).T


def duty(scenario: Scenario, trace: Trace) -> tuple[tuple[str, float, int], ...]:
    """Return (agency, from when, units on duty) for agencies with limited units."""
    found = []
    for agency in scenario.agencies:
        if scenario.agencies[agency].units is not None:
            continue
        change: dict[float, int] = {}
        for steps in (steps for station in trace.stations[agency] for steps in station.duty.values()):
            before = 0
            for time, number in steps:
                change[time] = change.get(time, 0) + number - before
                before = number
        count = 0
        for time in sorted(change):
            count += change[time]
            found.append((agency, time, count))
    return tuple(found)
