"""What a response would take: geometry, turnout, travel, search and work, for every slot of every run card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simcity.distributions import LawOfChance
from simcity.fields import DAY
from simcity.luck import Luck, number_of
from simcity.model.geography import wrap_of
from simcity.model.kinds import steps
from simcity.model.policies import MutualAid
from simcity.model.roads import Ends, Starts, Ways
from simcity.model.scenario import Scenario
from simcity.records import Floats, Integers
from simcity.trace.choosing import choice
from simcity.trace.drawing import LAYOUT, Memory, Vector
from simcity.trace.happenings import Happening, clock_start, density_at, scatter


@dataclass(frozen=True)
class Standing:
    """A station as it stands in the city: where, and who is on duty when."""

    name: str
    x: float
    y: float
    duty: dict[str, list[tuple[float, int]]]
    """By capability: (second from the start, units on duty) at each change."""
    station: str
    """Id of the station in the file; several alike share it."""
    approach: float = 0.0
    """Seconds of driving before its units are at (x, y)."""


def standings(scenario: Scenario, agency: str) -> list[Standing]:
    """Return the stations of an agency, those placed at random by the scenario's seed alone."""
    luck = Luck(scenario.seed, LAYOUT)
    start = clock_start(scenario) % DAY
    found = []
    for name, station in scenario.agencies[agency].stations.items():
        duty = {ability: steps(table, start, scenario.end) for ability, table in station.units.items()}
        if station.at is not None:
            found.append(Standing(name, *station.at, duty, name, station.approach))
            continue
        number = np.arange(station.count)
        zone = np.full(station.count, list(scenario.place.zones).index(station.zone or ""))
        u, v = (luck.vector(f"station {axis}", f"{agency}/{name}", number) for axis in "xy")
        for nth, (x, y) in enumerate(zip(*scatter(scenario.place.zones, zone, u, v), strict=True)):
            own = f"{name}_{nth + 1}" if station.count > 1 else name
            found.append(Standing(own, float(x), float(y), duty, name, station.approach))
    return found


@dataclass(frozen=True)
class Slots:
    """What each slot of an agency's run card would take, by the agency's rows of ``Journeys``."""

    turnout: list[float]
    travel: Floats
    """By station as well: seconds to the scene with this slot's noise."""
    walk: list[float]
    search: list[float]
    pictured_search: list[float]
    work: list[float]
    aid: list[float]
    """Delay of a neighbour's unit, under mutual aid."""
    own_work: Floats | None = None
    """By station as well: work of units whose station says so; None where none does."""
    busy: Floats | None = None
    """By station as well: seconds from alert until a unit can be sent again; None where it follows from the rest."""
    carries: list[bool] | None = None
    """Whether a unit takes somebody to a hospital; None where none ever does."""
    ride: list[float] | None = None
    """Seconds from the scene to the hospital, with this slot's noise; None as above."""
    handover: list[float] | None = None
    """From a bay until the patient is handed over; None as above."""


@dataclass(frozen=True)
class Journeys:
    """Geometry between an agency's stations and the subjects that may need it."""

    place: list[int]
    """By row of the trace: the row here and in ``Slots``; 0 for subjects that do not need the agency."""
    order: Integers
    """Stations in the order in which the policy asks them."""
    asked: list[int] | None
    """How many stations of the order may be asked at all; None where it is all of them."""
    estimate: Floats
    """Estimated seconds from each station."""
    back: Floats
    """Seconds back to each station."""


TAKES = ("turnout", "walk", "search", "pictured_search", "work", "aid")


def needing(scenario: Scenario, happening: Happening) -> set[str]:
    """Return the agencies on the run cards and extra alarms of a happening's types."""
    kinds = list(scenario.incidents.values())
    return {agency for index in np.unique(happening.type) for agency in kinds[index].agencies}


def journeys(
    scenario: Scenario,
    agency: str,
    stations: list[Standing],
    happenings: list[Happening],
    rows: list[Integers],
    size: int,
    memory: Memory,
) -> Journeys:
    """Measure all ways from stations to subjects at once; without stations there is one, at every scene."""
    law = scenario.agencies[agency].travel or scenario.place.travel
    place = np.zeros(size, np.int64)
    some: list[Happening] = []
    estimates, backs, filled = [], [], 0
    for happening, row in zip(happenings, rows, strict=True):
        if agency not in needing(scenario, happening) or len(row) == 0:
            continue

        def measure(happening: Happening = happening) -> tuple[Floats, Floats]:
            ways = ways_to(scenario, stations, happening)
            there = law.estimate(ways)
            back = law.back(ways, there)
            approach = np.array([station.approach for station in stations])
            if not approach.any():
                return there, back
            farther = there + approach
            return farther, farther if back is there else back + approach

        spots = [(station.station, station.x, station.y, station.approach) for station in stations]
        hours = (Vector(happening.onset), scenario.start, Vector(happening.type)) if law.timed else ()
        inputs = (law, spots, happening.place, wrap_of(scenario.place.zones), hours)
        keep = memory if happening.device is None else Memory()
        there, back = keep.recall(("journeys", agency, happening.group.entity), inputs, measure)
        estimates.append(there)
        backs.append(back)
        some.append(happening)
        place[row] = filled + np.arange(len(row))
        filled += len(row)
    empty = np.empty((0, max(len(stations), 1)))
    estimate = np.concatenate(estimates) if estimates else empty
    same = all(there is back for there, back in zip(estimates, backs, strict=True))
    back = estimate if same else np.concatenate(backs)
    ids, names = [station.station for station in stations], [station.name for station in stations]
    chosen = choice(scenario, agency, ids, names, some, estimate)
    return Journeys(place.tolist(), chosen.order, chosen.asked, estimate, back)


