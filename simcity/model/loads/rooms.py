"""What keeps the seats of a centre busy."""

from __future__ import annotations

from math import inf

from simcity.model.centres import Centre
from simcity.model.incidents import IncidentType
from simcity.model.links import Footage, PushedVideo
from simcity.model.loads.often import believed, callers_mean, mean_rate, on_average
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Devices, Raising
from simcity.model.ways import acting, uses


def seat_time(scenario: Scenario, name: str, centre: Centre) -> float:
    """Return the operators that calls, false alarms, pictures and permissions keep busy on average."""
    return (
        _calls(scenario, name, centre)
        + _false_alarms(scenario, name, centre)
        + _pictures(scenario, name)
        + _permissions(scenario, name)
    )


def _calls(scenario: Scenario, name: str, centre: Centre) -> float:
    load = 0.0
    for kind, incident in scenario.incidents.items():
        if incident.callers is None or name not in incident.callers.calls:
            continue
        share = incident.callers.calls[name] / sum(incident.callers.calls.values())
        seat = _taking(incident, name, centre) + centre.dispatching.average()
        load += mean_rate(kind, scenario) * callers_mean(incident, scenario) * share * seat
    return load


def _false_alarms(scenario: Scenario, name: str, centre: Centre) -> float:
    load = 0.0
    for sensor in scenario.sensors.values():
        if not isinstance(sensor, Raising) or sensor.centre != name or sensor.false_alarms == 0:
            continue
        claims = sensor.mistaken_for
        seat = sum(_taking(scenario.incidents[kind], name, centre) * share for kind, share in claims.items())
        load += _false_rate(sensor, scenario) * seat / sum(claims.values())
    return load


def _false_rate(sensor: Raising, scenario: Scenario) -> float:
    """Return the false alarms a second of all devices of a sensor, tuning included."""
    if not isinstance(sensor, Analytics):
        return sensor.size() * sensor.false_alarms
    cameras = scenario.sensors[sensor.on] if sensor.on is not None else sensor
    devices = cameras.size() if isinstance(cameras, Devices) else 0
    fraction = sensor.fraction if sensor.on is not None else 1.0
    return devices * fraction * sensor.false_alarms * sensor.tuning.false_alarms


def _pictures(scenario: Scenario, name: str) -> float:
    """Return the seats that pushed video takes: looking at the receiver, searching at the sender."""
    load = 0.0
    for link in scenario.links.values():
        if isinstance(link, PushedVideo) and link.up == "always":
            looking = link.looking.average() if link.receiver == name else 0.0
            searching = link.searching.average() if link.searching is not None and link.sender == name else 0.0
            load += _cases(link, scenario) * (looking + searching)
    return load


def _cases(link: PushedVideo | Footage, scenario: Scenario) -> float:
    """Return the cases a second that the receiver of video sends units to, one for each incident."""
    types = uses(link, scenario.incidents, scenario.agencies, scenario.links)
    mine = [kind for kind in types if link.receiver in acting(scenario.incidents[kind], scenario.agencies)]
    return sum(believed(scenario.incidents[kind]) * mean_rate(kind, scenario) for kind in mine)


def _permissions(scenario: Scenario, name: str) -> float:
    """Return the seats that deciding on permissions takes."""
    load = 0.0
    for agency_name, agency in scenario.agencies.items():
        if agency.release is not None and agency.release.by == name:
            often = sum(
                believed(incident) * mean_rate(kind, scenario)
                for kind, incident in scenario.incidents.items()
                if agency_name in incident.agencies
            )
            load += often * agency.release.granting.average()
    for link in scenario.links.values():
        if isinstance(link, PushedVideo | Footage) and link.approval is not None and link.up == "always":
            granting = link.approval.granting.average() if link.approval.by == name else 0.0
            load += _cases(link, scenario) * granting
    return load


def _taking(incident: IncidentType, name: str, centre: Centre) -> float:
    """Return the mean seconds of answering and processing one report of a type."""
    return centre.answering.average() + incident.processing.get(name, centre.processing).average()


def seats_of(centre: Centre) -> float:
    """Return the mean number of operators on duty and not on a break."""
    if isinstance(centre.seats, str):
        return inf
    seats = (
        sum(on_average(desk.seats) for desk in centre.desks.values())
        if centre.seats is None
        else on_average(centre.seats)
    )
    return seats if centre.breaks is None else seats * (1.0 - centre.breaks.lasts / centre.breaks.every)
