"""What agencies are needed for: where, in which numbers, and which of them are held where a scene is violent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from simcity.model.agencies import Agency, Station
from simcity.model.geography import Cells, Zone
from simcity.model.incidents import IncidentType
from simcity.model.references import Known, present
from simcity.model.sensors import Analytics, Devices, Raising


def zones_of(agency: str, known: Known) -> list[str]:
    """Return the zones in which an agency may be needed, by the run card or a level, in the order of the file."""
    zones = known.zones or {}
    found: set[str] = set()
    for name, incident in present(known.incidents):
        if agency not in incident.agencies:
            continue
        found.update([zone for zone, weight in incident.where.items() if weight > 0] or weighted(known))
        for sensor in known.sensors_present.values():
            if isinstance(sensor, Raising) and sensor.false_alarms > 0 and name in sensor.mistaken_for:
                found.update(_zones_of_devices(sensor, known))
    return [zone for zone in zones if zone in found]


def weighted(known: Known) -> list[str]:
    """Return the zones in which types happen that name none."""
    return [name for name, zone in present(known.zones) if zone.weight > 0]


def _zones_of_devices(sensor: Devices, known: Known) -> list[str]:
    """Return the zones in which the devices of a sensor are, or those on which it runs."""
    host = (known.sensors or {}).get(sensor.on or "") if isinstance(sensor, Analytics) else sensor
    devices = host if isinstance(host, Devices) else sensor
    if devices.counts:
        return [name for name, number in devices.counts.items() if number > 0]
    if not devices.at:
        return weighted(known)
    return [_zone_at(east, north, known) for east, north in devices.at]


def _zone_at(east: float, north: float, known: Known) -> str:
    """Return the first zone with a rectangle or a cell around a point, else the first zone of all."""
    for name, zone in present(known.zones):
        if isinstance(zone, Zone):
            (x, y), (width, height) = zone.at, zone.size
            if x <= east <= x + width and y <= north <= y + height:
                return name
        elif isinstance(zone, Cells) and zone.around(np.array([east]), np.array([north]))[0]:
            return name
    return next(iter(known.zones or {}), "")


def fleet(stations: Iterable[Station]) -> dict[str, int]:
    """Return the most units by capability that stations ever have on duty, each at its best hour."""
    found: dict[str, int] = {}
    for station in stations:
        for capability, schedule in station.units.items():
            found[capability] = found.get(capability, 0) + max(schedule.values()) * station.count
    return found


def asked(incident: IncidentType) -> dict[str, dict[str, int]]:
    """Return the units that a type needs at its highest level: agency, then capability, then number."""
    found: dict[str, dict[str, int]] = {}
    for needs in (incident.needs, *(level.needs for level in incident.levels.values())):
        for agency, capabilities in needs.items():
            card = found.setdefault(agency, {})
            for capability, number in capabilities.items():
                card[capability] = card.get(capability, 0) + number
    return found


def before(level: str, incident: IncidentType) -> list[str]:
    """Return the agencies that a type needs below a level, so that they can come before it is reached."""
    lower = list(incident.levels)[: list(incident.levels).index(level)]
    return list(dict.fromkeys([*incident.needs, *(name for one in lower for name in incident.levels[one].needs)]))


def parted(incident: IncidentType, known: Known) -> tuple[dict[str, Agency], dict[str, Agency]]:
    """Return the agencies of a type that a police centre sends, and those that others send, as far as is known."""
    police: dict[str, Agency] = {}
    others: dict[str, Agency] = {}
    for name, agency in _agencies(incident, known.agencies):
        centre = (known.centres or {}).get(agency.dispatched_by)
        if centre is not None:
            (police if centre.role == "police" else others)[name] = agency
    return police, others


def _agencies(incident: IncidentType, agencies: Mapping[str, Agency | None] | None) -> Iterator[tuple[str, Agency]]:
    for name in incident.agencies:
        agency = (agencies or {}).get(name)
        if agency is not None:
            yield name, agency
