"""What all links say of themselves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Duration, Flag, PositiveCount, Share, Time, part
from simcity.model.kinds import NO_TIME
from simcity.model.outages import AnyOutages

Up = Literal["always", "never", "standby"]


@part
class Link:
    """What all links say of themselves."""

    sender: Annotated[str, Field(alias="from", description="Centre that tells.")]
    receiver: Annotated[str, Field(alias="to", description="Centre that is told.")]
    types: Annotated[tuple[str, ...], Field(description="Incident types for which it is used; all where absent.")] = ()
    up: Annotated[
        Up,
        Field(description="``never`` for a link that is not there, ``standby`` for one that is a fallback only."),
    ] = "always"
    domains: Annotated[
        tuple[str, ...], Field(description="Failure domains; it is down while any of them is down.")
    ] = ()
    outages: Annotated[AnyOutages | None, Field(description="Outages of its own; none where absent.")] = None


@part
class Fallback:
    """A slower way for a message that has not been delivered in time."""

    link: str
    """Link to use instead, from the same centre to the same one."""
    after: Duration
    """From sending until the sender turns to it."""


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
    level_after: Annotated[
        Law[Time] | None,
        Field(
            description="From learning that a case has come to need the receiver's units to telling, where it did not"
            " before; as ``joint_after`` or ``transfer_after`` where absent."
        ),
    ] = None
    informs: Annotated[
        Flag,
        Field(description="True where the receiver need only know, such as a disaster room: it is told of all types."),
    ] = False
    when_down: Annotated[
        Literal["wait", "lost"],
        Field(
            description="``wait``: a message that meets an outage waits for the rest of it; ``lost``: it never"
            " arrives. Nobody talks over a phone that is down: its caller tries again."
        ),
    ] = "wait"
    loss: Annotated[Share, Field(description="Share of messages that never arrive, such as in a dead spot.")] = 0.0
    repeat_after: Annotated[
        Duration | None,
        Field(description="A lost message is sent again after this time, until it arrives; never where absent."),
    ] = None
    capacity: Annotated[
        PositiveCount | None,
        Field(description="Messages that it carries at once, the others queue; without limit where absent."),
    ] = None
    occupies: Annotated[
        Law[Time], Field(description="How long a message occupies it, where its capacity is limited.")
    ] = NO_TIME
    fallback: Annotated[
        Fallback | None, Field(description="What the sender turns to if nothing was delivered; none where absent.")
    ] = None

    def __post_init__(self) -> None:
        if self.loss >= 1.0 and self.repeat_after is not None:
            raise ValueError("what is always lost would be repeated for ever; lower loss or omit repeat_after")
