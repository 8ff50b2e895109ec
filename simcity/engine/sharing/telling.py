"""Telling: one centre sets out to let another know, over a link and what it falls back on."""

from __future__ import annotations

from collections import deque

from simcity.engine.clock import END_OF_INSTANT, Call
from simcity.engine.hearing import Hearing, Then
from simcity.engine.knowing import Way
from simcity.engine.rounds import Round
from simcity.engine.sharing import radio, speaking, writing
from simcity.engine.sharing.message import Message
from simcity.engine.world import World
from simcity.model.links import PhoneRelay, Radio


def tell(
    world: World,
    way: Way,
    row: int,
    sender: int,
    cause: int,
    then: Then,
    seat: Hearing | None,
    after: float | None = None,
) -> None:
    """Tell another centre in due time; ``then`` goes on there with a report that is believed.

    ``seat`` is the report by which the sender knows, if any; a three-way call is made from its seat. ``after`` is the
    time until it sets out to tell, where that is not the link's usual one.
    """
    delay = way.lines.joint_after[row] if way.joint else way.lines.transfer_after[row]
    delay = delay if after is None else after
    message = Message(world, way, row, sender, cause, then)
    link = way.link
    if seat is not None and isinstance(link, PhoneRelay) and link.three_way:
        join(seat, message, delay)
    else:
        Call(world.env, delay, set_out, message)


def join(seat: Hearing, message: Message, delay: float) -> None:
    """Let the call be made from the seat that has the case, after what that seat does first."""
    world = message.world
    call = speaking.Caller(message, world.env.now + delay)
    Call(world.env, delay, stand_by, message)
    first = seat.following
    if isinstance(first, speaking.Caller) and first.round is not None:
        others = [job for job in first.round.calls if isinstance(job, speaking.Caller)]
        calls = sorted([first, *others, call], key=lambda caller: caller.due)
        call.round = first.round
    else:
        calls = [call]
        call.round = world.rounds[call.centre, call.row] = Round(busy=True)
    call.round.calls = deque(calls[1:])
    seat.hand_seat_to(calls[0])


def set_out(message: Message) -> None:
    """Begin to tell, and keep the fallback in mind."""
    stand_by(message)
    link = message.way.link
    if isinstance(link, PhoneRelay):
        speaking.dial(speaking.Caller(message))
    elif isinstance(link, Radio):
        radio.speak(message)
    else:
        writing.send(message)


def stand_by(message: Message) -> None:
    """Turn to the fallback in due time; what is delivered in that very instant needs none."""
    if message.way.fallback is not None and message.link.fallback is not None:
        Call(message.world.env, message.link.fallback.after, fall_back, message, END_OF_INSTANT)


def fall_back(message: Message) -> None:
    """Tell over another link if nothing has been delivered."""
    if message.way.fallback is not None and message.undelivered():
        set_out(message.over(message.way.fallback))
