"""What keeps the units of an agency, and the bays of hospitals, busy."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np

from simcity.model.agencies import Agency
from simcity.model.hospitals import Hospital
from simcity.model.incidents import IncidentType
from simcity.model.loads.often import believed, mean_rate, on_average
from simcity.model.scenario import Scenario


def unit_time(scenario: Scenario, name: str, agency: Agency) -> float:
    """Return the units that work on scene and handing over keep busy on average."""
    load = 0.0
    for kind, incident in scenario.incidents.items():
        if name not in incident.agencies:
            continue
        often = mean_rate(kind, scenario) * believed(incident)
        work = _job(agency, incident.on_scene.get(name, agency.on_scene).average())
        load += (
            often * work * sum(share * factor * sum(units.values()) for share, factor, units in _met(incident, name))
        )
        load += _carried(scenario, kind, name) * _handover(scenario, kind, name)
    return load


def _met(incident: IncidentType, agency: str) -> Iterator[tuple[float, float, dict[str, int]]]:
    """Give by level of onset: the share that begins there, the factor on work, and the units that it needs in all."""
    units = dict(incident.needs.get(agency, {}))
    levels = list(incident.levels.values())
    yield 1.0 - sum(level.share for level in levels), 1.0, dict(units)
    for level in levels:
        for ability, number in level.needs.get(agency, {}).items():
            units[ability] = units.get(ability, 0) + number
        yield level.share, level.work, dict(units)


def _carried(scenario: Scenario, kind: str, agency: str) -> float:
    """Return how often a second a unit of an agency takes somebody of a type to a hospital."""
    incident = scenario.incidents[kind]
    transport = incident.transport.get(agency)
    if transport is None or not incident.real:
        return 0.0
    able = sum(
        share * number
        for share, _, units in _met(incident, agency)
        for ability, number in units.items()
        if not transport.by or ability in transport.by
    )
    return mean_rate(kind, scenario) * able * transport.share


def _goals(scenario: Scenario, kind: str, agency: str) -> list[Hospital]:
    """Return the hospitals to which an agency may take a type."""
    nearest = scenario.incidents[kind].transport[agency].to == "nearest"
    return [one for one in scenario.hospitals.values() if nearest or one.can_treat(kind)]


def _handover(scenario: Scenario, kind: str, agency: str) -> float:
    """Return the mean seconds of a hand-over, all hospitals that may be meant alike."""
    if agency not in scenario.incidents[kind].transport:
        return 0.0
    goals = _goals(scenario, kind, agency)
    return sum(hospital.handover.average() for hospital in goals) / len(goals) if goals else 0.0


def bays(scenario: Scenario) -> tuple[float, float]:
    """Return the bays that hand-overs keep busy on average, and how many there are in all (inf without limit).

    The hospitals to which anybody is taken are one, since who goes where depends on the journeys.
    """
    load, goals = 0.0, list[Hospital]()
    for kind, incident in scenario.incidents.items():
        for agency in incident.transport:
            load += _carried(scenario, kind, agency) * _handover(scenario, kind, agency)
            goals += [one for one in _goals(scenario, kind, agency) if not any(one is other for other in goals)]
    return load, sum(inf if hospital.bays is None else hospital.bays for hospital in goals)


def _job(agency: Agency, work: float) -> float:
    """Return the mean seconds of work, or of all busy time where that is given, over the units of all stations."""
    own = [station.busy or agency.busy or station.on_scene for station in agency.stations.values()]
    if not any(law is not None for law in own):
        return work
    units = [station.count * sum(map(on_average, station.units.values())) for station in agency.stations.values()]
    seconds = [work if law is None else law.average() for law in own]
    return float(np.average(seconds, weights=units)) if sum(units) else work


def units_of(agency: Agency) -> float:
    """Return the mean number of units on duty."""
    if agency.units == "unlimited":
        return inf
    return sum(
        station.count * on_average(units) for station in agency.stations.values() for units in station.units.values()
    )
