"""Incident types: what happens, how often, who notices, and what it needs."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from simcity.distributions import Law
from simcity.fields import (
    Count,
    Density,
    Duration,
    Extent,
    Factor,
    Flag,
    Number,
    Positive,
    PositiveCount,
    Rate,
    Share,
    Time,
    part,
)
from simcity.model.hospitals import Transport
from simcity.model.kinds import Hourly, Kind, values_at
from simcity.model.levels import Level
from simcity.model.outcomes import OutcomeLaw
from simcity.records import Floats, Integers

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS: dict[float, float] = {0.0: 1.0}
OnceReported = Literal["stop", "go_on"]


@part
class Someone:
    """Somebody calls or nobody does; others may follow."""

    calls: dict[str, Positive]
    """Centres that are called, with their relative shares."""
    delay: Law[Time]
    """From onset to the first call."""
    share: Share = 1.0
    """Share of incidents about which anybody calls."""
    by_hour: Hourly[Factor] = field(default_factory=lambda: dict(ALWAYS))
    """Factor on the share by hour of the day; the product stays within 100 %."""
    more: Number = 0.0
    """Mean number of further callers (Poisson), where somebody calls."""
    more_delay: Law[Time] | None = None
    """From the first call to each further one; as ``delay`` where absent."""
    once_reported: OnceReported = "go_on"
    """``stop``: nobody calls about what any centre has heard of already."""
    kind: Literal["someone"] = "someone"

    def number(self, density: Floats, second: Floats, u: Floats, v: Floats) -> Integers:
        """Return how many call, at densities (persons per m2) and seconds of the day."""
        anybody = u < self.share * values_at(self.by_hour, second)
        return np.where(anybody, 1 + poisson(np.full(v.shape, self.more), v), 0)

    def after(self, j: int, first: Floats, u: Floats) -> Floats:
        """Return the delay of caller j from onset, given the first one's."""
        return first + (self.more_delay or self.delay).ppf(u) if j else self.delay.ppf(u)


@part
class Witnesses:
    """Everybody in sight may call, so a denser crowd calls sooner and more often.

    The number in sight follows from the crowd density of the zone and hour; each calls with the same chance
    and after a delay of their own, so that the first call is the smallest of the delays and a share of
    incidents, exp(-mean number of callers), is never called in.
    """

    calls: dict[str, Positive]
    """Centres that are called, with their relative shares."""
    delay: Law[Time]
    """From onset to the call of any one of them."""
    sight: Extent
    """How far away people notice it."""
    each: Share
    """Chance that one person in sight calls."""
    involved: Number = 0.0
    """Mean number of callers among those involved, whoever else is about."""
    at_most: PositiveCount = 50
    """More callers than this are not followed; an assumption (B) that bounds the flood of one incident."""
    once_reported: OnceReported = "go_on"
    """``stop``: nobody calls about what any centre has heard of already."""
    kind: Literal["witnesses"] = "witnesses"

    def number(self, density: Floats, second: Floats, u: Floats, v: Floats) -> Integers:
        """Return how many call, at densities (persons per m2) and seconds of the day."""
        mean = self.involved + density * np.pi * self.sight**2 * self.each
        return np.minimum(poisson(mean, u), self.at_most)

    def after(self, j: int, first: Floats, u: Floats) -> Floats:
        """Return the delay of caller j from onset; each has their own."""
        return self.delay.ppf(u)


Callers = Annotated[Someone | Witnesses, Field(discriminator="kind"), Kind("someone")]


def poisson(mean: Floats, u: Floats) -> Integers:
    """Return Poisson numbers by inversion, vectorised over means and uniforms."""
    count = np.zeros(u.shape, np.int64)
    term = np.exp(-mean)
    below = term.copy()
    left = np.flatnonzero(u > below)
    while len(left):
        count[left] += 1
        term[left] *= mean[left] / count[left]
        below[left] += term[left]
        left = left[(u[left] > below[left]) & (term[left] > 1e-300)]
    return count


@part
class OfficialClock:
    """The clock by which an agency itself reports."""

    within: Duration
    """The target."""
    start: Annotated[Literal["received", "call_ended", "dispatched", "en_route"], Field(alias="from")] = "received"
    """``received`` at the first public answering point, ``call_ended`` there, ``dispatched`` or ``en_route``."""


