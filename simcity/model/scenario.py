"""A scenario: one city with one way of sharing, and what is asked of it."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from pydantic import Field, Strict

from simcity.fields import HOUR, Area, Duration, HourOfDay, PositiveCount, Time, part
from simcity.model.agencies import Agency
from simcity.model.centres import Centre
from simcity.model.geography import AnyZone
from simcity.model.hospitals import Hospital
from simcity.model.incidents import Day, IncidentType
from simcity.model.links import AnyLink
from simcity.model.outages import Domain
from simcity.model.policies import Closest, Dispatch, DispatchPolicy
from simcity.model.roads import ConstantTravel, Roads, Travel
from simcity.model.roads.network import Network
from simcity.model.sensors import AnySensor

Latitude = Annotated[float, Strict(), Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Strict(), Field(ge=-180, le=180, allow_inf_nan=False)]


@part
class Start:
    """What the clock and calendar show when a run begins."""

    day: Day = "mon"
    """Day of the week."""
    hour: HourOfDay = 0.0
    """Hour of the day."""


@part
class Primary:
    """The one question of a scenario; everything else is exploratory."""

    metric: str
    """Such as ``attainment/cardiac_arrest/ems``."""
    baseline: str
    """Alternative without the change."""
    alternative: str
    """Alternative with it."""


@part
class Dark:
    """The dark hours; 19:00 to 06:30 all year is an assumption (B)."""

    since: Annotated[HourOfDay, Field(alias="from")] = 19 * HOUR
    """When it gets dark."""
    until: HourOfDay = 6.5 * HOUR
    """When it gets light."""


@part
class Place:
    """The ground on which it happens."""

    zones: dict[str, AnyZone]
    """Where incidents happen, by id."""
    area: Area | None = None
    """Area of the city, for the summary."""
    travel: Travel = ConstantTravel(time=0.0)
    """Travel law of agencies that do not have their own."""
    origin: tuple[Latitude, Longitude] | None = None
    """Latitude and longitude of the origin, in degrees; needed for files of positions in degrees."""
    dark: Dark = Dark()
    """Hours of the night, for cameras."""


@part
class Scenario:
    """Everything about one alternative: the file with that alternative's changes applied."""

    simcity: Literal[1]
    """Version of the file format."""
    title: str
    """What it is, in a line."""
    place: Place
    """Zones and travel."""
    incidents: dict[str, IncidentType]
    """Incident types, by id."""
    horizon: Duration
    """End of the counted time, from the start of the run."""
    description: str = ""
    """What it is for, where it comes from, what it leaves out."""
    base_year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    """Year for which its figures are meant."""
    warm_up: Time = 0.0
    """Incidents before it are lived but not counted."""
    drain: Time = 0.0
    """How long the city runs on after the horizon, so that late incidents can be reached."""
    replications: PositiveCount = 20
    """Independent repetitions, each with its own luck."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Seed of all luck."""
    start: Start = Start()
    """Day and hour at the start of the run."""
    primary: Primary | None = None
    """The metric and the pair of alternatives that the finding is about."""
    agencies: dict[str, Agency] = field(default_factory=dict)
    """Services that go to incidents, by id."""
    centres: dict[str, Centre] = field(default_factory=dict)
    """Rooms that hear, decide and send, by id."""
    sensors: dict[str, AnySensor] = field(default_factory=dict)
    """What sees, by id."""
    links: dict[str, AnyLink] = field(default_factory=dict)
    """Who tells whom, by id."""
    domains: dict[str, Domain] = field(default_factory=dict)
    """Failure domains, by id."""
    hospitals: dict[str, Hospital] = field(default_factory=dict)
    """Where patients are taken, by id."""
    dispatch: Dispatch = Closest()
    """Which free unit goes; agencies may say otherwise."""

    def policy(self, agency: str) -> DispatchPolicy:
        """Return the dispatch policy of an agency."""
        return self.agencies[agency].dispatch or self.dispatch

    @property
    def end(self) -> float:
        """Return the end of the run in seconds."""
        return self.horizon + self.drain

    def networks(self) -> list[Network]:
        """Return the maps that are driven through, each once."""
        laws = [self.place.travel, *(agency.travel for agency in self.agencies.values())]
        return list(dict.fromkeys(law.network for law in laws if isinstance(law, Roads)))
