"""Outages: what fails, for how long, and what bridges it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcity.distributions import Constant, Law
from simcity.fields import Duration, PositiveCount, Share, Time, part
from simcity.model.kinds import Kind


@part
class Renewal:
    """Up and down by turns, each for a time of its own law; up at the start of the run."""

    up: Law[Duration]
    """Time between a repair and the next failure; its mean is the MTBF."""
    down: Law[Duration]
    """Time until it is repaired; its mean is the MTTR."""
    kind: Literal["renewal"] = "renewal"


@part
class Spell:
    """One outage at a set time."""

    after: Time
    """From the start of the run to its beginning."""
    lasts: Law[Duration]
    """How long it lasts."""


@part
class AtTimes:
    """Outages at set times, such as a fire that is known to have happened."""

    spells: Annotated[tuple[Spell, ...], Field(min_length=1)]
    """The outages, in any order; where they overlap they are one."""
    kind: Literal["at_times"] = "at_times"


AnyOutages = Annotated[Renewal | AtTimes, Field(discriminator="kind"), Kind("renewal")]


@part
class Generator:
    """A generator that takes over from a battery."""

    fails_to_start: Share
    """Chance that it does not start when it is needed. About 2 % a site and loss of mains (facts 5.04, D)."""
    starting: Law[Time] = Constant(value=0.0)
    """From the loss to its running; the battery must last as long, or there is a gap."""
    runs: Law[Duration] | None = None
    """How long its fuel lasts; for ever where absent."""


@part
class Backup:
    """What carries a domain on when that which feeds it is down."""

    lasts: Law[Time]
    """How long the battery (UPS) lasts. 4 to 8 h for a centre, 0 to 1 h for a cabinet (facts 5.11, B)."""
    generator: Generator | None = None
    """What takes over; nothing where absent."""


@part
class Domain:
    """A failure domain: a duct, data centre, power feeder, carrier or vendor, whose outage takes down all in it."""

    title: str = ""
    """Name in tables."""
    outages: AnyOutages | None = None
    """Its own outages; none where absent."""
    fed_by: tuple[str, ...] = ()
    """Other domains that it rests on."""
    needs: PositiveCount | None = None
    """How many of those it rests on must be up; all where absent. ``1`` of two is redundancy."""
    backup: Backup | None = None
    """What bridges an outage of those it rests on; not its own."""

    def __post_init__(self) -> None:
        if self.needs is not None and self.needs > len(self.fed_by):
            raise ValueError(f"needs: {self.needs} of {len(self.fed_by)} in fed_by can never be; lower it or name more")
        if self.backup is not None and not self.fed_by:
            raise ValueError("a backup bridges outages of what feeds a domain; give fed_by")


@part
class Breakdown:
    """How the devices of a sensor, or the vehicles of an agency, fail one by one or in groups, and are repaired."""

    up: Law[Duration]
    """Time between a repair and the next failure of one device or group."""
    repair: Law[Duration]
    """Work of one crew on one failure."""
    crews: PositiveCount | None = None
    """Repair crews, first come first served; always one at hand where absent."""
    together: PositiveCount = 1
    """Neighbouring devices that share a cabinet, its power and its network, and fail as one."""
