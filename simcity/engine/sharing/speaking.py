"""Phone relays: an operator phones another centre, with a seat at both ends for the talk."""

from __future__ import annotations

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.hearing import Hearing
from simcity.engine.milestones import DONE, NO_ANSWER
from simcity.engine.pools import WAITING, Job
from simcity.engine.rounds import Round
from simcity.engine.sharing.message import Message, furnish
from simcity.model.links import PhoneRelay
from simcity.trace.reports import KIND

BLOCK = 64
"""Redials that are looked up at a time while a line is down."""


class Caller(Job):
    """An operator who phones another centre and keeps the seat while it rings and while they talk."""

    __slots__ = ("due", "message", "redials", "round")

    interruptible = False

    def __init__(self, message: Message, due: float = 0.0, round_: Round | None = None) -> None:
        kind, world, row = KIND["telling"], message.world, message.row
        Job.__init__(self, message.sender, kind, world.rank(message.sender, kind, row), row, message.cause)
        self.message = message
        self.due = due
        """The call is not made before; who has the seat by then waits for it."""
        self.round = round_
        """Calls that follow from the same seat."""
        self.redials = 0

    @property
    def link(self) -> PhoneRelay:
        """Return the link as a phone."""
        assert isinstance(self.message.way.link, PhoneRelay)
        return self.message.way.link

    def dead(self) -> bool:
        """Return whether the line is down."""
        down, now = self.message.way.down, self.message.world.env.now
        return down is not None and down.up_from(now) > now

    def talk(self) -> float:
        """Return the seconds for which they talk."""
        return self.message.way.lines.talk[self.row]

    def begin(self) -> None:
        """Dial once the call is due."""
        world = self.message.world
        if self.due > world.env.now:
            world.rooms[self.centre].work(self, self.due - world.env.now, Caller.call)
        else:
            self.call()

    def call(self) -> None:
        """Let it ring: the other room answers when it has a seat."""
        message = self.message
        world, way = message.world, message.way
        if self.dead():
            world.rooms[self.centre].work(self, 0.0, no_line)
            return
        if message.lost():
            world.rooms[self.centre].work(self, 0.0, misdialled)
            return
        relay = Ringing(self, message.received(message.shared()))
        world.rooms[way.receiver].ask(relay)
        if relay.state == WAITING:
            rings = self.link.ring
            if way.down is not None:
                rings = min(rings, way.down.down_from(world.env.now) - world.env.now)
            Call(world.env, rings, give_up, relay)


class Ringing(Hearing):
    """The receiving end of a phone relay: its seat talks, and the caller's seat with it."""

    __slots__ = ("caller",)

    interruptible = False

    def __init__(self, caller: Caller, cause: int) -> None:
        message = caller.message
        way = message.way
        Hearing.__init__(
            self, message.world, way.receiver, KIND["relay"], message.row, cause, way.channel, message.then
        )
        furnish(self, message)
        self.caller = caller

    def begin(self) -> None:
        """Pick up: the talk ends for the caller before the receiver has done with it, unless the line goes dead."""
        caller, world = self.caller, self.world
        seconds, now = self.answering + caller.talk(), world.env.now
        down = caller.message.way.down
        room = world.rooms[self.centre]
        if down is not None and (cut := down.down_from(now)) < now + seconds:
            room.work(self, cut - now, cut_off)
            return
        caller.message.deliver()
        world.rooms[caller.centre].work(caller, seconds, hang_up)
        if caller.message.news:
            room.work(self, seconds, caller.message.heed)
        else:
            Hearing.begin(self)

    def turned_away(self) -> None:
        """Hear the busy tone, and try again later."""
        Hearing.turned_away(self)
        Call(self.world.env, 0.0, engaged, self.caller)


def dial(caller: Caller) -> None:
    """Take a seat at the sender for the call, unless the line is dead or the same operator is still on the phone."""
    if caller.dead():
        redial(caller)
        return
    world = caller.message.world
    caller.round = None
    if world.scenario.centres[world.centres[caller.centre]].telling == "serial":
        caller.round = world.rounds.setdefault((caller.centre, caller.row), Round())
        if caller.round.busy:
            caller.round.calls.append(caller)
            return
        caller.round.busy = True
    # One who has tried before had a seat and gave it up.
    caller.state = WAITING
    world.rooms[caller.centre].ask(caller)


def leave(caller: Caller, outcome: int) -> None:
    """End the caller's part, and let the same operator make the next call of the round, or have the seat free."""
    world, following = caller.message.world, caller.round
    room = world.rooms[caller.centre]
    if following is None:
        room.free(caller, outcome)
    elif following.calls:
        room.pass_seat(caller, following.calls.popleft(), outcome)
    else:
        del world.rounds[caller.centre, caller.row]
        room.free(caller, outcome)


def hang_up(caller: Caller) -> None:
    """End the caller's part of the talk."""
    leave(caller, DONE)


def no_line(caller: Caller) -> None:
    """Put the phone down since the line is dead, and try again later."""
    leave(caller, NO_ANSWER)
    redial(caller)


def misdialled(caller: Caller) -> None:
    """Put the phone down since the call does not come through; it is repeated where lost messages are."""
    leave(caller, NO_ANSWER)
    caller.message.again(lambda _: dial(caller))


def give_up(relay: Ringing) -> None:
    """Put the phone down if nobody has picked up, and try again later."""
    if relay.state == WAITING:
        relay.world.rooms[relay.centre].withdraw(relay, NO_ANSWER)
        engaged(relay.caller)


def engaged(caller: Caller) -> None:
    """Put the phone down where nobody takes the call, and try again later."""
    leave(caller, NO_ANSWER)
    redial(caller)


def cut_off(relay: Ringing) -> None:
    """End a talk in which the line has gone dead: nothing is understood of it, and it is tried again."""
    relay.world.rooms[relay.centre].free(relay, NO_ANSWER)
    engaged(relay.caller)


def redial(caller: Caller) -> None:
    """Try again later, and as often as it takes while the line is down; nobody keeps a seat meanwhile."""
    world, down = caller.message.world, caller.message.way.down
    time = world.env.now
    while True:
        up = time if down is None else down.up_from(time)
        if up > world.scenario.end:
            return
        time += _pause(caller, up - time)
        if down is None or down.up_from(time) <= time:
            break
    Call(world.env, time - world.env.now, dial, caller)


def _pause(caller: Caller, least: float) -> float:
    """Return the seconds of as many pauses as reach so far, one at least."""
    link, total = caller.link, 0.0
    count = BLOCK if least > 0.0 else 1
    while True:
        u = caller.message.luck(f"redial {link.sender} to {link.receiver}", caller.redials, count)
        passed = total + np.cumsum(link.redial.ppf(u))
        used = int(np.searchsorted(passed, least)) + 1
        caller.redials += min(used, count)
        if used <= count:
            return float(passed[used - 1])
        total = float(passed[-1])
