"""How often: mean rates of incidents and calls, by arithmetic alone."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi

import numpy as np

from simcity.fields import DAY, MINUTE
from simcity.model.incidents import IncidentType, Someone
from simcity.model.kinds import smooth_at, values_at
from simcity.model.scenario import Scenario
from simcity.records import Floats

_MINUTES: Floats = np.arange(0.0, DAY, MINUTE)


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


def believed(incident: IncidentType) -> float:
    """Return the share of reports of a type that are believed; all where it is not said."""
    return 1.0 if incident.believed is None else incident.believed


def on_average(schedule: Mapping[float, int]) -> float:
    """Return the mean number on duty over a day."""
    return float(np.mean(values_at({hour: float(number) for hour, number in schedule.items()}, _MINUTES)))
