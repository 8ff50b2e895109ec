"""Sensors: what sees an incident, how soon, and what it raises in vain."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from simcity.model.kinds import Kind
from simcity.model.sensors.cameras import Camera, PTZCamera, Wall, WatchedCamera
from simcity.model.sensors.devices import NEVER, Devices, Raising, Reporting, Sensor, Sight
from simcity.model.sensors.machines import (
    Analytics,
    DensityAlarm,
    EmergencyBell,
    FireDetector,
    IntrusionAlarm,
    PlateReader,
    Tuning,
)
from simcity.model.sensors.people import Guards
from simcity.model.sensors.watching import PSDB, Decaying, Steady, hit_rate

__all__ = [
    "NEVER",
    "PSDB",
    "Analytics",
    "AnySensor",
    "Camera",
    "Decaying",
    "DensityAlarm",
    "Devices",
    "EmergencyBell",
    "FireDetector",
    "Guards",
    "IntrusionAlarm",
    "PTZCamera",
    "PlateReader",
    "Raising",
    "Reporting",
    "Sensor",
    "Sight",
    "Steady",
    "Tuning",
    "Wall",
    "WatchedCamera",
    "hit_rate",
]

AnySensor = Annotated[
    Camera
    | WatchedCamera
    | PTZCamera
    | Analytics
    | PlateReader
    | EmergencyBell
    | FireDetector
    | IntrusionAlarm
    | DensityAlarm
    | Guards,
    Field(discriminator="kind"),
    Kind(),
]
