"""Loads expected of centres and agencies, by arithmetic alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, pi

import numpy as np

from simcity.fields import DAY, MINUTE
from simcity.model.agencies import Agency
from simcity.model.centres import Centre
from simcity.model.incidents import IncidentType, Someone
from simcity.model.kinds import smooth_at, values_at
from simcity.model.links import Footage, PushedVideo
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Devices, Raising
from simcity.model.ways import acting, uses
from simcity.records import Floats

Load = tuple[str, str, float, float]
"""``centre`` or ``agency``, its id, expected load in erlang, mean number on duty (inf if unlimited)."""

_MINUTES: Floats = np.arange(0.0, DAY, MINUTE)


def loads(scenario: Scenario) -> list[Load]:
    """Return a row for each centre and each agency: what, id, expected erlang, mean number on duty.

    All are means over a whole week, not over the hours of the run; set times of onset are spread over the run
    instead. Of a centre calls, false alarms, pictures and permissions count, and each call is taken to be
    answered, processed and dispatched in full; finds on the wall, true alarms, relays, footage, redialled calls
    and what surge seats add are left out. Witnesses are counted by the mean crowd of the zones at the hours of
    the incidents, up to ``at_most``. Breaks lower the number on duty. Of an agency only work on scene counts,
    without travel, and a false report without ``believed`` is taken to be believed.
    """
    centres: list[Load] = [
        ("centre", name, _seat_time(scenario, name, centre), _seats(centre))
        for name, centre in scenario.centres.items()
    ]
    agencies: list[Load] = [
        ("agency", name, _on_scene(scenario, name, agency), _units(agency))
        for name, agency in scenario.agencies.items()
    ]
    return centres + agencies


def mean_rate(name: str, scenario: Scenario) -> float:
    """Return the mean number of incidents of a type, per second.

    Of a level of crowding it is how often the crowds of an ordinary day grow beyond it, in all its zones.
    """
    incident = scenario.incidents[name]
    if incident.rate is not None:
        return incident.rate
    if incident.crowded is None:
        return sum(time < scenario.end for time in incident.at) / scenario.end
    times = 0
    for zone, weight in incident.where.items():
        above = smooth_at(scenario.place.zones[zone].crowd, _MINUTES) > incident.crowded
        times += int(np.sum(above & ~np.roll(above, 1))) if weight > 0 else 0
    return times / DAY


def callers_mean(incident: IncidentType, scenario: Scenario) -> float:
    """Return the mean number of calls about an incident of a type, over the hours at which it happens."""
    callers = incident.callers
    if callers is None:
        return 0.0
    often = values_at(incident.by_hour, _MINUTES)
    if isinstance(callers, Someone):
        shares = callers.share * values_at(callers.by_hour, _MINUTES)
        return float(np.average(shares, weights=often)) * (1.0 + callers.more)
    zones = scenario.place.zones
    weights = incident.where or {name: zone.weight for name, zone in zones.items()}
    crowds = [float(np.average(smooth_at(zones[name].crowd, _MINUTES), weights=often)) for name in weights]
    density = float(np.average(crowds, weights=list(weights.values())))
    return min(callers.involved + density * pi * callers.sight**2 * callers.each, callers.at_most)


def _seat_time(scenario: Scenario, name: str, centre: Centre) -> float:
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
    return sum(_believed(scenario.incidents[kind]) * mean_rate(kind, scenario) for kind in mine)


def _permissions(scenario: Scenario, name: str) -> float:
    """Return the seats that deciding on permissions takes."""
    load = 0.0
    for agency_name, agency in scenario.agencies.items():
        if agency.release is not None and agency.release.by == name:
            often = sum(
                _believed(incident) * mean_rate(kind, scenario)
                for kind, incident in scenario.incidents.items()
                if agency_name in incident.needs
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


def _believed(incident: IncidentType) -> float:
    return 1.0 if incident.believed is None else incident.believed


def _on_scene(scenario: Scenario, name: str, agency: Agency) -> float:
    load = 0.0
    for kind, incident in scenario.incidents.items():
        units = sum(incident.needs.get(name, {}).values())
        often = mean_rate(kind, scenario) * _believed(incident) if units else 0.0
        load += often * units * _job(agency, incident.on_scene.get(name, agency.on_scene).average())
    return load


def _job(agency: Agency, work: float) -> float:
    """Return the mean seconds of work, or of all busy time where that is given, over the units of all stations."""
    own = [station.busy or agency.busy or station.on_scene for station in agency.stations.values()]
    if not any(law is not None for law in own):
        return work
    units = [station.count * sum(map(_mean, station.units.values())) for station in agency.stations.values()]
    seconds = [work if law is None else law.average() for law in own]
    return float(np.average(seconds, weights=units)) if sum(units) else work


def _mean(schedule: Mapping[float, int]) -> float:
    return float(np.mean(values_at({hour: float(number) for hour, number in schedule.items()}, _MINUTES)))


def _seats(centre: Centre) -> float:
    """Return the mean number of operators on duty and not on a break."""
    if isinstance(centre.seats, str):
        return inf
    seats = sum(_mean(desk.seats) for desk in centre.desks.values()) if centre.seats is None else _mean(centre.seats)
    return seats if centre.breaks is None else seats * (1.0 - centre.breaks.lasts / centre.breaks.every)


def _units(agency: Agency) -> float:
    if agency.units == "unlimited":
        return inf
    return sum(station.count * _mean(units) for station in agency.stations.values() for units in station.units.values())
