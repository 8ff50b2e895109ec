"""The exogenous path of one replication: what happens, who would notice, and what anything would take."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from simcity.luck import Luck, number_of
from simcity.model.scenario import Scenario
from simcity.model.sensors import Raising
from simcity.records import Integers, Subjects
from simcity.trace.alarms import false_alarms, rate_of
from simcity.trace.carrying import Rides, carried, rides
from simcity.trace.downtime import Downtime
from simcity.trace.drawing import Memory
from simcity.trace.failing import Failures, failures
from simcity.trace.growing import Growing, growing
from simcity.trace.happenings import Happening, in_order, incidents
from simcity.trace.noticing import calls, finds
from simcity.trace.reports import Desk, Reports, empty, joined
from simcity.trace.responding import Journeys, Slots, Standing, journeys, slots, standings
from simcity.trace.sight import pictures
from simcity.trace.telling import Lines, lines

__all__ = ["Memory", "Trace", "draw"]

Slot = tuple[str, str, int]


@dataclass(frozen=True)
class Trace:
    """One day's luck, cast into times: everything that does not depend on what others do."""

    luck: Luck
    subjects: Subjects
    channels: tuple[str, ...]
    """``""``, ``call``, then the sensors, the links and the hospitals."""
    gone: list[float]
    """By row: when it no longer shows for what it is; infinite for never."""
    reports: Reports
    dispatching: dict[str, list[float]]
    """By centre and row: seat time from belief to order."""
    shows: dict[str, list[float]]
    """By link and row: seconds until a camera of the sender can show it; infinite for never."""
    stations: dict[str, list[Standing]]
    journeys: dict[str, Journeys]
    slots: dict[Slot, Slots]
    rides: dict[str, Rides]
    """By agency that takes people to hospitals."""
    lines: dict[str, Lines]
    failures: Failures
    growing: Growing | None = None
    """None where no type has levels."""

    @property
    def down(self) -> dict[str, Downtime]:
        """Return by path, such as links/ID, when it is down; what is never down is absent."""
        return self.failures.down


def draw(scenario: Scenario, luck: Luck, memory: Memory) -> Trace:
    """Draw the path of one replication of one alternative; ``memory`` is shared by the alternatives of it."""
    happenings = [incidents(scenario, name, luck, memory) for name in scenario.incidents]
    failing = failures(scenario, luck, memory)
    for name, sensor in scenario.sensors.items():
        if isinstance(sensor, Raising) and rate_of(sensor) > 0.0:
            happenings.append(false_alarms(scenario, name, sensor, failing.conditions[name], luck, memory))
    subjects, rows = in_order(scenario, happenings)
    channels = ("", "call", *scenario.sensors, *scenario.links, *scenario.hospitals)
    size = len(subjects)
    grows = growing(scenario, happenings, rows, size)
    if grows is not None:
        subjects = replace(subjects, level=grows.level)
    gone = np.empty(size)
    for happening, row in zip(happenings, rows, strict=True):
        gone[row] = happening.onset + happening.shown_for
    stations = {name: standings(scenario, name) for name in scenario.agencies}
    ways = {
        name: journeys(scenario, name, stations[name], happenings, rows, size, memory) for name in scenario.agencies
    }
    riding = {
        name: ride
        for name in scenario.agencies
        if (ride := rides(scenario, name, stations[name], ways[name], happenings, rows, memory)) is not None
    }
    return Trace(
        luck=luck,
        subjects=subjects,
        channels=channels,
        gone=gone.tolist(),
        reports=reports(scenario, happenings, rows, channels, failing, memory),
        dispatching={name: orders(scenario, name, happenings, rows, size) for name in scenario.centres},
        shows=pictures(scenario, happenings, rows, failing.conditions, memory),
        stations=stations,
        journeys=ways,
        slots=responses(scenario, stations, ways, riding, happenings, rows),
        rides=riding,
        lines={
            name: lines(scenario, name, happenings, rows, size)
            for name, link in scenario.links.items()
            if link.up != "never"
        },
        failures=failing,
        growing=grows,
    )


def responses(
    scenario: Scenario,
    stations: dict[str, list[Standing]],
    ways: dict[str, Journeys],
    riding: dict[str, Rides],
    happenings: list[Happening],
    rows: list[Integers],
) -> dict[Slot, Slots]:
    """Return what every slot of every run card and extra alarm would take."""
    found = {}
    for slot in sorted({slot for kind in scenario.incidents.values() for card in kind.alarms() for slot in card}):
        agency, capability, nth = slot
        takes = slots(scenario, agency, f"{capability}/{nth}", stations[agency], ways[agency], happenings, rows)
        found[slot] = carried(scenario, slot, takes, ways[agency], riding.get(agency), happenings, rows)
    return found


def reports(
    scenario: Scenario,
    happenings: list[Happening],
    rows: list[Integers],
    channels: tuple[str, ...],
    failing: Failures,
    memory: Memory,
) -> Reports:
    """Return all reports that would be made, in order of time."""
    found = [empty()]
    for happening, row in zip(happenings, rows, strict=True):
        entity = happening.group.entity
        if happening.device is not None:
            found.append(alarm(scenario, happening, row, channels.index(entity)))
            continue
        found += calls(scenario, happening, row, channels.index("call"))
        if happening.real:
            for name in scenario.sensors:
                condition = failing.conditions[name]
                found += finds(scenario, name, happening, row, channels.index(name), condition, memory)
    return joined(found)


def alarm(scenario: Scenario, happening: Happening, row: Integers, channel: int) -> Reports:
    """Return the false alarms themselves as reports."""
    room = list(scenario.centres).index(scenario.sensors[happening.group.entity].centre)
    size = len(row)
    return Desk(scenario, happening).reports(
        row,
        np.arange(size),
        np.zeros(size),
        np.full(size, room),
        channel=channel,
        kind="alarm",
        stops=False,
        use=f"sensor/{happening.group.entity}",
    )


def orders(
    scenario: Scenario, centre: str, happenings: list[Happening], rows: list[Integers], size: int
) -> list[float]:
    """Return the seat time from belief to order, where the centre sends units."""
    column = np.zeros(size)
    j = number_of(f"order/{centre}")
    for happening, row in zip(happenings, rows, strict=True):
        column[row] = happening.group.values(scenario.centres[centre].dispatching, "dispatching", j)
    return column.tolist()
