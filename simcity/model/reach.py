"""Whether word of an incident can reach those who must act on it."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.faults import Fault, Path
from simcity.model.incidents import IncidentType, Someone
from simcity.model.links import AnyLink, Telling
from simcity.model.references import Doubtful, Known, present
from simcity.model.sensors import AnySensor, Camera, Devices, Raising
from simcity.model.ways import carries, tells, uses


def reach(known: Known, doubtful: Doubtful) -> Iterator[Fault]:
    """Give a fault for each incident that nobody can notice, or whose need no sender can hear of.

    Links that are down count as present, since an alternative without difference must stay valid. An
    alternative in which word does not get through may stand beside one in which it does.
    """
    if doubtful & {("sensors",), ("links",)} or known.centres is None:
        return
    sensors = known.sensors_present.values()
    mistaken = {claim for sensor in sensors if isinstance(sensor, Raising) for claim in sensor.mistaken_for}
    for name, incident in present(known.incidents):
        path: Path = ("incidents", name)
        if incident.rate == 0 or path in doubtful:
            continue
        hearing = heard(name, known, doubtful)
        if not hearing and name not in mistaken and (incident.real or incident.agencies):
            wrong = "nobody ever notices it: give callers who call, or a sensor that can tell it"
            yield Fault(path, wrong, everywhere=True)
        if not hearing or not incident.real:
            continue
        for agency, centre in _senders(incident, known, doubtful).items():
            if centre not in hearing:
                wrong = f"no report of it can ever reach '{centre}', which sends '{agency}'"
                rule = "a link tells only centres that send units it needs, or a hub that tells such a centre"
                yield Fault(path, f"{wrong}: give callers, a sensor or a link ({rule})", everywhere=True)


def can_tell(sensor: AnySensor, name: str, known: Known) -> bool:
    """Return whether a sensor can notice a type and say so to its centre."""
    incident = (known.incidents or {}).get(name)
    if (sensor.types and name not in sensor.types) or isinstance(sensor, Camera):
        return False
    if isinstance(sensor, Devices) and not sensor.indoors:
        return incident is None or incident.in_public_view > 0
    return True


def heard(name: str, known: Known, doubtful: Doubtful = frozenset()) -> set[str]:
    """Return the centres that a report of a type can reach, in the end."""
    incident = (known.incidents or {}).get(name)
    if incident is None:
        return set()
    senders = set(_senders(incident, known, doubtful).values())
    found = {sensor.centre for sensor in known.sensors_present.values() if can_tell(sensor, name, known)}
    if incident.callers is not None and calls(incident, known):
        found |= set(incident.callers.calls)
        found |= {centre.overflow for called, centre in present(known.centres) if called in found and centre.overflow}
    if incident.real:
        found |= {centre for centre, part in present(known.centres) if part.knows == "everything" and centre in senders}
    links = [link for link in known.links_present.values() if isinstance(link, Telling)]
    sending = {agency.dispatched_by for _, agency in present(known.agencies)}
    # Where a sender is not known, any receiver may be it.
    unsure = len(_senders(incident, known, doubtful)) < len(incident.agencies)
    used = [link for link in links if (carries(link, name) if unsure else tells(link, name, senders, sending, links))]
    while new := {link.receiver for link in used if link.sender in found} - found:
        found |= new
    return found


def _senders(incident: IncidentType, known: Known, doubtful: Doubtful) -> dict[str, str]:
    """Return the centres that send the agencies that a type may need, as far as they are known."""
    return {
        name: agency.dispatched_by
        for name, agency in present(known.agencies)
        if name in incident.agencies and ("agencies", name) not in doubtful
    }


def used_for(link: AnyLink, known: Known) -> list[str]:
    """Return the incident types that happen and for which a link is used, as far as that is known."""
    agencies = dict(present(known.agencies))
    incidents = {
        name: incident
        for name, incident in present(known.incidents)
        if incident.rate != 0 and all(agency in agencies for agency in incident.agencies)
    }
    return uses(link, incidents, agencies, known.links_present)


def calls(incident: IncidentType, known: Known) -> bool:
    """Return whether callers ever call: not at a share of 0, nor witnesses where there is no crowd."""
    callers = incident.callers
    if callers is None:
        return False
    if isinstance(callers, Someone):
        return callers.share * max(callers.by_hour.values()) > 0
    if callers.involved > 0 or known.zones is None:
        return True
    where = [zone for name, zone in known.zones.items() if incident.where.get(name, 0) > 0 or not incident.where]
    return callers.each > 0 and any(zone is None or any(zone.crowd.values()) for zone in where)
