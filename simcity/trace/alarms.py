"""False alarms: what devices raise though nothing happens."""

from __future__ import annotations

import numpy as np

from simcity.luck import Luck
from simcity.model.scenario import Scenario
from simcity.model.sensors import Analytics, Raising
from simcity.records import Floats, Integers
from simcity.trace.breakdowns import Condition
from simcity.trace.drawing import Group, Memory
from simcity.trace.happenings import Happening, Layout, choice
from simcity.trace.siting import host_of, layout, present

ALARMS_APART = 1 << 24
"""Numbers kept free between the false alarms of one device and the next."""


def rate_of(sensor: Raising) -> float:
    """Return the false alarms of one device per second, as it is tuned."""
    return sensor.false_alarms * (sensor.tuning.false_alarms if isinstance(sensor, Analytics) else 1.0)


def points(luck: Luck, entity: str, address: Integers, level: float) -> tuple[Integers, Integers, Floats]:
    """Return the points of one unit-rate Poisson process for each address up to a level: whose, which, where."""
    size = int(level + 2.0 * np.sqrt(level) + 2)
    alive, now, k = np.arange(len(address)), np.zeros(len(address)), 0
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    while len(alive):
        number = address[alive][:, None] * ALARMS_APART + np.arange(k, k + size)
        gaps = -np.log(luck.vector("false alarm", entity, number))
        gaps[:, 0] += now
        reached = np.cumsum(gaps, axis=1)
        row, column = np.nonzero(reached <= level)
        found.append((alive[row], column + k, reached[row, column]))
        still = reached[:, -1] <= level
        alive, now, k = alive[still], reached[still, -1], k + size
    device, nth, place = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((nth, device))
    return device[order], nth[order], place[order]


def false_alarms(
    scenario: Scenario, entity: str, sensor: Raising, condition: Condition, luck: Luck, memory: Memory
) -> Happening:
    """Draw the false alarms of the devices that work: alarm k of device c is always the same."""
    where = layout(scenario, host_of(scenario, entity), memory)
    if len(where) == 0:
        raise ValueError(f"'{entity}' raises false alarms from a share of places: give the number of devices")
    there, rate = present(scenario, entity, where), rate_of(sensor)
    whose, nth, place = points(luck, entity, where.address[there], rate * scenario.end)
    device, onset = there[whose], place / rate
    if not condition.unfailing:
        raised = condition.works(device, onset)
        device, nth, onset = device[raised], nth[raised], onset[raised]
    # Numbers are by device and are no count from 0, so what is made of them is kept for nobody else.
    group = Group(entity, where.address[device] * ALARMS_APART + nth, luck, Memory())
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
