"""What the second writing moves: units on their courses, and the needs and jobs that take them there."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot

import numpy as np

from simcity.distributions import LawOfChance
from simcity.model.agencies import Agency
from simcity.trace.patrolling import Round

Spot = tuple[float, float]


def metres(here: Spot, there: Spot) -> float:
    """Return the straight distance."""
    return hypot(there[0] - here[0], there[1] - here[1])


def usual(law: LawOfChance | None) -> float:
    """Return the only value of a law that is a constant."""
    assert law is not None
    return float(law.ppf(np.array([0.5]))[0])


@dataclass
class Course:
    """Where a unit has been and will be: legs that begin and end at a time and a place."""

    legs: list[tuple[float, Spot, float, Spot]]

    def at(self, time: float) -> Spot:
        """Return where it is; between two legs it stays at the end of the first."""
        since, here, until, there = next(
            (leg for leg in reversed(self.legs) if leg[0] <= time), (0.0, self.legs[0][1], 0.0, self.legs[0][1])
        )
        if time >= until:
            return there
        share = (time - since) / (until - since)
        return here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])

    def stop(self, now: float) -> Spot:
        """Return where it is, and forget where it was to go."""
        here = self.at(now)
        self.legs = [(a, p, min(b, now), q if b <= now else here) for a, p, b, q in self.legs if a < now]
        self.legs.append((now, here, now, here))
        return here

    def go(self, since: float, until: float, there: Spot) -> None:
        """Add a leg from where it ends."""
        self.legs.append((since, self.legs[-1][3], until, there))


@dataclass(eq=False)
class Need:
    """One unit that an incident asks for, with the time of its first asking."""

    row: int
    ability: str
    nth: int
    priority: int
    asked: float
    fresh: bool = True
    """Not yet decided upon; one that waits is only offered what is free."""


@dataclass(eq=False)
class Job:
    """A unit, or a neighbour's, on a need."""

    need: Need
    unit: Unit | None
    leaves: float
    last_part: float = 0.0
    """Seconds from the staging point to the scene."""
    held: bool = False
    there: bool = False
    off: bool = False
    """It ended before it was there."""


@dataclass(eq=False)
class Unit:
    """A vehicle with its crew."""

    name: str
    ability: str
    station: int
    number: int
    home: Spot
    course: Course
    post: int
    docked: float = 0.0
    """From when on it stands at the station that is its post; infinite where it goes to none."""
    job: Job | None = None
    returning: bool = False
    broken: bool = False
    round: Round | None = None
    since: float = 0.0
    """Since when it has been on its job, or free and bound where it is."""
    freed: bool = False
    """It has become free in this instant."""


@dataclass(eq=False)
class Fleet:
    """The units of an agency, and the needs that wait for them."""

    name: str
    part: Agency
    units: list[Unit] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    stirred: set[str] = field(default_factory=set)
    """Capabilities of which a unit was sent, became free or changed duty in this instant."""
