"""GraphML, as OSMnx and NetworkX write it: nodes with x and y in degrees, edges with their length and class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse

from simcity.load.streets.raw import Degrees, MapError, Raw, Street, length, paired
from simcity.load.streets.speeds import NO_STOPPING, OTHER, seconds, speed

_FIRST = re.compile(r"[\w:.-]+(?: mph)?")
_POINT = re.compile(r"(-?\d+(?:\.\d+)?(?:e-?\d+)?)\s+(-?\d+(?:\.\d+)?(?:e-?\d+)?)", re.IGNORECASE)


def read(path: Path, lights: float) -> Raw:
    """Return what a GraphML file says; raises MapError where it is broken or has no places."""
    raw = Raw()
    names: dict[str, str] = {}
    number: dict[str, int] = {}
    both = False
    edges: list[tuple[str, str, dict[str, str]]] = []
    try:
        for _, element in iterparse(path, events=("end",)):
            tag = element.tag.rpartition("}")[2]
            if tag == "key":
                names[element.get("id", "")] = element.get("attr.name", "")
            elif tag == "node":
                number[element.get("id", "")] = len(raw.nodes)
                raw.nodes.append(_place(element.get("id", ""), _data(element, names), path.name))
                element.clear()
            elif tag == "edge":
                edges.append((element.get("source", ""), element.get("target", ""), _data(element, names)))
                element.clear()
            elif tag == "graph":
                both = element.get("edgedefault") == "undirected"
    except ParseError as error:
        raise MapError(f"{path.name} is no GraphML: {error}") from error
    streets = []
    for source, target, data in edges:
        if source not in number or target not in number:
            missing = target if source in number else source
            raise MapError(f"an edge of {path.name} leads to the node '{missing}', which is not there")
        streets.append(_street(number[source], number[target], data, raw.nodes, lights))
    raw.streets = [one._replace(back=one.ahead, back_lights=one.ahead_lights) for one in streets] if both else streets
    raw.streets = raw.streets if both else paired(raw.streets)
    return raw


def _data(element: Element, names: Mapping[str, str]) -> dict[str, str]:
    """Return the data of a node or an edge by name, in the order of the file."""
    return {
        names.get(one.get("key", ""), one.get("key", "")): one.text or ""
        for one in element
        if one.tag.rpartition("}")[2] == "data"
    }


def _place(name: str, data: Mapping[str, str], file: str) -> Degrees:
    try:
        at = float(data.get("y", data.get("lat", ""))), float(data.get("x", data.get("lon", "")))
    except ValueError as error:
        raise MapError(f"node '{name}' of {file} has no x and y (longitude and latitude)") from error
    if not (abs(at[0]) <= 90 and abs(at[1]) <= 180):
        cure = "save the graph before it is projected"
        raise MapError(f"node '{name}' of {file} is at ({at[1]:g}, {at[0]:g}), which are no degrees: {cure}")
    return at


def _street(tail: int, head: int, data: Mapping[str, str], nodes: list[Degrees], lights: float) -> Street:
    points = [(float(up), float(along)) for along, up in _POINT.findall(data.get("geometry", ""))]
    bends = tuple(points[1:-1])
    try:
        metres = float(data.get("length", ""))
    except ValueError:
        metres = 0.0
    if not (isfinite(metres) and metres > 0):
        metres = length([nodes[tail], *bends, nodes[head]])
    # OSMnx writes a list where ways of several classes were put together; the first counts.
    kind = _word(data.get("highway", "")) or OTHER
    ahead, ahead_lights = seconds(metres, speed(kind, _word(data.get("maxspeed", ""))), True, lights)
    back, back_lights = seconds(metres, 1.0, False, lights)
    return Street(tail, head, bends, metres, kind, ahead, back, ahead_lights, back_lights, kind not in NO_STOPPING)


def _word(text: str) -> str:
    match = _FIRST.search(text)
    return match[0] if match is not None else ""
