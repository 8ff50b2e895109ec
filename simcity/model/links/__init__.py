"""Links: how one centre tells another, and what that costs at both ends."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simcity.model.kinds import Kind
from simcity.model.links.channel import Fallback, Link, Telling
from simcity.model.links.showing import Footage, LocationService, PushedVideo, VehicleLocation, VideoToUnit
from simcity.model.links.telling import DigitalReport, Messenger, PhoneRelay, PureDelay, Radio, Ticket

__all__ = [
    "AnyLink",
    "DigitalReport",
    "Fallback",
    "Footage",
    "Link",
    "LocationService",
    "Messenger",
    "PhoneRelay",
    "PureDelay",
    "PushedVideo",
    "Radio",
    "Telling",
    "Ticket",
    "VehicleLocation",
    "VideoToUnit",
]

AnyLink = Annotated[
    PhoneRelay
    | Radio
    | Messenger
    | Ticket
    | DigitalReport
    | PureDelay
    | PushedVideo
    | VideoToUnit
    | Footage
    | LocationService
    | VehicleLocation,
    Field(discriminator="kind"),
    Kind(),
]
