"""Permissions: asked for, waited for, and given or refused by somebody who has other work as well."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simcity.distributions import LawOfChance
from simcity.engine.clock import Call
from simcity.engine.milestones import APPROVED, ASKED, DONE, REFUSED
from simcity.engine.pools import Job
from simcity.engine.world import World
from simcity.fields import DAY
from simcity.model.approvals import Approval
from simcity.model.centres import JOB_KINDS
from simcity.trace.happenings import clock_start

APPROVAL = JOB_KINDS.index("approval")

Answered = Callable[[int], None]
"""Goes on with the record of the answer."""


def ask(
    world: World,
    approval: Approval,
    row: int,
    asker: int,
    cause: int,
    then: Answered,
    refused: Answered,
    purpose: str = "",
    channel: int = 0,
) -> None:
    """Ask for a permission about a subject; ``then`` or ``refused`` goes on with the record of the answer.

    ``asker`` is the organisation that needs it, as records count them. Its luck is addressed by incident and
    ``purpose``, which is who asks whom where nothing is said; ``channel`` is the link that it opens, if it does.
    """
    names = [*world.centres, *world.agencies]
    request = Request(world, approval, row, cause, purpose or f"{names[asker - 1]} asks {approval.by}")
    request.then, request.refused, request.channel = then, refused, channel
    Call(world.env, request.drawn("asking", approval.asking), lie_before, request)


def opening(approval: Approval, clock: float) -> float:
    """Return the seconds from a time of day until the office is open, 0 where it is."""
    hours = sorted(approval.open)
    now = [hour for hour in hours if hour <= clock]
    if approval.open[now[-1] if now else hours[-1]]:
        return 0.0
    return min((hour - clock) % DAY for hour in hours if approval.open[hour])


class Request(Job):
    """A request for a permission; the seat that decides is at the centre that grants it."""

    __slots__ = ("approval", "channel", "purpose", "refused", "then", "world")

    then: Answered
    refused: Answered
    channel: int

    def __init__(self, world: World, approval: Approval, row: int, cause: int, purpose: str) -> None:
        centre = world.centres.index(approval.by)
        Job.__init__(self, centre, APPROVAL, world.rank(centre, APPROVAL, row), row, cause)
        self.world = world
        self.approval = approval
        self.purpose = purpose

    def luck(self, what: str) -> float:
        """Return the luck of this request in one respect."""
        return self.world.chance(f"permission, {what}: {self.purpose}", self.row)

    def drawn(self, what: str, law: LawOfChance) -> float:
        """Return the time that a step of this request takes."""
        return float(law.ppf(np.array([self.luck(what)]))[0])

    def begin(self) -> None:
        """Decide, which takes a while."""
        self.world.rooms[self.centre].work(self, self.drawn("granting", self.approval.granting), answer)


def lie_before(request: Request) -> None:
    """Let the request lie before the centre that grants, where it waits for office hours."""
    world = request.world
    request.cause = world.say(world.env.now, ASKED, request.row, request.centre + 1, request.channel, request.cause)
    wait = opening(request.approval, (clock_start(world.scenario) + world.env.now) % DAY)
    if wait > 0.0:
        Call(world.env, wait, world.rooms[request.centre].ask, request)
    else:
        world.rooms[request.centre].ask(request)


def answer(request: Request) -> None:
    """Grant or refuse it, and have the seat free."""
    world = request.world
    refused = request.luck("refused") < request.approval.refused
    what = REFUSED if refused else APPROVED
    said = world.say(world.env.now, what, request.row, request.centre + 1, request.channel, request.cause)
    world.rooms[request.centre].free(request, DONE)
    (request.refused if refused else request.then)(said)
