"""Checks of incident types and of the agencies they need: whether they can happen and be met."""

from __future__ import annotations

from collections.abc import Iterator

from simcity.fields import HOUR, MINUTE
from simcity.model.agencies import Agency
from simcity.model.checks.needing import fleet
from simcity.model.faults import Fault, Path
from simcity.model.incidents import ALWAYS, DAYS, IncidentType, Someone
from simcity.model.policies import MutualAid, Wait
from simcity.model.references import Ids, Known, present
from simcity.model.roads import ConstantTravel, DrawnTravel

RATE = "shapes a rate, and this type has none; take it out"


def happening(known: Known) -> Iterator[Fault]:
    """Give what is wrong with incident types and agencies."""
    for name, incident in present(known.incidents):
        path: Path = ("incidents", name)
        yield from _hours(incident, path)
        yield from _when(incident, path, known)
        yield from _counted(incident, path)
        if incident.callers is not None:
            if not incident.callers.calls:
                yield Fault((*path, "callers", "calls"), "no centre is called; name one at least, such as {room: 1}")
            if isinstance(incident.callers, Someone):
                yield from _caller_share(incident.callers, (*path, "callers", "by_hour"))
        yield from _needs(incident, path, known)
        yield from _safe(incident, path, known)
    yield from _agencies(known)


def _hours(incident: IncidentType, path: Path) -> Iterator[Fault]:
    if incident.where and not any(incident.where.values()):
        yield Fault((*path, "where"), "all weights are 0; one zone at least needs a weight above 0")
    if incident.rate is None:
        if incident.by_hour != ALWAYS:
            yield Fault((*path, "by_hour"), f"by_hour {RATE}", True)
        if incident.by_day:
            yield Fault((*path, "by_day"), f"by_day {RATE}", True)
        return
    if not any(incident.by_hour.values()):
        yield Fault((*path, "by_hour"), "all hours are 0; one at least must be above 0 (rate: 0 /day is never)")
    if set(incident.by_day) == set(DAYS) and not any(incident.by_day.values()):
        yield Fault((*path, "by_day"), "all days are 0; one at least must be above 0 (rate: 0 /day is never)")


def _when(incident: IncidentType, path: Path, known: Known) -> Iterator[Fault]:
    """Give what makes set times, or a level of crowding, come to nothing."""
    if known.end is not None:
        for number, time in enumerate(incident.at):
            if time >= known.end:
                end = f"the run ends {known.end / HOUR:g} h after its start (horizon and drain)"
                yield Fault((*path, "at", number), f"it would never happen: {end}; give an earlier time")
    if incident.crowded is None or known.zones is None:
        return
    level = incident.crowded
    zones = {name: known.zones.get(name) for name, weight in incident.where.items() if weight > 0}
    if not zones or any(zone is None or zone.crowd_varies is not None for zone in zones.values()):
        return
    crowds = {name: zone.crowd.values() for name, zone in zones.items() if zone is not None}
    if any(min(crowd) <= level < max(crowd) for crowd in crowds.values()):
        return
    most = max(max(crowd) for crowd in crowds.values())
    named = ", ".join(crowds)
    wrong = f"it never happens: the crowd of {named}"
    if most <= level:
        wrong = f"{wrong} is {most:g} /m2 at most and never beyond {level:g} /m2"
        yield Fault((*path, "crowded"), f"{wrong}; lower the level, or give a zone a denser crowd or crowd_varies")
    else:
        wrong = f"{wrong} never grows beyond {level:g} /m2, since it is above or below it all day"
        yield Fault((*path, "crowded"), f"{wrong}; give a level between the least and the most crowd of a zone")


def _counted(incident: IncidentType, path: Path) -> Iterator[Fault]:
    if not incident.real:
        counted = {
            "golden_time": bool(incident.golden_time),
            "official": bool(incident.official),
            "outcome": incident.outcome is not None,
        }
        for key in (key for key, given in counted.items() if given):
            yield Fault((*path, key), f"real: false is never counted, so it has no {key}; take it out", True)
        if incident.levels:
            yield Fault((*path, "levels"), "real: false never grows, since nothing happens; take levels out", True)
        if incident.transport:
            wrong = "real: false hurts nobody, so nobody is taken to a hospital; take transport out"
            yield Fault((*path, "transport"), wrong, True)
    elif incident.believed is not None:
        yield Fault((*path, "believed"), "believed goes with real: false alone; see verification of centres", True)


