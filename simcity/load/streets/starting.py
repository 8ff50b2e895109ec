"""A scenario to start from: what a map or a folder says as the text of a scenario file, and its cells."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simcity.load.streets.importing import Imported
from simcity.load.streets.naming import id_of
from simcity.load.streets.people import People, of_streets
from simcity.load.streets.raw import Found
from simcity.model.roads import Roads
from simcity.model.roads.network import Network, on_the_ground

FARTHEST = 300.0
"""Metres from a street beyond which a station is left out as off the map; the default of a scenario."""
HEAD = "# yaml-language-server: $schema=schema.json"


@dataclass(frozen=True)
class Start:
    """A scenario to start from."""

    text: str
    files: dict[str, str]
    """Files of cells beside it, by name."""
    notes: tuple[str, ...]
    """What a planner should know of how it was made."""


@dataclass(frozen=True)
class _Service:
    """What is put in for one service until somebody knows better."""

    agency: str
    unit: str
    number: int
    incident: str
    title: str
    rate: str
    golden: str
    on_scene: str


_SERVICES = {
    "ambulance_station": _Service("ems", "ambulance", 2, "illness", "Sudden illness", "10 /day", "8 min", "20 min"),
    "fire_station": _Service("fire", "engine", 1, "fire", "Fire in a building", "0.3 /day", "7 min", "60 min"),
    "police": _Service("police", "car", 2, "fight", "Fight", "3 /day", "5 min", "25 min"),
}


def of_map(made: Imported, network: str, stem: str) -> Start:
    """Return a scenario with the stations and hospitals of a map; every other number is a placeholder."""
    on, off = _on_the_map(made.places, made.network)
    notes = [f"{one.name or one.kind} is more than {FARTHEST:g} m from any street and is left out." for one in off]
    stations = {kind: [one for one in on if one.kind == kind] for kind in (*_SERVICES, "hospital")}
    if not stations["ambulance_station"]:
        stations["ambulance_station"] = stations["hospital"] or stations["fire_station"] or [_middle(made.network)]
        notes.append("No ambulance station is on the map: ambulances stand at each of the places named under ems.")
    here = {service: stations[kind] for kind, service in _SERVICES.items() if stations[kind]}
    cells = of_streets(made.network)
    file = f"{stem}-people.csv"
    source = f"{made.network.source}. {made.network.attribution}".strip()
    parts = [
        _top(stem, source),
        _place(network, file, cells),
        "incidents:",
        *(_incident(service, bool(stations["hospital"])) for service in here),
        "",
        *_hospitals(stations["hospital"]),
        "agencies:",
        *(_agency(service, places) for service, places in here.items()),
        _BOTTOM,
    ]
    return Start("\n".join(parts), {file: cells.text}, tuple(notes))


def point(at: tuple[float, float]) -> str:
    """Return a point in degrees as a scenario writes it."""
    return f"{{lat: {at[0]:.6f}, lon: {at[1]:.6f}}}"


def quoted(text: str) -> str:
    """Return a text as YAML in double quotes."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def remark(text: str) -> str:
    """Return a comment after a line; nothing where there is nothing to say."""
    word = " ".join(text.split())
    return f"   # {word}" if word else ""


def beside(network: Path, scenario: Path) -> str:
    """Return the name of a network as counted from the folder of a scenario."""
    return Path(os.path.relpath(network.absolute(), scenario.absolute().parent)).as_posix()


def _on_the_map(places: Iterable[Found], network: Network) -> tuple[list[Found], list[Found]]:
    """Return the places that lie near a street, and those that do not."""
    found = list(places)
    if not found:
        return [], []
    x, y = on_the_ground(network.origin, *np.array([one.at for one in found], float).T)
    near = Roads(network=network).paths().ground.spots(x, y).gap <= FARTHEST
    return [o for o, n in zip(found, near, strict=True) if n], [o for o, n in zip(found, near, strict=True) if not n]


def _middle(network: Network) -> Found:
    """Return a made-up station at the node nearest to the middle of all nodes where one can stop."""
    streets = network.streets
    nodes = np.unique(np.concatenate([streets.tail[streets.stops], streets.head[streets.stops]]))
    x, y = (axis[nodes] for axis in network.points())
    node = nodes[np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2)]
    return Found(
        "ambulance_station", "made up station", (float(network.latitude[node]), float(network.longitude[node]))
    )


def _top(stem: str, source: str) -> str:
    return f"""\
{HEAD}
# Made by simcity roads import. Streets, stations and hospitals are those of the map; all other numbers are placeholders
# marked "assumed:", which say nothing of your city. Replace them, and name where yours come from.
simcity: 1
title: {quoted(f"{stem}: a scenario to start from")}
horizon: 2 d
drain: 2 h
replications: 20
seed: 1
primary: {{metric: attainment/illness/ems, baseline: today, alternative: quicker_turnout}}
source: {{assumed: "a placeholder to start from: put in what your city knows", low: 20 %, high: 500 %}}

sources:
  map: {{text: {quoted(source)}, confidence: S}}
"""


def _place(network: str, file: str, cells: People) -> str:
    east, north = cells.size
    return f"""\
place:
  travel: {{kind: roads, network: {quoted(network)}, noise: 0.3, source: {{network: map}}}}
  zones:
    # {cells.cells:,} cells, each with the metres of street in it: incidents fall where streets are. Put in people.
    city: {{kind: cells, cells: {quoted(file)}, size: [{east:g} m, {north:g} m]}}
"""


def _incident(one: _Service, hospitals: bool) -> str:
    carried = one.agency == "ems" and hospitals
    return f"""\
  {one.incident}:
    title: {one.title}
    rate: {one.rate}   # placeholder
    callers: {{calls: {{control_room: 1}}, delay: {{kind: lognormal, median: 90 s, sigma: 0.8}}}}
    needs: {{{one.agency}: {{{one.unit}: 1}}}}
    golden_time: {{{one.agency}: {one.golden}}}""" + (
        "\n    transport: {ems: {share: 70 %, to: nearest}}" if carried else ""
    )


def _hospitals(places: list[Found]) -> list[str]:
    if not places:
        return []
    taken: set[str] = set()
    rows = [
        f"  {id_of(one.name or 'hospital', taken, 'hospital')}: {{at: {point(one.at)}, handover: 15 min,"
        " source: {at: map}}"
        for one in places
    ]
    return ["hospitals:", *rows, ""]


def _agency(one: _Service, places: list[Found]) -> str:
    taken: set[str] = set()
    rows = [
        f"      {id_of(place.name or place.kind, taken)}: {{at: {point(place.at)}, units: {{{one.unit}: {one.number}}},"
        " source: {at: map}}"
        for place in places
    ]
    # Units that take somebody to a hospital are sent again from wherever they are then.
    again = "\n    available_again: on_the_way" if one.agency == "ems" else ""
    return "\n".join(
        [
            f"  {one.agency}:",
            "    dispatched_by: control_room",
            "    stations:",
            *rows,
            "    turnout: 60 s   # placeholder",
            f"    on_scene: {{kind: lognormal, median: {one.on_scene}, sigma: 0.5}}{again}",
        ]
    )


_BOTTOM = """
centres:
  # One room for all services, until you say who takes calls and who sends whom.
  control_room:
    role: ems
    seats: 3
    answering: 5 s
    processing: {kind: lognormal, mean: 60 s, sd: 40 s}
    dispatching: 20 s

links:
  locator: {kind: vehicle_location, from: ems, to: control_room}   # the room knows where ambulances are

alternatives:
  today: {}
  quicker_turnout: {agencies.ems.turnout: 30 s}
"""
