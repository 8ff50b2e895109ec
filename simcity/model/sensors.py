"""Sensors: what sees an incident, how soon, and what it raises in vain."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal, Protocol

import numpy as np
from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Duration, Extent, Point, Positive, PositiveCount, Rate, Share, part
from simcity.model.incidents import OnceReported
from simcity.model.kinds import Kind
from simcity.records import Floats, Integers

NEVER = np.inf

PSDB: dict[int, float] = {1: 0.85, 4: 0.74, 6: 0.58, 9: 0.53}
"""Share of targets found by pictures shown at once to one operator (PSDB, Home Office; facts 4.01, S)."""


def hit_rate(tiles: int, table: dict[int, float] = PSDB) -> float:
    """Return the chance that an operator sees what one of so many pictures shows.

    Between the trials it is interpolated; beyond the last it falls on by 6 % a picture (facts 4.08, D), which
    no trial has shown.
    """
    last = max(table)
    if tiles > last:
        return float(table[last] * np.exp(-0.06 * (tiles - last)))
    return float(np.interp(tiles, sorted(table), [table[n] for n in sorted(table)]))


class Uniforms(Protocol):
    """Hands out the luck of a sensor: one uniform an incident for the j-th use."""

    def __call__(self, purpose: str, j: int = 0) -> Floats:
        """Return uniforms in (0, 1), one for each incident."""


class Sensor(Protocol):
    """Says when it notices incidents that it covers."""

    def delays(self, covering: Integers, shown_for: Floats, watching: Floats, draw: Uniforms) -> Floats:
        """Return seconds from onset to notice, infinite for never.

        ``covering`` counts its devices that see each incident, ``shown_for`` is how long it shows, ``watching``
        is the number of operators on duty where it is watched.
        """


@part
class Reporting:
    """What all sensors say of themselves."""

    centre: Annotated[str, Field(description="Centre that hears of it: where the wall is, the alarm pops up.")]
    types: Annotated[tuple[str, ...], Field(description="Incident types that it can tell; all where absent.")] = ()
    once_reported: Annotated[
        OnceReported, Field(description="``stop``: nothing is raised about what any centre has heard of already.")
    ] = "go_on"


@part
class Devices(Reporting):
    """Sensors that are many alike: cameras, detectors."""

    at: Annotated[tuple[Point, ...], Field(description="Positions of the devices.")] = ()
    counts: Annotated[
        dict[str, PositiveCount], Field(description="Devices by zone, placed at random by the scenario's seed.")
    ] = field(default_factory=dict)
    share: Annotated[Share | None, Field(description="Share of places in public view that are covered.")] = None
    range: Annotated[Extent | None, Field(description="How far a device sees an incident for what it is.")] = None
    devices: Annotated[
        PositiveCount | None, Field(description="Number of devices behind a share; counted otherwise.")
    ] = None

    def __post_init__(self) -> None:
        if bool(self.at) + bool(self.counts) + (self.share is not None) != 1:
            raise ValueError(
                "say where the devices are in one way: at (positions), counts (by zone) or share (of places)"
            )
        if self.share is None and self.range is None:
            raise ValueError("devices with positions need a range")
        if self.share is not None and self.range is not None:
            raise ValueError("range belongs to positions or counts; a share of places has none")

    def size(self) -> int:
        """Return the number of devices."""
        return self.devices or len(self.at) or sum(self.counts.values())


@part
class WatchedCamera(Devices):
    """Cameras on a wall: each is shown for a while, in turn, to operators who see part of what is shown."""

    dwell: Duration
    """How long one picture stays. Jeonju 2013: 20 to 25 s (facts 4.14, S)."""
    tiles: PositiveCount
    """Pictures shown at once to each operator. Jeonju 2013: 3 monitors of 9 (facts 4.14, S)."""
    attended: PositiveCount | None = None
    """Pictures among which an operator's eye must choose, for the hit rate; as ``tiles`` where absent."""
    hit_rate: dict[PositiveCount, Share] = field(default_factory=lambda: dict(PSDB))
    """Share seen by pictures shown at once to one operator; PSDB trials 1, 4, 6, 9 (facts 4.01, S)."""
    kind: Literal["watched_camera"] = "watched_camera"

    def __post_init__(self) -> None:
        Devices.__post_init__(self)
        if self.share is not None and self.devices is None:
            raise ValueError("a share of places does not say how many cameras are on the wall: give devices")

    def cycle(self, watching: Floats) -> Floats:
        """Return the seconds after which a camera comes up again (facts 4.15)."""
        shown = self.tiles * np.maximum(watching, 1e-9)
        return np.asarray(self.dwell * np.maximum(self.size() / shown, 1.0), float)

    def chance(self) -> float:
        """Return the chance that what is shown is seen."""
        return hit_rate(self.attended or self.tiles, self.hit_rate)

    def showings(self, u: Floats) -> Floats:
        """Return the number of showings before the one that is seen (geometric)."""
        chance = self.chance()
        return np.floor(np.log(u) / np.log1p(-chance)) if chance < 1.0 else np.zeros(np.shape(u))

    def delays(self, covering: Integers, shown_for: Floats, watching: Floats, draw: Uniforms) -> Floats:
        """Return the first showing that is seen, over the cameras that cover it, each at its own phase."""
        cycle = self.cycle(watching)
        first = np.full(covering.shape, NEVER)
        for j in range(int(covering.max(initial=0))):
            seen = cycle * (draw("phase", j) + self.showings(draw("seen", j)))
            first = np.where((covering > j) & (watching > 0) & (seen <= shown_for), np.minimum(first, seen), first)
        return first


