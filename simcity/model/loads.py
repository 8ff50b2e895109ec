"""Loads expected of centres and agencies, by arithmetic alone, and warnings from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf, pi

import numpy as np

from simcity.fields import DAY, MINUTE
from simcity.model.agencies import Agency
from simcity.model.centres import Centre
from simcity.model.incidents import IncidentType, Someone
from simcity.model.kinds import smooth_at, values_at
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, WatchedCamera
from simcity.records import Floats

Load = tuple[str, str, float, float]
"""``centre`` or ``agency``, its id, expected load in erlang, mean number on duty (inf if unlimited)."""

NEARLY = 0.85
"""Share of those on duty above which waiting grows steeply: a rule of thumb (B)."""

_MINUTES: Floats = np.arange(0.0, DAY, MINUTE)


def loads(scenario: Scenario) -> list[Load]:
    """Return a row for each centre and each agency: what, id, expected erlang, mean number on duty.

    All are means over a whole week, not over the hours of the run. Of a centre only calls and false alarms
    count, and each call is taken to be answered, processed and dispatched in full; finds on the wall, true
    alarms, relays and pictures are left out. Witnesses are counted by the mean crowd of the zones at the
    hours of the incidents, up to ``at_most``. Of an agency only work on scene counts, without travel, and a
    false report without ``believed`` is taken to be believed.
    """
    centres: list[Load] = [
        ("centre", name, _calls(scenario, name, centre) + _false_alarms(scenario, name, centre), _seats(centre))
        for name, centre in scenario.centres.items()
    ]
    agencies: list[Load] = [
        ("agency", name, _on_scene(scenario, name, agency), _units(agency))
        for name, agency in scenario.agencies.items()
    ]
    return centres + agencies


def warnings(scenario: Scenario) -> Iterator[str]:
    """Give what a planner should know of a valid scenario before believing its results."""
    for what, name, load, on_duty in loads(scenario):
        word = "saturated" if load >= on_duty else "nearly saturated"
        if load > NEARLY * on_duty:
            work = "calls and false alarms alone" if what == "centre" else "work on scene alone, without travel,"
            those = "operators" if what == "centre" else "units"
            yield f"{what} '{name}' is {word}: {work} would keep {load:.2f} {those} busy; {on_duty:.2f} are on duty"
    for name, sensor in scenario.sensors.items():
        if isinstance(sensor, WatchedCamera) and (sensor.attended or sensor.tiles) > max(sensor.hit_rate):
            pictures, last = sensor.attended or sensor.tiles, max(sensor.hit_rate)
            yield f"the hit rate of sensor '{name}' at {pictures} pictures is extrapolated; no trial went beyond {last}"


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


def _calls(scenario: Scenario, name: str, centre: Centre) -> float:
    load = 0.0
    for incident in scenario.incidents.values():
        if incident.callers is None or name not in incident.callers.calls:
            continue
        share = incident.callers.calls[name] / sum(incident.callers.calls.values())
        seat = _taking(incident, name, centre) + centre.dispatching.average()
        load += incident.rate * callers_mean(incident, scenario) * share * seat
    return load


def _false_alarms(scenario: Scenario, name: str, centre: Centre) -> float:
    load = 0.0
    for sensor in scenario.sensors.values():
        if not isinstance(sensor, Analytics) or sensor.centre != name or sensor.false_alarms == 0:
            continue
        claims = sensor.mistaken_for
        seat = sum(_taking(scenario.incidents[kind], name, centre) * share for kind, share in claims.items())
        load += sensor.size() * sensor.false_alarms * seat / sum(claims.values())
    return load


def _taking(incident: IncidentType, name: str, centre: Centre) -> float:
    """Return the mean seconds of answering and processing one report of a type."""
    return centre.answering.average() + incident.processing.get(name, centre.processing).average()


def _on_scene(scenario: Scenario, name: str, agency: Agency) -> float:
    load = 0.0
    for incident in scenario.incidents.values():
        units = sum(incident.needs.get(name, {}).values())
        believed = 1.0 if incident.believed is None else incident.believed
        load += incident.rate * believed * units * incident.on_scene.get(name, agency.on_scene).average()
    return load


def _mean(schedule: Mapping[float, int]) -> float:
    return float(np.mean(values_at({hour: float(number) for hour, number in schedule.items()}, _MINUTES)))


def _seats(centre: Centre) -> float:
    return inf if isinstance(centre.seats, str) else _mean(centre.seats)


def _units(agency: Agency) -> float:
    if agency.units == "unlimited":
        return inf
    return sum(station.count * _mean(units) for station in agency.stations.values() for units in station.units.values())
