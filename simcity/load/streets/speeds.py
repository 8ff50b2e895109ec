"""Speeds by class of street, in normal driving and with lights and sirens, and what tags say of them.

Classes are those of OpenStreetMap. Speeds by class, those of its limits that are reached and the zones that stand
for limits are of the car profile of OSRM, a router in wide use (profiles/car.lua; S). Lights and sirens gain what they
gain in the Manhattan model of JEMSS.jl, 14.7 against 11 km/h (S). Pedestrian streets, at a slow pace: B.
"""

from __future__ import annotations

import re
from math import inf

KMH = 1.0 / 3.6
SPEEDS: dict[str, float] = {
    "motorway": 90,
    "motorway_link": 45,
    "trunk": 85,
    "trunk_link": 40,
    "primary": 65,
    "primary_link": 30,
    "secondary": 55,
    "secondary_link": 25,
    "tertiary": 40,
    "tertiary_link": 20,
    "unclassified": 25,
    "residential": 25,
    "living_street": 10,
    "service": 15,
    "pedestrian": 10,
}
"""km/h in normal driving by class."""

REACHED = 0.8
"""Speed in normal driving over the speed limit."""
LIGHTS = 14.7 / 11.0
"""Speed with lights and sirens over that of normal driving."""
NO_STOPPING = frozenset(("motorway", "motorway_link", "trunk", "trunk_link"))
OTHER = "street"
"""Class of streets of which no class is known; their speed is that of residential streets."""

_ZONES = {"urban": 50.0, "rural": 90.0, "trunk": 100.0, "motorway": 130.0, "living_street": 10.0, "walk": 10.0}
_LIMIT = re.compile(r"(\d+(?:\.\d+)?)\s*(km/h|kmh|mph|knots)?")
_UNITS = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "mph": 1.609344, "knots": 1.852}


def limit(text: str) -> float | None:
    """Return the km/h of a written speed limit; None where it says none."""
    word = text.strip().lower()
    match = _LIMIT.fullmatch(word)
    if match is not None:
        value = float(match[1]) * _UNITS[match[2] or ""]
        return value if value > 0 else None
    return _ZONES.get(word.rpartition(":")[2])


def speed(kind: str, maxspeed: str) -> float:
    """Return m/s in normal driving, by the limit where one is written and by the class otherwise."""
    most = limit(maxspeed)
    if most is not None and kind not in ("living_street", "pedestrian"):
        return most * REACHED * KMH
    return SPEEDS.get(kind, SPEEDS["residential"]) * KMH


def seconds(metres: float, pace: float, allowed: bool, lights: float) -> tuple[float, float]:
    """Return the seconds of a street at a speed in m/s, in normal driving and with lights."""
    if not allowed:
        return inf, inf
    return metres / pace, metres / (pace * lights)


def directions(oneway: str, kind: str, junction: str) -> tuple[bool, bool]:
    """Return whether one may drive ahead and back; roundabouts and motorways go one way unless they say otherwise."""
    word = oneway.strip().lower()
    if word in ("yes", "true", "1"):
        return True, False
    if word in ("-1", "reverse"):
        return False, True
    implied = junction in ("roundabout", "circular") or kind in ("motorway", "motorway_link")
    return True, word in ("no", "false", "0") or not implied
