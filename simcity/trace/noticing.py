"""Who notices what, when, and whom they tell."""

from __future__ import annotations

import numpy as np

from simcity.fields import DAY
from simcity.luck import number_of
from simcity.model.centres import JobKind
from simcity.model.geography import wrap_of
from simcity.model.kinds import values_at
from simcity.model.scenario import Scenario
from simcity.model.sensors import AnySensor, Guards, WatchedCamera
from simcity.records import Floats, Integers
from simcity.trace.drawing import Memory
from simcity.trace.happenings import Happening, Layout, choice, clock_start, density_at, layout
from simcity.trace.reports import FIRST, Desk, Reports


def calls(scenario: Scenario, happening: Happening, row: Integers, channel: int) -> list[Reports]:
    """Return the calls of the public, caller by caller."""
    callers = scenario.incidents[happening.group.entity].callers
    if callers is None:
        return []
    group = happening.group
    second = (clock_start(scenario) + happening.onset) % DAY
    density = density_at(scenario, happening.zone, happening.onset)
    number = callers.number(density, second, group.uniforms("calls at all"), group.uniforms("callers"))
    rooms = list(scenario.centres)
    desk = Desk(scenario, happening)
    first = np.zeros(len(group))
    found = []
    for j in range(int(number.max(initial=0))):
        members = np.flatnonzero(number > j)
        delay = callers.after(j, first[members], group.uniforms("call delay", j, members))
        if j == 0:
            first[members] = delay
        centre = choice(callers.calls, rooms, group.uniforms("called", j, members))
        found.append(
            desk.reports(
                row,
                members,
                delay,
                centre,
                channel=channel,
                kind="call",
                stops=callers.once_reported == "stop",
                use=f"call/{j}",
                seat=f"call/{j}" if j else FIRST,
            )
        )
    return found


def on_duty(scenario: Scenario, centre: str, onset: Floats) -> Floats:
    """Return the operators on duty at each onset."""
    seats = scenario.centres[centre].seats
    if isinstance(seats, str):
        raise ValueError(f"a wall at '{centre}' needs a number of operators")
    table = {hour: float(count) for hour, count in seats.items()}
    return values_at(table, clock_start(scenario) + onset)


def covering(scenario: Scenario, name: str, sensor: AnySensor, happening: Happening, memory: Memory) -> Integers:
    """Return how many devices of a sensor see each member: in range, and in public view."""
    if isinstance(sensor, Guards):
        here = [index for index, zone in enumerate(scenario.place.zones) if not sensor.zones or zone in sensor.zones]
        return np.isin(happening.zone, here).astype(np.int64)
    if sensor.share is not None:
        seen = happening.group.uniforms("covered", number_of(name)) < sensor.share
        return (seen & happening.public).astype(np.int64)
    where = layout(scenario, name, sensor, memory)
    shown = scenario.incidents[happening.group.entity].in_public_view

    def count() -> Integers:
        return np.where(happening.public, near(where, sensor.range or 0.0, happening, wrap_of(scenario.place.zones)), 0)

    return memory.recall(
        ("covering", name, happening.group.entity), (where, sensor.range, happening.place, shown), count
    )


def near(where: Layout, reach: float, happening: Happening, wrap: tuple[float, float] | None) -> Integers:
    """Return the number of devices within reach of each member, all at once by a KD-tree."""
    from scipy.spatial import cKDTree

    if len(happening.group) == 0:
        return np.empty(0, np.int64)
    box = None if wrap is None else np.array(wrap)
    devices = np.column_stack([where.x, where.y])
    points = np.column_stack([happening.x, happening.y])
    if box is not None:
        devices, points = devices % box, points % box
    tree = cKDTree(devices, boxsize=box)
    return np.asarray(tree.query_ball_point(points, reach, return_length=True), np.int64)


def finds(
    scenario: Scenario, name: str, happening: Happening, row: Integers, channel: int, memory: Memory
) -> list[Reports]:
    """Return what one sensor reports of one happening."""
    sensor = scenario.sensors[name]
    if sensor.types and happening.group.entity not in sensor.types:
        return []
    group = happening.group
    room = list(scenario.centres).index(sensor.centre)
    seen_by = covering(scenario, name, sensor, happening, memory)
    if not seen_by.any():
        return []
    watching, again = np.ones(len(group)), None
    if isinstance(sensor, WatchedCamera):
        watching = on_duty(scenario, sensor.centre, happening.onset)
        again = sensor.cycle(watching)
    delay = sensor.delays(
        seen_by, happening.shown_for, watching, lambda purpose, j=0: group.uniforms(f"{name}: {purpose}", j)
    )
    members = np.flatnonzero(np.isfinite(delay))
    kind: JobKind = "watch" if isinstance(sensor, WatchedCamera) else "guard" if isinstance(sensor, Guards) else "alarm"
    return [
        Desk(scenario, happening).reports(
            row,
            members,
            delay[members],
            np.full(len(members), room),
            channel=channel,
            kind=kind,
            stops=sensor.once_reported == "stop",
            use=f"sensor/{name}",
            again=None if again is None else again[members],
        )
    ]
