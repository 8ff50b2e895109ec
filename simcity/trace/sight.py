"""Sight: which devices have which incidents within their reach, and what can be shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from simcity.fields import DAY
from simcity.luck import number_of
from simcity.model.links import DigitalReport, PushedVideo, VideoToUnit
from simcity.model.scenario import Dark, Scenario
from simcity.model.sensors import Analytics, Devices, PTZCamera
from simcity.records import Flags, Floats, Integers
from simcity.trace.breakdowns import Condition
from simcity.trace.drawing import Memory
from simcity.trace.happenings import Happening, clock_start
from simcity.trace.siting import Site, bearings, boxed, devices_of, host_of, layout, present, tree_of

NOWHERE = np.empty(0, np.int64)
BEHIND = 1 << 32
"""More than any number of devices, to write a member and a device as one number."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of a member of a happening and a device within whose reach it lies, in order of members."""

    name: str
    """The sensor."""
    happening: Happening
    member: Integers
    device: Integers
    address: Integers | None = None
    """Of the devices; None where a member has one pair at most."""

    def __len__(self) -> int:
        return len(self.member)

    def uniforms(self, purpose: str, j: int = 0) -> Floats:
        """Return one uniform a pair, addressed by incident and device."""
        group, purpose = self.happening.group, f"{self.name}: {purpose}"
        if self.address is None:
            return group.uniforms(purpose, j, self.member)
        purpose = f"{purpose}/{j}" if j else purpose
        return group.luck.vector(purpose, group.entity, group.number[self.member], self.address)

    def codes(self) -> Integers:
        """Return one number a pair, different for all."""
        return self.member * BEHIND + self.device

    def some(self, which: Flags) -> Pairs:
        """Return some of the pairs."""
        address = None if self.address is None else self.address[which]
        return Pairs(self.name, self.happening, self.member[which], self.device[which], address)


def pairs(scenario: Scenario, name: str, happening: Happening, memory: Memory) -> Pairs:
    """Return the pairs of a sensor: within reach, in view and, where it sees no further, in public view."""
    sensor = scenario.sensors[name]
    if not isinstance(sensor, Devices):
        here = [index for index, zone in enumerate(scenario.place.zones) if not sensor.zones or zone in sensor.zones]
        member = np.flatnonzero(np.isin(happening.zone, here))
        return Pairs(name, happening, member, np.zeros(len(member), np.int64))
    host = host_of(scenario, name)
    devices, site = devices_of(scenario, host), layout(scenario, host, memory)
    if devices.share is not None:
        return by_share(scenario, name, devices.share, site, happening)
    reach = max(devices.range or 0.0, devices.range_at_night or 0.0)
    shown = scenario.incidents[happening.group.entity].in_public_view

    def measure() -> tuple[Integers, Integers, Floats]:
        seen = np.arange(len(happening.group)) if sensor.indoors else np.flatnonzero(happening.public)
        member, device, distance = within(site, happening, seen, reach)
        sector = devices.sector()
        if sector is not None and sector < 360.0:
            looks = bearings(scenario, host, site)
            kept = in_sector(site, happening, member, device, looks, sector)
            member, device, distance = member[kept], device[kept], distance[kept]
        return member, device, distance

    inputs = (site, reach, devices.sector(), devices.bearings, happening.place, shown, sensor.indoors)
    member, device, distance = memory.recall(("reach", host, sensor.indoors, happening.group.entity), inputs, measure)
    found = Pairs(name, happening, member, device, site.address[device])
    if devices.range_at_night is not None and devices.range is not None:
        night = dark(scenario.place.dark, clock_start(scenario) + happening.onset)[member]
        found = found.some(distance <= np.where(night, devices.range_at_night, devices.range))
    if host == name:
        return found
    there = np.zeros(len(site), np.bool_)
    there[present(scenario, name, site)] = True
    return found.some(there[found.device])


def by_share(scenario: Scenario, name: str, share: float, site: Site, happening: Happening) -> Pairs:
    """Return one pair for each member whose place is covered, with a device drawn from those that there are."""
    sensor, host, group = scenario.sensors[name], host_of(scenario, name), happening.group
    fraction = sensor.fraction if isinstance(sensor, Analytics) and host != name else 1.0
    covered = group.uniforms("covered", number_of(host)) < share * fraction
    indoors = isinstance(sensor, Devices) and sensor.indoors
    member = np.flatnonzero(covered if indoors else covered & happening.public)
    there = present(scenario, name, site)
    if len(site) == 0:
        return Pairs(name, happening, member, np.zeros(len(member), np.int64))
    if len(there) == 0:
        return Pairs(name, happening, NOWHERE, NOWHERE)
    u = group.uniforms("device", number_of(host), member)
    return Pairs(name, happening, member, there[(u * len(there)).astype(np.int64)])


def within(site: Site, happening: Happening, members: Integers, reach: float) -> tuple[Integers, Integers, Floats]:
    """Return members, devices and their distances, all at once by two KD-trees."""
    if len(members) == 0 or len(site) == 0:
        return NOWHERE, NOWHERE, np.empty(0)
    points = tree_of(happening.x[members], happening.y[members], site.wrap, lasting=False)
    found = points.sparse_distance_matrix(site.tree, reach, output_type="ndarray")
    order = np.argsort(found["i"] * len(site) + found["j"])
    return members[found["i"][order]], found["j"][order], found["v"][order]


