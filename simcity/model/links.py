"""Links: how one centre tells another, and what that costs at both ends."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcity.distributions import Exponential, Law
from simcity.fields import Duration, Time, part
from simcity.model.agencies import NO_TIME
from simcity.model.kinds import Kind

Up = Literal["always", "never"]


@part
class Link:
    """What all links say of themselves."""

    sender: Annotated[str, Field(alias="from", description="Centre that tells.")]
    receiver: Annotated[str, Field(alias="to", description="Centre that is told.")]
    types: Annotated[tuple[str, ...], Field(description="Incident types for which it is used; all where absent.")] = ()
    up: Annotated[Up, Field(description="``never`` for a link that is down throughout.")] = "always"


@part
class Telling(Link):
    """A link by which one centre tells another of an incident that needs the other's units."""

    transfer_after: Annotated[
        Law[Time],
        Field(description="From knowing to telling, where the incident is none of the sender's own business."),
    ] = NO_TIME
    joint_after: Annotated[
        Law[Time], Field(description="From knowing to telling, where the sender sends units of its own as well.")
    ] = NO_TIME


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
    kind: Literal["phone_relay"] = "phone_relay"


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
class PushedVideo(Link):
    """Live video goes to a centre that handles a case, and must be looked at there.

    It is sent for every case with a place; a picture shows the scene only where a camera of the sending
    centre covers it. A picture changes no duration by itself: see ``search_with_picture`` of agencies.
    """

    latency: Law[Time] = NO_TIME
    """From the case being known at the receiver to the picture there, without the search."""
    searching: Law[Time] | None = None
    """Seat time at the sender to find the cameras by hand; found by machine where absent."""
    looking: Law[Time] = NO_TIME
    """Seat time at the receiver to look at it."""
    kind: Literal["pushed_video"] = "pushed_video"


@part
class PureDelay(Telling):
    """The word arrives after a delay and nothing else: the receiver handles it as its own report."""

    latency: Law[Time]
    """The delay."""
    kind: Literal["delay"] = "delay"


AnyLink = Annotated[PhoneRelay | Ticket | DigitalReport | PushedVideo | PureDelay, Field(discriminator="kind"), Kind()]
