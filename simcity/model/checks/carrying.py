"""Checks of hospitals and of units that take people there: whether there is somebody to take, a place and a way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.model.agencies import Agency
from simcity.model.checks.needing import asked, weighted
from simcity.model.faults import Fault, Path
from simcity.model.hospitals import Hospital, Transport
from simcity.model.incidents import IncidentType
from simcity.model.kinds import NO_TIME
from simcity.model.references import Known, present
from simcity.model.roads import Matrix, Roads


def carrying(known: Known) -> Iterator[Fault]:
    """Give what is wrong with hospitals and with transport to them."""
    for name, hospital in present(known.hospitals):
        if hospital.bays is not None and hospital.handover == NO_TIME:
            wrong = "bays limit nothing where handing over takes no time"
            cure = "give handover, such as handover: 20 min, or take bays out"
            yield Fault(("hospitals", name, "bays"), f"{wrong}: {cure}", True, everywhere=True)
    for name, incident in present(known.incidents):
        path: Path = ("incidents", name, "transport")
        if incident.transport and known.hospitals is not None and not known.hospitals:
            wrong = "nobody can be taken anywhere, since there are no hospitals"
            cure = "add one, such as hospitals: {general: {at: [2 km, 1 km]}}, or take transport out"
            yield Fault(path, f"{wrong}; {cure}", True)
            continue
        for agency, transport in incident.transport.items():
            yield from _transport(name, incident, agency, transport, known)
    for name, agency_ in present(known.agencies):
        yield from _ways(name, agency_, known)


def _transport(name: str, incident: IncidentType, agency: str, transport: Transport, known: Known) -> Iterator[Fault]:
    """Give what is wrong with what one agency takes of one type to hospitals."""
    path: Path = ("incidents", name, "transport", agency)
    if known.hospitals and not bound_for(name, transport, known) and not _mistaken(known):
        wrong = f"no hospital treats '{name}', so nobody can be taken to the right one"
        cure = f"add '{name}' to the treats of a hospital ({', '.join(known.hospitals)}), or write to: nearest"
        yield Fault(path, f"{wrong}: {cure}", True)
    abilities = asked(incident).get(agency, {})
    part = (known.agencies or {}).get(agency)
    there = {ability for station in (part.stations if part else {}).values() for ability in station.units}
    if transport.by and abilities and set(transport.by) <= there - set(abilities):
        named = ", ".join(f"'{ability}'" for ability in abilities)
        wrong = f"nobody is ever taken: of '{agency}' it asks for {named} alone, and none of these can carry (by)"
        yield Fault((*path, "by"), f"{wrong}; add one of them, or ask for one that can")
    busy = part is not None and (part.busy or any(station.busy for station in part.stations.values()))
    if busy:
        wrong = f"'{agency}' says how long a job takes a unit, whatever the journey and the work take (busy)"
        yield Fault(path, f"{wrong}, which leaves no room for a hospital; take transport out, or busy", True)


def _mistaken(known: Known) -> bool:
    """Return whether a hospital treats a type that does not exist, so that another may be meant."""
    types = known.incidents or {}
    return any(kind not in types for _, hospital in present(known.hospitals) for kind in hospital.treats)


def bound_for(name: str, transport: Transport, known: Known) -> list[str]:
    """Return the hospitals to which a type may be taken; one that could not be read may treat everything."""
    hospitals = known.hospitals or {}
    return [
        title
        for title, hospital in hospitals.items()
        if hospital is None or transport.to == "nearest" or hospital.can_treat(name)
    ]


def _ways(name: str, agency: Agency, known: Known) -> Iterator[Fault]:
    """Give what is wrong with the ways of an agency to the hospitals to which it takes somebody."""
    goals: dict[str, list[str]] = {}
    """Hospitals with the zones from which somebody may be taken there."""
    for kind, incident in present(known.incidents):
        if name not in incident.transport:
            continue
        zones = [zone for zone, weight in incident.where.items() if weight > 0] or weighted(known)
        for hospital in bound_for(kind, incident.transport[name], known):
            there = goals.setdefault(hospital, [])
            there += [zone for zone in zones if zone not in there]
    law = agency.travel or known.travel
    own: Path = ("agencies", name, "travel") if agency.travel is not None else ("place", "travel")
    if isinstance(law, Matrix) and goals:
        yield from _table(law, name, agency, goals, (*own, "times"), known)
    elif isinstance(law, Roads):
        for title in goals:
            part = (known.hospitals or {}).get(title)
            if part is not None:
                yield from _off_the_map(law, title, part)


def _table(
    law: Matrix, name: str, agency: Agency, goals: dict[str, list[str]], path: Path, known: Known
) -> Iterator[Fault]:
    """Give the entries of hospitals that a table of times wants."""
    for hospital in known.hospitals or ():
        if hospital in agency.stations or hospital in (known.zones or ()):
            what = "station" if hospital in agency.stations else "zone"
            wrong = f"it is the id of a {what} too, and the table of times of '{name}' cannot tell them apart"
            yield Fault(("hospitals", hospital), f"{wrong}; give it another id", True)
        elif hospital not in law.times:
            wrong = f"there are no times from hospital '{hospital}', to which '{name}' may take somebody"
            yield Fault(path, f"{wrong}; add a row for it with the zones, or travel of another kind than matrix")
        elif missing := [zone for zone in goals.get(hospital, ()) if zone not in law.times[hospital]]:
            wrong = f"there is no time to zone '{missing[0]}', from which '{name}' takes people there"
            yield Fault((*path, hospital), f"{wrong}; add it to the row")
    if agency.available_again != "at_station":
        return
    for station in agency.stations:
        if station in law.times and (
            missing := [one for one in goals if one in law.times and one not in law.times[station]]
        ):
            wrong = f"there is no time between '{station}' and hospital '{missing[0]}', from where units drive home"
            yield Fault((*path, station), f"{wrong}; add '{missing[0]}' to the row")


def _off_the_map(law: Roads, name: str, hospital: Hospital) -> Iterator[Fault]:
    east, north = (np.array([one]) for one in hospital.at)
    gap = float(law.paths().ground.spots(east, north).gap[0])
    if gap > law.farthest:
        wrong = f"it lies {gap:,.0f} m from the nearest street of {law.network.name}"
        most = f"{law.farthest:g} m are the most (farthest)"
        yield Fault(("hospitals", name, "at"), f"{wrong}, and {most}; import a larger map, or put it at a street")