def in_sector(
    site: Site, happening: Happening, member: Integers, device: Integers, looks: Floats, sector: float
) -> Flags:
    """Return for each pair whether the member lies in the angle that the device sees, around where it looks."""
    east, north = happening.x[member] - site.x[device], happening.y[member] - site.y[device]
    if site.wrap is not None:
        east, north = (off - side * np.round(off / side) for off, side in zip((east, north), site.wrap, strict=True))
    aside = (np.degrees(np.arctan2(east, north)) - looks[device] + 180.0) % 360.0 - 180.0
    # What is at its very place it sees whichever way it looks.
    return np.asarray((np.abs(aside) <= sector / 2.0) | ((east == 0.0) & (north == 0.0)), np.bool_)


def dark(hours: Dark, clock: Floats) -> Flags:
    """Return whether it is dark at seconds since a midnight."""
    second = clock % DAY
    after, before = second >= hours.since, second < hours.until
    return np.asarray(after & before if hours.since < hours.until else after | before, np.bool_)


def cameras_of(scenario: Scenario, centre: str) -> list[str]:
    """Return the sensors of a centre whose pictures can be shown; analytics on its own cameras add none."""
    return [
        name
        for name, sensor in scenario.sensors.items()
        if isinstance(sensor, Devices)
        and sensor.shows
        and sensor.centre == centre
        and (host_of(scenario, name) == name or scenario.sensors[host_of(scenario, name)].centre != centre)
    ]


def nearest(
    scenario: Scenario, cameras: list[str], number: int, happening: Happening, memory: Memory
) -> dict[str, Integers]:
    """Return by sensor the pairs of its devices that are among the nearest to a member, as ``Pairs.codes`` writes them.

    They count whether they work, and whether they see it, or not. A share of places has no distances.
    """
    placed = [name for name in cameras if devices_of(scenario, host_of(scenario, name)).share is None]
    if not placed or len(happening.group) == 0:
        return {}
    sites = [layout(scenario, host_of(scenario, name), memory) for name in placed]
    there = [present(scenario, name, site) for name, site in zip(placed, sites, strict=True)]
    owner = np.repeat(np.arange(len(placed)), [len(some) for some in there])
    device = np.concatenate(there)

    def ask() -> Integers:
        x = np.concatenate([site.x[some] for site, some in zip(sites, there, strict=True)])
        y = np.concatenate([site.y[some] for site, some in zip(sites, there, strict=True)])
        points = boxed(happening.x, happening.y, sites[0].wrap)
        _, found = tree_of(x, y, sites[0].wrap).query(points, min(number, len(x)))
        return np.asarray(found, np.int64).reshape(len(points), -1)

    if len(device) == 0:
        return {name: NOWHERE for name in placed}
    inputs = (sites, [some.tobytes() for some in there], number, happening.place)
    found = memory.recall(("nearest", *placed, happening.group.entity), inputs, ask)
    member = np.repeat(np.arange(len(found)), found.shape[1])
    opened = found.ravel()
    return {
        name: member[owner[opened] == index] * BEHIND + device[opened[owner[opened] == index]]
        for index, name in enumerate(placed)
    }


def shown(
    scenario: Scenario,
    centre: str,
    number: int | None,
    happenings: list[Happening],
    rows: list[Integers],
    conditions: Mapping[str, Condition],
    memory: Memory,
) -> list[float]:
    """Return by row the seconds until a picture can be shown by cameras of a centre; infinite for never.

    It is 0 where a fixed camera that works at onset covers the scene, and what it takes to turn where a turning
    one does. With a number so many nearest cameras are opened and no others. A false alarm of a camera is shown
    by that camera; those of other devices by none.
    """
    column = np.full(sum(len(row) for row in rows), np.inf)
    cameras = cameras_of(scenario, centre)
    owners = {name for name in scenario.sensors if centre in owners_of(scenario, name)}
    for happening, row in zip(happenings, rows, strict=True):
        if happening.device is not None:
            if happening.group.entity in owners:
                column[row] = 0.0
            continue
        opened = {} if number is None else nearest(scenario, cameras, number, happening, memory)
        for name in cameras:
            sensor, found = scenario.sensors[name], pairs(scenario, name, happening, memory)
            if name in opened:
                found = found.some(np.isin(found.codes(), opened[name]))
            if not conditions[name].unfailing:
                found = found.some(conditions[name].works(found.device, happening.onset[found.member]))
            turning = sensor.call_up.ppf(found.uniforms("call up")) if isinstance(sensor, PTZCamera) else 0.0
            np.minimum.at(column, row[found.member], turning)
    return column.tolist()


def owners_of(scenario: Scenario, name: str) -> set[str]:
    """Return the centres that can show what a sensor's devices see: its own, and that of the cameras it runs on."""
    sensor = scenario.sensors[name]
    if not (isinstance(sensor, Devices) and sensor.shows):
        return set()
    return {sensor.centre, scenario.sensors[host_of(scenario, name)].centre}


def pictures(
    scenario: Scenario,
    happenings: list[Happening],
    rows: list[Integers],
    conditions: Mapping[str, Condition],
    memory: Memory,
) -> dict[str, list[float]]:
    """Return for each link that carries pictures what ``shown`` says of its sender's cameras."""
    made: dict[tuple[str, int | None], list[float]] = {}
    found = {}
    for name, link in scenario.links.items():
        if link.up == "never" or not isinstance(link, DigitalReport | PushedVideo | VideoToUnit):
            continue
        number = None if isinstance(link, DigitalReport) else link.nearest
        key = (link.sender, number)
        if key not in made:
            made[key] = shown(scenario, *key, happenings, rows, conditions, memory)
        found[name] = made[key]
    return found
