"""What happens: incidents and false alarms with their times, places and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simcity.fields import DAY, HOUR
from simcity.luck import Luck
from simcity.model.geography import AnyZone
from simcity.model.incidents import DAYS, IncidentType
from simcity.model.scenario import Scenario
from simcity.records import Flags, Floats, Integers, Subjects
from simcity.trace.crowding import crossings, density
from simcity.trace.drawing import Group, Memory

WEEK = 7 * DAY
ZONES_APART = 10**8
"""Numbers kept free between what a crowd brings about in one zone and in the next."""


@dataclass(frozen=True, eq=False)
class Layout:
    """Where subjects or devices are: coordinates and zone index of each. Equal only to itself."""

    x: Floats
    y: Floats
    zone: Integers


@dataclass(frozen=True)
class Happening:
    """The members of one entity, before they are put in order with the others."""

    group: Group
    type: Integers
    onset: Floats
    place: Layout
    public: Flags
    shown_for: Floats
    real: bool
    device: Integers | None = None
    """Device that raised each false alarm."""

    @property
    def zone(self) -> Integers:
        """Return the zone index of each member."""
        return self.place.zone

    @property
    def x(self) -> Floats:
        """Return metres to the east."""
        return self.place.x

    @property
    def y(self) -> Floats:
        """Return metres to the north."""
        return self.place.y


def clock_start(scenario: Scenario) -> float:
    """Return the second of the week at which the run begins."""
    return DAYS.index(scenario.start.day) * DAY + scenario.start.hour


def intensity(kind: IncidentType, rate: float, start: float, end: float) -> tuple[Floats, Floats]:
    """Return times and the expected number of incidents until each: the cumulative intensity, piecewise linear."""
    hours = sorted({0.0, *kind.by_hour})
    table = sorted(kind.by_hour)
    values = [kind.by_hour[max([h for h in table if h <= hour], default=table[-1])] for hour in hours]
    lengths = np.diff([*hours, DAY])
    days = np.array([kind.by_day.get(day, 1.0) for day in DAYS])
    mean = (np.dot(values, lengths) / DAY) * days.mean()
    edges = np.array([day * DAY + hour for day in range(7) for hour in hours])
    rates = rate * np.outer(days, values).ravel() / mean
    weeks = int((start + end) // WEEK) + 1
    all_edges = np.concatenate([edges + WEEK * week for week in range(weeks)] + [[weeks * WEEK]])
    cumulative = np.concatenate([[0.0], np.cumsum(np.tile(rates, weeks) * np.diff(all_edges))])
    inside = (all_edges > start) & (all_edges < start + end)
    times = np.concatenate([[start], all_edges[inside], [start + end]])
    expected = np.interp(times, all_edges, cumulative)
    return times - start, expected - expected[0]


def unit_points(luck: Luck, entity: str, until: float) -> Floats:
    """Return the points of a unit-rate Poisson process up to a level."""
    size = int(until + 6.0 * np.sqrt(until) + 16)
    while True:
        points = np.cumsum(-np.log(luck.vector("onset", entity, np.arange(size))))
        if points[-1] > until:
            return points[points <= until]
        size *= 2


def onsets(scenario: Scenario, entity: str, luck: Luck) -> Floats:
    """Return the onsets of a type: set times, or unit-rate points through the inverse of its cumulative intensity."""
    kind = scenario.incidents[entity]
    if kind.at:
        return np.array(sorted(time for time in kind.at if time < scenario.end))
    if not kind.rate:
        return np.empty(0)
    times, expected = intensity(kind, kind.rate, clock_start(scenario), scenario.end)
    points = unit_points(luck, entity, float(expected[-1]))
    # Where nothing is expected for a while, the inverse jumps to the end of that while, as interp does at equal steps.
    return np.asarray(np.interp(points, expected, times), float)


def choice(weights: Mapping[str, float], among: Sequence[str], u: Floats) -> Integers:
    """Return places in ``among``, drawn by relative weights; the order of the file does not matter."""
    names = sorted(weights)
    edges = np.cumsum([weights[name] for name in names])
    drawn = np.searchsorted(edges / edges[-1], u, side="left").clip(0, len(names) - 1)
    return np.asarray(np.array([among.index(name) for name in names])[drawn], np.int64)


def scatter(zones: dict[str, AnyZone], zone: Integers, u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return points within zones given by index."""
    x, y = np.empty(len(zone)), np.empty(len(zone))
    for index, ground in enumerate(zones.values()):
        here = zone == index
        if here.any():
            x[here], y[here] = ground.spread(u[here], v[here])
    return x, y


