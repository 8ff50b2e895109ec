"""A second writing of how units move: plain events in a heap, written from the documentation and not from the engine.

It takes all luck from the trace and says what the records say of units, so that the two must agree to the second. It
knows what the towns of its test have: seats without limit, links of kind ``delay``, straight lines, ``closest``, one
agency that carries. Rounds of patrols, spells of vehicles and rules of move-up are taken as given.

Where two ways were open it does as the engine does: of units on their way that are expected at the same time the one
that was sent first turns, needs of one incident that wait have units in the order of their asking, and a unit that
comes on duty has not become free in the sense of a rule of move-up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from itertools import count
from math import floor, inf

import numpy as np
from second_units import Course, Fleet, Job, Need, Spot, Unit, metres, usual

from simcity.fields import DAY
from simcity.luck import number_of
from simcity.model.incidents import IncidentType
from simcity.model.links import PureDelay, VehicleLocation
from simcity.model.policies import Cover, MutualAid, Wait
from simcity.model.roads import StraightLine
from simcity.model.scenario import Scenario
from simcity.records import Milestone
from simcity.trace import Memory, Trace
from simcity.trace.patrolling import round_of
from simcity.trace.vehicles import vehicles

M = Milestone
Said = tuple[str, str, str, float]
"""Unit, incident, milestone and second; a neighbour's unit has no name. A move is ``to`` a station, for no incident."""


