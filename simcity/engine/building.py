"""Building: the city as it is before anything happens, with its rooms, fleets and lines."""

from __future__ import annotations

import math

import simpy

from simcity.engine.dispatch import refuse
from simcity.engine.fleet import Fleet
from simcity.engine.milestones import ONSET
from simcity.engine.pools import JobRow, Room
from simcity.engine.world import Knowledge, RecordRow, ReportLists, Way, World
from simcity.fields import DAY
from simcity.model.centres import JOB_KINDS
from simcity.model.kinds import steps
from simcity.model.links import PushedVideo
from simcity.model.scenario import Scenario
from simcity.trace import Slot, Trace
from simcity.trace.happenings import clock_start


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
        ranks=[ranks(scenario, name) for name in centres],
        shifts=shifts,
        fleets=[fleet(env, scenario, trace, name) for name in agencies],
        senders=[centres.index(scenario.agencies[name].dispatched_by) for name in agencies],
        units={key: index + 1 for index, key in enumerate(unit_keys(scenario, trace))},
        types=trace.subjects.type.tolist(),
        urgency=[kind.priority for kind in scenario.incidents.values()],
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
    return [(time, ONSET, row, 0, 0, 0, row) for row, time in enumerate(trace.subjects.onset.tolist())]


def ranks(scenario: Scenario, centre: str) -> list[list[int]]:
    """Return by kind of job and incident type the place in the order of service: kind of work first, then incident.

    What a call is about is not known before it is answered: it counts as urgent, like priority 1.
    """
    part = scenario.centres[centre]
    urgency = [kind.priority for kind in scenario.incidents.values()]
    least = max(urgency) + 1
    return [
        [
            part.priorities.get(kind, 1) * least + (1 if kind == "call" and not part.triage else priority)
            for priority in urgency
        ]
        for kind in JOB_KINDS
    ]


def rosters(scenario: Scenario) -> list[tuple[int, float, float]]:
    """Return (centre, from when, seats) at the start and at every shift change."""
    start = clock_start(scenario) % DAY
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
