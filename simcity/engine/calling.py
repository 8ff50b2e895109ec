"""Reports at a door: busy tones, overflow to a neighbour, hanging up, calling again and being called back."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from simcity.engine.clock import Call
from simcity.engine.hearing import Hearing, Then
from simcity.engine.milestones import ABANDONED, BLOCKED, KNOWN, NO_ANSWER, NOT_BELIEVED, RECEIVED, REJECTED
from simcity.engine.pools import GONE, WAITING, Floor
from simcity.engine.world import World
from simcity.model.centres import JOB_KINDS, Patience
from simcity.trace.reports import seat_times

CALL = JOB_KINDS.index("call")


class Arrival(Hearing):
    """A report that may be turned away, and whose caller may hang up and call again."""

    __slots__ = ("caller", "nth", "origin", "stops")

    def __init__(self, world: World, centre: int, kind: int, row: int, cause: int, channel: int, then: Then) -> None:
        Hearing.__init__(self, world, centre, kind, row, cause, channel, then)
        self.caller = 0
        """Which of those who call about the subject."""
        self.nth = 0
        """How often this caller has called before."""
        self.stops = False
        """True where nobody calls any more once a centre has heard of it."""
        self.origin = self
        """The call as it was made; itself unless it was passed on to a neighbour."""

    def like(self, other: Arrival) -> Arrival:
        """Take the seat times of another call of the same caller to the same centre."""
        self.caller, self.stops = other.caller, other.stops
        self.answering, self.processing, self.duplicate = other.answering, other.processing, other.duplicate
        self.with_picture, self.unclear, self.believed = other.with_picture, other.unclear, other.believed
        return self

    def let_in(self) -> None:
        """Be received."""
        world = self.world
        world.reported[self.row] += 1
        self.cause = world.say(world.env.now, RECEIVED, self.row, self.centre + 1, self.channel, self.cause)

    def turned_away(self) -> None:
        """Go to the neighbour, once; else a caller hears the busy tone, and other reports are lost."""
        world = self.world
        cause = world.say(world.env.now, BLOCKED, self.row, self.centre + 1, self.channel, self.cause)
        if self.kind != CALL:
            return
        neighbour = world.scenario.centres[world.centres[self.centre]].overflow
        if neighbour is not None and self.origin is self:
            reach(self.passed_on(neighbour, cause))
            return
        patience = self.patience(self.origin.centre)
        if patience is not None:
            self.call_again(patience, cause)

    def passed_on(self, neighbour: str, cause: int) -> Arrival:
        """Return the same call at a neighbour, with the seat times that it takes there."""
        world, trace = self.world, self.world.trace
        centre = world.centres.index(neighbour)
        call = Arrival(world, centre, self.kind, self.row, cause, self.channel, self.then)
        takes = seat_times(world.scenario, trace.luck, trace.subjects, self.row, neighbour, self.caller)
        call.answering, call.processing, call.duplicate = takes.answering, takes.processing, takes.duplicate
        call.with_picture, call.unclear, call.believed = takes.with_picture, takes.unclear, takes.believed
        call.caller, call.stops, call.nth, call.origin = self.caller, self.stops, self.nth, self
        return call

    def abandoned(self) -> None:
        """Hang up; call again later, or stay in the log of the centre for good."""
        world = self.world
        world.reported[self.row] -= 1
        cause = world.say(world.env.now, ABANDONED, self.row, self.centre + 1, self.channel, self.cause)
        patience = self.patience(self.centre)
        if patience is not None and not self.call_again(patience, cause) and patience.call_back:
            world.rooms[self.centre].ask(CallBack(self, cause, patience.reached))

    def patience(self, centre: int) -> Patience | None:
        """Return how callers of a centre wait."""
        return self.world.scenario.centres[self.world.centres[centre]].patience

    def luck(self, what: str) -> float:
        """Return the luck of this try of this caller in one respect."""
        return self.world.chance(f"{what}, try {self.nth}", self.row, self.caller)

    def call_again(self, patience: Patience, cause: int) -> bool:
        """Call the same number again in due time; False where the caller has given up."""
        if self.luck("calls again") >= patience.again:
            return False
        call = self.origin
        again = Arrival(self.world, call.centre, self.kind, self.row, cause, self.channel, self.then).like(call)
        again.nth = self.nth + 1
        wait = float(patience.again_after.ppf(np.array([self.luck("calls again after")]))[0])
        Call(self.world.env, wait, redial, again)
        return True


class CallBack(Arrival):
    """A centre calls somebody back who hung up, behind all other work."""

    __slots__ = ("reached",)

    from_outside: ClassVar[bool] = False

    def __init__(self, call: Arrival, cause: int, reached: float) -> None:
        Arrival.__init__(self, call.world, call.centre, call.kind, call.row, cause, call.channel, call.then)
        self.like(call)
        self.nth = call.nth
        self.rank = 1 + max(max(by_type) for by_type in self.world.ranks[self.centre])
        self.reached = reached

    def let_in(self) -> None:
        """Nothing comes in."""

    def begin(self) -> None:
        """Ring; go on as with a call if somebody answers."""
        if self.luck("answers when called back") < self.reached:
            Hearing.begin(self)
        else:
            self.world.rooms[self.centre].work(self, self.answering, unanswered)


def unanswered(job: CallBack) -> None:
    """Give up calling back."""
    job.world.rooms[job.centre].free(job, NO_ANSWER)


def redial(call: Arrival) -> None:
    """Call again, unless it is known to be no use."""
    if not (call.stops and call.world.reported[call.row] > 0):
        reach(call)


def reach(call: Arrival) -> None:
    """Let a report reach a centre, where it waits for a seat if it is let in, and a caller for as long as he will."""
    world, centre = call.world, call.centre
    if world.all_knowing[centre] and dismissed(call):
        return
    room = world.rooms[centre]
    if not isinstance(room, Floor):
        call.let_in()
    room.ask(call)
    if call.kind == CALL and call.state == WAITING:
        patience = call.patience(centre)
        if patience is not None:
            seconds = float(patience.law.ppf(np.array([call.luck("patience")]))[0])
            Call(world.env, seconds, room.hang_up, call)


def dismissed(call: Arrival) -> bool:
    """Dismiss without a seat what a centre that knows everything has no use for; False where it has.

    That is what is false, what it knows, and what all those who must act know without it.
    """
    world, row, centre = call.world, call.row, call.centre
    real = bool(world.trace.subjects.real[row])
    level = world.level[row] if world.level else 0
    acting = [one for one in range(len(world.centres)) if world.acts(one, row, level)]
    if real and centre not in acting and not all(world.all_knowing[one] for one in acting):
        return False
    call.let_in()
    now = world.env.now
    if not real:
        world.say(now, REJECTED, row, centre + 1, call.channel, call.cause)
    call.asked, call.state = now, GONE
    world.jobs.append((centre, call.kind, row, now, float("nan"), now, KNOWN if real else NOT_BELIEVED))
    return True