class City:
    """The life of one trace, from the first report to the end of the run."""

    def __init__(self, scenario: Scenario, trace: Trace) -> None:
        self.scenario, self.trace = scenario, trace
        self.now = 0.0
        self.said: list[Said] = []
        self.events: list[tuple[float, int, Callable[[], None]]] = []
        self.order = count()
        self.aware: set[tuple[str, int]] = set()
        self.safe: set[tuple[str, int]] = set()
        self.attended: set[tuple[str, int]] = set()
        self.bays: dict[str, int] = {}
        self.queues: dict[str, list[Job]] = {name: [] for name in scenario.hospitals}
        self.fleets = {name: self.fleet(name) for name in scenario.agencies}

    # The course of time

    def run(self) -> list[Said]:
        """Return all that units did, in order of time."""
        reports, rooms = self.trace.reports, list(self.scenario.centres)
        for time, centre, row in zip(reports.time, reports.centre, reports.row, strict=True):
            self.at(float(time), partial(self.hear, rooms[centre], int(row)))
        for fleet in self.fleets.values():
            self.move_up(fleet)
        while self.events and self.events[0][0] < self.scenario.end:
            self.now = self.events[0][0]
            while self.events and self.events[0][0] == self.now:
                heappop(self.events)[2]()
            for fleet in self.fleets.values():
                self.decide(fleet)
            if not (self.events and self.events[0][0] == self.now):
                for fleet in self.fleets.values():
                    self.move_up(fleet)
                    for unit in fleet.units:
                        unit.freed = False
        return self.said

    def at(self, time: float, what: Callable[[], None]) -> None:
        """Let something happen at a time."""
        heappush(self.events, (time, next(self.order), what))

    def say(self, what: Milestone, row: int, unit: Unit | None) -> None:
        """Note a milestone of now."""
        self.said.append((unit.name if unit else "", self.trace.subjects.name(row), what.name, self.now))

    # Who is there

    def fleet(self, name: str) -> Fleet:
        """Return an agency with its units where they are at the start."""
        part = self.scenario.agencies[name]
        fleet = Fleet(name, part)
        broken: dict[tuple[str, int, int], list[tuple[float, float]]] = {}
        wear = vehicles(self.scenario, name, self.trace.luck, Memory())
        for since, until, key in wear.spells(self.scenario.end) if wear else []:
            broken.setdefault(key, []).append((since, until))
        for index, (place, station) in enumerate(part.stations.items()):
            assert station.at is not None
            fleet.spots.append(station.at)
            for ability, duty in station.units.items():
                for number in range(int(max(duty.values()))):
                    own = f"{name}/{place}/{ability}-{number + 1}"
                    start = Course([(0.0, station.at, 0.0, station.at)])
                    fleet.stirred.add(ability)
                    unit = Unit(own, ability, index, number, station.at, start, index)
                    fleet.units.append(unit)
                    if station.patrol is not None:
                        unit.round = round_of(self.scenario, self.trace.luck, station.patrol, own)
                        if self.on_duty(fleet, unit, 0.0):
                            first = (float(unit.round.x[0]), float(unit.round.y[0]))
                            unit.course = Course([(0.0, first, 0.0, first)])
                            self.patrol(unit)
                    for since, until in broken.get((ability, index, number), []):
                        self.at(since, partial(self.break_down, fleet, unit))
                        self.at(until, partial(self.repair, fleet, unit))
                    for change in self.changes(duty):
                        self.at(change, partial(self.change, fleet, unit))
        return fleet

    def changes(self, duty: dict[float, int]) -> list[float]:
        """Return the times of a run at which a schedule may change."""
        start, days = self.scenario.start.hour, int(self.scenario.end // DAY) + 2
        times = [day * DAY + hour - start for day in range(days) for hour in duty]
        return [time for time in times if 0.0 < time <= self.scenario.end]

    def count(self, fleet: Fleet, unit: Unit, time: float) -> int:
        """Return how many of a unit's kind are on duty at its station."""
        duty = list(fleet.part.stations.values())[unit.station].units[unit.ability]
        hour = (self.scenario.start.hour + time) % DAY
        return int(duty[max((one for one in duty if one <= hour), default=max(duty))])

    def on_duty(self, fleet: Fleet, unit: Unit, time: float) -> bool:
        """Return whether it is the shift of a unit."""
        return unit.number < self.count(fleet, unit, time)

    def may_go(self, fleet: Fleet, unit: Unit, need: Need) -> bool:
        """Return whether a unit is on duty for a need, and for long enough where that counts."""
        if not self.on_duty(fleet, unit, self.now):
            return False
        last = fleet.part.last_call
        if last is None or need.priority <= last.urgent:
            return True
        duty = list(fleet.part.stations.values())[unit.station].units[unit.ability]
        until = self.now + last.before
        ends = (self.now + (hour - self.scenario.start.hour - self.now) % DAY for hour in duty)
        return all(self.on_duty(fleet, unit, time + 1e-6) for time in ends if time <= until)

    # Who knows

    def hear(self, centre: str, row: int, teller: str = "") -> None:
        """Let a centre hear of an incident: it asks for its units, and tells centres whose units are needed."""
        if (centre, row) in self.aware:
            return
        self.aware.add((centre, row))
        kind = self.kind(row)
        own = [name for name in kind.needs if self.scenario.agencies[name].dispatched_by == centre]
        for name, ability, nth in kind.slots():
            if name in own:
                self.fleets[name].needs.append(Need(row, ability, nth, kind.priority, self.now))
        for link in self.told_by(centre, row):
            if link.receiver != teller:
                wait = usual(link.joint_after if own else link.transfer_after) + usual(link.latency)
                self.at(self.now + wait, partial(self.hear, link.receiver, row, centre))

    def told_by(self, centre: str, row: int) -> list[PureDelay]:
        """Return the links by which a centre tells those whose units an incident needs."""
        rooms = {self.scenario.agencies[name].dispatched_by for name in self.kind(row).needs}
        links = [link for link in self.scenario.links.values() if isinstance(link, PureDelay)]
        return [link for link in links if link.sender == centre and link.receiver in rooms]

    def kind(self, row: int) -> IncidentType:
        """Return the type of an incident."""
        kinds: list[IncidentType] = list(self.scenario.incidents.values())
        return kinds[int(self.trace.subjects.type[row])]

    def scene(self, row: int) -> Spot:
        """Return where an incident is."""
        return float(self.trace.subjects.x[row]), float(self.trace.subjects.y[row])

    def learn_safe(self, centre: str, row: int) -> None:
        """Let a centre know that a scene is safe: it lets its units in and passes it on."""
        if (centre, row) in self.safe:
            return
        self.safe.add((centre, row))
        for fleet in self.fleets.values():
            if fleet.part.dispatched_by == centre:
                for job in [job for job in fleet.jobs if job.held and job.need.row == row]:
                    self.let_in(fleet, job)
        for link in self.told_by(centre, row):
            self.at(self.now + usual(link.latency), partial(self.learn_safe, link.receiver, row))

    # Who goes

    def seconds(self, fleet: Fleet, here: Spot, there: Spot) -> float:
        """Return the expected time between two places."""
        law = fleet.part.travel or self.scenario.place.travel
        assert isinstance(law, StraightLine)
        return metres(here, there) * law.detour / law.speed

    def seen(self, fleet: Fleet, unit: Unit) -> float | None:
        """Return for when a centre last saw a unit that is not at its station; None where no link shows it.

        A unit that sets off or becomes free says so itself.
        """
        for link in self.scenario.links.values():
            if isinstance(link, VehicleLocation) and link.sender == fleet.name:
                return self.now if link.every == 0.0 else max(floor(self.now / link.every) * link.every, unit.since)
        return None

    def known(self, fleet: Fleet, unit: Unit) -> tuple[Spot, float]:
        """Return where a centre takes a free unit to be, and what turnout it expects."""
        time = self.seen(fleet, unit)
        if time is None:
            return fleet.spots[unit.post], fleet.part.turnout.average()
        turnout = fleet.part.turnout if unit.docked <= time else fleet.part.turnout_on_road
        return unit.course.at(time), turnout.average()

    def expected(self, fleet: Fleet, unit: Unit, need: Need) -> float:
        """Return how soon a centre expects a unit at an incident; one on its way need not turn out again."""
        if unit.job is None:
            here, turnout = self.known(fleet, unit)
        else:
            time = self.seen(fleet, unit)
            here, turnout = unit.home if time is None else unit.course.at(time), max(unit.job.leaves - self.now, 0.0)
        return turnout + self.seconds(fleet, here, self.scene(need.row))

    def free(self, fleet: Fleet, unit: Unit) -> bool:
        """Return whether a unit could be sent."""
        return unit.job is None and not unit.returning and not unit.broken and self.on_duty(fleet, unit, self.now)

    def decide(self, fleet: Fleet) -> None:
        """Give units to those who need them, by priority and then age."""
        while True:
            fleet.needs.sort(key=lambda one: (one.priority, one.asked, one.row))
            if not any(self.settle(fleet, need) for need in list(fleet.needs)):
                return

    def settle(self, fleet: Fleet, need: Need) -> bool:
        """Return whether anything becomes of a need now."""
        able = [unit for unit in fleet.units if unit.ability == need.ability and self.may_go(fleet, unit, need)]
        free = [unit for unit in able if self.free(fleet, unit)]
        best = min(free, key=lambda unit: self.expected(fleet, unit, need), default=None)
        turn = self.turning(fleet, able, need)
        if turn is not None and (best is None or self.sooner(fleet, turn, best, need)):
            self.turn(fleet, turn, need)
        elif best is not None:
            self.send(fleet, best, need)
        elif not need.fresh:
            return False
        elif not isinstance(fleet.part.when_none_free, Wait):
            fleet.needs.remove(need)
            self.elsewhere(fleet, need)
        else:
            need.fresh = False
        return True

    def turning(self, fleet: Fleet, able: list[Unit], need: Need) -> Unit | None:
        """Return the unit on its way to something less urgent that is expected soonest."""
        rule = fleet.part.redispatch
        if rule is None or need.priority > rule.urgent:
            return None
        some = [unit for unit in able if unit.job and not unit.job.there and unit.job.need.priority > need.priority]
        some.sort(key=lambda unit: fleet.jobs.index(unit.job) if unit.job else 0)
        return min(some, key=lambda unit: self.expected(fleet, unit, need), default=None)

    def sooner(self, fleet: Fleet, turn: Unit, best: Unit, need: Need) -> bool:
        """Return whether a unit that would turn goes before the best of the free ones."""
        assert fleet.part.redispatch is not None
        if fleet.part.redispatch.when == "none_free":
            return False
        return self.expected(fleet, turn, need) < self.expected(fleet, best, need)

    def elsewhere(self, fleet: Fleet, need: Need) -> None:
        """Give a need up, or to a neighbour."""
        if not isinstance(fleet.part.when_none_free, MutualAid):
            self.say(M.LOST, need.row, None)
            return
        job = Job(need, None, self.now)
        fleet.jobs.append(job)
        self.say(M.DISPATCHED, need.row, None)
        self.say(M.EN_ROUTE, need.row, None)
        self.drive(fleet, job, self.takes(fleet, need, "aid"))

    # The way there

    def takes(self, fleet: Fleet, need: Need, what: str) -> float:
        """Return what a slot takes, by its own luck."""
        slots = self.trace.slots[(fleet.name, need.ability, need.nth)]
        return float(getattr(slots, what)[self.trace.journeys[fleet.name].place[need.row]])

    def noise(self, fleet: Fleet, need: Need) -> float:
        """Return the factor of a slot on any journey to its incident."""
        place = self.trace.journeys[fleet.name].place[need.row]
        travel = self.trace.slots[(fleet.name, need.ability, need.nth)].travel
        return float(travel[place, 0] / self.trace.journeys[fleet.name].estimate[place, 0])

    def on_road(self, fleet: Fleet, need: Need) -> float:
        """Return the turnout of a unit on the road, by the luck of the slot's turnout."""
        subjects = self.trace.subjects
        entity, k = subjects.entities[subjects.entity[need.row]], int(subjects.number[need.row])
        j = number_of(f"{fleet.name}/{need.ability}/{need.nth}")
        u = self.trace.luck.single("turnout", entity, k, j)
        return float(fleet.part.turnout_on_road.ppf(np.array([u]))[0])

    def send(self, fleet: Fleet, unit: Unit, need: Need) -> None:
        """Send a free unit from where it is."""
        waits = self.takes(fleet, need, "turnout") if unit.docked <= self.now else self.on_road(fleet, need)
        self.set_off(fleet, unit, need, self.now + waits)

    def turn(self, fleet: Fleet, unit: Unit, need: Need) -> None:
        """Let a unit go elsewhere at once; a crew that has not left leaves when it is ready."""
        job = unit.job
        assert job is not None
        self.end(fleet, job)
        self.say(M.IN_SERVICE, job.need.row, unit)
        fleet.needs.append(job.need)
        self.set_off(fleet, unit, need, max(job.leaves, self.now))

    def end(self, fleet: Fleet, job: Job) -> None:
        """End a job on its way."""
        job.off, job.need.fresh = True, True
        fleet.jobs.remove(job)
        self.say(M.CANCELLED, job.need.row, job.unit)

    def set_off(self, fleet: Fleet, unit: Unit, need: Need, leaves: float) -> None:
        """Let a unit leave where it is for an incident at a time."""
        fleet.needs.remove(need)
        fleet.stirred.add(unit.ability)
        job = Job(need, unit, leaves)
        unit.job, unit.since = job, self.now
        fleet.jobs.append(job)
        self.say(M.DISPATCHED, need.row, unit)
        unit.course.stop(self.now)
        if unit.docked > self.now:
            unit.docked = inf
        self.at(leaves, partial(self.leave, fleet, job))

    def leave(self, fleet: Fleet, job: Job) -> None:
        """Let a unit roll."""
        unit = job.unit
        if job.off or unit is None:
            return
        unit.docked = inf
        self.say(M.EN_ROUTE, job.need.row, unit)
        expected = self.seconds(fleet, unit.course.at(self.now), self.scene(job.need.row))
        self.drive(fleet, job, expected * self.noise(fleet, job.need))

    def drive(self, fleet: Fleet, job: Job, travel: float) -> None:
        """Drive to the scene, or first to the staging point where units are held."""
        row, there = job.need.row, self.scene(job.need.row)
        if job.unit is not None:
            job.unit.course.go(self.now, self.now + travel, there)
        held = self.kind(row).violent and self.scenario.centres[fleet.part.dispatched_by].role != "police"
        if not held:
            self.at(self.now + travel, partial(self.arrive, fleet, job))
            return
        job.last_part = min(usual(fleet.part.staging), travel)
        self.at(self.now + travel - job.last_part, partial(self.stand_off, fleet, job))

    def stand_off(self, fleet: Fleet, job: Job) -> None:
        """Reach the staging point, and stop there unless the scene is known to be safe."""
        if job.off:
            return
        if (fleet.part.dispatched_by, job.need.row) in self.safe:
            self.at(self.now + job.last_part, partial(self.arrive, fleet, job))
            return
        job.held = True
        self.say(M.STAGED, job.need.row, job.unit)
        if job.unit is not None:
            job.unit.course.stop(self.now)
        if fleet.part.goes_in_after is not None:
            self.at(self.now + usual(fleet.part.goes_in_after), partial(self.let_in, fleet, job))

    def let_in(self, fleet: Fleet, job: Job) -> None:
        """Let a unit that is held drive the last part."""
        if job.off or not job.held:
            return
        job.held = False
        self.say(M.RELEASED, job.need.row, job.unit)
        if job.unit is not None:
            job.unit.course.go(self.now, self.now + job.last_part, self.scene(job.need.row))
        self.at(self.now + job.last_part, partial(self.arrive, fleet, job))

    # What is done there

    def arrive(self, fleet: Fleet, job: Job) -> None:
        """Stop at the scene."""
        if not job.off:
            job.there = True
            self.say(M.ON_SCENE, job.need.row, job.unit)
            self.at(self.now + self.takes(fleet, job.need, "search"), partial(self.attend, fleet, job))

    def attend(self, fleet: Fleet, job: Job) -> None:
        """Stand at the side: the first of the police make it safe; whoever finds nothing calls the others off."""
        row, room = job.need.row, fleet.part.dispatched_by
        self.say(M.AT_SIDE, row, job.unit)
        self.at(self.now + self.takes(fleet, job.need, "work"), partial(self.clear, fleet, job))
        first = (fleet.name, row) not in self.attended
        self.attended.add((fleet.name, row))
        real = bool(self.trace.subjects.real[row])
        if first and self.scenario.centres[room].role == "police" and self.kind(row).violent:
            after = usual(self.kind(row).safe_after) if real else 0.0
            self.at(self.now + after, partial(self.learn_safe, room, row))
        if not real and fleet.part.called_off:
            for other in [one for one in fleet.jobs if one.unit and one.need.row == row and not one.there]:
                self.call_off(fleet, other)
            for need in [one for one in fleet.needs if one.row == row]:
                fleet.needs.remove(need)
                self.say(M.CANCELLED, row, None)

    def call_off(self, fleet: Fleet, job: Job) -> None:
        """Let a unit on its way turn back."""
        self.end(fleet, job)
        if job.unit is not None:
            job.unit.course.stop(self.now)
            self.done(fleet, job.unit, job)

    def clear(self, fleet: Fleet, job: Job) -> None:
        """Finish the work there, and take somebody to a hospital or go."""
        row, unit = job.need.row, job.unit
        self.say(M.CLEAR, row, unit)
        if unit is None:
            fleet.jobs.remove(job)
            return
        slots = self.trace.slots[(fleet.name, job.need.ability, job.need.nth)]
        if slots.carries is None or not self.takes(fleet, job.need, "carries"):
            fleet.jobs.remove(job)
            self.done(fleet, unit, job)
            return
        self.say(M.LEFT_SCENE, row, unit)
        name = self.hospital(fleet, row)
        until = self.now + self.takes(fleet, job.need, "ride")
        unit.course.stop(self.now)
        unit.course.go(self.now, until, self.scenario.hospitals[name].at)
        self.at(until, partial(self.bring, fleet, job, name))

    def hospital(self, fleet: Fleet, row: int) -> str:
        """Return where people are taken: to the nearest, or the nearest that can treat the type."""
        kind, name = self.kind(row), list(self.scenario.incidents)[self.trace.subjects.type[row]]
        right = kind.transport[fleet.name].to == "right"
        able = [one for one, part in self.scenario.hospitals.items() if part.can_treat(name) or not right]
        return min(able, key=lambda one: metres(self.scenario.hospitals[one].at, self.scene(row)))

    def bring(self, fleet: Fleet, job: Job, hospital: str) -> None:
        """Come to a hospital and wait for a bay."""
        self.say(M.AT_HOSPITAL, job.need.row, job.unit)
        self.queues[hospital].append(job)
        self.open_bays(fleet, hospital)

    def open_bays(self, fleet: Fleet, hospital: str) -> None:
        """Give free bays to those who wait longest."""
        bays = self.scenario.hospitals[hospital].bays or inf
        while self.queues[hospital] and self.bays.get(hospital, 0) < bays:
            job = self.queues[hospital].pop(0)
            self.bays[hospital] = self.bays.get(hospital, 0) + 1
            until = self.now + self.takes(fleet, job.need, "handover")
            self.at(until, partial(self.hand_over, fleet, job, hospital))

    def hand_over(self, fleet: Fleet, job: Job, hospital: str) -> None:
        """Leave the patient and the bay."""
        assert job.unit is not None
        self.bays[hospital] -= 1
        self.say(M.HANDED_OVER, job.need.row, job.unit)
        fleet.jobs.remove(job)
        self.done(fleet, job.unit, job)
        self.open_bays(fleet, hospital)

    # The way back

    def done(self, fleet: Fleet, unit: Unit, job: Job) -> None:
        """Let a unit be free by the rule of its agency."""
        row, unit.job = job.need.row, None
        if fleet.part.available_again == "at_station":
            unit.returning = True
            back = self.now if unit.docked <= self.now else self.go(fleet, unit, unit.home)
            self.at(back, partial(self.come_home, fleet, unit, row))
            return
        self.say(M.IN_SERVICE, row, unit)
        if fleet.part.available_again == "when_clear":
            self.place(unit)
        self.release(fleet, unit)

    def come_home(self, fleet: Fleet, unit: Unit, row: int) -> None:
        """Be back at the station."""
        unit.returning, unit.docked, unit.freed, unit.since = False, self.now, True, self.now
        fleet.stirred.add(unit.ability)
        self.say(M.IN_SERVICE, row, unit)

    def place(self, unit: Unit) -> None:
        """Put a unit at its station."""
        unit.course.stop(self.now)
        unit.course.legs.append((self.now, unit.home, self.now, unit.home))
        unit.post, unit.docked = unit.station, self.now

    def release(self, fleet: Fleet, unit: Unit) -> None:
        """Let a unit go where it is to be while it is free: home, on its round, or nowhere."""
        at_home = unit.docked <= self.now and unit.post == unit.station
        fleet.stirred.add(unit.ability)
        unit.freed, unit.post, unit.since = True, unit.station, self.now
        if at_home and unit.round is None:
            return
        if not self.on_duty(fleet, unit, self.now):
            unit.docked = self.go(fleet, unit, unit.home)
        elif unit.round is not None:
            self.patrol(unit)
        elif fleet.part.available_again == "on_the_way":
            unit.docked = self.go(fleet, unit, unit.home)

    def go(self, fleet: Fleet, unit: Unit, there: Spot) -> float:
        """Drive somewhere in normal traffic; return when the unit is there."""
        here = unit.course.stop(self.now)
        until = self.now + self.seconds(fleet, here, there)
        unit.course.go(self.now, until, there)
        return until

    def patrol(self, unit: Unit) -> None:
        """Drive to the first point that can be reached before the round leaves it, and go on from there."""
        ride = unit.round
        assert ride is not None
        unit.docked = inf
        here = unit.course.stop(self.now)
        points = [(float(x), float(y)) for x, y in zip(ride.x, ride.y, strict=True)]
        due = [self.now + metres(here, point) / ride.speed for point in points]
        first = next((k for k in range(len(points)) if due[k] <= ride.leaves[k]), len(points) - 1)
        unit.course.go(self.now, due[first], points[first])
        for k in range(first + 1, len(points)):
            unit.course.go(float(ride.leaves[k - 1]), float(ride.comes[k]), points[k])

    # Crews and vehicles

    def change(self, fleet: Fleet, unit: Unit) -> None:
        """Let a shift begin or end for a unit that is free."""
        before, after = self.on_duty(fleet, unit, self.now - 1e-3), self.on_duty(fleet, unit, self.now)
        if before != after:
            fleet.stirred.add(unit.ability)
        if before == after or unit.job or unit.returning or unit.broken:
            return
        if after:
            self.place(unit)
        if after or fleet.part.on_the_road:
            self.release(fleet, unit)
            unit.freed = False

    def break_down(self, fleet: Fleet, unit: Unit) -> None:
        """Let a vehicle be out of order; one on its way stops and another is asked for."""
        unit.broken, job = True, unit.job
        if job is not None and not job.there:
            self.end(fleet, job)
            self.say(M.IN_SERVICE, job.need.row, unit)
            fleet.needs.append(job.need)
            unit.job = None
            unit.course.stop(self.now)
        fleet.stirred.add(unit.ability)

    def repair(self, fleet: Fleet, unit: Unit) -> None:
        """Let a vehicle be in order again: at its station, unless it has not missed anything yet."""
        unit.broken = False
        if unit.job is None and not unit.returning:
            self.place(unit)
            self.release(fleet, unit)

    def move_up(self, fleet: Fleet) -> None:
        """Let free units go where the rule of the agency has them."""
        stirred, fleet.stirred = fleet.stirred, set()
        if fleet.part.move_up is None:
            return
        names = tuple(fleet.part.stations)
        for ability in sorted(stirred):
            free = [unit for unit in fleet.units if unit.ability == ability and self.free(fleet, unit)]
            if not free or not (fleet.part.move_up.all_units or any(unit.freed for unit in free)):
                continue
            there = [[self.seconds(fleet, self.known(fleet, unit)[0], spot) for spot in fleet.spots] for unit in free]
            cover = Cover(
                stations=names,
                capability=ability,
                home=np.array([unit.station for unit in free]),
                post=np.array([unit.post for unit in free]),
                freed=np.array([unit.freed for unit in free]),
                seconds=np.array(there),
                reach=np.zeros((len(names), 0)),
            )
            for unit, post in zip(free, fleet.part.move_up.posts(cover).tolist(), strict=True):
                if post != unit.post:
                    unit.post, unit.since = post, self.now
                    unit.docked = self.go(fleet, unit, fleet.spots[post])
                    self.said.append((unit.name, "", f"to {names[post]}", self.now))
