"""The chain of the reference city as a plain loop over a heap of callbacks, without SimPy: what pure Python allows.

It lives the values of a trace and writes the same rows as the engine of simcity, and cannot do anything else.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import chain
from math import inf, nan
from typing import Any

import numpy as np
from facts import DISPATCH, KIND, LINK, VIDEO, Report, Traced

from simcity.records import Floats, Milestone, Outcome

CALL, TELLING, RELAY, REPORT = KIND["call"], KIND["telling"], KIND["relay"], KIND["report"]
ONSET, DETECTED, RECEIVED, ANSWERED, VERIFIED, AWARE, SHARED, REQUESTED, DISPATCHED, EN_ROUTE = list(range(10))
ON_SCENE, AT_SIDE, CLEAR, IN_SERVICE, REJECTED, _, PICTURED = list(range(10, 17))
DONE, REFUSED, KNOWN, NO_ANSWER = (int(o) for o in list(Outcome)[:4])
assert (Milestone.REQUESTED, Milestone.PICTURED) == (REQUESTED, PICTURED)


class Job:
    """Work at a seat, from its asking to its end."""

    __slots__ = (
        "answering",
        "asked",
        "begin",
        "believed",
        "cause",
        "centre",
        "channel",
        "duplicate",
        "kind",
        "known",
        "other",
        "processing",
        "rank",
        "row",
        "start",
        "tries",
    )


class Loop:
    """A heap of (time, serial, function, argument), the queues, and the rows that are said."""

    def __init__(self, facts: Traced) -> None:
        self.facts = facts
        self.now = 0.0
        self.events: list[tuple[float, int, Callable[[Any], None], Any]] = []
        self.serial = len(facts.told)
        self.idle = list(facts.seats)
        self.queues: list[list[tuple[int, float, int, int, Job]]] = [[], []]
        self.free = [list(range(facts.units_each)) for _ in range(facts.stations)]
        self.waiting: list[tuple[int, float, int, int, int, int]] = []
        self.reported = bytearray(len(facts.onsets))
        self.aware = [bytearray(len(facts.onsets)), bytearray(len(facts.onsets))]
        self.pictured = bytearray(len(facts.onsets))
        self.rows: list[tuple[float, int, int, int, int, int, int]] = []
        self.jobs: list[tuple[int, int, int, float, float, float, int]] = []

    def later(self, delay: float, function: Callable[[Any], None], argument: Any) -> None:
        self.serial += 1
        heappush(self.events, (self.now + delay, self.serial, function, argument))

    def say(self, time: float, what: int, row: int, organisation: int, unit: int, channel: int, cause: int) -> int:
        self.rows.append((time, what, row, organisation, unit, channel, cause))
        return len(self.rows) - 1

    def run(self) -> None:
        facts, events, end = self.facts, self.events, self.facts.end
        self.rows += [(time, ONSET, row, 0, 0, 0, row) for row, time in enumerate(facts.onsets)]
        events += [(told[1].time, number, self.notice, told) for number, told in enumerate(facts.told)]
        heapify(events)
        while events:
            self.now, _, function, argument = heappop(events)
            if self.now >= end:
                break
            function(argument)

    # Reports

    def notice(self, told: tuple[int, Report]) -> None:
        row, report = told
        self.watch((row, report, 0))

    def watch(self, find: tuple[int, Report, int]) -> None:
        row, report, missed = find
        centre = report.centre
        if report.stops and self.reported[row]:
            return
        if report.cycle and not self.looked_at(centre, row, missed):
            delay = self.facts.showing(row, report, missed)
            if self.now + delay <= self.facts.gone_at[row]:
                self.later(delay, self.watch, (row, report, missed + 1))
            return
        self.reported[row] = 1
        noticed = self.say(self.now, DETECTED, row, 0, 0, report.channel, row)
        received = self.say(self.now, RECEIVED, row, centre + 1, 0, report.channel, noticed)
        job = self.job(centre, report.kind, row, received, report.channel, self.answer)
        job.answering, job.processing, job.duplicate = report.answering, report.processing, report.duplicate
        job.believed = report.believed
        self.ask(job)

    def looked_at(self, centre: int, row: int, missed: int) -> bool:
        seats = self.facts.seats[centre]
        busy = seats - self.idle[centre]
        return busy == 0 or (busy < seats and self.facts.watcher(row, missed) > busy / seats)

    # Seats

    def job(self, centre: int, kind: int, row: int, cause: int, channel: int, begin: Callable[[Job], None]) -> Job:
        job = Job()
        job.centre, job.kind, job.row, job.cause, job.channel, job.begin = centre, kind, row, cause, channel, begin
        job.rank = 1 if kind == CALL else self.facts.priorities[row]
        job.start = nan
        return job

    def ask(self, job: Job) -> None:
        job.asked = self.now
        if self.idle[job.centre] > 0:
            self.seat(job)
        else:
            self.serial += 1
            heappush(self.queues[job.centre], (job.rank, self.now, job.row, self.serial, job))

    def seat(self, job: Job) -> None:
        self.idle[job.centre] -= 1
        job.start = self.now
        job.begin(job)

    def leave(self, job: Job, outcome: int) -> None:
        self.idle[job.centre] += 1
        self.jobs.append((job.centre, job.kind, job.row, job.asked, job.start, self.now, outcome))
        queue = self.queues[job.centre]
        if queue:
            self.seat(heappop(queue)[4])

    def answer(self, job: Job) -> None:
        job.known = self.aware[job.centre][job.row]
        self.later(job.answering + (job.duplicate if job.known else job.processing), self.conclude, job)

    def conclude(self, job: Job) -> None:
        row, centre = job.row, job.centre
        answered = self.say(job.start + job.answering, ANSWERED, row, centre + 1, 0, job.channel, job.cause)
        if job.known or self.aware[centre][row]:
            self.leave(job, KNOWN)
        elif not job.believed:
            self.say(self.now, REJECTED, row, centre + 1, 0, job.channel, answered)
            self.leave(job, REFUSED)
        else:
            verified = self.say(self.now, VERIFIED, row, centre + 1, 0, job.channel, answered)
            job.cause = self.say(self.now, AWARE, row, centre + 1, 0, 0, verified)
            self.aware[centre][row] = 1
            if centre == DISPATCH:
                self.later(self.facts.orders[row], self.order, job)
                return
            after = self.facts.lines["transfer_after"][row]
            if self.facts.phones:
                caller = self.job(VIDEO, TELLING, row, job.cause, LINK, self.ring)
                caller.tries = 0
                self.later(after, self.ask, caller)
            else:
                self.later(after, self.send, (row, job.cause))
            self.leave(job, DONE)

    # The link

    def hearing(self, kind: int, row: int, cause: int) -> Job:
        lines = self.facts.lines
        job = self.job(DISPATCH, kind, row, cause, LINK, self.answer)
        job.answering, job.believed = lines["answering"][row], lines["believed"][row]
        job.processing = lines["talk"][row] + lines["handling"][row]
        job.duplicate = lines["talk"][row] + lines["duplicate"][row]
        return job

    def ring(self, caller: Job) -> None:
        row = caller.row
        shared = self.say(self.now, SHARED, row, VIDEO + 1, 0, LINK, caller.cause)
        received = self.say(self.now, RECEIVED, row, DISPATCH + 1, 0, LINK, shared)
        call = self.hearing(RELAY, row, received)
        call.other, call.begin = caller, self.pick_up
        self.ask(call)
        if call.start != call.start:
            self.later(self.facts.ring, self.give_up, call)

    def pick_up(self, call: Job) -> None:
        self.answer(call)
        self.later(call.answering + self.facts.lines["talk"][call.row], self.hang_up, call.other)

    def hang_up(self, caller: Job) -> None:
        self.leave(caller, DONE)

    def give_up(self, call: Job) -> None:
        if call.start == call.start:
            return
        queue = self.queues[DISPATCH]
        queue[:] = [entry for entry in queue if entry[4] is not call]
        heapify(queue)
        self.jobs.append((DISPATCH, RELAY, call.row, call.asked, nan, self.now, NO_ANSWER))
        caller: Job = call.other
        self.leave(caller, NO_ANSWER)
        self.later(self.facts.redial(caller.row, caller.tries), self.ask, caller)
        caller.tries += 1

    def send(self, case: tuple[int, int]) -> None:
        row, cause = case
        shared = self.say(self.now, SHARED, row, VIDEO + 1, 0, LINK, cause)
        self.later(self.facts.lines["latency"][row], self.arrive, (row, shared))

    def arrive(self, case: tuple[int, int]) -> None:
        row, cause = case
        received = self.say(self.now, RECEIVED, row, DISPATCH + 1, 0, LINK, cause)
        if self.facts.shown[row] and not self.pictured[row]:
            self.pictured[row] = 1
            self.say(self.now, PICTURED, row, DISPATCH + 1, 0, LINK, received)
        self.ask(self.hearing(REPORT, row, received))

    # Units

    def order(self, job: Job) -> None:
        row = job.row
        requested = self.say(self.now, REQUESTED, row, 3, 0, 0, job.cause)
        for slot in range(self.facts.units_needed[row]):
            if self.waiting or not self.go(row, slot, requested):
                self.serial += 1
                heappush(self.waiting, (self.facts.priorities[row], self.now, row, self.serial, slot, requested))
        self.leave(job, DONE)

    def go(self, row: int, slot: int, cause: int) -> bool:
        free, facts = self.free, self.facts
        for station in facts.order[row]:
            if free[station]:
                number = heappop(free[station])
                unit = station * facts.units_each + number + 1
                takes = facts.slots[slot]
                said = self.say(self.now, DISPATCHED, row, 3, unit, 0, cause)
                leaves = self.now + takes["turnout"][row]
                there = leaves + facts.travel[slot][row][station]
                said = self.say(leaves, EN_ROUTE, row, 3, unit, 0, said)
                said = self.say(there, ON_SCENE, row, 3, unit, 0, said)
                self.later(there - self.now, self.on_scene, (row, slot, station, number, unit, said))
                return True
        return False

    def on_scene(self, out: tuple[int, int, int, int, int, int]) -> None:
        row, slot, station, number, unit, said = out
        takes = self.facts.slots[slot]
        search = takes["pictured_search" if self.pictured[row] else "search"]
        side = self.now + takes["walk"][row] + search[row]
        clear = side + takes["work"][row]
        back = clear + self.facts.estimate[row][station]
        said = self.say(side, AT_SIDE, row, 3, unit, 0, said)
        said = self.say(clear, CLEAR, row, 3, unit, 0, said)
        self.say(back, IN_SERVICE, row, 3, unit, 0, said)
        self.later(back - self.now, self.home, (station, number))

    def home(self, unit: tuple[int, int]) -> None:
        heappush(self.free[unit[0]], unit[1])
        if self.waiting:
            _, _, row, _, slot, cause = heappop(self.waiting)
            self.go(row, slot, cause)


def live(facts: Traced) -> tuple[Floats, Floats]:
    """Run the city to its end; return records and jobs as columns."""
    loop = Loop(facts)
    loop.run()
    rows, jobs = (
        np.fromiter(chain.from_iterable(table), float, 7 * len(table)).reshape(-1, 7).T
        for table in (loop.rows, loop.jobs)
    )
    rows[0, rows[0] > facts.end] = inf  # said ahead, and not reached
    return rows, jobs