@part
class Analytics(Devices):
    """Machines that raise an alarm by themselves: video analytics, bells, detectors.

    Where its centre pushes video, they are taken to be on cameras: what they cover can be shown.
    """

    recall: Share
    """Share of covered incidents that raise an alarm."""
    delay: Law[Duration]
    """From onset to the alarm."""
    false_alarms: Rate = 0.0
    """False alarms of one device."""
    mistaken_for: dict[str, Positive] = field(default_factory=dict)
    """What false alarms claim to be: incident types with relative shares."""
    kind: Literal["analytics"] = "analytics"

    def __post_init__(self) -> None:
        Devices.__post_init__(self)
        if self.false_alarms > 0 and not self.mistaken_for:
            raise ValueError("false alarms must claim to be something: give mistaken_for")
        if self.false_alarms > 0 and self.share is not None and self.devices is None:
            raise ValueError("a share of places does not say how many devices raise false alarms: give devices")

    def delays(self, covering: Integers, shown_for: Floats, watching: Floats, draw: Uniforms) -> Floats:
        """Return the delay of the alarm where the incident is covered, recalled and still shows."""
        delay = self.delay.ppf(draw("delay"))
        raised = (covering > 0) & (draw("recall") < self.recall) & (delay <= shown_for)
        return np.where(raised, delay, NEVER)


@part
class Guards(Reporting):
    """Guards, staff or a patrol on foot who come upon incidents and report to their own centre."""

    share: Share
    """Share of incidents in their zones that they notice while it shows."""
    delay: Law[Duration]
    """From onset to their word."""
    zones: tuple[str, ...] = ()
    """Where they are; everywhere if absent."""
    kind: Literal["guards"] = "guards"

    def delays(self, covering: Integers, shown_for: Floats, watching: Floats, draw: Uniforms) -> Floats:
        """Return the delay of their word where they are about and notice it."""
        delay = self.delay.ppf(draw("delay"))
        noticed = (covering > 0) & (draw("recall") < self.share) & (delay <= shown_for)
        return np.where(noticed, delay, NEVER)


AnySensor = Annotated[WatchedCamera | Analytics | Guards, Field(discriminator="kind"), Kind()]
