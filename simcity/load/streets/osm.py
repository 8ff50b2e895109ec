"""OpenStreetMap extracts (.osm.pbf, .osm): streets for vehicles, and stations and hospitals."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from simcity.load.streets.raw import Degrees, Found, MapError, Raw, Street, distance, length
from simcity.load.streets.speeds import NO_STOPPING, SPEEDS, directions, seconds, speed

if TYPE_CHECKING:
    from collections.abc import Callable

    from osmium.osm import Area, Way

ATTRIBUTION = "© OpenStreetMap contributors, Open Database License (openstreetmap.org/copyright)"
_NO_OSMIUM = "reading OpenStreetMap extracts needs osmium: python -m pip install 'simcity[osm]'"
_TAGS = ("emergency", "motorcar", "motor_vehicle", "vehicle", "access")
_REFUSED = ("no", "private", "agricultural", "forestry", "delivery", "customers")
_AISLES = ("parking_aisle", "drive-through")
_PLACES = {
    ("amenity", "fire_station"): "fire_station",
    ("amenity", "police"): "police",
    ("amenity", "hospital"): "hospital",
    ("emergency", "ambulance_station"): "ambulance_station",
}
TWICE = 150.0
"""Metres within which two of one kind and name are the same place, drawn as a point and as a building."""


def read(path: Path, lights: float) -> Raw:
    """Return what an extract says; raises MapError where osmium is missing or the file is broken."""
    try:
        from osmium import FileProcessor
        from osmium.filter import KeyFilter
        from osmium.osm import Area, Node, Way
    except ImportError as error:
        raise MapError(_NO_OSMIUM) from error
    keys = KeyFilter("highway", "amenity", "emergency")
    raw = Raw(attribution=ATTRIBUTION)
    reading = _Reading(raw, lights)
    try:
        for thing in FileProcessor(str(path)).with_areas(keys).with_filter(keys):
            if isinstance(thing, Way):
                reading.way(thing)
            elif isinstance(thing, Node):
                reading.place(thing.tags.get, (thing.lat, thing.lon))
            elif isinstance(thing, Area):
                reading.area(thing)
    except (RuntimeError, ValueError) as error:
        raise MapError(f"{path.name} cannot be read as an OpenStreetMap extract: {error}") from error
    raw.notes.append("Turn restrictions and barriers are not read: vehicles under lights pass most of them.")
    return raw


class _Reading:
    """Streets and places as they are read."""

    def __init__(self, raw: Raw, lights: float) -> None:
        self.raw = raw
        self.lights = lights
        self.number: dict[int, int] = {}
        """Of each node of the map among those of the network."""

    def way(self, way: Way) -> None:
        """Take in a street."""
        tags = dict(way.tags)
        kind = tags.get("highway")
        if kind is None:
            return
        known = [(node.ref, (node.location.lat, node.location.lon)) for node in way.nodes if node.location.valid()]
        if len(known) < 2:
            return
        reason = left_out(tags)
        if reason:
            self.raw.leave_out(reason, length([point for _, point in known]))
            return
        most = tags.get("maxspeed", "")
        forward, backward = (speed(kind, tags.get(f"maxspeed:{side}", most)) for side in ("forward", "backward"))
        ahead, back = directions(tags.get("oneway", ""), kind, tags.get("junction", ""))
        for (a, here), (b, there) in pairwise(known):
            if a == b:
                continue
            metres = length([here, there])
            one, one_lit = seconds(metres, forward, ahead, self.lights)
            two, two_lit = seconds(metres, backward, back, self.lights)
            ends = self._node(a, here), self._node(b, there)
            stops = kind not in NO_STOPPING and tags.get("tunnel") != "yes"
            self.raw.streets.append(Street(*ends, (), metres, kind, one, two, one_lit, two_lit, stops))

    def _node(self, ref: int, at: Degrees) -> int:
        if ref not in self.number:
            self.number[ref] = len(self.raw.nodes)
            self.raw.nodes.append(at)
        return self.number[ref]

    def area(self, area: Area) -> None:
        """Take in a place that is drawn as a building or its grounds, at the middle of its corners."""
        corners = [
            (node.location.lat, node.location.lon)
            for ring in area.outer_rings()
            for node in ring
            if node.location.valid()
        ][:-1]
        if corners:
            up, along = zip(*corners, strict=True)
            self.place(area.tags.get, (sum(up) / len(up), sum(along) / len(along)))

    def place(self, tag: Callable[[str], str | None], at: Degrees) -> None:
        """Take in a station or hospital; one that is there already is not taken twice."""
        for (key, value), kind in _PLACES.items():
            if tag(key) == value:
                name = tag("name") or tag("operator") or ""
                near = (one for one in self.raw.places if one.kind == kind and distance(one.at, at) < TWICE)
                if not any(one.name == name or not name or not one.name for one in near):
                    self.raw.places.append(Found(kind, name, at))


def left_out(tags: Mapping[str, str]) -> str:
    """Return why a street is not for vehicles of responders; empty where it is."""
    kind = tags["highway"]
    if kind not in SPEEDS:
        return f"not for vehicles: {kind}"
    if tags.get("area") == "yes":
        return "squares and other areas"
    if kind == "service" and tags.get("service") in _AISLES:
        return "parking aisles and drive-throughs"
    # Vehicles of responders drive through pedestrian streets that are closed to others.
    asked = ("emergency", "access") if kind == "pedestrian" else _TAGS
    word = next((tags[key] for key in asked if key in tags), "yes")
    return "no access: private or closed to vehicles" if word in _REFUSED else ""
