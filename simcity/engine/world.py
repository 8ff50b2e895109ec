"""The state that the rooms of the engine share: who knows what, who is where, and what has been said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import simpy

from simcity.engine.clock import Call
from simcity.engine.fleet import Fleet
from simcity.engine.pools import JobRow, Room
from simcity.model.links import AnyLink
from simcity.model.scenario import Scenario
from simcity.trace import Slot, Trace

RecordRow = tuple[float, int, int, int, int, int, int]
"""Time, milestone, subject, organisation, unit, channel, cause."""


Place = tuple[str, int, int]
"""Capability, station and number of a unit."""
A = TypeVar("A")


@dataclass(frozen=True)
class Way:
    """A link as its sender uses it for one incident type."""

    name: str
    link: AnyLink
    channel: int
    receiver: int
    """Centre that is told; for video, the centre whose cameras they are."""
    joint: bool
    """True where the sender sends units to this type as well."""


@dataclass
class Knowledge:
    """What one centre knows, by row of the trace."""

    aware: dict[int, int] = field(default_factory=dict)
    """The record of its becoming aware."""
    pictured: set[int] = field(default_factory=set)
    """Subjects of which it has a live picture that shows them."""


@dataclass(frozen=True)
class ReportLists:
    """The reports of the trace as lists, for quick single looks."""

    time: list[float]
    row: list[int]
    channel: list[int]
    kind: list[int]
    centre: list[int]
    stops: list[bool]
    answering: list[float]
    processing: list[float]
    duplicate: list[float]
    believed: list[bool]
    again: list[float]


class Out(Protocol):
    """A response that is out."""

    def reach(self, until: float) -> None:
        """Say the milestones that lie behind by then."""


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
    shifts: list[tuple[int, float, float]]
    """Centre, from when, seats."""
    fleets: list[Fleet | None]
    """None where units are unlimited."""
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
    ways: list[list[list[Way]]]
    """By centre and type: links over which it tells."""
    videos: list[list[list[Way]]]
    """By centre and type: links over which it is shown what it handles."""
    knowledge: list[Knowledge]
    reported: bytearray
    """By row: 1 once any centre has received a report."""
    records: list[RecordRow]
    jobs: list[JobRow]
    out: dict[int, Out] = field(default_factory=dict)
    """Responses that are out."""

    def say(self, time: float, what: int, row: int, organisation: int, channel: int, cause: int) -> int:
        """Record a milestone and return its index."""
        self.records.append((time, what, row, organisation, 0, channel, cause))
        return len(self.records) - 1

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
