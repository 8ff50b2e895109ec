"""Checks of travel: whether the map covers the city, and whether each law knows where units come from and go."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.model.agencies import Agency
from simcity.model.checks.needing import zones_of
from simcity.model.faults import Fault, Path
from simcity.model.geography import AnyZone, Torus, Unplaced
from simcity.model.references import Ids, Known, present
from simcity.model.roads import ConstantTravel, DrawnTravel, Matrix, Roads, Travel
from simcity.model.sensors import Devices

LATTICE = 21
"""Points along each side of a zone at which it is looked whether a street is near."""
UNCOVERED = 0.5
"""Share of a zone off the map from which on the map does not cover it."""


def moving(known: Known) -> Iterator[Fault]:
    """Give what is wrong with travel."""
    yield from _origins(known)
    yield from _unplaced(known)
    for name, agency in present(known.agencies):
        law = agency.travel or known.travel
        if law is None:
            continue
        path: Path = ("agencies", name)
        own: Path = (*path, "travel") if agency.travel is not None else ("place", "travel")
        if isinstance(law, DrawnTravel):
            for stand, station in agency.stations.items():
                if station.approach > 0:
                    wrong = "times that are drawn whatever the distance leave no room for an approach"
                    yield Fault((*path, "stations", stand, "approach"), f"{wrong}; take it out, or change travel")
        if isinstance(law, Matrix):
            yield from _table(law, name, agency, own, known)
        elif not isinstance(law, ConstantTravel | DrawnTravel):
            yield from _nowhere(law, name, agency, known)
        if isinstance(law, Roads):
            yield from _on_the_map(law, name, agency, own, known)


def _origins(known: Known) -> Iterator[Fault]:
    """Give a fault where the maps of two agencies are laid out around different origins."""
    laws: list[tuple[Path, Travel | None]] = [(("place", "travel", "network"), known.travel)]
    laws += [(("agencies", name, "travel", "network"), agency.travel) for name, agency in present(known.agencies)]
    maps = [(path, law.network) for path, law in laws if isinstance(law, Roads)]
    for path, network in maps[1:]:
        if network.origin != maps[0][1].origin:
            first = maps[0][1]
            wrong = f"{network.name} and {first.name} count their metres from different origins"
            cure = f"write place: {{origin: [{first.origin[0]:g}, {first.origin[1]:g}]}} for both"
            yield Fault(path, f"{wrong}; {cure}")
    if maps and any(isinstance(zone, Torus) for _, zone in present(known.zones)):
        yield Fault(
            maps[0][0], "streets have borders, and a torus has none; use zones of kind zone, or a law of travel"
        )


def _unplaced(known: Known) -> Iterator[Fault]:
    """Give a fault where something needs the coordinates of a zone that has none."""
    without = [name for name, zone in present(known.zones) if isinstance(zone, Unplaced)]
    if not without:
        return
    for name, sensor in known.sensors_present.items():
        if isinstance(sensor, Devices) and sensor.share is None and getattr(sensor, "on", None) is None:
            wrong = f"zone '{without[0]}' has no place, so nobody knows what these devices see there"
            yield Fault(("sensors", name), f"{wrong}; give a share in place of positions, or give the zone its place")
    for name, agency in present(known.agencies):
        law = agency.travel or known.travel
        for stand, station in agency.stations.items():
            if station.zone in without and not isinstance(law, Matrix | ConstantTravel | DrawnTravel):
                where: Path = ("agencies", name, "stations", stand, "zone")
                yield Fault(where, f"zone '{station.zone}' has no place; put the station at a point")


def _nowhere(law: Travel, name: str, agency: Agency, known: Known) -> Iterator[Fault]:
    """Give a fault where units would go to a zone that has no place by a law that needs one."""
    for zone in zones_of(name, known):
        if agency.stations and isinstance((known.zones or {}).get(zone), Unplaced):
            cure = "give it a place, or use travel of kind matrix, constant or law"
            yield Fault(
                ("place", "zones", zone), f"it has no place, which travel of '{name}' ({law.kind}) needs; {cure}"
            )
            return


def _table(law: Matrix, name: str, agency: Agency, own: Path, known: Known) -> Iterator[Fault]:
    """Give the entries that a table of times wants or has in vain."""
    path: Path = (*own, "times")
    if not agency.stations:
        yield Fault(("agencies", name), "its travel is a table by station: give stations")
    ends = Ids("zone", "zones", known.zones)
    if known.zones is not None and (known.hospitals or known.hospitals is None):
        both = None if known.hospitals is None else [*known.zones, *known.hospitals]
        ends = Ids("zone or hospital", "zones and hospitals", both)
    for station, row in law.times.items():
        yield from ends.keys(row, (*path, station))
    needed = zones_of(name, known)
    for station in agency.stations:
        if station not in law.times:
            yield Fault(path, f"there are no times from station '{station}' of '{name}'; add a row for it")
            continue
        missing = [zone for zone in needed if zone not in law.times[station]]
        if missing:
            wrong = f"there is no time to zone '{missing[0]}', in which '{name}' is needed"
            more = f" (nor to {len(missing) - 1} more)" if len(missing) > 1 else ""
            yield Fault((*path, station), f"{wrong}{more}; add it to the row")
    if own[0] == "agencies":
        starts = Ids("station", "stations", agency.stations, f" of '{name}'")
        incidents = [None] if known.incidents is None else known.incidents.values()
        if any(incident is None or name in incident.transport for incident in incidents):
            both = None if known.hospitals is None else [*agency.stations, *known.hospitals]
            starts = Ids("station or hospital", "stations and hospitals", both)
        yield from starts.keys(law.times, path)


def _on_the_map(law: Roads, name: str, agency: Agency, own: Path, known: Known) -> Iterator[Fault]:
    """Give the stations and zones that lie off the map."""
    try:
        law.paths(tuple(law.closures.values()))
    except ValueError:
        yield Fault((*own, "closures"), "they leave no street on which one could drive; make them smaller")
        return
    reach = f"{law.farthest:g} m are the most (farthest)"
    for stand, station in agency.stations.items():
        if station.at is not None:
            gap = float(law.paths().ground.spots(*(np.array([one]) for one in station.at)).gap[0])
            if gap > law.farthest:
                wrong = f"it lies {gap:,.0f} m from the nearest street of {law.network.name}, and {reach}"
                cure = "put it where its units enter the map and say how long they take until there (approach)"
                yield Fault(("agencies", name, "stations", stand, "at"), f"{wrong}; {cure}")
    beats = [zone for station in agency.stations.values() if station.patrol is not None for zone in station.patrol.beat]
    for zone in dict.fromkeys([*zones_of(name, known), *beats]):
        ground_of = (known.zones or {}).get(zone)
        if ground_of is not None and not isinstance(ground_of, Unplaced):
            off, gap = off_the_map(law, ground_of)
            if off > UNCOVERED:
                wrong = f"the map {law.network.name} does not cover it: {100 * off:.0f} % of it lies up to {gap:,.0f} m"
                cure = "import a larger map, or make the zone smaller"
                yield Fault(("place", "zones", zone), f"{wrong} from any street, and {reach}; {cure}")


def off_the_map(law: Roads, zone: AnyZone) -> tuple[float, float]:
    """Return the share of a zone that lies farther from any street than the law allows, and the greatest distance."""
    edge = (np.arange(LATTICE) + 0.5) / LATTICE
    u, v = (axis.ravel() for axis in np.meshgrid(edge, edge))
    gap = law.paths().ground.spots(*zone.spread(u, v)).gap
    return float((gap > law.farthest).mean()), float(gap.max())
