"""A run: one alternative of one replication, from its trace to its records."""

from __future__ import annotations

import gc
import math
from itertools import chain

import numpy as np
import simpy

from simcity.engine import lifecycle, response
from simcity.engine.dispatch import refuse
from simcity.engine.fleet import Fleet
from simcity.engine.pools import SEATED, JobRow, Room
from simcity.engine.world import Knowledge, RecordRow, ReportLists, Way, World
from simcity.model.centres import ANSWERING_ROLES, JOB_KINDS
from simcity.model.kinds import steps
from simcity.model.links import PushedVideo
from simcity.model.scenario import Scenario
from simcity.records import Milestone, Outcome, Records
from simcity.trace import Slot, Trace
from simcity.trace.happenings import clock_start


def run(scenario: Scenario, trace: Trace) -> Records:
    """Live one alternative through one trace and return what was said, up to the end of the drain.

    The garbage collector rests meanwhile: a run makes no cycles worth its passes over the growing record.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        world = build(scenario, trace)
        lifecycle.begin(world)
        world.env.run(until=scenario.end)
        response.leave_open(world)
        return gather(world)
    finally:
        if collecting:
            gc.enable()


def build(scenario: Scenario, trace: Trace) -> World:
    """Put the city together as it is before anything happens."""
    env = simpy.Environment()
    centres, agencies = list(scenario.centres), list(scenario.agencies)
    records = onsets(trace)
    jobs: list[JobRow] = []
    shifts = rosters(scenario)
    first = {centre: seats for centre, time, seats in shifts if time == 0.0}
    return World(
        env=env,
        scenario=scenario,
        trace=trace,
        reports=ReportLists(**{name: getattr(trace.reports, name).tolist() for name in ReportLists.__annotations__}),
        centres=centres,
        agencies=agencies,
        rooms=[Room(env, first[index], jobs) for index in range(len(centres))],
        kind_ranks=[[scenario.centres[name].priorities.get(kind, 1) for kind in JOB_KINDS] for name in centres],
        blind=[set() if scenario.centres[name].triage else {JOB_KINDS.index("call")} for name in centres],
        shifts=shifts,
        fleets=[fleet(env, scenario, trace, name) for name in agencies],
        senders=[centres.index(scenario.agencies[name].dispatched_by) for name in agencies],
        units={key: index + 1 for index, key in enumerate(unit_keys(scenario, trace))},
        types=trace.subjects.type.tolist(),
        ranks=[kind.priority for kind in scenario.incidents.values()],
        cards=[[card(scenario, name, kind) for kind in scenario.incidents] for name in centres],
        ways=[[ways(scenario, trace, name, kind) for kind in scenario.incidents] for name in centres],
        videos=[[videos(scenario, trace, name, kind) for kind in scenario.incidents] for name in centres],
        knowledge=[Knowledge() for _ in centres],
        reported=bytearray(len(trace.subjects)),
        records=records,
        jobs=jobs,
    )


def onsets(trace: Trace) -> list[RecordRow]:
    """Return the first records: each subject begins, and is its own cause."""
    return [(time, Milestone.ONSET, row, 0, 0, 0, row) for row, time in enumerate(trace.subjects.onset.tolist())]


def rosters(scenario: Scenario) -> list[tuple[int, float, float]]:
    """Return (centre, from when, seats) at the start and at every shift change."""
    start = clock_start(scenario) % 86400.0
    found: list[tuple[int, float, float]] = []
    for index, centre in enumerate(scenario.centres.values()):
        if isinstance(centre.seats, str):
            found.append((index, 0.0, math.inf))
        else:
            found += [(index, time, float(seats)) for time, seats in steps(centre.seats, start, scenario.end)]
    return found


def fleet(env: simpy.Environment, scenario: Scenario, trace: Trace, agency: str) -> Fleet | None:
    """Return the units of an agency, or None where they are unlimited."""
    if scenario.agencies[agency].units == "unlimited":
        return None
    stations = trace.stations[agency]
    abilities = sorted({ability for station in stations for ability in station.duty})
    return Fleet(env, len(stations), abilities, refuse)


def unit_keys(scenario: Scenario, trace: Trace) -> list[tuple[int, str, int, int]]:
    """Return all units: agency, capability, station, number."""
    return [
        (index, ability, place, number)
        for index, agency in enumerate(scenario.agencies)
        if scenario.agencies[agency].units is None
        for place, station in enumerate(trace.stations[agency])
        for ability, changes in station.duty.items()
        for number in range(max(count for _, count in changes))
    ]


def unit_names(scenario: Scenario, trace: Trace) -> list[str]:
    """Return the names of all units, such as ems/north/als-1."""
    agencies = list(scenario.agencies)
    return [
        f"{agencies[agency]}/{trace.stations[agencies[agency]][place].name}/{ability}-{number + 1}"
        for agency, ability, place, number in unit_keys(scenario, trace)
    ]


def card(scenario: Scenario, centre: str, kind: str) -> list[tuple[int, list[Slot]]]:
    """Return the part of a type's run card that a centre sends."""
    found: dict[int, list[Slot]] = {}
    for slot in scenario.incidents[kind].slots():
        if scenario.agencies[slot[0]].dispatched_by == centre:
            found.setdefault(list(scenario.agencies).index(slot[0]), []).append(slot)
    return list(found.items())


def ways(scenario: Scenario, trace: Trace, centre: str, kind: str) -> list[Way]:
    """Return the links over which a centre tells others of a type that needs their units."""
    own = bool(card(scenario, centre, kind))
    return [
        Way(name, link, trace.channels.index(name), list(scenario.centres).index(link.receiver), own)
        for name, link in scenario.links.items()
        if link.sender == centre
        and not isinstance(link, PushedVideo)
        and link.up == "always"
        and (not link.types or kind in link.types)
        and card(scenario, link.receiver, kind)
    ]


def videos(scenario: Scenario, trace: Trace, centre: str, kind: str) -> list[Way]:
    """Return the links over which a centre is shown pictures of a type that it handles."""
    return [
        Way(name, link, trace.channels.index(name), list(scenario.centres).index(link.sender), False)
        for name, link in scenario.links.items()
        if link.receiver == centre
        and isinstance(link, PushedVideo)
        and link.up == "always"
        and (not link.types or kind in link.types)
        and scenario.incidents[kind].needs
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
            Outcome.OPEN,
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
    )


def columns(rows: list[RecordRow] | list[JobRow], width: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return rows of numbers as columns."""
    numbers = chain.from_iterable(rows)
    return np.fromiter(numbers, float, width * len(rows)).reshape(-1, width).T


def duty(scenario: Scenario, trace: Trace) -> tuple[tuple[str, float, int], ...]:
    """Return (agency, from when, units on duty) for agencies with limited units."""
    found = []
    for agency in scenario.agencies:
        if scenario.agencies[agency].units is not None:
            continue
        shifts = [changes for station in trace.stations[agency] for changes in station.duty.values()]
        for time in sorted({when for changes in shifts for when, _ in changes}):
            count = sum([number for when, number in changes if when <= time][-1] for changes in shifts)
            found.append((agency, time, count))
    return tuple(found)
