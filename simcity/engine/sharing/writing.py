"""Written and carried word: it travels by itself, over outages and losses."""

from __future__ import annotations

import math

from simcity.engine.clock import Call
from simcity.engine.milestones import DONE
from simcity.engine.pools import Job
from simcity.engine.sharing.message import Message
from simcity.engine.sharing.showing import picture_after
from simcity.model.links import DigitalReport, Messenger
from simcity.trace.reports import KIND
from simcity.trace.telling import POSITION


def send(message: Message) -> None:
    """Send word over a link that takes no talk; a messenger who is an operator leaves a seat for it."""
    link = message.way.link
    if isinstance(link, Messenger) and link.operator:
        message.world.rooms[message.sender].ask(Walk(message))
    else:
        despatch(message, None)


class Walk(Job):
    """An operator's walk to another centre and back."""

    __slots__ = ("message",)

    interruptible = False

    def __init__(self, message: Message) -> None:
        kind, world = KIND["telling"], message.world
        Job.__init__(self, message.sender, kind, world.rank(message.sender, kind, message.row), message.row, 0)
        self.cause = message.cause
        self.message = message

    def begin(self) -> None:
        """Set out."""
        despatch(self.message, self)


def despatch(message: Message, walk: Walk | None) -> None:
    """Hand word over to the link, which takes it when it has room."""
    shared = message.shared()
    queue = message.way.queue
    if queue is None:
        leave(message, shared, walk)
    else:
        queue.ask(message.row, lambda: leave(message, shared, walk))


def leave(message: Message, shared: int, walk: Walk | None) -> None:
    """Let word be on its way: it waits for the rest of an outage that it meets, or is lost, by the link's rule."""
    way, world, row = message.way, message.world, message.row
    takes = way.lines.latency[row]
    if way.queue is not None:
        Call(world.env, _until_done(message, way.lines.occupies[row]), _make_room, message)
    if walk is not None:
        there = _until_done(message, takes)
        world.rooms[message.sender].work(walk, there + _until_done(message, takes, there), _come_back)
    if way.reliable:
        Call(world.env, takes, arrive, (message, shared))
        return
    wait = _until_done(message, takes)
    if message.link.when_down == "lost" and wait > takes:
        message.again(send, 0.0 if way.down is None else way.down.up_from(world.env.now))
    elif message.lost():
        message.again(send)
    elif not math.isinf(wait):
        Call(world.env, wait, arrive, (message, shared))


def _until_done(message: Message, takes: float, wait: float = 0.0) -> float:
    """Return the seconds that something takes over the link, begun after a wait, with the outages that it meets."""
    down, begun = message.way.down, message.world.env.now + wait
    if down is None:
        return takes
    done = down.done(begun, takes)
    return takes if done == begun + takes else done - begun


def _make_room(message: Message) -> None:
    assert message.way.queue is not None
    message.way.queue.free()


def _come_back(walk: Walk) -> None:
    walk.message.world.rooms[walk.centre].free(walk, DONE)


def arrive(word: tuple[Message, int]) -> None:
    """Let word be at the receiver, where a case waits for a seat; some links bring the exact place or a picture."""
    message, shared = word
    world, way, row = message.world, message.way, message.row
    message.deliver()
    if message.news:
        message.then(message.report(shared))
        return
    received = message.received(shared)
    link = way.link
    if isinstance(link, POSITION):
        world.knowledge[way.receiver].placed.add(row)
        if isinstance(link, DigitalReport):
            picture_after(world, way, row, way.receiver, received)
    world.rooms[way.receiver].ask(message.report(received))
