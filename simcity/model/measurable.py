"""What can be measured of a part: metrics of features that a scenario does not use are not produced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from simcity.model.agencies import Agency
from simcity.model.approvals import Approval
from simcity.model.centres import Centre
from simcity.model.incidents import IncidentType
from simcity.model.links import AnyLink, DigitalReport, Footage, Link, PhoneRelay, PushedVideo, Radio, Telling
from simcity.model.outages import Domain
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, AnySensor, Camera, DensityAlarm, Devices, Raising, Reporting, Wall
from simcity.model.ways import carries, tells, uses

YEAR = 365.0 * 86400.0


def speaks(link: Link) -> bool:
    """Return whether somebody must pick up for a word over a link."""
    return isinstance(link, PhoneRelay | Radio)


def turns_away(centre: Centre) -> bool:
    """Return whether a centre can turn a caller away."""
    return centre.places is not None or bool(centre.domains)


def limited(centre: Centre) -> bool:
    """Return whether there is a number of seats, so that one can wait for them."""
    schedules = [centre.seats] if centre.seats is not None else [desk.seats for desk in centre.desks.values()]
    return "unlimited" not in schedules


def finds(sensor: AnySensor) -> bool:
    """Return whether a sensor reports anything by itself."""
    return not isinstance(sensor, Camera)


def raises(sensor: AnySensor) -> bool:
    """Return whether a sensor raises alarms, rather than being looked at."""
    return isinstance(sensor, Raising | DensityAlarm)


def fails(part: object) -> bool:
    """Return whether a domain, link, centre, sensor or the vehicles of an agency can be down."""
    if isinstance(part, Domain):
        return True
    if isinstance(part, Agency):
        return part.breakdowns is not None
    domains = isinstance(part, Link | Centre | Reporting) and bool(part.domains)
    own = isinstance(part, Link) and part.outages is not None
    return domains or own or (isinstance(part, Devices) and bool(part.breakdowns))


def failing(scenario: Scenario) -> set[str]:
    """Return the paths of what can be down in a scenario."""
    collections: tuple[tuple[str, dict[str, object]], ...] = (
        ("domains", {**scenario.domains}),
        ("links", {**scenario.links}),
        ("centres", {**scenario.centres}),
        ("sensors", {**scenario.sensors}),
        ("agencies", {**scenario.agencies}),
    )
    return {f"{key}/{name}" for key, parts in collections for name, part in parts.items() if fails(part)}


def devices(sensor: AnySensor, scenario: Scenario) -> float:
    """Return the devices of a sensor, of analytics on others' cameras the expected number; 1 where it has none."""
    if isinstance(sensor, Analytics) and sensor.on is not None:
        host = scenario.sensors.get(sensor.on)
        return max(host.size() * sensor.fraction, 1.0) if isinstance(host, Devices) else 1.0
    return float(max(sensor.size(), 1)) if isinstance(sensor, Devices) else 1.0


def approvals(links: Iterable[Link], agencies: Iterable[Agency]) -> Iterator[Approval]:
    """Give all permissions that have to be asked for."""
    for link in links:
        if isinstance(link, PushedVideo | Footage) and link.approval is not None:
            yield link.approval
    for agency in agencies:
        if agency.release is not None:
            yield agency.release


def approvers(links: Iterable[Link], agencies: Iterable[Agency]) -> set[str]:
    """Return the centres that are asked for permissions."""
    return {approval.by for approval in approvals(links, agencies)}


class Whole(Protocol):
    """The parts of a scenario, all of them read."""

    @property
    def incidents(self) -> Mapping[str, IncidentType]:
        """Return incident types by id."""

    @property
    def agencies(self) -> Mapping[str, Agency]:
        """Return agencies by id."""

    @property
    def centres(self) -> Mapping[str, Centre]:
        """Return centres by id."""

    @property
    def sensors(self) -> Mapping[str, AnySensor]:
        """Return sensors by id."""

    @property
    def links(self) -> Mapping[str, AnyLink]:
        """Return links by id."""


def acting(scenario: Whole, kind: str) -> list[str]:
    """Return the centres that may send units to an incident type, in the order of its run card and levels."""
    needs = scenario.incidents[kind].agencies
    return list(dict.fromkeys(scenario.agencies[agency].dispatched_by for agency in needs))


