"""What happens: incidents and false alarms with their times, places and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simcity.fields import DAY, HOUR
from simcity.luck import Luck, number_of
from simcity.model.geography import AnyZone
from simcity.model.incidents import DAYS, IncidentType
from simcity.model.kinds import smooth_at
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Devices
from simcity.records import Flags, Floats, Integers, Subjects
from simcity.trace.drawing import LAYOUT, Group, Memory

WEEK = 7 * DAY
ALARMS_APART = 1 << 24
"""Numbers kept free between the false alarms of one device and the next."""


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


def intensity(kind: IncidentType, start: float, end: float) -> tuple[Floats, Floats]:
    """Return times and the expected number of incidents until each: the cumulative intensity, piecewise linear."""
    hours = sorted({0.0, *kind.by_hour})
    table = sorted(kind.by_hour)
    values = [kind.by_hour[max([h for h in table if h <= hour], default=table[-1])] for hour in hours]
    lengths = np.diff([*hours, DAY])
    days = np.array([kind.by_day.get(day, 1.0) for day in DAYS])
    mean = (np.dot(values, lengths) / DAY) * days.mean()
    edges = np.array([day * DAY + hour for day in range(7) for hour in hours])
    rates = kind.rate * np.outer(days, values).ravel() / mean
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
    """Return the onsets of a type: unit-rate points through the inverse of its cumulative intensity."""
    kind = scenario.incidents[entity]
    if kind.rate == 0.0:
        return np.empty(0)
    times, expected = intensity(kind, clock_start(scenario), scenario.end)
    points = unit_points(luck, entity, float(expected[-1]))
    rising = np.concatenate([[True], np.diff(expected) > 0])
    return np.asarray(np.interp(points, expected[rising], times[rising]), float)


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
    zones = scenario.place.zones
    onset = memory.recall(
        ("onset", entity),
        (kind.rate, kind.by_hour, kind.by_day, scenario.start, scenario.end),
        lambda: onsets(scenario, entity, luck),
    )
    group = Group(entity, np.arange(len(onset)), luck, memory)
    weights = kind.where or {name: zone.weight for name, zone in zones.items()}

    def place() -> Layout:
        zone = choice(weights, list(zones), group.uniforms("zone"))
        return Layout(*scatter(zones, zone, group.uniforms("x"), group.uniforms("y")), zone)

    return Happening(
        group=group,
        type=np.full(len(group), list(scenario.incidents).index(entity)),
        onset=onset,
        place=memory.recall(("place", entity), (weights, list(zones.items()), len(group)), place),
        public=group.uniforms("public view") < kind.in_public_view,
        shown_for=np.full(len(group), np.inf) if kind.shows_for is None else group.values(kind.shows_for, "shows"),
        real=kind.real,
    )


def layout(scenario: Scenario, entity: str, devices: Devices, memory: Memory) -> Layout:
    """Place devices: where the file says, or at random in their zones by the scenario's seed alone."""

    def place() -> Layout:
        luck = Luck(scenario.seed, LAYOUT)
        names = list(scenario.place.zones)
        if devices.at:
            x, y = np.array(devices.at).T
            return Layout(x, y, zone_at(scenario.place.zones, x, y))
        if devices.counts:
            zone = np.repeat([names.index(name) for name in devices.counts], list(devices.counts.values()))
        else:
            weights = {name: ground.weight for name, ground in scenario.place.zones.items()}
            zone = choice(weights, names, luck.vector("device zone", entity, np.arange(devices.size())))
        number = np.concatenate([np.arange(np.sum(zone == index)) for index in dict.fromkeys(zone.tolist())])
        key = np.array([number_of(name) for name in names])[zone]
        u = luck.vector("device x", entity, number, key)
        v = luck.vector("device y", entity, number, key)
        return Layout(*scatter(scenario.place.zones, zone, u, v), zone)

    return memory.recall(
        ("layout", entity),
        (scenario.seed, devices.at, devices.counts, devices.size(), list(scenario.place.zones.items())),
        place,
    )


def zone_at(zones: dict[str, AnyZone], x: Floats, y: Floats) -> Integers:
    """Return the first zone with a rectangle around each point, else the first zone of all."""
    found = np.zeros(len(x), np.int64)
    open_ = np.ones(len(x), np.bool_)
    for index, ground in enumerate(zones.values()):
        if ground.kind == "zone":
            east, north = x - ground.at[0], y - ground.at[1]
            inside = open_ & (east >= 0) & (east <= ground.size[0]) & (north >= 0) & (north <= ground.size[1])
            found[inside] = index
            open_ &= ~inside
    return found


def false_alarms(scenario: Scenario, entity: str, sensor: Analytics, luck: Luck, memory: Memory) -> Happening:
    """Draw the false alarms of a sensor, device by device: alarm k of device c is always the same."""
    level = sensor.false_alarms * scenario.end
    size = int(level + 6.0 * np.sqrt(level) + 16)
    devices = np.arange(sensor.size())[:, None]
    while True:
        gaps = -np.log(luck.vector("false alarm", entity, devices * ALARMS_APART + np.arange(size)))
        points = np.cumsum(gaps, axis=1)
        if points[:, -1].min(initial=np.inf) > level:
            break
        size *= 2
    device, nth = np.nonzero(points <= level)
    onset = points[device, nth] / sensor.false_alarms
    group = Group(entity, device * ALARMS_APART + nth, luck, Memory())
    where = layout(scenario, entity, sensor, memory)
    return Happening(
        group=group,
        type=choice(sensor.mistaken_for, list(scenario.incidents), group.uniforms("mistaken for")),
        onset=onset,
        place=Layout(where.x[device], where.y[device], where.zone[device]),
        public=np.ones(len(group), np.bool_),
        shown_for=np.full(len(group), np.inf),
        real=False,
        device=device,
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


def density_at(scenario: Scenario, zone: Integers, onset: Floats) -> Floats:
    """Return the crowd density in persons per m2 at each onset."""
    second = (clock_start(scenario) + onset) % DAY
    density = np.zeros(len(zone))
    for index, ground in enumerate(scenario.place.zones.values()):
        here = zone == index
        density[here] = smooth_at(ground.crowd, second[here])
    return density
