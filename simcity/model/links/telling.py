"""Links by which one centre tells another: spoken, written, carried."""

from __future__ import annotations

from typing import Literal

from simcity.distributions import Exponential, Law
from simcity.fields import Duration, Flag, PositiveCount, Time, part
from simcity.model.kinds import NO_TIME
from simcity.model.links.channel import Telling


@part
class PhoneRelay(Telling):
    """An operator phones another centre: a seat at both ends for the talk, the place told in words."""

    duration: Law[Time]
    """The talk itself, with a seat at both ends."""
    handling: Law[Time] | None = None
    """Seat time at the receiver after the talk; its own ``processing`` where absent."""
    ring: Duration = 60.0
    """How long it rings before the caller gives up for now: an assumption (B), 30 s to 120 s."""
    redial: Law[Duration] = Exponential(mean=30.0)
    """From giving up to the next try: an assumption (B), mean 10 s to 120 s."""
    three_way: Flag = False
    """True where the operator who has the case calls at once, from the same seat and with the first caller on the
    line; ``transfer_after`` and ``joint_after`` then count from knowing, with the seat taken. An order to units of its
    own that is given from the same seat comes first."""
    kind: Literal["phone_relay"] = "phone_relay"


@part
class Radio(Telling):
    """An operator speaks over a radio channel that carries few talks at once: a seat at both ends, words alone.

    There is nothing to pick up: who is free at the other end listens at once; else it is played back there when a
    seat is free.
    """

    duration: Law[Time]
    """The talk, during which the channel and the sender's seat are taken."""
    capacity: PositiveCount | None = 1
    """Talks at once on the channel."""
    handling: Law[Time] | None = None
    """Seat time at the receiver after the talk; its own ``processing`` where absent."""
    kind: Literal["radio"] = "radio"


@part
class Messenger(Telling):
    """Somebody carries the word in person, as when all lines are cut (facts 5.01)."""

    journey: Law[Time]
    """From leaving to standing before the other centre."""
    operator: Flag = False
    """True where one of the sender's operators goes and leaves a seat empty, there and back."""
    handling: Law[Time] | None = None
    """Seat time at the receiver; its own ``answering`` and ``processing`` where absent."""
    kind: Literal["messenger"] = "messenger"


@part
class Ticket(Telling):
    """The case itself goes from one dispatch system to another, and a seat there takes it up."""

    latency: Law[Time] = NO_TIME
    """From sending to its appearance at the receiver."""
    handling: Law[Time] | None = None
    """Seat time at the receiver; its own ``answering`` and ``processing`` where absent."""
    kind: Literal["ticket"] = "ticket"


@part
class DigitalReport(Telling):
    """A report with position and live picture, such as from a video centre to a dispatch room."""

    latency: Law[Time] = NO_TIME
    """From sending to its appearance at the receiver."""
    handling: Law[Time] | None = None
    """Seat time at the receiver; its own ``answering`` and ``processing`` where absent."""
    kind: Literal["digital_report"] = "digital_report"


@part
class PureDelay(Telling):
    """The word arrives after a delay and nothing else: the receiver handles it as its own report."""

    latency: Law[Time]
    """The delay."""
    kind: Literal["delay"] = "delay"
