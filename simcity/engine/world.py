"""The state that the rooms of the engine share: who knows what, who is where, and what has been said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import simpy

from simcity.engine.clock import Call
from simcity.engine.fleet import Fleet
from simcity.engine.knowing import Knowledge, ReportLists, Way
from simcity.engine.pools import JobRow, Room
from simcity.engine.rounds import Round
from simcity.engine.staffing import Change
from simcity.engine.tracking import Tracking
from simcity.model.scenario import Scenario
from simcity.trace import Slot, Trace
from simcity.trace.turning import Driving

RecordRow = tuple[float, int, int, int, int, int, int]
"""Time, milestone, subject, organisation, unit, channel, cause."""


Place = tuple[str, int, int]
"""Capability, station and number of a unit."""
A = TypeVar("A")


class Out(Protocol):
    """A response that is out."""

    def reach(self, until: float) -> None:
        """Say the milestones that lie behind by then."""


@dataclass
class Halt:
    """A unit that is held at a staging point, or was."""

    response: Out
    since: float
    """When it came there."""
    rest: float
    """Seconds from there to the scene."""
    waited: float | None = None
    """Seconds for which it was held; None while it is."""


class Doubtful(Protocol):
    """A report with a place that may be in doubt."""

    kind: int
    row: int
    unclear: float
    """Seat time that it takes to find the place out in words."""


def in_words(world: World, centre: int, report: Doubtful) -> float:
    """Return the seat time on a doubtful place where nothing but words can settle it."""
    return report.unclear


Picture = tuple[float, int]
"""When a unit on its way has had a picture, and over which channel."""


def unseen(
    world: World, agency: int, row: int, start: tuple[float, float] | None, travel: float, halt: Halt | None
) -> Picture | None:
    """Return nothing: no link shows anything to units on their way."""
    return None


def left_as_it_is(world: World, organisation: int, row: int, cause: int) -> None:
    """Do nothing about a scene that somebody has reached, or knows to be safe."""


def no_matter(world: World, centre: int, row: int, level: int, cause: int) -> None:
    """Do nothing about how grave a subject is."""


def as_usual(world: World, row: int) -> float:
    """Return 1: the work on scene is that of the type."""
    return 1.0


def never_asked(response: Out) -> None:
    """Raise: nothing in this city is held anywhere, or sent from the road."""
    raise AssertionError("no response is held here, or begins on the road")


def nobody_carried(response: Out, clear: float) -> None:
    """Raise: nobody in this city is taken to a hospital."""
    raise AssertionError("there are no hospitals here")


def nobody_is_sought(world: World, agency: int, slot: Slot, row: int, cause: int, since: float) -> None:
    """Do nothing: no unit ever turns."""


def nothing_follows(found: tuple[int, int]) -> None:
    """Do nothing about what a unit has found."""


@dataclass
class World:
    """One alternative of one replication while it runs; indexes follow the order of the scenario.

    In records, organisation 0 is nobody, then come the centres, then the agencies.
    """

    env: simpy.Environment
    scenario: Scenario
    trace: Trace
    reports: ReportLists
    centres: list[str]
    agencies: list[str]
    rooms: list[Room]
    ranks: list[list[list[int]]]
    """By centre, kind of job and incident type: place in the order of service, lower first."""
    elaborate: list[bool]
    """By centre: True where a report may be turned away, dismissed or abandoned."""
    all_knowing: list[bool]
    """By centre: True where it knows everything that concerns it from the onset."""
    concerned: list[list[bool]]
    """By centre and type: True where it sends units, or is informed over a link, be it up or not."""
    orders_apart: list[bool]
    """By centre: True where an order is work of its own."""
    roster: list[Change]
    """Seats of all desks at the start and at every change."""
    shifts: list[tuple[int, float, float]]
    """Centre, from when, seats."""
    fleets: list[Fleet | None]
    """None where units are unlimited."""
    driving: list[Driving]
    """By agency: journeys that begin on the road."""
    tracking: list[Tracking]
    """By agency: what its centre sees of where its units are."""
    senders: list[int]
    """By agency: the centre that sends its units."""
    units: dict[tuple[int, str, int, int], int]
    """Index of a unit's name by agency, capability, station and number."""
    types: list[int]
    """Incident type by row."""
    urgency: list[int]
    """Priority by incident type."""
    cards: list[list[list[tuple[int, list[Slot]]]]]
    """By centre and type: agencies that it sends, with their slots of the run card."""
    alarms: list[list[list[list[tuple[int, list[Slot]]]]]]
    """By centre and type: the same of the extra alarm of each level; empty for types without levels."""
    ways: list[list[list[Way]]]
    """By centre and type: links over which it tells."""
    wider: list[list[list[list[Way]]]]
    """By centre and type: links over which word of each level goes to those who must act; empty without levels."""
    videos: list[list[list[Way]]]
    """By centre and type: links over which it is shown what it handles."""
    footages: list[list[list[Way]]]
    """By centre and type: links over which it is brought recorded video."""
    services: list[list[list[Way]]]
    """By centre and type: links that give it the places of callers."""
    to_units: list[list[list[Way]]]
    """By agency and type: links over which its units see pictures."""
    securing: list[frozenset[int]]
    """By type: agencies whose units make its scenes safe; none where they are safe from the start."""
    attended: list[frozenset[int]]
    """By type: agencies whose first steps at the side lead to something, so that they are said at once."""
    held: list[frozenset[int]]
    """By type: agencies whose units are held at a staging point until their centre knows the scene to be safe."""
    knowledge: list[Knowledge]
    reported: list[int]
    """By row: reports that centres have received, without those that were abandoned."""
    records: list[RecordRow]
    jobs: list[JobRow]
    located: Callable[[World, int, Doubtful], float] = in_words
    """Says the seat time that a centre spends on the place of a report that it takes up."""
    seen: Callable[[World, int, int, tuple[float, float] | None, float, Halt | None], Picture | None] = unseen
    """Says which picture a unit has had that arrives now: agency, row, where it came from, None for nowhere in
    particular, seconds of travel, and its halt."""
    stood: Callable[[World, int, int, int], None] = left_as_it_is
    """Goes on where a unit of an attended agency stands at the side: agency, row, cause."""
    grasp: Callable[[World, int, int, int, int], None] = no_matter
    """Goes on where a centre is told how grave a subject is: centre, row, level, cause."""
    labour: Callable[[World, int], float] = as_usual
    """Says the factor on the work on scene of a subject, as it is now."""
    approach: Callable[[Out], None] = never_asked
    """Lets a unit that is held drive to the staging point, and further once it may."""
    made_safe: Callable[[World, int, int, int], None] = left_as_it_is
    """Goes on where a centre comes to know that a scene is safe: centre, row, cause."""
    set_off: Callable[[Out], None] = never_asked
    """Lets a unit that may be anywhere drive to a subject from there."""
    moved: Callable[[], list[tuple[float, int, str]]] = list
    """Returns the moves of free units: when, index of the unit, station to which it goes."""
    carry: Callable[[Out, float], None] = nobody_carried
    """Lets a unit take somebody to a hospital once its work on scene is done, at a time that is known already."""
    seek: Callable[[World, int, Slot, int, int, float], None] = nobody_is_sought
    """Asks anew for a unit that has turned: agency, slot, row, cause, and since when it is asked for."""
    nothing_there: Callable[[tuple[int, int]], None] = nothing_follows
    """Goes on where a unit of an agency finds that nothing has happened: agency and row."""
    out: dict[int, Out] = field(default_factory=dict)
    """Responses that are out."""
    rest: dict[tuple[int, Slot], float] = field(default_factory=dict)
    """By row and slot of units that have left their work for something more urgent: the seconds that are left of it."""
    since: dict[int, float] = field(default_factory=dict)
    """By record of a unit that goes no further: since when the one is asked for that takes its place."""
    halts: dict[int, list[Halt]] = field(default_factory=dict)
    """By row: units that are held at a staging point, or were."""
    rounds: dict[tuple[int, int], Round] = field(default_factory=dict)
    """By centre and row: the calls that one operator makes about it, one after another."""
    level: list[int] = field(default_factory=list)
    """By row: the level that it has reached; empty where no type has levels."""
    attending: dict[int, set[int]] = field(default_factory=dict)
    """By row of types with levels: agencies whose units have come to stand at the side."""
    secured: set[int] = field(default_factory=set)
    """Rows whose scene police have reached, where it has to be made safe."""

    def say(self, time: float, what: int, row: int, organisation: int, channel: int, cause: int) -> int:
        """Record a milestone and return its index."""
        self.records.append((time, what, row, organisation, 0, channel, cause))
        return len(self.records) - 1

    def chance(self, purpose: str, row: int, j: int = 0) -> float:
        """Return the luck of a subject in one respect."""
        subjects = self.trace.subjects
        return self.trace.luck.single(purpose, subjects.entities[subjects.entity[row]], int(subjects.number[row]), j)

    def acts(self, centre: int, row: int, level: int) -> bool:
        """Return whether a centre sends units to a subject at a level."""
        kind = self.types[row]
        return bool(self.cards[centre][kind]) or any(self.alarms[centre][kind][:level])

    def tellings(self, centre: int, row: int) -> list[Way]:
        """Return the links over which a centre tells others of a subject, being as grave as it knows it to be."""
        kind, level = self.types[row], self.knowledge[centre].level.get(row, 0)
        ways = self.ways[centre][kind]
        if not level:
            return ways
        wider = {way.name: way for way in self.wider[centre][kind][level - 1]}
        known = {way.name for way in ways}
        return [
            *(wider.get(way.name, way) for way in ways),
            *(way for way in wider.values() if way.name not in known),
        ]

    def rank(self, centre: int, kind: int, row: int) -> int:
        """Return the place of a job in the order of service."""
        return self.ranks[centre][kind][self.types[row]]

    def later(self, time: float, function: Callable[[A], None], argument: A) -> None:
        """Call a function at a time of the run, at once if it begins then."""
        if time > 0.0:
            Call(self.env, time, function, argument)
        else:
            function(argument)


Sent = Callable[[World, int, Slot, int, int, Place | None], None]
"""Sends a unit: world, agency, slot, row, cause, and the unit unless a neighbour helps."""
