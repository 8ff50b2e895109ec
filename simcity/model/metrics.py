"""Names of metrics: which there are, and whether a scenario can answer one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simcity.model.agencies import Agency
from simcity.model.centres import Centre
from simcity.model.faults import Fault
from simcity.model.incidents import IncidentType
from simcity.model.links import AnyLink
from simcity.model.measurable import (
    acting,
    answering,
    approvers,
    fails,
    fetched,
    finds,
    limited,
    raises,
    shown,
    told,
    turns_away,
)
from simcity.model.moving_metrics import MOVING, PRIMARY, of_agency, of_hospital, of_moving
from simcity.model.references import Ids, Known, first_of, present, run_card
from simcity.model.sensors import AnySensor

METRICS: dict[str, tuple[tuple[str, ...], str]] = {
    "attainment": (("TYPE", "AGENCY"), "share"),
    "attainment_official": (("TYPE", "AGENCY"), "share"),
    "response_mean": (("TYPE", "AGENCY"), "s"),
    "response_p90": (("TYPE", "AGENCY"), "s"),
    "official_mean": (("TYPE", "AGENCY"), "s"),
    "detection_mean": (("TYPE",), "s"),
    "noticed": (("TYPE",), "share"),
    "aware_mean": (("TYPE", "CENTRE"), "s"),
    "aware_share": (("TYPE", "CENTRE"), "share"),
    "pictured_share": (("TYPE", "CENTRE"), "share"),
    "safe_mean": (("TYPE", "CENTRE"), "s"),
    "footage_mean": (("TYPE",), "s"),
    "full_response": (("TYPE",), "s"),
    "outcome": (("TYPE",), "share"),
    "escalated": (("TYPE",), "share"),
    "extra_share": (("TYPE", "AGENCY"), "share"),
    "extra_reached": (("TYPE", "AGENCY"), "share"),
    "extra_mean": (("TYPE", "AGENCY"), "s"),
    "staged_share": (("TYPE", "AGENCY"), "share"),
    "staged_mean": (("TYPE", "AGENCY"), "s"),
    "hospital_mean": (("TYPE", "AGENCY"), "s"),
    "unreached": (("TYPE",), "share"),
    "censored": (("TYPE",), "share"),
    "load": (("TYPE",), "/day"),
    "utilisation": (("CENTRE",), "share"),
    "false_alarms": (("CENTRE",), "/day"),
    "wait_mean": (("CENTRE",), "s"),
    "wait_p90": (("CENTRE",), "s"),
    "abandoned": (("CENTRE",), "share"),
    "blocked": (("CENTRE",), "share"),
    "refused": (("CENTRE",), "share"),
    "approval_mean": (("CENTRE",), "s"),
    "finds": (("SENSOR",), "/year"),
    "alarms": (("SENSOR",), "/day"),
    "availability": (("COLLECTION", "ID"), "share"),
    "carried": (("HOSPITAL",), "/day"),
    "turnaround_mean": (("HOSPITAL",), "s"),
    "turnaround_p90": (("HOSPITAL",), "s"),
    "busy": (("AGENCY",), "share"),
    "moves": (("AGENCY",), "/day"),
    "false_runs": (("AGENCY",), "/day"),
}
"""What follows the name of each metric in its id, such as ``attainment/cardiac_arrest/ems``, and its unit."""


def metric_faults(metric: str, known: Known) -> Iterator[Fault]:
    """Give what is wrong with the id of the primary metric, the first thing only."""
    name, *given = metric.split("/")
    if name not in METRICS:
        yield from Ids("metric", "metrics", METRICS).missing(name, PRIMARY)
        return
    about = METRICS[name][0]
    centres = Ids("centre", "centres", known.centres)
    if len(given) != len(about) or not all(given):
        yield Fault(PRIMARY, f"'{metric}' is incomplete or too long; write {'/'.join((name, *about))}")
    elif about == ("CENTRE",):
        yield from first_of(centres.missing(given[0], PRIMARY), _of_centre(name, given[0], known))
    elif about == ("AGENCY",):
        agencies = Ids("agency", "agencies", known.agencies)
        yield from first_of(agencies.missing(given[0], PRIMARY), of_agency(name, given[0], known))
    elif about == ("HOSPITAL",):
        hospitals = Ids("hospital", "hospitals", known.hospitals)
        yield from first_of(hospitals.missing(given[0], PRIMARY), of_hospital(known))
    elif about == ("SENSOR",):
        sensors = Ids("sensor", "sensors", known.sensors)
        yield from first_of(sensors.missing(given[0], PRIMARY), _of_sensor(name, given[0], known))
    elif about == ("COLLECTION", "ID"):
        yield from _of_component(given[0], given[1], known)
    else:
        types = Ids("incident type", "incident types", known.incidents).missing(given[0], PRIMARY)
        if about == ("TYPE", "CENTRE"):
            yield from first_of(types, centres.missing(given[1], PRIMARY), _of_knowing(name, given[0], given[1], known))
        elif name in MOVING:
            yield from first_of(types, of_moving(name, given, known, _whole(known)))
        else:
            yield from first_of(types, _of_type(name, given, known))


def _of_type(name: str, given: list[str], known: Known) -> Iterator[Fault]:
    incident = (known.incidents or {}).get(given[0])
    if incident is None:
        return
    kind = f"'{given[0]}'"
    if not incident.real:
        yield Fault(PRIMARY, f"{kind} has real: false and is never counted; name a type that is real")
    for agency in given[1:]:
        if agency not in incident.needs:
            yield from run_card(incident).missing(agency, PRIMARY)
        elif name == "attainment" and agency not in incident.golden_time:
            yield Fault(PRIMARY, f"{kind} has no golden_time for '{agency}', so there is nothing to attain")
        elif name == "attainment_official" and agency not in incident.official:
            yield Fault(PRIMARY, f"{kind} has no official target for '{agency}', so there is nothing to attain")
    if name in ("unreached", "censored", "full_response") and not incident.needs:
        yield Fault(PRIMARY, f"{kind} has no run card, so nobody is sent; give it needs")
    if name == "outcome" and incident.outcome is None:
        yield Fault(PRIMARY, f"{kind} has no outcome curve; give it an outcome")
    whole = _whole(known)
    if name == "footage_mean" and whole is not None and not fetched(whole, given[0]):
        yield Fault(PRIMARY, f"no recorded video of {kind} is ever fetched; give a link of kind footage")


@dataclass(frozen=True)
class _Whole:
    incidents: Mapping[str, IncidentType]
    agencies: Mapping[str, Agency]
    centres: Mapping[str, Centre]
    sensors: Mapping[str, AnySensor]
    links: Mapping[str, AnyLink]


def _whole(known: Known) -> _Whole | None:
    """Return all parts; None where one could not be read or names what is not there."""
    parts = (known.incidents, known.agencies, known.centres, known.sensors, known.links)
    if any(part is None or None in part.values() for part in parts):
        return None
    found = _Whole(*(dict(present(part)) for part in parts))  # type: ignore[arg-type]  # in the order of its fields
    ends = {agency.dispatched_by for agency in found.agencies.values()} <= set(found.centres)
    needs = all(set(kind.agencies) <= set(found.agencies) for kind in found.incidents.values())
    return found if ends and needs else None


def _of_knowing(name: str, kind: str, centre: str, known: Known) -> Iterator[Fault]:
    """Give what is wrong with a metric of what a centre knows of a type."""
    whole = _whole(known)
    if whole is None:
        return
    nobody = f"'{centre}' sends nobody to '{kind}'"
    if not whole.incidents[kind].real:
        yield Fault(PRIMARY, f"'{kind}' has real: false and is never counted; name a type that is real")
    elif name == "pictured_share":
        if centre not in shown(whole, kind):
            yield Fault(PRIMARY, f"no link shows '{centre}' a live picture of '{kind}'; give one of kind pushed_video")
    elif name == "safe_mean":
        if whole.incidents[kind].safe_after is None:
            yield Fault(PRIMARY, f"'{kind}' is safe from the start; give it safe_after")
        elif centre not in acting(whole, kind):
            yield Fault(PRIMARY, f"{nobody}; name a centre that does")
    elif centre not in told(whole, kind):
        yield Fault(PRIMARY, f"{nobody} and no link tells it of one; name a centre that acts")


def _of_centre(name: str, centre: str, known: Known) -> Iterator[Fault]:
    room = (known.centres or {}).get(centre)
    if room is None:
        return
    if name == "abandoned" and room.patience is None:
        yield Fault(PRIMARY, f"callers of '{centre}' wait for ever; give it patience")
    elif name == "blocked" and not turns_away(room):
        yield Fault(PRIMARY, f"'{centre}' turns nobody away; give it places or domains")
    elif name in ("wait_mean", "wait_p90", "utilisation") and not limited(room):
        yield Fault(PRIMARY, f"the seats of '{centre}' are unlimited, so nobody waits there; give it seats")
    elif name in ("wait_mean", "wait_p90") and (whole := _whole(known)) and centre not in answering(whole):
        yield Fault(PRIMARY, f"no report from outside comes to '{centre}'; name a centre that is called")
    elif name in ("refused", "approval_mean") and _all_read(known.links, known.agencies):
        asked = approvers([one for _, one in present(known.links)], [one for _, one in present(known.agencies)])
        if centre not in asked:
            yield Fault(PRIMARY, f"nobody asks '{centre}' for a permission; name a centre that grants one")


def _of_sensor(name: str, sensor: str, known: Known) -> Iterator[Fault]:
    part = (known.sensors or {}).get(sensor)
    if part is None:
        return
    if name == "alarms" and not raises(part):
        yield Fault(PRIMARY, f"'{sensor}' ({part.kind}) raises no alarms; take finds/{sensor}")
    elif name == "finds" and not finds(part):
        yield Fault(PRIMARY, f"'{sensor}' ({part.kind}) finds nothing by itself; name a sensor that reports")


def _of_component(collection: str, name: str, known: Known) -> Iterator[Fault]:
    parts: dict[str, Mapping[str, object] | None] = {
        "domains": known.domains,
        "links": known.links,
        "centres": known.centres,
        "sensors": known.sensors,
        "agencies": known.agencies,
    }
    yield from first_of(
        Ids("collection", "collections", parts).missing(collection, PRIMARY),
        Ids("entry", "entries", parts.get(collection), f" in {collection}").missing(name, PRIMARY),
    )
    part = (parts.get(collection) or {}).get(name)
    if part is not None and not fails(part):
        yield Fault(PRIMARY, f"nothing of {collection}.{name} ever fails; give it domains, outages or breakdowns")


def _all_read(*collections: Mapping[str, object] | None) -> bool:
    return all(collection is not None and None not in collection.values() for collection in collections)
