"""Agencies: who acts, from where, with what, and how fast."""

from __future__ import annotations

from dataclasses import field
from typing import Literal

from simcity.distributions import Law, LawOfChance
from simcity.fields import Duration, Flag, Point, PositiveCount, Time, part
from simcity.model.approvals import Approval
from simcity.model.crowds import Walking, Weidmann
from simcity.model.kinds import NO_TIME, Schedule
from simcity.model.outages import Breakdown
from simcity.model.patrols import Patrol
from simcity.model.policies import AnyMoveUp, Dispatch, Redispatch, Wait, WhenNoneFree
from simcity.model.roads import Travel


@part
class Station:
    """A place, or several alike, from which units leave."""

    units: dict[str, Schedule]
    """Units on duty by capability, such as ``{als: 2}`` or ``{als: {"08:00": 2, "20:00": 1}}``.

    A unit whose shift ends finishes what it does first.
    """
    at: Point | None = None
    """Where it stands; or else ``zone``."""
    zone: str | None = None
    """Zone in which it is placed at random, the same in all replications, by the scenario's seed."""
    count: PositiveCount = 1
    """How many stations alike are placed in the zone."""
    on_scene: Law[Time] | None = None
    """Work of its own units on scene, instead of the agency's and the incident type's."""
    busy: Law[Time] | None = None
    """How long a job takes one of its units, whatever the journey and the work take; the agency's where absent."""
    approach: Time = 0.0
    """Driving before its units reach the point at which they stand here, such as a gateway at the edge of the map."""
    patrol: Patrol | None = None
    """How its units drive through a beat while they are free; they wait at the station where absent."""

    def __post_init__(self) -> None:
        if (self.at is None) == (self.zone is None):
            raise ValueError("a station stands at a point or is placed in a zone: give either at or zone")
        if self.at is not None and self.count > 1:
            raise ValueError("a station at a point is one; count needs zone")


@part
class LastCall:
    """What a unit whose shift is about to end is still sent to."""

    before: Duration
    """How long before the end of its shift this begins."""
    urgent: PositiveCount = 1
    """Priorities from 1 to this it is sent to all the same."""


@part
class Agency:
    """Police, fire, EMS or another service that goes to incidents."""

    dispatched_by: str
    """Centre that sends its units."""
    stations: dict[str, Station] = field(default_factory=dict)
    """Where its units stand; may be empty only where units are unlimited."""
    units: Literal["unlimited"] | None = None
    """``unlimited``: a unit is always free, and leaves the nearest station if there are stations."""
    release: Approval | None = None
    """Permission without which its units are not sent; none where absent."""
    turnout: Law[Time] = NO_TIME
    """From alert to wheels rolling, of a unit at a station."""
    turnout_on_road: Law[Time] = NO_TIME
    """The same of a unit that is on the road, or at a scene, when it is alerted."""
    travel: Travel | None = None
    """Travel law of this agency; the place's where absent."""
    walking: Walking = Weidmann()
    """How a crew walks from its vehicle to the scene."""
    search: Law[Time] = NO_TIME
    """From arriving at the place until standing at the side of those in need."""
    search_with_picture: Law[Time] | None = None
    """The same where the dispatching centre has a live picture on arrival; ``search`` where absent."""
    on_scene: Law[Time] = NO_TIME
    """From the side of those in need until clear; incident types may say otherwise."""
    busy: Law[Time] | None = None
    """How long a job takes a unit, from alert until it can be sent again, whatever the journey and the work take.

    For tests against queueing theory; where absent, the unit is taken for as long as these take.
    """
    dispatch: Dispatch | None = None
    """Which of its free units goes; the scenario's where absent."""
    when_none_free: WhenNoneFree = Wait()
    """``wait``, ``lost`` or ``mutual_aid``."""
    redispatch: Redispatch | None = None
    """Whether units on their way turn to what is more urgent; they do not where absent."""
    called_off: Flag = False
    """Whether units on their way turn back once the first of the agency finds that nothing has happened."""
    available_again: Literal["at_station", "when_clear", "on_the_way", "at_scene"] = "at_station"
    """When a unit can be sent again, and where its next journey starts.

    ``at_station``: back at its station, from there. ``when_clear``: as soon as its work is done, and from its station
    all the same, as queueing theory has it. ``on_the_way``: as soon as its work is done, from where it is on its way
    back. ``at_scene``: as soon as its work is done; it stays where that was, and starts from there.
    """
    move_up: AnyMoveUp | None = None
    """Where free units wait when others have gone; each at its own station where absent."""
    last_call: LastCall | None = None
    """What units are sent to before the end of their shift; to everything where absent.

    A unit whose shift ends finishes what it does, and goes home then.
    """
    breakdowns: Breakdown | None = None
    """How its vehicles break down; never where absent. One that is out of order finishes its work on scene first."""
    staging: Law[Time] = NO_TIME
    """From the staging point to the scene, the last part of the way, where units are held until a scene is safe."""
    goes_in_after: Law[Time] | None = None
    """How long a unit that is held waits before it goes in unbidden; for ever where absent."""

    def __post_init__(self) -> None:
        without = [name for name, station in self.stations.items() if station.busy is None]
        if self.busy is None and without and len(without) < len(self.stations):
            raise ValueError(f"some stations say how long a unit is busy and '{without[0]}' does not: give all busy")

        if (self.busy is not None or len(without) < len(self.stations)) and (self.redispatch or self.called_off):
            raise ValueError("busy takes no account of journeys, so that no unit can turn: omit redispatch, called_off")
        if self.moves and self.available_again not in ("on_the_way", "at_scene"):
            wrong = "units that patrol or move up are on the road while they are free"
            other = "" if self.move_up is not None else " (or at_scene)"
            raise ValueError(f"{wrong}: write available_again: on_the_way{other}")
        if self.on_the_road and self.units == "unlimited":
            raise ValueError("units: unlimited come from their stations alone: omit patrol, move_up, available_again")
        if self.on_the_road and (self.busy is not None or len(without) < len(self.stations)):
            raise ValueError("busy takes no account of journeys: write available_again: when_clear or at_station")
        if self.move_up is not None and self.available_again == "at_scene":
            raise ValueError("a unit cannot stay at the scene and move up as well: write available_again: on_the_way")

    @property
    def moves(self) -> bool:
        """Return whether free units are anywhere but at their own stations by a plan."""
        return self.move_up is not None or any(station.patrol is not None for station in self.stations.values())

    @property
    def on_the_road(self) -> bool:
        """Return whether units can be sent from elsewhere than their own stations."""
        return self.moves or self.available_again in ("on_the_way", "at_scene")

    def busy_at(self, station: str) -> LawOfChance | None:
        """Return how long a job takes the units of a station; None where it follows from what they do."""
        return self.stations[station].busy or self.busy
