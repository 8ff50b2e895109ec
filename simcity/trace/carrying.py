"""Carrying: which units take somebody to a hospital, to which one, and what the journeys and the handover take."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simcity.fields import HOUR
from simcity.luck import number_of
from simcity.model.geography import wrap_of
from simcity.model.hospitals import Transport
from simcity.model.roads import Ends, Starts, Ways
from simcity.model.scenario import Scenario
from simcity.records import Floats, Integers
from simcity.trace.drawing import Memory, Vector
from simcity.trace.happenings import WEEK, Happening, clock_start
from simcity.trace.responding import Journeys, Slots, Standing, needing


@dataclass(frozen=True)
class Rides:
    """Where an agency's units take somebody, by its rows of ``Journeys``, and their way home from there."""

    hospital: list[int]
    """Place of the hospital in the scenario; 0 where nobody is taken anywhere."""
    estimate: Floats
    """Expected seconds from the scene to that hospital."""
    home: Floats
    """Seconds from each hospital to each station, by hour of the week where the hour matters."""
    start: float
    """Second of the week at which the run begins."""

    def way_home(self, hospital: int, station: int, time: float) -> float:
        """Return the seconds from a hospital to a station for a unit that leaves at a time of the run."""
        hour = int((self.start + time) // HOUR) % len(self.home)
        return self.home.item(hour, hospital, station)


def transport_of(scenario: Scenario, agency: str, happening: Happening) -> Transport | None:
    """Return how an agency takes those in need of a happening to a hospital; None where it never does."""
    # Nobody is hurt where nothing has happened.
    if not happening.real or agency not in needing(scenario, happening):
        return None
    return scenario.incidents[happening.group.entity].transport.get(agency)


def rides(
    scenario: Scenario,
    agency: str,
    stations: list[Standing],
    journey: Journeys,
    happenings: list[Happening],
    rows: list[Integers],
    memory: Memory,
) -> Rides | None:
    """Choose the hospital of every subject and measure the ways; None where the agency carries nobody."""
    if not any(agency in kind.transport for kind in scenario.incidents.values()):
        return None
    law = scenario.agencies[agency].travel or scenario.place.travel
    place = np.array(journey.place, np.int64)
    hospital, estimate = np.zeros(len(journey.estimate), np.int64), np.zeros(len(journey.estimate))
    spots = [(name, *one.at) for name, one in scenario.hospitals.items()]
    zones = scenario.place.zones
    for happening, row in zip(happenings, rows, strict=True):
        transport = transport_of(scenario, agency, happening)
        if transport is None or len(row) == 0:
            continue

        def measure(happening: Happening = happening) -> Floats:
            ways = ways_to_hospitals(scenario, happening)
            return law.back(ways, law.estimate(ways))

        hours = (Vector(happening.onset), scenario.start) if law.timed else ()
        entity = happening.group.entity
        inputs = (law, spots, happening.place, wrap_of(zones), hours)
        there = memory.recall(("rides", agency, entity), inputs, measure)
        if transport.to == "right":
            treats = [one.can_treat(entity) for one in scenario.hospitals.values()]
            there = np.where(treats, there, np.inf)
        # Of equal ones the first of the file.
        nearest = there.argmin(axis=1)
        here = place[row]
        hospital[here] = nearest
        estimate[here] = there[np.arange(len(row)), nearest]
    points = [(station.station, station.x, station.y, station.approach) for station in stations]
    home = memory.recall(
        ("ways home", agency), (law, spots, points, wrap_of(zones)), lambda: ways_home(scenario, agency, stations)
    )
    return Rides(hospital.tolist(), estimate, home, clock_start(scenario))


def ways_to_hospitals(scenario: Scenario, happening: Happening) -> Ways:
    """Return the journeys between all hospitals and the members of a happening."""
    x, y = np.array([one.at for one in scenario.hospitals.values()]).T
    clock = clock_start(scenario) + happening.onset
    ends = Ends(happening.x, happening.y, happening.zone, happening.type, clock)
    zones = scenario.place.zones
    return Ways(Starts(tuple(scenario.hospitals), x, y), ends, tuple(zones), tuple(scenario.incidents), wrap_of(zones))


def ways_home(scenario: Scenario, agency: str, stations: list[Standing]) -> Floats:
    """Return the seconds by hour of the week, hospital and station; one hour stands for all where it is no matter."""
    law = scenario.agencies[agency].travel or scenario.place.travel
    hours = np.arange(0.0, WEEK, HOUR) if law.timed else np.zeros(1)
    number = len(scenario.hospitals)
    x, y = np.array([one.at for one in scenario.hospitals.values()]).T
    # In a table of times a hospital is an end of its own, beside the zones.
    ends = Ends(
        np.tile(x, len(hours)),
        np.tile(y, len(hours)),
        np.tile(np.arange(number), len(hours)),
        np.zeros(len(hours) * number, np.int64),
        np.repeat(hours, number),
    )
    from_x, from_y = np.array([(station.x, station.y) for station in stations]).reshape(-1, 2).T
    starts = Starts(tuple(station.station for station in stations), from_x, from_y) if stations else None
    ways = Ways(starts, ends, tuple(scenario.hospitals), (), wrap_of(scenario.place.zones))
    found = law.back(ways, law.estimate(ways))
    if stations:
        found = found + np.array([station.approach for station in stations])
    return found.reshape(len(hours), number, -1)


def carried(
    scenario: Scenario,
    slot: tuple[str, str, int],
    takes: Slots,
    journey: Journeys,
    ride: Rides | None,
    happenings: list[Happening],
    rows: list[Integers],
) -> Slots:
    """Add to what a slot takes whom it carries and what that takes, one uniform a quantity."""
    agency, capability, nth = slot
    if ride is None:
        return takes
    law = scenario.agencies[agency].travel or scenario.place.travel
    place, j = np.array(journey.place, np.int64), number_of(f"{agency}/{capability}/{nth}")
    carries, seconds = np.zeros(len(takes.work), bool), np.zeros(len(takes.work))
    handover, hospital = np.zeros(len(takes.work)), np.array(ride.hospital, np.int64)
    for happening, row in zip(happenings, rows, strict=True):
        transport = transport_of(scenario, agency, happening)
        if transport is None or len(row) == 0 or (transport.by and capability not in transport.by):
            continue
        group, here = happening.group, place[row]
        carries[here] = group.uniforms("carries", j) < transport.share
        seconds[here] = law.real(ride.estimate[here], group.uniforms("to hospital", j))
        for index, one in enumerate(scenario.hospitals.values()):
            some = np.flatnonzero(hospital[here] == index)
            handover[here[some]] = group.values(one.handover, "handover", j, some)
    if not carries.any():
        return takes
    return replace(takes, carries=carries.tolist(), ride=seconds.tolist(), handover=handover.tolist())
