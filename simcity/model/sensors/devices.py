"""What all sensors say of themselves, and what they are given to judge by."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar, Protocol

import numpy as np
from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Angle, Duration, Extent, Point, Positive, PositiveCount, Rate, Share, part
from simcity.model.incidents import OnceReported
from simcity.model.outages import Breakdown
from simcity.records import Flags, Floats, Integers

NEVER = np.inf


class Uniforms(Protocol):
    """Hands out the luck of a sensor: one uniform a pair for the j-th use."""

    def __call__(self, purpose: str, j: int = 0) -> Floats:
        """Return uniforms in (0, 1), one for each pair."""


class Working(Protocol):
    """Says which devices work."""

    def __call__(self, after: Floats, among: Integers | None = None) -> Flags:
        """Return for each pair, or for some, whether its device works so many seconds after the onset."""


class Crowding(Protocol):
    """Says how crowded it is."""

    def __call__(self, after: Floats, among: Integers | None = None) -> Floats:
        """Return for each pair, or for some, the persons per m2 at its incident so many seconds after the onset."""


@dataclass(frozen=True)
class Sight:
    """What a sensor may judge by: pairs of an incident and a device within whose reach it lies, as vectors."""

    kind: Integers
    """Index into ``types``."""
    types: tuple[str, ...]
    clock: Floats
    """Seconds after midnight, on the day of the run's start, at onset."""
    shown_for: Floats
    """Seconds for which it shows; infinite for ever."""
    watching: Floats
    """Operators on duty at the sensor's centre at onset."""
    draw: Uniforms
    working: Working
    unfailing: bool
    """True where every device works throughout, so that ``working`` need not be asked."""
    crowding: Crowding

    def __len__(self) -> int:
        return len(self.clock)


class Sensor(Protocol):
    """Says when its devices notice incidents within their reach."""

    def notices(self, sight: Sight) -> Floats:
        """Return for each pair the seconds from onset to notice, infinite for never."""


@part
class Reporting:
    """What all sensors say of themselves."""

    centre: Annotated[str, Field(description="Centre that hears of it: where the wall is, the alarm pops up.")]
    types: Annotated[tuple[str, ...], Field(description="Incident types that it can tell; all where absent.")] = ()
    once_reported: Annotated[
        OnceReported, Field(description="``stop``: nothing is raised about what any centre has heard of already.")
    ] = "go_on"
    domains: Annotated[
        tuple[str, ...], Field(description="Failure domains; it is blind while any of them is down.")
    ] = ()


@part
class Devices(Reporting):
    """Sensors that are many alike: cameras, detectors."""

    shows: ClassVar[bool] = False
    """True for cameras: their picture can be shown to somebody else."""
    indoors: ClassVar[bool] = False
    """True where it notices what is not in public view as well."""

    at: Annotated[
        tuple[Point, ...],
        Field(
            description="Positions of the devices, or the name of a CSV or GeoJSON file that holds them, beside the"
            " scenario file."
        ),
    ] = ()
    counts: Annotated[
        dict[str, PositiveCount], Field(description="Devices by zone, placed at random by the scenario's seed.")
    ] = field(default_factory=dict)
    share: Annotated[Share | None, Field(description="Share of places in public view that are covered.")] = None
    range: Annotated[Extent | None, Field(description="How far a device sees an incident for what it is.")] = None
    devices: Annotated[
        PositiveCount | None, Field(description="Number of devices behind a share; counted otherwise.")
    ] = None
    bearings: Annotated[
        tuple[Angle, ...],
        Field(description="Where each device of ``at`` looks, clockwise from north; at random where absent."),
    ] = ()
    field_of_view: Annotated[
        Angle | None, Field(description="Angle that a device sees at once; all around where absent.")
    ] = None
    range_at_night: Annotated[
        Extent | None, Field(description="How far it sees in the dark hours of the place; as ``range`` where absent.")
    ] = None
    breakdowns: Annotated[
        dict[str, Breakdown],
        Field(description="How devices fail and are repaired, by cause, such as {device: ..., cabinet: ...}."),
    ] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check_positions()

    def check_positions(self) -> None:
        """Raise ValueError where it is not said, or said twice, where the devices are."""
        if bool(self.at) + bool(self.counts) + (self.share is not None) != 1:
            raise ValueError(
                "say where the devices are in one way: at (positions), counts (by zone) or share (of places)"
            )
        if self.share is None and self.range is None:
            raise ValueError("devices with positions need a range")
        if self.share is not None:
            for name in ("range", "bearings", "field_of_view", "range_at_night"):
                if getattr(self, name):
                    raise ValueError(f"{name} belongs to positions or counts; a share of places has none")
            if self.breakdowns and self.devices is None:
                raise ValueError("a share of places does not say how many devices break down: give devices")
        if self.bearings and len(self.bearings) != len(self.at):
            raise ValueError(f"{len(self.bearings)} bearings for {len(self.at)} positions; give one for each")
        if self.bearings and self.field_of_view is None:
            raise ValueError("a bearing means nothing to a device that sees all around; give field_of_view")

    def size(self) -> int:
        """Return the number of devices."""
        return self.devices or len(self.at) or sum(self.counts.values())

    def sector(self) -> float | None:
        """Return the degrees that a device sees at once; None for all around."""
        return self.field_of_view


@part
class Raising(Devices):
    """Devices that raise alarms by themselves, true ones and false ones."""

    false_alarms: Annotated[Rate, Field(description="False alarms of one device.")] = 0.0
    mistaken_for: Annotated[
        dict[str, Positive],
        Field(description="What false alarms claim to be: incident types with relative shares."),
    ] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.check_positions()
        self.check_claims()

    def check_claims(self) -> None:
        """Raise ValueError where false alarms claim nothing or come from nowhere."""
        if self.false_alarms > 0 and not self.mistaken_for:
            raise ValueError("false alarms must claim to be something: give mistaken_for")
        if self.false_alarms > 0 and self.share is not None and self.devices is None:
            raise ValueError("a share of places does not say how many devices raise false alarms: give devices")

    def raised(self, sight: Sight, chance: Floats | float, delay: Law[Duration]) -> Floats:
        """Return the delay of the alarm where it is raised: by chance, while it shows, by a device that works."""
        seconds = delay.ppf(sight.draw("delay"))
        said = (sight.draw("recall") < chance) & (seconds <= sight.shown_for)
        if not sight.unfailing:
            said &= sight.working(seconds)
        return np.where(said, seconds, NEVER)
