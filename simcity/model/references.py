"""References between parts: each id that is named must exist, and ids are fit for paths."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, TypeVar

from simcity.model.agencies import Agency
from simcity.model.centres import Centre
from simcity.model.faults import Fault, Path
from simcity.model.geography import AnyZone
from simcity.model.incidents import IncidentType
from simcity.model.links import AnyLink
from simcity.model.roads import Travel
from simcity.model.scenario import Primary
from simcity.model.sensors import Analytics, AnySensor, Devices, Guards, Reporting

T = TypeVar("T")

Doubtful = set[Path]
"""Collections and entries of which something is wrong already, so that nothing is concluded from them."""

MOST_NAMED = 12
"""Ids that a message lists before it says how many more there are."""


@dataclass(frozen=True)
class Known:
    """The parts of a scenario as far as they could be read.

    A collection is None where it could not be read, and an entry of it where only its id is known.
    """

    zones: Mapping[str, AnyZone | None] | None
    travel: Travel | None
    incidents: Mapping[str, IncidentType | None] | None
    agencies: Mapping[str, Agency | None] | None
    centres: Mapping[str, Centre | None] | None
    sensors: Mapping[str, AnySensor | None] | None
    links: Mapping[str, AnyLink | None] | None
    warm_up: float | None
    horizon: float | None
    primary: Primary | None

    @classmethod
    def of(cls, parts: Mapping[str, Any]) -> Known:
        """Return what is known from parts by field name of Scenario."""
        place: Mapping[str, Any] = parts.get("place") or {}
        return cls(
            zones=place.get("zones"),
            travel=place.get("travel"),
            incidents=parts.get("incidents"),
            agencies=parts.get("agencies"),
            centres=parts.get("centres"),
            sensors=parts.get("sensors"),
            links=parts.get("links"),
            warm_up=parts.get("warm_up"),
            horizon=parts.get("horizon"),
            primary=parts.get("primary"),
        )

    def collections(self) -> dict[Path, Mapping[str, object] | None]:
        """Return all collections by their path."""
        return {
            ("place", "zones"): self.zones,
            ("incidents",): self.incidents,
            ("agencies",): self.agencies,
            ("centres",): self.centres,
            ("sensors",): self.sensors,
            ("links",): self.links,
        }


def present(collection: Mapping[str, T | None] | None) -> Iterator[tuple[str, T]]:
    """Give the entries that could be read."""
    for name, entry in (collection or {}).items():
        if entry is not None:
            yield name, entry


@dataclass(frozen=True)
class Ids:
    """Ids to which one may refer; None where it is not known which there are."""

    one: str
    many: str
    ids: Collection[str] | None
    where: str = ""

    def missing(self, given: str, path: Path, at_key: bool = False) -> Iterator[Fault]:
        """Give a fault where the id does not exist."""
        if self.ids is None or given in self.ids:
            return
        ids = [str(name) for name in self.ids]
        near = get_close_matches(str(given), ids, 1, 0.5)
        hint = f" (did you mean '{near[0]}'?)" if near else ""
        more = f" and {len(ids) - MOST_NAMED} more" if len(ids) > MOST_NAMED else ""
        named = f"the {self.many} are {', '.join(ids[:MOST_NAMED])}{more}" if ids else f"there are no {self.many}"
        yield Fault(path, f"there is no {self.one} '{given}'{self.where}{hint}; {named}", at_key)

    def keys(self, table: Iterable[str], path: Path) -> Iterator[Fault]:
        """Give a fault for each key of a table at a path that does not exist."""
        for key in table:
            yield from self.missing(key, (*path, key), at_key=True)

    def items(self, names: Iterable[str], path: Path) -> Iterator[Fault]:
        """Give a fault for each item of a list at a path that does not exist."""
        for number, name in enumerate(names):
            yield from self.missing(name, (*path, number))


def references(known: Known) -> Iterator[Fault]:
    """Give a fault for each id that is named and does not exist."""
    zones = Ids("zone", "zones", known.zones)
    types = Ids("incident type", "incident types", known.incidents)
    agencies = Ids("agency", "agencies", known.agencies)
    centres = Ids("centre", "centres", known.centres)
    for name, incident in present(known.incidents):
        yield from _of_incident(incident, ("incidents", name), zones, agencies, centres)
    for name, agency in present(known.agencies):
        yield from centres.missing(agency.dispatched_by, ("agencies", name, "dispatched_by"))
        for stand, station in agency.stations.items():
            if station.zone is not None:
                yield from zones.missing(station.zone, ("agencies", name, "stations", stand, "zone"))
    for name, sensor in present(known.sensors):
        yield from _of_sensor(sensor, ("sensors", name), zones, types, centres)
    for name, link in present(known.links):
        yield from centres.missing(link.sender, ("links", name, "from"))
        yield from centres.missing(link.receiver, ("links", name, "to"))
        yield from types.items(link.types, ("links", name, "types"))


def _of_incident(incident: IncidentType, path: Path, zones: Ids, agencies: Ids, centres: Ids) -> Iterator[Fault]:
    yield from zones.keys(incident.where, (*path, "where"))
    if incident.callers is not None:
        yield from centres.keys(incident.callers.calls, (*path, "callers", "calls"))
    yield from centres.keys(incident.processing, (*path, "processing"))
    yield from agencies.keys(incident.needs, (*path, "needs"))
    yield from agencies.keys(incident.on_scene, (*path, "on_scene"))
    card = run_card(incident)
    tables: tuple[tuple[str, Iterable[str]], ...] = (
        ("golden_time", incident.golden_time),
        ("official", incident.official),
    )
    for key, table in tables:
        for agency in table:
            where = (*path, key, agency)
            yield from first_of(agencies.missing(agency, where, True), card.missing(agency, where, True))
    if incident.outcome is not None:
        agency, where = incident.outcome.agency, (*path, "outcome", "agency")
        yield from first_of(agencies.missing(agency, where), card.missing(agency, where))


def _of_sensor(sensor: Reporting, path: Path, zones: Ids, types: Ids, centres: Ids) -> Iterator[Fault]:
    yield from centres.missing(sensor.centre, (*path, "centre"))
    yield from types.items(sensor.types, (*path, "types"))
    if isinstance(sensor, Guards):
        yield from zones.items(sensor.zones, (*path, "zones"))
    if isinstance(sensor, Devices):
        yield from zones.keys(sensor.counts, (*path, "counts"))
    if isinstance(sensor, Analytics):
        yield from types.keys(sensor.mistaken_for, (*path, "mistaken_for"))


def run_card(incident: IncidentType) -> Ids:
    """Return the agencies on the run card of a type."""
    return Ids("agency", "agencies on it", incident.needs, " on its run card (needs)")


def first_of(*tries: Iterator[Fault]) -> Iterator[Fault]:
    """Give the first fault of several checks of the same thing."""
    for faults in tries:
        for fault in faults:
            yield fault
            return


def doubts(known: Known, found: list[Fault]) -> Doubtful:
    """Return what could not be read or names what does not exist."""
    doubtful: Doubtful = set()
    for path, collection in known.collections().items():
        faulty = [name for name, entry in (collection or {}).items() if entry is None]
        if collection is None or faulty:
            doubtful |= {path, *((*path, name) for name in faulty)}
    return doubtful | {fault.path[:1] for fault in found} | {fault.path[:2] for fault in found}


def names(known: Known) -> Iterator[Fault]:
    """Give a fault for each id that is not made of letters, digits, _ and - alone."""
    for path, collection in known.collections().items():
        yield from _unfit(collection or (), path)
    for name, agency in present(known.agencies):
        yield from _unfit(agency.stations, ("agencies", name, "stations"))
        for stand, station in agency.stations.items():
            yield from _unfit(station.units, ("agencies", name, "stations", stand, "units"))
    for name, incident in present(known.incidents):
        for agency_name, capabilities in incident.needs.items():
            yield from _unfit(capabilities, ("incidents", name, "needs", agency_name))


def _unfit(ids: Iterable[str], path: Path) -> Iterator[Fault]:
    for name in ids:
        if re.fullmatch(r"[\w-]+", str(name)) is None:
            wrong = f"'{name}' cannot be an id; an id is made of letters, digits, _ and - alone"
            yield Fault((*path, name), f"{wrong}, since paths and metrics are written with it", at_key=True)
