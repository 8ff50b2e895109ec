"""Checks across the parts of a scenario: whether together they make a city in which things can happen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simcity.fields import HOUR, MINUTE
from simcity.model.agencies import Agency
from simcity.model.faults import Fault, Path
from simcity.model.geography import Torus
from simcity.model.incidents import DAYS, IncidentType, Someone
from simcity.model.links import PushedVideo
from simcity.model.loads import loads, warnings
from simcity.model.metrics import metric_faults
from simcity.model.policies import MutualAid, Wait
from simcity.model.reach import reach
from simcity.model.references import Doubtful, Ids, Known, doubts, names, present, references
from simcity.model.roads import ConstantTravel, DrawnTravel
from simcity.model.sensors import Analytics, Devices, Reporting, WatchedCamera

__all__ = ["faults", "loads", "warnings"]


def faults(parts: Mapping[str, Any]) -> Iterator[Fault]:
    """Give everything that is wrong between the parts of a scenario.

    ``parts`` maps field names of Scenario to values; a collection maps ids to parts, or to None where the
    entry is faulty already; ``place`` maps ``zones`` and ``travel``. A key is absent only where its value is
    faulty: what a file leaves out is given as its default. Nothing is concluded from what is absent.
    """
    known = Known.of(parts)
    found = list(references(known))
    doubtful = doubts(known, found)
    yield from names(known)
    yield from found
    yield from _place(known)
    for name, incident in present(known.incidents):
        yield from _incident(incident, ("incidents", name))
        yield from _needs(incident, ("incidents", name), known)
    yield from _agencies(known)
    yield from _centres(known)
    yield from _sensors(known)
    yield from _links(known, doubtful)
    yield from reach(known, doubtful)
    if known.warm_up is not None and known.horizon is not None and known.warm_up >= known.horizon:
        yield Fault(("warm_up",), "nothing is counted: the warm-up must end before the horizon")
    if known.primary is not None:
        yield from metric_faults(known.primary.metric, known)


def _place(known: Known) -> Iterator[Fault]:
    path: Path = ("place", "zones")
    if known.zones is None:
        return
    if not known.zones:
        yield Fault(path, "there are no zones; incidents need at least one to happen in")
    tori = [name for name, zone in present(known.zones) if isinstance(zone, Torus)]
    for name in tori[1:]:
        yield Fault((*path, name), f"'{tori[0]}' is a torus already; a place has at most one")
    weights = [zone.weight if zone is not None else 1.0 for zone in known.zones.values()]
    needy = [name for name, incident in present(known.incidents) if not incident.where]
    needy += [name for name, sensor in present(known.sensors) if _strews(sensor)]
    if weights and not any(weights) and needy:
        wrong = f"all weights are 0, but '{needy[0]}' names no zones and needs them"
        yield Fault(path, f"{wrong}: give one zone at least a weight above 0")


def _strews(sensor: Reporting) -> bool:
    """Return whether a sensor raises false alarms anywhere, by the weights of the zones."""
    return isinstance(sensor, Analytics) and sensor.share is not None and sensor.false_alarms > 0


def _incident(incident: IncidentType, path: Path) -> Iterator[Fault]:
    if incident.where and not any(incident.where.values()):
        yield Fault((*path, "where"), "all weights are 0; one zone at least needs a weight above 0")
    if not any(incident.by_hour.values()):
        yield Fault((*path, "by_hour"), "all hours are 0; one at least must be above 0 (rate: 0 /day is never)")
    if set(incident.by_day) == set(DAYS) and not any(incident.by_day.values()):
        yield Fault((*path, "by_day"), "all days are 0; one at least must be above 0 (rate: 0 /day is never)")
    if not incident.real:
        counted = {
            "golden_time": bool(incident.golden_time),
            "official": bool(incident.official),
            "outcome": incident.outcome is not None,
        }
        for key in (key for key, given in counted.items() if given):
            yield Fault((*path, key), f"real: false is never counted, so it has no {key}; take it out", True)
    elif incident.believed is not None:
        yield Fault((*path, "believed"), "believed goes with real: false alone; see verification of centres", True)
    if incident.callers is not None:
        if not incident.callers.calls:
            yield Fault((*path, "callers", "calls"), "no centre is called; name one at least, such as {room: 1}")
        if isinstance(incident.callers, Someone):
            yield from _caller_share(incident.callers, (*path, "callers", "by_hour"))


def _caller_share(callers: Someone, path: Path) -> Iterator[Fault]:
    hour, factor = max(callers.by_hour.items(), key=lambda item: item[1])
    if callers.share * factor > 1.0 + 1e-9:
        clock = f"{int(hour // HOUR):02d}:{int(hour % HOUR // MINUTE):02d}"
        product = f"{100 * callers.share:g} % x {100 * factor:g} % is {100 * callers.share * factor:g} %"
        yield Fault(path, f"share times by_hour at {clock} is more than 100 %: {product}")


def _needs(incident: IncidentType, path: Path, known: Known) -> Iterator[Fault]:
    for name, capabilities in incident.needs.items():
        here = (*path, "needs", name)
        if not capabilities:
            yield Fault(here, "no unit is asked for; name a capability and a number, such as {als: 1}")
        agency = (known.agencies or {}).get(name)
        # A unit of an unlimited agency can do anything, whatever its stations say.
        if agency is None or agency.units == "unlimited" or not agency.stations:
            continue
        fleet = _fleet(agency)
        here_only = Ids("capability", "capabilities", fleet, f" at the stations of '{name}'")
        yield from here_only.keys(capabilities, here)
        if isinstance(agency.when_none_free, MutualAid):
            continue
        for capability, number in capabilities.items():
            if number > fleet.get(capability, number):
                wrong = f"the need of {number} at once can never be met"
                most = f"the stations of '{name}' have {fleet[capability]} on duty at most"
                yield Fault((*here, capability), f"{wrong}: {most}")


def _fleet(agency: Agency) -> dict[str, int]:
    """Return the most units by capability that the stations ever have on duty, each at its best hour."""
    fleet: dict[str, int] = {}
    for station in agency.stations.values():
        for capability, schedule in station.units.items():
            fleet[capability] = fleet.get(capability, 0) + max(schedule.values()) * station.count
    return fleet


def _agencies(known: Known) -> Iterator[Fault]:
    for name, agency in present(known.agencies):
        path: Path = ("agencies", name)
        if agency.units is None:
            if not agency.stations:
                yield Fault(path, "it has no units: give stations, or units: unlimited")
            continue
        if not isinstance(agency.when_none_free, Wait):
            kind = agency.when_none_free.kind
            yield Fault((*path, "when_none_free"), f"units: unlimited are always free, so {kind} means nothing; omit")
        travel = agency.travel or known.travel
        if agency.stations or travel is None or isinstance(travel, ConstantTravel | DrawnTravel):
            continue
        cure = "give stations, or travel of kind constant or law"
        yield Fault(path, f"its travel, {travel.kind}, depends on where units come from: {cure}")


def _centres(known: Known) -> Iterator[Fault]:
    uses: dict[str, str] = {}
    for name, link in present(known.links):
        uses |= {link.sender: f"link '{name}' starts there", link.receiver: f"link '{name}' ends there"}
    uses |= {sensor.centre: f"sensor '{name}' reports to it" for name, sensor in present(known.sensors)}
    uses |= {agency.dispatched_by: f"it sends '{name}'" for name, agency in present(known.agencies)}
    for name, incident in present(known.incidents):
        if incident.callers is not None:
            uses |= dict.fromkeys(incident.callers.calls, f"it is called about '{name}'")
    for name, centre in present(known.centres):
        if not isinstance(centre.seats, str) and not any(centre.seats.values()) and name in uses:
            yield Fault(("centres", name, "seats"), f"nobody is ever on duty, but {uses[name]}: give seats")


def _sensors(known: Known) -> Iterator[Fault]:
    for name, sensor in present(known.sensors):
        if not isinstance(sensor, WatchedCamera):
            continue
        if not sensor.hit_rate:
            yield Fault(("sensors", name, "hit_rate"), "the table is empty; give one share at least, such as {1: 85 %}")
        centre = (known.centres or {}).get(sensor.centre)
        if centre is not None and isinstance(centre.seats, str):
            wrong = f"the seats of '{sensor.centre}' are unlimited, but a wall needs a number of operators"
            yield Fault(("sensors", name, "centre"), f"{wrong}: give that centre its seats")


def _links(known: Known, doubtful: Doubtful) -> Iterator[Fault]:
    with_cameras = {sensor.centre for _, sensor in present(known.sensors) if isinstance(sensor, Devices)}
    for name, link in present(known.links):
        path: Path = ("links", name)
        if link.sender == link.receiver:
            yield Fault((*path, "to"), f"a link leads from one centre to another, not from '{link.sender}' to itself")
        blind = link.sender not in with_cameras and not doubtful & {("sensors",), (*path, "from"), path}
        if isinstance(link, PushedVideo) and blind:
            wrong = f"'{link.sender}' has no cameras, so no picture could ever show anything"
            cure = "give it a sensor of kind watched_camera or analytics, or take the link out"
            yield Fault((*path, "from"), f"{wrong}: {cure}")