@part
class IncidentType:
    """Something that happens: an incident, or with ``real: false`` a report of something that did not."""

    rate: Rate | None = None
    """Mean rate over the week, in the whole city; or else ``at`` or ``crowded``."""
    at: tuple[Time, ...] = ()
    """Times of onset, from the start of the run, instead of a rate: what is known to have happened."""
    crowded: Annotated[Density, Field(gt=0)] | None = None
    """Persons per m2: it happens in each zone of ``where`` whenever its crowd grows beyond this."""
    title: str = ""
    """Name in tables."""
    real: Flag = True
    """False for nuisance calls and false reports: they take seats and units but are never counted."""
    by_hour: Hourly[Number] = field(default_factory=lambda: dict(ALWAYS))
    """Relative rate by hour of the day (steps); only the proportions matter."""
    by_day: dict[Day, Number] = field(default_factory=dict)
    """Relative rate by day of the week; absent days count 1."""
    where: dict[str, Number] = field(default_factory=dict)
    """Zones with relative weights; the zones' own weights where absent."""
    in_public_view: Share = 1.0
    """Share that a camera could see: outdoors or in a public hall."""
    shows_for: Law[Time] | None = None
    """How long it can be seen for what it is; always where absent."""
    callers: Callers | None = None
    """Who calls; nobody where absent."""
    needs: dict[str, dict[str, PositiveCount]] = field(default_factory=dict)
    """Run card: agency, then capability, then number of units."""
    priority: PositiveCount = 1
    """1 comes first, in centres that can tell and in waiting lists."""
    golden_time: dict[str, Duration] = field(default_factory=dict)
    """By agency: from onset until its first unit stands at the side."""
    official: dict[str, OfficialClock] = field(default_factory=dict)
    """By agency: its own clock and target."""
    processing: dict[str, Law[Time]] = field(default_factory=dict)
    """By centre: seat time instead of the centre's own."""
    on_scene: dict[str, Law[Time]] = field(default_factory=dict)
    """By agency: work on scene instead of the agency's own."""
    believed: Share | None = None
    """With ``real: false``: share of calls about it that are believed; the centre's verification where absent."""
    safe_after: Law[Time] | None = None
    """From the first police unit at the side until the scene is safe; safe from the start where absent."""
    violent: Flag = False
    """True where units that no police centre sends are held at a staging point until their centre knows it is safe."""
    levels: dict[str, Level] = field(default_factory=dict)
    """Levels above the ordinary one, by id, in rising order; it never grows where absent."""
    transport: dict[str, Transport] = field(default_factory=dict)
    """By agency: whether its units take those in need to a hospital; they do not where absent."""
    outcome: OutcomeLaw | None = None
    """Outcome curve, if any."""

    def __post_init__(self) -> None:
        if (self.rate is not None) + bool(self.at) + (self.crowded is not None) != 1:
            raise ValueError("say when it happens in one way: rate, at (times) or crowded (persons per m2)")
        if self.crowded is not None and not self.where:
            raise ValueError("crowded needs the zones whose crowds are meant: give where")
        if self.violent and self.safe_after is None:
            raise ValueError("violent needs the time until police have made the scene safe: give safe_after")
        if sum(level.share for level in self.levels.values()) > 1.0 + 1e-9:
            raise ValueError("the shares of the levels add up to more than 100 %")

    def slots(self) -> list[tuple[str, str, int]]:
        """Return the first response, the run card, as (agency, capability, slot number within the agency)."""
        return self.alarms()[0]

    def alarms(self) -> list[list[tuple[str, str, int]]]:
        """Return the slots of the run card, then of each extra alarm in the order of the levels.

        A slot is (agency, capability, number within the agency); numbers go on from one alarm to the next.
        """
        number: dict[str, int] = {}
        found = []
        for needs in (self.needs, *(level.needs for level in self.levels.values())):
            card = []
            for agency, capabilities in needs.items():
                for capability, count in capabilities.items():
                    for _ in range(count):
                        card.append((agency, capability, number.get(agency, 0)))
                        number[agency] = number.get(agency, 0) + 1
            found.append(card)
        return found

    @property
    def agencies(self) -> list[str]:
        """Return the agencies that it may ever need, those of the run card first."""
        return list(dict.fromkeys([*self.needs, *(name for level in self.levels.values() for name in level.needs)]))


__all__ = ["DAYS", "Callers", "Count", "Day", "IncidentType", "OfficialClock", "Someone", "Witnesses", "poisson"]