def _caller_share(callers: Someone, path: Path) -> Iterator[Fault]:
    hour, factor = max(callers.by_hour.items(), key=lambda item: item[1])
    if callers.share * factor > 1.0 + 1e-9:
        clock = f"{int(hour // HOUR):02d}:{int(hour % HOUR // MINUTE):02d}"
        product = f"{100 * callers.share:g} % x {100 * factor:g} % is {100 * callers.share * factor:g} %"
        yield Fault(path, f"share times by_hour at {clock} is more than 100 %: {product}")


def _needs(incident: IncidentType, path: Path, known: Known) -> Iterator[Fault]:
    """Give what is wrong with the run card, and with what levels need on top of it."""
    levels = [((*path, "levels", title, "needs"), level.needs) for title, level in incident.levels.items()]
    total: dict[tuple[str, str], int] = {}
    for here, card in [((*path, "needs"), incident.needs), *levels]:
        for name, capabilities in card.items():
            if not capabilities:
                wrong = "no unit is asked for; name a capability and a number, such as {als: 1}"
                yield Fault((*here, name), wrong)
            for capability, number in capabilities.items():
                total[name, capability] = total.get((name, capability), 0) + number
            agency = (known.agencies or {}).get(name)
            # A unit of an unlimited agency can do anything, whatever its stations say.
            if agency is not None and agency.units is None and agency.stations:
                yield from _meets(name, agency, {ability: total[name, ability] for ability in capabilities}, here)


def _meets(name: str, agency: Agency, wanted: dict[str, int], here: Path) -> Iterator[Fault]:
    """Give a fault where the stations of an agency can never send the units of a card and of those before it."""
    have = fleet(agency.stations.values())
    yield from Ids("capability", "capabilities", have, f" at the stations of '{name}'").keys(wanted, (*here, name))
    if isinstance(agency.when_none_free, MutualAid):
        return
    for capability, number in wanted.items():
        if number > have.get(capability, number):
            below = ", with what is needed before it grows," if "levels" in here else ""
            wrong = f"the need of {number} at once{below} can never be met"
            most = f"the stations of '{name}' have {have[capability]} on duty at most"
            yield Fault((*here, name, capability), f"{wrong}: {most}")


def _safe(incident: IncidentType, path: Path, known: Known) -> Iterator[Fault]:
    """Give a fault where a scene can never be declared safe, since no police come."""
    if incident.safe_after is None or known.agencies is None or known.centres is None:
        return
    for name in incident.agencies:
        agency = known.agencies.get(name)
        centre = None if agency is None else known.centres.get(agency.dispatched_by)
        if centre is None or centre.role == "police":
            return
    wrong = "nobody can ever declare the scene safe: it needs no agency that a centre of role police sends"
    if incident.violent:
        yield Fault(
            (*path, "safe_after"), f"{wrong}; add police to its needs, or take safe_after and violent out", True
        )
    else:
        yield Fault((*path, "safe_after"), f"{wrong}; add police to its needs, or take safe_after out", True)


def _agencies(known: Known) -> Iterator[Fault]:
    for name, agency in present(known.agencies):
        path: Path = ("agencies", name)
        yield from _namesakes(agency, (*path, "stations"))
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


def _namesakes(agency: Agency, path: Path) -> Iterator[Fault]:
    """Give a fault where a station is called like one of several that are placed alike."""
    alike = {
        f"{name}_{nth + 1}": name for name, one in agency.stations.items() if one.count > 1 for nth in range(one.count)
    }
    for name in agency.stations:
        if name in alike:
            count = agency.stations[alike[name]].count
            wrong = f"one of the {count} stations that '{alike[name]}' stands for is called '{name}' as well"
            yield Fault((*path, name), f"{wrong}; give this one another id", at_key=True)
