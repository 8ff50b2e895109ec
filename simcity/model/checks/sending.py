"""Checks of dispatch policies: whether somebody can go wherever something happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from simcity.model.agencies import Agency
from simcity.model.checks.needing import fleet, zones_of
from simcity.model.faults import Fault, Path
from simcity.model.policies import Dispatch, DistrictFirst, Preference, Reserve
from simcity.model.references import Ids, Known, present
from simcity.model.roads import Matrix

Agencies = Mapping[str, Agency]


def sending(known: Known) -> Iterator[Fault]:
    """Give what is wrong with the policies of the scenario and of its agencies."""
    agencies = dict(present(known.agencies))
    if known.agencies is None or len(agencies) < len(known.agencies) or known.zones is None:
        return
    common = {name: agency for name, agency in agencies.items() if agency.dispatch is None}
    if known.dispatch is not None:
        yield from _policy(known.dispatch, ("dispatch",), common, known)
    for name, agency in agencies.items():
        path: Path = ("agencies", name, "dispatch")
        if agency.dispatch is not None:
            yield from _policy(agency.dispatch, path, {name: agency}, known)
        yield from _turning(agency, ("agencies", name, "redispatch"), known)


def _policy(policy: Dispatch, path: Path, agencies: Agencies, known: Known) -> Iterator[Fault]:
    if isinstance(policy, Reserve):
        yield from _reserve(policy, (*path, "keep"), agencies)
        if not isinstance(policy.order, Preference | DistrictFirst):
            return
        policy, path = policy.order, (*path, "order")
    if isinstance(policy, Preference):
        yield from _lists(policy.ranks, (*path, "ranks"), agencies, known, "on its list", True)
    elif isinstance(policy, DistrictFirst):
        never = policy.crossing == "never"
        yield from _lists(policy.districts, (*path, "districts"), agencies, known, "in its district", False, never)


def _lists(
    table: Mapping[str, Iterable[str]],
    path: Path,
    agencies: Agencies,
    known: Known,
    word: str,
    keys: bool,
    closed: bool = True,
) -> Iterator[Fault]:
    """Give what is wrong with stations by zone; where lists are closed each zone of need has a station on its own."""
    owners = next(iter(agencies)) if len(agencies) == 1 else ""
    stations = {station for agency in agencies.values() for station in agency.stations}
    ids = Ids("station", "stations", sorted(stations), f" of '{owners}'" if owners else "")
    yield from Ids("zone", "zones", known.zones).keys(table, path)
    for zone, list_ in table.items():
        if keys:
            yield from ids.keys(list_, (*path, zone))
        else:
            yield from ids.items(list_, (*path, zone))
    for name, agency in agencies.items() if closed else ():
        if not agency.stations:
            continue
        for zone in zones_of(name, known):
            named = set(table.get(zone, ()))
            if named & set(agency.stations) or named - stations:
                continue
            if zone not in table and not keys:
                # A zone that is in no district has the nearest of all.
                continue
            wrong = f"nobody of '{name}' ever goes to zone '{zone}'"
            cure = f"name a station of '{name}' {word}: {', '.join(agency.stations)}"
            yield Fault((*path, zone) if zone in table else path, f"{wrong}: {cure}", at_key=zone in table)


def _reserve(policy: Reserve, path: Path, agencies: Agencies) -> Iterator[Fault]:
    limited = {name: agency for name, agency in agencies.items() if agency.units is None}
    if agencies and not limited:
        yield Fault(path, "units: unlimited are always free, so none is kept back; take the reserve out")
        return
    have: dict[str, int] = {}
    for agency in limited.values():
        for ability, number in fleet(agency.stations.values()).items():
            have[ability] = min(number, have.get(ability, number))
    yield from Ids("capability", "capabilities", have, " at the stations").keys(policy.keep, path)
    for ability, number in policy.keep.items():
        if ability in have and number >= have[ability]:
            all_ = f"all {have[ability]} units" if have[ability] > 1 else "the only unit"
            wrong = f"{all_} would be kept back, so that nobody ever goes to what is not urgent"
            fewer = f"keep fewer than {have[ability]}, or take it out" if have[ability] > 1 else "take it out"
            yield Fault((*path, ability), f"{wrong}; {fewer}")


def _turning(agency: Agency, path: Path, known: Known) -> Iterator[Fault]:
    """Give a fault where units are to turn on their way and cannot."""
    if agency.redispatch is None:
        return
    if agency.units == "unlimited":
        yield Fault(path, "units: unlimited are always free, so none turns on its way; take it out", True)
    elif isinstance(agency.travel or known.travel, Matrix):
        wrong = "travel of kind matrix knows no points on the way from which a unit could turn"
        yield Fault(path, f"{wrong}; take it out, or give travel of another kind", True)
