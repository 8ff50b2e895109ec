"""Links that show or locate: live pictures, footage, the place of a caller."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simcity.distributions import Law
from simcity.fields import Extent, PositiveCount, Share, Time, part
from simcity.model.approvals import Approval
from simcity.model.kinds import NO_TIME
from simcity.model.links.channel import Link


@part
class PushedVideo(Link):
    """Live video goes to a centre that handles a case, and must be looked at there.

    It is sent for every case with a place; a picture shows the scene only where a working camera of the sending
    centre covers it. A picture changes no duration by itself: see ``search_with_picture`` of agencies and
    ``processing_with_picture`` of centres.
    """

    latency: Law[Time] = NO_TIME
    """From the case being known at the receiver to the picture there, without the search."""
    nearest: PositiveCount | None = None
    """Cameras that are opened, nearest first, whether they see it or not; Ulsan opens 5 (facts 1.2, S). All that
    see it where absent."""
    searching: Law[Time] | None = None
    """Seat time at the sender to find the cameras by hand; found by machine where absent."""
    looking: Law[Time] = NO_TIME
    """Seat time at the receiver to look at it."""
    approval: Approval | None = None
    """Permission that the receiver needs to see it; none where absent."""
    kind: Literal["pushed_video"] = "pushed_video"


@part
class VideoToUnit(Link):
    """Live video goes to the units of an agency on their way, once they are near."""

    receiver: Annotated[str, Field(alias="to", description="Agency whose units see it.")]
    latency: Law[Time] = NO_TIME
    """From coming near to the picture in the vehicle."""
    within: Extent
    """How near; 500 m in Chungnam (facts 1.2, S)."""
    nearest: PositiveCount | None = None
    """Cameras that are opened, nearest first; all that see it where absent."""
    kind: Literal["video_to_unit"] = "video_to_unit"


@part
class Footage(Link):
    """Recorded video is fetched for a case: by a visit of about an hour, or asked for on the spot (facts 3.16, S)."""

    asking: Law[Time] = NO_TIME
    """From the receiver's knowing of the case until its request is before the sender: the way there, a form, a tap."""
    searching: Law[Time] = NO_TIME
    """Seat time at the sender to find it."""
    bringing: Law[Time] = NO_TIME
    """From finding it until the receiver has it."""
    approval: Approval | None = None
    """Permission that the receiver needs to have it; none where absent."""
    kind: Literal["footage"] = "footage"


@part
class VehicleLocation(Link):
    """A centre sees where the units of an agency are: it knows the place of each that is not at its station.

    Without it a dispatcher knows units that are out by their stations alone, and chooses as if they stood there.
    """

    sender: Annotated[str, Field(alias="from", description="Agency whose units it locates.")]
    receiver: Annotated[str, Field(alias="to", description="Centre that sends them.")]
    every: Time = 0.0
    """Time between two reports of a unit's position; what is known is the last one."""
    kind: Literal["vehicle_location"] = "vehicle_location"


@part
class LocationService(Link):
    """The place of a caller comes from the telephone network, so that it need not be found out in words.

    It settles the places of calls, not of what another centre relays in words.
    """

    latency: Law[Time] = NO_TIME
    """From answering to the place on the screen; seat time, but never more than asking would take."""
    resolves: Share = 1.0
    """Share of doubtful places that it settles."""
    kind: Literal["location_service"] = "location_service"
