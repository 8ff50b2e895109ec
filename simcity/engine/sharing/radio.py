"""Radio: an operator speaks over a channel that carries few talks at once."""

from __future__ import annotations

import math

from simcity.engine.clock import Call
from simcity.engine.hearing import Hearing
from simcity.engine.milestones import DONE, NO_ANSWER
from simcity.engine.pools import Job
from simcity.engine.sharing.message import Message, furnish
from simcity.trace.reports import KIND


class Speaker(Job):
    """An operator who speaks over the radio: first a seat, then the channel, then the talk."""

    __slots__ = ("heard", "message")

    interruptible = False

    def __init__(self, message: Message) -> None:
        kind, world, row = KIND["telling"], message.world, message.row
        Job.__init__(self, message.sender, kind, world.rank(message.sender, kind, row), row, message.cause)
        self.message = message
        self.heard = False

    def down(self) -> float:
        """Return the seconds until the channel is up."""
        down, now = self.message.way.down, self.message.world.env.now
        return 0.0 if down is None else down.up_from(now) - now

    def begin(self) -> None:
        """Wait for the channel."""
        queue = self.message.way.queue
        if queue is None:
            self.talk()
        else:
            queue.ask(self.row, self.talk)

    def talk(self) -> None:
        """Speak for as long as it takes, or until the channel goes down.

        Whoever is free at the other end listens at once; else the word waits for a seat, and is played back there. A
        talk that is cut off, or spoken in a dead spot, is heard by nobody.
        """
        message, world = self.message, self.message.world
        way, room = message.way, world.rooms[self.centre]
        now, seconds = world.env.now, message.way.lines.talk[self.row]
        cut = math.inf if way.down is None else way.down.down_from(now)
        if cut < now + seconds:
            room.work(self, cut - now, cut_off)
            return
        self.heard = not message.lost()
        shared = message.shared()
        room.work(self, seconds, over)
        if self.heard:
            message.deliver()
            world.rooms[way.receiver].ask(Listening(self, message.received(shared)))

    def end(self, outcome: int) -> None:
        """Leave the channel and the seat to others."""
        queue = self.message.way.queue
        if queue is not None:
            queue.free()
        self.message.world.rooms[self.centre].free(self, outcome)


class Listening(Hearing):
    """The seat that listens at the other end; there is nothing to pick up."""

    __slots__ = ("speaker",)

    def __init__(self, speaker: Speaker, cause: int) -> None:
        message = speaker.message
        way = message.way
        Hearing.__init__(
            self, message.world, way.receiver, KIND["relay"], message.row, cause, way.channel, message.then
        )
        furnish(self, message)
        self.speaker = speaker

    def begin(self) -> None:
        """Listen, and handle what was said unless it is mere news."""
        message = self.speaker.message
        if message.news:
            self.world.rooms[self.centre].work(self, message.way.lines.talk[self.row], message.heed)
        else:
            Hearing.begin(self)

    def turned_away(self) -> None:
        """Be heard by nobody, since no place is left."""
        Hearing.turned_away(self)
        self.speaker.heard = False
        self.speaker.message.unheard()


def speak(message: Message) -> None:
    """Take a seat to speak, once the channel is up."""
    speaker = Speaker(message)
    wait = speaker.down()
    if wait > 0.0:
        retry(message, wait)
    else:
        message.world.rooms[message.sender].ask(speaker)


def retry(message: Message, wait: float) -> None:
    """Try again when the channel is up."""
    if not math.isinf(wait):
        Call(message.world.env, wait, speak, message)


def cut_off(speaker: Speaker) -> None:
    """End a talk in which the channel has gone down, or that never began since it was."""
    speaker.end(NO_ANSWER)
    retry(speaker.message, speaker.down())


def over(speaker: Speaker) -> None:
    """End the talk; what nobody heard is said again where lost messages are repeated."""
    speaker.end(DONE)
    if not speaker.heard:
        speaker.message.again(speak)