def told(scenario: Whole, kind: str) -> list[str]:
    """Return the centres whose knowledge of a type is measured: those that act, then those that links tell of it.

    A link that is not in use counts, so that alternatives with and without it can be compared.
    """
    act = acting(scenario, kind)
    sending = {agency.dispatched_by for agency in scenario.agencies.values()}
    lines = [link for link in scenario.links.values() if isinstance(link, Telling)]
    return list(dict.fromkeys([*act, *(line.receiver for line in lines if tells(line, kind, act, sending, lines))]))


def handling(scenario: Whole, kind: str) -> set[str]:
    """Return the centres that can hear of a type: from callers, sensors and links."""
    callers = scenario.incidents[kind].callers
    sensors = (sensor for sensor in scenario.sensors.values() if not sensor.types or kind in sensor.types)
    return {*told(scenario, kind), *(callers.calls if callers else ()), *(sensor.centre for sensor in sensors)}


def shown(scenario: Whole, kind: str) -> list[str]:
    """Return the centres that can have a live picture of a type."""
    known, heard = told(scenario, kind), handling(scenario, kind)
    omniscient = [name for name in acting(scenario, kind) if scenario.centres[name].knows == "everything"]
    receivers = [
        link.receiver
        for link in scenario.links.values()
        if carries(link, kind)
        and (
            (isinstance(link, PushedVideo) and link.receiver in heard)
            or (isinstance(link, DigitalReport) and link.receiver in known)
        )
    ]
    return list(dict.fromkeys([*omniscient, *receivers]))


def fetched(scenario: Whole, kind: str) -> bool:
    """Return whether recorded video of a type can be fetched."""
    return any(
        isinstance(link, Footage)
        and kind in uses(link, {kind: scenario.incidents[kind]}, scenario.agencies, scenario.links)
        for link in scenario.links.values()
    )


def answering(scenario: Whole) -> list[str]:
    """Return the centres with limited seats to which reports from outside can come."""
    kinds = scenario.incidents.values()
    calls = {centre for kind in kinds if kind.callers is not None for centre in kind.callers.calls}
    alarms = {sensor.centre for sensor in scenario.sensors.values() if finds(sensor) and not isinstance(sensor, Wall)}
    spoken = {link.receiver for link in scenario.links.values() if speaks(link)}
    overflows = {centre.overflow for centre in scenario.centres.values() if centre.overflow is not None}
    reached = calls | alarms | spoken | overflows
    return [name for name, centre in scenario.centres.items() if limited(centre) and name in reached]


def grows(kind: IncidentType) -> bool:
    """Return whether an incident of a type can grow to a level above the one at which it began."""
    return any(level.after is not None for level in kind.levels.values())


def extras(kind: IncidentType) -> dict[str, int]:
    """Return the agencies that only a level of a type needs, with the number of the first such level, from 1."""
    found: dict[str, int] = {}
    for number, level in enumerate(kind.levels.values(), 1):
        found.update({agency: number for agency in level.needs if agency not in kind.needs and agency not in found})
    return found


def held(scenario: Whole, kind: str) -> list[str]:
    """Return the agencies whose units are held where a type is violent: those that no police centre sends."""
    incident = scenario.incidents[kind]
    if not incident.violent:
        return []
    senders = {agency: scenario.centres[scenario.agencies[agency].dispatched_by] for agency in incident.agencies}
    return [agency for agency, centre in senders.items() if centre.role != "police"]


def takes(kind: IncidentType) -> list[str]:
    """Return the agencies whose units take those in need of a type to a hospital."""
    return [agency for agency in kind.agencies if agency in kind.transport]


def misled(scenario: Scenario) -> list[str]:
    """Return the agencies that can be sent to what did not happen."""
    claimed = {
        kind
        for sensor in scenario.sensors.values()
        if isinstance(sensor, Raising) and sensor.false_alarms > 0
        for kind in sensor.mistaken_for
    }
    kinds = [kind for name, kind in scenario.incidents.items() if not kind.real or name in claimed]
    return [name for name in scenario.agencies if any(name in kind.needs for kind in kinds)]


def knows_everything(scenario: Scenario) -> bool:
    """Return whether all centres know everything: the ceiling of any sharing."""
    centres = scenario.centres.values()
    return bool(scenario.centres) and all(centre.knows == "everything" for centre in centres)
