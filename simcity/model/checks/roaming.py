"""Checks of units away from their stations: patrols, move-up, where they are known to be, and whether they can go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simcity.model.agencies import Agency
from simcity.model.checks.needing import fleet
from simcity.model.faults import Fault, Path
from simcity.model.geography import Unplaced
from simcity.model.links import VehicleLocation
from simcity.model.policies import ComplianceTable, MaximalCoverage
from simcity.model.references import Known, present
from simcity.model.roads import Matrix


def roaming(known: Known) -> Iterator[Fault]:
    """Give what is wrong with units that are on the road, or out of order."""
    for name, agency in present(known.agencies):
        path: Path = ("agencies", name)
        if agency.units == "unlimited":
            yield from _unlimited(agency, path)
        yield from _on_the_road(agency, path, known)
        yield from _patrols(agency, path, known)
        if isinstance(agency.move_up, ComplianceTable):
            yield from _rows(agency.move_up.table, name, agency, (*path, "move_up", "table"))
        if isinstance(agency.move_up, MaximalCoverage) and agency.move_up.busy >= 1.0:
            wrong = "units that are busy all the time cover nothing, wherever they wait"
            yield Fault((*path, "move_up", "busy"), f"{wrong}; give a share below 100 %, such as busy: 40 %")
    for name, link in known.links_present.items():
        if isinstance(link, VehicleLocation):
            yield from _located(link, ("links", name), known)


def _unlimited(agency: Agency, path: Path) -> Iterator[Fault]:
    """Give what means nothing where a unit is always free."""
    means = {
        "breakdowns": (agency.breakdowns is not None, "another takes the place of one that breaks down"),
        "last_call": (agency.last_call is not None, "no shift ever ends"),
    }
    for key, (given, nothing) in means.items():
        if given:
            wrong = f"units: unlimited are always free, so {nothing}"
            yield Fault((*path, key), f"{wrong}; give stations with units, or take {key} out", True)


def _on_the_road(agency: Agency, path: Path, known: Known) -> Iterator[Fault]:
    """Give a fault where units would set off from points that their travel does not know, or never do."""
    if agency.on_the_road and isinstance(agency.travel or known.travel, Matrix):
        at_home = "write available_again: at_station or when_clear"
        patrols = [stand for stand, station in agency.stations.items() if station.patrol is not None]
        where: Path = (*path, "available_again")
        if patrols:
            where, at_home = (*path, "stations", patrols[0], "patrol"), "take it out"
        elif agency.move_up is not None:
            where, at_home = (*path, "move_up"), "take it out"
        wrong = "travel of kind matrix knows the times from stations alone, and none from a point on the road"
        yield Fault(where, f"{wrong}; {at_home}, or give travel of another kind", True)
    if not agency.on_the_road and agency.turnout_on_road != type(agency).turnout_on_road:
        wrong = "no unit is ever alerted on the road, since it is sent from its station alone"
        cure = "write available_again: on_the_way or at_scene, or take turnout_on_road out"
        yield Fault((*path, "turnout_on_road"), f"{wrong}; {cure}", True, everywhere=True)


def _patrols(agency: Agency, path: Path, known: Known) -> Iterator[Fault]:
    """Give what is wrong with the beats of stations."""
    if agency.move_up is not None and all(station.patrol is not None for station in agency.stations.values()):
        wrong = "all units drive through their beats while they are free, so that none moves up"
        yield Fault((*path, "move_up"), f"{wrong}; take move_up out, or the patrol of a station", True, everywhere=True)
    for stand, station in agency.stations.items():
        if station.patrol is None:
            continue
        here = (*path, "stations", stand, "patrol")
        for zone in station.patrol.beat:
            if isinstance((known.zones or {}).get(zone), Unplaced):
                wrong = f"zone '{zone}' has no place through which units could drive"
                yield Fault((*here, "beat", zone), f"{wrong}; give it a place, or take it out of the beat", True)


def _rows(table: Mapping[str, Mapping[int, tuple[str, ...]]], name: str, agency: Agency, path: Path) -> Iterator[Fault]:
    """Give the rows of a compliance table that can never be kept."""
    have = fleet(station for station in agency.stations.values() if station.patrol is None)
    for ability, rows in table.items():
        if ability in have and not rows:
            row = f"{{1: [{next(iter(agency.stations))}]}}"
            yield Fault((*path, ability), f"the table is empty; give a row at least, such as {row}, or take it out")
        for number, stations in rows.items():
            here = (*path, ability, number)
            if ability in have and number > have[ability]:
                many = f"{number} free units" if number > 1 else "a free unit"
                most = f"{have[ability]} at most" if have[ability] else "none"
                wrong = f"'{name}' never has {many} of '{ability}' to place, but {most}"
                yield Fault(here, f"{wrong}; take the row out", True, everywhere=True)
            elif len(stations) > number:
                few = "one free unit" if number == 1 else f"{number} free units"
                yield Fault(here, f"{few} cannot man {len(stations)} places; name {number} at most")


def _located(link: VehicleLocation, path: Path, known: Known) -> Iterator[Fault]:
    """Give a fault where the place of units is shown to a centre that does not send them, or of no unit."""
    agency = (known.agencies or {}).get(link.sender)
    if agency is None:
        return
    centres = known.centres or ()
    if link.receiver != agency.dispatched_by and {link.receiver, agency.dispatched_by} <= set(centres):
        wrong = f"'{link.receiver}' does not send '{link.sender}', so where its units are changes nothing there"
        yield Fault((*path, "to"), f"{wrong}; name '{agency.dispatched_by}', which sends it")
    if agency.units == "unlimited":
        wrong = f"a unit of '{link.sender}' is always free (units: unlimited), so that nobody has to know where it is"
        yield Fault((*path, "from"), f"{wrong}; name an agency with units of its own, or take the link out")
