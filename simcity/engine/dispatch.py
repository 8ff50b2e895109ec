"""Dispatch: a centre asks for the units of a run card, and each slot gets one, waits, or goes elsewhere."""

from __future__ import annotations

from functools import partial

from simcity.engine import permission
from simcity.engine.fleet import Fleet, Request
from simcity.engine.milestones import LOST, REQUESTED
from simcity.engine.world import Sent, World
from simcity.model.policies import Lost, MutualAid
from simcity.trace import Slot


class Need:
    """One slot of one run card that needs a unit."""

    __slots__ = ("ability", "agency", "cause", "rank", "row", "send", "since", "slot", "world")

    def __init__(self, world: World, agency: int, slot: Slot, row: int, cause: int, send: Sent) -> None:
        self.world = world
        self.agency = agency
        self.slot = slot
        self.ability = slot[1]
        self.row = row
        self.rank = world.urgency[world.types[row]]
        self.cause = cause
        self.send = send
        self.since = world.env.now

    def stations(self) -> list[int]:
        """Return the stations in the order of the policy."""
        journeys = self.world.trace.journeys[self.slot[0]]
        place = journeys.place[self.row]
        order: list[int] = journeys.order[place].tolist()
        return order if journeys.asked is None else order[: journeys.asked[place]]

    def sent(self, unit: tuple[str, int, int]) -> None:
        """Send the unit that was found."""
        self.send(self.world, self.agency, self.slot, self.row, self.cause, unit)


def request(world: World, centre: int, row: int, cause: int, send: Sent) -> None:
    """Ask for what this centre sends and has not asked for: the run card, and extra alarms up to the level it knows."""
    kind = world.types[row]
    if not world.alarms[centre][kind]:
        ask_for(world, centre, row, cause, send, world.cards[centre][kind])
        return
    knowledge = world.knowledge[centre]
    alarms = [world.cards[centre][kind], *world.alarms[centre][kind][: knowledge.level.get(row, 0)]]
    asked = knowledge.ordered.get(row, 0)
    knowledge.ordered[row] = len(alarms)
    for number in range(asked, len(alarms)):
        led = knowledge.learnt.get((row, number), cause)
        ask_for(world, centre, row, led, send, alarms[number], f", level {number}" if number else "")


def ask_for(
    world: World,
    centre: int,
    row: int,
    cause: int,
    send: Sent,
    card: list[tuple[int, list[Slot]]],
    alarm: str = "",
) -> None:
    """Ask for the units of one alarm, of those that need a permission once it is given, for each alarm by itself."""
    for agency, slots in card:
        release = world.scenario.agencies[world.agencies[agency]].release
        if release is None:
            muster(world, agency, slots, row, cause, send)
        else:
            released = partial(_released, world, agency, slots, row, send)
            purpose = f"release of {world.agencies[agency]}{alarm}"
            permission.ask(world, release, row, centre + 1, cause, released, _kept_back, purpose)


def muster(world: World, agency: int, slots: list[Slot], row: int, cause: int, send: Sent) -> None:
    """Ask for the units of one agency."""
    asked = world.say(world.env.now, REQUESTED, row, len(world.centres) + agency + 1, 0, cause)
    fleet = world.fleets[agency]
    for slot in slots:
        need = Need(world, agency, slot, row, asked, send)
        if fleet is not None:
            fleet.ask(need)
        elif stations := need.stations():
            need.sent((slot[1], stations[0], 0))
        else:
            refuse(need)


def _released(world: World, agency: int, slots: list[Slot], row: int, send: Sent, approved: int) -> None:
    muster(world, agency, slots, row, approved, send)


def _kept_back(refused: int) -> None:
    """Send nobody: a refused release ends with its record."""


def again(world: World, agency: int, slot: Slot, row: int, cause: int, since: float, send: Sent) -> None:
    """Ask anew for a unit that has turned to something else; the need keeps its age."""
    need = Need(world, agency, slot, row, cause, send)
    need.since = since
    fleet = world.fleets[agency]
    assert fleet is not None
    fleet.ask(need)


def refuse(need: Request) -> bool:
    """Take a request elsewhere when no unit is free, by the agency's rule; False where it waits."""
    assert isinstance(need, Need)
    world = need.world
    rule = world.scenario.agencies[need.slot[0]].when_none_free
    if isinstance(rule, Lost):
        world.say(world.env.now, LOST, need.row, len(world.centres) + need.agency + 1, 0, need.cause)
        return True
    if isinstance(rule, MutualAid):
        need.send(world, need.agency, need.slot, need.row, need.cause, None)
        return True
    return False


def roster(world: World) -> None:
    """Put units on duty and change them at shift changes."""
    for agency, name in enumerate(world.agencies):
        fleet = world.fleets[agency]
        if fleet is None:
            continue
        for station, standing in enumerate(world.trace.stations[name]):
            for ability, steps in standing.duty.items():
                for time, count in steps:
                    world.later(time, shift, (fleet, ability, station, count))


def shift(change: tuple[Fleet, str, int, int]) -> None:
    """Set the number of units on duty at a station."""
    fleet, ability, station, count = change
    fleet.staff(ability, station, count)
