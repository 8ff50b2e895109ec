"""Ids between parts: each one that is named must exist, and all are fit for paths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from simcity.model.agencies import Agency
from simcity.model.approvals import Approval
from simcity.model.checks.needing import asked, before
from simcity.model.faults import Fault, Path
from simcity.model.incidents import IncidentType
from simcity.model.links import AnyLink, Footage, PushedVideo, Telling, VehicleLocation, VideoToUnit
from simcity.model.policies import ComplianceTable, PriorityList
from simcity.model.references import Ids, Known, first_of, present, run_card
from simcity.model.roads import Roads
from simcity.model.sensors import Analytics, AnySensor, DensityAlarm, Devices, Guards, Raising


class Names:
    """The ids of a scenario by collection."""

    def __init__(self, known: Known) -> None:
        self.zones = Ids("zone", "zones", known.zones)
        self.types = Ids("incident type", "incident types", known.incidents)
        self.agencies = Ids("agency", "agencies", known.agencies)
        self.centres = Ids("centre", "centres", known.centres)
        self.sensors = Ids("sensor", "sensors", known.sensors)
        self.links = Ids("link", "links", known.links)
        self.domains = Ids("domain", "domains", known.domains)


def references(known: Known) -> Iterator[Fault]:
    """Give a fault for each id that is named and does not exist."""
    ids = Names(known)
    for name, incident in present(known.incidents):
        yield from _of_incident(incident, ("incidents", name), ids)
        yield from _of_levels(incident, ("incidents", name), ids)
        yield from _of_transport(incident, ("incidents", name), ids, known)
    for name, agency in present(known.agencies):
        yield from _of_agency(name, agency, ("agencies", name), ids)
    for name, hospital in present(known.hospitals):
        yield from ids.types.items(hospital.treats, ("hospitals", name, "treats"))
    if isinstance(known.travel, Roads):
        yield from ids.types.items(known.travel.normal_for, ("place", "travel", "normal_for"))
    for name, centre in present(known.centres):
        path: Path = ("centres", name)
        for title, desk in centre.desks.items():
            yield from ids.types.items(desk.types, (*path, "desks", title, "types"))
        if centre.overflow is not None:
            yield from ids.centres.missing(centre.overflow, (*path, "overflow"))
        yield from ids.domains.items(centre.domains, (*path, "domains"))
    for name, sensor in known.sensors_present.items():
        yield from _of_sensor(sensor, ("sensors", name), ids)
    for name, link in known.links_present.items():
        yield from _of_link(link, ("links", name), ids)
    for name, domain in present(known.domains):
        yield from ids.domains.items(domain.fed_by, ("domains", name, "fed_by"))
    for path, approval in approvals(known):
        yield from ids.centres.missing(approval.by, (*path, "by"))


def approvals(known: Known) -> Iterator[tuple[Path, Approval]]:
    """Give all permissions that must be asked for, with their paths."""
    for name, agency in present(known.agencies):
        if agency.release is not None:
            yield ("agencies", name, "release"), agency.release
    for name, link in known.links_present.items():
        if isinstance(link, PushedVideo | Footage) and link.approval is not None:
            yield ("links", name, "approval"), link.approval


def _of_incident(incident: IncidentType, path: Path, ids: Names) -> Iterator[Fault]:
    yield from ids.zones.keys(incident.where, (*path, "where"))
    if incident.callers is not None:
        yield from ids.centres.keys(incident.callers.calls, (*path, "callers", "calls"))
    yield from ids.centres.keys(incident.processing, (*path, "processing"))
    yield from ids.agencies.keys(incident.needs, (*path, "needs"))
    yield from ids.agencies.keys(incident.on_scene, (*path, "on_scene"))
    card = run_card(incident)
    tables: tuple[tuple[str, Iterable[str]], ...] = (
        ("golden_time", incident.golden_time),
        ("official", incident.official),
    )
    for key, table in tables:
        for agency in table:
            where = (*path, key, agency)
            wrong = first_of(_of_a_level(agency, incident, key, where, True), card.missing(agency, where, True))
            yield from first_of(ids.agencies.missing(agency, where, True), wrong)
    if incident.outcome is not None:
        agency, where = incident.outcome.agency, (*path, "outcome", "agency")
        wrong = first_of(_of_a_level(agency, incident, "outcome", where), card.missing(agency, where))
        yield from first_of(ids.agencies.missing(agency, where), wrong)


def _of_a_level(agency: str, incident: IncidentType, key: str, path: Path, at_key: bool = False) -> Iterator[Fault]:
    """Give a fault where what counts from the onset names an agency that only a level needs."""
    levels = [title for title, level in incident.levels.items() if agency in level.needs]
    if levels and agency not in incident.needs:
        wrong = f"only level '{levels[0]}' needs '{agency}', so it does not come to all; {key} is for the run card"
        yield Fault(path, f"{wrong}: add '{agency}' to needs, or take it out here", at_key)


def _of_levels(incident: IncidentType, path: Path, ids: Names) -> Iterator[Fault]:
    for title, level in incident.levels.items():
        here = (*path, "levels", title)
        yield from ids.agencies.keys(level.needs, (*here, "needs"))
        if level.unless is None:
            continue
        earlier = before(title, incident)
        sooner = Ids("agency", "agencies that do", earlier, " that comes before it grows (needs, lower levels)")
        where = (*here, "unless")
        yield from first_of(ids.agencies.missing(level.unless, where), sooner.missing(level.unless, where))


def _of_transport(incident: IncidentType, path: Path, ids: Names, known: Known) -> Iterator[Fault]:
    sent = Ids("agency", "agencies that it needs", incident.agencies, " among those that it needs (needs, levels)")
    for agency, transport in incident.transport.items():
        here = (*path, "transport", agency)
        yield from first_of(ids.agencies.missing(agency, here, True), sent.missing(agency, here, True))
        part = (known.agencies or {}).get(agency)
        if part is None or agency not in incident.agencies:
            continue
        abilities = dict.fromkeys([*asked(incident)[agency], *(a for s in part.stations.values() for a in s.units)])
        yield from Ids("capability", "capabilities", abilities, f" of '{agency}'").items(transport.by, (*here, "by"))


def _of_agency(name: str, agency: Agency, path: Path, ids: Names) -> Iterator[Fault]:
    yield from ids.centres.missing(agency.dispatched_by, (*path, "dispatched_by"))
    for stand, station in agency.stations.items():
        here = (*path, "stations", stand)
        if station.zone is not None:
            yield from ids.zones.missing(station.zone, (*here, "zone"))
        if station.patrol is not None:
            yield from ids.zones.keys(station.patrol.beat, (*here, "patrol", "beat"))
    if isinstance(agency.travel, Roads):
        yield from ids.types.items(agency.travel.normal_for, (*path, "travel", "normal_for"))
    rule, of = agency.move_up, f" of '{name}'"
    stations = Ids("station", "stations", agency.stations, of)
    fleet = dict.fromkeys(ability for station in agency.stations.values() for ability in station.units)
    abilities = Ids("capability", "capabilities", fleet, of)
    if isinstance(rule, ComplianceTable):
        yield from abilities.keys(rule.table, (*path, "move_up", "table"))
        for ability, rows in rule.table.items():
            for number, row in rows.items():
                yield from stations.items(row, (*path, "move_up", "table", ability, number))
    elif isinstance(rule, PriorityList):
        yield from abilities.keys(rule.list, (*path, "move_up", "list"))
        for ability, row in rule.list.items():
            yield from stations.items(row, (*path, "move_up", "list", ability))


def _of_sensor(sensor: AnySensor, path: Path, ids: Names) -> Iterator[Fault]:
    yield from ids.centres.missing(sensor.centre, (*path, "centre"))
    yield from ids.types.items(sensor.types, (*path, "types"))
    yield from ids.domains.items(sensor.domains, (*path, "domains"))
    if isinstance(sensor, Guards | DensityAlarm):
        yield from ids.zones.items(sensor.zones, (*path, "zones"))
    if isinstance(sensor, Devices):
        yield from ids.zones.keys(sensor.counts, (*path, "counts"))
    if isinstance(sensor, Raising):
        yield from ids.types.keys(sensor.mistaken_for, (*path, "mistaken_for"))
    if isinstance(sensor, Analytics):
        yield from ids.types.keys(sensor.recall_of, (*path, "recall_of"))
        if sensor.on is not None:
            yield from ids.sensors.missing(sensor.on, (*path, "on"))


def _of_link(link: AnyLink, path: Path, ids: Names) -> Iterator[Fault]:
    senders = ids.agencies if isinstance(link, VehicleLocation) else ids.centres
    receivers = ids.agencies if isinstance(link, VideoToUnit) else ids.centres
    yield from senders.missing(link.sender, (*path, "from"))
    yield from receivers.missing(link.receiver, (*path, "to"))
    yield from ids.types.items(link.types, (*path, "types"))
    yield from ids.domains.items(link.domains, (*path, "domains"))
    if isinstance(link, Telling) and link.fallback is not None:
        yield from ids.links.missing(link.fallback.link, (*path, "fallback", "link"))


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
        yield from _unfit(incident.levels, ("incidents", name, "levels"))
        for title, level in incident.levels.items():
            for agency_name, capabilities in level.needs.items():
                yield from _unfit(capabilities, ("incidents", name, "levels", title, "needs", agency_name))
    for name, centre in present(known.centres):
        yield from _unfit(centre.desks, ("centres", name, "desks"))
    for name, sensor in known.sensors_present.items():
        if isinstance(sensor, Devices):
            yield from _unfit(sensor.breakdowns, ("sensors", name, "breakdowns"))


def _unfit(ids: Iterable[str], path: Path) -> Iterator[Fault]:
    for name in ids:
        if re.fullmatch(r"[\w-]+", str(name)) is None:
            wrong = f"'{name}' cannot be an id; an id is made of letters, digits, _ and - alone"
            yield Fault((*path, name), f"{wrong}, since paths and metrics are written with it", at_key=True)
