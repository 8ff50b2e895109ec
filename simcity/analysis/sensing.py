"""What sensors gave: finds and alarms by device, and the availability of all that can be down."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.fields import DAY
from simcity.model.measurable import YEAR, devices, failing, finds, raises
from simcity.model.scenario import Scenario
from simcity.records import Integers, Milestone, Records


def sensing(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield finds and alarms by sensor, inside the counted time.

    A find is a counted incident of which its report was the first of all; an alarm is any report of it.
    """
    seconds = records.horizon - records.warm_up
    noticed = np.flatnonzero(records.milestone == Milestone.DETECTED)
    inside = noticed[(records.time[noticed] >= records.warm_up) & (records.time[noticed] < records.horizon)]
    first = _first_channels(records, noticed)
    for name, sensor in scenario.sensors.items():
        channel = records.channels.index(name) if name in records.channels else -1
        number = devices(sensor, scenario)
        if finds(sensor):
            yield f"finds/{name}", float(np.sum(first == channel)), number * seconds / YEAR
        if raises(sensor):
            yield f"alarms/{name}", float(np.sum(records.channel[inside] == channel)), number * seconds / DAY


def _first_channels(records: Records, noticed: Integers) -> Integers:
    """Return by counted incident that anybody noticed the channel of its first report."""
    noticed = noticed[records.subjects.counted[records.incident[noticed]]]
    order = noticed[np.argsort(records.time[noticed], kind="stable")]
    _, first = np.unique(records.incident[order], return_index=True)
    return np.asarray(records.channel[order[first]], np.int64)


def availability(records: Records, scenario: Scenario) -> Iterator[tuple[str, float, float]]:
    """Yield the share of device-time in which each component was up, inside the counted time."""
    can_fail = failing(scenario)
    low, high = records.warm_up, records.horizon
    lost: dict[str, float] = {}
    for path, since, until in records.down:
        lost[path] = lost.get(path, 0.0) + max(min(until, high) - max(since, low), 0.0)
    for path, number in sorted(records.components):
        if path in can_fail:
            whole = number * (high - low)
            yield f"availability/{path}", whole - lost.get(path, 0.0), whole
