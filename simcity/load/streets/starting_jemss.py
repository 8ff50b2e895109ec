"""A scenario of a city of JEMSS.jl: all that its folder says, and nothing added."""

from __future__ import annotations

import re
from pathlib import Path

from simcity.load.streets.importing import Imported
from simcity.load.streets.jemss import Jemss, Priority, Spot, read
from simcity.load.streets.jemss_laws import duration
from simcity.load.streets.naming import id_of
from simcity.load.streets.people import People, of_raster
from simcity.load.streets.starting import FARTHEST, HEAD, Start, point, quoted, remark

UNIT = "ambulance"


def of_folder(path: Path, made: Imported, network: str, stem: str) -> Start:
    """Return the scenario of a folder of JEMSS.jl; raises MapError where something is missing or wrong."""
    city = read(path)
    people = [of_raster(found, made.network.origin) for _, found in city.rasters]
    files = [f"{stem}-people{f'-{k + 1}' if k else ''}.csv" for k in range(len(people))]
    zones = ["city" if not k else f"city_{k + 1}" for k in range(len(people))]
    taken: set[str] = set()
    types = {id_of(_words(one.name).removesuffix(" priority"), taken, "calls"): one for one in city.priorities}
    text = "\n".join(
        [
            _top(path, made, city, next(iter(types))),
            _place(network, files, zones, city, people, [name for name, one in types.items() if not one.lights]),
            "incidents:",
            *(_incident(name, one, city.transport, zones) for name, one in types.items()),
            "",
            "hospitals:",
            *_hospitals(city),
            "",
            _agency(city),
            _BOTTOM.format(dispatch=city.dispatch),
        ]
    )
    notes = [
        f"{sum(one.rate for one in city.priorities):g} calls a day, {sum(city.ambulances.values())} ambulances at "
        f"{len(city.stations)} stations, {len(city.hospitals)} hospitals.",
        "Not taken over: classes of ambulances (any may answer any call) and capacities of stations (never reached "
        "without move-up).",
        "A point lies beside the nearest street here, and at the nearest node in JEMSS.jl; off the road all drive at "
        f"{city.off_road:.3g} km/h, that of the quickest mode (the slowest has {city.off_road_normal:.3g}).",
    ]
    return Start(text, dict(zip(files, (one.text for one in people), strict=True)), tuple(notes))


def _words(name: str) -> str:
    """Return ``high priority`` for highPriority."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _top(path: Path, made: Imported, city: Jemss, first: str) -> str:
    rasters = ", ".join(name for name, _ in city.rasters)
    source = f"City model of JEMSS.jl (Apache-2.0) in the folder {path.name}; people: {rasters}"
    return f"""\
{HEAD}
# Made by simcity roads import from the folder {path.name}: all that it says, and nothing added.
# Calls reach the room at once and take no seat from one another, as in JEMSS.jl; the room always knows where units are.
simcity: 1
title: {quoted(f"Ambulances of {path.name}")}
warm_up: 1 d
horizon: 8 d
drain: 6 h
replications: 20
seed: 1
primary: {{metric: attainment_official/{first}/ems, baseline: as_given, alternative: redispatch}}
source: jemss

sources:
  jemss: {{text: {quoted(source)}, confidence: S}}
  streets: {{text: {quoted(f"{made.network.source}. {made.network.attribution}".strip())}, confidence: S}}
"""


def _place(
    network: str, files: list[str], zones: list[str], city: Jemss, people: list[People], normal: list[str]
) -> str:
    rows = []
    for zone, file, one, (name, _) in zip(zones, files, people, city.rasters, strict=True):
        rows.append(f"    # {one.cells:,} cells of people, put together from {name}.")
        east, north = one.size
        rows.append(f"    {zone}: {{kind: cells, cells: {quoted(file)}, size: [{east:.2f} m, {north:.2f} m]}}")
    without = f"\n    normal_for: [{', '.join(normal)}]   # no lights and sirens" if normal else ""
    return "\n".join(
        [
            f"""\
place:
  travel:
    kind: roads
    network: {quoted(network)}{without}
    off_road: {city.off_road:.6g} km/h   # of the quickest mode; the slowest has {city.off_road_normal:.6g} km/h
    farthest: {FARTHEST:g} m
    source: {{network: streets, farthest: {{assumed: "so that every station and most people count as on the map", \
low: 100 m, high: 1 km}}}}
  zones:""",
            *rows,
            "",
        ]
    )


def _incident(name: str, one: Priority, transport: float, zones: list[str]) -> str:
    lines = [
        f"  {name}:",
        f"    title: {quoted(_words(one.name).capitalize())}",
        f"    rate: {one.rate:.10g} /day",
        *([f"    where: {{{zones[one.raster]}: 1}}"] if len(zones) > 1 else []),
        "    callers: {calls: {room: 1}, delay: 0 s}",
        f"    needs: {{ems: {{{UNIT}: 1}}}}",
        f"    priority: {one.number}",
        f"    official: {{ems: {{within: {duration(round(one.target, 2))}, from: received}}}}",
    ]
    if transport > 0:
        lines.append(f"    transport: {{ems: {{share: {100 * transport:.10g} %, to: nearest}}}}")
    return "\n".join(lines)


def _hospitals(city: Jemss) -> list[str]:
    taken: set[str] = set()
    return [
        f"  {id_of(one.name or f'hospital {number}', taken, 'hospital')}: "
        f"{{at: {point(one.at)}, handover: {city.handover}}}{remark(one.note)}"
        for number, one in city.hospitals.items()
    ]


def _agency(city: Jemss) -> str:
    def station(number: str, one: Spot) -> str:
        based = city.ambulances.get(number, 0)
        what = remark(one.note or one.name)
        return f"      station_{number}: {{at: {point(one.at)}, units: {{{UNIT}: {based}}}}}{what}"

    return "\n".join(
        [
            "agencies:",
            "  ems:",
            "    dispatched_by: room",
            "    stations:",
            *(station(number, one) for number, one in city.stations.items()),
            f"    on_scene: {city.on_scene}",
            "    dispatch: {kind: closest}   # the nearest by time, at a station or on its way back to one",
            "    when_none_free: {kind: wait}   # by priority, then by the time of the call",
            "    available_again: on_the_way",
        ]
    )


_BOTTOM = """
centres:
  room: {{role: ems, seats: unlimited, dispatching: {dispatch}}}

links:
  locator: {{kind: vehicle_location, from: ems, to: room}}   # positions are always known

alternatives:
  as_given: {{}}
  # What JEMSS.jl does where no file of redispatch says otherwise: a nearer unit on its way to something lesser turns.
  redispatch: {{agencies.ems.redispatch: {{urgent: 1, when: sooner}}}}
"""
