"""Building: the city as it is before anything happens, with its rooms, fleets and lines."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from simcity.engine.dispatch import refuse
from simcity.engine.fleet import Fleet
from simcity.engine.knowing import Knowledge, ReportLists
from simcity.engine.milestones import ONSET
from simcity.engine.pools import Floor, JobRow
from simcity.engine.roaming import RoamingFleet
from simcity.engine.staffing import rooms, rosters, totals
from simcity.engine.tracking import Tracking
from simcity.engine.wiring import Wiring
from simcity.engine.world import RecordRow, World
from simcity.model.centres import JOB_KINDS
from simcity.model.links import Footage, LocationService, PushedVideo, Telling
from simcity.model.scenario import Scenario
from simcity.model.ways import carries
from simcity.trace import Slot, Trace
from simcity.trace.turning import Driving
from simcity.trace.vehicles import vehicles_of


def build(scenario: Scenario, trace: Trace) -> World:
    """Put the city together as it is before anything happens."""
    env = simpy.Environment()
    centres, agencies = list(scenario.centres), list(scenario.agencies)
    records = onsets(trace)
    jobs: list[JobRow] = []
    roster = rosters(scenario)
    shifts = totals(scenario, roster)
    wiring = Wiring(env, scenario, trace)
    driving = [Driving(scenario, trace, name) for name in agencies]
    tracking = [Tracking(scenario, trace, name) for name in agencies]
    built = rooms(env, scenario, trace, roster, jobs, shifts)
    all_knowing = [centre.knows == "everything" for centre in scenario.centres.values()]
    return World(
        env=env,
        scenario=scenario,
        trace=trace,
        reports=ReportLists(**{name: getattr(trace.reports, name).tolist() for name in ReportLists.__annotations__}),
        centres=centres,
        agencies=agencies,
        rooms=built,
        ranks=[ranks(scenario, name) for name in centres],
        elaborate=[
            knows or isinstance(room, Floor) or centre.patience is not None
            for knows, room, centre in zip(all_knowing, built, scenario.centres.values(), strict=True)
        ],
        all_knowing=all_knowing,
        concerned=[[concerned(scenario, name, kind) for kind in scenario.incidents] for name in centres],
        orders_apart=[
            any("order" in desk.work for desk in centre.desks.values()) for centre in scenario.centres.values()
        ],
        roster=roster,
        shifts=shifts,
        fleets=[
            fleet(env, scenario, trace, name, drives, tracks)
            for name, drives, tracks in zip(agencies, driving, tracking, strict=True)
        ],
        driving=driving,
        tracking=tracking,
        senders=[centres.index(scenario.agencies[name].dispatched_by) for name in agencies],
        units={key: index + 1 for index, key in enumerate(unit_keys(scenario, trace))},
        types=trace.subjects.type.tolist(),
        urgency=[kind.priority for kind in scenario.incidents.values()],
        cards=[[cards(scenario, name, kind)[0] for kind in scenario.incidents] for name in centres],
        alarms=[[cards(scenario, name, kind)[1:] for kind in scenario.incidents] for name in centres],
        ways=wiring.ways(),
        wider=wiring.wider(),
        videos=wiring.shown(PushedVideo),
        footages=wiring.shown(Footage),
        services=wiring.shown(LocationService),
        to_units=wiring.to_units(),
        securing=[securing(scenario, name) for name in scenario.incidents],
        attended=[attended(scenario, name) for name in scenario.incidents],
        held=[held(scenario, name) for name in scenario.incidents],
        knowledge=[Knowledge() for _ in centres],
        reported=[0] * len(trace.subjects),
        records=records,
        jobs=jobs,
    )


def concerned(scenario: Scenario, centre: str, kind: str) -> bool:
    """Return whether a centre must act on a type or is to know of it: a link that informs says so, be it up or not."""
    return bool(cards(scenario, centre, kind)[0]) or any(
        isinstance(link, Telling) and link.informs and link.receiver == centre and carries(link, kind)
        for link in scenario.links.values()
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


def fleet(
    env: simpy.Environment, scenario: Scenario, trace: Trace, agency: str, driving: Driving, tracking: Tracking
) -> Fleet | None:
    """Return the units of an agency, or None where they are unlimited."""
    if scenario.agencies[agency].units == "unlimited":
        return None
    stations = trace.stations[agency]
    abilities = sorted({ability for station in stations for ability in station.duty})
    choosy = trace.journeys[agency].asked is not None
    leaves = scenario.policy(agency).leaves
    kept = leaves if holds_back(leaves, scenario, abilities) else None
    if scenario.agencies[agency].on_the_road:
        return RoamingFleet(env, scenario, trace, agency, driving, tracking, abilities, refuse, kept)
    return Fleet(env, len(stations), abilities, refuse, choosy, kept)


def holds_back(leaves: Callable[[str, int], int], scenario: Scenario, abilities: list[str]) -> bool:
    """Return whether a policy ever keeps units back."""
    return any(leaves(ability, kind.priority) for ability in abilities for kind in scenario.incidents.values())


def unit_keys(scenario: Scenario, trace: Trace) -> list[tuple[int, str, int, int]]:
    """Return all units: agency, capability, station, number."""
    return [
        (index, ability, place, number)
        for index, agency in enumerate(scenario.agencies)
        if scenario.agencies[agency].units is None
        for ability, place, number in vehicles_of(trace.stations[agency])
    ]


def cards(scenario: Scenario, centre: str, kind: str) -> list[list[tuple[int, list[Slot]]]]:
    """Return the parts of a type's run card, then of the extra alarm of each level, that a centre sends."""
    agencies = list(scenario.agencies)
    parts = []
    for alarm in scenario.incidents[kind].alarms():
        found: dict[int, list[Slot]] = {}
        for slot in alarm:
            if scenario.agencies[slot[0]].dispatched_by == centre:
                found.setdefault(agencies.index(slot[0]), []).append(slot)
        parts.append(list(found.items()))
    return parts


def securing(scenario: Scenario, kind: str) -> frozenset[int]:
    """Return the agencies that make the scenes of a type safe: those that it may need and a police centre sends."""
    if scenario.incidents[kind].safe_after is None:
        return frozenset()
    return frozenset(
        index
        for index, (name, agency) in enumerate(scenario.agencies.items())
        if name in scenario.incidents[kind].agencies and scenario.centres[agency.dispatched_by].role == "police"
    )


def attended(scenario: Scenario, kind: str) -> frozenset[int]:
    """Return the agencies whose units make the scenes of a type safe, or see how grave it is."""
    incident = scenario.incidents[kind]
    those = [index for index, name in enumerate(scenario.agencies) if name in incident.agencies]
    return frozenset(those) if incident.levels else securing(scenario, kind)


def held(scenario: Scenario, kind: str) -> frozenset[int]:
    """Return the agencies whose units are held where a type is violent: those that no police centre sends."""
    if not scenario.incidents[kind].violent:
        return frozenset()
    return frozenset(
        index
        for index, agency in enumerate(scenario.agencies.values())
        if scenario.centres[agency.dispatched_by].role != "police"
    )