def incidents(scenario: Scenario, entity: str, luck: Luck, memory: Memory) -> Happening:
    """Draw the incidents of one type."""
    kind = scenario.incidents[entity]
    if kind.crowded is not None:
        return brought_about(scenario, entity, kind.crowded, luck)
    zones = scenario.place.zones
    onset = memory.recall(
        ("onset", entity),
        (kind.rate, kind.at, kind.by_hour, kind.by_day, scenario.start, scenario.end),
        lambda: onsets(scenario, entity, luck),
    )
    group = Group(entity, np.arange(len(onset)), luck, memory)
    weights = kind.where or {name: zone.weight for name, zone in zones.items()}

    def place() -> Layout:
        zone = choice(weights, list(zones), group.uniforms("zone"))
        return Layout(*scatter(zones, zone, group.uniforms("x"), group.uniforms("y")), zone)

    where = memory.recall(("place", entity), (weights, list(zones.items()), len(group)), place)
    return happening(scenario, group, onset, where)


def brought_about(scenario: Scenario, entity: str, level: float, luck: Luck) -> Happening:
    """Return the incidents that a growing crowd brings about in each zone, numbered by zone, day and crossing."""
    zones = scenario.place.zones
    start = clock_start(scenario) % DAY
    onset, number = [np.empty(0)], [np.empty(0, np.int64)]
    for index, (name, ground) in enumerate(zones.items()):
        if scenario.incidents[entity].where.get(name, 0.0) > 0.0:
            when, nth = crossings(name, ground, level, start, scenario.end, luck)
            onset.append(when)
            number.append(index * ZONES_APART + nth)
    # Numbers are no count from 0, so what is made of them is kept for nobody else.
    group = Group(entity, np.concatenate(number), luck, Memory())
    zone = group.number // ZONES_APART
    where = Layout(*scatter(zones, zone, group.uniforms("x"), group.uniforms("y")), zone)
    return happening(scenario, group, np.concatenate(onset), where)


def happening(scenario: Scenario, group: Group, onset: Floats, where: Layout) -> Happening:
    """Return incidents of a type with the marks that all have."""
    kind = scenario.incidents[group.entity]
    return Happening(
        group=group,
        type=np.full(len(group), list(scenario.incidents).index(group.entity)),
        onset=onset,
        place=where,
        public=group.uniforms("public view") < kind.in_public_view,
        shown_for=np.full(len(group), np.inf) if kind.shows_for is None else group.values(kind.shows_for, "shows"),
        real=kind.real,
    )


def in_order(scenario: Scenario, happenings: list[Happening]) -> tuple[Subjects, list[Integers]]:
    """Put all happenings in order of onset; return them and the rows of each happening's members."""
    sizes = [len(happening.group) for happening in happenings]
    onset = np.concatenate([happening.onset for happening in happenings])
    entity = np.repeat(np.arange(len(happenings)), sizes)
    order = np.argsort(onset, kind="stable")
    row = np.empty(len(order), np.int64)
    row[order] = np.arange(len(order))

    def joined(name: str) -> np.ndarray[tuple[int], np.dtype[np.generic]]:
        return np.concatenate([getattr(happening, name) for happening in happenings])[order]

    real = np.repeat([happening.real for happening in happenings], sizes)[order]
    onset = onset[order]
    subjects = Subjects(
        types=tuple(scenario.incidents),
        zones=tuple(scenario.place.zones),
        entities=tuple(happening.group.entity for happening in happenings),
        entity=entity[order],
        number=np.concatenate([happening.group.number for happening in happenings])[order],
        type=joined("type").astype(np.int64),
        real=real,
        counted=real & (onset >= scenario.warm_up) & (onset < scenario.horizon),
        onset=onset,
        zone=joined("zone").astype(np.int64),
        x=joined("x").astype(float),
        y=joined("y").astype(float),
        public=joined("public").astype(bool),
        hour=(clock_start(scenario) + onset) % DAY / HOUR,
    )
    return subjects, np.split(row, np.cumsum(sizes)[:-1])


def density_at(scenario: Scenario, luck: Luck, zone: Integers, time: Floats) -> Floats:
    """Return the crowd density in persons per m2 in zones given by index, at times of the run."""
    return density(scenario.place.zones, zone, clock_start(scenario) % DAY + time, luck)
