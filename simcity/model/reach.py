"""Whether word of an incident can reach those who must act on it."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.model.faults import Fault, Path
from simcity.model.incidents import IncidentType, Someone
from simcity.model.links import Telling
from simcity.model.references import Doubtful, Known, present
from simcity.model.sensors import Analytics


def reach(known: Known, doubtful: Doubtful) -> Iterator[Fault]:
    """Give a fault for each incident that nobody can notice, or whose need no sender can hear of.

    Links that are down count as present, since an alternative without difference must stay valid.
    """
    if doubtful & {("sensors",), ("links",)} or known.centres is None:
        return
    mistaken = {
        claim for _, sensor in present(known.sensors) if isinstance(sensor, Analytics) for claim in sensor.mistaken_for
    }
    for name, incident in present(known.incidents):
        path: Path = ("incidents", name)
        if incident.rate == 0 or path in doubtful:
            continue
        senders = _senders(incident, known, doubtful)
        heard = _heard(name, incident, known, senders)
        if not heard and name not in mistaken and (incident.real or incident.needs):
            yield Fault(path, "nobody ever notices it: give callers who call, or a sensor that can tell it")
        if not heard or not incident.real:
            continue
        for agency, centre in senders.items():
            if centre not in heard:
                wrong = f"no report of it can ever reach '{centre}', which sends '{agency}'"
                rule = "a link tells only centres that send units on its run card"
                yield Fault(path, f"{wrong}: give callers, a sensor or a link ({rule})")


def _senders(incident: IncidentType, known: Known, doubtful: Doubtful) -> dict[str, str]:
    """Return the centres that send the agencies on a run card, as far as they are known."""
    return {
        name: agency.dispatched_by
        for name, agency in present(known.agencies)
        if name in incident.needs and ("agencies", name) not in doubtful
    }


def _heard(name: str, incident: IncidentType, known: Known, senders: dict[str, str]) -> set[str]:
    """Return the centres that a report of a type can reach, in the end."""
    heard = {sensor.centre for _, sensor in present(known.sensors) if not sensor.types or name in sensor.types}
    if incident.callers is not None and _anybody_calls(incident, known):
        heard |= set(incident.callers.calls)
    unsure = len(senders) < len(incident.needs)
    tells = [
        link
        for _, link in present(known.links)
        if isinstance(link, Telling)
        and (not link.types or name in link.types)
        and (unsure or link.receiver in senders.values())
    ]
    while new := {link.receiver for link in tells if link.sender in heard} - heard:
        heard |= new
    return heard


def _anybody_calls(incident: IncidentType, known: Known) -> bool:
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
