"""Who notices what, when, and whom they tell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simcity.fields import DAY
from simcity.model.centres import Breaks, JobKind
from simcity.model.kinds import values_at
from simcity.model.scenario import Scenario
from simcity.model.sensors import Guards, PTZCamera, Raising, Sight, Wall
from simcity.records import Flags, Floats, Integers
from simcity.trace.breakdowns import Condition
from simcity.trace.drawing import Memory
from simcity.trace.happenings import Happening, choice, clock_start, density_at
from simcity.trace.reports import FIRST, Desk, Reports
from simcity.trace.sight import Pairs, pairs
from simcity.trace.siting import counted, host_of


def calls(scenario: Scenario, happening: Happening, row: Integers, channel: int) -> list[Reports]:
    """Return the calls of the public, caller by caller."""
    callers = scenario.incidents[happening.group.entity].callers
    if callers is None:
        return []
    group = happening.group
    second = (clock_start(scenario) + happening.onset) % DAY
    density = density_at(scenario, group.luck, happening.zone, happening.onset)
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
    """Return the operators who are there to watch at each onset, without those on a break; infinite for unlimited."""
    room = scenario.centres[centre]
    tables = [desk.seats for desk in room.desks.values() if not desk.work or "watch" in desk.work]
    if room.seats is not None:
        if isinstance(room.seats, str):
            return np.full(len(onset), np.inf)
        tables = [room.seats]
    found = np.zeros(len(onset))
    for table in tables:
        seats = values_at({hour: float(count) for hour, count in table.items()}, clock_start(scenario) + onset)
        found += seats if room.breaks is None else seats - on_break(room.breaks, seats, onset)
    return found


def on_break(breaks: Breaks, seats: Floats, onset: Floats) -> Floats:
    """Return how many operators are on a break; the i-th of n goes first when i/n of ``every`` is over."""
    away = np.zeros(len(onset))
    for number in range(1, int(seats.max(initial=0.0)) + 1):
        since = onset - number * breaks.every / np.maximum(seats, 1.0)
        away += (number <= seats) & (since >= 0) & (since % breaks.every < breaks.lasts)
    return away


def sight_of(scenario: Scenario, found: Pairs, condition: Condition) -> Sight:
    """Return what a sensor may judge by."""
    happening, sensor = found.happening, scenario.sensors[found.name]
    member, device = found.member, found.device
    onset, luck = happening.onset[member], happening.group.luck

    def working(after: Floats, among: Integers | None = None) -> Flags:
        if among is None:
            return condition.works(device, onset + after)
        return condition.works(device[among], onset[among] + after)

    def crowding(after: Floats, among: Integers | None = None) -> Floats:
        zone = happening.zone[member]
        if among is None:
            return density_at(scenario, luck, zone, onset + after)
        return density_at(scenario, luck, zone[among], onset[among] + after)

    return Sight(
        kind=happening.type[member],
        types=tuple(scenario.incidents),
        clock=clock_start(scenario) % DAY + onset,
        shown_for=happening.shown_for[member],
        watching=on_duty(scenario, sensor.centre, happening.onset)[member],
        draw=found.uniforms,
        working=working,
        unfailing=condition.unfailing,
        crowding=crowding,
    )


def firsts(member: Integers, delay: Floats) -> tuple[Integers, Floats]:
    """Return each member once, with the least of its delays; members come in order."""
    starts = np.flatnonzero(np.diff(member, prepend=-1))
    return member[starts], np.minimum.reduceat(delay, starts)


def by_turn(member: Integers, device: Integers, delay: Floats) -> Iterator[tuple[Integers, Floats]]:
    """Yield members and delays of the first report of each, then of the second, and so on; ties go by device."""
    order = np.lexsort((device, delay, member))
    turn, member, delay = counted(member[order]), member[order], delay[order]
    for number in range(int(turn.max(initial=-1)) + 1):
        here = turn == number
        yield member[here], delay[here]


def looked(scenario: Scenario, found: Pairs) -> Pairs:
    """Return the pairs in which software on turning cameras sees anything: those that look that way at onset."""
    host = host_of(scenario, found.name)
    cameras = scenario.sensors[host]
    if host == found.name or not isinstance(cameras, PTZCamera):
        return found
    return found.some(found.uniforms("looks that way") < cameras.view / 360.0)


def finds(
    scenario: Scenario,
    name: str,
    happening: Happening,
    row: Integers,
    channel: int,
    condition: Condition,
    memory: Memory,
) -> list[Reports]:
    """Return what one sensor reports of one happening: each machine for itself, of a wall or of people the first."""
    sensor = scenario.sensors[name]
    if sensor.types and happening.group.entity not in sensor.types:
        return []
    found = looked(scenario, pairs(scenario, name, happening, memory))
    if len(found) == 0:
        return []
    if isinstance(sensor, Wall) and scenario.centres[sensor.centre].seats == "unlimited":
        raise ValueError(f"a wall at '{sensor.centre}' needs a number of operators")
    delay = sensor.notices(sight_of(scenario, found, condition))
    noticed = np.isfinite(delay)
    if not noticed.any():
        return []
    member, device, delay = found.member[noticed], found.device[noticed], delay[noticed]
    turns = by_turn(member, device, delay) if isinstance(sensor, Raising) else [firsts(member, delay)]
    room = list(scenario.centres).index(sensor.centre)
    kind: JobKind = "watch" if isinstance(sensor, Wall) else "guard" if isinstance(sensor, Guards) else "alarm"
    again = None
    if isinstance(sensor, Wall):
        again, _ = sensor.glimpse(on_duty(scenario, sensor.centre, happening.onset))
    return [
        Desk(scenario, happening).reports(
            row,
            members,
            seconds,
            np.full(len(members), room),
            channel=channel,
            kind=kind,
            stops=sensor.once_reported == "stop",
            use=f"sensor/{name}/{turn}" if turn else f"sensor/{name}",
            seat=f"sensor/{name}/{turn}" if turn else FIRST,
            again=None if again is None else again[members],
        )
        for turn, (members, seconds) in enumerate(turns)
    ]
