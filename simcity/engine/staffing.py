"""Staffing: the rooms of the centres, who is on duty there and when, and who comes in a flood."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import simpy

from simcity.engine.clock import Call
from simcity.engine.pools import Floor, InterruptibleFloor, JobRow, Room, Rules
from simcity.fields import DAY
from simcity.model.centres import JOB_KINDS, Breaks, Centre, Desk, Surge
from simcity.model.kinds import Unlimited, steps
from simcity.model.scenario import Scenario
from simcity.trace import Trace
from simcity.trace.downtime import NEVER_DOWN
from simcity.trace.happenings import clock_start


@dataclass(frozen=True)
class Change:
    """The seats of one desk from a time on."""

    centre: int
    desk: int
    time: float
    seats: float
    shift: bool
    """True at a listed change of shift, False at a break."""


def rosters(scenario: Scenario) -> list[Change]:
    """Return the seats of all desks at the start and at every change, centre by centre, in order of time."""
    start = clock_start(scenario) % DAY
    found: list[Change] = []
    for index, centre in enumerate(scenario.centres.values()):
        changes = [
            Change(index, desk, time, seats, shift)
            for desk, seats_of in enumerate(seats_by_desk(centre))
            for time, seats, shift in duty(seats_of, centre.breaks, start, scenario.end)
        ]
        found += sorted(changes, key=lambda change: (change.time, change.desk))
    return found


def seats_by_desk(centre: Centre) -> list[Unlimited]:
    """Return the seats of each desk; a centre without desks is one."""
    return [centre.seats] if centre.seats is not None else [desk.seats for desk in centre.desks.values()]


def duty(seats: Unlimited, breaks: Breaks | None, start: float, end: float) -> list[tuple[float, float, bool]]:
    """Return (from when, seats on duty and not on a break, whether a shift changes then)."""
    if isinstance(seats, str):
        return [(0.0, math.inf, False)]
    listed = [(time, float(count)) for time, count in steps(seats, start, end)]
    shifts = [(time, count, time > 0.0) for time, count in listed]
    if breaks is None:
        return shifts
    found: dict[float, tuple[float, float, bool]] = {}
    for (since, count), (until, _) in pairwise([*listed, (end, 0.0)]):
        for time, seated in resting(breaks, int(count), since, until):
            found[time] = (time, seated, time == since and since > 0.0)
    return [found[time] for time in sorted(found)]


def resting(breaks: Breaks, operators: int, since: float, until: float) -> Iterator[tuple[float, float]]:
    """Give (time, seats taken up) while so many are on duty.

    Of n operators the i-th, counted from 1, has the first break at i/n of ``every`` after the start of the run.
    Times are rounded to a microsecond, so that one comes back at the very time at which the next one goes.
    """
    began: list[float] = []
    for operator in range(1, operators + 1):
        first = operator * breaks.every / operators
        skipped = max(math.floor((since - breaks.lasts - first) / breaks.every), 0)
        began += np.arange(first + skipped * breaks.every, until, breaks.every).round(6).tolist()
    went = np.sort(np.array(began))
    back = (went + breaks.lasts).round(6)
    times = np.unique(np.concatenate([[since], went, back]))
    times = times[(times >= since) & (times < until)]
    away = np.searchsorted(went, times, side="right") - np.searchsorted(back, times, side="right")
    yield from zip(times.tolist(), (operators - away).astype(float).tolist(), strict=True)


def totals(scenario: Scenario, changes: Sequence[Change]) -> list[tuple[int, float, float]]:
    """Return (centre, from when, seats) of whole centres; where more may be called in, at the start alone."""
    found: list[tuple[int, float, float]] = []
    for index, centre in enumerate(scenario.centres.values()):
        desks = [0.0] * len(seats_by_desk(centre))
        for change in changes:
            if change.centre == index and (change.time == 0.0 or centre.surge is None):
                desks[change.desk] = change.seats
                if found and found[-1][:2] == (index, change.time):
                    found.pop()
                found.append((index, change.time, sum(desks)))
    return found


def plain(centre: Centre) -> bool:
    """Return whether a centre is a room of operators who all do the same, finish what they begin and refuse nothing."""
    return (
        not centre.desks
        and not centre.preemptive
        and centre.shift_end == "finish"
        and centre.places is None
        and centre.patience is None
        and centre.surge is None
    )


def rooms(env: simpy.Environment, scenario: Scenario, trace: Trace, changes: Sequence[Change], log: list[JobRow],
          shifts: list[tuple[int, float, float]]) -> list[Room]:  # fmt: skip
    """Return the rooms of all centres as they are at the start."""
    found: list[Room] = []
    types = trace.subjects.type.tolist()
    for index, (name, centre) in enumerate(scenario.centres.items()):
        first = [change.seats for change in changes if change.centre == index and change.time == 0.0]
        if plain(centre) and f"centres/{name}" not in trace.down:
            found.append(Room(env, sum(first), log))
            continue
        relief = (
            None if centre.surge is None else Relief(env, index, name, centre.surge, len(centre.desks), trace, shifts)
        )
        lasting = not centre.preemptive and centre.shift_end == "finish"
        floor = (Floor if lasting else InterruptibleFloor)(
            env,
            first if relief is None or not centre.desks else [*first, 0.0],
            log,
            Skills(scenario, centre, types),
            Rules(
                preemptive=centre.preemptive,
                shift_end=centre.shift_end,
                places=math.inf if centre.places is None else centre.places,
                down=trace.down.get(f"centres/{name}", NEVER_DOWN),
                handing_over=HandingOver(trace, name, centre),
                crowded=None if relief is None else relief.look,
            ),
        )
        if relief is not None:
            relief.floor = floor
        found.append(floor)
    return found


class Skills:
    """Says which desks can do a job, in the order of the file; those who are called in do everything."""

    __slots__ = ("table", "types")

    def __init__(self, scenario: Scenario, centre: Centre, types: list[int]) -> None:
        desks = list(centre.desks.values()) or [Desk(seats={0.0: 0})]
        last = (len(desks),) if centre.desks and centre.surge is not None else ()
        # A centre that knows everything orders without hearing; where no desk is for orders, any of them gives them.
        apart = any("order" in desk.work for desk in desks)
        self.types = types
        self.table = [
            [
                tuple(
                    index
                    for index, desk in enumerate(desks)
                    if (not desk.work or kind in desk.work or (kind == "order" and not apart))
                    and (not desk.types or about in desk.types)
                )
                + last
                for about in scenario.incidents
            ]
            for kind in JOB_KINDS
        ]

    def __call__(self, kind: int, row: int) -> tuple[int, ...]:
        """Return the desks that can do work of a kind on a subject."""
        return self.table[kind][self.types[row]]


class HandingOver:
    """Draws how long it takes to hand work over, by incident, centre and count."""

    __slots__ = ("centre", "name", "trace")

    def __init__(self, trace: Trace, name: str, centre: Centre) -> None:
        self.trace = trace
        self.name = name
        self.centre = centre

    def __call__(self, row: int, count: int) -> float:
        """Return the seconds of the count-th hand-over of work on a subject."""
        subjects = self.trace.subjects
        entity = subjects.entities[subjects.entity[row]]
        u = self.trace.luck.single(f"handing over: {self.name}", entity, int(subjects.number[row]), count)
        return float(self.centre.handing_over.ppf(np.array([u]))[0])


class Relief:
    """Operators who are called in when many reports wait, come after a while, stay, and go again."""

    __slots__ = ("called", "centre", "desk", "env", "floor", "name", "shifts", "surge", "times", "trace")

    floor: Floor

    def __init__(
        self,
        env: simpy.Environment,
        centre: int,
        name: str,
        surge: Surge,
        desk: int,
        trace: Trace,
        shifts: list[tuple[int, float, float]],
    ) -> None:
        self.env = env
        self.centre = centre
        self.name = name
        self.surge = surge
        self.desk = desk
        """Where they sit: with the others, or at a desk behind those by skill."""
        self.trace = trace
        self.shifts = shifts
        self.called = False
        self.times = 0

    def look(self, waiting: int) -> None:
        """Call for them if so many reports wait; once until they have come and gone."""
        if self.called or waiting < self.surge.waiting:
            return
        self.called = True
        u = self.trace.luck.single("surge", self.name, self.times)
        self.times += 1
        Call(self.env, float(self.surge.delay.ppf(np.array([u]))[0]), self.come, None)

    def come(self, _: None) -> None:
        """Take their seats, for a set time."""
        Call(self.env, self.surge.lasts, self.go, None)
        self.floor.call_in(self.surge.seats, self.desk)
        self.say()

    def go(self, _: None) -> None:
        """Finish what is in hand and go; they may be called for anew."""
        self.called = False
        self.floor.call_in(0, self.desk)
        self.say()

    def say(self) -> None:
        """Note how many seats there are from now on."""
        self.shifts.append((self.centre, self.env.now, self.floor.seats))
