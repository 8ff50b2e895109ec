"""Siting: where the devices of a sensor stand, which way they look, and who their neighbours are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from simcity.luck import Luck, number_of
from simcity.model.geography import AnyZone, wrap_of
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Devices
from simcity.records import Floats, Integers
from simcity.trace.drawing import LAYOUT, Memory
from simcity.trace.happenings import Layout, choice, scatter

if TYPE_CHECKING:
    from scipy.spatial import cKDTree

ADDRESSES = 1 << 39
"""Addresses of devices are below this, so that each leaves room for the numbers of 2**24 false alarms."""
CITY = Luck(0, LAYOUT)
"""What addresses are made of: no luck of any scenario."""


@dataclass(frozen=True, eq=False)
class Site(Layout):
    """Where the devices of a sensor are."""

    address: Integers
    """Number of each device in all its luck. It stays when other devices come or go: it is made of the position,
    or of the zone and the count there; behind a share it is the number of the device."""
    wrap: tuple[float, float] | None
    """Size of the torus, if it is one."""

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def tree(self) -> cKDTree:
        """Return the tree of the positions."""
        return tree_of(self.x, self.y, self.wrap)


def boxed(x: Floats, y: Floats, wrap: tuple[float, float] | None) -> Floats:
    """Return points as rows, within the torus where there is one."""
    points = np.column_stack([x, y])
    if wrap is None:
        return points
    box = np.array(wrap)
    points %= box
    # A coordinate just below 0 is the box itself after the remainder, which a tree refuses.
    return np.where(points >= box, 0.0, points)


def tree_of(x: Floats, y: Floats, wrap: tuple[float, float] | None, *, lasting: bool = True) -> cKDTree:
    """Return a KD-tree of points, around the torus where there is one; one that is used once is built quicker."""
    from scipy.spatial import cKDTree

    box = None if wrap is None else np.array(wrap)
    return cKDTree(boxed(x, y, wrap), balanced_tree=lasting, compact_nodes=lasting, boxsize=box)


def host_of(scenario: Scenario, name: str) -> str:
    """Return the sensor whose devices these are: another one for analytics on its cameras."""
    sensor = scenario.sensors[name]
    return sensor.on if isinstance(sensor, Analytics) and sensor.on is not None else name


def devices_of(scenario: Scenario, name: str) -> Devices:
    """Return a sensor that has devices."""
    sensor = scenario.sensors[name]
    if not isinstance(sensor, Devices):
        raise TypeError(f"'{name}' has no devices")
    return sensor


def layout(scenario: Scenario, name: str, memory: Memory) -> Site:
    """Place the devices of a sensor: where the file says, or at random in their zones by the scenario's seed alone."""
    devices = devices_of(scenario, name)
    zones = scenario.place.zones

    def place() -> Site:
        luck, wrap = Luck(scenario.seed, LAYOUT), wrap_of(zones)
        names = list(zones)
        if devices.at:
            x, y = np.array(devices.at).T + 0.0
            return Site(x, y, zone_at(zones, x, y), addresses(x.view(np.int64), y.view(np.int64)), wrap)
        if devices.counts:
            zone = np.repeat([names.index(place) for place in devices.counts], list(devices.counts.values()))
        else:
            weights = {place: ground.weight for place, ground in zones.items()}
            zone = choice(weights, names, luck.vector("device zone", name, np.arange(devices.size())))
        number, key = counted(zone), np.array([number_of(place) for place in names], np.int64)[zone]
        u = luck.vector("device x", name, number, key)
        v = luck.vector("device y", name, number, key)
        address = addresses(number, key) if devices.counts else np.arange(len(zone))
        return Site(*scatter(zones, zone, u, v), zone, address, wrap)

    inputs = (scenario.seed, devices.at, devices.counts, devices.size(), list(zones.items()))
    return memory.recall(("layout", name), inputs, place)


def counted(values: Integers) -> Integers:
    """Return for each entry how many equal ones come before it."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    count = np.empty(len(values), np.int64)
    count[order] = np.arange(len(values)) - np.searchsorted(ordered, ordered)
    return count


def addresses(a: Integers, b: Integers) -> Integers:
    """Return a number for each pair of numbers, different for all; twins are told apart by their order."""
    found = whole(CITY.vector("device", "", a, b))
    while len(twins := np.flatnonzero(nth := counted(found))):
        found[twins] = whole(CITY.vector("twin", "", found[twins], nth[twins]))
    return found


def whole(u: Floats) -> Integers:
    """Return whole numbers below ``ADDRESSES`` made of uniforms."""
    return np.asarray(u * ADDRESSES, np.int64)


def bearings(scenario: Scenario, name: str, site: Site) -> Floats:
    """Return where each device looks, degrees clockwise from north: as given, or by the scenario's seed alone."""
    given = devices_of(scenario, name).bearings
    if given:
        return np.array(given, float)
    return 360.0 * Luck(scenario.seed, LAYOUT).vector("device bearing", name, site.address)


def present(scenario: Scenario, name: str, site: Site) -> Integers:
    """Return the devices that a sensor has: all, or the cameras that bear its analytics, by the scenario's seed."""
    sensor = scenario.sensors[name]
    if not isinstance(sensor, Analytics) or sensor.on is None or sensor.fraction >= 1.0:
        return np.arange(len(site))
    return np.flatnonzero(Luck(scenario.seed, LAYOUT).vector("equipped", name, site.address) < sensor.fraction)


def neighbours(site: Site) -> Integers:
    """Return devices in an order in which those that stand together follow one another (a Z-order curve)."""
    span = max(float(np.ptp(site.x)), float(np.ptp(site.y)), 1e-9)
    code = np.zeros(len(site), np.uint64)
    for shift, axis in enumerate((site.x, site.y)):
        bits = ((axis - axis.min()) / span * 65535.0).astype(np.uint64)
        for step, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            bits = (bits | (bits << np.uint64(step))) & np.uint64(mask)
        code |= bits << np.uint64(shift)
    return np.argsort(code, kind="stable")


def zone_at(zones: dict[str, AnyZone], x: Floats, y: Floats) -> Integers:
    """Return the first zone with a rectangle or a cell around each point, else the first zone of all."""
    found = np.zeros(len(x), np.int64)
    open_ = np.ones(len(x), np.bool_)
    for index, ground in enumerate(zones.values()):
        if ground.kind == "zone":
            east, north = x - ground.at[0], y - ground.at[1]
            inside = open_ & (east >= 0) & (east <= ground.size[0]) & (north >= 0) & (north <= ground.size[1])
        elif ground.kind == "cells":
            inside = open_ & ground.around(x, y)
        else:
            continue
        found[inside] = index
        open_ &= ~inside
    return found
