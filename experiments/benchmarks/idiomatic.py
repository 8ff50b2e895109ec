"""The chain of the reference city as SimPy's manual would write it: a process for everything, an event for every stage.

An incident is a process, and so is each report, relay and response. Operators are a PriorityResource, and so is the
right to one of the units, of which the nearest idle one is found by a loop. Records are dataclasses.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import simpy
from facts import DISPATCH, KIND, LINK, VIDEO, Facts, Report, Telling

from simcity.records import Milestone, Outcome

Steps = Generator[simpy.Event, object, None]


@dataclass
class Record:
    """A milestone of an incident, and the number of the record that led to it."""

    time: float
    milestone: Milestone
    incident: int
    organisation: int
    unit: int
    channel: int
    cause: int


@dataclass
class Job:
    """Work of an operator."""

    centre: int
    kind: int
    incident: int
    asked: float
    start: float | None
    end: float
    outcome: Outcome


@dataclass
class Unit:
    """A unit that stands at its station while it is idle."""

    number: int
    station: int
    idle: bool = True


class City:
    """Operators, units, what is known, and the log."""

    def __init__(self, env: simpy.Environment, facts: Facts) -> None:
        self.env = env
        self.facts = facts
        self.rooms = [simpy.PriorityResource(env, capacity=seats) for seats in facts.seats]
        self.units = [Unit(number, number // facts.units_each) for number in range(facts.stations * facts.units_each)]
        self.fleet = simpy.PriorityResource(env, capacity=len(self.units))
        self.reported: set[int] = set()
        self.aware: list[set[int]] = [set(), set()]
        self.pictured: set[int] = set()
        self.records: list[Record] = []
        self.jobs: list[Job] = []

    def say(
        self, milestone: Milestone, incident: int, organisation: int, cause: int, channel: int = 0, unit: int = 0
    ) -> int:
        """Log a milestone and return its number."""
        self.records.append(Record(self.env.now, milestone, incident, organisation, unit, channel, cause))
        return len(self.records) - 1

    def work(self, centre: int, kind: int, incident: int, asked: float, start: float | None, outcome: Outcome) -> None:
        """Log the end of a job."""
        self.jobs.append(Job(centre, kind, incident, asked, start, self.env.now, outcome))

    def rank(self, kind: int, incident: int) -> int:
        """Return the place of a job in a queue: any call may be urgent, as long as it is not answered."""
        return 1 if kind == KIND["call"] else self.facts.priority(incident)

    def nearest(self, incident: int) -> Unit:
        """Return the idle unit with the shortest estimated travel time."""
        estimates = self.facts.estimates(incident)
        best: Unit | None = None
        for unit in self.units:
            if unit.idle and (best is None or estimates[unit.station] < estimates[best.station]):
                best = unit
        assert best is not None
        return best


def live(facts: Facts) -> City:
    """Run the city to its end."""
    env = simpy.Environment()
    city = City(env, facts)
    env.process(incidents(city))
    env.run(until=facts.end)
    return city


def incidents(city: City) -> Steps:
    """Let incidents happen, each at its onset."""
    for number, onset in city.facts.incidents():
        yield city.env.timeout(onset - city.env.now)
        city.env.process(incident(city, number))


def incident(city: City, number: int) -> Steps:
    """Wait for whoever notices an incident, in order of time."""
    began = city.say(Milestone.ONSET, number, 0, 0)
    for report in city.facts.reports(number):
        yield city.env.timeout(report.time - city.env.now)
        if report.stops and number in city.reported:
            continue
        city.env.process(noticed(city, number, report, began))


def noticed(city: City, number: int, report: Report, began: int) -> Steps:
    """Report what was noticed; what a camera shows is seen only if its operator, one of all, is free to look."""
    env, room = city.env, city.rooms[report.centre]
    missed = 0
    while report.cycle and room.count and city.facts.watcher(number, missed) <= room.count / room.capacity:
        delay = city.facts.showing(number, report, missed)
        if env.now + delay > city.facts.gone(number):
            return
        yield env.timeout(delay)
        missed += 1
        if report.stops and number in city.reported:
            return
    city.reported.add(number)
    detected = city.say(Milestone.DETECTED, number, 0, began, report.channel)
    received = city.say(Milestone.RECEIVED, number, report.centre + 1, detected, report.channel)
    asked = env.now
    with room.request(priority=city.rank(report.kind, number)) as seat:
        yield seat
        times = report.answering, report.processing, report.duplicate
        yield from hear(
            city, number, report.centre, report.kind, report.channel, received, asked, times, report.believed
        )


def hear(
    city: City,
    number: int,
    centre: int,
    kind: int,
    channel: int,
    received: int,
    asked: float,
    times: tuple[float, float, float],
    believed: bool,
) -> Steps:
    """Answer, understand and judge a report at a seat that is held; order units where they are sent from."""
    env = city.env
    start = env.now
    answering, processing, duplicate = times
    known = number in city.aware[centre]
    yield env.timeout(answering)
    answered = city.say(Milestone.ANSWERED, number, centre + 1, received, channel)
    yield env.timeout(duplicate if known else processing)
    if known or number in city.aware[centre]:
        city.work(centre, kind, number, asked, start, Outcome.KNOWN)
        return
    if not believed:
        city.say(Milestone.REJECTED, number, centre + 1, answered, channel)
        city.work(centre, kind, number, asked, start, Outcome.REJECTED)
        return
    verified = city.say(Milestone.VERIFIED, number, centre + 1, answered, channel)
    aware = city.say(Milestone.AWARE, number, centre + 1, verified)
    city.aware[centre].add(number)
    if centre == VIDEO:
        env.process((phone if city.facts.phones else send)(city, number, aware))
    else:
        yield env.timeout(city.facts.dispatching(number))
        requested = city.say(Milestone.REQUESTED, number, 3, aware)
        for slot in range(city.facts.needs(number)):
            env.process(response(city, number, slot, requested))
    city.work(centre, kind, number, asked, start, Outcome.DONE)


def phone(city: City, number: int, aware: int) -> Steps:
    """Phone the dispatch centre from a seat of the video centre; give up after ringing, and try again later."""
    env, told, tries = city.env, city.facts.telling(number), 0
    yield env.timeout(told.transfer_after)
    while True:
        asked = env.now
        with city.rooms[VIDEO].request(priority=city.rank(KIND["telling"], number)) as seat:
            yield seat
            start = env.now
            shared = city.say(Milestone.SHARED, number, VIDEO + 1, aware, LINK)
            received = city.say(Milestone.RECEIVED, number, DISPATCH + 1, shared, LINK)
            line = city.rooms[DISPATCH].request(priority=city.rank(KIND["relay"], number))
            yield line | env.timeout(city.facts.ring)
            if line.triggered:
                env.process(pick_up(city, number, told, line, received, start))
                yield env.timeout(told.answering + told.talk)
                city.work(VIDEO, KIND["telling"], number, asked, start, Outcome.DONE)
                return
            line.cancel()
            city.work(DISPATCH, KIND["relay"], number, start, None, Outcome.NO_ANSWER)
            city.work(VIDEO, KIND["telling"], number, asked, start, Outcome.NO_ANSWER)
        yield env.timeout(city.facts.redial(number, tries))
        tries += 1


def pick_up(
    city: City, number: int, told: Telling, line: simpy.resources.resource.PriorityRequest, received: int, asked: float
) -> Steps:
    """Take the phone call of the video centre at a seat that is held."""
    with line:
        times = told.answering, told.talk + told.handling, told.talk + told.duplicate
        yield from hear(city, number, DISPATCH, KIND["relay"], LINK, received, asked, times, told.believed)


def send(city: City, number: int, aware: int) -> Steps:
    """Send the case with its picture to the dispatch centre, where it takes a seat."""
    env, told = city.env, city.facts.telling(number)
    yield env.timeout(told.transfer_after)
    shared = city.say(Milestone.SHARED, number, VIDEO + 1, aware, LINK)
    yield env.timeout(told.latency)
    received = city.say(Milestone.RECEIVED, number, DISPATCH + 1, shared, LINK)
    if city.facts.pictured(number) and number not in city.pictured:
        city.pictured.add(number)
        city.say(Milestone.PICTURED, number, DISPATCH + 1, received, LINK)
    asked = env.now
    with city.rooms[DISPATCH].request(priority=city.rank(KIND["report"], number)) as seat:
        yield seat
        times = told.answering, told.talk + told.handling, told.talk + told.duplicate
        yield from hear(city, number, DISPATCH, KIND["report"], LINK, received, asked, times, told.believed)


def response(city: City, number: int, slot: int, requested: int) -> Steps:
    """Send the nearest idle unit, let it work, and have it back."""
    env = city.env
    with city.fleet.request(priority=city.facts.priority(number)) as turn:
        yield turn
        unit = city.nearest(number)
        unit.idle = False
        takes = city.facts.takes(number, slot, unit.station)
        said = city.say(Milestone.DISPATCHED, number, 3, requested, unit=unit.number + 1)
        yield env.timeout(takes.turnout)
        said = city.say(Milestone.EN_ROUTE, number, 3, said, unit=unit.number + 1)
        yield env.timeout(takes.travel)
        said = city.say(Milestone.ON_SCENE, number, 3, said, unit=unit.number + 1)
        search = takes.pictured_search if number in city.pictured else takes.search
        yield env.timeout(takes.walk + search)
        said = city.say(Milestone.AT_SIDE, number, 3, said, unit=unit.number + 1)
        yield env.timeout(takes.work)
        said = city.say(Milestone.CLEAR, number, 3, said, unit=unit.number + 1)
        yield env.timeout(takes.back)
        city.say(Milestone.IN_SERVICE, number, 3, said, unit=unit.number + 1)
        unit.idle = True