def ways_to(scenario: Scenario, stations: list[Standing], happening: Happening) -> Ways:
    """Return the journeys from stations to the members of a happening; without stations from nowhere."""
    x, y = np.array([(station.x, station.y) for station in stations]).reshape(-1, 2).T
    starts = Starts(tuple(station.station for station in stations), x, y) if stations else None
    clock = clock_start(scenario) + happening.onset
    ends = Ends(happening.x, happening.y, happening.zone, happening.type, clock)
    zones = scenario.place.zones
    return Ways(starts, ends, tuple(zones), tuple(scenario.incidents), wrap_of(zones))


def slots(
    scenario: Scenario,
    agency: str,
    slot: str,
    stations: list[Standing],
    journey: Journeys,
    happenings: list[Happening],
    rows: list[Integers],
) -> Slots:
    """Draw what a slot takes, one uniform a quantity, addressed by (incident, agency, slot)."""
    part = scenario.agencies[agency]
    law = part.travel or scenario.place.travel
    place = np.array(journey.place, np.int64)
    j = number_of(f"{agency}/{slot}")
    travel = journey.estimate.copy()
    busy = [part.busy_at(station.station) for station in stations]
    taken = np.zeros(travel.shape) if any(law is not None for law in busy) else None
    works = [part.stations[station.station].on_scene for station in stations]
    own = np.zeros(travel.shape) if any(law is not None for law in works) else None
    columns = {name: np.zeros(len(travel)) for name in TAKES}
    kinds = list(scenario.incidents.values())
    for happening, row in zip(happenings, rows, strict=True):
        if agency not in needing(scenario, happening) or len(row) == 0:
            continue
        group, here = happening.group, place[row]
        columns["turnout"][here] = group.values(part.turnout, "turnout", j)
        columns["walk"][here] = walks(scenario, agency, happening, j)
        columns["search"][here] = group.values(part.search, "search", j)
        pictured = part.search_with_picture
        columns["pictured_search"][here] = (
            columns["search"][here] if pictured is None else pictured.ppf(group.uniforms("search", j))
        )
        for index in np.unique(happening.type):
            some = np.flatnonzero(happening.type == index)
            work = kinds[index].on_scene.get(agency, part.on_scene)
            columns["work"][here[some]] = group.values(work, "work", j, some)
        if isinstance(part.when_none_free, MutualAid):
            columns["aid"][here] = group.values(part.when_none_free.delay, "mutual aid", j)
        travel[here] = law.real(journey.estimate[here], group.uniforms("travel", j)[:, None])
        # One uniform for all stations: the law of the unit that goes turns it into seconds.
        if own is not None:
            own[here] = by_station(works, group.uniforms("work", j), columns["work"][here])
        if taken is not None:
            taken[here] = by_station(busy, group.uniforms("busy", j), np.zeros(len(here)))
    turnout, walk, search, pictured_search, work, aid = (columns[name].tolist() for name in TAKES)
    return Slots(turnout, travel, walk, search, pictured_search, work, aid, own_work=own, busy=taken)


def by_station(laws: Sequence[LawOfChance | None], u: Floats, otherwise: Floats) -> Floats:
    """Return incident x station what the stations' own laws make of one uniform an incident."""
    return np.column_stack([otherwise if law is None else law.ppf(u) for law in laws])


def walks(scenario: Scenario, agency: str, happening: Happening, j: int) -> Floats:
    """Return the seconds that a crew walks from its vehicle, through the crowd of the zone and hour."""
    walk = np.zeros(len(happening.group))
    for index, ground in enumerate(scenario.place.zones.values()):
        here = np.flatnonzero(happening.zone == index)
        if ground.walk_in is not None and len(here):
            distance = happening.group.values(ground.walk_in, "walk in", j, here)
            density = density_at(scenario, happening.group.luck, happening.zone[here], happening.onset[here])
            walk[here] = distance / scenario.agencies[agency].walking.speed(density)
    return walk
